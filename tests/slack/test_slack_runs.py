"""`/reindex`, `/rollback`, the message of a run and its buttons, through the door."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest
from around import DownStore, actions_of, eventually, home, shown
from fake_slack import ADMIN, GUEST, OWNER, REP, SALES, FakeSlack
from slack_runs import WORSE, Reindexes, direct, shown_run, whispered_to
from sqlalchemy import Engine

from bot.deliveries.trouble import UndeliveredError
from bot.reindexing.desk import ReindexDesk
from bot.reindexing.rights import SourceRights
from bot.reindexing.telling import told
from bot.slack.door import SlackDoor

COMPANY = {"roles": {"managers": [REP], "administrators": [ADMIN]}, "owners": {"Dana Reyes": [OWNER]}}


@pytest.fixture
def reindexes(database: Engine) -> Reindexes:
    return Reindexes(database)


@pytest.fixture
async def door(make_door: Callable[..., SlackDoor], reindexes: Reindexes) -> AsyncIterator[SlackDoor]:
    door = make_door(reindexes=reindexes.desk, run_messages=reindexes.messages, **COMPANY)
    await door.start_socket_mode()
    reindexes.follow(door)
    yield door
    reindexes.building.may_go_on.set()
    await reindexes.follower.stop()


async def pressed(slack: FakeSlack, user: str, action: str) -> None:
    """Press a button below the newest message in the owner's chat."""
    assert (await slack.press(user, direct(slack, OWNER)[-1], f"cornerman.run.{action}")).ok


async def until_shown(slack: FakeSlack, words: str, user: str = OWNER) -> None:
    await slack.until(lambda: words in shown(direct(slack, user)[-1]))


async def test_an_owner_sees_how_it_goes_and_then_the_diff_in_one_message(
    slack: FakeSlack, door: SlackDoor, reindexes: Reindexes
) -> None:
    message = await shown_run(slack, OWNER, SALES)
    assert shown(message).startswith("Reindex: about to begin\nasked for by dana · only playbooks")
    work = await reindexes.half_way()
    under_way = shown(direct(slack, OWNER)[-1])
    assert "Reindexing…" in under_way
    assert "▓▓▓▓▓▓▓▓▓░░░░░░░░░░░ 45%\nEmbedding passages: 64 of 128, about 12 s left (pricing.md)" in under_way
    reindexes.building.may_go_on.set()
    await work
    await reindexes.look()
    (message,) = direct(slack, OWNER)
    words = shown(message)
    assert words.startswith("Reindexed\n")
    assert "128 passages, 3 embedded anew, in 2.5 s" in words
    assert "*1 changed*\n• `pricing.md`" in words
    assert "*20 golden questions asked, none worse*" in words
    assert message["text"] == "Reindexed · 128 passages, 3 embedded anew, in 2.5 s"
    assert actions_of(message) == []  # to go back concerns the others' sources, too


async def test_where_it_was_typed_a_link_leads_to_it_and_nobody_else_reads_that(
    slack: FakeSlack, door: SlackDoor
) -> None:
    said = shown(await whispered_to(slack, OWNER, SALES))
    channel, ts = slack.workspace.direct(OWNER).id, direct(slack, OWNER)[-1]["ts"].replace(".", "")
    assert said == f"<https://acme.slack.com/archives/{channel}/p{ts}|I show how it goes in our own chat.>"
    assert slack.answers(SALES) == []


async def test_where_the_link_is_not_to_be_had_the_sentence_stands_alone(slack: FakeSlack, door: SlackDoor) -> None:
    slack.fail("chat.getPermalink", "internal_error")
    assert shown(await whispered_to(slack, OWNER, SALES)) == "I show how it goes in our own chat."


async def test_in_the_chat_with_the_bot_there_is_nothing_but_the_message(
    slack: FakeSlack, door: SlackDoor, reindexes: Reindexes
) -> None:
    own = slack.workspace.direct(OWNER).id
    await slack.command(OWNER, own, "/reindex")
    await eventually(lambda: bool(reindexes.told()))
    await reindexes.done()
    assert [shown(one).splitlines()[0] for one in slack.answers(own, OWNER)] == ["Reindexed"]
    assert slack.whispers == []


@pytest.mark.parametrize("user", [REP, GUEST])
@pytest.mark.parametrize("command", ["/reindex", "/rollback"])
async def test_reps_managers_and_guests_are_told_for_whom_it_is(
    slack: FakeSlack, door: SlackDoor, reindexes: Reindexes, user: str, command: str
) -> None:
    slack.workspace.channels[SALES].members.append(GUEST)
    said = shown(await whispered_to(slack, user, SALES, command=command))
    assert "for the owners of a source and for administrators" in said
    assert reindexes.runs.under_way() == []


