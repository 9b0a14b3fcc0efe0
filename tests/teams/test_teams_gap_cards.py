"""Cards of gaps and digests: what they say, in what Teams takes, whatever stands in them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from card_shapes import every, problems_of, texts_of
from gap_fakes import ASKED, NOW, gap, gap_question
from hypothesis import HealthCheck, given, settings
from syrupy.assertion import SnapshotAssertion
from test_teams_text import HOSTILE, assert_harmless

from bot.chat.gap_desk import GapPage, GapSight
from bot.chat.outgoing import GivenParcel
from bot.digests.model import DigestTold, Subscription, ToldFigure, ToldLine, ToldSection
from bot.gap_words.telling import NearPage
from bot.gaps.alike import asked_alike
from bot.gaps.model import Draft, GapChange, GapFilter, GapView
from bot.teams.card_text import size_of
from bot.teams.cards import CARD_BYTES
from bot.teams.digest_cards import digest_card, digest_message, digest_text, notice_activity
from bot.teams.digest_forms import ScheduleFacts, done_card, form_of, listing_card, schedule_card
from bot.teams.gap_cards import (
    Around,
    digest_buttons,
    gap_card,
    gap_text,
    given_message,
    list_card,
    list_text,
    status_lines,
)
from bot.teams.gap_forms import View, chosen_owner, view_of
from bot.teams.sharing import Place

TODAY = date(2026, 11, 24)
OWNERS = ("Petra Pricing", "Sam Security")
PAGE = NearPage("Discount policy", "https://wiki.acme.example/discounts")
CHART = "https://corner.acme.example/teams/charts/abc.png"
SUBSCRIPTION = Subscription(
    id="s1",
    kind="manager",
    surface="teams",
    workspace="t",
    receiver="p",
    every="week",
    at=time(9),
    zone="Europe/Berlin",
    created_at=NOW,
)


def around(language: str = "en", owners: tuple[str, ...] = OWNERS) -> Around:
    return Around(owners, language, TODAY, "https://corner.acme.example/gaps")


def listed(*gaps: Any, **changes: Any) -> GapPage:
    found = gaps or (gap(), gap("g2", "when is the next audit", assigned="Sam Security", document=""))
    near = {one.id: PAGE if one.document else NearPage() for one in found}
    return replace(
        GapPage(found, {"open": len(found), "closed": 1}, GapFilter(), "", 1, 1, near),
        **changes,
    )


def whole(**changes: Any) -> GapSight:
    view = GapView(
        gap=gap(**changes),
        questions=(gap_question("q1"), gap_question("q2", text="drei Jahre, wie viel Rabatt?", language="de")),
        perhaps=(gap("g2", "three-year price"),),
        history=(GapChange("g1", NOW, "u1", "renamed"), GapChange("g1", ASKED, "", "opened")),
        drafts=(Draft("three years?", "Twenty percent.\nAsk first.", "u2", ASKED),),
        names={"u1": "Morgan Lee", "u2": "Petra"},
    )
    return GapSight(view, {"g1": PAGE, "g2": NearPage()})


TOLD = DigestTold(
    title="Week of 17–24 Nov 2026",
    notice="Week of 17–24 Nov 2026: 63 questions",
    lead="63 questions from 12 people.",
    notes=("Sent late: it was due on 23 Nov.",),
    figures=(ToldFigure("Questions", "63", "▲ 26%"), ToldFigure("Answered", "67%"), ToldFigure("People", "12")),
    chart_alt="Mon 9, Tue 9.",
    sections=(
        ToldSection("gaps", "Top gaps", (ToldLine("three years?", "2 people", gap="g1"), ToldLine("audit?", gap="g2"))),
        ToldSection(
            "used", "Most used", (ToldLine("Discounts", "31 times", "https://wiki.acme.example/d"),), "and 4 more"
        ),
    ),
    console="https://corner.acme.example/digest",
    console_label="Open in the console",
)


def buttons_of(*gaps: Any, owners: tuple[str, ...] = OWNERS, language: str = "en") -> Any:
    known = {one.id: (number, one) for number, one in enumerate(gaps, 1)}

    def below(gap_id: str, room: float) -> list[dict[str, Any]]:
        number, one = known[gap_id]
        return digest_buttons(one, around(language, owners), number, room)

    return below


def titles_of(card: dict[str, Any]) -> list[str]:
    return [one["title"] for one in every(card) if one["type"].startswith("Action.") and "title" in one]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_list(language: str, snapshot: SnapshotAssertion) -> None:
    card = list_card(listed(pages=3, page=2), around(language))

    assert problems_of(card) == []
    assert texts_of(card) + titles_of(card) == snapshot


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_gap(language: str, snapshot: SnapshotAssertion) -> None:
    card = gap_card(whole(), around(language), View("list"), status=status_lines("Done."))

    assert problems_of(card) == []
    assert texts_of(card) + titles_of(card) == snapshot


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_digest(language: str, snapshot: SnapshotAssertion) -> None:
    gaps = (gap(), gap("g2", "when is the next audit"))
    card = digest_card(TOLD, chart=CHART, below=buttons_of(*gaps, language=language))

    assert problems_of(card) == []
    (image,) = (one for one in every(card) if one["type"] == "Image")
    assert (image["url"], image["altText"]) == (CHART, TOLD.chart_alt)
    assert texts_of(card) + titles_of(card) == snapshot


def test_a_digest_as_text(snapshot: SnapshotAssertion) -> None:
    assert digest_text(TOLD) == snapshot


@pytest.mark.parametrize("chart", ["", "data:image/png;base64,xx", "javascript:x"])
def test_where_there_is_no_picture_its_words_stand_there(chart: str) -> None:
    card = digest_card(TOLD, chart=chart)

    assert TOLD.chart_alt in texts_of(card)
    assert not [one for one in every(card) if one["type"] == "Image"]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_schedule(language: str, snapshot: SnapshotAssertion) -> None:
    facts = ScheduleFacts("Europe/Berlin", (Place("19:emea@thread.tacv2", "Sales › EMEA"),), "19:here@thread.tacv2")
    form = schedule_card("", facts, language)
    listing = listing_card("Sent:\n1. Every Monday\n2. Every day", (SUBSCRIPTION, SUBSCRIPTION), facts, language)

    assert problems_of(form) == []
    assert problems_of(listing) == []
    fields = [one for one in every(form) if one["type"].startswith("Input.")]
    assert fields == snapshot
    assert texts_of(listing) + titles_of(listing) == snapshot


def test_what_a_form_leaves_out_is_as_it_began() -> None:
    assert form_of({}, "UTC").zone == "UTC"
    assert form_of({"weekday": "9", "at": "99:99", "every": "year"}, "UTC") == form_of({}, "UTC")
    assert form_of({"teams": " emea, , apac "}, "UTC").teams == ("emea", "apac")


@pytest.mark.parametrize(
    ("chosen", "owner"),
    [({}, None), ({"owner": "Petra"}, "Petra"), ({"owner": "-"}, ""), ({"owner": "P", "chosen": "x,y"}, "x")],
)
def test_a_person_goes_before_an_owner(chosen: dict[str, str], owner: str | None) -> None:
    assert chosen_owner(chosen) == owner


@pytest.mark.parametrize("page", ["", "0", "-1", "x", "99999999", "²"])
def test_where_a_button_stood_may_be_written_by_hand(page: str) -> None:
    assert view_of({"view": "anything", "wanted": "x" * 500, "page": page}) == View("gap", "x" * 200)
    assert view_of({"view": "list", "page": "3"}) == View("list", "", 3)


def test_a_quiet_digest_is_a_title_and_a_line() -> None:
    quiet = DigestTold("Week of 17–24 Nov 2026", "Quiet", "A quiet week: nothing was asked.")

    assert texts_of(digest_card(quiet, chart=CHART)) == [quiet.title, quiet.lead]


def test_many_owners_do_not_fill_a_list() -> None:
    many = tuple(f"Owner {at} of the content" for at in range(300))
    card = list_card(listed(*(gap(f"g{at}") for at in range(5))), around(owners=many))

    assert size_of(card) <= CARD_BYTES
    assert not [one for one in every(card) if one["type"] == "Input.ChoiceSet" and one["id"].startswith("owner")]
    assert size_of(gap_card(whole(), around(owners=many), View("list"))) <= CARD_BYTES


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(HOSTILE, HOSTILE)
def test_whatever_stands_in_a_gap_means_nothing_and_fits(words: str, long: str) -> None:
    much = (
        long[:150] + " слово"
    ) * 60  # of longer runs of marks a card may grow past what Teams takes: then it is said as text
    hostile = gap(title=much, owner=words, state_reason=words, product=words)
    sight = whole(title=words, owner=much)
    sight = replace(
        sight,
        view=replace(
            sight.view,
            questions=tuple(gap_question(f"q{at}", text=f"{at} {much}") for at in range(60)),
            perhaps=tuple(gap(f"p{at}", much) for at in range(5)),
            drafts=tuple(Draft(words, much, words, ASKED) for _ in range(4)),
        ),
        near={"g1": NearPage(words, f"https://a.example/?{words}")},
    )
    owners = (words or "x", much)
    cards = [
        list_card(listed(*(replace(hostile, id=f"g{at}") for at in range(5))), around(owners=owners)),
        gap_card(sight, around(owners=owners), View("list", words), status=status_lines(much)),
        done_card(much, (SUBSCRIPTION,), "en"),
    ]
    parcel = GivenParcel(
        hostile, PAGE, tuple(asked_alike(sight.view.questions)[:3]), sight.view.drafts[:2], much, words
    )
    message = given_message(parcel, around(owners=owners))
    assert message.alone is not None
    for card in [*cards, message.activity["attachments"][0]["content"]]:
        assert problems_of(card) == []
        assert json.loads(json.dumps(card)) == card
    assert_harmless(list_text(listed(hostile), around()))
    assert_harmless(gap_text(sight, around()))
    assert_harmless(message.alone()["text"])


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(HOSTILE, HOSTILE)
def test_whatever_stands_in_a_digest_means_nothing_and_fits(words: str, long: str) -> None:
    much = (long + " слово") * 40
    gaps = tuple(gap(f"g{at}", much) for at in range(5))
    lines = tuple(ToldLine(much, words, f"https://a.example/?{words}", one.id) for one in gaps)
    digest = DigestTold(
        title=words,
        notice=much,
        lead=much,
        notes=(words, much),
        figures=tuple(ToldFigure(words, much, words) for _ in range(8)),
        chart_alt=much * 3,
        sections=tuple(
            ToldSection(name, words, lines if name == "gaps" else tuple(replace(one, gap="") for one in lines), much)  # type: ignore[arg-type]
            for name in ("gaps", "closed", "used", "never_used", "overdue", "rising")
        ),
        console="https://corner.acme.example/digest",
        console_label=words or "Open",
    )
    message = digest_message(digest, chart=CHART, below=buttons_of(*gaps, owners=(much, words or "x")))
    card = message.activity["attachments"][0]["content"]
    assert problems_of(card) == []
    assert message.alone is not None
    assert_harmless(message.alone()["text"])
    assert_harmless(notice_activity(digest)["text"])
