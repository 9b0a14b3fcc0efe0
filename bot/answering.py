"""The one door for every surface: a question goes in, an answer comes out, and the question is logged."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from urllib.parse import quote as percent_encoded

from bot.asking_words import language_of
from bot.disagreeing import KnownConflicts, NothingKnown, OtherSource, other_source
from bot.internal_lines import holds_internal, open_section, without_internal
from bot.logged_question import as_logged
from bot.model import Answer, AnswerPassage, AnswerSource, Ask, Asker, LoggedQuestion, Place
from bot.ports import Clock, QuestionLog, Retrieval
from bot.sentences import contradiction, reason_in_words, sentences
from bot.table_rows import head_above
from bot.training import on_the_topic, read_alone
from bot.upkeep.known import NothingSaid
from bot.upkeep.ports import KnownUpkeep
from content_index.model import Passage
from content_index.ports import NoIndexError
from retrieval.model import Filters, Query, Quote, RankedPassage, ReasonName, Retrieved, Status

_LOG = logging.getLogger(__name__)

MAX_QUESTION = 2_000
"""Characters of a question that are read: a pasted e-mail says in its first lines what it wants."""
MAX_HISTORY = 5
"""Earlier questions of a thread that a follow-up is understood with."""
MAX_SOURCES = 3
"""Sources below an answer: what a rep can take in on a phone."""
SOURCE_SCORE_SHARE = 0.75
"""A further source is shown only where its score reaches this share of the first one's."""
_UNMENTIONED: frozenset[ReasonName] = frozenset({"unknown_words", "unmentioned"})


