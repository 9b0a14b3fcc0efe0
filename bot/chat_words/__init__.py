"""What stands on the buttons, dialogs and home pages of the chat platforms, and what is said around answers.

The answers' own sentences are in `bot.sentences`.
"""

from __future__ import annotations

from bot.chat_words.english import ENGLISH
from bot.chat_words.model import ChatWords
from bot.chat_words.russian import RUSSIAN

__all__ = ["ENGLISH", "RUSSIAN", "ChatWords", "chat_words"]

_BY_LANGUAGE = {"en": ENGLISH, "ru": RUSSIAN}


def chat_words(language: str) -> ChatWords:
    """The words in `language` (ISO 639-1), or in English where the bot does not speak it."""
    return _BY_LANGUAGE.get(language, ENGLISH)
