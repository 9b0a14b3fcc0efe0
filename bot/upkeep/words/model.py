"""Which sentences there are about keeping pages. `{…}` are filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.upkeep.model import UpkeepVerb

Mark = Literal["pulled", "retired", "needs_work"]
"""What stands beside a page's title in a list."""


@dataclass(frozen=True, slots=True)
class UpkeepWords:
    """One language.

    By verb: `buttons` do it, `buttons_asking` first ask for words, which `notes` are the labels of; `typed` is how it
    is called in a command; `done` says that it is done, `already` that it was before, `verbs` what stands
    in a history, `{name}` for who did it.
    `hidden` and `gone` are of a page that is pulled or retired: for those who may restore it, and for everybody else.
    `marks` stand beside a title. `which` and `help` are Markdown; `{command}` in them is what people type.
    """

    language: str
    title: str
    buttons: Mapping[UpkeepVerb, str]
    buttons_asking: Mapping[UpkeepVerb, str]
    typed: Mapping[UpkeepVerb, str]
    undo: str
    this_page: str
    notes: Mapping[UpkeepVerb, str]
    hints: Mapping[UpkeepVerb, str]
    done: Mapping[UpkeepVerb, str]
    already: Mapping[UpkeepVerb, str]
    verbs: Mapping[UpkeepVerb, str]
    hidden: Mapping[UpkeepVerb, str]
    reason: str
    no_answers: str
    needs_work: str
    note: str
    reviewed: str
    nothing_said: str
    written: str
    not_written: str
    not_written_short: str
    gone_title: str
    gone: Mapping[UpkeepVerb, str]
    ask_owner: str
    marks: Mapping[Mark, str]
    history: str
    history_none: str
    not_yours: str
    page_gone: str
    none_meant: str
    several_meant: str
    one_meant: str
    none_listed: str
    down: str
    owner: str
    review_due: str
    asked: str
    your_pages: str
    none_wants: str
    none_yours: str
    right: str
    retired_count: str
    more: str
    which: str
    help: str
