"""Every page and every export, for every role: who gets it, and whose questions and documents are in it."""

from __future__ import annotations

from dataclasses import replace
from queue import Queue
from typing import Any

import pytest
from dashboard_samples import (
    ADMINISTRATOR,
    HEAD,
    MANAGER,
    OWNER,
    PRICING,
    REP,
    SECRET,
    TEAMS,
    board,
    insights,
    subscription,
    subscriptions,
    use,
)
from gap_fakes import ScriptedDigests

from bot.digests.model import Digest, UsedDocument
from bot.insights.model import Scope
from bot.ports import Look
from bot.viewer import Viewer

GUEST = replace(HEAD, id="U0GUEST01", guest=True)
_MANAGERS = ["/dashboard", "/dashboard.csv", "/newcomers", "/newcomers.csv", "/map"]
_OWNERS = ["/gaps", "/gaps.csv", "/gaps/g1", "/gaps/g1/draft.md", "/content", "/content.csv", "/digest", "/digest.csv",
           "/digest.png"]  # fmt: skip
_REPS = ["/log", "/log.csv"]
_LADDER = [REP, OWNER, MANAGER, HEAD, ADMINISTRATOR]


def _may(path: str, viewer: Viewer) -> bool:
    return path in _REPS or (path in _OWNERS and viewer is not REP) or viewer.manages


@pytest.mark.parametrize("viewer", _LADDER, ids=lambda viewer: viewer.name)
@pytest.mark.parametrize("path", [*_MANAGERS, *_OWNERS, *_REPS])
async def test_each_page_is_for_its_roles_alone(get, path: str, viewer: Viewer) -> None:
    response = await get(path, viewer)
    assert response.status == (200 if _may(path, viewer) else 403)


@pytest.mark.parametrize("path", [*_MANAGERS, *_OWNERS])
async def test_guests_see_nothing_of_what_others_ask(get, path: str) -> None:
    assert (await get(path, GUEST)).status == 403


@pytest.mark.parametrize("viewer", _LADDER, ids=lambda viewer: viewer.name)
@pytest.mark.parametrize("path", [*_MANAGERS, *_OWNERS, *_REPS, "/gaps/g3"])
async def test_no_page_names_a_document_outside_its_readers_audience(get, path: str, viewer: Viewer) -> None:
    body = await (await get(path, viewer)).read()
    assert b"Board numbers" not in body
    assert b"board.md" not in body
    assert b"d-secret" not in body


@pytest.mark.parametrize("path", ["/content", "/content.csv", "/newcomers", "/newcomers.csv", "/log", "/log.csv"])
async def test_who_is_in_the_audience_reads_of_it(get, path: str) -> None:
    text = await (await get(path, replace(HEAD, groups=frozenset({"board"})))).text()
    assert "Board numbers" in text or "board.md" in text


@pytest.mark.parametrize(
    ("viewer", "team", "scope"),
    [
        (MANAGER, "", Scope(("emea",), TEAMS["emea"])),
        (MANAGER, "emea", Scope(("emea",), TEAMS["emea"])),
        (MANAGER, "apac", Scope(("emea",), TEAMS["emea"])),
        (HEAD, "", Scope()),
        (HEAD, "apac", Scope(("apac",), TEAMS["apac"])),
        (replace(ADMINISTRATOR, teams=("emea",)), "", Scope()),
    ],
)
@pytest.mark.parametrize(
    "path", ["/dashboard", "/dashboard.csv", "/newcomers", "/newcomers.csv", "/content", "/content.csv", "/log"]
)
async def test_figures_are_of_the_people_that_somebody_manages(
    get, path: str, viewer: Viewer, team: str, scope: Scope
) -> None:
    read = insights()
    await get(f"{path}?team={team}", viewer, insights=read)
    assert {asked for _, asked in read.asked} == {scope}


async def test_a_manager_is_offered_their_teams_alone(get) -> None:
    assert "apac" not in await (await get("/dashboard", MANAGER)).text()
    assert "apac" in await (await get("/dashboard", HEAD)).text()


async def test_owners_read_of_the_use_of_their_content_alone(get) -> None:
    read = insights()
    text = await (await get("/content", OWNER, insights=read)).text()
    assert "Pricing" in text
    assert "Rival Inc." not in text
    assert read.asked == [("documents", Scope(documents=frozenset({"sales/pricing.md"})))]


async def test_owners_see_the_gaps_that_are_theirs_alone(get) -> None:
    text = await (await get("/gaps", OWNER)).text()
    assert "three-year deal" in text
    assert "SOC 2" not in text
    assert "SOC 2" not in await (await get("/gaps.csv", OWNER)).text()
    assert (await get("/gaps/g2", OWNER)).status == 403


@pytest.mark.parametrize("path", ["/log", "/log.csv", "/log?gap=g1", "/log.csv?gap=g1&team=apac"])
@pytest.mark.parametrize("viewer", [REP, OWNER], ids=lambda viewer: viewer.name)
async def test_who_manages_nobody_reads_their_own_questions_alone(get, path: str, viewer: Viewer) -> None:
    read = insights()
    text = await (await get(path, viewer, insights=read, names=True)).text()
    assert [(one.asker, one.workspace, one.gap) for one in read.wanted] == [(viewer.id, "T0ACME001", "")]
    assert "of somebody else" not in text
    assert "of another workspace" not in text
    assert "Rita Rep" not in text
    assert "/gaps/" not in text


