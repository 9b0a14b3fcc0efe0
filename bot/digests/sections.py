"""The parts of a digest below its figures, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.content_health.model import Seen
from bot.content_health.telling import counts_told, link, said
from bot.digests.model import (
    ClosedGap,
    Digest,
    OverdueDocument,
    SectionName,
    ToldLine,
    ToldSection,
    UsedDocument,
)
from bot.digests.words import DigestWords
from bot.gaps.model import Gap
from bot.insights.model import Trend
from bot.locales import counted, day, number

_BETWEEN = " · "
_WORST = 3
"""Of what is wrong with pages so many are told of; of the others how many there are."""


def sections(digest: Digest, words: DigestWords) -> tuple[ToldSection, ...]:
    """Those in which anything stands, what asks for work first."""
    every = (
        _section("gaps", [_gap(one, digest, words) for one in digest.gaps], digest.open_gaps, words),
        _section("closed", [_closed(one, digest, words) for one in digest.closed], digest.closed_count, words),
        _section("content", list(_content(digest, words)), 0, words),
        _section("rising", [_rising(one, words) for one in digest.rising], len(digest.rising), words),
        _section("used", [_used(one, words) for one in digest.used], digest.used_count, words),
        _section("overdue", [_overdue(one, words) for one in digest.overdue], digest.overdue_count, words),
        _section("never_used", [_never_used(one, words) for one in digest.never_used], digest.never_used_count, words),
    )
    return tuple(section for section in every if section.lines)


def _section(name: SectionName, lines: list[ToldLine], count: int, words: DigestWords) -> ToldSection:
    left = count - len(lines)
    more = counted(left, words.more, words.language) if left > 0 else ""
    return ToldSection(name, words.sections[name], tuple(lines), more)


def _gap(gap: Gap, digest: Digest, words: DigestWords) -> ToldLine:
    language = words.language
    nearest = digest.documents.get(gap.document)
    names = digest.names.get(gap.id, ())
    suggested = words.gap_suggested.format(owner=gap.owner) if gap.owner else words.gap_unassigned
    note = _joined(
        counted(gap.questions, words.gap_questions, language),
        counted(gap.people, words.gap_people, language),
        words.kinds[gap.kind],
        words.gap_nearest.format(title=nearest.title) if nearest and gap.related else "",
        words.gap_assigned.format(owner=gap.assigned) if gap.assigned else suggested,
        words.gap_asked_by.format(names=", ".join(names)) if names else "",
    )
    return ToldLine(gap.title, note, digest.gap_pages.get(gap.id, ""), gap.id)


def _closed(closed: ClosedGap, digest: Digest, words: DigestWords) -> ToldLine:
    by = digest.documents.get(closed.gap.closed_by)
    note = _joined(
        words.closed_by.format(title=by.title) if by else "",
        counted(closed.told, words.closed_told, words.language) if closed.told else words.closed_told_none,
    )
    url = by.url if by else digest.gap_pages.get(closed.gap.id, "")
    return ToldLine(closed.gap.title, note, url, closed.gap.id)


def _used(document: UsedDocument, words: DigestWords) -> ToldLine:
    use, language = document.use, words.language
    rated = use.helpful + use.unhelpful
    part, whole = number(use.helpful, language), number(rated, language)
    note = _joined(
        counted(use.uses, words.uses, language),
        counted(use.clicks, words.clicks, language) if use.clicks else "",
        words.rated.format(part=part, whole=whole) if rated else "",
    )
    return ToldLine(document.title, note, document.url)


def _never_used(document: UsedDocument, words: DigestWords) -> ToldLine:
    return ToldLine(document.title, _owner(document.owner, words), document.url)


def _overdue(document: OverdueDocument, words: DigestWords) -> ToldLine:
    note = _joined(
        words.due.format(date=day(document.due, words.language)),
        _owner(document.owner, words),
        counted(document.uses, words.uses, words.language) if document.uses else "",
    )
    return ToldLine(document.title, note, document.url)


def _content(digest: Digest, words: DigestWords) -> Iterator[ToldLine]:
    """How many of each kind there are, and the worst ones."""
    if not digest.content:
        return
    yield ToldLine(counts_told((one.kind for one in digest.content), words.language), "", digest.content_page)
    for one in digest.content[:_WORST]:
        yield _wrong(one, digest, words)


def _wrong(one: Seen, digest: Digest, words: DigestWords) -> ToldLine:
    base_url = digest.content_page.removesuffix("/content/health")
    url = link(one.document, one.finding.place.anchor, base_url) if one.document else digest.content_page
    return ToldLine(one.title, said(one, words.language), url)


def _rising(trend: Trend, words: DigestWords) -> ToldLine:
    language = words.language
    earlier = words.rising_before.format(before=number(trend.before, language)) if trend.before else words.rising_new
    return ToldLine(trend.name, _joined(counted(trend.now, words.rising, language), earlier))


def _owner(owner: str, words: DigestWords) -> str:
    return words.owned_by.format(owner=owner) if owner else words.no_owner


def _joined(*parts: str) -> str:
    return _BETWEEN.join(_spoken(parts))


def _spoken(parts: Iterable[str]) -> list[str]:
    return [part for part in parts if part]
