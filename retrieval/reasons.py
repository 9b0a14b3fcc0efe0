"""Why confidence is low, or what to mind in an answer: the one reason that says most. Others put it in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from retrieval.asked_for import AskedFor, asked_for, gives
from retrieval.confidence import Signs
from retrieval.model import Reason, ReasonName, Status
from retrieval.questions import Understood

_MOST_COVERED = 0.6
_MOST_NAMED = 3
_SHORTHAND = re.compile(
    r"b4|btw|cant|dont|etc|fyi|hrs|im|ive|lol|ok|(?:are|could|did|does|had|has|have|is|should|was|were|would)nt|mins|msg|pls|plz|ppl|rn|smb?d|smth|sth|tbh|theyre|theyve|thx|til|"
    r"tmr|tmrw|u|ur|vs|w|wks?|wont|youre|yrs?|"
    r"\d+(?:k|mn?|bn|st|nd|rd|th)|\d{1,2}|\w"
)
"""Words as busy people type them, and amounts: that the content writes them otherwise tells nothing of what it says."""
_MISSING: dict[AskedFor, ReasonName] = {
    "percent": "no_figure",
    "figure": "no_figure",
    "time": "no_time",
    "duration": "no_time",
    "person": "no_person",
}


@dataclass(frozen=True, slots=True)
class Found:
    """What came of a question.

    `quote` are the words that are shown, Markdown; empty where none are. `compared`: by vectors, not by words alone.
    `unmentioned` are the question's words that the first passages do not hold.
    """

    status: Status
    signs: Signs
    quote: str
    compared: bool
    language_known: bool
    unmentioned: tuple[str, ...] = ()


def reason(question: Understood, found: Found, common: Callable[[str, str], bool]) -> Reason | None:
    """The one reason that most likely explains a low confidence. `common`: is it an everyday word of a language?

    For an answer None, unless a telling word of the question stands nowhere in the content: then the answer is to
    something else, or says the same in other words, and the asker must look which.
    """
    unknown = tuple(_unknown(question, found, common))
    if found.status == "answered":
        return Reason("unknown_words", unknown[:_MOST_NAMED]) if unknown else None
    if hindered := _hindrance(question, found):
        return Reason(hindered)
    if unknown:
        return Reason("unknown_words", unknown[:_MOST_NAMED])
    covered = found.signs.coverage >= _MOST_COVERED
    kind = asked_for(question.text)
    kind = "figure" if kind == "money" else kind  # "2900" in a table, "two thousand": no need to say it is no amount
    if kind and found.quote and (found.status == "unsure" or covered) and not gives(found.quote, kind, question.text):
        return Reason(_MISSING[kind])
    if unmentioned := tuple(word for word in found.unmentioned if _telling(word, question, common)):
        return Reason("unmentioned", unmentioned[:_MOST_NAMED])
    return Reason("distant" if covered else "partly")


def _hindrance(question: Understood, found: Found) -> ReasonName | None:
    """Why the question could not be searched for as others are; None where it could."""
    if question.small_talk:
        return "small_talk"
    if not question.asked:
        return "no_words"
    if not found.compared:
        return "old_index"
    return None if found.language_known else "blind"


def _unknown(question: Understood, found: Found, common: Callable[[str, str], bool]) -> Iterator[str]:
    """The words that no passage holds, nor the first ones a relative of them, and that are worth naming.

    Above what may well be the answer everyday words are not: "fast" is said in other words there.
    """
    for word in question.unheard:
        worth = _telling(word, question, common) or (found.status == "gap" and not _SHORTHAND.fullmatch(word))
        if worth and word in found.unmentioned:
            yield word


def _telling(word: str, question: Understood, common: Callable[[str, str], bool]) -> bool:
    """Whether it is neither an everyday word nor shorthand: those are said in other words."""
    return not _SHORTHAND.fullmatch(word) and not common(word, question.language)
