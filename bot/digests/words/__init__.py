"""What stands in a digest, in each language that the bot speaks."""

from __future__ import annotations

from bot.digests.words.english import ENGLISH
from bot.digests.words.model import DigestWords
from bot.digests.words.russian import RUSSIAN

__all__ = ["ENGLISH", "RUSSIAN", "DigestWords", "digest_words"]

_BY_LANGUAGE = {"en": ENGLISH, "ru": RUSSIAN}


def digest_words(language: str) -> DigestWords:
    """The words in `language` (ISO 639-1), or in English where the bot does not speak it."""
    return _BY_LANGUAGE.get(language, ENGLISH)
