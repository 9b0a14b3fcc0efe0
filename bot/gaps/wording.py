"""What the model reads of a question, so that its vector tells what is asked for rather than how it was typed."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from functools import cache
from typing import Protocol

import numpy as np

from bot.gaps.evidence import expressions, spelt, telling, told
from bot.gaps.kinds import INSIDE
from bot.gaps.learned import edition, turned
from content_index.ports import Vectors

AT_ONCE = 64
"""Texts that the model is given together."""


class QuestionModel(Protocol):
    """The model that reads questions."""

    @property
    def fingerprint(self) -> str:
        """Names the model and all that its vectors hang on."""

    @property
    def languages(self) -> frozenset[str] | None:
        """ISO 639-1 codes of the languages that it knows; None where it knows any."""

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimensions), rows of unit length."""


@cache
def scheme() -> str:
    """Named anew whenever the same question would be given to the model in other words: its vector is another then."""
    told = repr((list(expressions()), INSIDE, edition()))
    return f"twice@{hashlib.blake2b(told.encode(), digest_size=6).hexdigest()}"


def readings(
    text: str, language: str, follows: Sequence[str] = (), knows: Collection[str] | None = None
) -> tuple[str, ...]:
    """The texts to embed for a question in a language (ISO 639-1); none where the model can read nothing of it.

    `knows` are the languages that the model knows, None for any. It is read twice: as it was asked, its words spelt
    right, with what they name and mean behind them in plain English ("sfdc sync??" and "does it talk to salesforce"
    then lie close together); and as that followed by the words that tell something. Of a question in a language that
    the model does not know, it reads what is named and meant alone. A follow-up means something only behind the
    question before it.
    """
    said = " ".join((*follows[-1:], text))
    meant = ", ".join(told(said, language))
    if knows is not None and language not in knows:
        return (meant,) if meant else ()
    right = spelt(said, language)
    left = telling(right, language)
    whole = f"{right} ({meant})" if meant else right
    short = f"{meant}: {left}" if meant else left
    return tuple(dict.fromkeys(filter(None, (whole, short))))


def vectors_of(read: Sequence[tuple[str, ...]], model: QuestionModel) -> list[Vectors | None]:
    """The vector of each question that is read so, as it is compared, at unit length; None where it has no reading.

    It is the mean of its readings, turned by what was learned of the model.
    """
    texts = sorted({text for each in read for text in each})
    found: dict[str, Vectors] = {}
    for start in range(0, len(texts), AT_ONCE):
        some = texts[start : start + AT_ONCE]
        found.update(zip(some, model.embed_questions(some), strict=True))
    means = [np.mean([found[text] for text in each], axis=0) if each else None for each in read]
    return [None if mean is None else turned(mean, model.fingerprint) for mean in means]
