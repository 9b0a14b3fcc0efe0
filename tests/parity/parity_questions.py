"""The list of questions, and through whose eyes each is asked."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from bot.answering import MAX_QUESTION

Eyes = Literal["everyone", "managers", "guests"]
"""Somebody of the company in no group, somebody in the group `managers`, somebody from outside."""
EYES: tuple[Eyes, ...] = ("everyone", "managers", "guests")


@dataclass(frozen=True)
class Question:
    """`after` was asked before it in the same thread. `in_slack` is how Slack hands the text on, where it differs."""

    id: str
    text: str
    after: tuple[str, ...] = ()
    in_slack: str = ""
    eyes: tuple[Eyes, ...] = ("everyone",)

    @property
    def understood_in_slack(self) -> str:
        """What is asked there: emoji are written out, and left out."""
        return re.sub(r" :\w+:", "", self.in_slack) or " ".join(self.text.split())[:MAX_QUESTION]


def questions() -> list[Question]:
    lines = (Path(__file__).parent / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [_question(json.loads(line)) for line in lines]


def _question(told: dict[str, Any]) -> Question:
    text = told["question"] + told.get("and_so_on", "") * 100
    eyes, after = tuple(told.get("eyes", ("everyone",))), tuple(told.get("after", ()))
    return Question(told["id"], text, after, told.get("in_slack", ""), eyes)
