"""An owner's morning in the local Slack and the local Teams at once, with what people saw.

    python tests/clients/tour_owner.py [--folder FOLDER] [--pictures docs/images]

A simulated month comes first (`examples/thirty_days.py`; nobody asked these questions), on a copy of the sample
content with its golden questions, in which one battlecard is past its review. The rest happens now, in one `cornerman
serve`: its owner is reminded of the card, corrects it and reindexes; an edit that would spoil answers is not let in;
two pages disagree; the card is pulled and restored; reps open battlecards; a launch is announced.

On a weekend reminders rest: then all live where it still is Friday, or Monday already.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import sys
import tempfile
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

from clients.local_slack import LocalSlack, local_slack  # noqa: E402
from clients.local_slack import missing as missing_slack  # noqa: E402
from clients.teams_at_work import MODELS, ROOT, at_work  # noqa: E402
from clients.teams_browser import missing, teams_page  # noqa: E402
from clients.teams_cards import words  # noqa: E402
from clients.teams_company import PERSONAL, REP, TENANT  # noqa: E402
from clients.teams_desk import Desk  # noqa: E402
from clients.teams_stream import until  # noqa: E402
from clients.walks import Walk, chromium, free_port, with_buttons  # noqa: E402

from bot.wiring import Cornerman  # noqa: E402
from config.loading import load_settings  # noqa: E402
from examples.thirty_days import Rep, made_up_reps, simulate  # noqa: E402

SETTINGS = """
data_dir = "data"
base_url = "http://127.0.0.1:{port}"
[server]
port = {port}
[logging]
level = "WARNING"
[[sources]]
name = "brindleyard"
location = "content"
owners = ["Dana Reyes"]
[sources.defaults]
owner = "Hannah Oyelaran"
review_every = 365
[reindex]
golden_questions = "questions.jsonl"
[reviews]
remind_at = "{remind_at}"
[embedding]
models_dir = "{models}"
[groups]
managers = ["{manager}"]
[roles]
managers = ["{manager}"]
[owners]
"Dana Reyes" = ["{owner}"]
[digests]
zone = "{zone}"
"""
CARD = "battlecards/slotharbor.md"
TITLE = "Battlecard: SlotHarbor"
OVERDUE = timedelta(days=97)
DAYS = 32
"""Of so many days there are questions: what was never used in 30 is told then."""
OLD_PRICE, NEW_PRICE = "$99 a site a month", "$119 a site a month"
PRICE = "what does slotharbor pro cost"
LIMITS = "policies/discount-policy.md"
REFERRAL = "what % does a consultant get for bringing us a customer"
LAUNCHED = "Yardmark Pulse launch briefing"
ZONES = ("Europe/London", "Pacific/Midway", "Pacific/Kiritimati")
"""Of the second and third the day is another, where it is no working day in the first."""
_SATURDAY = 5
Message = dict[str, Any]


async def walk(tour: Walk) -> None:
    """A morning."""
    await _reminded(tour)
    await _corrected(tour)
    await _refused(tour)
    await _disagreeing(tour)
    await _pulled(tour)
    await _battlecards(tour)
    await _launched(tour)


async def _reminded(tour: Walk) -> None:
    owner = tour.slack.people["owner"]
    now = datetime.now(UTC)
    tour.note(f"It is {now:%A, %H:%M} UTC, and {_today(tour):%A} where the people of this walk live.")
    tour.did("A battlecard is past its review date: its owner is reminded in Slack")
    reminder = await _direct(tour, owner, "SlotHarbor", seconds=120)
    tour.saw("The owner, in their own chat with the bot,", with_buttons(reminder))
    await tour.draw("owner-reminder-slack", {"blocks": reminder["blocks"], "text": ""})


async def _corrected(tour: Walk) -> None:
    owner = tour.slack.people["owner"]
    tour.did("The owner corrects the card in its file, and reindexes from Slack")
    file = tour.folder / "content" / CARD
    text = file.read_text(encoding="utf-8")
    reviewed = next(line for line in text.splitlines() if line.startswith("reviewed:"))
    changed = text.replace(OLD_PRICE, NEW_PRICE).replace(reviewed, f"reviewed: {_today(tour)}")
    file.write_text(changed, encoding="utf-8")
    tour.note(f"In `{CARD}`: “{OLD_PRICE}” becomes “{NEW_PRICE}”, and `reviewed` is today.")
    states = await _reindexed(tour, owner)
    under_way = [one for one in states[:-1] if _share(one)] or states[:1]
    shown = under_way[len(under_way) // 2]
    for told in (states[0], under_way[0], shown, under_way[-1]):
        tour.saw("The owner", with_buttons(told))
    tour.saw("The owner, at last,", with_buttons(states[-1]))
    await tour.draw(
        "reindex-slack",
        {"title": "Under way", "blocks": shown["blocks"], "text": ""},
        {"title": "The same message at the end", "blocks": states[-1]["blocks"], "text": ""},
    )
    answer = await _asked(tour, PRICE)
    tour.saw(f"A rep who asks “{PRICE}”", with_buttons(answer))


async def _refused(tour: Walk) -> None:
    owner = tour.slack.people["owner"]
    tour.did("An edit loses the limits of the discount policy: the new index is not let in")
    file = tour.folder / "content" / LIMITS
    good = file.read_text(encoding="utf-8")
    start, end = good.index("## Who may approve what"), good.index("## What is never discounted")
    file.write_text(good[:start] + good[end:], encoding="utf-8")
    tour.note(f"From `{LIMITS}` the sections “Who may approve what” and “Multi-year” are deleted.")
    refused = (await _reindexed(tour, owner))[-1]
    tour.saw("The owner", with_buttons(refused))
    await tour.draw("reindex-refused-slack", {"blocks": refused["blocks"], "text": ""})
    still = await _asked(tour, "who approves 25% off")
    tour.saw("A rep who asks “who approves 25% off” meanwhile", with_buttons(still))
    tour.did("The edit is undone")
    file.write_text(good, encoding="utf-8")
    tour.saw("The owner", with_buttons((await _reindexed(tour, owner))[-1]))


async def _disagreeing(tour: Walk) -> None:
    tour.did("Two pages disagree")

    def looked_through() -> bool:
        serving = (tour.folder / "data" / "index").resolve()
        return any(serving.rglob("health.json"))

    await until(looked_through, 240)
    await asyncio.sleep(3)  # the server looks whether there is something new so often
    answer = await _asked(tour, REFERRAL)
    tour.saw(f"A rep who asks “{REFERRAL}”", with_buttons(answer))
    await tour.draw("conflict-slack", _question(REFERRAL), {"blocks": answer["blocks"], "text": ""})
    tour.did("The same in the console, at /content/health")
    page = await tour.browser.new_page(viewport={"width": 1280, "height": 900})
    await page.goto(f"{tour.console}/content/health?kind=conflict")
    tour.saw("A manager", await page.locator("main").inner_text())
    await page.close()
    await tour.page("/content/health", "health-console", width=1200)


async def _pulled(tour: Walk) -> None:
    slack, owner = tour.slack, tour.slack.people["owner"]
    tour.did("The card turns out wrong: its owner pulls it from Slack")
    before = await _asked(tour, PRICE)
    page = await tour.whispered(owner, "/page", TITLE)
    tour.saw("The owner alone", with_buttons(page))
    await slack.press(owner, slack.channel, page["ts"], "page_pulled")

    async def dialog() -> Message | None:
        views = [one for one in await slack.views(owner) if one["type"] == "modal"]
        return views[-1] if views and '"note"' in json.dumps(views[-1]) else None

    form = await slack.until(dialog)
    tour.saw("The owner, in a dialog,", with_buttons(form))
    await slack.submit_view(owner, {"note": "Harbor Pro is said to be $149 by now; asking their sales."})
    pulled = await _becomes(tour, page, "$149", owner)
    tour.saw("The owner alone, in place of the first,", with_buttons(pulled))
    told = await _becomes(tour, before, "taken out")
    tour.saw("The rep, in place of the earlier answer,", with_buttons(told))
    again = await _asked(tour, PRICE)
    tour.saw(f"The rep who asks “{PRICE}” again", with_buttons(again))
    tour.note(f"The price stands in it: {NEW_PRICE.partition(' ')[0] in json.dumps(again)}.")
    await tour.draw(
        "page-pulled-slack",
        {"title": "Its owner pulls it", "blocks": pulled["blocks"], "text": "", "only_you": True},
        _question(PRICE) | {"title": "The answer that a rep had before"},
        {"blocks": told["blocks"], "text": ""},
    )
    tour.did("The card is restored")
    await slack.press(owner, slack.channel, page["ts"], "page_restored")
    tour.saw("The owner alone", with_buttons(await _becomes(tour, page, "page_pulled", owner)))
    back = await _becomes(tour, before, NEW_PRICE.partition(" ")[0])
    tour.saw("The rep, where the answer stood,", with_buttons(back))


async def _battlecards(tour: Walk) -> None:
    slack = tour.slack
    tour.did("A rep on a call opens a battlecard in Slack")
    card = await tour.whispered(slack.rep, "/battlecard", "quayvio")
    tour.saw("The rep alone", with_buttons(card))
    tab = next(
        one
        for block in card["blocks"]
        for one in block.get("elements", [])
        if "Objections" in str(one.get("text")) and "card.turn" in str(one.get("action_id"))
    )
    await slack.press(slack.rep, slack.channel, card["ts"], tab["action_id"])
    turned = await _becomes(tour, card, "▸ Objections", slack.rep)
    tour.saw("The rep alone, after a press on “Objections”,", with_buttons(turned))
    await tour.draw("battlecard-slack", {"blocks": turned["blocks"], "text": "", "only_you": True})
    tour.did("And in Teams, with a topic")
    page, teams = tour.desk.page, tour.desk.teams
    await page.open(PERSONAL)
    there = await teams.heard(PERSONAL, page.write("battlecard quayvio who pays for bookings"))
    tour.saw("The rep in Teams", words(there))
    await asyncio.sleep(1)
    await tour.strip("battlecard-teams", "battlecard quayvio who pays", "Quayvio charges the carrier", width=640)


async def _launched(tour: Walk) -> None:
    slack, owner = tour.slack, tour.slack.people["owner"]
    page, teams = tour.desk.page, tour.desk.teams
    tour.did("Reps subscribe to what is new")
    tour.saw("The rep in Slack", with_buttons(await tour.whispered(slack.rep, "/whatsnew", "weekly")))
    tour.saw("The rep in Teams", words(await teams.heard(PERSONAL, page.write("whatsnew weekly"))))
    tour.did("A launch is announced")
    until_day = _today(tour) + timedelta(days=20)
    said = f"launch {LAUNCHED} until {until_day}: Pulse ships on Monday. Read the price and packaging part first."
    tour.note(f"The owner types `/whatsnew {said}`.")
    tour.saw("The owner alone", with_buttons(await tour.whispered(owner, "/whatsnew", said)))
    told = await _direct(tour, slack.rep, "Pulse ships on Monday", seconds=90)
    tour.saw("The rep in Slack, in their own chat with the bot,", with_buttons(told))

    def announced() -> list[dict[str, Any]]:
        return [one for one in teams.answers(PERSONAL) if "Pulse ships on Monday" in words(one)]

    tour.saw("The rep in Teams, in their own chat with the bot,", words((await until(announced, 90))[-1]))
    tour.did("It stands on top of what is new")
    news = await tour.whispered(slack.rep, "/whatsnew", "")
    tour.saw("The rep alone", with_buttons(news))
    await tour.draw(
        "whatsnew-slack",
        {"title": "The launch, as a rep is told of it", "blocks": told["blocks"], "text": ""},
        {"title": "/whatsnew", "blocks": news["blocks"], "text": "", "only_you": True},
    )
    again = await teams.heard(PERSONAL, page.write("whatsnew"))
    tour.saw("The rep in Teams", words(again))


# ── what is done again and again ─────────────────────────────────────────────────────────────────────────────────────


def _today(tour: Walk) -> date:
    """Where the people are."""
    return datetime.now(ZoneInfo(load_settings(tour.folder / "cornerman.toml").digests.zone)).date()


def _question(text: str) -> Message:
    return {"author": "Robin Vale", "text": f"@Cornerman {text}"}


async def _asked(tour: Walk, question: str) -> Message:
    """The answer in the channel, once it stands there for good."""
    thread = await tour.slack.mention(question)
    first = next(one for one in reversed(thread) if one["user"] == tour.slack.bot_user)

    async def whole() -> Message | None:
        now = await _now(tour, first)
        return now if len(now.get("blocks") or []) > 1 else None

    return dict(await tour.slack.until(whole, 60))


async def _now(tour: Walk, message: Mapping[str, Any], user: str | None = None) -> Message:
    said = await tour.slack.messages(message.get("channel") or tour.slack.channel, user)
    return next(one for one in said if one["ts"] == message["ts"])


async def _becomes(tour: Walk, message: Mapping[str, Any], said: str, user: str | None = None) -> Message:
    """A message, once this stands in it."""

    async def changed() -> Message | None:
        now = await _now(tour, message, user)
        return now if said in json.dumps(now, ensure_ascii=False) else None

    return dict(await tour.slack.until(changed, 60))


async def _direct(tour: Walk, person: str, said: str, *, seconds: float = 60) -> Message:
    """What the bot writes into somebody's own chat with it, with this in it."""
    direct = await tour.slack.direct_channel(person)

    async def told() -> list[Message]:
        messages = await tour.slack.messages(direct)
        return [one for one in messages if said in json.dumps(one, ensure_ascii=False) and one.get("blocks")]

    return dict((await tour.slack.until(told, seconds))[-1])


