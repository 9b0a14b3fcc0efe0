"""A walk through the life of gaps, in the local Slack and the local Teams at once, with what people saw.

    python tests/clients/tour_gaps.py [--folder FOLDER] [--pictures docs/images]

Thirty simulated days come first (`examples/thirty_days.py`; nobody asked these questions), among the askers the people
of the local clients. The rest happens now, in one `cornerman serve`: a manager looks at the dashboard and the board, a
gap is given away in Slack and one in Teams, two pages are added to a copy of the sample content, a reindex closes what
they fill, every asker is told, and the week's digest comes to a channel.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import sys
import tempfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from sqlite3 import connect
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

from clients.local_slack import LocalSlack, as_shown, local_slack  # noqa: E402
from clients.local_slack import missing as missing_slack  # noqa: E402
from clients.teams_at_work import CORNERMAN, MODELS, ROOT, at_work  # noqa: E402
from clients.teams_browser import missing, teams_page  # noqa: E402
from clients.teams_cards import words  # noqa: E402
from clients.teams_company import PEOPLE, PERSONAL, REP, TENANT  # noqa: E402
from clients.teams_desk import Desk  # noqa: E402
from clients.teams_stream import until  # noqa: E402
from clients.walks import Walk, chromium, free_port  # noqa: E402

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
[sources.defaults]
owner = "Hannah Oyelaran"
review_every = 365
[embedding]
models_dir = "{models}"
[groups]
managers = ["{slack_manager}", "{teams_manager}"]
[roles]
managers = ["{slack_manager}", "{teams_manager}"]
[owners]
"Marek Dvorak" = ["{slack_owner}"]
"Dana Reyes" = ["{slack_owner}", "{teams_owner}"]
"""
PCI = "are we pci dss certified"
PCI_PAGE = """---
title: Payment card security (PCI DSS)
kind: faq
owner: Marek Dvorak
reviewed: {today}
review_every: 180
---

# Payment card security (PCI DSS)

## Are we PCI DSS certified?

We are not PCI DSS certified and need not be: no card number ever enters our systems, because card payments run on the
payment provider's own page. Our self-assessment (SAQ A) and the provider's attestation go out from `#ask-security`.
"""
KOREAN_PAGE = """---
title: Languages of the Gatehand kiosk
kind: faq
owner: Dana Reyes
reviewed: {today}
review_every: 180
---

# Languages of the Gatehand kiosk

## Can drivers check in in Korean?

Yes, the Gatehand kiosk speaks Korean: drivers choose Korean on the check-in screen, and eleven other languages.
"""


async def walk(tour: Walk) -> None:
    """From what is missing to who was told."""
    manager = tour.slack.people["other_rep"]
    tour.did("What thirty simulated days left: dashboard, board, map")
    counts = dict(tour.kept("select state, count(*) from gaps group by state"))
    tour.note(f"Gaps in the database: {counts}.")
    for path, name in (
        ("/dashboard", "dashboard"),
        ("/gaps", "gap-board"),
        ("/map", "question-map"),
        ("/content", "content-table"),
    ):
        await tour.page(path, name)
    await tour.page("/dashboard", "dashboard-phone", width=390, height=844)
    await _in_slack(tour, manager)
    await _in_teams(tour)
    await _filled(tour)
    await _digest(tour, manager)


