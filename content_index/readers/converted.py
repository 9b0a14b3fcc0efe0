"""What every reader gives, and the limits that it keeps to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Converted:
    """A file as Markdown.

    `title` is the one that the file carries besides its words (a property, an HTML title). Headings of `unit_level`
    and above begin a page, slide or sheet (0: there are none). `front_matter` is what the text itself says of it.
    """

    markdown: str
    title: str | None = None
    unit_level: int = 0
    front_matter: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FileLimits:
    """Past these a file is refused rather than read, so that none can fill the memory or hold up a reindex.

    `seconds` is how long one PDF or Office file may take, `memory` how many bytes of address space its reading may
    take.
    """

    characters: int = 10_000_000
    unpacked: int = 500_000_000
    ratio: int = 200
    rows: int = 20_000
    columns: int = 200
    pages: int = 2_000
    seconds: float = 120.0
    memory: int = 3_000_000_000