async def test_an_owner_of_one_source_does_not_reindex_another_nor_go_back(
    slack: FakeSlack, door: SlackDoor, reindexes: Reindexes
) -> None:
    said = shown(await whispered_to(slack, OWNER, SALES, "wiki"))
    assert said == "`wiki` is not yours to reindex. Yours: `playbooks`."
    assert "There is no source `moon`" in shown(await whispered_to(slack, OWNER, SALES, "moon"))
    assert "for administrators and for owners of all" in shown(
        await whispered_to(slack, OWNER, SALES, command="/rollback")
    )
    assert reindexes.runs.under_way() == []


async def test_help_and_words_that_mean_nothing_are_explained_and_ping_nobody(
    slack: FakeSlack, door: SlackDoor, reindexes: Reindexes
) -> None:
    words = shown(await whispered_to(slack, OWNER, SALES, "help"))
    assert words.startswith("`/reindex` brings the index up to date with your sources: `playbooks`.")
    assert "`/rollback` goes back to the index of before." in words
    said = shown(await whispered_to(slack, OWNER, SALES, "--x`<!channel>"))
    assert said.startswith("`--x'&lt;!channel&gt;` means nothing here.")
    assert "`/reindex --dry-run`" in shown(await whispered_to(slack, ADMIN, SALES, "now", "/rollback"))
    assert reindexes.runs.latest(1) == []


async def test_the_second_who_asks_joins_and_both_see_the_end(
    slack: FakeSlack, door: SlackDoor, reindexes: Reindexes
) -> None:
    slack.workspace.users[OWNER].name = "Dana <!channel> Reyes"
    await shown_run(slack, OWNER, SALES)
    said = shown(await whispered_to(slack, ADMIN, SALES, "playbooks"))
    assert said.startswith("Dana &lt;!channel&gt; Reyes asked for this already, and I show how it goes.")
    assert "|I show how it goes in our own chat.>" in said
    await reindexes.done()
    assert len(reindexes.building.done) == 1
    assert [shown(direct(slack, one)[-1]).splitlines()[0] for one in (OWNER, ADMIN)] == ["Reindexed"] * 2


async def test_what_the_one_under_way_does_not_do_waits(
    slack: FakeSlack, door: SlackDoor, reindexes: Reindexes
) -> None:
    await shown_run(slack, OWNER, SALES)
    work = await reindexes.half_way()
    assert "Another reindex runs." in shown(await whispered_to(slack, ADMIN, SALES, "--full"))
    said = shown(await whispered_to(slack, ADMIN, SALES, command="/rollback"))
    assert said.startswith("A reindex runs just now")
    reindexes.building.may_go_on.set()
    await work
    await reindexes.look()
    assert "everything anew" in shown(direct(slack, ADMIN)[-1])
    assert len(reindexes.building.done) == 2


async def test_a_command_that_a_proxy_sends_twice_counts_once(
    slack: FakeSlack, door: SlackDoor, reindexes: Reindexes
) -> None:
    trigger = slack.trigger(OWNER)
    for _ in range(2):
        await slack.command(OWNER, SALES, "/reindex", trigger_id=trigger)
    await whispered_to(slack, OWNER, SALES, "help")
    await slack.until(lambda: len(slack.ephemerals(SALES, OWNER)) == 2)
    assert len(direct(slack, OWNER)) == 1


async def test_it_is_cancelled_by_a_press_and_asked_for_again_in_its_place(
    slack: FakeSlack, door: SlackDoor, reindexes: Reindexes
) -> None:
    await shown_run(slack, OWNER, SALES)
    work = await reindexes.half_way()
    await pressed(slack, OWNER, "cancel")
    await until_shown(slack, "Stopping…")
    await work
    await reindexes.look()
    words = shown(direct(slack, OWNER)[-1])
    assert "The reindex was cancelled" in words
    assert "Stopped by dana. Nothing has changed." in words
    await pressed(slack, OWNER, "again")
    await until_shown(slack, "Reindex: about to begin")
    await eventually(lambda: bool(reindexes.told()))
    await reindexes.done()
    assert [shown(one).splitlines()[0] for one in direct(slack, OWNER)] == ["Reindexed"]


async def test_it_is_cancelled_by_a_word(slack: FakeSlack, door: SlackDoor, reindexes: Reindexes) -> None:
    await shown_run(slack, OWNER, SALES)
    assert "It is being stopped." in shown(await whispered_to(slack, OWNER, SALES, "cancel"))
    await reindexes.look()
    assert "The reindex was cancelled" in shown(direct(slack, OWNER)[0])
    assert "It has ended already." in shown(await whispered_to(slack, OWNER, SALES, "cancel"))


