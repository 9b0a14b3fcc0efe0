"""Which training page covers the topic of an answer, so that who asked may learn more. Pure."""

from __future__ import annotations

from bot.internal_lines import open_section
from bot.model import Place
from retrieval.model import RankedPassage, Retrieved

KIND = "training"
SCORE = 0.6
"""Of a passage, from which its page may be on the topic (docs/decisions/training.md)."""
NEARNESS = 0.85
"""The share of the quoted passage's nearness to the question that the passage's own must reach: a passage that holds
the question's words, and means something else, is far from it."""
_ALONE = frozenset({"direct", "private", "terminal", "browser"})
"""Kinds of places where the asker alone reads the answer."""


def read_alone(place: Place) -> bool:
    """Whether only who asked reads what is said there: to others it would be advice that nobody asked for."""
    return place.kind in _ALONE


def on_the_topic(found: Retrieved, quoted: RankedPassage | None, *, guests: bool) -> RankedPassage | None:
    """The best passage of a training page that surely covers the topic of the words that are `quoted`.

    It is among those that were ranked for the question, so the asker may see it. None where the answer is not sure, for
    then nor is its topic; none where it quotes a training page itself. `guests` are told of no passage that is internal
    as a whole.
    """
    if found.status != "answered" or quoted is None or _teaches(quoted):
        return None
    fit = (ranked for ranked in found.passages if _teaches(ranked) and _is_sure(ranked, quoted))
    return next((ranked for ranked in fit if not guests or open_section(ranked.passage, 0) is not None), None)


def _teaches(ranked: RankedPassage) -> bool:
    return ranked.document.kind.casefold() == KIND


def _is_sure(ranked: RankedPassage, quoted: RankedPassage) -> bool:
    """By words and meaning. Where only words were compared, nothing is."""
    nearness, measure = (one.parts.get("sentence", 0.0) for one in (ranked, quoted))
    return ranked.score >= SCORE and nearness > 0 and nearness >= NEARNESS * measure
