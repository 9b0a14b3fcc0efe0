"""Which language a question is asked in: by script, then by a guess among the content's languages of that script."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

_SCRIPTS = (
    (re.compile(r"[\u0400-\u052f]"), ("ru", "uk", "bg", "sr", "mk", "be", "kk")),
    (re.compile(r"[\u3040-\u30ff]"), ("ja",)),
    (re.compile(r"[\uac00-\ud7af\u1100-\u11ff]"), ("ko",)),
    (re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]"), ("zh", "ja")),
    (re.compile(r"[\u0370-\u03ff]"), ("el",)),
    (re.compile(r"[\u0590-\u05ff]"), ("he",)),
    (re.compile(r"[\u0600-\u06ff]"), ("ar", "fa")),
    (re.compile(r"[\u0e00-\u0e7f]"), ("th",)),
    (re.compile(r"[\u0900-\u097f]"), ("hi", "ne")),
)
_OTHER_THAN_LATIN = frozenset(language for _, languages in _SCRIPTS for language in languages)
_SHARE = 0.3
"""Share of a script's letters that decides: a Russian question may be half English names."""

Guess = Callable[[str, Collection[str]], str]


def question_language(text: str, content: Collection[str], guess: Guess) -> str:
    """An ISO 639-1 code. `content` are the content's languages; `guess` chooses among several of one script."""
    letters = sum(map(str.isalpha, text))
    for script, languages in _SCRIPTS:
        if letters and len(script.findall(text)) >= _SHARE * letters:
            possible = [language for language in languages if language in content] or [languages[0]]
            break
    else:
        possible = sorted(set(content) - _OTHER_THAN_LATIN) or ["en"]
    return possible[0] if len(possible) == 1 else guess(text, possible)
