"""Which gap a question belongs to: an index of all that is known, looked through for each new one.

A question joins the gap for which most speaks, or begins one. Nothing here ever joins two gaps: people may have touched
them. What was tried, and how well this does, stands in docs/decisions/gaps.md.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np

from bot.gaps.evidence import Said, listed, said
from bot.gaps.middles import Middles
from bot.gaps.rarity import rarity
from bot.gaps.sameness import Closeness, Signs, sameness, signs_of
from bot.gaps.surroundings import Near, Surroundings, crowding
from content_index.ports import Vectors

SPEAKING = 6
"""Questions of a gap that speak for it, the first ones that differ; the others say the same again."""
JOINS = 0.6
"""Log-odds from which on a question joins a gap."""
PERHAPS = -3.5
"""Log-odds from which on it is worth asking whether two gaps are one."""
NEAR_IN_MEANING, NEAR_IN_TERMS = 16, 8
"""How many gaps are looked at closely, by vector and by rare terms."""
RARE = 100
"""A term of more gaps than this finds none."""
UNTOLD = Closeness(above=0.1, sparse=0.0)
"""Taken where one of two questions has no vector: words then decide, and need not be many."""
_FEW = 20
"""Gaps that are thought to be there before the first: one term of three is not yet a common one."""
_SLIP, _FOLLOWS, _ONE_WORD = 0.1, 0.3, 0.15


@dataclass(frozen=True, slots=True)
class AskedOnce:
    """A question to be placed.

    `text` is as asked, `language` an ISO 639-1 code. `vector` is what `bot.gaps.wording.vectors_of` gives, unit
    length; None where there is none, or only one by another model. `follows` are earlier questions of its thread that
    it was understood with, oldest first.
    """

    id: str
    text: str
    language: str
    vector: Vectors | None
    follows: tuple[str, ...] = ()


@dataclass(slots=True)
class _Gap:
    """`members` by id, in the order in which they came; `speaking` those of them that are compared, read.

    `vectors` are of those that speak and have one, in their order, a row each.
    """

    place: int
    members: dict[str, AskedOnce]
    speaking: dict[str, tuple[AskedOnce, Said]]
    vectors: Vectors
    joins: bool


class _Weights(dict[str, float]):
    """How telling terms are, each found at the first time that it is asked for."""

    def __init__(self, weight: Callable[[str], float]) -> None:
        super().__init__()
        self._weight = weight

    def __missing__(self, term: str) -> float:
        found = self[term] = self._weight(term)
        return found


class Clusters:
    """All gaps with their questions. Not safe for threads; the same calls in the same order give the same."""

    def __init__(self) -> None:
        self._gaps: dict[str, _Gap] = {}
        self._gap_of: dict[str, str] = {}
        self._holders: dict[str, Counter[str]] = {}
        self._middles = Middles()
        self._around = Surroundings()
        self._begun = 0

    def add(self, question: AskedOnce, gap: str, *, joins: bool = True) -> None:
        """A question is in a gap. With `joins=False` the gap takes no new ones by itself."""
        if question.id in self._gap_of:
            self.remove(question.id)
        if gap not in self._gaps:
            self._gaps[gap] = _Gap(self._begun, {}, {}, np.zeros((0, 0), np.float32), joins)
            self._begun += 1
        held = self._gaps[gap]
        held.joins = joins
        held.members[question.id] = question
        self._gap_of[question.id] = gap
        self._let_speak(gap)

    def gap_for(self, question: AskedOnce, barred: Collection[str] = ()) -> str | None:
        """The gap that a question belongs to; None: it begins a new one. `barred` are gaps that it must not join."""
        read = said(question.text, question.language, question.follows)
        found = self._candidates(question.vector, read.terms, joining=True)
        allowed = [gap for gap in found if gap not in barred and self._gaps[gap].joins]
        odds = self._odds([(question, read)], allowed)
        # The mean log-odds of a gap's questions, and those of the likeliest one, count alike.
        scores = {gap: (fmean(odds[gap]) + max(odds[gap])) / 2 for gap in allowed}
        best = max(allowed, key=lambda gap: (scores[gap], -self._gaps[gap].place), default=None)
        return best if best is not None and scores[best] >= JOINS else None

    def perhaps(self, gap: str, most: int = 3) -> list[str]:
        """Other gaps that may be the same, most likely first; only those for which something speaks."""
        if gap not in self._gaps:
            return []
        own = list(self._gaps[gap].speaking.values())
        found: dict[str, None] = {}
        for question, read in own:
            found |= dict.fromkeys(self._candidates(question.vector, read.terms, joining=False))
        found.pop(gap, None)
        odds = self._odds(own, list(found), (gap,))
        # The mean alone: of two gaps that ask for different things, one pair of questions often looks alike.
        scores = {other: fmean(odds[other]) for other in found}
        ranked = sorted(found, key=lambda other: (-scores[other], self._gaps[other].place))
        return [other for other in ranked if scores[other] >= PERHAPS][:most]

    def merge(self, gap: str, into: str) -> None:
        """The questions of a gap belong to another one from now on."""
        if gap == into or gap not in self._gaps:
            return
        for question in list(self._gaps[gap].members.values()):
            self._put(question, into)

    def remove(self, question_id: str) -> None:
        """A question counts no longer; a gap without questions is gone."""
        gap = self._gap_of.pop(question_id, None)
        if gap is None:
            return
        held = self._gaps[gap]
        del held.members[question_id]
        if question_id in held.speaking:
            self._fall_silent(gap, question_id)
        if held.members:
            self._let_speak(gap)
        else:
            del self._gaps[gap]
            self._middles.forget(gap)

    def move(self, question_id: str, gap: str) -> None:
        """Somebody puts a question into a gap, which may be a new one."""
        before = self._gap_of.get(question_id)
        if before is not None and before != gap:
            self._put(self._gaps[before].members[question_id], gap)

    def central(self, gap: str) -> str | None:
        """The id of the question that says best what the gap is about, as a title; None where there is no such gap.

        One that is typed well and stands for itself is preferred.
        """
        if gap not in self._gaps:
            return None
        speaking = self._gaps[gap].speaking

        def worth(question_id: str) -> float:
            question, read = speaking[question_id]
            others = [speaking[other] for other in speaking if other != question_id]
            alike = sum(self._alike(question, read, *other) for other in others) / max(1, len(others))
            few = len(question.text.split()) == 1
            return alike - _SLIP * read.slips - _FOLLOWS * bool(question.follows) - _ONE_WORD * few

        return max(speaking, key=worth)

    def members(self, gap: str) -> tuple[str, ...]:
        """Ids of its questions, in the order in which they came into it."""
        return tuple(self._gaps[gap].members) if gap in self._gaps else ()

    def compared(self, question: AskedOnce, read: Said) -> Iterator[tuple[str, list[Signs]]]:
        """The gaps that are looked at for a question, with what it has in common with each question of theirs."""
        yield from self._signs([(question, read)], self._candidates(question.vector, read.terms, joining=True)).items()

    def _put(self, question: AskedOnce, gap: str) -> None:
        joins = self._gaps[gap].joins if gap in self._gaps else True
        self.remove(question.id)
        self.add(question, gap, joins=joins)

    def _let_speak(self, gap: str) -> None:
        """Have the first questions speak that say something new."""
        held = self._gaps[gap]
        if len(held.speaking) < SPEAKING:
            heard = {_bare(question) for question, _ in held.speaking.values()}
            for question in held.members.values():
                if len(held.speaking) == SPEAKING:
                    break
                if question.id not in held.speaking and _bare(question) not in heard:
                    heard.add(_bare(question))
                    self._speaks(question, gap)
        vectors = [question.vector for question, _ in held.speaking.values() if question.vector is not None]
        held.vectors = np.array(vectors, np.float32)
        self._middles.put(gap, held.vectors, joins=held.joins)

    def _speaks(self, question: AskedOnce, gap: str) -> None:
        read = said(question.text, question.language, question.follows)
        self._gaps[gap].speaking[question.id] = (question, read)
        for term in read.terms:
            self._holders.setdefault(term, Counter())[gap] += 1
        if question.vector is not None:
            self._around.add(question.id, question.text, gap, question.vector)

    def _fall_silent(self, gap: str, question_id: str) -> None:
        _, read = self._gaps[gap].speaking.pop(question_id)
        self._around.remove(question_id)
        for term in read.terms:
            holders = self._holders[term]
            holders[gap] -= 1
            if not holders[gap]:
                del holders[gap]
            if not holders:
                del self._holders[term]

    def _candidates(self, vector: Vectors | None, terms: Iterable[str], *, joining: bool) -> list[str]:
        """Gaps that are worth a close look."""
        near = [] if vector is None else self._middles.nearest(vector, NEAR_IN_MEANING, joining=joining)
        shared: Counter[str] = Counter()
        for term in sorted(terms):
            holders = self._holders.get(term, ())
            if len(holders) <= RARE:
                weight = self._weight(term)
                for gap in holders:
                    shared[gap] += weight  # type: ignore[assignment]  # a counter of floats
        ranked = sorted(shared, key=lambda gap: (-shared[gap], self._gaps[gap].place))
        return list(dict.fromkeys((*near, *ranked[:NEAR_IN_TERMS])))

    def _odds(
        self, asked: Sequence[tuple[AskedOnce, Said]], gaps: Sequence[str], outside: Collection[str] = ()
    ) -> dict[str, list[float]]:
        """For each gap the log-odds that each of its questions and each that is asked are one."""
        return {gap: list(map(sameness, signs)) for gap, signs in self._signs(asked, gaps, outside).items()}

    def _signs(
        self, asked: Sequence[tuple[AskedOnce, Said]], gaps: Sequence[str], outside: Collection[str] = ()
    ) -> dict[str, list[Signs]]:
        """Each question compared with each of those that speak for a gap.

        `outside` are the gaps of the questions themselves, which do not crowd their surroundings.
        """
        weight = _Weights(self._weight).__getitem__
        self._look_around(gaps)
        found: dict[str, list[Signs]] = {gap: [] for gap in gaps}
        for question, read in asked:
            near = self._around.of(question.vector[np.newaxis])[0] if question.vector is not None else ()
            for gap in gaps:
                closeness = self._closeness(question, near, gap, {*outside, gap})
                others = (other_read for _, other_read in self._gaps[gap].speaking.values())
                found[gap] += [signs_of(read, *other, weight) for other in zip(others, closeness, strict=True)]
        return found

    def _look_around(self, gaps: Iterable[str]) -> None:
        """Prepare what is around the questions of some gaps, all at once."""
        speaking = [question for gap in gaps for question, _ in self._gaps[gap].speaking.values()]
        self._around.of_known([question.id for question in speaking if question.vector is not None])

    def _closeness(self, question: AskedOnce, near: Near, gap: str, outside: Collection[str]) -> list[Closeness]:
        """How near a question is to each of those that speak for a gap, less the crowding around both."""
        held = self._gaps[gap]
        speaking = [other for other, _ in held.speaking.values()]
        if question.vector is None:
            return [UNTOLD] * len(speaking)
        cosines = iter(np.vecdot(held.vectors, question.vector).tolist() if len(held.vectors) else ())
        around = crowding(near, outside)
        around_others = iter(self._around.of_known([other.id for other in speaking if other.vector is not None]))
        sparse = self._around.sparse
        return [
            UNTOLD
            if other.vector is None
            else Closeness(next(cosines) - (around + crowding(next(around_others), outside)) / 2, sparse)
            for other in speaking
        ]

    def _weight(self, term: str) -> float:
        """How telling a term is, 0 to 1, by the gaps that hold it, and a word of none of the lists by its rarity."""
        known = len(self._gaps) + _FEW
        told = math.log(known / (len(self._holders.get(term, ())) + 1)) / math.log(known)
        return told if listed(term) else told * rarity(term)

    def _alike(self, one: AskedOnce, read: Said, other: AskedOnce, other_read: Said) -> float:
        """How central a question is to another one: their cosine, or the share of their terms where that is unknown."""
        if one.vector is not None and other.vector is not None:
            return float(one.vector @ other.vector)
        return len(read.terms & other_read.terms) / max(1, len(read.terms | other_read.terms))


def _bare(question: AskedOnce) -> tuple[str, ...]:
    return (*question.follows[-1:], " ".join(question.text.lower().split()))
