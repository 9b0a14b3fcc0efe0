"""The table of Slack: each command, button and dialog with who changes what by it."""

from __future__ import annotations

import json

from role_company import FOREIGN_TERM, INSIDE, OPEN_TERM
from role_deeds import ADMINISTRATOR, ASKER, DANA, LOOKS_AFTER, MANAGERS, NARWHAL, SAM, WALRUS, Deed, gap

TYPED: tuple[Deed, ...] = (
    Deed("/ask", "help"),
    Deed("/ask", OPEN_TERM),
    Deed("/ask", FOREIGN_TERM),
    Deed("/ask", "floor of a deal for Globex"),
    Deed("/ask", "how is a deal booked in the ledger"),
    Deed("/ask", "halden tile downtime"),
    Deed("/ask", "price of the plan"),
    Deed("/cornerman", ""),
    Deed("/cornerman", "settings"),
    Deed("/gaps", ""),
    Deed("/gaps", "help"),
    Deed("/gaps", "all tent"),
    Deed("/digest", ""),
    Deed("/digest", "help"),
    Deed("/digest", "preview"),
    Deed("/digest", "now"),
    Deed("/digest", "schedule weekly tue 10:00", "subscriptions", LOOKS_AFTER),
    Deed("/digest", "schedule <#C0SALES01> weekly mon 9:00", "subscriptions", MANAGERS),
    Deed("/reindex", "help"),
    Deed("/reindex", "status"),
    Deed("/reindex", "", "reindex_runs", DANA | SAM),
    Deed("/reindex", "playbooks", "reindex_runs", DANA),
    Deed("/reindex", "wiki --dry-run --full", "reindex_runs", SAM),
    Deed("/reindex", "playbooks --force", "reindex_runs", DANA),
    Deed("/rollback", ""),  # after the run that is under way: see the test of its own
    Deed("/page", ""),
    Deed("/page", "help"),
    Deed("/page", "<managers_page>"),
    Deed("/page", "pull Discount policy: it is wrong", "document_acts", DANA),
    Deed("/page", "verify Onboarding", "document_acts", SAM),
    Deed("/page", "restore Old price list", "document_acts", DANA),
    Deed("/page", "retire <managers_page>: over", "document_acts", ADMINISTRATOR),
    Deed("/battlecard", ""),
    Deed("/battlecard", "help"),
    Deed("/battlecard", "globex"),
    Deed("/battlecard", "globex offline"),
    Deed("/whatsnew", ""),
    Deed("/whatsnew", "help"),
    Deed("/whatsnew", "all"),
    Deed("/whatsnew", "launches"),
)
"""Left out until it is finished: `/whatsnew launch`, `unlaunch`, `weekly` and `stop`."""

