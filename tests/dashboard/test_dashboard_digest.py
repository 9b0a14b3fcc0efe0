from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest
from bs4 import BeautifulSoup
from dashboard_samples import (
    ADMINISTRATOR,
    HEAD,
    MANAGER,
    NOW,
    OWNER,
    REP,
    figures,
    insights,
    subscription,
    subscriptions,
)
from gap_fakes import ScriptedDigests, gap

from bot.insights.model import Figures

TENANT = "11111111-2222-3333-4444-55555555aaaa"
WORKSPACES = {"slack": "T0ACME001", "teams": ""}
SCHEDULE = {"every": "day", "weekday": "2", "at": "08:30", "zone": "Asia/Tokyo", "language": "ru", "kind": "manager"}


async def soup(get, path: str = "/digest", viewer=HEAD, **changes) -> BeautifulSoup:
    response = await get(path, viewer, **changes)
    assert response.status == 200
    return BeautifulSoup(await response.text(), "html.parser")


async def test_the_digest_stands_there_as_it_is_sent(get) -> None:
    asked = ScriptedDigests(gap("g1"))
    page = await soup(get, digests=asked)
    sent, start, end, _late = asked.asked[0]
    assert (sent.kind, sent.teams, sent.receiver, sent.every) == ("manager", (), HEAD.id, "week")
    assert (start, end) == (datetime(2026, 11, 17, 23, tzinfo=UTC), NOW)
    digest = page.select_one("article.digest")
    assert "63" in digest.text
    assert digest.select_one("a[href='/gaps/g1']").text == "what discount on a three-year deal"
    picture = digest.select_one("img")
    assert picture["src"] == "/digest.png?days=7"
    assert "answered" in picture["alt"]


async def test_the_picture_and_the_table_are_of_the_same_time(get) -> None:
    asked = ScriptedDigests()
    response = await get("/digest.png?days=30&team=apac", HEAD, digests=asked)
    assert response.content_type == "image/png"
    assert (await response.read()).startswith(b"\x89PNG")
    response = await get("/digest.csv?days=30&team=apac", HEAD, digests=asked)
    assert "figures,questions,63" in await response.text()
    assert len({(one.teams, start, end) for one, start, end, _ in asked.asked}) == 1
    assert asked.asked[0][0].teams == ("apac",)


async def test_a_quiet_time_is_one_line(get) -> None:
    page = await soup(get, digests=ScriptedDigests(quiet=True))
    digest = page.select_one("article.digest")
    assert not digest.select("img, li, section")
    assert digest.select_one("p").text


async def test_the_link_in_a_digest_shows_the_same_time(get) -> None:
    asked = ScriptedDigests()
    path = "/digest?subscription=s1&start=2026-11-09T08:00:00%2B00:00&end=2026-11-16T08:00:00%2B00:00"
    page = await soup(get, path, MANAGER, digests=asked)
    sent, start, end, _ = asked.asked[0]
    assert (sent.id, sent.surface, sent.receiver) == ("s1", "slack", MANAGER.id)
    assert (start, end) == (datetime(2026, 11, 9, 8, tzinfo=UTC), datetime(2026, 11, 16, 8, tzinfo=UTC))
    assert "subscription=s1" in page.select_one("article img")["src"]


async def test_a_subscription_is_previewed_since_it_was_due_last(get) -> None:
    asked = ScriptedDigests()
    await soup(get, "/digest?subscription=s1", MANAGER, digests=asked)
    assert asked.asked[0][1:3] == (datetime(2026, 11, 23, 8, tzinfo=UTC), NOW)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("subscription=none", 404),
        ("start=yesterday&end=today", 400),
        ("start=2026-11-09T08:00:00&end=2026-11-16T08:00:00", 400),
        ("start=2026-11-16T08:00:00%2B00:00&end=2026-11-09T08:00:00%2B00:00", 400),
        ("start=0001-01-01T00:00:00%2B14:00&end=2026-11-09T08:00:00%2B00:00", 400),
    ],
)
async def test_odd_addresses_are_told_in_words(get, query: str, status: int) -> None:
    response = await get(f"/digest?{query}")
    assert response.status == status
    assert "<h1" in await response.text()


async def test_an_owner_reads_what_concerns_their_content(get) -> None:
    asked = ScriptedDigests()
    await soup(get, "/digest", OWNER, digests=asked)
    sent = asked.asked[0][0]
    assert (sent.kind, sent.owner, sent.receiver) == ("owner", "Dana Reyes", OWNER.id)


