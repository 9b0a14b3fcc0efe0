"""What the model reads of a question, so that its vector tells what is asked for rather than how it was typed."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from functools import cache

from bot.gaps.evidence import spelt, told
from bot.gaps.glossary import MEANINGS
from bot.gaps.kinds import INSIDE, KINDS


@cache
def scheme() -> str:
    """Named anew whenever the same question would be given to the model in other words: its vector is another then."""
    told = repr((MEANINGS, KINDS, INSIDE))
    return f"words@{hashlib.blake2b(told.encode(), digest_size=6).hexdigest()}"


def embedded(text: str, language: str, follows: Sequence[str] = (), knows: Collection[str] | None = None) -> str:
    """The text to embed for a question in a language (ISO 639-1); "" where the model can read nothing of it.

    `knows` are the languages that the model knows, None for any. Its words are spelt right, and what they name and
    mean stands behind them in plain English: "sfdc sync??" and "does it talk to salesforce" then lie close together.
    Of a question in a language that the model does not know, that is all that it reads. A follow-up means something
    only behind the question before it.
    """
    said = " ".join((*follows[-1:], text))
    meant = ", ".join(told(said, language))
    if knows is not None and language not in knows:
        return meant
    return f"{spelt(said, language)} ({meant})" if meant else spelt(said, language)
