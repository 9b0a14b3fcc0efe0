"""What is said of pages that their owners keep, in every language that the bot speaks."""

from __future__ import annotations

from bot.upkeep.words.english import ENGLISH
from bot.upkeep.words.model import UpkeepWords
from bot.upkeep.words.russian import RUSSIAN

__all__ = ["ENGLISH", "RUSSIAN", "UpkeepWords", "upkeep_words"]

_WORDS = {"en": ENGLISH, "ru": RUSSIAN}


def upkeep_words(language: str) -> UpkeepWords:
    """The words in `language` (ISO 639-1), or in English where the bot does not speak it."""
    return _WORDS.get(language, ENGLISH)
