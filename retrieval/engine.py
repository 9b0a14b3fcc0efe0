"""The search: a question in, ranked passages, words to quote and a confidence out."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from itertools import chain

import numpy as np

from content_index.language import LanguageDetector
from content_index.ports import Vectors
from retrieval.asked import Asked, unmentioned
from retrieval.audience import known_to
from retrieval.candidates import candidate_rows
from retrieval.confidence import Calibrations, Signs, shipped, with_thresholds
from retrieval.figures import asked_figures
from retrieval.filters import Allowed, allowed_passages
from retrieval.headings import best_of_each, heading_matches
from retrieval.language import question_language
from retrieval.model import Query, Quote, RankedPassage, Reason, Retrieved, Status, Thresholds
from retrieval.ports import CurrentGeneration, QuestionEmbedder, QuestionEmbedders
from retrieval.prepared import Prepared, prepare
from retrieval.questions import Understood, uncontracted, understand
from retrieval.quoting import Wanted, best_quote
from retrieval.reasons import Found, reason
from retrieval.reranking import Reranking
from retrieval.saying import say_near
from retrieval.scoring import Scores, Weights, dense_signals, fuse, sentence_cosines
from retrieval.search import JUDGED, Ranking, Search
from retrieval.signs import signs_of
from retrieval.spelling import LanguageWords
from retrieval.turns import Turns
from retrieval.vocabulary import Vocabulary
from retrieval.windows import Quotable

_LOG = logging.getLogger(__name__)

CANDIDATES = 50
"""Passages of each side, lexical and dense, that are scored."""
DOCUMENTS = 10
"""Passages are returned until they are of so many documents."""
FEWEST_RETURNED = 10
AT_ONCE = 3
"""Questions that are worked on at the same time; others wait their turn. While the model reads one, Python, which runs
one thread at a time, works on another: more get in each other's way (docs/decisions/speed.md)."""
FEW_LETTERS = 20
"""In fewer letters a language is better told by which one has the words."""
EARLIER = 0.5
"""What the terms of earlier questions count in a follow-up, against 1 for its own."""
_BEFORE = 1e-3
"""By how much the part of a battlecard that is asked for is at least before what is no part of it."""
RELATED = 0.2
"""What the other way to say an acronym counts."""


@dataclass
class _Timings:
    """Milliseconds by stage."""

    stages: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.stages[name] = self.stages.get(name, 0.0) + (time.perf_counter() - started) * 1000