async def _reindexed(tour: Walk, owner: str) -> list[Message]:
    """The message of a reindex as it goes on: each state that was seen, the end last."""
    direct = await tour.slack.direct_channel(owner)
    before = {one["ts"] for one in await tour.slack.messages(direct)}
    await tour.slack.command_by(owner, tour.slack.channel, "/reindex", "")
    states: list[Message] = []
    async with asyncio.timeout(180):
        while not states or _goes_on(states[-1]):
            now = [one for one in await tour.slack.messages(direct) if one["ts"] not in before and one.get("blocks")]
            if now and (not states or now[-1]["blocks"] != states[-1]["blocks"]):
                states.append(now[-1])
            await asyncio.sleep(0.05)
    return states


def _goes_on(message: Mapping[str, Any]) -> bool:
    return ".run.cancel" in json.dumps(message)


def _share(message: Mapping[str, Any]) -> bool:
    """Whether it tells how far it is."""
    return "▓" in json.dumps(message, ensure_ascii=False)


# ── what it begins with ──────────────────────────────────────────────────────────────────────────────────────────────


def working_zone(now: datetime) -> str | None:
    """Where reminders are sent now; None where it is weekend everywhere."""
    return next((one for one in ZONES if now.astimezone(ZoneInfo(one)).weekday() < _SATURDAY), None)


