"""More results: what the one who presses may see, in a dialog that nobody reads along."""

from __future__ import annotations

import pytest
from around import DISCOUNT, DownLog, asked, dialog, eventually, filled, shown, told, whispered
from fake_slack import GUEST, GUESTS, OTHER_REP, REP, SALES, STRANGER, FakeSlack, Message
from fake_workspace import PARTNER_TEAM, elements_in
from library import Library, Page
from serving import serving

from bot.slack.backstage import Backstage
from content_index.ports import NoIndexError

FLOOR_TOO = "price floor on a two-year deal discount"


@pytest.fixture
async def door(slack: FakeSlack, make_door):
    async with serving(make_door(groups={"managers": [REP]})) as send:
        slack.use_http(send)
        yield


@pytest.mark.usefixtures("door")
async def test_each_sees_more_of_what_they_themselves_may_see(slack: FakeSlack) -> None:
    answer = await asked(slack, text=FLOOR_TOO)
    assert "60%" not in shown(answer)
    mine, theirs = [shown(await dialog(slack, user, answer, "more")) for user in (REP, OTHER_REP)]
    assert f"“{FLOOR_TOO}”" in mine
    assert "*Price floor › Overview*" in mine
    assert "*Pricing policy › Overview*" in mine
    assert "*Pricing policy › Overview*" in theirs
    assert "floor is" not in theirs.casefold()


@pytest.mark.usefixtures("door")
async def test_a_guest_sees_more_of_what_is_safe_for_buyers_alone(slack: FakeSlack, library: Library) -> None:
    library.pages.append(Page("safe.md", "Halden Tile list price: downtime and discount.", more={"buyer_safe": True}))
    answer = await asked(slack, text="Halden Tile downtime discount", channel=GUESTS)
    seen = shown(await dialog(slack, GUEST, answer, "more"))
    assert "Halden Tile case" in seen
    assert "safe.md" in seen
    assert "Pricing policy" not in seen


@pytest.mark.usefixtures("door")
async def test_who_presses_from_another_companys_workspace_is_nobody_of_ours(
    slack: FakeSlack, library: Library
) -> None:
    """Slack names their workspace, and calls nobody a stranger with whom a channel is shared."""
    library.pages.append(Page("safe.md", "Halden Tile list price: downtime and discount.", more={"buyer_safe": True}))
    slack.workspace.users[STRANGER].is_stranger = False
    answer = await asked(slack, text="Halden Tile downtime discount", channel=GUESTS)
    theirs = {"team": {"id": PARTNER_TEAM, "domain": "globex"}}
    seen = shown(await dialog(slack, STRANGER, answer, "more", **theirs))
    assert "Halden Tile case" in seen
    assert "Pricing policy" not in seen


@pytest.mark.usefixtures("door")
async def test_what_is_not_for_customers_is_marked(slack: FakeSlack, library: Library) -> None:
    library.pages.append(Page("inner.md", "The two-year deal discount: never below 60%.", internal=True))
    assert "🔒 Internal: not for customers\nThe two-year" in shown(await dialog(slack, REP, await asked(slack), "more"))


@pytest.mark.usefixtures("door")
async def test_a_shared_answer_gives_more_as_well(slack: FakeSlack) -> None:
    await told(slack, REP, await whispered(slack), "share")
    shared = slack.answers(SALES)[-1]
    assert "Pricing policy" in shown(await dialog(slack, OTHER_REP, shared, "more"))


@pytest.mark.usefixtures("door")
async def test_where_the_content_has_changed_nothing_more_is_said_so(slack: FakeSlack, library: Library) -> None:
    answer = await asked(slack)
    library.pages.clear()
    assert "There is nothing more that you may see." in shown(await dialog(slack, REP, answer, "more"))


@pytest.mark.usefixtures("door")
async def test_the_dialog_speaks_the_language_of_the_person(slack: FakeSlack) -> None:
    slack.workspace.users[REP].locale = "ru-RU"
    seen = shown(await dialog(slack, REP, await asked(slack), "more"))
    assert seen.splitlines()[0] == f"«{DISCOUNT}»"
    assert "Открыть" in seen
    assert "Open" not in seen


async def test_a_question_that_still_waits_to_be_logged_has_more(slack: FakeSlack, make_door, backstage) -> None:
    kept: dict[str, object] = {}

    class Waiting:
        """The log with a question in its queue; `find` looks there, too."""

        def record(self, question) -> None:
            kept[question.id] = question

        def find(self, question_id):
            return kept.get(question_id)

        def __getattr__(self, name: str):
            return getattr(backstage.log, name)

    backstage.answering._log = Waiting()
    async with serving(make_door(log=Waiting())) as send:
        slack.use_http(send)
        assert "Pricing policy" in shown(await dialog(slack, REP, await asked(slack), "more"))


