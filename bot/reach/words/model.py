"""Which sentences there are of what is new. `{…}` are filled in; forms depend on a number (`bot.locales.counted`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.locales import Forms
from bot.reach.model import NewsVerb


@dataclass(frozen=True, slots=True)
class ReachWords:
    """One language. `help` is Markdown, all else plain text."""

    language: str
    help: str
    title: str
    home_title: str
    weekly_title: str
    days: Forms
    ever: str
    pinned: str
    heads: Mapping[NewsVerb, str]
    on: Mapping[NewsVerb, str]
    owned_by: str
    until: str
    bulk: Mapping[str, Forms]
    more: Forms
    console: str
    empty: str
    empty_ever: str
    empty_how: str
    notice: str
    new_count: Forms
    changed_count: Forms
    launch_title: str
    launch_notice: str
    launched_by: str
    launch_how: str
    subscribed: str
    subscribed_before: str
    to_you: str
    to_channel: str
    stopped: str
    stopped_none: str
    only_managers: str
    not_in_channel: str
    channel_unknown: str
    not_here: str
    not_for_guests: str
    done: str
    done_announced: str
    already: str
    ended: str
    not_launched: str
    day_unknown: str
    day_wrong: str
    which_page: str
    page_unknown: str
    which_of: str
    not_yours: str
    launches: str
    no_launches: str
    wrong_word: str
    use_title: str
    use_columns: tuple[str, str, str, str, str, str]
    use_days: Forms
    use_before: str
    use_few_people: str
    use_rated: str
    use_unrated: str
    use_none: str
    use_how: str
    down: str
    trouble: str
