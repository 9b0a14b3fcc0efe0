"""Does a message ask something, and in which language? Told by its words alone, before anything is searched. Pure."""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"https?://\S+|(?<!\S)\S+@\S+")
"""An address begins where its word does: sought at each letter, it would take seconds in a long text without spaces."""
_BEGINNINGS = frozenset(
    """
    who whom whose what which when where why how is are am was were do does did can could should shall will would may
    might has have any anyone anybody doesn't isn't aren't can't whats what's
    wheres where's whos who's hows how's
    кто кого кому чей что чего какой какая какое какие каков когда где куда откуда почему зачем как сколько можно можем
    есть ли подскажите скажите кто-нибудь
    """.split()  # noqa: SIM905 - a list of words reads as one
)
_GREETINGS = frozenset(
    {"hi", "hey", "hello", "team", "all", "folks", "guys", "so", "and", "quick", "question", "please"}
)
_FEWEST_WORDS = 3
"""A question that nobody asked the bot by name must say what it is about: "why?" and "how so?" are talk."""


_MARKS = re.compile(r"[?\uff1f\u061f]")
"""The question mark of Latin and Cyrillic, of Chinese and Japanese, and of Arabic letters."""
_WITHOUT_SPACES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
_FEWEST_LETTERS = 6
"""The same where words are written without spaces."""
_GOING_ON = re.compile(r"(and|or|but|what about|how about|а|и|или|но)\b", re.IGNORECASE)
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_SHARE = 0.3
"""Share of Cyrillic letters that makes a text Russian: half of one may be English names."""


def reads_like_a_question(text: str) -> bool:
    """Whether a message reads like a question: it has a question mark, or begins as questions do, and says of what."""
    bare = _ADDRESS.sub(" ", text)
    words = re.findall(r"[\w'’-]+", bare.casefold().replace("’", "'"))
    if len(words) < _FEWEST_WORDS and len(_WITHOUT_SPACES.findall(bare)) < _FEWEST_LETTERS:
        return False
    if _MARKS.search(bare):
        return True
    first = next((word for word in words if word not in _GREETINGS), "")
    return first in _BEGINNINGS


def reads_like_a_follow_up(text: str) -> bool:
    """Whether a message in a thread asks on: "why?" does there, and "and for three years"; "thanks, done" does not."""
    bare = _ADDRESS.sub(" ", text).strip()
    return reads_like_a_question(text) or bool(_MARKS.search(bare) or _GOING_ON.match(bare))


def as_asked(question: str) -> str:
    """A question without what nobody reads: case, spaces, the mark at its end. What is asked alike has the same."""
    return " ".join(question.casefold().split()).rstrip(" ?!.")


def language_of(text: str) -> str | None:
    """The language (ISO 639-1) of those that the bot speaks; None where the text has no letters."""
    letters = sum(map(str.isalpha, text))
    if not letters:
        return None
    return "ru" if len(_CYRILLIC.findall(text)) >= _SHARE * letters else "en"
