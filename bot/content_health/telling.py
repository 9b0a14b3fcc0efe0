"""Findings in words of one language: plain text, to be escaped for the place where it is shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from bot.content_health.model import Seen
from bot.content_health.words import HealthWords, health_words
from bot.locales import counted, day, days, number, percent
from content_index.health.model import KINDS, Finding, Kind
from content_index.links import deep_link
from content_index.model import Document

_BETWEEN = " · "


def said(one: Seen, language: str) -> str:
    """What is the case, in one line."""
    return _SAID[one.kind](one, health_words(language))


def where(finding: Finding, language: str) -> str:
    """The heading that it stands under, or its line; "" where it is about the whole page."""
    place = finding.place
    if place.heading:
        return place.heading
    return health_words(language).line.format(line=place.line) if place.line else ""


def review_told(document: Document, language: str) -> str:
    """When it was reviewed."""
    words = health_words(language)
    reviewed = document.reviewed
    return words.reviewed.format(date=day(reviewed, language)) if reviewed else words.not_reviewed


def counts_told(kinds: Iterable[Kind], language: str) -> str:
    """How many of each kind there are, the gravest first."""
    count, words = Counter(kinds), health_words(language)
    return ", ".join(counted(count[kind], words.counts[kind], language) for kind in KINDS if count[kind])


def link(document: Document, anchor: str, base_url: str = "") -> str:
    """Where the words under a heading are read: at the document's own address, else in the console."""
    own = deep_link(document.path, anchor, document.url, None)
    return own or deep_link("", anchor, f"{base_url}/documents/{document.id}", None) or ""


def _dead_link(one: Seen, words: HealthWords) -> str:
    parts = one.finding.parts
    return words.dead[str(parts["why"])].format(link=parts["link"], status=parts.get("status", ""))


def _conflict(one: Seen, words: HealthWords) -> str:
    parts = one.finding.parts
    return words.conflict.format(said=parts["said"], other_said=parts["other_said"], title=_other(one))


def _duplicate(one: Seen, words: HealthWords) -> str:
    parts, language = one.finding.parts, words.language
    share = percent(float(parts["likeness"]), language)
    places = counted(int(parts["passages"]), words.duplicate_passages, language)
    return _joined(words.duplicate.format(share=share, title=_other(one)), places)


def _overdue(one: Seen, words: HealthWords) -> str:
    parts, language = one.finding.parts, words.language
    due = day(date.fromisoformat(str(parts["due"])), language)
    return words.overdue.format(date=due, days=days(float(parts["days"]), language))


def _image(one: Seen, words: HealthWords) -> str:
    parts = one.finding.parts
    return words.page_without_words if parts["what"] == "page" else words.image.format(image=parts["image"])


def _too_long(one: Seen, words: HealthWords) -> str:
    parts = one.finding.parts
    sizes = {name: number(float(parts[name]), words.language) for name in ("characters", "longest")}
    return words.too_long[str(parts["what"])].format(**sizes)


def _unreadable(one: Seen, words: HealthWords) -> str:
    place, parts = one.finding.place, one.finding.parts
    reason = str(parts["reason"])
    if not place.path:
        reason = words.source_unreadable.format(source=place.source, reason=reason)
    return _joined(reason, words.kept_last_good if parts["kept"] else "")


def _never_opened(one: Seen, words: HealthWords) -> str:
    return counted(int(one.finding.parts["uses"]), words.never_opened, words.language)


_SAID: Mapping[Kind, Callable[[Seen, HealthWords], str]] = {
    "unreadable": _unreadable,
    "dead-link": _dead_link,
    "conflict": _conflict,
    "near-duplicate": _duplicate,
    "wrong-metadata": lambda one, _words: str(one.finding.parts["problem"]),
    "missing-owner": lambda _one, words: words.missing_owner,
    "overdue": _overdue,
    "image-without-text": _image,
    "too-long": _too_long,
    "never-used": lambda _one, words: words.never_used,
    "never-opened": _never_opened,
}


def _other(one: Seen) -> str:
    return one.other.title if one.other else ""


def _joined(*parts: str) -> str:
    return _BETWEEN.join(part for part in parts if part)
