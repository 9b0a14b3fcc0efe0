"""Which words there are around gaps and digests in chat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.digests.model import Every
from bot.gaps.model import GapKind, GapState, Signal
from bot.locales import Forms


@dataclass(frozen=True, slots=True)
class GapWords:
    """One language's words. Fields with braces are templates; `bot.gap_words.telling` fills most of them.

    Buttons have at most 75 characters, titles of dialogs 24, labels of fields 48.
    """

    # lists
    heads: Mapping[GapState, str]
    none: Mapping[GapState, str]
    none_of_these: str
    counts: Mapping[GapState, str]
    page: str
    earlier: str
    later: str
    help: str
    # one gap
    kinds: Mapping[GapKind, str]
    states: Mapping[GapState, str]
    signals: Mapping[Signal, str]
    people_asked: Forms
    times: Forms
    asked: str
    asked_between: str
    nearest: str
    nearest_unrelated: str
    nearest_none: str
    nearest_hidden: str
    closed_by: str
    owner: str
    owner_because: str
    owner_reasons: Mapping[str, str]
    assigned: str
    snoozed_until: str
    dismissed_because: str
    perhaps: str
    about: str
    drafts: str
    draft: str
    questions: str
    questions_more: Forms
    history: str
    verbs: Mapping[str, str]
    machine: str
    # buttons, and titles of what they open
    assign: str
    snooze: str
    dismiss: str
    see: str
    rename: str
    merge: str
    apart: str
    split: str
    reopen: str
    undo: str
    close: str
    open_page: str
    open_console: str
    show_gaps: str
    title_gap: str
    title_assign: str
    title_snooze: str
    title_dismiss: str
    title_rename: str
    # forms
    assign_owner: str
    assign_person: str
    assign_hint: str
    snooze_for: str
    snooze_spans: Mapping[str, str]
    snooze_date: str
    dismiss_reason: str
    dismiss_reasons: Mapping[str, str]
    dismiss_words: str
    rename_label: str
    rename_hint: str
    split_label: str
    split_hint: str
    nobody: str
    # outcomes
    done_assigned: str
    done_unassigned: str
    done_snoozed: str
    done_dismissed: str
    done_renamed: str
    done_reopened: str
    done_merged: str
    done_apart: str
    done_split: str
    done_undone: str
    done_kind: str
    done_closed: str
    by: str
    # what went wrong
    told_alone: str
    not_allowed: str
    gone: str
    down: str
    trouble: str
    nothing_to_undo: str
    needs_a_reason: str
    needs_a_later_day: str
    needs_some_questions: str
    needs_an_owner: str
    needs_a_document: str
    no_such_document: str
    # the home page
    home_open: Forms
    home_top: str
    # what is sent unasked
    filled: str
    filled_how: str
    given: str
    given_by: str
    given_draft: str
    given_how: str


@dataclass(frozen=True, slots=True)
class DigestDeskWords:
    """The same for digests, as far as the digest itself (`bot.digests`) does not say it."""

    help: str
    # who and what
    weekly: str
    daily: str
    to_channel: str
    to_you: str
    to_other: str
    all_teams: str
    teams: str
    of_owner: str
    # outcomes
    scheduled: str
    changed: str
    paused: str
    resumed: str
    stopped: str
    sent_now: str
    preview: str
    none: str
    listed: str
    line: str
    line_paused: str
    next_on: str
    # what went wrong
    not_allowed: str
    only_own: str
    team_not_yours: str
    owner_unknown: str
    guests: str
    readers_unknown: str
    not_here: str
    channel_unknown: str
    not_in_channel: str
    zone_unknown: str
    time_unknown: str
    not_understood: str
    several: str
    down: str
    trouble: str
    # the form, and buttons
    title: str
    every: str
    rhythms: Mapping[Every, str]
    weekday: str
    at: str
    zone: str
    zone_hint: str
    receiver: str
    receiver_here: str
    receiver_me: str
    scope: str
    team: str
    team_hint: str
    save: str
    stop: str
    pause: str
    resume: str
    schedule: str
    no_chart: str
