"""The headline figures in words, and how they changed."""

from __future__ import annotations

from collections.abc import Callable

from bot.digests.model import Digest, ToldFigure
from bot.digests.words import DigestWords
from bot.locales import counted, days, number, percent, seconds

_MILLISECONDS = 1000.0
_SHORTEST = 0.1
"""Seconds: what takes less is not told more precisely."""
_PER_CENT = 100


def figures(digest: Digest, words: DigestWords) -> tuple[ToldFigure, ...]:
    """Those that say something: nothing of ratings where nobody rated.

    A share is told of at least `digest.enough` questions (or ratings), a change where both periods have as many; of
    less, the bare counts are.
    """
    now, before = digest.figures, digest.before
    told = _Told(digest, words)
    found = [
        told.count(words.questions, now.questions, before.questions),
        told.count(words.people, now.people, before.people),
        told.share(words.answered, (now.answered, now.questions), (before.answered, before.questions)),
    ]
    rated, rated_before = now.helpful + now.unhelpful, before.helpful + before.unhelpful
    if rated:
        found.append(told.share(words.helpful, (now.helpful, rated), (before.helpful, rated_before)))
    if now.answer_ms is not None:
        earlier = None if before.answer_ms is None else before.answer_ms / _MILLISECONDS
        found.append(told.time(words.answer_time, now.answer_ms / _MILLISECONDS, earlier, _seconds))
    found.append(told.count(words.gaps_opened, now.gaps_opened, before.gaps_opened))
    found.append(told.count(words.gaps_closed, now.gaps_closed, before.gaps_closed))
    if now.filled_days is not None:
        found.append(told.time(words.filled_time, now.filled_days, before.filled_days, _days))
    return tuple(found)


class _Told:
    """Puts one digest's figures into words."""

    def __init__(self, digest: Digest, words: DigestWords) -> None:
        self._compared = not (digest.few or digest.few_before)
        self._enough = digest.enough
        self._words = words

    def count(self, label: str, now: int, before: int) -> ToldFigure:
        """In per cent of what it was, where that was enough to say so."""
        language = self._words.language
        change = ""
        if self._compared:
            by = abs(now - before)
            size = percent(by / before, language) if before >= self._enough else number(by, language)
            change = self._changed(now - before, size)
        return ToldFigure(label, number(now, language), change)

    def share(self, label: str, now: tuple[int, int], before: tuple[int, int]) -> ToldFigure:
        """The change of a share is told in points."""
        words, (part, whole) = self._words, now
        if whole < self._enough:
            told = words.part_of.format(part=number(part, words.language), whole=number(whole, words.language))
            return ToldFigure(label, told if whole else words.none)
        share = part / whole
        change = ""
        if self._compared and before[1] >= self._enough:
            points = round(share * _PER_CENT) - round(before[0] / before[1] * _PER_CENT)
            change = self._changed(points, counted(abs(points), words.points, words.language))
        return ToldFigure(label, percent(share, words.language), change)

    def time(
        self, label: str, now: float, before: float | None, in_words: Callable[[float, DigestWords], str]
    ) -> ToldFigure:
        """A median; a change too small to be seen in it is none."""
        value = in_words(now, self._words)
        change = ""
        if self._compared and before is not None:
            same = value == in_words(before, self._words)
            change = self._changed(0 if same else now - before, in_words(abs(now - before), self._words))
        return ToldFigure(label, value, change)

    def _changed(self, by: float, size: str) -> str:
        if not by:
            return self._words.same
        return (self._words.up if by > 0 else self._words.down).format(change=size)


def _seconds(value: float, words: DigestWords) -> str:
    if value < _SHORTEST:
        return words.under.format(time=seconds(_SHORTEST, words.language))
    return seconds(value, words.language)


def _days(value: float, words: DigestWords) -> str:
    if value < _SHORTEST:
        return words.under.format(time=days(_SHORTEST, words.language))
    return days(value, words.language)
