"""Which sentences there are about the health of content. `{…}` are filled in by `bot.content_health.telling`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.content_health.model import Unchecked
from bot.locales import Forms
from content_index.health.model import Kind, Severity


@dataclass(frozen=True, slots=True)
class HealthWords:
    """One language. `kinds` are names, `counts` say how many, `abouts` what is wrong with it and what mends it."""

    language: str
    kinds: Mapping[Kind, str]
    counts: Mapping[Kind, Forms]
    abouts: Mapping[Kind, str]
    severities: Mapping[Severity, str]
    unchecked: Mapping[Unchecked, str]
    # One finding
    dead: Mapping[str, str]
    """By `why`; `{link}`, `{status}`."""
    conflict: str
    duplicate: str
    duplicate_passages: Forms
    missing_owner: str
    overdue: str
    image: str
    page_without_words: str
    too_long: Mapping[str, str]
    """By `what`; `{characters}` and `{longest}`, numbers as they are written."""
    kept_last_good: str
    source_unreadable: str
    never_used: str
    never_opened: Forms
    line: str
    reviewed: str
    not_reviewed: str
    # The console's page
    title: str
    lead: str
    lead_owner: str
    shown: str
    all_kinds: str
    all_owners: str
    all_sources: str
    kind: str
    owner: str
    nobody: str
    source: str
    filter: str
    show: str
    empty: str
    empty_filtered: str
    not_checked: str
    only_first: str
    link: str
