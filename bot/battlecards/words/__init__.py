"""What is said around battlecards, in every language that the bot speaks. What stands on them is quoted as it is."""

from __future__ import annotations

from bot.battlecards.words.english import ENGLISH
from bot.battlecards.words.model import CardWords
from bot.battlecards.words.russian import RUSSIAN

__all__ = ["CardWords", "card_words"]

_WORDS = {"en": ENGLISH, "ru": RUSSIAN}


def card_words(language: str) -> CardWords:
    """The words in `language` (ISO 639-1), or in English where the bot does not speak it."""
    return _WORDS.get(language, ENGLISH)