class RetrievalEngine:
    """Implements the port `Retrieval` of the bot. Safe for any number of threads.

    Without weights and calibrations of one's own, those that come with Cornerman are used, with `thresholds` in place
    of the fitted ones. `calibrations` tells them for the fingerprint of the model that an index was built with; it is
    asked once for each. Without `reranking`, passages keep the order of their scores.
    """

    def __init__(  # noqa: PLR0913, PLR0917 -- each is a part of its own
        self,
        generations: CurrentGeneration,
        embedders: QuestionEmbedders,
        weights: Weights | None = None,
        calibrations: Callable[[str], Calibrations] = shipped,
        thresholds: Thresholds | None = None,
        reranking: Reranking | None = None,
    ) -> None:
        self._generations = generations
        self._embedders = embedders
        self._weights = weights or Weights()
        wanted = thresholds or Thresholds()
        self._calibrations = cache(lambda model: with_thresholds(calibrations(model), wanted))
        self._reranking = reranking
        self._prepared: Prepared | None = None
        self._turns = Turns(AT_ONCE)
        self._languages = LanguageDetector()
        self._words = LanguageWords()

    def search(self, query: Query) -> Retrieved:
        """Raises NoIndexError where nothing has been indexed yet.

        A short question may follow the one before it, or be the next of many: in a small company's content every word
        is a common one. Where it is answered by itself, it stands for itself.
        """
        with self._turns:
            found, is_terse = self._search(query)
            if is_terse:
                alone, _ = self._search(replace(query, history=()))
                return alone if alone.status == "answered" else found
            return found

    def _search(self, query: Query) -> tuple[Retrieved, bool]:
        """What was found, and whether earlier questions count only because this one says little."""
        timings = _Timings()
        with timings.stage("understand"):
            prepared = known_to(query.filters, self._prepare())
            allowed = allowed_passages(query.filters, prepared)
            question = self._understand(query, prepared, allowed)
        if question.small_talk:
            return _nothing_asked(question, prepared, timings), False
        with timings.stage("embed"):
            vector = self._vector(question, prepared)
        known = vector is not None and self._knows(question.language)
        asked = Asked.of((*question.asked, *question.earlier), prepared.generation.lexical)
        part = question.part  # "their" may be of whom a question long before names
        rivals = prepared.rivals.asked(
            part.name if part else question.text,
            () if part else question.follows,
            lambda word: self._words.common(word, question.language),
        )
        figures = asked_figures(question.text, question.follows, question.language)
        search = Search(query, question, asked, figures, rivals, prepared, allowed, vector, known)
        with timings.stage("rank"):
            ranking = self._rank(search)
        if self._reranking is not None:
            with timings.stage("rerank"):
                ranking = _reranked(search, ranking, self._reranking)
        with timings.stage("quote"):
            found = self._retrieved(search, ranking)
        return replace(found, timings=timings.stages), question.only_terse

    def _prepare(self) -> Prepared:
        generation = self._generations.current()
        prepared = self._prepared
        if prepared is None or prepared.generation is not generation:
            prepared = prepare(generation)
            if self._embedder(prepared) is None:
                _LOG.warning(
                    "The index was built with another model (%s): only words count until a reindex.",
                    generation.info.embedder,
                )
            self._prepared = prepared
        return prepared

    def _understand(self, query: Query, prepared: Prepared, allowed: Allowed | None) -> Understood:
        language = question_language(query.text, prepared.languages, self._guess)
        vocabulary = Vocabulary(prepared, allowed, self._words.knows, self._words.common)
        return understand(query.text, query.history, language, vocabulary)

    def _guess(self, text: str, languages: Collection[str]) -> str:
        by_words = self._words.language_of(text, languages) if sum(map(str.isalpha, text)) < FEW_LETTERS else None
        return by_words or self._languages.among(text, languages)

    def _knows(self, language: str) -> bool:
        return self._embedders.languages is None or language in self._embedders.languages

    def _vector(self, question: Understood, prepared: Prepared) -> Vectors | None:
        """The question's vector; None where it would be compared with vectors of another model."""
        embedder = self._embedder(prepared)
        return None if embedder is None else np.asarray(embedder.embed_questions([question.dense_text])[0], np.float32)

    def _embedder(self, prepared: Prepared) -> QuestionEmbedder | None:
        return self._embedders.like(prepared.generation.info.embedder)

    def _rank(self, search: Search) -> Ranking:
        generation, question = search.prepared.generation, search.question
        asked = _asked(question, search.prepared)
        rows = candidate_rows(asked, search.vector, generation, CANDIDATES, search.allowed)
        matches, starts = heading_matches(search.asked, rows, generation.lexical)
        part = _sections_of_part(search, rows.tolist())
        if part:  # the sections that belong to it say the question, and no others do
            matches = np.fromiter(chain.from_iterable(part), np.float32)
        signals: dict[str, Scores] = {
            "lexical": generation.lexical.scores(asked, rows),
            "heading": best_of_each(matches, starts),
        }
        if search.vector is not None and len(rows):
            signals |= dense_signals(search.prepared, rows, search.vector)
        asked_for = len(search.asked.by_word)
        scores = fuse(signals, self._weights, language_known=search.known, words=asked_for)
        scores = search.rivals.weighed(scores, generation.document_rows[rows])
        scores = _lifted(scores, part) if part else scores
        order = np.argsort(-scores, kind="stable")
        return Ranking(
            rows=rows[order],
            scores=scores[order],
            signals={name: signal[order] for name, signal in signals.items()},
            headings=[matches[starts[place] : starts[place + 1]] for place in order],
            of_part=bool(part),
        )

    def _retrieved(self, search: Search, ranking: Ranking) -> Retrieved:
        generation, question = search.prepared.generation, search.question
        signs = signs_of(search, ranking)
        calibrations = self._calibrations(generation.info.embedder)
        calibration = calibrations.both_sides if search.known else calibrations.lexical_alone
        confidence = calibration.confidence(signs) if len(ranking.rows) and search.asked.by_word else 0.0
        status = calibration.status(confidence)
        quote = _quote(search, ranking, status)
        return Retrieved(
            status=status,
            confidence=confidence,
            passages=tuple(_ranked(search, ranking)),
            quote=quote,
            say=_say(search, ranking, quote) if quote and status != "gap" else None,
            language=question.language,
            generation=generation.info.id,
            follows=question.follows,
            repaired=question.repaired,
            reason=self._reason(search, ranking, status, signs, quote),
            signs=asdict(signs),
        )

    def _reason(
        self, search: Search, ranking: Ranking, status: Status, signs: Signs, quote: Quote | None
    ) -> Reason | None:
        question = search.question
        said = uncontracted(question.said)
        missing = unmentioned(said, question.language, ranking.rows[:JUDGED], search.prepared)
        quoted = quote.text if quote else ""
        if not search.prepared.generation.passages:
            return Reason("empty_index")
        found = Found(status, signs, quoted, search.vector is not None, search.known, tuple(missing))
        return reason(question, found, self._words.common)


def _sections_of_part(search: Search, rows: Iterable[int]) -> list[list[bool]]:
    """Of each passage at rows which of its sections belong to the part of a battlecard asked for; [] if none."""
    part, prepared = search.question.part, search.prepared
    if part is None:
        return []
    found = [part.holds(prepared.generation.passages[row], prepared.document(row).competitors) for row in rows]
    return found if any(map(any, found)) else []


