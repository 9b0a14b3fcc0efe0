"""Which way text becomes words and terms now: an index that was made another way must be made anew."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version

from content_index import acronyms, lexical, passage_words, wording
from content_index.plain_text import plain_text
from content_index.terms import STEMMERS, STOP_WORDS, terms, words

_PROBE = (
    "## The **Customer Engineer (CE)** negotiated [discounts](https://a.b/c) for C++, C#, .NET, R&D and v4.2.1: "
    "100,000 seats, on-prem or SOC2, can't be beaten? <b>Ёлки</b>, скидки и договорённости; Verträge, précios, 日本語\n"
    "| a | `b` |\n|---|---|\n> [!SAY] running\n"
)


@cache
def word_scheme() -> str:
    """Changes when the same passages would be counted as other terms, weighed otherwise, or saved in another form.

    What the code does with a probe is part of it, so that nobody has to remember to raise a number.
    """
    plain = plain_text(_PROBE)
    told = {
        "weights": [lexical.K1, lexical.B, passage_words.HEADING_WEIGHT],
        "stop words": {language: sorted(stopped) for language, stopped in STOP_WORDS.items()},
        "plain": plain,
        "words": words(plain),
        "wording": wording.FORM,
        "terms": {language: terms(plain, language) for language in [*STEMMERS, "ja"]},
        "acronyms": list(acronyms.mine(plain)),
        "libraries": versions(["PyStemmer"]),
    }
    return hashlib.blake2b(json.dumps(told, sort_keys=True).encode(), digest_size=8).hexdigest()


def versions(distributions: Sequence[str]) -> dict[str, str]:
    """The installed versions of libraries, by the names of their distributions."""
    return {name: version(name) for name in distributions}