async def test_what_is_refused_is_let_in_by_a_press_that_is_confirmed(
    slack: FakeSlack, door: SlackDoor, reindexes: Reindexes
) -> None:
    reindexes.building.worse = (WORSE,)
    await shown_run(slack, OWNER, SALES)
    await reindexes.done()
    message = direct(slack, OWNER)[-1]
    words = shown(message)
    assert words.startswith("Not let in: answers would get worse")
    assert "• what discount on a two-year deal — now: pricing.md: “Up to 15%.”; then: faq.md" in words
    assert actions_of(message) == ["run.force", "run.again"]
    force = message["blocks"][-1]["elements"][0]
    assert force["confirm"]["text"]["text"].startswith("The new index will answer reps from now on")
    await pressed(slack, OWNER, "force")
    await until_shown(slack, "whatever golden questions say")
    await eventually(lambda: bool(reindexes.told()))
    await reindexes.done()
    assert [shown(one).splitlines()[0] for one in direct(slack, OWNER)] == ["Reindexed"]


async def test_an_administrator_goes_back_by_a_press_or_by_the_command(
    slack: FakeSlack, door: SlackDoor, reindexes: Reindexes
) -> None:
    await shown_run(slack, ADMIN, SALES)
    await reindexes.done()
    message = direct(slack, ADMIN)[-1]
    assert actions_of(message) == ["run.rollback"]
    assert message["blocks"][-1]["elements"][0]["confirm"]["deny"]["text"] == "No"
    assert (await slack.press(ADMIN, message, "cornerman.run.rollback")).ok
    await until_shown(slack, "Going back to the index of before…", ADMIN)
    await eventually(lambda: bool(reindexes.told()))
    await reindexes.done()
    (message,) = direct(slack, ADMIN)
    assert shown(message).startswith("The index of before serves again")
    await shown_run(slack, ADMIN, SALES, command="/rollback")
    await reindexes.done()
    assert shown(direct(slack, ADMIN)[-1]).startswith("The index of before serves again")


async def test_who_may_not_is_refused_at_the_button_and_the_run_goes_on(
    slack: FakeSlack, door: SlackDoor, reindexes: Reindexes
) -> None:
    await shown_run(slack, OWNER, SALES)
    own = slack.workspace.direct(OWNER)
    own.members += [REP, GUEST]
    for user in (REP, GUEST):
        await pressed(slack, user, "cancel")
        await slack.until(lambda user=user: slack.ephemerals(own.id, user))
        assert "Who asked for it may cancel it" in shown(slack.ephemerals(own.id, user)[-1])
    assert [one.stopped_by for one in reindexes.runs.under_way()] == [""]


async def test_what_was_reindexed_last_is_told(slack: FakeSlack, door: SlackDoor, reindexes: Reindexes) -> None:
    assert "Nobody has reindexed yet." in shown(await whispered_to(slack, ADMIN, SALES, "status"))
    await shown_run(slack, OWNER, SALES, "--dry-run")
    await reindexes.done()
    assert "Dry run: this would change" in shown(await shown_run(slack, ADMIN, SALES, "status"))


async def test_russian_words_for_those_who_speak_it(slack: FakeSlack, door: SlackDoor, reindexes: Reindexes) -> None:
    slack.workspace.users[OWNER].locale = "ru-RU"
    assert "Ход показываю в нашем с вами чате." in shown(await whispered_to(slack, OWNER, SALES))
    work = await reindexes.half_way()
    assert "45\xa0%\nОбработка фрагментов: 64 из 128" in shown(direct(slack, OWNER)[-1])
    reindexes.building.may_go_on.set()
    await work
    await reindexes.look()
    words = shown(direct(slack, OWNER)[-1])
    assert words.startswith("Переиндексация завершена")
    assert "*изменён 1*\n• `pricing.md`" in words
    assert "Источник `wiki` вам не принадлежит" in shown(await whispered_to(slack, OWNER, SALES, "wiki"))


async def test_the_database_being_down_is_a_sentence(slack: FakeSlack, make_door: Callable[..., SlackDoor]) -> None:
    rights = SourceRights({"playbooks": ["Dana Reyes"]})
    down = ReindexDesk(DownStore(), rights, Reindexes.clock, lambda: None)  # type: ignore[arg-type]
    await make_door(reindexes=down, **COMPANY).start_socket_mode()
    assert "The database does not answer now" in shown(await whispered_to(slack, OWNER, SALES))
    assert "Your sources" not in shown(await home(slack, OWNER))


