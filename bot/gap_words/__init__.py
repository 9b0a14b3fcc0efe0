"""What is said around gaps and digests in chat, and on the buttons and forms there."""

from __future__ import annotations

from bot.gap_words.english import ENGLISH, ENGLISH_DIGESTS
from bot.gap_words.model import DigestDeskWords, GapWords
from bot.gap_words.russian import RUSSIAN, RUSSIAN_DIGESTS

__all__ = ["ENGLISH", "ENGLISH_DIGESTS", "RUSSIAN", "RUSSIAN_DIGESTS", "DigestDeskWords", "GapWords"]
__all__ += ["digest_desk_words", "gap_words"]

_GAPS = {"en": ENGLISH, "ru": RUSSIAN}
_DIGESTS = {"en": ENGLISH_DIGESTS, "ru": RUSSIAN_DIGESTS}


def gap_words(language: str) -> GapWords:
    """The words in `language` (ISO 639-1), or in English where the bot does not speak it."""
    return _GAPS.get(language, ENGLISH)


def digest_desk_words(language: str) -> DigestDeskWords:
    """The same for digests."""
    return _DIGESTS.get(language, ENGLISH_DIGESTS)
