from __future__ import annotations

import csv
import io
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from dashboard_samples import HEAD, LONG, NOW, OWNER, PRICING, RIVAL, SECRET, board
from fakes import DocumentPages
from gap_fakes import InMemoryBoard, gap, gap_question

from bot.gap_words import gap_words
from bot.gaps.model import GapChange, GapFilter
from bot.viewer import Viewer


async def soup(get, path: str = "/gaps", **changes) -> BeautifulSoup:
    response = await get(path, **changes)
    assert response.status == 200
    return BeautifulSoup(await response.text(), "html.parser")


def columns(page: BeautifulSoup) -> dict[str, list[str]]:
    return {one["data-column"]: [card["data-card"] for card in one.select(".card")] for one in page.select(".column")}


async def test_each_gap_stands_in_the_column_of_its_state(get) -> None:
    page = await soup(get)
    assert columns(page) == {
        "open": ["g1", "g2"],
        "assigned": ["g3"],
        "snoozed": ["g4"],
        "dismissed": ["g5"],
        "closed": ["g6"],
    }
    assert [one.text for one in page.select(".column .count")] == ["2", "1", "1", "1", "1"]
    first = page.select_one("[data-card=g1]").text
    for told in ("5 people asked 9 times", "last on 20 Nov", "missing", "Dana Reyes", "Harbor", "Priority"):
        assert told in first


async def test_what_people_wrote_is_text(get) -> None:
    page = await soup(get)
    assert page.select_one("#gap-g2").text == "does <b>Rival</b> have SOC 2?"
    assert not page.select(".card b")


class Recording(InMemoryBoard):
    """Keeps what was wanted."""

    def __init__(self) -> None:
        super().__init__(owners=("Dana Reyes", "Sam Okoro"))
        self.wanted: list[GapFilter] = []

    def listing(self, viewer, wanted, limit, offset=0):
        self.wanted.append(wanted)
        return super().listing(viewer, wanted, limit, offset)


async def test_the_filter_names_owners_of_pages_alone_that_the_reader_may_see(get) -> None:
    hidden = replace(SECRET, owner="Bea Board")
    documents = DocumentPages([(one, "# x") for one in (PRICING, RIVAL, hidden)])

    async def named(viewer: Viewer) -> list[str]:
        page = await soup(get, "/gaps", viewer=viewer, documents=documents)
        return [one.text for one in page.select("select[name=owner]")[0].select("option")][1:]

    assert await named(HEAD) == ["Dana Reyes", "Sam Okoro"]
    assert await named(replace(HEAD, groups=frozenset({"board"}))) == ["Bea Board", "Dana Reyes", "Sam Okoro"]


async def test_the_board_is_filtered_by_what_the_address_says(get) -> None:
    held = Recording()
    path = "/gaps?kind=stale&owner=Dana+Reyes&competitor=Rival&product=Harbor&stage=x&words=+big++deal&team=apac"
    page = await soup(get, path, board=held)
    wanted = {
        (one.kinds, one.owners, one.competitor, one.product, one.stage, one.words, one.teams, one.people)
        for one in held.wanted
    }
    assert wanted == {
        (("stale",), ("Dana Reyes",), "Rival", "Harbor", "x", "big deal", ("apac",), frozenset({"U0REP0009"}))
    }
    assert "No gap is like that." in page.text
    assert page.select_one("option[value=stale]").has_attr("selected")


async def test_odd_filters_filter_nothing(get) -> None:
    assert len(columns(await soup(get, "/gaps?kind=odd&state=odd&page=-1&team=nobody"))["open"]) == 2


async def test_a_column_with_many_gaps_leads_to_all_of_them_page_by_page(get) -> None:
    held = InMemoryBoard(*(gap(f"x{number}", rank=float(number)) for number in range(130)))
    page = await soup(get, board=held)
    assert page.select_one(".column[data-column=open] > p a")["href"] == "/gaps?state=open"
    seen: list[str] = []
    path: str | None = "/gaps?state=open"
    while path:
        page = await soup(get, path, board=held)
        seen += columns(page)["open"]
        more = page.select_one("a[rel=next]")
        path = str(more["href"]) if more else None
    assert seen == [f"x{number}" for number in reversed(range(130))]


async def test_an_empty_board_says_what_will_stand_there(get) -> None:
    assert "No gaps yet." in (await soup(get, board=InMemoryBoard())).text


