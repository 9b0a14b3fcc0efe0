"""A page for those who keep it, and for everybody else once it is pulled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from dashboard_samples import ADMINISTRATOR, HEAD, MANAGER, OWNER, REP
from keeping_samples import DANA, KeptPages, kept_pages

from bot.viewer import Viewer

PAGE = "/documents/d-pricing"
SAM = replace(OWNER, id="U0SAM", name="Sam", owns="Sam Okoro".__eq__)
ENABLEMENT = replace(REP, id="U0ENA", name="Edda", owns="Enablement".__eq__)
GUEST = replace(DANA, id="U0GUEST", name="Guy", guest=True)
_ALL = ["Still right", "Needs work…", "Pull it now…", "Retire…"]
OTHERS = [SAM, MANAGER, HEAD, REP, GUEST]


@pytest.fixture
def held(tmp_path: Path) -> Iterator[KeptPages]:
    with kept_pages(tmp_path) as made:
        yield made


async def page(get: Any, held: KeptPages, path: str = PAGE, viewer: Viewer = DANA, **changes: Any) -> BeautifulSoup:
    status = changes.pop("status", 200)
    response = await get(path, viewer, upkeep=held.desk, documents=held.documents, **changes)
    assert response.status == status
    return BeautifulSoup(await response.text(), "html.parser")


def buttons(shown: BeautifulSoup) -> list[str]:
    return [one.get_text() for one in shown.select(".keeping .choices :is(summary, form:not(.work) button)")]


@pytest.mark.parametrize("viewer", [DANA, ENABLEMENT, ADMINISTRATOR], ids=lambda one: one.name)
async def test_who_keeps_a_page_finds_the_buttons_on_it(get, held: KeptPages, viewer: Viewer) -> None:
    shown = await page(get, held, viewer=viewer)
    assert buttons(shown) == _ALL
    assert {one["method"] for one in shown.select(".keeping form")} == {"post"}
    assert all(one.select_one("input[name=csrf]") for one in shown.select(".keeping form"))
    assert all(one.select_one("input[name=note]") for one in shown.select(".keeping details form"))


@pytest.mark.parametrize("viewer", OTHERS, ids=lambda one: one.name)
async def test_nobody_else_finds_any(get, held: KeptPages, viewer: Viewer) -> None:
    held.did("needs_work", note="for owners alone")
    shown = await page(get, held, viewer=viewer)
    assert shown.select(".keeping") == []
    assert "for owners alone" not in shown.text


@pytest.mark.parametrize(
    ("verb", "told"),
    [
        ("verified", "it is still right"),
        ("needs_work", "say that its owner is working on it"),
        ("pulled", "Pulled: no answer"),
        ("retired", "Retired: no answer"),
    ],
)
async def test_a_press_does_it_and_leads_back_to_the_page(get, post, held: KeptPages, verb: str, told: str) -> None:
    given = {"upkeep": held.desk, "documents": held.documents}
    response = await post(f"{PAGE}/{verb}", {"note": "why <i>so</i>"}, DANA, **given)
    assert (response.status, response.headers["Location"]) == (303, f"{PAGE}?said={verb}")
    shown = await page(get, held, response.headers["Location"])
    assert told in shown.select_one("[role=status]").text
    after = {"pulled": ["Restore", "Retire…"], "retired": ["Restore"]}.get(verb, _ALL)
    assert buttons(shown) == after
    assert "why <i>so</i>" in shown.select_one(".history").text
    assert "Dana <b>" in shown.select_one(".history").text
    assert shown.select(".keeping i, .keeping b") == []


async def test_which_file_a_review_was_written_into_is_told_and_a_link_can_claim_no_other(
    get, post, held: KeptPages
) -> None:
    given = {"upkeep": held.desk, "documents": held.documents}
    path = held.desk.document(DANA, "d-pricing").path
    held.written = path
    response = await post(f"{PAGE}/verified", {}, DANA, **given)
    shown = await page(get, held, response.headers["Location"])
    assert f"file itself was set to today as well: {path}" in shown.select_one("[role=status]").text
    claimed = await page(get, held, f"{PAGE}?said=verified&written=/etc/passwd")
    assert "passwd" not in claimed.select_one("[role=status]").text


async def test_to_pull_what_is_pulled_says_since_when_it_is(post, held: KeptPages) -> None:
    held.did("pulled", note="prices of 2025")
    response = await post(f"{PAGE}/pulled", {}, DANA, upkeep=held.desk, documents=held.documents)
    assert response.status == 200
    shown = BeautifulSoup(await response.text(), "html.parser").select_one("[role=status]").text
    assert "it is pulled already, since 24 Nov 2026 (Dana <b>)" in shown
    assert "Pulled: no answer" not in shown
    assert len(held.upkeep.lately(9)) == 1


async def test_an_address_alone_says_nothing_was_done(get, held: KeptPages) -> None:
    assert (await page(get, held, f"{PAGE}?said=pulled")).select("[role=status]") == []
    held.did("verified")
    assert (await page(get, held, f"{PAGE}?said=pulled")).select("[role=status]") == []


async def test_a_pulled_page_is_shown_to_its_owner_with_who_when_and_why(get, held: KeptPages) -> None:
    held.did("pulled", note="prices of 2025")
    shown = await page(get, held)
    banner = shown.select_one(".keeping .notice.trouble").text
    assert "Dana <b> pulled this page on 24 Nov 2026." in banner
    assert "Reason: prices of 2025" in banner
    assert "No answer is made from it" in banner
    assert (shown.select_one("h1").text, len(shown.select("article"))) == ("Pricing", 1)
    assert "снята" in (await page(get, held, language="ru")).select_one(".keeping .notice.trouble").text


@pytest.mark.parametrize("viewer", OTHERS, ids=lambda one: one.name)
async def test_for_everybody_else_a_pulled_page_is_not_there_and_says_so(get, held: KeptPages, viewer: Viewer) -> None:
    for verb, told in (("pulled", "has pulled this page"), ("retired", "has retired this page")):
        held.did(verb, note="a secret reason")
        shown = await page(get, held, viewer=viewer, status=404)
        assert told in shown.text
        assert "Dana Reyes" in shown.text
        assert "a secret reason" not in shown.text
        assert shown.select("article") == []
    assert "Pricing" not in {one.text for one in (await page(get, held, "/documents", viewer)).select("tbody a")}


async def test_a_pulled_page_outside_somebodys_groups_is_not_even_that(get, held: KeptPages) -> None:
    held.desk.act(replace(ADMINISTRATOR, groups=None), "pulled", "d-secret", "why")
    for viewer in (DANA, ADMINISTRATOR, REP):
        shown = await page(get, held, "/documents/d-secret", viewer, status=404)
        assert "pulled" not in shown.text


@pytest.mark.parametrize("viewer", OTHERS, ids=lambda one: one.name)
@pytest.mark.parametrize("verb", ["verified", "needs_work", "pulled", "restored", "retired"])
async def test_nobody_else_can_press_either(post, held: KeptPages, viewer: Viewer, verb: str) -> None:
    response = await post(f"{PAGE}/{verb}", {}, viewer, upkeep=held.desk, documents=held.documents)
    assert response.status == (404 if viewer is GUEST else 403)
    assert held.upkeep.lately(9) == []


async def test_a_form_of_another_site_a_verb_and_a_page_that_are_not_there_do_nothing(post, held: KeptPages) -> None:
    given = {"upkeep": held.desk, "documents": held.documents}
    assert (await post(f"{PAGE}/pulled", {}, DANA, token="of another", **given)).status == 403
    assert (await post(f"{PAGE}/deleted", {}, DANA, **given)).status == 404
    assert (await post("/documents/d-none/pulled", {}, DANA, **given)).status == 404
    assert held.upkeep.lately(9) == []


async def test_that_a_review_could_not_be_written_is_told(post, held: KeptPages) -> None:
    held.hindered = "its front matter <b>has</b> a form that is only read"
    response = await post(f"{PAGE}/verified", {}, DANA, upkeep=held.desk, documents=held.documents)
    assert response.status == 200
    shown = BeautifulSoup(await response.text(), "html.parser")
    assert "it is still right" in shown.select_one("[role=status]").text
    assert held.hindered in shown.select_one("[role=alert]").text


async def test_with_a_database_that_is_down_the_page_is_read_and_a_pulled_one_stays_so(get, held: KeptPages) -> None:
    held.desk.act(SAM, "pulled", "d-rival")
    held.upkeep.down = True
    shown = await page(get, held)
    assert (shown.select_one("h1").text, len(shown.select("article"))) == ("Pricing", 1)
    assert "database does not answer" in shown.select_one("[role=alert]").text
    assert buttons(shown) == []
    assert "has pulled this page" in (await page(get, held, "/documents/d-rival", DANA, status=404)).text


async def test_the_content_table_marks_what_is_pulled_or_in_need_of_work(get, held: KeptPages) -> None:
    held.did("needs_work")
    held.desk.act(SAM, "pulled", "d-rival")
    rows = {one.select_one("a").text: [tag.text for tag in one.select(".main .tag")]
            for one in (await page(get, held, "/content", HEAD)).select("tbody tr")}  # fmt: skip
    assert rows == {"Pricing": ["needs work"], "Rival Inc.": ["pulled"], "Скидки": []}
    theirs = (await page(get, held, "/content", SAM)).select("tbody tr")
    assert [one.select_one("a").text for one in theirs] == ["Rival Inc."]


async def test_without_a_desk_there_is_nothing_to_press(get, post) -> None:
    assert "keeping" not in await (await get(PAGE, DANA)).text()
    assert (await post(f"{PAGE}/pulled", {}, DANA)).status in {404, 405}