async def _in_slack(tour: Walk, manager: str) -> None:
    slack = tour.slack
    tour.did("/gaps by a manager in Slack")
    listed = await tour.whispered(manager, "/gaps", "")
    tour.saw("The manager alone", as_shown(listed))
    await tour.draw("gaps-slack", {"blocks": listed["blocks"][:14], "text": ""})
    tour.did("/gaps pci, and the gap is given to its owner")
    listed = await tour.whispered(manager, "/gaps", "pci")
    action = next(
        one["action_id"]
        for block in listed["blocks"]
        for one in block.get("elements", [])
        if str(one.get("action_id", "")).endswith("gap.assign") or ".gap.assign" in str(one.get("action_id", ""))
    )
    await slack.press(manager, slack.channel, listed["ts"], action)

    async def dialog() -> dict[str, Any] | None:
        views = [one for one in await slack.views(manager) if one["type"] == "modal"]
        return views[-1] if views and "Owner, as the content" in json.dumps(views[-1]) else None

    form = await slack.until(dialog)
    await tour.draw("gap-assign-slack", {"view": form})
    await slack.submit_view(manager, {"owner": "Marek Dvorak"})
    await until(lambda: tour.kept("select 1 from gaps where title like '%pci%' and assigned = 'Marek Dvorak'"))
    owner = slack.people["owner"]
    direct = await slack.direct_channel(owner)

    async def told() -> list[dict[str, Any]]:
        return [
            one
            for one in await slack.messages(direct)
            if "pci" in json.dumps(one).casefold() and len(one.get("blocks") or []) > 1
        ]

    given = (await slack.until(told, 60))[-1]
    tour.saw("The owner, in their own chat with the bot,", as_shown(given))
    await tour.draw("gap-given-slack", {"blocks": given["blocks"], "text": ""})


async def _in_teams(tour: Walk) -> None:
    page, teams = tour.desk.page, tour.desk.teams
    tour.did("gaps in Teams, and one of them is given away there")
    await page.open(PERSONAL)
    listed = await teams.heard(PERSONAL, page.write("gaps korean"))
    tour.saw("The manager alone", words(listed))
    listed = await teams.changed(listed, page.press("Assign"))  # so many owners have no room in a list
    tour.saw("The manager, in its place,", words(listed))
    await asyncio.sleep(1)
    if not tour.pictures:
        await page.press("Assign")
        await page.choose("Owner, as the content names them", "Dana Reyes")
    else:
        await tour.strip("gaps-teams", "gaps korean", "Asked in these words")
        await asyncio.sleep(1)  # a page of another width is drawn anew, with its forms shut
        await page.press("Assign")
        await page.choose("Owner, as the content names them", "Dana Reyes")
    await page.press("Assign")
    await until(lambda: tour.kept("select 1 from gaps where title like '%korean%' and assigned = 'Dana Reyes'"))


async def _filled(tour: Walk) -> None:
    tour.did("Two pages are written, and the content is indexed again")
    today = datetime.now(UTC).date().isoformat()
    faq = tour.folder / "content" / "faq"
    (faq / "pci.md").write_text(PCI_PAGE.format(today=today), encoding="utf-8")
    (faq / "kiosk-languages.md").write_text(KOREAN_PAGE.format(today=today), encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        CORNERMAN, "--config", str(tour.folder / "cornerman.toml"), "reindex", stdout=asyncio.subprocess.PIPE
    )
    printed, _ = await process.communicate()
    tour.note(printed.decode().strip().splitlines()[-1])
    closed = "select title, closed_by, people from gaps where state = 'closed' order by title"
    await until(lambda: len(tour.kept(closed)) > 1, 90)
    await until(
        lambda: (
            not tour.kept(
                "select 1 from deliveries where kind = 'closed' and state in ('due', 'begun') and receiver in (?, ?)",
                tour.slack.rep,
                REP.directory_id,
            )
        ),
        90,
    )
    for title, document, people in tour.kept(closed):
        tour.note(f"Closed: “{title}” by {document}; {people} people had asked.")
    states = tour.kept("select surface, state, count(*) from deliveries where kind = 'closed' group by 1, 2")
    tour.note(f"Word to askers (the made-up ones are nobody on either platform): {states}")
    direct = await tour.slack.direct_channel(tour.slack.rep)
    told = [one for one in await tour.slack.messages(direct) if "pci" in json.dumps(one).casefold()]
    tour.saw("The rep in Slack, in their own chat with the bot,", as_shown(told[-1]))
    await tour.draw("gap-closed-slack", {"blocks": told[-1]["blocks"], "text": ""})
    (told_there,) = [one for one in tour.desk.teams.answers(PERSONAL) if "Gatehand kiosk speaks Korean" in words(one)][
        -1:
    ]
    tour.saw("The rep in Teams, in their own chat with the bot,", words(told_there))
    if tour.pictures:
        await tour.desk.page.open(PERSONAL)
        await tour.strip("gap-closed-teams", "Gatehand kiosk speaks Korean", "Gatehand kiosk speaks Korean")
    await tour.page("/gaps", "gap-board-closed")


