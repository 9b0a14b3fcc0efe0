"""What was asked and not answered, for those who look after the content. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.asking_words import as_asked
from bot.model import LoggedQuestion


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Questions that are typed alike: how often, by how many different people, and when last. `question` is the latest.

    Who they are is not told.
    """

    question: str
    times: int
    people: int
    last: datetime


def unanswered(questions: Iterable[LoggedQuestion], workspace: str, most: int) -> list[Unanswered]:
    """Those of a workspace without an answer, or with one that was not sure: first what most people asked."""
    alike: dict[str, list[LoggedQuestion]] = {}
    for one in questions:
        if one.workspace == workspace and one.status in {"gap", "unsure"}:
            alike.setdefault(as_asked(one.question), []).append(one)
    found = [
        Unanswered(
            question=max(same, key=lambda one: one.asked_at).question,
            times=len(same),
            people=len({one.asker for one in same}),
            last=max(one.asked_at for one in same),
        )
        for same in alike.values()
    ]
    return sorted(found, key=lambda one: (one.people, one.last), reverse=True)[:most]
