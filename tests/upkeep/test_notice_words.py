"""What is said unasked of pages: the same in both languages."""

from __future__ import annotations

from dataclasses import fields
from string import Formatter

import pytest

from bot.upkeep.notice_words import ENGLISH, RUSSIAN, NoticeWords, notice_words


def blanks(words: object) -> object:
    """The blanks of a sentence; of plural forms, of which each language has its own, those of them all."""
    if isinstance(words, dict) and "other" in words:
        return set().union(*({name for _, name, _, _ in Formatter().parse(one) if name} for one in words.values()))
    if isinstance(words, dict):
        return {key: blanks(value) for key, value in words.items()}
    return {name for _, name, _, _ in Formatter().parse(str(words)) if name}


@pytest.mark.parametrize("name", [field.name for field in fields(NoticeWords)])
def test_both_languages_say_it_with_the_same_blanks(name: str) -> None:
    assert blanks(getattr(ENGLISH, name)) == blanks(getattr(RUSSIAN, name))


def test_other_languages_are_served_in_english() -> None:
    assert notice_words("de") is ENGLISH
    assert notice_words("ru") is RUSSIAN