def _lifted(scores: Scores, part: Sequence[Sequence[bool]]) -> Scores:
    """The scores with the passages of a part that is asked for as far up as brings the best of them to the top."""
    held = np.fromiter(map(any, part), bool)
    behind = scores.max() - scores[held].max()
    return np.asarray(scores + held * (behind + _BEFORE), np.float32) if behind > 0 else scores


def _reranked(search: Search, ranking: Ranking, reranking: Reranking) -> Ranking:
    passages, document = search.prepared.generation.passages, search.prepared.document
    found = [(document(int(row)), passages[row]) for row in ranking.rows[: reranking.first]]
    return ranking.reordered(reranking.order(search.question.dense_text, search.question.language, found))


def _asked(question: Understood, prepared: Prepared) -> list[dict[str, float]]:
    """For each word to look for, its forms and their relatives with what each counts."""
    counts = dict.fromkeys(question.related, RELATED) | dict.fromkeys(question.earlier, EARLIER)
    counts |= dict.fromkeys(question.asked, 1.0)
    return [
        {relative: count * share for relative, share in prepared.relatives.of_word(forms).items()}
        for forms, count in counts.items()
    ]


def _nothing_asked(question: Understood, prepared: Prepared, timings: _Timings) -> Retrieved:
    """What becomes of small talk: it is not searched for, since whatever were found would be no answer."""
    return Retrieved(
        status="gap",
        confidence=0.0,
        passages=(),
        quote=None,
        say=None,
        language=question.language,
        generation=prepared.generation.info.id,
        reason=Reason("small_talk"),
        timings=timings.stages,
    )


def _quote(search: Search, ranking: Ranking, status: Status) -> Quote | None:
    """The words to show; to a question without words none are an answer. A follow-up's own words choose them."""
    question, lexical = search.question, search.prepared.generation.lexical
    if not search.asked.by_word:
        return None
    own = Asked.of(question.asked, lexical) if question.follows and question.asked else search.asked
    wanted = Wanted(
        own.with_relatives(search.prepared.relatives, lexical),
        question.text,
        search.figures,
        answers=status == "answered" or (status == "unsure" and not question.unheard),
        questions=question.part is not None and question.part.kind == "landmines",
    )
    return best_quote(list(_quotables(search, ranking)), wanted, search.prepared.generation)


def _quotables(search: Search, ranking: Ranking) -> Iterator[Quotable]:
    """The first passages, but for those on another company than the question, where any is on its own."""
    passages = search.prepared.generation.passages
    first = [int(row) for row in ranking.rows[:JUDGED]]
    of_part = [
        row for row, headings in zip(first, ranking.headings, strict=False) if ranking.of_part and headings.any()
    ]
    on_it = of_part or _on_the_company(search, first) or first
    for row, score, headings in zip(first, ranking.scores, ranking.headings, strict=False):
        if row not in on_it:
            continue
        passage = passages[row]
        cosines = np.zeros(len(passage.sentences), np.float32)
        if search.vector is not None and search.known:
            cosines = sentence_cosines(search.prepared, np.array([row]), search.vector)
        yield Quotable(row, passage, cosines, headings, float(score), only_under=bool(of_part))


def _on_the_company(search: Search, rows: Sequence[int]) -> list[int]:
    """Those that say a competitor who is named; where a product of ours is named, those that are not on a rival."""
    passages, prepared, rivals = search.prepared.generation.passages, search.prepared, search.rivals
    if rivals.named:
        return [row for row in rows if rivals.told_by(prepared.document(row), passages[row])]
    places = prepared.generation.document_rows
    return [row for row in rows if not rivals.is_theirs_alone(int(places[row]), prepared.document(row), passages[row])]


def _say(search: Search, ranking: Ranking, quote: Quote) -> str | None:
    passages = search.prepared.generation.passages
    row = next(int(row) for row in ranking.rows[:JUDGED] if passages[int(row)].id == quote.passage_id)
    asked = {} if search.question.part else search.asked.by_word  # a line of another part is about something else
    return say_near(row, quote.start, passages, asked)


def _ranked(search: Search, ranking: Ranking) -> Iterator[RankedPassage]:
    passages, names = search.prepared.generation.passages, list(ranking.signals)
    parts = zip(*(signal.tolist() for signal in ranking.signals.values()), strict=True)
    documents: set[str] = set()
    for place, (row, score, part) in enumerate(zip(ranking.rows.tolist(), ranking.scores.tolist(), parts, strict=True)):
        document = search.prepared.document(row)
        if len(documents) >= DOCUMENTS and place >= FEWEST_RETURNED:
            return
        documents.add(document.id)
        yield RankedPassage(passages[row], document, score, dict(zip(names, part, strict=True)))
