"""What is said of what is new, in every language that the bot speaks."""

from __future__ import annotations

from bot.reach.words.english import ENGLISH
from bot.reach.words.model import ReachWords
from bot.reach.words.russian import RUSSIAN

__all__ = ["ReachWords", "reach_words"]

_WORDS = {"en": ENGLISH, "ru": RUSSIAN}


def reach_words(language: str) -> ReachWords:
    """The words in `language` (ISO 639-1), or in English where the bot does not speak it."""
    return _WORDS.get(language, ENGLISH)
