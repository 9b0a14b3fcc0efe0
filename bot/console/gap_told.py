"""A gap's questions, history and reasons as its page tells them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.asking_words import as_asked
from bot.console.dashboard_frame import Telling
from bot.gap_words import gap_words
from bot.gap_words.telling import day_told
from bot.gaps.alike import asked_alike
from bot.gaps.history import of_its_own, other_gap
from bot.gaps.model import Draft, GapChange, GapQuestion, GapView, Signal
from content_index.model import Document

_LANGUAGES = ("en", "ru")
"""A reason is kept in the language of whoever chose it."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Questions in the same words: the latest of them, how many they are, where they were asked, why they count."""

    latest: GapQuestion
    times: int
    surfaces: tuple[str, ...]
    askers: tuple[str, ...]
    signals: tuple[Signal, ...]


def wordings(view: GapView, telling: Telling, *, names: bool) -> list[Wording]:
    """Each wording once. `names`: who asked is told, as far as it is known."""
    same: dict[str, list[GapQuestion]] = {}
    for one in view.questions:
        same.setdefault(as_asked(one.question), []).append(one)
    told = []
    for alike in asked_alike(view.questions):
        every = same[as_asked(alike.latest.question)]
        askers = (view.names.get(one.asker, "") for one in every) if names else ()
        told.append(
            Wording(
                latest=alike.latest,
                times=alike.times,
                surfaces=_once(telling.say.surfaces.get(one.surface, one.surface) for one in every),
                askers=_once(askers),
                signals=tuple(dict.fromkeys(signal for one in every for signal in one.signals)),
            )
        )
    return told


def different(drafts: Sequence[Draft]) -> list[Draft]:
    """Each text once, the first of them: an owner who is asked the same twice may reply the same."""
    first: dict[str, Draft] = {}
    for draft in drafts:
        first.setdefault(" ".join(draft.text.split()), draft)
    return list(first.values())


def reason_told(reason: str, telling: Telling) -> str:
    """Why a gap was dismissed; what was chosen from the reasons there are, in the reader's language."""
    chosen, colon, own = reason.partition(": ")
    for language in _LANGUAGES:
        for name, said in gap_words(language).dismiss_reasons.items():
            if said in {reason, chosen}:
                here = telling.gap.dismiss_reasons[name]
                return here if said == reason else f"{here}{colon}{own}"
    return reason


@dataclass(frozen=True, slots=True)
class History:
    """Tells what happened to a gap, by the clock of `zone`. `documents` are those that the reader may see, by path."""

    telling: Telling
    zone: ZoneInfo
    now: datetime
    documents: Mapping[str, Document]

    def told(self, view: GapView) -> list[str]:
        """A line for each thing that happened: when, what, of which page, person or gap, and by whom."""
        return [self._line(one, view) for one in view.history if of_its_own(one)]

    def _line(self, change: GapChange, view: GapView) -> str:
        words = self.telling.gap
        there = change.at.astimezone(self.zone)
        day = day_told(there.date(), self.now.astimezone(self.zone).date(), self.telling.language)
        what = f"{day}, {there:%H:%M} · {words.verbs.get(change.verb, change.verb)}"
        if detail := self._detail(change, view.titles):
            what = f"{what}: {detail}"
        person = view.names.get(change.by, change.by) if change.by else words.machine
        return words.by.format(what=what, person=person)

    def _detail(self, change: GapChange, titles: Mapping[str, str]) -> str:
        after, detail = change.detail.get("after"), change.detail
        fields: Mapping[str, object] = after if isinstance(after, Mapping) else {}
        kind, kinds = _text(fields, "kind"), self.telling.gap.kinds.items()
        document = self.documents.get(_text(detail, "document") or _text(fields, "closed_by"))
        told = {
            "assigned": _text(fields, "assigned"),
            "dismissed": reason_told(_text(fields, "state_reason"), self.telling),
            "renamed": _text(fields, "title"),
            "kind_set": next((said for name, said in kinds if name == kind), ""),
            "snoozed": self._until(_text(fields, "snoozed_until")),
            "closed": document.title if document else "",
        }
        return told.get(change.verb, titles.get(other_gap(change), ""))

    def _until(self, moment: str) -> str:
        try:
            until = datetime.fromisoformat(moment).astimezone(self.zone).date()
        except ValueError:
            return ""
        today = self.now.astimezone(self.zone).date()
        return f"→ {day_told(until, today, self.telling.language)}"


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, names)))


def _text(fields: Mapping[str, object], name: str) -> str:
    value = fields.get(name, "")
    return value if isinstance(value, str) else ""
