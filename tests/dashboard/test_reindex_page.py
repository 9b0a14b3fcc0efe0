"""The page about reindexes: for whom it is, what it shows, what its forms do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from dashboard_samples import ADMINISTRATOR, HEAD, OWNER, REP
from reindex_samples import OWNERS, DeskDown, Reindexes, changed, reindexes

from bot.reindexing.model import Guarding, Outcome, Requester
from bot.reindexing.rights import SourceRights
from bot.viewer import Viewer
from content_index.model import ReindexProgress, Wish

GUEST = replace(ADMINISTRATOR, id="U0GUEST01", guest=True)
PATHS = ["/reindex", "/reindex/run.json?run=x"]
FORMS = ["/reindex", "/reindex/cancel", "/reindex/again", "/reindex/force", "/reindex/rollback"]


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Reindexes]:
    with reindexes(tmp_path) as made:
        yield made


@pytest.fixture
def shown(get: Any, held: Reindexes) -> Any:
    async def page(path: str = "/reindex", viewer: Viewer = ADMINISTRATOR, **changes: Any) -> BeautifulSoup:
        response = await get(path, viewer, reindexing=held.desk, **changes)
        assert response.status in {200, 404}
        return BeautifulSoup(await response.text(), "html.parser")

    return page


@pytest.fixture
def pressed(post: Any, held: Reindexes) -> Any:
    async def posted(path: str, viewer: Viewer = ADMINISTRATOR, **form: str) -> Any:
        return await post(path, form, viewer, reindexing=held.desk)

    return posted


@pytest.mark.parametrize("viewer", [REP, HEAD, GUEST], ids=["rep", "manager", "guest"])
@pytest.mark.parametrize("path", PATHS)
async def test_who_may_reindex_nothing_is_refused_and_is_not_led_there(
    get: Any, held: Reindexes, path: str, viewer: Viewer
) -> None:
    response = await get(path, viewer, reindexing=held.desk)
    assert response.status == 403
    assert ("application/json" in response.headers["Content-Type"]) == ("json" in path)
    front = BeautifulSoup(await (await get("/documents", viewer, reindexing=held.desk)).text(), "html.parser")
    assert "/reindex" not in [a["href"] for a in front.select("header nav a")]


@pytest.mark.parametrize("viewer", [REP, HEAD, GUEST], ids=["rep", "manager", "guest"])
@pytest.mark.parametrize("path", FORMS)
async def test_who_may_reindex_nothing_changes_nothing(
    pressed: Any, held: Reindexes, path: str, viewer: Viewer
) -> None:
    run = held.refused()
    assert (await pressed(path, viewer, run=run.id)).status == 403
    assert not held.started


@pytest.mark.parametrize("path", FORMS)
async def test_a_form_without_its_token_is_refused(post: Any, held: Reindexes, path: str) -> None:
    assert (await post(path, {}, ADMINISTRATOR, token="", reindexing=held.desk)).status == 403
    assert not held.started


@pytest.mark.parametrize(
    ("viewer", "sources"), [(ADMINISTRATOR, ["playbooks", "wiki"]), (OWNER, ["playbooks"])], ids=["admin", "owner"]
)
async def test_each_sees_their_sources_with_owner_documents_and_last_run(
    shown: Any, held: Reindexes, viewer: Viewer, sources: list[str]
) -> None:
    held.ends(held.asked(Wish(frozenset({"playbooks"}))))
    page = await shown(viewer=viewer)
    rows = page.select("section[aria-labelledby='reindex:sources'] tbody tr")
    assert [row.select_one("td").text for row in rows] == sources
    told = [cell.get_text(" ", strip=True) for cell in rows[0].select("td")[1:]]
    assert told[:2] == ["Dana Reyes", "4"]
    assert told[2].startswith("Reindexed 24 Nov 2026")
    if len(rows) > 1:
        assert [cell.text for cell in rows[1].select("td")][1:4] == [
            "Sam Okoro, wiki@acme.example",
            "0",
            "never",
        ]
    assert ("Going back" in page.text) == (viewer is ADMINISTRATOR)
    assert "/reindex" in [a["href"] for a in page.select("header nav a")]


async def test_a_dry_run_is_called_one_and_is_not_the_last_run_of_its_source(shown: Any, held: Reindexes) -> None:
    held.ends(held.asked(Wish(dry_run=True)), outcome=Outcome("g2", passages=12))
    page = await shown()
    assert page.select_one("#run\\:title").text == "Dry run: nothing would change"
    assert "Dry run: nothing would change" in page.select_one("section[aria-labelledby='reindex:history']").text
    rows = page.select("section[aria-labelledby='reindex:sources'] tbody tr")
    assert [row.select("td")[3].text for row in rows] == ["never", "never"]


async def test_going_back_is_offered_only_where_there_is_an_index_to_go_back_to(shown: Any, held: Reindexes) -> None:
    held.ends(held.asked())
    assert (await shown()).select_one("form[action='/reindex/rollback']") is not None
    held.has_earlier = False  # only one was ever built
    page = await shown()
    assert page.select_one("form[action='/reindex/rollback']") is None
    assert page.select_one("#reindex\\:all").text == "All sources"


async def test_a_source_all_or_all_of_theirs_are_asked_for_with_every_option(pressed: Any, held: Reindexes) -> None:
    response = await pressed("/reindex", OWNER, source="playbooks", dry_run="on")
    run = held.runs.under_way()[0]
    assert (response.status, response.headers["Location"]) == (303, f"/reindex?run={run.id}")
    assert (run.wish, run.by.name) == (Wish(frozenset({"playbooks"}), dry_run=True), "Dana")
    held.ends(run)
    await pressed("/reindex", OWNER)
    assert held.runs.under_way()[0].wish == Wish(frozenset({"playbooks"}))
    held.ends(held.runs.under_way()[0])
    await pressed("/reindex", full="on", allow_empty="on", force="on")
    run = held.runs.under_way()[0]
    assert (run.wish, run.force) == (Wish(full=True, allow_empty=True), True)
    assert len(held.started) == 3


@pytest.mark.parametrize(
    ("source", "status", "told"),
    [("wiki", 403, "wiki is not yours to reindex. Yours: playbooks."), ("nope", 400, "There is no source nope.")],
)
async def test_what_cannot_be_asked_for_is_said(pressed: Any, source: str, status: int, told: str) -> None:
    response = await pressed("/reindex", OWNER, source=source)
    assert response.status == status
    assert told in await response.text()


async def test_who_joins_a_run_and_who_waits_for_one_is_told(shown: Any, pressed: Any, held: Reindexes) -> None:
    run = held.asked()
    held.goes_on(run, ReindexProgress("reading", 1, 4))
    response = await pressed("/reindex")
    assert response.headers["Location"] == f"/reindex?run={run.id}&said=joined"
    assert "Hannah <b> asked for this already" in (await shown(response.headers["Location"])).text
    waits = await pressed("/reindex", full="on")
    assert waits.headers["Location"].endswith("&said=waits")
    assert "Another reindex runs." in (await shown(waits.headers["Location"])).text


async def test_the_run_under_way_is_shown_with_how_far_it_is_and_can_be_cancelled(
    shown: Any, pressed: Any, held: Reindexes
) -> None:
    run = held.asked()
    held.goes_on(run, ReindexProgress("embedding", 50, 100, 12.0, "pricing.md"))
    page = await shown()
    top = page.select_one("[data-run]")
    assert (top["data-run"], top["data-key"]) == (run.id, "under way")
    assert page.select_one("progress")["value"] == "0.450"
    assert "Embedding passages: 50 of 100, about 12 s left (pricing.md)" in top.text
    assert top.select_one("noscript a")["href"] == f"/reindex?run={run.id}"
    response = await pressed("/reindex/cancel", run=run.id)
    assert response.headers["Location"] == f"/reindex?run={run.id}&said=cancel_asked"
    assert held.found(run).stopped_by == "Adam"
    held.ends(run, "cancelled")
    late = await pressed("/reindex/cancel", run=run.id)
    assert "It has ended already." in (await shown(late.headers["Location"])).text


async def test_who_does_not_own_all_of_a_run_reads_no_names_of_files_and_cannot_stop_it(
    shown: Any, pressed: Any, held: Reindexes
) -> None:
    run = held.asked()
    held.goes_on(run, ReindexProgress("embedding", 50, 100, 12.0, "secret.md"))
    page = await shown(viewer=OWNER)
    assert "secret.md" not in str(page)
    assert not page.select("[action='/reindex/cancel']")
    response = await pressed("/reindex/cancel", OWNER, run=run.id)
    assert response.status == 403
    assert "Who asked for it may cancel it" in await response.text()
    held.ends(run, "refused", changed(swapped=False, guarding=Guarding(20, 0, (), 0)))
    held.refused()
    page = await shown(viewer=OWNER)
    for secret in ("new.md", "broken.pdf", "what <i>discount</i>?", "Up to 15%", "SSO"):
        assert secret not in page.text
    assert "1 golden question would be answered worse" in page.text
    assert not page.select("[action='/reindex/force']")


async def test_what_changed_is_listed_whole_and_gaps_are_named_to_those_who_manage(shown: Any, held: Reindexes) -> None:
    held.ends(held.asked(Wish(frozenset({"playbooks"}))))
    page = await shown()
    heads = {one.select_one("summary").text: one for one in page.select("[data-run] details") if one.select("ul")}
    assert list(heads) == ["1 added", "60 changed", "1 left out"]
    names = [line.text for line in heads["60 changed"].select("li")]
    assert (names[:2], names[-1], len(names)) == (["p0.md", "p1.md"], "and 46 more", 15)
    assert [line.text for line in heads["1 left out"].select("li")] == [
        "broken.pdf: it is no PDF (its last good version still answers)"
    ]
    assert "SSO on the <Team> plan" in page.text
    assert "SSO" not in (await shown(viewer=OWNER)).text


async def test_a_refused_index_names_the_questions_and_is_let_in_by_a_second_press(
    shown: Any, pressed: Any, held: Reindexes
) -> None:
    run = held.refused()
    page = await shown()
    cells = [cell.get_text(" ", strip=True) for cell in page.select("[data-run] tbody td")]
    assert cells == ["what <i>discount</i>?", "pricing.md Up to 15%.", "no answer"]
    sure = page.select_one("details.sure:has([action='/reindex/force'])")
    assert "open" not in sure.attrs
    assert "The new index will answer reps from now on" in sure.text
    response = await pressed("/reindex/force", run=run.id)
    forced = held.runs.under_way()[0]
    assert (response.status, forced.force, forced.wish) == (303, True, run.wish)


async def test_the_same_is_asked_for_again(pressed: Any, held: Reindexes) -> None:
    run = held.asked(Wish(full=True))
    held.ends(run, "failed", trouble="The disk is full.")
    await pressed("/reindex/again", run=run.id)
    assert held.runs.under_way()[0].wish == Wish(full=True)


async def test_going_back_is_for_those_who_may_and_waits_for_no_reindex(pressed: Any, held: Reindexes) -> None:
    response = await pressed("/reindex/rollback", OWNER)
    assert response.status == 403
    assert "Going back changes what every source answers" in await response.text()
    run = held.asked()
    busy = await pressed("/reindex/rollback")
    assert busy.status == 409
    assert "A reindex runs just now" in await busy.text()
    held.ends(run)
    await pressed("/reindex/rollback", run=run.id)
    assert held.runs.under_way()[0].kind == "rollback"


async def test_who_presses_go_back_twice_goes_back_once(shown: Any, pressed: Any, held: Reindexes) -> None:
    swap = held.asked()
    held.ends(swap)
    held.ends(held.asked(Wish(dry_run=True)), outcome=changed(swapped=False))  # it stands on top, and brought nothing
    serving = (await shown()).select_one("form[action='/reindex/rollback'] input[name='run']")["value"]
    assert serving == swap.id
    first, again = [await pressed("/reindex/rollback", run=serving) for _ in range(2)]
    back = held.runs.under_way()[0]
    assert (first.status, again.status, len(held.runs.under_way())) == (303, 303, 1)
    held.ends(back, outcome=Outcome("g1", swapped=True, left="g2"))
    late = await pressed("/reindex/rollback", run=serving)
    assert late.status == 409
    assert "another index serves since you opened this page" in await late.text()
    assert (await pressed("/reindex/rollback")).status == 409
    assert not held.runs.under_way()


async def test_the_script_learns_how_far_a_run_is_and_that_it_has_ended(get: Any, held: Reindexes) -> None:
    run = held.asked()
    held.goes_on(run, ReindexProgress("embedding", 50, 100))

    async def now(viewer: Viewer = ADMINISTRATOR) -> dict[str, Any]:
        return await (await get(f"/reindex/run.json?run={run.id}", viewer, reindexing=held.desk)).json()

    assert await now() == {
        "key": "under way",
        "title": "Reindexing…",
        "status": "Embedding passages: 50 of 100",
        "share": 0.45,
        "settled": False,
    }
    held.ends(run, outcome=changed(closed=None))
    ended = await now()
    assert (ended["key"] != "under way", ended["settled"]) == (True, False)
    held.runs.tell_closed(run.id, ["SSO"])
    assert ((await now())["key"] != ended["key"], (await now())["settled"]) == (True, True)
    assert (await get("/reindex/run.json?run=nope", ADMINISTRATOR, reindexing=held.desk)).status == 404


async def test_the_history_goes_on_page_by_page_and_leads_to_each_run(shown: Any, held: Reindexes) -> None:
    made = []
    for _ in range(23):
        made.append(held.asked(by=Requester(cause="schedule", surface="schedule")))
        held.ends(made[-1])
    page = await shown()
    rows = page.select("section[aria-labelledby='reindex:history'] tbody tr")
    told = [cell.get_text(" ", strip=True) for cell in rows[0].select("td")]
    assert (len(rows), told[0]) == (20, "Reindexed by the schedule")
    assert told[1] == "1 added, 60 changed, 1 left out"
    older = await shown(page.select_one("a[rel=next]")["href"])
    rest = older.select("section[aria-labelledby='reindex:history'] tbody tr")
    assert len(rest) == 3
    assert not older.select("a[rel=next]")
    first = await shown(rest[-1].select_one("a")["href"])
    assert first.select_one("[data-run]")["data-run"] == made[0].id
    for odd in ("?page=0", "?page=x", "?page=99999999999", "?said=joined", "?run=nope"):
        assert (await shown(f"/reindex{odd}")).select_one("h1")


async def test_nothing_is_yet_and_nothing_is_indexed(shown: Any) -> None:
    from fakes import DocumentPages

    page = await shown(documents=DocumentPages(None))
    assert "Nobody has reindexed yet." in page.text
    assert [cell.text for cell in page.select("td[data-label=Documents]")] == ["0", "0"]
    assert not page.select("[data-run]")


async def test_it_speaks_russian(shown: Any, held: Reindexes) -> None:
    held.refused()
    page = await shown(language="ru")
    assert page.select_one("h1").text == "Переиндексация"
    assert "Новый индекс не введён: ответы стали бы хуже" in page.text


async def test_while_the_database_is_down_it_says_so(get: Any, held: Reindexes) -> None:
    down = DeskDown(held.runs, SourceRights(OWNERS), held.clock, lambda: None)  # type: ignore[arg-type]
    assert (await get("/reindex", ADMINISTRATOR, reindexing=down)).status == 503


async def test_without_the_desk_there_is_no_page(get: Any) -> None:
    assert (await get("/reindex", ADMINISTRATOR)).status == 404
