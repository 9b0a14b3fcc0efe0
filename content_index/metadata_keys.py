"""What can be said of a document, and the keys that say it, however they were written."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache

ALIASES = {
    "product": "products",
    "competitor": "competitors",
    "alias": "aliases",
    "stage": "stages",
    "audiences": "audience",
    "lang": "language",
    "reviewed_on": "reviewed",
    "review_every_days": "review_every",
}
INVISIBLE = (
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    r"\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
)
"""Characters that nobody sees, for a class of a regular expression."""
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_LONGEST_KEY = 40
_NEAR = 0.85
"""Below it begin other words: tags and stages have 0.8 in common."""
_NEAR_AUDIENCE = 0.8
"""To take one document out too many does less harm than to show it to the wrong people."""
_SHORTEST_MIXED_UP = 3
"""Of so few letters other words are made, too; of more, in another order, a slip: `titel`."""
_LETTERS_TO_GO_BY = 2
_OF_THEIR_OWN = frozenset({"reviewer", "reviewers"})
"""Keys of many a wiki that resemble a known one and mean something else."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What one place says of a document; None where it says nothing."""

    title: str | None = None
    kind: str | None = None
    url: str | None = None
    owner: str | None = None
    products: tuple[str, ...] | None = None
    competitors: tuple[str, ...] | None = None
    aliases: tuple[str, ...] | None = None
    stages: tuple[str, ...] | None = None
    audience: tuple[str, ...] | None = None
    buyer_safe: bool | None = None
    language: str | None = None
    reviewed: date | None = None
    review_every: int | None = None
    health_ignore: tuple[str, ...] | None = None

    def over(self, weaker: Metadata) -> Metadata:
        """This, with what it leaves open taken from `weaker`."""
        chosen = {f.name: getattr(self, f.name) for f in fields(self)}
        return Metadata(**{name: getattr(weaker, name) if value is None else value for name, value in chosen.items()})


KEYS = frozenset(field.name for field in fields(Metadata))


def key_of(written: object) -> str:
    """The name of a key, whatever its case, spaces, dashes and number."""
    name = str(written).strip().lower().replace("-", "_")
    return ALIASES.get(name, name)


def meant_by(written: object) -> str | None:
    """The known key that an unknown one resembles, in its spelling or its looks; None: it resembles none."""
    return None if key_of(written) in KEYS | _OF_THEIR_OWN else _resembled(str(written))


def names(known: str, written: Iterable[object]) -> bool:
    """Whether one of the keys is the known one, or was meant to be."""
    return any(known in (key_of(one), meant_by(one)) for one in written)


def visible(text: str) -> str:
    """The text without the characters that nobody sees."""
    return _INVISIBLE.sub("", text)


@lru_cache(4096)
def _resembled(written: str) -> str | None:
    name = key_of(visible(unicodedata.normalize("NFKC", written)))
    known = sorted((*KEYS, *ALIASES))
    if len(name) > _LONGEST_KEY:
        return None
    near = [one for one in known if name == one or _looks_like(name, one)]
    near = near or difflib.get_close_matches(name, ("audience", "audiences"), cutoff=_NEAR_AUDIENCE)
    near = near or [one for one in known if len(name) > _SHORTEST_MIXED_UP and sorted(name) == sorted(one)]
    near = near or difflib.get_close_matches(name, known, n=1, cutoff=_NEAR)
    return ALIASES.get(near[0], near[0]) if near else None


def _looks_like(name: str, known: str) -> bool:
    """Whether they are the same but for letters of another alphabet, such as a Cyrillic а."""
    if name.isascii() or sum(letter.isascii() for letter in name) < _LETTERS_TO_GO_BY:
        return False
    return re.fullmatch("".join(re.escape(one) if one.isascii() else "." for one in name), known) is not None
