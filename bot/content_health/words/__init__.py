"""What is said of how sound the content is, in every language that the bot speaks."""

from __future__ import annotations

from bot.content_health.words.english import ENGLISH
from bot.content_health.words.model import HealthWords
from bot.content_health.words.russian import RUSSIAN

__all__ = ["ENGLISH", "RUSSIAN", "HealthWords", "health_words"]

_WORDS = {"en": ENGLISH, "ru": RUSSIAN}


def health_words(language: str) -> HealthWords:
    """The words in `language` (ISO 639-1), or in English where the bot does not speak it."""
    return _WORDS.get(language, ENGLISH)
