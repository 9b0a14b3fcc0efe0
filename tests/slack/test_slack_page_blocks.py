"""Pages as their owners see them in Slack: as it looks, and within Slack's limits whatever a page is called."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from fake_blocks import view_problems
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion
from test_slack_gap_blocks import MANY, assert_slack_takes
from test_slack_limits import HUGE

from bot.chat.page_desk import LISTED, PageChoice, PageReply
from bot.chat_words import chat_words
from bot.ports import AskedDocument
from bot.slack.blocks import plain_message, with_button
from bot.slack.page_blocks import page_row, see_button
from bot.slack.page_messages import SAID, mended, note_view, reply_message
from bot.upkeep.model import DocumentAct, DocumentState
from bot.upkeep.page_telling import PageTold, page_told
from content_index.model import Document

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
PRICING = Document(
    "d1", "wiki", "sales/pricing.md", "Pricing", "policy", "en", "f", owner="Dana Reyes",
    reviewed=date(2026, 9, 1), review_every_days=30,
)  # fmt: skip
SHOWN = DocumentState("d1")
PULLED = replace(SHOWN, hidden="pulled", hidden_by="Dana", hidden_at=NOW, reason="prices of 2025")
RETIRED = replace(PULLED, hidden="retired")
IN_WORK = replace(SHOWN, needs_work=True, needs_by="Dana", needs_at=NOW, note="new tiers")
STATES = {"shown": SHOWN, "pulled": PULLED, "retired": RETIRED, "needs work": IN_WORK}
ACTS = (
    DocumentAct("a2", "d1", "p", "P", "pulled", "U1", "Dana", "slack", NOW, "prices of 2025"),
    DocumentAct("a1", "d1", "p", "P", "verified", "U1", "Dana", "slack", NOW),
)
EN = chat_words("en")


def told(state: DocumentState = SHOWN, language: str = "en", **more: object) -> PageTold:
    asked = AskedDocument("sales/pricing.md", 12, 4)
    address = "https://wiki.example/pricing"
    return page_told(PRICING, state, language, today=TODAY, acts=ACTS, asked=asked, address=address, **more)


def labels(state: DocumentState, language: str, *, undo: bool = False) -> list[str]:
    (row,) = page_row("d1", state, chat_words(language), language, undo=undo)
    assert {one["value"] for one in row["elements"]} == {"d1"}
    return [one["text"]["text"] for one in row["elements"]]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("shown", ["Still right", "Needs work…", "Pull it now…", "Retire"]),
        ("needs work", ["Still right", "Needs work…", "Pull it now…", "Retire"]),
        ("pulled", ["Restore", "Retire"]),
        ("retired", ["Restore"]),
    ],
)
def test_the_buttons_fit_the_state(state: str, expected: list[str]) -> None:
    assert labels(STATES[state], "en") == expected


def test_who_has_just_pulled_it_is_offered_to_undo_that_and_retiring_asks_first() -> None:
    assert labels(PULLED, "ru", undo=True) == ["Отменить", "В архив"]
    (row,) = page_row("d1", SHOWN, EN, "en")
    asking = {one["action_id"]: one.get("confirm") for one in row["elements"]}
    assert list(asking) == ["page_verified", "page_needs_work", "page_pulled", "page_retired"]
    assert [name for name, confirm in asking.items() if confirm] == ["page_retired"]
    assert asking["page_retired"]["deny"]["text"] == "Cancel"


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("state", STATES)
def test_a_page_looks_like_this(snapshot: SnapshotAssertion, state: str, language: str) -> None:
    message = reply_message(PageReply(("Done.",), told(STATES[state], language)), chat_words(language), language)
    assert_slack_takes(message)
    assert message == snapshot


def test_a_list_looks_like_this(snapshot: SnapshotAssertion) -> None:
    pages = tuple(told(state) for state in STATES.values())
    message = reply_message(PageReply(listed=pages, below=("All right: 3.", "Retired: 1.")), EN, "en")
    assert_slack_takes(message)
    assert message == snapshot


def test_a_choice_does_with_the_page_what_was_typed(snapshot: SnapshotAssertion) -> None:
    choice = PageChoice((told(), told(PULLED)), "pulled", "wrong price")
    message = reply_message(PageReply(("Several:",), choice=choice), EN, "en")
    assert_slack_takes(message)
    assert [block["accessory"]["value"] for block in message.blocks[1:]] == ["pulled d1 wrong price"] * 2
    assert message == snapshot


def test_a_note_is_asked_for_like_this(snapshot: SnapshotAssertion) -> None:
    view = note_view("pulled", told(), "{}", EN, "en")
    assert view_problems(view) == []
    assert view == snapshot


def test_in_a_message_that_stands_there_the_row_alone_changes() -> None:
    other = {"type": "button", "action_id": "other", "value": "x", "text": {"type": "plain_text", "text": "X"}}
    (row,), (another,) = page_row("d1", SHOWN, EN, "en"), page_row("d2", SHOWN, EN, "en")
    before = [{"type": "divider"}, row | {"elements": [*row["elements"], other], "block_id": "r"}, another]
    reply = PageReply(("Pulled.",), told(PULLED), undo=True)
    after = mended(before, reply, EN, "en")
    assert [one["type"] for one in after] == ["divider", "context", "actions", "actions"]
    assert after[1]["block_id"] == f"{SAID}d1"
    assert [one["action_id"] for one in after[2]["elements"]] == ["page_restored", "page_retired", "other"]
    assert after[3] == another
    again = mended(after, PageReply(("Restored.",), told()), EN, "en")
    assert [one["elements"][0]["text"] for one in again if one["type"] == "context"] == ["Restored."]
    assert mended(before, PageReply(("Gone.",)), EN, "en") == before
    full = [*before, *({"type": "divider"} for _ in range(47))]
    assert len(mended(full, reply, EN, "en")) == len(full) == 50


def test_a_button_joins_the_last_row_or_makes_one() -> None:
    button = see_button("d1", "en")
    alone = with_button(plain_message("x"), button)
    assert [one["type"] for one in alone.blocks] == ["section", "actions"]
    both = with_button(alone, see_button("d2", "ru"))
    assert [one["text"]["text"] for one in both.blocks[-1]["elements"]] == ["This page…", "Страница…"]
    assert with_button(plain_message(""), button).blocks[-1]["elements"] == [button]


TOLD = st.builds(
    PageTold,
    document=st.text("abcdef0123456789", min_size=1, max_size=40),
    state=st.sampled_from(list(STATES.values())),
    title=HUGE,
    context=HUGE,
    lines=st.lists(HUGE, min_size=1, max_size=6).map(tuple),
    grave=st.booleans(),
    history=st.lists(HUGE, max_size=8).map(tuple),
    address=HUGE | st.just("https://wiki.example/" + "x" * 600),
)


@MANY
@given(page=TOLD, said=HUGE, language=st.sampled_from(["en", "ru"]))
def test_slack_takes_every_page(page: PageTold, said: str, language: str) -> None:
    words = chat_words(language)
    assert_slack_takes(reply_message(PageReply((said,), page, undo=True), words, language))
    assert view_problems(note_view("needs_work", page, "{}", words, language)) == []


@MANY
@given(pages=st.lists(TOLD, min_size=LISTED, max_size=LISTED).map(tuple), said=HUGE, note=HUGE)
def test_slack_takes_every_list(pages: tuple[PageTold, ...], said: str, note: str) -> None:
    assert_slack_takes(reply_message(PageReply((said,), listed=pages, below=(said, said)), EN, "en"))
    choice = PageChoice(pages[:5], "retired", note)
    assert_slack_takes(reply_message(PageReply((said,), choice=choice), EN, "en"))