def prepared(folder: Path, slack: LocalSlack, workspace: str, zone: str) -> str:
    """Settings for both platforms, the content indexed, a month behind it; gives the console's address."""
    for made in ("content", "data"):
        shutil.rmtree(folder / made, ignore_errors=True)
    shutil.copytree(ROOT / "examples" / "content", folder / "content")
    shutil.copy(ROOT / "examples" / "questions.jsonl", folder / "questions.jsonl")
    card = folder / "content" / CARD
    lines = card.read_text(encoding="utf-8").splitlines(keepends=True)
    stale = f"reviewed: {datetime.now(ZoneInfo(zone)).date() - OVERDUE}\n"
    card.write_text("".join(stale if one.startswith("reviewed:") else one for one in lines), encoding="utf-8")
    port = free_port()
    settings = folder / "cornerman.toml"
    text = SETTINGS.format(
        port=port,
        models=MODELS,
        manager=slack.people["other_rep"],
        owner=slack.people["owner"],
        zone=zone,
        remind_at=f"{datetime.now(ZoneInfo(zone)):%H:%M}",
    )
    settings.write_text(text, encoding="utf-8")
    if (behind := folder / "behind").is_dir():
        shutil.copytree(behind, folder / "data")
        return f"http://127.0.0.1:{port}"
    with Cornerman(load_settings(settings)) as cornerman:
        cornerman.prepare_database()
        cornerman.reindex(lambda _progress: None)
    with Cornerman(load_settings(settings)) as cornerman:
        local = [
            Rep(slack.rep, "Robin Vale", "slack", workspace, "east"),
            Rep(REP.directory_id, REP.name, "teams", TENANT, "east"),
        ]
        simulate(cornerman, days=DAYS, reps=[*local, *made_up_reps(Random(7))[:14]])
    shutil.copytree(folder / "data", behind)
    return f"http://127.0.0.1:{port}"


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, help="where the simulated month is kept between two walks, in `behind`")
    parser.add_argument("--pictures", type=Path, help="draw what the docs show here")
    options = parser.parse_args()
    if (lacking := missing() or missing_slack()) is not None:
        raise SystemExit(lacking)
    zone = working_zone(datetime.now(UTC))
    if zone is None:
        raise SystemExit("It is weekend everywhere: reminders rest")
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.folder or Path(temporary)).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        async with local_slack() as slack, chromium() as browser:
            workspace = str((await slack.call("auth.test"))["team_id"])
            for person in (slack.rep, *slack.people.values()):
                await slack.set_person(person, tz=zone)
            console = await asyncio.to_thread(prepared, folder, slack, workspace, zone)
            environment = {
                "CORNERMAN_SLACK__API_URL": slack.api_url,
                "CORNERMAN_SLACK__BOT_TOKEN": slack.bot_token,
                "CORNERMAN_SLACK__SIGNING_SECRET": slack.signing_secret,
                "NO_PROXY": "127.0.0.1",
            }
            async with (
                at_work(folder, folder / "cornerman.toml", **environment) as work,
                teams_page(work.teams) as page,
            ):
                await slack.send_events_to(f"{console}/slack/events")
                await walk(Walk(slack, Desk(work, page), browser, folder, console, options.pictures))


if __name__ == "__main__":
    asyncio.run(main())
