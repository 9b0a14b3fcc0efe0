"""What owners said of a page, in words: plain text, to be escaped for the place where it is shown."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from bot.locales import day
from bot.upkeep.desk import Done
from bot.upkeep.model import DocumentAct, DocumentState
from bot.upkeep.words import upkeep_words
from bot.upkeep.words.model import Mark


def hidden_told(state: DocumentState, language: str, zone: tzinfo = UTC) -> list[str]:
    """Who pulled or retired it, when and why, and what follows from that; nothing of a page that is shown."""
    words = upkeep_words(language)
    if not state.hidden:
        return []
    lines = [words.hidden[state.hidden].format(name=state.hidden_by, date=_date(state.hidden_at, language, zone))]
    if state.reason:
        lines.append(words.reason.format(words=state.reason))
    return [*lines, words.no_answers]


def work_told(state: DocumentState, language: str, zone: tzinfo = UTC) -> list[str]:
    """Who says that it needs work, and what for; nothing where nobody does."""
    words = upkeep_words(language)
    if not state.needs_work:
        return []
    head = words.needs_work.format(name=state.needs_by, date=_date(state.needs_at, language, zone))
    return [head, words.note.format(words=state.note)] if state.note else [head]


def state_told(state: DocumentState, language: str, zone: tzinfo = UTC) -> list[str]:
    """All of it, the gravest first; one line where nobody said anything."""
    words = upkeep_words(language)
    lines = [*hidden_told(state, language, zone), *work_told(state, language, zone)]
    if state.reviewed is not None:
        lines.append(words.reviewed.format(name=state.reviewed_by, date=day(state.reviewed, language)))
    return lines or [words.nothing_said]


def done_told(done: Done, language: str, zone: tzinfo = UTC) -> str:
    """That it is done, and which file was changed for it, or since when it was so already."""
    words, state, verb = upkeep_words(language), done.state, done.act.verb
    if not done.already:
        written = words.written.format(file=done.written) if done.written else ""
        return " ".join(filter(None, (words.done[verb], written)))
    name, at = (state.needs_by, state.needs_at) if verb == "needs_work" else (state.hidden_by, state.hidden_at)
    return words.already[verb].format(name=name, date=_date(at, language, zone))


def act_told(act: DocumentAct, language: str) -> str:
    """What somebody did, without when."""
    said = upkeep_words(language).verbs[act.verb].format(name=act.name)
    return f"{said}: {act.note}" if act.note else said


def marks_of(state: DocumentState) -> tuple[Mark, ...]:
    """What stands beside a page's title in a list."""
    hidden: tuple[Mark, ...] = (state.hidden,) if state.hidden else ()
    return (*hidden, "needs_work") if state.needs_work else hidden


def _date(moment: datetime | None, language: str, zone: tzinfo) -> str:
    return "" if moment is None else day(moment.astimezone(zone).date(), language)