class QuestionAnswering:
    """Implements bot.ports.Answering.

    `base_url` is where people reach the console; documents without a link of their own are linked there.
    `suggest_training`: below a sure answer that its asker alone reads, a training page on the topic is named.
    """

    def __init__(  # noqa: PLR0913 - its ports
        self,
        retrieval: Retrieval,
        log: QuestionLog,
        clock: Clock,
        base_url: str,
        *,
        new_id: Callable[[], str] = lambda: uuid.uuid4().hex,
        conflicts: KnownConflicts | None = None,
        upkeep: KnownUpkeep | None = None,
        suggest_training: bool = False,
    ) -> None:
        self._retrieval = retrieval
        self._log = log
        self._clock = clock
        self._base_url = base_url.rstrip("/")
        self._new_id = new_id
        self._conflicts = conflicts or NothingKnown()
        self._upkeep = upkeep or NothingSaid()
        self._suggest_training = suggest_training

    def answer(self, ask: Ask) -> Answer:
        """Search, log, answer. Trouble becomes an answer that says so; only NoIndexError is raised."""
        started = time.perf_counter()
        text = " ".join(ask.text.split())[:MAX_QUESTION]
        try:
            retrieved = self._retrieval.search(self._query(ask, text))
            answer = self._from_retrieved(ask, text, retrieved)
        except NoIndexError:
            raise
        except Exception:  # noqa: BLE001 - a rep on a call gets a sentence, whatever broke
            _LOG.exception("A question from %s could not be searched", ask.surface)
            answer = self._trouble(text)
        answer = _with_total(answer, (time.perf_counter() - started) * 1000)
        if not ask.unasked or answer.status == "answered":
            self._log.record(as_logged(ask, answer, self._clock.now()))
        return answer

    def answer_again(self, question: LoggedQuestion, asker: Asker, place: Place) -> Answer:
        """The answer to a question of the log as somebody else may see it, or somewhere else, under the same id.

        It is not logged: nobody asked anew. Raises what the search raises, and NoIndexError.
        """
        ask = Ask(question.question, asker, place, question.surface, history=question.follows)
        found = self._retrieval.search(self._query(ask, question.question))
        return replace(self._from_retrieved(ask, question.question, found), question_id=question.id)

    def _query(self, ask: Ask, text: str) -> Query:
        history = ask.history
        if history is None:
            history = () if ask.thread is None else self._log.thread(ask.place.workspace, ask.place.id, ask.thread)
        filters = Filters(
            kinds=ask.kinds,
            products=ask.products,
            competitors=ask.competitors,
            stages=ask.stages,
            languages=ask.languages,
            groups=ask.asker.groups,
            guests=ask.place.guests,
            without=self._upkeep.hidden(),
        )
        return Query(text, tuple(earlier[:MAX_QUESTION] for earlier in history[-MAX_HISTORY:]), filters)

    def _from_retrieved(self, ask: Ask, text: str, found: Retrieved) -> Answer:
        quoted = _quoted(found)
        internal = quoted is not None and found.quote is not None and _is_internal(quoted.passage, found.quote)
        if internal and ask.place.guests:  # guests find nothing internal; nobody else may slip, either
            found, quoted, internal = replace(found, quote=None), None, False
        known = self._conflicts.of(found.generation)
        other = None
        if quoted is not None and known is not None:
            other = other_source(found, quoted, known.of(quoted.passage.id), guests=ask.place.guests)
        said = list(_said_at(found, quoted, other))
        training = self._training(ask.place, found, quoted, said)
        passages = (self._passage(ranked, guests=ask.place.guests) for ranked in found.passages)
        return Answer(
            question_id=self._new_id(),
            question=text,
            status=_status(found, guests=ask.place.guests),
            confidence=found.confidence,
            text=found.quote.text if found.quote else "",
            bold=found.quote.bold if found.quote else (),
            say=found.say,
            sources=self._sources(found, said, training, guests=ask.place.guests),
            passages=tuple(passage for passage in passages if passage.text),
            generation=found.generation,
            language=found.language,
            url=self._link(quoted.passage, found.quote.start) if quoted and found.quote else None,
            table_head=head_above(quoted.passage.text, found.quote.start) if quoted and found.quote else "",
            internal=internal,
            small_talk=_is_small_talk(found),
            note=" ".join((*self._differing(found, quoted, other), *_notes(found, is_cut=_is_cut(ask, text)))),
            conflicting=None if known is None else other is not None,
            unmentioned=found.reason is not None and found.reason.name in _UNMENTIONED,
            training=self._source(training, 0, guests=ask.place.guests) if training else None,
            follows=found.follows,
            latency_ms=found.timings,
        )

    def _differing(self, found: Retrieved, quoted: RankedPassage | None, other: OtherSource | None) -> Iterator[str]:
        """That another source says something else, with the days on which both were reviewed, here too."""
        if quoted is not None and other is not None:
            sides = self._upkeep.kept(quoted.document), self._upkeep.kept(other.ranked.document)
            yield contradiction(*sides, (other.said, other.other), found.language)

    def _training(
        self, place: Place, found: Retrieved, quoted: RankedPassage | None, said: Sequence[tuple[RankedPassage, int]]
    ) -> RankedPassage | None:
        """The training page to learn more from, unless the answer speaks of it already."""
        if not self._suggest_training or not read_alone(place):
            return None
        page = on_the_topic(found, quoted, guests=place.guests)
        spoken_of = page is not None and any(one.document.id == page.document.id for one, _ in said)
        return None if spoken_of else page

    def _sources(
        self,
        found: Retrieved,
        said: Sequence[tuple[RankedPassage, int]],
        training: RankedPassage | None,
        *,
        guests: bool,
    ) -> tuple[AnswerSource, ...]:
        """The quoted passage's document first, then one that disagrees, then others that score nearly as well.

        `training` is named below them, not twice. Guests are told of no passage that is internal as a whole.
        """
        starts = {one.passage.id: start for one, start in said}
        ranked = (*(one for one, _ in said), *found.passages)
        best: dict[str, RankedPassage] = {}
        for candidate in ranked:
            if guests and open_section(candidate.passage, 0) is None:
                continue
            if training is None or candidate.document.id != training.document.id:
                best.setdefault(candidate.document.id, candidate)
        floor = SOURCE_SCORE_SHARE * found.passages[0].score if found.passages else 0.0
        kept = [candidate for candidate in best.values() if candidate.score >= floor or candidate.passage.id in starts]
        return tuple(
            self._source(candidate, starts.get(candidate.passage.id, 0), guests=guests)
            for candidate in kept[:MAX_SOURCES]
        )

    def _source(self, ranked: RankedPassage, start: int, *, guests: bool) -> AnswerSource:
        document, passage = self._upkeep.kept(ranked.document), ranked.passage
        start = _shown_start(passage, start, guests=guests)
        return AnswerSource(
            document_id=document.id,
            document=document.path,
            title=document.title,
            heading=passage.section_at(start).heading,
            url=self._link(passage, start),
            kind=document.kind,
            score=ranked.score,
            owner=None if guests else document.owner,  # who of the company writes what is not for its buyers
            reviewed=document.reviewed,
            review_due=document.review_due,
            audience=document.audience,
            needs_work=self._upkeep.needs_work(document.id),
        )

    def _passage(self, ranked: RankedPassage, *, guests: bool) -> AnswerPassage:
        """For guests without what is marked internal; without any text where all of it is."""
        passage = ranked.passage
        internal = holds_internal(passage)
        start = _shown_start(passage, 0, guests=guests)
        return AnswerPassage(
            passage_id=passage.id,
            document_id=passage.document_id,
            document=ranked.document.path,
            heading=passage.section_at(start).heading,
            text=without_internal(passage) if guests else passage.text,
            score=ranked.score,
            url=self._link(passage, start),
            internal=internal and not guests,
            title=ranked.document.title,
        )

    def _link(self, passage: Passage, start: int) -> str:
        """The deep link to the section that the character at `start` stands in; to the document where it has none."""
        anchor = percent_encoded(passage.section_at(start).anchor)
        jump = f"#{anchor}" if anchor else ""
        if passage.url is None:
            return f"{self._base_url}/documents/{passage.document_id}{jump}"
        page, mark, fragment = passage.url.partition("#")
        own_anchor = fragment in (passage.anchor, percent_encoded(passage.anchor))
        return f"{page}{jump}" if mark and own_anchor else passage.url

    def _trouble(self, text: str) -> Answer:
        language = language_of(text) or "en"
        return Answer(
            question_id=self._new_id(),
            question=text,
            status="gap",
            confidence=0.0,
            text="",
            bold=(),
            say=None,
            sources=(),
            passages=(),
            generation="",
            language=language,
            note=sentences(language).trouble,
        )


