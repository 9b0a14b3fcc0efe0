"""Which words there are on the console's pages about questions, gaps and content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.insights.model import Resolution
from bot.locales import Forms


@dataclass(frozen=True, slots=True)
class DashboardWords:
    """One language's words. Fields with braces are templates."""

    # on every page
    none: str
    down_title: str
    down: str
    gone_title: str
    period: str
    last_days: str
    first_day: str
    last_day: str
    days_in_zone: str
    team: str
    every_team: str
    show: str
    clear: str
    wrong_period: str
    export: str
    as_table: str
    hidden_page: str
    surfaces: Mapping[str, str]
    people_counted: Forms
    questions_counted: Forms
    points: Forms
    # the first page
    dashboard_title: str
    dashboard_lead: str
    questions: str
    people: str
    answered: str
    answered_note: str
    unsure: str
    no_answer: str
    helpful: str
    helpful_note: str
    nobody_rated: str
    unhelpful: str
    answer_time: str
    median: str
    gaps_opened: str
    gaps_closed: str
    filled_in: str
    told: str
    too_few: str
    few_notice: str
    too_few_to_compare: str
    same: str
    was: str
    more: str
    fewer: str
    points_up: str
    points_down: str
    better: str
    worse: str
    nothing_yet_title: str
    nothing_yet: str
    nothing_in_period: str
    questions_title: str
    questions_alt: str
    shares_title: str
    shares_lead: str
    shares_alt: str
    answered_share: str
    helpful_share: str
    day: str
    top_gaps: str
    no_gaps: str
    all_gaps: str
    # the board
    gaps_title: str
    gaps_lead: str
    columns: Mapping[str, str]
    column_empty: str
    column_below: str
    """`{n}` cards of a column are out of sight."""
    column_more: str
    board_empty: str
    board_empty_filtered: str
    filter: str
    words: str
    any: str
    kind: str
    owner: str
    competitor: str
    product: str
    stage: str
    move: str
    move_title: str
    keys: str
    keys_help: str
    cancel: str
    whole_board: str
    priority: str
    priority_of: str
    gap_columns: tuple[str, ...]
    done: str
    # one gap
    to_board: str
    work: str
    priority_formula: str
    asked_by: str
    why: str
    merge_in: str
    needs_other: str
    split_button: str
    history_none: str
    no_drafts: str
    draft_download: str
    draft_by: str
    draft_questions: str
    draft_unfinished: str
    close_document: str
    close_hint: str
    take_back: str
    see_in_log: str
    # the map
    map_title: str
    map_lead: str
    map_alt: str
    map_left_out: Forms
    map_making: str
    map_empty: str
    map_kinds: Mapping[str, str]
    map_gaps: str
    map_gap: str
    map_document: str
    map_table_far: str
    map_distance: str
    map_not_measured: str
    map_not_measured_why: str
    # content
    content_title: str
    content_lead: str
    content_count: str
    content_empty: str
    content_empty_filtered: str
    content_columns: Mapping[str, str]
    content_filters: Mapping[str, str]
    never: str
    overdue_days: str
    rated: str
    path: str
    # newcomers
    newcomers_title: str
    newcomers_lead: str
    newcomers_columns: Mapping[str, str]
    newcomers_empty: str
    newcomers_of_page: str
    # the log
    log_title: str
    log_title_own: str
    log_lead: str
    log_lead_own: str
    log_columns: Mapping[str, str]
    resolutions: Mapping[Resolution, str]
    resolution: str
    any_resolution: str
    surface: str
    document: str
    of_gap: str
    log_empty: str
    log_empty_filtered: str
    log_file_columns: tuple[str, ...]
    earlier_page: str
    later_page: str
    # digests
    digest_title: str
    digest_lead: str
    digest_schedules: str
    digest_schedules_none: str
    digest_new: str
    digest_change: str
    digest_saved: str
    digest_dropped: str
    digest_paused: str
    digest_resumed: str
    digest_preview: str
    digest_surface: str
    digest_workspace: str
    digest_receiver: str
    digest_receiver_hint: str
    digest_receiver_needed: str
    digest_kind: str
    digest_kinds: Mapping[str, str]
    digest_of_owner: str
    digest_wrong: str
    digest_why: Mapping[str, str]
    digest_in_chat: str
    digest_no_platform: str
    digest_language: str
    languages: Mapping[str, str]
    # answered since
    since_title: str
    since_seen: str
    since_helpful: str
    since_unhelpful: str
