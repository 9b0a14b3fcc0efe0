"""Bytes become text, whatever encoding they are in, and text files become Markdown."""

from __future__ import annotations

import codecs
import csv
import io
import re

from content_index.ports import UnreadableFileError
from content_index.readers.converted import Converted, FileLimits
from content_index.readers.signature import require_text
from content_index.readers.tables import markdown_tables

_ENCODINGS = ["cp1251", "cp1252", "koi8_r", "mac_cyrillic", "cp866", "shift_jis", "gb18030", "euc_kr", "big5"]
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_MOST_CONTROLS = 0.002
_GUESSED_FROM = 200_000
# What Excel understands as the delimiter's name, and shows to nobody.
_NAMED_DELIMITER = re.compile(r"\Asep=([,;\t|])[ ,;]*\n", re.IGNORECASE)
_DELIMITERS = ",;\t|"
# Marks that would make a line of plain text something else in Markdown.
# A callout stays the quote that it is, apart from the lines around it.
_CALLOUT = re.compile(r"^(>[ \t]*[*_]{0,3}\[!(?:say|internal)\].*(?:\n>.*)*)", re.MULTILINE | re.IGNORECASE)
_LINE_START = re.compile(r"^([ \t]*)(#{1,6}(?=\s|$)|>|(?:=+|-+)[ \t]*$|(?:`{3,}|~{3,}))", re.MULTILINE)


def decode(content: bytes) -> str:
    """The text, every line end a line feed. Raises UnreadableFileError where the bytes are no text in any encoding."""
    text = _decoded(content).replace("\r\n", "\n").replace("\r", "\n")
    if len(_CONTROL.findall(text)) > max(1, len(text) * _MOST_CONTROLS):
        raise UnreadableFileError("it is not text: give it its right ending, or save it as UTF-8 text")
    return _CONTROL.sub("", text)


def _decoded(content: bytes) -> str:
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError as error:
                raise UnreadableFileError(f"it is not valid {encoding.upper()}: save it as UTF-8") from error
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _guessed(content)


def _guessed(content: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(content[:_GUESSED_FROM], cp_isolation=_ENCODINGS).best()
    try:
        if best is not None:
            return content.decode(best.encoding)
    except UnicodeDecodeError:
        pass
    raise UnreadableFileError("it is not valid UTF-8 and its encoding cannot be told: save it as UTF-8")


def text_of(content: bytes, ending: str, limits: FileLimits) -> str:
    """The decoded text of a file that should be text. Raises UnreadableFileError."""
    require_text(content, ending)
    text = decode(content)
    if len(text) > limits.characters:
        raise UnreadableFileError(f"it has {len(text):,} characters, more than {limits.characters:,}: split it")
    return text


def read_markdown(text: str, _ending: str, _limits: FileLimits) -> Converted:
    """Markdown as it is."""
    return Converted(text)


def read_plain(text: str, _ending: str, _limits: FileLimits) -> Converted:
    """Plain text; lines that would be headings or rules in Markdown stay lines of text, indentation makes no code."""
    lines = "\n".join(line.strip() for line in text.split("\n"))
    pieces = _CALLOUT.split(lines)  # what is no callout and what is one take turns
    pieces[::2] = [_LINE_START.sub(r"\1\\\2", piece) for piece in pieces[::2]]
    return Converted("\n".join(pieces))


def read_csv(text: str, ending: str, limits: FileLimits) -> Converted:
    """One table, whatever its delimiter. Raises UnreadableFileError for too many rows or columns."""
    named = _NAMED_DELIMITER.match(text)
    text = text[named.end() :] if named else text
    delimiter = named[1] if named else "\t" if ending == ".tsv" else _delimiter(text)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text), delimiter=delimiter):
            if len(rows) >= limits.rows:
                raise UnreadableFileError(f"it has more than {limits.rows:,} rows: split it, or leave it out")
            if len(row) > limits.columns:
                raise UnreadableFileError(f"it has more than {limits.columns:,} columns: leave it out")
            rows.append(row)
    except csv.Error as error:
        raise UnreadableFileError(f"it is not a table of comma-separated values: {error}") from error
    return Converted(markdown_tables(rows))


def _delimiter(text: str) -> str:
    first = text[: text.find("\n")] if "\n" in text else text
    return max(_DELIMITERS, key=first.count)
