"""Which sentences there are about pulled pages in earlier answers, and in reminders. `{…}` are filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.locales import Forms


@dataclass(frozen=True, slots=True)
class NoticeWords:
    """One language.

    `pulled` stands where an answer stood, below the `question`; `restored` where it cannot be put right again. The
    others are of reminders: `notice` is the line that people are notified of, by the number of pages; `overdue` and
    `due` stand beside a page, with `used` where answers were made from it. `nobodys` stands above pages whose owner
    cannot be found, by why the receiver has them: as an owner of their source, or as an administrator.
    """

    language: str
    question: str
    pulled: str
    restored: str
    notice: Forms
    head: str
    overdue: Forms
    due: Forms
    due_today: str
    used: Forms
    unused: str
    more: Forms
    owned_by: str
    nobodys: Mapping[str, str]
    not_this_week: str
    snoozed: str
    not_yours: str
    console: str
