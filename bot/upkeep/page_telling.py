"""A page for those who look after it, in words: plain text, to be escaped for the place where it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, tzinfo

from bot.locales import day, number
from bot.ports import AskedDocument
from bot.sentences import freshness
from bot.upkeep.model import DocumentAct, DocumentState
from bot.upkeep.telling import act_told, hidden_told, work_told
from bot.upkeep.words import upkeep_words
from content_index.model import Document

ACTS = 8
"""Of its history that are told."""


@dataclass(frozen=True, slots=True)
class PageTold:
    """`state` decides which buttons fit. `context` says which page it is, `lines` how it stands.

    `grave`: no answer is made from it, or its review is overdue. `history` is newest first; `address` is where the page
    is opened, and is not known to be safe.
    """

    document: str
    state: DocumentState
    title: str
    context: str
    lines: tuple[str, ...]
    grave: bool = False
    history: tuple[str, ...] = ()
    address: str = ""


def page_told(  # noqa: PLR0913 - what is known of it, by name
    document: Document,
    state: DocumentState,
    language: str,
    *,
    today: date,
    zone: tzinfo = UTC,
    acts: Sequence[DocumentAct] = (),
    asked: AskedDocument | None = None,
    address: str = "",
) -> PageTold:
    """`acts` are newest first; `asked`: how often it answered of late, None where that is not told."""
    words = upkeep_words(language)
    lines = [*hidden_told(state, language, zone)[: 2 if state.reason else 1], *work_told(state, language, zone)]
    if state.reviewed is not None and state.reviewed == document.reviewed:
        lines.append(words.reviewed.format(name=state.reviewed_by, date=day(state.reviewed, language)))
    fresh = freshness(document, today, language)
    is_due = document.review_due is not None and document.review_due <= today
    if fresh and not state.hidden and (is_due or document.reviewed != state.reviewed):
        lines.insert(0, fresh)
    if document.review_due is not None and not is_due and not state.hidden:
        lines.append(words.review_due.format(date=day(document.review_due, language)))
    if asked is not None:
        told = {"questions": number(asked.questions, language), "people": number(asked.people, language)}
        lines.append(words.asked.format(**told))
    owner = words.owner.format(name=document.owner) if document.owner else ""
    return PageTold(
        document.id,
        state,
        document.title.strip() or document.path,
        " · ".join(filter(None, (document.path, document.source, owner))),
        tuple(lines or [words.nothing_said]),
        bool(state.hidden) or is_due,
        tuple(f"{day(act.at.astimezone(zone).date(), language)}: {act_told(act, language)}" for act in acts[:ACTS]),
        address,
    )
