"""Why confidence is low: the one reason that most likely explains it. Whoever answers puts it in words."""

from __future__ import annotations

from retrieval.confidence import Signs
from retrieval.model import Reason
from retrieval.questions import Understood

_MOST_COVERED = 0.6
_MOST_NAMED = 3


def reason(question: Understood, signs: Signs, *, compared: bool, language_known: bool) -> Reason:
    """The one reason that most likely explains a low confidence. `compared`: by vectors, not by words alone."""
    if question.small_talk:
        return Reason("small_talk")
    if not question.terms:
        return Reason("no_words")
    if not compared:
        return Reason("old_index")
    if not language_known:
        return Reason("blind")
    if question.unheard:
        return Reason("unknown_words", question.unheard[:_MOST_NAMED])
    return Reason("partly" if signs.coverage < _MOST_COVERED else "distant")
