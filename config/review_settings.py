"""What a deployment may set about keeping pages right."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from config.sections import Name, Section, Whole

Days = Annotated[Whole, Field(gt=0, le=3_650)]


class ReviewSettings(Section):
    """`every`: how many days after a review the next is due, by kind of page, where a page does not say so itself.

    `write_back`: a review is also written into the page's front matter, where its source can be written to.
    `mark_answers_days`: answers of so many days before a page is pulled say that it was; 0: none do. `remind`: owners
    are told of pages whose review is due, at `remind_at` by their own clock, on working days.
    """

    every: dict[Name, Days] = Field(default_factory=dict)
    write_back: bool = True
    mark_answers_days: Annotated[Whole, Field(ge=0, le=365)] = 30
    remind: bool = True
    remind_at: Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")] = "09:00"