@pytest.mark.usefixtures("door")
@pytest.mark.parametrize("press", ["more", "owner"])
async def test_a_question_that_the_log_no_longer_knows_is_told(slack: FakeSlack, press: str) -> None:
    answer = await asked(slack)
    _rename(answer, "q-of-last-year")
    assert "I no longer know this answer" in shown(await dialog(slack, REP, answer, press))
    assert "I no longer know this answer" in await told(slack, REP, answer, "share")


def _rename(answer: Message, question_id: str) -> None:
    for block in answer["blocks"]:
        for element in block.get("elements") or ():
            if element["type"] == "button":
                element["value"] = question_id


@pytest.mark.parametrize("press", ["more", "owner"])
async def test_while_the_log_cannot_be_read_the_dialog_says_so(slack: FakeSlack, make_door, press: str) -> None:
    async with serving(make_door(log=DownLog())) as send:
        slack.use_http(send)
        answer = await asked(slack)
        assert "I cannot reach my notes" in shown(await dialog(slack, REP, answer, press))
        assert "I cannot reach my notes" in await told(slack, REP, answer, "share")


@pytest.mark.usefixtures("door")
@pytest.mark.parametrize("trouble", [NoIndexError("none"), RuntimeError("the index is on fire")])
async def test_a_search_that_breaks_is_told_in_the_dialog(
    slack: FakeSlack, library: Library, trouble: Exception
) -> None:
    answer = await asked(slack)

    def fail(_):
        raise trouble

    library.search = fail  # type: ignore[method-assign]
    assert "Something went wrong" in shown(await dialog(slack, REP, answer, "more"))
    assert "Something went wrong" in await told(slack, REP, answer, "share")


@pytest.mark.usefixtures("door")
async def test_a_dialog_that_was_closed_before_it_is_filled_bothers_nobody(
    slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await asked(slack)
    slack.fail("views.update", "not_found")
    before = len(slack.whispers)
    await slack.press(REP, answer, "cornerman.more")
    await eventually(lambda: bool(slack.bodies("views.update")))
    slack.workspace.modals[REP].clear()
    assert "Pricing policy" in shown(await dialog(slack, REP, answer, "more"))
    assert len(slack.whispers) == before
    assert [one for one in caplog.records if one.name.startswith("bot") and one.levelname != "INFO"] == []


@pytest.mark.usefixtures("door")
async def test_a_trigger_that_expired_is_told_and_logged_once(
    slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await asked(slack)
    slack.fail("views.open", "expired_trigger_id")
    assert "Something went wrong" in await told(slack, REP, answer, "more")
    assert [one.message for one in caplog.records if one.name.startswith("bot")] == [
        "Slack did not take what follows a press: expired_trigger_id"
    ]
    assert "Pricing policy" in shown(await dialog(slack, REP, answer, "more")), "a second press works"


@pytest.mark.usefixtures("door")
async def test_a_busy_slack_delays_a_dialog(slack: FakeSlack) -> None:
    answer = await asked(slack)
    slack.limit("views.open", 0)
    slack.limit("views.update", 0)
    assert "Pricing policy" in shown(await dialog(slack, REP, answer, "more"))


@pytest.mark.usefixtures("door")
async def test_the_dialog_opens_before_anything_is_looked_up(slack: FakeSlack, backstage: Backstage) -> None:
    answer = await asked(slack)
    await dialog(slack, REP, answer, "more")
    methods = [name for name, _ in slack.calls]
    assert methods.index("views.open") < methods.index("views.update")
    assert await filled(slack, REP)


@pytest.mark.usefixtures("door")
@pytest.mark.parametrize("press", ["more", "share"])
@pytest.mark.parametrize("alone", [True, False])
async def test_a_press_written_by_hand_tells_nothing_of_what_another_asked_elsewhere(
    slack: FakeSlack, press: str, alone: bool
) -> None:
    secret = "what discount for Initech, who may leave"
    there = slack.workspace.direct(OTHER_REP).id
    theirs = await (whispered(slack, OTHER_REP, SALES, secret) if alone else asked(slack, OTHER_REP, there, secret))
    buttons = [one for block in theirs["blocks"] for one in elements_in(block)]
    value = next(one["value"] for one in buttons if one.get("action_id") == "cornerman.more")
    # In the sharer's own chat the button asks where to; in a channel it posts.
    own = await (asked(slack, REP) if press == "share" and alone else asked(slack, REP, slack.workspace.direct(REP).id))
    forged = [{"type": "button", "action_id": f"cornerman.{press}", "value": value}]
    if press == "share" and alone:
        assert "no longer know this answer" in await told(slack, REP, own, press, actions=forged)
    else:
        assert "Initech" not in shown(await dialog(slack, REP, own, press, actions=forged))
    assert not any("Initech" in shown(one) for one in slack.answers(SALES))