@pytest.mark.parametrize("path", ["/log", "/log.csv"])
async def test_askers_are_named_only_where_the_company_wants_it(get, path: str) -> None:
    assert "Rita Rep" not in await (await get(path, HEAD)).text()
    assert "U0REP0001" not in await (await get(path, HEAD)).text()
    assert "Rita Rep" in await (await get(path, HEAD, names=True)).text()


@pytest.mark.parametrize(
    ("viewer", "expected"), [(REP, 403), (OWNER, 404), (HEAD, 404), (MANAGER, 200), (ADMINISTRATOR, 200)]
)
async def test_a_digest_is_changed_by_who_gets_it_and_by_administrators(get, viewer: Viewer, expected: int) -> None:
    assert (await get("/digest/schedules/s1", viewer)).status == expected


async def test_a_managers_digest_stays_within_their_teams_whatever_the_address_says(get) -> None:
    held = subscriptions(subscription("all", teams=(), receiver="U0BOSS", created_by="U0BOSS"))
    asked = ScriptedDigests()
    assert (await get("/digest?subscription=all", MANAGER, subscriptions=held, digests=asked)).status == 200
    assert {one.teams for one, *_ in asked.asked} == {("emea",)}
    assert {one.receiver for one, *_ in asked.asked} == {MANAGER.id}


class ToldTooMuch(ScriptedDigests):
    """Tells of a page that was the receiver's once."""

    def of(self, *asked: Any, **more: Any) -> Digest:
        uses = [UsedDocument(one.path, one.title, "", "", use(one.path, 5)) for one in (PRICING, SECRET)]
        return replace(super().of(*asked, **more), used=tuple(uses), never_used=tuple(uses))


@pytest.mark.parametrize("path", ["/digest", "/digest.csv"])
async def test_no_digest_here_names_a_page_that_is_no_longer_its_readers(get, path: str) -> None:
    text = await (await get(path, HEAD, digests=ToldTooMuch())).text()
    assert "Pricing" in text
    assert "Board numbers" not in text


async def test_an_owner_does_not_read_the_digest_of_a_team_or_of_another_owner(get) -> None:
    held = subscriptions(subscription("other", kind="owner", teams=(), owner="Sam Okoro"), subscription("team"))
    for subscription_id in ("other", "team"):
        response = await get(f"/digest?subscription={subscription_id}", OWNER, subscriptions=held)
        assert response.status == 403


class KeptLooks:
    """Looks, in the order in which they come; `all` waits for as many."""

    def __init__(self) -> None:
        self._looks: Queue[Look] = Queue()

    def keep(self, look: Look) -> None:
        self._looks.put(look)

    def recent(self, limit: int, before: object = None, person: str = "") -> list[Look]:
        return []

    def all(self, count: int) -> list[tuple[str, str, str]]:
        looks = [self._looks.get(timeout=30) for _ in range(count)]
        assert self._looks.empty()
        return [(one.person, one.page, one.subject) for one in looks]


async def test_looks_at_what_others_asked_are_noted_and_at_ones_own_are_not(get) -> None:
    kept = KeptLooks()
    await get("/log", REP, looks=kept)
    for path in ("/log?words=secret", "/log.csv", "/gaps/g1", "/map", "/digest"):
        await get(path, HEAD, looks=kept)
    assert kept.all(5) == [
        (HEAD.id, "log", "words=secret"),
        (HEAD.id, "log.csv", ""),
        (HEAD.id, "gap", "g1"),
        (HEAD.id, "map", ""),
        (HEAD.id, "digest", ""),
    ]


async def test_looks_at_files_and_at_a_gap_beside_a_bad_form_are_noted(get, post) -> None:
    kept = KeptLooks()
    for path in ("/gaps.csv?kind=stale", "/dashboard.csv", "/content.csv?days=7", "/newcomers.csv"):
        assert (await get(path, HEAD, looks=kept)).status == 200
    assert (await get("/dashboard.csv?from=2026-13-01", HEAD, looks=kept)).status == 400
    assert (await get("/gaps.csv", REP, looks=kept)).status == 403
    assert (await post("/gaps/g1/snooze", {"until": "2001-01-01"}, HEAD, looks=kept)).status == 400
    assert (await post("/gaps/g1/dismiss", {"reason": "one_off"}, HEAD, looks=kept)).status == 303
    assert kept.all(5) == [
        (HEAD.id, "gaps.csv", "kind=stale"),
        (HEAD.id, "dashboard.csv", ""),
        (HEAD.id, "content.csv", "days=7"),
        (HEAD.id, "newcomers.csv", ""),
        (HEAD.id, "gap", "g1"),
    ]


async def test_who_may_not_work_on_a_gap_changes_nothing(post) -> None:
    held = board()
    response = await post("/gaps/g2/dismiss", {"reason": "one_off"}, OWNER, board=held)
    assert response.status == 403
    assert held.gaps["g2"].state == "open"
    assert (await post("/gaps/g1/dismiss", {"reason": "one_off"}, REP, board=held)).status == 403
