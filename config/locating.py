"""On which line of a TOML text each key stands, so that an error can name the line."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

KeyPath = tuple[str | int, ...]
"""The way to a value: names of keys and indexes in lists."""


def key_lines(text: str) -> dict[KeyPath, int]:
    """The line (from 1) of each table and key of a valid TOML text.

    A key inside a list or table that is written in line has the line on which its statement begins.
    """
    lines: dict[KeyPath, int] = {}
    tables: dict[KeyPath, int] = {}
    table: KeyPath = ()
    for number, statement in _statements(text):
        if statement.lstrip().startswith("["):
            table = _table(statement, tables)
            lines[table] = number
        else:
            for path in _paths(tomllib.loads(statement)):
                lines.setdefault((*table, *path), number)
    return lines


def unfinished_line(text: str) -> int | None:
    """The line on which a statement begins that never ends; None where each one does."""
    return next((number for number, statement in _statements(text) if not statement), None)


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Each header or key with its value, and the line it begins on; a statement ends where it is whole.

    The last one comes empty where it never ends.
    """
    begin, statement = 0, ""
    for number, line in enumerate(text.splitlines(keepends=True), start=1):
        if not statement:
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            begin = number
        statement += line
        if _is_whole(statement):
            yield begin, statement
            statement = ""
    if statement:
        yield begin, ""


def _is_whole(statement: str) -> bool:
    try:
        tomllib.loads(statement)
    except tomllib.TOMLDecodeError:
        return False
    return True


def _table(header: str, lists: dict[KeyPath, int]) -> KeyPath:
    """The path that a header opens; `lists` counts the tables of each list of tables so far."""
    names = _names(tomllib.loads(header))
    is_list = header.lstrip().startswith("[[")
    path: KeyPath = ()
    for place, name in enumerate(names, start=1):
        path = (*path, name)
        if is_list and place == len(names):
            lists[path] = lists.get(path, -1) + 1
        if path in lists:
            path = (*path, lists[path])
    return path


def _names(opened: Mapping[str, Any]) -> list[str]:
    """The names of a header, which alone makes nested tables of one key each."""
    names: list[str] = []
    inner: Any = opened
    while isinstance(inner, dict) and inner:
        name, inner = next(iter(inner.items()))
        names.append(name)
    return names


def _paths(value: Any) -> Iterator[KeyPath]:
    """The path of everything inside a value."""
    inside: Iterator[tuple[str | int, Any]] = iter(())
    if isinstance(value, dict):
        inside = iter(value.items())
    elif isinstance(value, list):
        inside = iter(enumerate(value))
    for key, inner in inside:
        yield (key,)
        for path in _paths(inner):
            yield (key, *path)
