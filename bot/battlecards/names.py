"""Which competitor somebody means: by name, other name, usual shortening, or with a typing error. Pure.

Built from cards that the person may see alone: what is for others is neither found nor suggested.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.battlecards.model import Card

MEANT = 84.0
"""Likeness (of 100) from which on a name with a typing error is taken for another: one letter in six, say."""
LIKE = 60.0
"""Likeness from which on a name is suggested."""
AHEAD = 6.0
"""By how much the likest must be more like than the next, to be taken for what was meant."""
SUGGESTED = 3
MOST_WORDS = 8
"""Words of what somebody typed that may be a name."""
FEWEST_LETTERS = 4
"""A name with fewer must be typed as it is: with one letter wrong it could be any other."""
_COMPANY = re.compile(
    r"[\s,]+(?:inc|llc|ltd|limited|corp|corporation|co|gmbh|ag|se|sa|bv|nv|plc|pty|oy|ab|as|software|systems|technologies)"
    r"\.?$",
    re.IGNORECASE,
)
_LEGAL = re.compile(r"^(?:ооо|оао|зао|пао|ао|тоо)\s+", re.IGNORECASE)
_PARTS = re.compile(r"[A-ZА-ЯЁ]?[a-zа-яё\d]+|[A-ZА-ЯЁ]+(?![a-zа-яё])")


@dataclass(frozen=True, slots=True)
class Competitor:
    """A competitor, or what else a card is on, and the cards on it, in the order of their titles."""

    name: str
    names: tuple[str, ...]
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Meant:
    """What was meant. `competitor` is None where that is not sure; then `like` are those that it may be.

    `topic` are the words beside the name. `repaired`: the name was typed otherwise.
    """

    competitor: Competitor | None
    topic: str = ""
    like: tuple[Competitor, ...] = ()
    repaired: bool = False


class Names:
    """The competitors of some cards, by all of their names."""

    def __init__(self, cards: Iterable[Card]) -> None:
        self.competitors = tuple(sorted(_grouped(cards), key=lambda one: one.name.casefold()))
        self._by_name: dict[str, Competitor] = {}
        shortened: dict[str, set[int]] = {}
        for place, competitor in enumerate(self.competitors):
            for name in competitor.names:
                self._by_name.setdefault(_key(name), competitor)
                for short in _shortenings(name):
                    shortened.setdefault(_key(short), set()).add(place)
        for short, places in shortened.items():
            if short and len(places) == 1:  # what shortens two names tells neither
                self._by_name.setdefault(short, self.competitors[min(places)])
        self._long = [name for name in self._by_name if len(name) >= FEWEST_LETTERS]

    def meant_by(self, typed: str) -> Meant:
        """Which competitor is named at the beginning of what somebody typed, else anywhere in it, else nearly."""
        words = typed.split()
        for start, end in _spans(len(words)):
            found = self._by_name.get(_key(" ".join(words[start:end])))
            if found is not None:
                return Meant(found, " ".join((*words[:start], *words[end:])))
        return self._nearly(words)

    def _nearly(self, words: Sequence[str]) -> Meant:
        """By the likest of the names to the first words."""
        best: dict[int, tuple[float, int]] = {}
        for end in range(1, min(len(words), MOST_WORDS) + 1):
            key = _key(" ".join(words[:end]))
            if len(key) < FEWEST_LETTERS:
                continue
            for name, likeness, _ in process.extract(key, self._long, scorer=fuzz.ratio, score_cutoff=LIKE, limit=None):
                place = self.competitors.index(self._by_name[name])
                best[place] = max(best.get(place, (0.0, 0)), (likeness, end))
        ranked = sorted(best.items(), key=lambda one: (-one[1][0], one[0]))
        like = tuple(self.competitors[place] for place, _ in ranked[:SUGGESTED])
        if not ranked:
            return Meant(None)
        place, (likeness, end) = ranked[0]
        next_likeness = ranked[1][1][0] if len(ranked) > 1 else 0.0
        if likeness >= MEANT and likeness - next_likeness >= AHEAD:
            return Meant(self.competitors[place], " ".join(words[end:]), repaired=True)
        return Meant(None, " ".join(words[end:]), like)


def _spans(count: int) -> Iterator[tuple[int, int]]:
    """Where a name may stand among so many words: at the beginning first, longer ones before shorter ones."""
    longest = min(count, MOST_WORDS)
    for start in range(min(count, 2 * MOST_WORDS)):
        for end in range(min(count, start + longest), start, -1):
            yield start, end


def _grouped(cards: Iterable[Card]) -> Iterator[Competitor]:
    """Cards that share a name are on one competitor."""
    groups: list[list[Card]] = []
    for card in sorted(cards, key=lambda one: (one.document.title.casefold(), one.document.id)):
        keys = {_key(name) for name in card.names}
        related = [group for group in groups if any(_key(name) in keys for one in group for name in one.names)]
        joined = [one for group in related for one in group]
        groups = [group for group in groups if group not in related]
        groups.append([*joined, card])
    for group in groups:
        names = tuple(dict.fromkeys(name for card in group for name in card.names))
        usual = max(dict.fromkeys(card.name for card in group), key=[card.name for card in group].count)
        yield Competitor(usual, names, tuple(group))


def _shortenings(name: str) -> Iterator[str]:
    """What people make of a name: without the kind of company, its first word, its initials."""
    bare = _LEGAL.sub("", name).strip()
    while (shorter := _COMPANY.sub("", bare).strip(" ,")) not in {"", bare}:
        bare = shorter
    yield bare
    words = bare.split()
    if len(words) > 1 and len(words[0]) >= FEWEST_LETTERS:
        yield words[0]
    parts = _PARTS.findall(bare)
    if len(parts) > 1:
        yield "".join(part[0] for part in parts)


def _key(name: str) -> str:
    """The letters and figures of a name in lower case: "Slot-Harbor" is "slotharbor"."""
    plain = unicodedata.normalize("NFKC", name).casefold().replace("ё", "е")
    return "".join(letter for letter in plain if letter.isalnum())
