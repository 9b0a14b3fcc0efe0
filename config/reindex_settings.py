"""What a deployment may set about bringing the index up to date."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr

from config.sections import Section, Share, Whole

SecretText = Annotated[SecretStr, Field(min_length=16)]


class ReindexSettings(Section):
    """`every_minutes`: the content is looked at so often without anybody asking; 0: only when somebody does.

    `webhook_secret` opens the webhook, by which a repository tells of a push; without one there is none.
    `golden_questions` is a file of questions with known answers that are asked before a new index serves; where none is
    named, `golden-questions.jsonl` in the folder of a source, or beside it, is taken. `worse`: the share of them whose
    answers may get worse; past it, the old index serves on.
    """

    every_minutes: Annotated[Whole, Field(ge=0, le=10_080)] = 0
    webhook_secret: SecretText | None = None
    golden_questions: Path | None = None
    worse: Share = 0.02

    def secrets(self) -> tuple[SecretStr, ...]:
        """What must not be shown."""
        return () if self.webhook_secret is None else (self.webhook_secret,)
