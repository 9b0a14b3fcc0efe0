"""What is said unasked of pages, in every language that the bot speaks."""

from __future__ import annotations

from bot.upkeep.notice_words.english import ENGLISH
from bot.upkeep.notice_words.model import NoticeWords
from bot.upkeep.notice_words.russian import RUSSIAN

__all__ = ["ENGLISH", "RUSSIAN", "NoticeWords", "notice_words"]

_WORDS = {"en": ENGLISH, "ru": RUSSIAN}


def notice_words(language: str) -> NoticeWords:
    """The words in `language` (ISO 639-1), or in English where the bot does not speak it."""
    return _WORDS.get(language, ENGLISH)