_PAGE = "page_"
_GAP = "cornerman.gap."
PRESSED: tuple[Deed, ...] = (
    # Below an answer: who asked may rate it, and whoever reads it there. Here it is pressed somewhere else.
    Deed("cornerman.helpful", "<asked>", "votes", ASKER),
    Deed("cornerman.unhelpful", "<asked>", "votes", ASKER),
    Deed("cornerman.feedback", "helpful <asked>", "votes", ASKER),
    Deed("cornerman.share", "<asked>"),
    Deed("cornerman.owner", "<asked>"),
    Deed("cornerman.more", "<asked>"),
    Deed("cornerman.more", "<managers_asked>"),
    Deed("cornerman.open", "<asked> answer discounts.md"),
    Deed("cornerman.reply", "r1"),
    Deed("cornerman.reset", "C0SALES01"),
    # Gaps.
    *(
        Deed(f"{_GAP}{name}", gap(f"<{which}>", f"<{other}>"))
        for which, other in (("walrus", "narwhal"), ("narwhal", "walrus"))
        for name in ("assign", "snooze", "dismiss", "see", "rename", "page", "list")
    ),
    Deed(f"{_GAP}reopen", gap("<walrus>"), "gaps", WALRUS),
    Deed(f"{_GAP}reopen", gap("<narwhal>"), "gaps", NARWHAL),
    Deed(f"{_GAP}undo", gap("<walrus>"), "gaps", WALRUS),
    Deed(f"{_GAP}undo", gap("<narwhal>"), "gaps", NARWHAL),
    Deed(f"{_GAP}merge", gap("<walrus>", "<narwhal>"), "gaps", WALRUS & NARWHAL),
    Deed(f"{_GAP}merge", gap("<narwhal>", "<walrus>"), "gaps", WALRUS & NARWHAL),
    Deed(f"{_GAP}apart", gap("<walrus>", "<narwhal>"), "gaps_apart", WALRUS & NARWHAL),
    # Pages.
    Deed(f"{_PAGE}see", "<open>"),
    Deed(f"{_PAGE}see", "<managers_page>"),
    Deed(f"{_PAGE}pulled", "<managers_page>"),
    Deed(f"{_PAGE}needs_work", "<finance_page>"),
    Deed(f"{_PAGE}verified", "<open>", "document_acts", DANA),
    Deed(f"{_PAGE}verified", "<managers_page>", "document_acts", ADMINISTRATOR),
    Deed(f"{_PAGE}verified", "<foreign>", "document_acts", SAM),
    Deed(f"{_PAGE}retired", "<open>", "document_acts", DANA),
    Deed(f"{_PAGE}restored", "<pulled>", "document_acts", DANA),
    Deed(f"{_PAGE}chosen", "pulled <open> it is wrong", "document_acts", DANA),
    Deed(f"{_PAGE}chosen", "pulled <finance_page> it is wrong", "document_acts", ADMINISTRATOR),
    # Reindexes: the run is the other owner's, of their own source.
    Deed("cornerman.run.ask", "", "reindex_runs", DANA | SAM),
    Deed("cornerman.run.cancel", "<run>", "reindex_runs", SAM),
    Deed("cornerman.run.again", "<done>", "reindex_runs", SAM),
    Deed("cornerman.run.force", "<done>", "reindex_runs", SAM),
    Deed("cornerman.run.rollback", "<done>"),
    # Digests: the schedule is the manager's own.
    *(Deed(f"cornerman.digest.{name}", "d1", "subscriptions", frozenset({"manager"}) | ADMINISTRATOR)
      for name in ("pause", "stop")),
    Deed("cornerman.digest.resume", "d1"),
    # Cards and reminders.
    Deed("cornerman.card.turn", "- <card> whole"),
    Deed("cornerman.card.turn", "- <managers_page> whole"),
    Deed("cornerman.card.open", "<managers_page> floor"),
    Deed("cornerman.card.share", "<managers_page> whole"),
    Deed("cornerman.reminder.rest", "rest"),
)  # fmt: skip


def _press(name: str, which: str) -> str:
    return json.dumps({"press": name, "gap": which, "page": 0, "text": ""})


def _page(verb: str, which: str) -> str:
    return json.dumps({"document": which, "verb": verb, "place": "alone"})


def _typed(name: str, words: str) -> dict[str, dict[str, dict[str, str]]]:
    return {name: {name: {"type": "plain_text_input", "value": words}}}


def _option(name: str, value: str) -> dict[str, object]:
    return {name: {name: {"type": "static_select", "selected_option": {"value": value}}}}


SENT: tuple[Deed, ...] = (
    Deed("cornerman.why", "<asked>", "votes", ASKER, _option("reason", "wrong")),
    Deed("cornerman.share", "<managers_asked>", given={"where": {"where": {"selected_conversation": "C0SALES01"}}}),
    Deed("cornerman.owner", "<asked>", "owner_requests", INSIDE, _typed("words", "please")),
    Deed("cornerman.reply", "r1", "owner_replies", frozenset({"other_owner"}), _typed("words", "Ask the broker.")),
    Deed("cornerman.settings", "C0SALES01", "channel_manners", frozenset({"manager"}) | ADMINISTRATOR),
    *(
        Deed(f"{_GAP}{name}", _press(name, f"<{which}>"), "gaps", may, given)
        for which, may in (("walrus", WALRUS), ("narwhal", NARWHAL))
        for name, given in (
            ("assign", _option("owner", "Dana Reyes") if which == "narwhal" else _option("owner", "Sam Okoro")),
            ("snooze", {"until": {"until": {"type": "datepicker", "selected_date": "2026-12-24"}}}),
            ("dismiss", _option("reason", "other") | _typed("words", "We ship none.")),
            ("rename", _typed("title", "Tents")),
        )
    ),
    Deed(f"{_GAP}see", _press("see", "<walrus>")),
    Deed("page_note", _page("pulled", "<open>"), "document_acts", DANA, _typed("note", "It is wrong.")),
    Deed("page_note", _page("needs_work", "<foreign>"), "document_acts", SAM, _typed("note", "It is old.")),
    Deed("page_note", _page("pulled", "<managers_page>"), "document_acts", ADMINISTRATOR, _typed("note", "No.")),
)
