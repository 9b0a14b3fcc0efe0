"""Which line of its file a finding stands on: the index counts those of the Markdown, without the front matter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from bot.content_health.model import Seen
from content_index.health.model import Place

_TEXTS = (".md", ".markdown", ".txt")
"""Files whose lines are those of their Markdown. Of others a heading, a slide or a page says where it is."""


class FileLines:
    """Looks the lines up; each file is read once."""

    def __init__(self, read: Callable[[str, str], bytes | None], markdown: Mapping[str, str]) -> None:
        """`read` gives the bytes of a source's file, None where it cannot; `markdown` is that of documents, by id."""
        self._read = read
        self._markdown = markdown
        self._lines: dict[tuple[str, str], list[str]] = {}

    def of(self, findings: Iterable[Seen]) -> list[Seen]:
        """The same findings, with lines of files; None where a line cannot be found there."""
        return [self._placed(one) for one in findings]

    def _placed(self, one: Seen) -> Seen:
        finding = one.finding
        other = self._place(finding.other) if finding.other else None
        return replace(one, finding=replace(finding, place=self._place(finding.place), other=other))

    def _place(self, place: Place) -> Place:
        return replace(place, line=self._line(place)) if place.line else place

    def _line(self, place: Place) -> int | None:
        markdown = self._markdown.get(place.document)
        if place.line is None or markdown is None or not place.path.lower().endswith(_TEXTS):
            return None
        said = markdown.split("\n")
        written = self._written(place)
        if len(said) < place.line or not written:
            return None
        wanted, words = place.line, said[place.line - 1].strip()
        above = len(written) - len(said)  # what stands above a text moves all its lines alike
        same = [number for number, line in enumerate(written, start=1) if line.strip() == words]
        return min(same, key=lambda number: abs(number - wanted - above), default=None) if words else None

    def _written(self, place: Place) -> list[str]:
        key = (place.source, place.path)
        if key not in self._lines:
            content = self._read(*key)
            text = (content or b"").decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
            self._lines[key] = text.split("\n") if content else []
        return self._lines[key]
