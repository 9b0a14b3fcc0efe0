"""Cards of pages for their owners: what they say, in what Teams takes, whatever stands in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from card_shapes import every, problems_of, texts_of
from hypothesis import HealthCheck, given, settings
from syrupy.assertion import SnapshotAssertion
from test_teams_text import HOSTILE, assert_harmless

from bot.chat.page_desk import LISTED, PageChoice, PageReply
from bot.ports import AskedDocument
from bot.teams.card_text import size_of
from bot.teams.cards import CARD_BYTES, Card, card
from bot.teams.page_cards import page_row
from bot.teams.page_messages import reply_card, reply_message, reply_text
from bot.upkeep.model import DocumentAct, DocumentState
from bot.upkeep.page_telling import PageTold, page_told
from content_index.model import Document

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
PRICING = Document(
    "d1", "wiki", "sales/pricing.md", "Pricing", "policy", "en", "f", owner="Dana Reyes",
    reviewed=date(2026, 9, 1), review_every_days=30,
)  # fmt: skip
SHOWN = DocumentState("d1")
PULLED = replace(SHOWN, hidden="pulled", hidden_by="Dana", hidden_at=NOW, reason="prices of 2025")
STATES = {
    "shown": SHOWN,
    "pulled": PULLED,
    "retired": replace(PULLED, hidden="retired"),
    "needs work": replace(SHOWN, needs_work=True, needs_by="Dana", needs_at=NOW, note="new tiers"),
}
ACTS = (
    DocumentAct("a2", "d1", "p", "P", "pulled", "U1", "Dana", "teams", NOW, "prices of 2025"),
    DocumentAct("a1", "d1", "p", "P", "verified", "U1", "Dana", "teams", NOW),
)


def told(state: DocumentState = SHOWN, language: str = "en") -> PageTold:
    asked = AskedDocument("sales/pricing.md", 12, 4)
    address = "https://wiki.example/pricing"
    return page_told(PRICING, state, language, today=NOW.date(), acts=ACTS, asked=asked, address=address)


def titles(made: Card) -> list[str]:
    return [one["title"] for one in every(made) if str(one.get("type", "")).startswith("Action.") and "title" in one]


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("state", STATES)
def test_a_page_looks_like_this(snapshot: SnapshotAssertion, state: str, language: str) -> None:
    reply = PageReply(("Done.",), told(STATES[state], language), undo=True)
    made = reply_card(reply, language)
    assert problems_of(made) == []
    assert (made, reply_text(reply, language)) == snapshot


def test_a_list_looks_like_this(snapshot: SnapshotAssertion) -> None:
    reply = PageReply(listed=tuple(told(one) for one in STATES.values()), below=("All right: 3.", "Retired: 1."))
    made = reply_card(reply, "en")
    assert problems_of(made) == []
    assert (made, reply_text(reply, "en")) == snapshot


def test_a_choice_sends_what_was_typed() -> None:
    choice = PageChoice((told(), told(PULLED)), "pulled", "wrong price")
    made = reply_card(PageReply(("Several:",), choice=choice), "en")
    assert problems_of(made) == []
    sent = [one["data"]["cornerman"] for one in every(made) if one.get("type") == "Action.Submit"]
    assert [(one["press"], one["subject"], one["note"]) for one in sent] == [("page_pulled", "d1", "wrong price")] * 2


@pytest.mark.parametrize(
    ("state", "with_forms", "without"),
    [
        ("shown", ["Still right", "Needs work…", "Pull it now…", "Retire…"], ["Still right", "This page…"]),
        ("pulled", ["Restore", "Retire…"], ["Restore", "This page…"]),
        ("retired", ["Restore"], ["Restore", "This page…"]),
    ],
)
def test_the_buttons_fit_the_state(state: str, with_forms: list[str], without: list[str]) -> None:
    def labels(*, forms: bool) -> list[str]:
        return [one["title"] for row in page_row("d1", STATES[state], "en", forms=forms) for one in row["actions"]]

    assert labels(forms=True) == with_forms
    assert labels(forms=False) == without


def test_the_fields_of_pages_in_one_card_are_told_apart() -> None:
    body = [one for at in (1, 2) for one in page_row(f"d{at}", SHOWN, "en", number=at)]
    made = card(body)
    assert problems_of(made) == []
    fields = [one["id"] for one in every(made) if one.get("type") == "Input.Text"]
    assert len(set(fields)) == len(fields) == 6


def test_a_sentence_alone_is_no_card() -> None:
    activity = reply_message(PageReply(("*x* <at>all</at>",)), "en").activity
    assert "attachments" not in activity
    assert_harmless(activity["text"])
    assert reply_message(PageReply(help="Say **what**."), "en").activity["text"] == "Say **what**."


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(one=HOSTILE, other=HOSTILE)
def test_teams_takes_every_page_and_list(one: str, other: str) -> None:
    much = other * 200
    page = PageTold("d1", SHOWN, much or "x", other, (one, much), grave=True, history=(much,) * 8, address=one)
    pages = (page,) * LISTED
    for reply in (
        PageReply((much, one), page, undo=True),
        PageReply((one,), listed=pages, below=(much, one)),
        PageReply((one,), choice=PageChoice(pages[:5], "retired", much[:500])),
    ):
        made = reply_card(reply, "en")
        assert problems_of(made) == []
        assert size_of(made) <= CARD_BYTES
        assert all(texts_of(made))
        assert_harmless(reply_text(reply, "en"))