async def test_each_sees_what_they_may_work_on(get) -> None:
    held = subscriptions(
        subscription("mine", created_by="U0MAN0001", receiver="C0SALES"),
        subscription("other", receiver="U0X", created_by="U0Y"),
    )
    page = await soup(get, "/digest", MANAGER, subscriptions=held)
    assert {one["action"] for one in page.select("#schedules li form")} == {
        "/digest/schedules/mine/pause",
        "/digest/schedules/mine/stop",
    }
    assert "Every Monday at 09:00 (Europe/Berlin) to C0SALES, about the questions of emea" in page.text
    assert "next on Mon 30 Nov, 09:00" in page.text
    every = await soup(get, "/digest", ADMINISTRATOR, subscriptions=held)
    assert every.select_one("form[action='/digest/schedules/other/stop']") is not None


async def test_somebody_schedules_one_for_themselves(post) -> None:
    held = subscriptions()
    viewer = replace(MANAGER, surface="slack")
    response = await post("/digest/schedules", SCHEDULE, viewer, subscriptions=held)
    assert (response.status, response.headers["Location"]) == (303, "/digest?done=saved#schedules")
    (kept,) = held.all()
    assert (kept.surface, kept.workspace, kept.receiver, kept.created_by) == (
        "slack",
        "T0ACME001",
        MANAGER.id,
        MANAGER.id,
    )
    assert (kept.every, kept.weekday, kept.at, kept.zone, kept.language) == ("day", 2, time(8, 30), "Asia/Tokyo", "ru")
    assert (kept.kind, kept.teams, kept.created_at, kept.paused) == ("manager", ("emea",), NOW, False)


async def test_an_administrator_schedules_one_for_a_channel(post) -> None:
    held = subscriptions()
    form = [
        *SCHEDULE.items(),
        ("team", "emea"),
        ("surface", "teams"),
        ("workspace", TENANT),
        ("receiver", "19:abc@thread.tacv2"),
    ]
    assert (await post("/digest/schedules", form, ADMINISTRATOR, subscriptions=held)).status == 303
    (kept,) = held.all()
    assert (kept.surface, kept.workspace, kept.receiver, kept.teams) == (
        "teams",
        TENANT,
        "19:abc@thread.tacv2",
        ("emea",),
    )


@pytest.mark.parametrize(
    ("surface", "receiver", "kept"),
    [
        ("slack", "G0SALES01", "G0SALES01"),
        ("slack", "W0DANA001", "W0DANA001"),
        ("teams", TENANT.upper(), TENANT),
        ("teams", "29:1abc", "29:1abc"),
        ("teams", "19:meeting_x@thread.v2", "19:meeting_x@thread.v2"),
    ],
)
async def test_whoever_can_be_written_to_can_be_named(post, surface: str, receiver: str, kept: str) -> None:
    held = subscriptions()
    form = {**SCHEDULE, "surface": surface, "receiver": receiver, "workspace": WORKSPACES[surface]}
    assert (await post("/digest/schedules", form, ADMINISTRATOR, subscriptions=held)).status == 303
    assert held.all()[0].receiver == kept


@pytest.mark.parametrize(
    ("change", "field", "why"),
    [
        ({"receiver": "#sales"}, "Channel or person", "begins with C or G"),
        ({"receiver": "dana@acme.example"}, "Channel or person", "begins with C or G"),
        ({"receiver": "D0123ABCD"}, "Channel or person", "a direct message is the person's"),
        ({"receiver": "S0123ABCD"}, "Channel or person", "begins with C or G"),
        ({"receiver": "19:abc@thread.tacv2"}, "Channel or person", "begins with C or G"),
        ({"receiver": "dana", "surface": "teams"}, "Channel or person", "object id in Microsoft Entra"),
        ({"receiver": "C0123ABCD", "surface": "teams"}, "Channel or person", "begins with 19:"),
        ({"workspace": ""}, "Workspace or tenant", "begins with T or E"),
        ({"workspace": "acme"}, "Workspace or tenant", "begins with T or E"),
        ({"workspace": "T0ACME001", "surface": "teams", "receiver": TENANT}, "Workspace or tenant", "is no tenant"),
    ],
)
async def test_a_receiver_that_can_never_be_written_to_is_refused(post, change, field: str, why: str) -> None:
    held = subscriptions()
    surface = change.get("surface", "slack")
    form = {**SCHEDULE, "surface": surface, "receiver": "C0123ABCD", "workspace": WORKSPACES[surface], **change}
    response = await post("/digest/schedules", form, ADMINISTRATOR, subscriptions=held)
    page = BeautifulSoup(await response.text(), "html.parser")
    alert = page.select_one("[role=alert]").text
    assert (response.status, alert.startswith(f"That cannot be saved. {field}")) == (400, True)
    assert why in alert
    assert page.select_one("input[name=receiver]")["value"] == form["receiver"]
    assert not held.all()