async def test_the_board_stands_while_nothing_is_indexed(get) -> None:
    assert columns(await soup(get, documents=DocumentPages(None)))["open"] == ["g1", "g2"]


async def test_a_gap_shows_all_that_is_known_of_it(get) -> None:
    page = await soup(get, "/gaps/g1")
    text = page.text
    for told in (
        "Nearest, on the same topic: Pricing",
        "owns the nearest page",
        "Priority is reach × weight × recency. Reach: 5 people",
        "скидка на три года?",
        "rated wrong",
        "20% off, **ask me** --> first.",
        "Why it counts",
    ):
        assert told in text
    assert page.find("a", href="/documents/d-pricing") is not None
    assert [one["value"] for one in page.select("input[name=question]")] == ["q1", "q2", "q3"]
    assert [one.text for one in page.select(".perhaps a")] == ["does <b>Rival</b> have SOC 2?"]


async def test_a_page_that_is_not_for_the_reader_is_not_named_but_said(get) -> None:
    assert "The nearest page is not for your groups." in (await soup(get, "/gaps/g3")).text


async def test_a_gap_that_was_merged_away_leads_to_the_one_that_stays(get) -> None:
    held = board()
    held.merge(HEAD, "g2", "g1")
    response = await get("/gaps/g2", board=held)
    assert str(response.url).endswith("/gaps/g1")


async def test_a_gap_that_is_not_there_is_said_in_words(get, post) -> None:
    response = await get("/gaps/nowhere")
    assert response.status == 404
    assert "This gap is gone" in await response.text()
    assert (await post("/gaps/nowhere/reopen", {})).status == 404
    assert (await post("/gaps/g1/explode", {})).status == 404


@pytest.mark.parametrize(
    ("path", "form", "expected", "said"),
    [
        ("/gaps/g2/assign", {"owner": "Dana Reyes"}, {"assigned": "Dana Reyes"}, "is with Dana Reyes now"),
        ("/gaps/g3/assign", {"owner": ""}, {"assigned": ""}, "is with nobody now"),
        ("/gaps/g1/snooze", {"span": "2026-12-01"}, {"state": "snoozed"}, "off the board until 1 Dec"),
        ("/gaps/g1/snooze", {"span": "2026-12-01", "until": "2027-01-05"}, {"state": "snoozed"}, "until 5 Jan 2027"),
        ("/gaps/g1/dismiss", {"reason": "off_topic"}, {"state_reason": "Not what the content is for"}, "is dismissed"),
        ("/gaps/g1/dismiss", {"reason": "other", "reason_words": "a joke"}, {"state_reason": "a joke"}, "a joke"),
        ("/gaps/g1/close", {"document": PRICING.path}, {"state": "closed", "closed_by": PRICING.path}, "is closed"),
        ("/gaps/g5/reopen", {}, {"state": "open"}, "is open again"),
        ("/gaps/g1/rename", {"title": " New   title "}, {"title": "New title"}, "It is called “New title” now."),
        ("/gaps/g1/kind", {"kind": "stale"}, {"kind": "stale"}, "out of date"),
    ],
)
async def test_gaps_are_worked_by_plain_forms(get, post, *, path: str, form, expected, said: str) -> None:
    held = board()
    response = await post(path, {**form, "back": "/gaps"}, board=held)
    assert response.status == 303
    gap_id = path.split("/")[2]
    assert {name: getattr(held.gaps[gap_id], name) for name in expected} == expected
    assert response.headers["Location"].endswith(f"#gap-{gap_id}")
    page = await soup(get, response.headers["Location"], board=held)
    assert said in page.select_one("[role=status]").text
    assert [(one.by, one.gap) for one in held.changes] == [(HEAD.id, gap_id)]


async def test_the_way_back_keeps_the_filter_and_leads_nowhere_else(post) -> None:
    async def leads(back: str) -> str:
        return (await post("/gaps/g5/reopen", {"back": back}, board=board())).headers["Location"]

    kept = urlsplit(await leads("/gaps?kind=missing&done=snooze&gap=g9"))
    assert (kept.path, parse_qs(kept.query)) == ("/gaps", {"kind": ["missing"], "done": ["reopen"], "gap": ["g5"]})
    for elsewhere in ("https://evil.example/gaps", "//evil.example/gaps", "/\\evil.example", "javascript:alert(1)", ""):
        assert (await leads(elsewhere)).startswith("/gaps/g5?")


