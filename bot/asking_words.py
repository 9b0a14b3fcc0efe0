"""Does a message ask something? Told by its words alone, before anything is searched. Pure."""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"https?://\S+|\S+@\S+")
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


def reads_like_a_question(text: str) -> bool:
    """Whether a message reads like a question: it has a question mark, or begins as questions do, and says of what."""
    words = re.findall(r"[\w'’-]+", _ADDRESS.sub(" ", text).casefold().replace("’", "'"))
    if len(words) < _FEWEST_WORDS:
        return False
    if "?" in _ADDRESS.sub(" ", text):
        return True
    first = next((word for word in words if word not in _GREETINGS), "")
    return first in _BEGINNINGS
