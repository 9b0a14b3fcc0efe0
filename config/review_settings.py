"""What a deployment may set about keeping pages right."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from config.sections import Name, Section, Whole

Days = Annotated[Whole, Field(gt=0, le=3_650)]


class ReviewSettings(Section):
    """`every`: how many days after a review the next is due, by kind of page, where a page does not say so itself.

    `write_back`: a review is also written into the page's front matter, where its source can be written to.
    """

    every: dict[Name, Days] = Field(default_factory=dict)
    write_back: bool = True
