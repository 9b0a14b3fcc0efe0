"""What is taken out of people's words before they are kept; what exactly is the caller's to say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.model import LoggedQuestion

Mask = Callable[[str], str]


def unmasked(text: str) -> str:
    """Everything is kept."""
    return text


def masked_question(question: LoggedQuestion, mask: Mask) -> LoggedQuestion:
    """The question, and those before it in its thread, as they may be kept."""
    return replace(question, question=mask(question.question), follows=tuple(mask(one) for one in question.follows))
