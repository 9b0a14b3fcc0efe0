"""Gaps and digests as Slack's blocks: as they look, and within Slack's limits whatever they hold."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from around import assert_slack_opens
from fake_blocks import TEXT_IN_A_MESSAGE, message_problems, text_in
from gap_fakes import ASKED, NOW, ScriptedDigests, gap, gap_question
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion
from test_slack_limits import HUGE
from test_slack_mrkdwn import assert_harmless

from bot.chat.digest_parcels import DigestParcel, parcel_of
from bot.chat.gap_desk import GapPage, GapSight
from bot.chat.outgoing import GivenParcel
from bot.chat_words import chat_words
from bot.digests.model import DigestTold, Subscription, ToldFigure, ToldLine, ToldSection
from bot.gap_words import gap_words
from bot.gap_words.telling import NearPage
from bot.gaps.alike import AskedAlike
from bot.gaps.model import GAP_STATES, Draft, Gap, GapChange, GapFilter, GapView
from bot.slack.blocks import Message
from bot.slack.digest_blocks import digest_message, list_message
from bot.slack.gap_blocks import answered_blocks, given_message
from bot.slack.gap_blocks import list_message as gap_list
from bot.slack.gap_buttons import GapPressed, ListPlace, gap_pressed, remembered
from bot.slack.gap_views import assign_view, dismiss_view, gap_view, rename_view, snooze_view

TODAY = NOW.date()
SUBSCRIPTION = Subscription("s1", "manager", "slack", "T1", "C1", "week", time(9), "Europe/London")
PRESSED = GapPressed("see", "g1", "U1", listed=ListPlace(2, "stale"), response_url="https://hooks.example/x")
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
MANY = settings(max_examples=25, deadline=None, suppress_health_check=SLOW)

GAPS = st.builds(
    gap,
    title=HUGE,
    state=st.sampled_from(GAP_STATES),
    owner=HUGE,
    assigned=HUGE | st.just("U0REP0001"),
    product=HUGE,
    state_reason=HUGE,
    snoozed_until=st.none() | st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001 - only its day
)
NAMES = ("gaps", "closed", "used", "never_used", "overdue", "rising")


def assert_slack_takes(message: Message) -> None:
    blocks = list(message.blocks)
    assert message_problems(blocks) == []
    assert text_in(blocks) <= TEXT_IN_A_MESSAGE
    assert 0 < len(message.text) <= 4_000
    for text in marked_up(blocks):
        assert_harmless(re.sub("<@U0(REP0001|DANA001)>", "", text))


def marked_up(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["text"]] if part.get("type") == "mrkdwn" else []
        return own + [text for value in part.values() for text in marked_up(value)]
    return [text for one in part for text in marked_up(one)] if isinstance(part, list) else []


def page_of(*gaps: Gap, **changes: Any) -> GapPage:
    near = {one.id: NearPage("Discounts", "https://wiki.acme.example/d") for one in gaps}
    page = GapPage(gaps, {"open": 7, "snoozed": 1}, GapFilter(), "", 1, 2, near)
    return replace(page, **changes)


def sight_of(one: Gap, questions: int = 3, **changes: Any) -> GapSight:
    asked = tuple(gap_question(f"q{number}", text=f"question {number} " * 12) for number in range(questions))
    history = (GapChange(one.id, NOW, "U1", "snoozed"), GapChange(one.id, ASKED, "", "opened"))
    drafts = (Draft("q1", "Up to 12%.\nWith approval.", "U0DANA001", NOW),)
    view = GapView(one, asked, (gap("g2", "nearly the same"),), history, drafts)
    return GapSight(replace(view, **changes), {one.id: NearPage("Discounts", "https://wiki.acme.example/d")})


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_list(snapshot: SnapshotAssertion, language: str) -> None:
    message = gap_list(page_of(gap(), gap("g2", state="snoozed")), language, TODAY, "/gaps", "Done.")
    assert_slack_takes(message)
    assert message == snapshot


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_whole_digest(snapshot: SnapshotAssertion, language: str) -> None:
    digest = ScriptedDigests(gap(), gap("g2", "data residency")).of(
        replace(SUBSCRIPTION, language=language), NOW - timedelta(days=7), NOW
    )
    message = digest_message(parcel_of(digest, with_chart=False), "F0000000001")
    assert_slack_takes(message)
    assert message == snapshot


def test_a_quiet_digest_is_a_line(snapshot: SnapshotAssertion) -> None:
    digest = ScriptedDigests(quiet=True).of(SUBSCRIPTION, NOW - timedelta(days=7), NOW)
    message = digest_message(parcel_of(digest))
    assert_slack_takes(message)
    assert len(message.blocks) <= 3
    assert message == snapshot


def test_all_of_a_gap(snapshot: SnapshotAssertion) -> None:
    view = gap_view(sight_of(gap()), "en", TODAY, pressed=PRESSED, chat=chat_words("en"), note="Done.")
    assert_slack_opens(view)
    assert view == snapshot


def test_a_gap_that_is_given(snapshot: SnapshotAssertion) -> None:
    parcel = GivenParcel(
        gap(assigned="Petra Pricing"),
        NearPage("Discounts"),
        (AskedAlike(gap_question("q1"), 1),),
        (Draft("q1", "Up to 12%.", "U0DANA001", NOW),),
        "A gap is yours",
        "Everybody is told.",
    )
    message = given_message(parcel, "en", TODAY)
    assert_slack_takes(message)
    assert message == snapshot


@MANY
@given(st.lists(GAPS, max_size=5, unique_by=id), HUGE, HUGE)
def test_every_list_has_room(gaps: list[Gap], text: str, note: str) -> None:
    named = [replace(one, id=f"g{number}") for number, one in enumerate(gaps)]
    for language in ("en", "ru"):
        assert_slack_takes(gap_list(page_of(*named, text=text[:200]), language, TODAY, "/gaps", note))


def told_with(text: str, lines: int) -> DigestTold:
    """A digest that says the same everywhere."""
    line = ToldLine(text, text, f"https://a.example/{text}")
    sections = [ToldSection(name, text, (line,) * lines, text) for name in NAMES[1:]]
    of_gap = ToldSection("gaps", text, tuple(replace(line, gap=f"g{number}") for number in range(lines)), text)
    figures = (ToldFigure(text, text, text),) * 8
    return DigestTold(
        f"x{text}", f"x{text}", text, (text, text), figures, text, (of_gap, *sections), "https://a.example", f"x{text}"
    )


@MANY
@given(HUGE, st.sampled_from([20, 300, 4_000]), st.integers(1, 12), st.sampled_from(["", "F0000000001"]))
def test_every_digest_has_room(text: str, length: int, lines: int, picture: str) -> None:
    text = text[:length]
    gaps = tuple(gap(f"g{number}") for number in range(lines))
    digest = ScriptedDigests(*gaps).of(SUBSCRIPTION, NOW - timedelta(days=7), NOW)
    message = digest_message(DigestParcel(digest, told_with(text, lines)), picture, text)
    assert_slack_takes(message)
    assert message.blocks[-1]["elements"][-1]["url"] == "https://a.example"


@MANY
@given(GAPS, HUGE, st.integers(0, 120))
def test_every_dialog_opens(one: Gap, text: str, questions: int) -> None:
    one = replace(one, id="g1")
    chat = chat_words("en")
    drafts = tuple(Draft("q1", text, text, NOW) for _ in range(3))
    sight = sight_of(one, questions, drafts=drafts, perhaps=(replace(one, id="g2"), replace(one, id="g3")))
    for language in ("en", "ru"):
        assert_slack_opens(gap_view(sight, language, TODAY, pressed=PRESSED, chat=chat, note=text))
        assert_slack_opens(assign_view(one, [text, "Petra Pricing", *map(str, range(200))], language, PRESSED, chat))
        assert_slack_opens(snooze_view(one, language, PRESSED, chat))
        assert_slack_opens(dismiss_view(one, language, PRESSED, chat))
        assert_slack_opens(rename_view(one, language, PRESSED, chat))


@MANY
@given(GAPS, HUGE)
def test_every_gap_that_is_given_has_room(one: Gap, text: str) -> None:
    drafts = tuple(Draft("q1", text, text, NOW) for _ in range(2))
    questions = tuple(AskedAlike(gap_question(f"q{number}", text=text), 3) for number in range(3))
    parcel = GivenParcel(one, NearPage(text, text), questions, drafts, text or "x", text or "x")
    for language in ("en", "ru"):
        message = given_message(parcel, language, TODAY)
        assert message_problems(list(message.blocks)) == []
        assert text_in(list(message.blocks)) <= TEXT_IN_A_MESSAGE


def test_schedules_have_buttons() -> None:
    listed = [SUBSCRIPTION, replace(SUBSCRIPTION, id="s2", paused=True)]
    assert_slack_takes(list_message("two", listed, "ru"))


def test_a_dialog_remembers_where_it_was_opened_from() -> None:
    assert remembered({"private_metadata": PRESSED.kept()}, "U1") == PRESSED
    assert remembered({"private_metadata": "no json"}, "U1") == GapPressed("see", "", "U1")
    assert remembered({"private_metadata": '["a"]'}, "U1") == GapPressed("see", "", "U1")


@pytest.mark.parametrize(
    "action",
    [
        {},
        {"action_id": "cornerman.gap.frobnicate", "value": '["g1", ""]'},
        {"action_id": "cornerman.gap.see", "value": "no json"},
        {"action_id": "cornerman.gap.see", "value": '["g1"]'},
        {"action_id": "cornerman.gap.see", "value": '["g1", "", "x", "y"]'},
        {"action_id": "cornerman.helpful", "value": "q1"},
    ],
)
def test_what_is_no_press_of_ours_is_none(action: dict[str, str]) -> None:
    assert gap_pressed({"user": {"id": "U1"}, "actions": [action]}) is None


def test_a_picture_goes_back_by_its_id_alone() -> None:
    told = {"type": "image", "block_id": "b1", "alt_text": "x", "image_width": 9, "fallback": "…"}
    told |= {"slack_file": {"id": "F00000001", "url": "https://files.example/x"}}
    row = {"type": "actions", "block_id": "gap g1", "elements": []}
    found = answered_blocks([told, row], gap(), "Done.", "U1", gap_words("en"))
    assert found is not None
    assert found[0] == {"type": "image", "block_id": "b1", "alt_text": "x", "slack_file": {"id": "F00000001"}}
    assert answered_blocks([told], gap(), "Done.", "U1", gap_words("en")) is None