async def _digest(tour: Walk, manager: str) -> None:
    tour.did("The week's digest comes to the channel")
    said = await tour.whispered(manager, "/digest", "schedule weekly mon 09:00 Europe/Berlin here")
    tour.saw("The manager alone", as_shown(said))
    now = datetime.now(UTC)
    due = now - timedelta(minutes=2)
    with closing(connect(tour.folder / "data" / "cornerman.db")) as database, database:
        database.execute(
            "update subscriptions set zone = 'UTC', at = ?, weekday = ?, created_at = ?",
            (f"{due:%H:%M}", due.weekday(), f"{now - timedelta(days=6):%Y-%m-%d %H:%M:%S.%f}"),
        )

    async def digest() -> list[dict[str, Any]]:
        said = await tour.slack.messages(tour.slack.channel)
        return [one for one in said if one.get("user") == tour.slack.bot_user and len(one.get("blocks") or []) > 4]

    message = (await tour.slack.until(digest, 120))[-1]
    tour.saw("Everybody in the channel", as_shown(message))
    blocks = [_shown(block, tour) for block in message["blocks"]]
    await tour.draw("digest-slack", {"blocks": blocks, "text": ""})
    await tour.draw("digest-slack-phone", {"blocks": blocks, "text": ""}, width=420)
    await tour.page("/digest", "digest-console")
    there = await tour.desk.teams.heard(PERSONAL, tour.desk.page.write("digest now"))
    tour.saw("The manager in Teams", words(there))
    if tour.pictures:
        await asyncio.sleep(3)
        first = words(tour.desk.now(there["id"]) or there).splitlines()[0]
        await tour.strip("digest-teams", first, first, width=1280)


def _shown(block: dict[str, Any], tour: Walk) -> dict[str, Any]:
    """The chart, which lies in the local Slack as a file, drawn from the console's own copy of it."""
    if block.get("type") != "image" or "slack_file" not in block:
        return block
    import base64
    from urllib.request import urlopen

    with urlopen(f"{tour.console}/digest.png") as answer:
        address = "data:image/png;base64," + base64.b64encode(answer.read()).decode()
    return {key: value for key, value in block.items() if key != "slack_file"} | {"image_url": address}


def prepared(folder: Path, slack: LocalSlack, workspace: str) -> str:
    """Settings for both platforms, the content indexed, thirty days behind it; gives the console's address."""
    shutil.rmtree(folder / "content", ignore_errors=True)
    shutil.copytree(ROOT / "examples" / "content", folder / "content")
    for kept in (folder / "data").glob("cornerman.db*"):
        kept.unlink()
    port = free_port()
    ids = {
        "slack_manager": slack.people["other_rep"],
        "slack_owner": slack.people["owner"],
        "teams_manager": REP.directory_id,
        "teams_owner": PEOPLE["owner"].directory_id,
    }
    settings = folder / "cornerman.toml"
    settings.write_text(SETTINGS.format(port=port, models=MODELS, **ids), encoding="utf-8")
    with Cornerman(load_settings(settings)) as cornerman:
        cornerman.prepare_database()
        cornerman.reindex(lambda _progress: None)
    with Cornerman(load_settings(settings)) as cornerman:
        local = [
            Rep(slack.rep, "Robin Vale", "slack", workspace, "east"),
            Rep(REP.directory_id, REP.name, "teams", TENANT, "east"),
        ]
        simulate(cornerman, reps=[*local, *local, *made_up_reps(Random(7))[:14]])
    return f"http://127.0.0.1:{port}"


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, help="where the index is kept between two walks")
    parser.add_argument("--pictures", type=Path, help="draw what the docs show here")
    options = parser.parse_args()
    if (lacking := missing() or missing_slack()) is not None:
        raise SystemExit(lacking)
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.folder or Path(temporary)).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        async with local_slack() as slack, chromium() as browser:
            workspace = str((await slack.call("auth.test"))["team_id"])
            console = await asyncio.to_thread(prepared, folder, slack, workspace)
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