def _said_at(
    found: Retrieved, quoted: RankedPassage | None, other: OtherSource | None
) -> Iterator[tuple[RankedPassage, int]]:
    """The passages that are spoken of, and where in their texts."""
    if quoted is not None and found.quote is not None:
        yield quoted, found.quote.start
    if other is not None:
        yield other.ranked, other.start


def _quoted(found: Retrieved) -> RankedPassage | None:
    if found.quote is None:
        return None
    return next((ranked for ranked in found.passages if ranked.passage.id == found.quote.passage_id), None)


def _shown_start(passage: Passage, start: int, *, guests: bool) -> int:
    """Where the section that is named begins: for guests one that is not internal as a whole, where there is one."""
    section = open_section(passage, start) if guests else None
    return start if section is None or section == passage.section_at(start) else section.start


def _is_internal(passage: Passage, quote: Quote) -> bool:
    return holds_internal(passage, quote.start, quote.start + len(quote.text))


def _status(found: Retrieved, *, guests: bool) -> Status:
    """As it was found; but before buyers an answer to a question with words that nothing shown holds is not sure."""
    misses_words = found.reason is not None and found.reason.name == "unknown_words"
    return "unsure" if guests and misses_words and found.status == "answered" else found.status


def _is_small_talk(found: Retrieved) -> bool:
    return found.reason is not None and found.reason.name == "small_talk"


def _is_cut(ask: Ask, text: str) -> bool:
    return len(text) < len(" ".join(ask.text.split()))


def _notes(found: Retrieved, *, is_cut: bool) -> Iterator[str]:
    words = sentences(found.language)
    if is_cut:
        yield words.cut.format(characters=words.number(MAX_QUESTION))
    if found.reason is not None:
        yield reason_in_words(found.reason, found.language)
    if found.repaired:
        yield words.searched_as.format(question=found.repaired)


def _with_total(answer: Answer, total: float) -> Answer:
    return replace(answer, latency_ms={**answer.latency_ms, "total": total})