async def test_merged_split_told_apart_and_taken_back(get, post) -> None:
    held = board()
    response = await post("/gaps/g1/apart", {"other": "g2"}, board=held)
    assert held.alike["g1"] == []
    response = await post("/gaps/g1/split", [("question", "q1"), ("question", "q3")], board=held)
    assert response.headers["Location"].startswith("/gaps/g1-split?")
    assert [one.question_id for one in held.questions["g1-split"]] == ["q1", "q3"]
    response = await post("/gaps/g1/merge", {"other": "g2"}, board=held)
    assert held.gaps["g2"].merged_into == "g1"
    assert "Both are one gap now" in (await soup(get, response.headers["Location"], board=held)).text
    response = await post("/gaps/g5/reopen", {}, board=held)
    response = await post("/gaps/g5/undo", {}, board=held)
    assert held.gaps["g5"].state == "dismissed"
    assert "Taken back" in (await soup(get, response.headers["Location"], board=held)).text


@pytest.mark.parametrize(
    ("path", "form", "said"),
    [
        ("/gaps/g1/dismiss", {"reason": "other"}, "Say why it is no gap."),
        ("/gaps/g1/snooze", {"until": "2026-11-24"}, "Choose a day after today."),
        ("/gaps/g1/snooze", {"until": "soon"}, "Choose a day after today."),
        ("/gaps/g1/close", {}, "Say which document answers it."),
        ("/gaps/g1/split", {}, "Choose some of the questions"),
        ("/gaps/g2/split", {"question": "q4"}, "Choose some of the questions"),
        ("/gaps/g1/merge", {}, "Choose the other gap."),
        ("/gaps/g1/undo", {}, "There is nothing to take back."),
        ("/gaps/g1/kind", {"kind": "odd"}, "Something went wrong"),
    ],
)
async def test_what_cannot_be_done_is_said_on_the_gaps_page(post, path: str, form, said: str) -> None:
    held = board()
    response = await post(path, form, board=held)
    assert response.status == 400
    page = BeautifulSoup(await response.text(), "html.parser")
    assert said in page.select_one("[role=alert]").text
    assert not held.changes


async def test_a_form_from_elsewhere_changes_nothing(post) -> None:
    held = board()
    response = await post("/gaps/g1/dismiss", {"reason": "one_off"}, token="forged", board=held)
    assert response.status == 403
    assert not held.changes


async def test_a_database_that_is_down_is_said_and_nothing_is_lost(get, post) -> None:
    held = board()
    held.is_down = True
    for response in (await get("/gaps", board=held), await get("/gaps/g1", board=held)):
        assert response.status == 503
    assert (await post("/gaps/g1/reopen", {}, board=held)).status == 503


async def test_owners_work_on_what_is_theirs(post) -> None:
    held = board()
    assert (await post("/gaps/g1/snooze", {"span": "2026-12-01"}, OWNER, board=held)).status == 303
    assert held.gaps["g1"].state == "snoozed"


async def test_the_gaps_as_a_file_run_nothing(get) -> None:
    held = board()
    held.rename(HEAD, "g2", "=HYPERLINK(0)")
    response = await get("/gaps.csv", board=held)
    rows = list(csv.DictReader(io.StringIO((await response.text()).removeprefix("\ufeff"))))
    assert [row["title"] for row in rows][1] == "'=HYPERLINK(0)"
    assert {row["state"] for row in rows} == {"open", "snoozed", "dismissed", "closed"}
    assert rows[2]["title"] == LONG
    assert [row["nearest page"] for row in rows[:3]] == [PRICING.path, "battlecards/rival.md", ""]


async def test_a_draft_starts_the_missing_page(get) -> None:
    held = board()
    held.drafts["g1"] *= 2
    held.questions["g1"] += [gap_question(f"x{n}", text="Discount  --> for three YEARS?") for n in range(2)]
    response = await get("/gaps/g1/draft.md", board=held)
    assert response.content_type == "text/markdown"
    assert response.headers["Content-Disposition"] == 'attachment; filename="gap-g1.md"'
    text = await response.text()
    front = text.split("---\n")[1]
    assert front.startswith('title: "what discount on a three-year deal"\nowner: "Dana Reyes"\n')
    assert front.endswith("nothing is answered from it.\ndraft: true\n")
    assert "reviewed" not in front
    assert text.count("<!-- Dana Reyes, 24 Nov -->\n\n20% off, **ask me** --> first.") == 1
    asked = text[text.index("<!-- What people asked:") :]
    assert "- скидка на три года?" in asked
    assert "- Discount —> for three YEARS? × 2" in asked
    assert asked.endswith("\n-->\n")
    assert asked.count("-->") == 1


