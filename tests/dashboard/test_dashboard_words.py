from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from string import Formatter

import pytest

from bot.console import dashboard
from bot.console.dashboard_words import ENGLISH, RUSSIAN, DashboardWords, dashboard_words

_NAMES = [field.name for field in fields(DashboardWords)]
_FOLDER = Path(dashboard.__file__).parent


def shape(words: object) -> object:
    """What a template asks for, and which keys there are."""
    if isinstance(words, dict) and "other" in words and "one" in words:
        return {name for form in words.values() for name in shape(form)}  # each language has its own plural forms
    if isinstance(words, dict):
        return {key: shape(value) for key, value in words.items()}
    if isinstance(words, tuple):
        return [shape(one) for one in words]
    return {name for _, name, _, _ in Formatter().parse(str(words)) if name}


@pytest.mark.parametrize("name", _NAMES)
def test_both_languages_say_the_same_with_the_same_blanks(name: str) -> None:
    assert shape(getattr(ENGLISH, name)) == shape(getattr(RUSSIAN, name))


def test_no_word_is_kept_that_no_page_says() -> None:
    pages = [*_FOLDER.glob("*.py"), *(_FOLDER / "templates").glob("*.html")]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    assert [name for name in _NAMES if not re.search(rf"\b(say|since_say)\.{name}\b", text)] == []


def test_other_languages_are_served_in_english() -> None:
    assert dashboard_words("de") is ENGLISH