async def test_nobody_else_sends_to_a_channel_from_here(post) -> None:
    held = subscriptions()
    viewer = replace(MANAGER, surface="slack")
    form = {**SCHEDULE, "surface": "slack", "receiver": "C0GENERAL"}
    assert (await post("/digest/schedules", form, viewer, subscriptions=held)).status == 303
    assert held.all()[0].receiver == MANAGER.id


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"zone": "Mars/Phobos"}, "Time zone"),
        ({"at": "late"}, "Time"),
        ({"weekday": "9"}, "Day"),
        ({"every": "year"}, "How often"),
        ({"team": "apac"}, "Team"),
        ({"language": "xx"}, "Language"),
        ({"kind": "odd"}, "What it tells"),
        ({"kind": "owner"}, "Owner"),
    ],
)
async def test_what_cannot_be_saved_is_said(post, change, said: str) -> None:
    held = subscriptions()
    response = await post(
        "/digest/schedules", {**SCHEDULE, **change}, replace(MANAGER, surface="slack"), subscriptions=held
    )
    assert response.status == 400
    page = BeautifulSoup(await response.text(), "html.parser")
    alert = page.select_one("[role=alert]").text
    assert alert.startswith(f"That cannot be saved. {said}: ")
    assert all(value in alert for name, value in change.items() if (name, value) != ("kind", "owner"))
    typed = {**SCHEDULE, **change}
    assert page.select_one("input[name=zone]")["value"] == typed["zone"]
    assert page.select_one("input[name=at]")["value"] == typed["at"]
    if change.get("language", "ru") == "ru":
        assert page.select_one("select[name=language] option[selected]")["value"] == "ru"
    assert not held.all()


async def test_who_is_known_on_no_platform_is_told_how_to_get_one(get, post) -> None:
    held = subscriptions()
    assert "Sign in with Slack or Microsoft" in (await soup(get, "/digest", MANAGER, subscriptions=held)).text
    assert (await post("/digest/schedules", SCHEDULE, MANAGER, subscriptions=held)).status == 400


async def test_an_account_of_the_console_is_told_to_name_a_receiver(get, post) -> None:
    page = await soup(get, "/digest", ADMINISTRATOR)
    assert "You signed in without Slack or Teams" in page.text
    assert page.select_one("input[name=receiver]").has_attr("required")
    response = await post("/digest/schedules", {**SCHEDULE, "workspace": "T1"}, ADMINISTRATOR)
    assert response.status == 400
    page = BeautifulSoup(await response.text(), "html.parser")
    assert "name a channel or a person on Slack or Teams" in page.select_one("[role=alert]").text
    assert page.select_one("input[name=workspace]")["value"] == "T1"


async def test_without_a_platform_nothing_can_be_sent(get, post) -> None:
    page = await soup(get, "/digest", ADMINISTRATOR, platforms=())
    assert "Neither Slack nor Teams is connected" in page.text
    assert not page.select("form[action='/digest/schedules']")
    form = {**SCHEDULE, "surface": "slack", "receiver": "C1"}
    assert (await post("/digest/schedules", form, ADMINISTRATOR, platforms=())).status == 400
    page = await soup(get, "/digest", ADMINISTRATOR, platforms=("teams",))
    assert [one["value"] for one in page.select("select[name=surface] option")] == ["teams"]


async def test_one_is_changed_paused_resumed_and_stopped(get, post) -> None:
    held = subscriptions(subscription())
    page = await soup(get, "/digest/schedules/s1", MANAGER, subscriptions=held)
    assert page.select_one("input[name=zone]")["value"] == "Europe/Berlin"
    await post("/digest/schedules/s1", SCHEDULE, MANAGER, subscriptions=held)
    kept = held.kept["s1"]
    assert (kept.every, kept.receiver, kept.created_by, kept.created_at) == ("day", MANAGER.id, MANAGER.id, NOW)
    await post("/digest/schedules/s1/pause", {}, MANAGER, subscriptions=held)
    assert held.kept["s1"].paused
    assert "It is paused" in (await soup(get, "/digest?done=paused", MANAGER, subscriptions=held)).text
    await post("/digest/schedules/s1/resume", {}, MANAGER, subscriptions=held)
    assert not held.kept["s1"].paused
    assert (await post("/digest/schedules/s1/explode", {}, MANAGER, subscriptions=held)).status == 404
    await post("/digest/schedules/s1/stop", {}, MANAGER, subscriptions=held)
    assert not held.all()


@pytest.mark.parametrize("verb", ["/pause", "/resume", "/stop", ""])
@pytest.mark.parametrize("viewer", [REP, OWNER, HEAD, replace(MANAGER, workspace="T0OTHER")])
async def test_nobody_else_touches_it(post, viewer, verb: str) -> None:
    held = subscriptions(subscription())
    response = await post(f"/digest/schedules/s1{verb}", SCHEDULE, viewer, subscriptions=held)
    assert response.status in {403, 404}
    assert held.all() == (subscription(),)


async def test_few_questions_are_called_few_here_too(get) -> None:
    few = replace(figures(6), answer_ms=None)
    assert isinstance(few, Figures)
    page = await soup(get, "/dashboard", insights=insights(now=few))
    assert "Fewer than 20 questions" in page.text