async def test_each_wording_stands_there_once_with_how_often(get) -> None:
    held = board()
    held.questions["g1"] += [
        gap_question("q8", text="Discount for three years", surface="teams", signals=("wrong",)),
        gap_question("q9", text="discount for  THREE years?", asked_at=NOW),
    ]
    page = await soup(get, "/gaps/g1", board=held)
    assert [one["value"] for one in page.select("input[name=question]")] == ["q2", "q3", "q9"]
    last = page.select(".questions li")[-1]
    for told in ("× 3", "Slack", "Teams", "no answer", "rated wrong", "24 Nov 2026, 09:30 UTC"):
        assert told in last.text


async def test_the_history_says_what_was_done_to_whom_and_by_whom_at_what_time(get) -> None:
    held = board()
    done = {
        "assigned": {"after": {"assigned": "Sam Okoro"}},
        "renamed": {"after": {"title": "Three years"}},
        "dismissed": {"after": {"state_reason": "Не то, для чего материалы"}},
        "closed": {"document": PRICING.path},
        "merged": {"from": "g2", "questions": ["q9"]},
        "unmerged": {"into": "g2", "questions": ["q9"]},
        "split": {"into": "gone"},
    }
    held.changes = [GapChange("g1", NOW, HEAD.id, verb, detail) for verb, detail in done.items()]
    held.changes += [GapChange("g1", NOW, "", "closed", {"document": SECRET.path})]
    lines = [one.text for one in (await soup(get, "/gaps/g1", board=held)).select(".history li")]
    assert f"24 Nov, 10:30 · assigned: Sam Okoro — {HEAD.id}" in lines
    assert f"24 Nov, 10:30 · closed: Pricing — {HEAD.id}" in lines
    assert "24 Nov, 10:30 · closed — Cornerman" in lines
    assert any("renamed: Three years" in one for one in lines)
    assert f"24 Nov, 10:30 · merged: does <b>Rival</b> have SOC 2? — {HEAD.id}" in lines
    assert f"24 Nov, 10:30 · merge taken back: does <b>Rival</b> have SOC 2? — {HEAD.id}" in lines
    assert f"24 Nov, 10:30 · split — {HEAD.id}" in lines


async def test_a_reason_that_was_chosen_is_told_in_the_readers_language(get) -> None:
    page = await (await get("/gaps/g5", language="ru")).text()
    assert gap_words("ru").dismiss_reasons["off_topic"] in page
    assert "Not what the content is for" not in page


async def test_undo_is_offered_only_where_it_can_do_something(get) -> None:
    held = board()
    held.changes = [GapChange("g1", NOW, HEAD.id, "assigned")]
    assert not (await soup(get, "/gaps/g1", board=held)).select("form[action='/gaps/g1/undo']")
    held.undoable = True
    assert (await soup(get, "/gaps/g1", board=held)).select("form[action='/gaps/g1/undo']")


@pytest.mark.parametrize(("platforms", "said"), [(None, True), (("slack",), True), ((), False)])
async def test_assigning_says_that_the_owner_is_told_where_that_is_so(get, platforms, *, said: bool) -> None:
    page = await soup(get, "/gaps/g1", platforms=platforms)
    assert ("They are told, with the questions" in page.text) is said
    assert "Those whose questions it answers are told" in page.text


async def test_a_competitor_is_listed_by_its_first_name_and_found_by_any(get) -> None:
    rival = replace(RIVAL, competitors=("Rival", "Rival Inc", "RVL"))
    held = Recording()
    page = await soup(get, "/gaps?competitor=Rival", board=held, documents=DocumentPages(((rival, "# Rival"),)))
    assert [one.text for one in page.select("select[name=competitor] option")] == ["Any", "Rival"]
    assert {one.competitor for one in held.wanted} == {"Rival", "Rival Inc", "RVL"}


async def test_a_page_that_the_board_does_not_take_is_said_in_words(post) -> None:
    held = board()
    held.unseen = {"no/such.md"}
    response = await post("/gaps/g1/close", {"document": "no/such.md"}, board=held)
    assert (response.status, gap_words("en").no_such_document in await response.text()) == (400, True)
    assert held.gaps["g1"].state == "open"
