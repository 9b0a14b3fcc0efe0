"""Which paths a pattern means: one rule for a source's include, exclude and folder defaults."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase


def matches(path: str, pattern: str) -> bool:
    """Whether a relative path (posix) fits a glob.

    `**` stands for any number of folders, `*` and `?` for characters of one name. A pattern without a slash fits a
    name in any folder (`*.md`); one that ends in a slash fits all that is below (`drafts/`).
    """
    if pattern.endswith("/"):
        pattern += "**"
    wanted = pattern.removeprefix("./").strip("/").split("/")
    if len(wanted) == 1 and wanted != ["**"]:
        wanted = ["**", *wanted]
    if wanted[-1] == "**":
        wanted.append("*")  # a folder's pattern means what is in it
    return _fits(path.split("/"), _collapsed(wanted))


def matches_any(path: str, patterns: Iterable[str]) -> bool:
    """Whether the path fits one of the patterns."""
    return any(matches(path, pattern) for pattern in patterns)


def _collapsed(pattern: Sequence[str]) -> list[str]:
    return [part for place, part in enumerate(pattern) if part != "**" or pattern[place - 1 : place] != ["**"]]


def _fits(names: Sequence[str], pattern: Sequence[str]) -> bool:
    """Names against pattern, column by column, so that many `**` cost no more than their number."""
    # reach[j]: the names so far fit the first j parts of the pattern
    reach = [True] + [False] * len(pattern)
    for j, part in enumerate(pattern):
        reach[j + 1] = reach[j] and part == "**" and j + 1 < len(pattern)
    for name in names:
        after = [False] * len(reach)
        for j, part in enumerate(pattern):
            if part == "**":
                after[j + 1] = reach[j] or reach[j + 1] or after[j]
            else:
                after[j + 1] = reach[j] and fnmatchcase(name, part)
        reach = after
    return reach[-1]
