"""The words of the console's pages about questions, gaps and content. Those of a gap itself are in bot/gap_words."""

from __future__ import annotations

from bot.console.dashboard_words.english import ENGLISH
from bot.console.dashboard_words.model import DashboardWords
from bot.console.dashboard_words.russian import RUSSIAN

__all__ = ["ENGLISH", "RUSSIAN", "DashboardWords", "dashboard_words"]

_BY_LANGUAGE = {"en": ENGLISH, "ru": RUSSIAN}


def dashboard_words(language: str) -> DashboardWords:
    """The words in `language` (ISO 639-1), or in English where the console does not speak it."""
    return _BY_LANGUAGE.get(language, ENGLISH)
