"""Writes into a file of a source that it was reviewed: into its front matter, or into its side file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import PurePosixPath

from content_index.front_matter import split_front_matter
from content_index.metadata_keys import key_of
from content_index.ports import AudienceUnknownError, NotWritableError, SourceFiles

_MARKDOWN = (".md", ".markdown")
_FRONT_MATTER = re.compile(r"\A(\ufeff?---[ \t]*\r?\n)(.*?)(^---[ \t]*\r?$)", re.DOTALL | re.MULTILINE)
_YAML_KEY = re.compile(r"^(?P<key>[A-Za-z_-][A-Za-z_ -]*?)(?P<colon>[ \t]*:[ \t]*)(?P<value>[^#\r\n]*?)(?P<rest>[ \t]*(?:#[^\r\n]*)?)(?=\r?$)", re.MULTILINE)  # fmt: skip  # noqa: E501
_TOML_KEY = re.compile(r"^(?P<key>[A-Za-z_-]+)(?P<colon>[ \t]*=[ \t]*)(?P<value>[^#\r\n]*?)(?P<rest>[ \t]*(?:#[^\r\n]*)?)(?=\r?$)", re.MULTILINE)  # fmt: skip  # noqa: E501
REVIEWED = "reviewed"


def write_review(files: SourceFiles, path: str, day: date, message: str) -> str:
    """The path of the file that it was written into; "" where that file said so already.

    Raises NotWritableError, UnreadableFileError and SourceError.
    """
    writable = getattr(files, "write", None)
    if writable is None:
        raise NotWritableError("its source cannot be written to")
    if PurePosixPath(path).suffix.lower() in _MARKDOWN:
        before: bytes | None = files.read(path)
        written, target = reviewed_markdown(before or b"", day, path), path
    else:
        before = files.side_file(path)
        written, target = reviewed_side_file(before, day, path), f"{path}.toml"
    if written == before:
        return ""
    writable(target, written, before, message)
    return target


def reviewed_markdown(content: bytes, day: date, path: str) -> bytes:
    """The file with the day in its front matter, which is begun where it has none; all else stays as it is.

    Raises NotWritableError where that cannot be done without changing the meaning of anything else.
    """
    try:
        text = content.decode("utf-8")
        known, body = split_front_matter(text.removeprefix("\ufeff"), path)
    except (UnicodeDecodeError, AudienceUnknownError) as error:
        raise NotWritableError(f"its front matter cannot be read: {error}") from error
    head = _FRONT_MATTER.match(text)
    if head is None:
        if known:
            raise NotWritableError("its front matter has a form that is only read")
        mark = "\ufeff" if text.startswith("\ufeff") else ""
        line = "\r\n" if "\r\n" in text else "\n"
        lines = ("---", f"{REVIEWED}: {day.isoformat()}", "---", "", "")
        written = mark + line.join(lines) + text.removeprefix("\ufeff").lstrip("\r\n")
    else:
        raw = _with_day(head[2], day, _YAML_KEY, ": ", above=False)
        written = head[1] + raw + text[head.start(3) :]
    _check(known, body.strip(), written.removeprefix("\ufeff"), day, path)
    return written.encode("utf-8")


def reviewed_side_file(content: bytes | None, day: date, path: str) -> bytes:
    """The side file with the day in it. Raises NotWritableError where what is there cannot be read."""
    try:
        text = (content or b"").decode("utf-8-sig")
        known = tomllib.loads(text)
        written = _with_day(text, day, _TOML_KEY, " = ", above=True)
        after = tomllib.loads(written)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise NotWritableError(f"its side file {path}.toml cannot be read: {error}") from error
    if _day_of(after) != day or _others(after) != _others(known):
        raise NotWritableError(f"its side file {path}.toml has a form that is only read")
    return written.encode("utf-8")


def _with_day(raw: str, day: date, key: re.Pattern[str], between: str, *, above: bool) -> str:
    """The lines with the day in the place of the one before; a new line at the end, or `above` all others."""
    for found in key.finditer(raw):
        if key_of(found["key"]) == REVIEWED:
            return raw[: found.start("value")] + day.isoformat() + raw[found.end("value") :]
    line = "\r\n" if "\r\n" in raw else "\n"
    new = f"{REVIEWED}{between}{day.isoformat()}{line}"
    if above:
        return new + raw
    return (raw if not raw or raw.endswith("\n") else raw + line) + new


def _check(known: Mapping[str, object], body: str, written: str, day: date, path: str) -> None:
    """Whether nothing else has changed. Raises NotWritableError."""
    try:
        after, below = split_front_matter(written, path)
    except AudienceUnknownError as error:
        raise NotWritableError(f"its front matter cannot be read: {error}") from error
    if _day_of(after) != day or _others(after) != _others(known) or below.strip() != body:
        raise NotWritableError("its front matter has a form that is only read: write the date there yourself")


def _others(values: Mapping[str, object]) -> dict[str, object]:
    return {str(name): value for name, value in values.items() if key_of(name) != REVIEWED}


def _day_of(values: Mapping[str, object]) -> date | None:
    found = [value for name, value in values.items() if key_of(name) == REVIEWED]
    if len(found) != 1:
        return None
    value = found[0]
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None
