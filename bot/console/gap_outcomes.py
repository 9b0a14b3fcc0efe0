"""What is said above a page after somebody worked on a gap. Pure, but for the request's address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from urllib.parse import parse_qsl, urlencode, urlsplit

from aiohttp import web

from bot.console.dashboard_frame import Telling
from bot.console.gap_told import reason_told
from bot.gap_words.telling import day_told
from bot.gaps.model import Gap

_DONE, _GAP = "done", "gap"
_BOARD = "/gaps"


def outcome(request: web.Request, telling: Telling, today: date, gaps: Mapping[str, Gap]) -> str:
    """What was done, told of the gap as it is now; "" where nothing was."""
    done, gap = request.query.get(_DONE, ""), gaps.get(request.query.get(_GAP, ""))
    if done not in VERBS:
        return ""
    return _told(done, gap, telling, today) if gap else telling.say.done


VERBS = ("assign", "snooze", "dismiss", "rename", "kind", "reopen", "close", "merge", "apart", "split", "undo")
"""What can be done to a gap, as forms and addresses name it."""


def address_after(back: str, verb: str, gap_id: str) -> str:
    """Where to go on: the board or a gap's page that the form stood on, with what was done. Never to another host."""
    parts = urlsplit(back)
    path = parts.path if parts.path in {_BOARD, f"{_BOARD}/{gap_id}"} and not parts.netloc else f"{_BOARD}/{gap_id}"
    query = urlencode([*bare(parts.query), (_DONE, verb), (_GAP, gap_id)])
    return f"{path}?{query}" + (f"#gap-{gap_id}" if path == _BOARD else "")


def bare(query: str) -> list[tuple[str, str]]:
    """A query without what was done last."""
    return [(name, value) for name, value in parse_qsl(query) if name not in {_DONE, _GAP}]


def _told(done: str, gap: Gap, telling: Telling, today: date) -> str:
    words, title = telling.gap, gap.title
    until = day_told(gap.snoozed_until.date(), today, telling.language) if gap.snoozed_until else ""
    return {
        "assign": words.done_assigned if gap.assigned else words.done_unassigned,
        "snooze": words.done_snoozed,
        "dismiss": words.done_dismissed,
        "rename": words.done_renamed,
        "kind": words.done_kind,
        "reopen": words.done_reopened,
        "close": words.done_closed,
        "merge": words.done_merged,
        "apart": words.done_apart,
        "split": words.done_split,
        "undo": words.done_undone,
    }[done].format(
        title=title,
        owner=gap.assigned,
        date=until,
        reason=reason_told(gap.state_reason, telling),
        kind=words.kinds[gap.kind],
        state=words.states[gap.state],
    )
