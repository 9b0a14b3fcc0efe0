"""Words that are looked for in what people wrote, in large and small letters of every alphabet."""

from __future__ import annotations

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

_SAME_LETTERS = ("её", "ß")
"""Letters that people write for each other."""
_SPECIAL_IN_GLOB = frozenset("*?[")
WORDS = 20
"""Words of a search that are looked for: what is pasted in must not make an endless statement."""


def holds(
    column: ColumnElement[str] | InstrumentedAttribute[str], word: str, *, is_postgresql: bool
) -> ColumnElement[bool]:
    """Whether a text holds a word, written in whichever letters, large or small.

    Each letter becomes a class of its forms: SQLite's LIKE knows the forms of English letters alone, and PostgreSQL's
    depends on the database's locale.
    """
    if is_postgresql:
        pattern = "".join(_class(letter) or (letter if letter.isalnum() else f"\\{letter}") for letter in word)
        return column.op("~", is_comparison=True)(pattern)
    pattern = "".join(_class(letter) or (f"[{letter}]" if letter in _SPECIAL_IN_GLOB else letter) for letter in word)
    return column.op("GLOB", is_comparison=True)(f"*{pattern}*")


def _class(letter: str) -> str:
    """`[aA]`; "" for what has one form."""
    same = next((group for group in _SAME_LETTERS if letter.lower() in group), letter)
    forms = {form for one in same for form in (one, one.lower(), one.upper()) if len(form) == 1} | {letter}
    return f"[{''.join(sorted(forms))}]" if len(forms) > 1 else ""
