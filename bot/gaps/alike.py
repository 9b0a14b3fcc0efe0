"""Questions that are asked in the same words are told once, with how often. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.asking_words import as_asked
from bot.gaps.model import GapQuestion


@dataclass(frozen=True, slots=True)
class AskedAlike:
    """The latest of questions in the same words, and how many they are."""

    latest: GapQuestion
    times: int

    @property
    def words(self) -> str:
        """What is asked, on one line, with how often where that is more than once."""
        plain = " ".join(self.latest.question.split())
        return f"{plain} × {self.times}" if self.times > 1 else plain


def asked_alike(questions: Sequence[GapQuestion]) -> list[AskedAlike]:
    """Each wording once, the one that was asked last at the end."""
    by_words: dict[str, list[GapQuestion]] = {}
    for one in sorted(questions, key=lambda one: (one.asked_at, one.question_id)):
        by_words.setdefault(as_asked(one.question), []).append(one)
    every = [AskedAlike(same[-1], len(same)) for same in by_words.values()]
    return sorted(every, key=lambda one: (one.latest.asked_at, one.latest.question_id))


def with_those_alike(chosen: Sequence[str], questions: Sequence[GapQuestion]) -> list[GapQuestion]:
    """The questions with these ids, and all that are asked in the same words."""
    wanted = set(chosen)
    words = {as_asked(one.question) for one in questions if one.question_id in wanted}
    return [one for one in questions if as_asked(one.question) in words]
