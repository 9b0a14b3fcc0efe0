"""Which buttons make sense below an answer, on whatever platform. Pure."""

from __future__ import annotations

from typing import Literal

from bot.model import Answer

Press = Literal["helpful", "unhelpful", "share", "owner", "more"]


def presses_below(answer: Answer) -> tuple[Press, ...]:
    """None where nothing was asked, or nothing could be searched. What is no answer is neither rated nor shared."""
    if answer.small_talk or not answer.generation:
        return ()
    presses: list[Press] = []
    if answer.status != "gap":
        presses += ["helpful", "unhelpful", "share"]
    if owner_of(answer) is not None:
        presses.append("owner")
    if answer.passages:
        presses.append("more")
    return tuple(presses)


def owner_of(answer: Answer) -> str | None:
    """Who the content names for what an answer is from; None where it names nobody."""
    return next((source.owner for source in answer.sources if source.owner), None)
