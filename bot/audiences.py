"""Audiences that nobody is in: a typing error there hides a document from everybody, without a sound."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from content_index.model import Source


class _File(Protocol):
    @property
    def source(self) -> str: ...

    @property
    def path(self) -> str: ...

    @property
    def audience(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class UnknownAudience:
    """An audience that is not a group of the settings.

    `place` is one of the places that name it: a document, or a default of a source; `others` is how many more there
    are. `meant` is the group whose name is nearest; empty where none is near.
    """

    name: str
    place: str
    others: int = 0
    meant: str = ""

    def __str__(self) -> str:
        """What is wrong, in words."""
        more = f" and {self.others} more" if self.others else ""
        meant = f" (did you mean {self.meant!r}?)" if self.meant else ""
        return f"audience {self.name!r} of {self.place}{more} is not in [groups]{meant}: it lets nobody see them"


MEND = "Name it in `[groups]` of the settings with the ids of its people and channels, or correct the `audience`."


def unknown_audiences(
    files: Iterable[_File], sources: Sequence[Source], groups: Collection[str]
) -> list[UnknownAudience]:
    """The audiences of indexed files, then those of the sources' defaults, that are not among the settings' groups."""
    places: dict[str, list[str]] = {}
    named = [(name, f"{file.path} (source {file.source})") for file in files for name in file.audience]
    for name, place in (*named, *_defaults(sources)):
        if name not in groups:
            places.setdefault(name, []).append(place)
    return [
        UnknownAudience(name, found[0], len(found) - 1, next(iter(difflib.get_close_matches(name, groups, n=1)), ""))
        for name, found in sorted(places.items())
    ]


def _defaults(sources: Sequence[Source]) -> Iterator[tuple[str, str]]:
    for source in sources:
        yield from ((name, f"the defaults of source {source.name}") for name in _audience(source.defaults))
        for folder in source.folders:
            place = f"the folder {folder.pattern!r} of source {source.name}"
            yield from ((name, place) for name in _audience(folder.metadata))


def _audience(metadata: Mapping[str, object]) -> Iterator[str]:
    audience = metadata.get("audience")
    return iter(audience if isinstance(audience, tuple) else ())
