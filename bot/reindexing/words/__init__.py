"""What is said of reindexes, in every language that the bot speaks."""

from __future__ import annotations

from bot.reindexing.words.english import ENGLISH
from bot.reindexing.words.model import ReindexWords
from bot.reindexing.words.russian import RUSSIAN

__all__ = ["ReindexWords", "reindex_words"]

_WORDS = {"en": ENGLISH, "ru": RUSSIAN}


def reindex_words(language: str) -> ReindexWords:
    """The words in `language` (ISO 639-1), or in English where the bot does not speak it."""
    return _WORDS.get(language, ENGLISH)