async def test_who_cannot_be_written_to_is_told_where_they_typed_that_it_goes_on(
    slack: FakeSlack, door: SlackDoor, reindexes: Reindexes
) -> None:
    slack.fail("chat.postMessage", "messages_tab_disabled")
    assert shown(await whispered_to(slack, OWNER, SALES)) == ""
    assert slack.ephemerals(SALES, OWNER)[-1]["text"] == "Reindex: about to begin"
    assert len(reindexes.runs.under_way()) == 1


async def test_blocks_that_slack_refuses_leave_the_words(
    slack: FakeSlack, door: SlackDoor, reindexes: Reindexes
) -> None:
    await shown_run(slack, OWNER, SALES)
    slack.fail("chat.update", "invalid_blocks")
    await reindexes.done()
    message = direct(slack, OWNER)[-1]
    assert message["text"].startswith("Reindexed · 128 passages")
    assert "*1 changed*" in message["text"]
    assert not message.get("blocks")


async def test_while_slack_limits_it_nothing_waits_and_nothing_is_lost(
    slack: FakeSlack, door: SlackDoor, reindexes: Reindexes
) -> None:
    await shown_run(slack, OWNER, SALES)
    slack.limit("chat.update", retry_after=1)
    await reindexes.done()
    await reindexes.look()
    assert len(slack.bodies("chat.update")) == 1
    assert "about to begin" in shown(direct(slack, OWNER)[-1])
    while "about to begin" in shown(direct(slack, OWNER)[-1]):
        await reindexes.look()
    assert shown(direct(slack, OWNER)[-1]).startswith("Reindexed")


async def test_a_message_that_is_gone_is_left_alone(
    slack: FakeSlack, door: SlackDoor, reindexes: Reindexes, caplog: pytest.LogCaptureFixture
) -> None:
    await shown_run(slack, OWNER, SALES)
    slack.workspace.direct(OWNER).messages.clear()
    await reindexes.done()
    await reindexes.look()
    assert len(slack.bodies("chat.update")) == 1
    assert "message_not_found" in caplog.text


async def test_a_workspace_that_has_left_is_not_written_to(
    slack: FakeSlack, door: SlackDoor, reindexes: Reindexes
) -> None:
    await shown_run(slack, OWNER, SALES)
    run = reindexes.runs.latest(1)[0]
    message = replace(reindexes.told()[0], workspace="T0GONE001")
    with pytest.raises(UndeliveredError) as trouble:
        await door.run_poster.show(message, told(run, "en", names=True))
    assert trouble.value.for_good


async def test_owners_and_administrators_reindex_from_their_home_page(
    slack: FakeSlack, door: SlackDoor, reindexes: Reindexes
) -> None:
    words = shown(await home(slack, OWNER))
    assert "Your sources\nplaybooks\nNobody has reindexed yet." in words
    page = await home(slack, ADMIN)
    assert "playbooks, wiki" in shown(page)
    assert (await slack.press(ADMIN, page, "cornerman.run.ask")).ok
    await slack.until(lambda: "*Reindex: about to begin*\nasked for by alex" in shown(slack.home(ADMIN)))
    assert shown(direct(slack, ADMIN)[-1]).startswith("Reindex: about to begin")
    await reindexes.done()
    assert "*Reindexed*" in shown(await home(slack, OWNER))


async def test_from_a_home_page_that_is_out_of_date_the_refusal_comes_into_their_own_chat(
    slack: FakeSlack, door: SlackDoor, make_door: Callable[..., SlackDoor], reindexes: Reindexes
) -> None:
    page = await home(slack, OWNER)
    await door.stop()
    await make_door(reindexes=reindexes.desk, run_messages=reindexes.messages).start_socket_mode()
    assert (await slack.press(OWNER, page, "cornerman.run.ask")).ok
    await slack.until(lambda: direct(slack, OWNER))
    assert "for the owners of a source" in shown(direct(slack, OWNER)[-1])
    await slack.until(lambda: "Your sources" not in shown(slack.home(OWNER)))


async def test_others_see_nothing_of_it_on_their_home_page(slack: FakeSlack, door: SlackDoor) -> None:
    for user in (REP, GUEST):
        page = await home(slack, user)
        assert "Your sources" not in shown(page)
        assert "run.ask" not in actions_of(page)


async def test_a_name_with_an_ampersand_is_read_as_it_was_typed(slack: FakeSlack, door: SlackDoor) -> None:
    # Slack sends what is typed with its marks escaped.
    assert "There is no source `R&amp;D`." in shown(await whispered_to(slack, OWNER, SALES, "R&amp;D"))
