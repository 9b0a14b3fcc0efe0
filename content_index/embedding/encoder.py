"""What a runtime must do with a model: texts to tokens, tokens to vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol, TypeVar

from content_index.embedding.late_pooling import Span
from content_index.ports import Vectors

MAX_TOKENS = 512
TOKENS_A_BATCH = 4096

Role = Literal["query", "document"]
Job = TypeVar("Job")


class Encoder(Protocol):
    """One model in one runtime. Used by one thread at a time."""

    @property
    def max_tokens(self) -> int:
        """Tokens that the model reads in one pass, those of `specials` included."""

    @property
    def specials(self) -> tuple[list[int], list[int]]:
        """The tokens that the model wants before and after every text."""

    @property
    def pools_by_mean(self) -> bool:
        """Whether a mean over some tokens means the same as the model's vector for a text: so for most models."""

    @property
    def document_prompt(self) -> str:
        """What the model wants before the text of a document; mostly nothing."""

    def tokenize(self, text: str) -> tuple[list[int], list[Span]]:
        """Token ids without the special ones, and the characters that each stands for."""

    def forward(self, rows: list[list[int]]) -> list[tuple[Vectors, Vectors]]:
        """For each row of tokens (special ones left out) the model's vector, and one for each of its tokens."""

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        """The model's vectors for whole texts, cut at `max_tokens`, the prompt for their role before them."""


def batches_by_length(jobs: Sequence[tuple[int, Job]]) -> list[list[Job]]:
    """Jobs with their lengths in tokens, in batches of like length, so that little is padded, longest first.

    Batches are small enough that a question waits a moment only.
    """
    batches: list[list[Job]] = []
    longest = 0
    for length, job in sorted(jobs, key=lambda each: each[0], reverse=True):
        if batches and longest * (len(batches[-1]) + 1) <= TOKENS_A_BATCH:
            batches[-1].append(job)
        else:
            batches.append([job])
            longest = length
    return batches
