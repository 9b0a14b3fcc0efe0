"""Which words there are, on buttons, dialogs and home pages, and around answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.conversation_model import VoteReason


@dataclass(frozen=True, slots=True)
class ChatWords:
    """One language's words. Fields with braces are templates. Buttons' words have at most 75 characters."""

    # below an answer
    helpful: str
    not_helpful: str
    share: str
    ask_owner: str
    more: str
    open: str
    # a vote
    thanks: str
    noted: str
    why_title: str
    why_lead: str
    why: str
    reasons: Mapping[VoteReason, str]
    in_words: str
    send: str
    save: str
    cancel: str
    close: str
    one_moment: str
    sent_before: str
    # sharing
    share_title: str
    share_where: str
    share_here: str
    share_nowhere: str
    shared_by: str
    shared: str
    was_shared: str
    withheld: str
    withheld_internal: str
    withheld_unsure: str
    withheld_unknown: str
    invite_me: str
    # asking the owner
    owner_title: str
    owner_lead: str
    owner_note: str
    owner_sent: str
    owner_before: str
    owner_none: str
    owner_unknown: str
    owner_you: str
    owner_unreachable: str
    owner_asks: str
    owner_after: str
    owner_nearest: str
    owner_no_nearest: str
    owner_asked: str
    owner_was_asked: str
    owner_how: str
    owner_how_in_channel: str
    owner_how_in_chat: str
    reply: str
    reply_title: str
    reply_label: str
    reply_kept: str
    reply_undelivered: str
    reply_empty: str
    replied: str
    # more results
    more_title: str
    more_lead: str
    more_none: str
    # what is said instead of an answer
    groups_unknown: str
    asker_unknown: str
    outsiders_unknown: str
    refused: str
    only_you: str
    full: str
    gone: str
    log_down: str
    trouble: str
    cannot_read: str
    nothing_to_ask: str
    told_you_alone: str
    ask_me_alone: str
    add_me: str
    # what the bot can do, and the message extension
    teams_help: str
    extension_empty: str
    find_title: str
    # the assistant pane
    prompts_title: str
    looking: str
    # home
    home_lead: str
    home_ask: str
    home_recent: str
    home_recent_none: str
    home_most: str
    home_most_none: str
    home_most_line: str
    home_owner: str
    home_owner_waiting: str
    home_owner_overdue: str
    home_owner_nothing: str
    home_manager: str
    home_manager_lead: str
    home_console: str
    statuses: Mapping[str, str]
    # settings of a channel
    settings_title: str
    settings_default: str
    settings_not_here: str
    settings_not_you: str
    settings_unknown: str
    settings_saved: str
    settings_back: str
    settings_listening: str
    settings_listening_options: Mapping[str, str]
    settings_audible: str
    settings_audible_options: Mapping[str, str]
    settings_switches: str
    settings_follow_ups: str
    settings_only_confident: str
    settings_answers_to: str
    settings_everybody: str
    settings_audience: str
    settings_audience_hint: str
    settings_reaction: str
    settings_reaction_hint: str
    settings_opens: str
    settings_closes: str
    settings_hours_hint: str
    settings_weekdays: str
    weekdays: tuple[str, ...]
    settings_zone: str
    settings_zone_wrong: str
    settings_cap: str
    settings_cap_hint: str
    settings_cap_wrong: str
    settings_reaction_wrong: str
    settings_guests: str
    settings_reset: str
    command_help: str
