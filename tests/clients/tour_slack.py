"""A walk through everything that Cornerman does in Slack, against the local Slack, with what people saw.

    python tests/clients/tour_slack.py [--settings FILE] [--pictures FOLDER]

It starts the local Slack and `cornerman serve` with the sample content as processes of their own, does what reps, an
owner, a manager, a guest and somebody from another company would do, and prints what each of them saw. With
`--pictures` it also writes what the docs show as JSON files, for `draw_blocks.py FOLDER docs/images`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import socket
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from local_slack import LocalSlack, as_shown, local_slack, missing

ROOT = Path(__file__).parents[2]
CORNERMAN = str(Path(sys.executable).with_name("cornerman"))
SETTINGS = """
data_dir = "{data}"
[[sources]]
name = "brindleyard"
location = "{content}"
[sources.defaults]
owner = "Hannah Oyelaran"
review_every = 365
[embedding]
models_dir = "{models}"
[console]
examples = ["what discount can i give on a two year deal", "are we pci dss certified", "who approves 25% off"]
[groups]
managers = ["{owner}"]
[roles]
managers = ["{owner}"]
[owners]
"Dana Reyes" = ["{owner}"]
"*" = ["{owner}"]
[slack.channels]
reaction = "question"
"""


@dataclass
class Tour:
    """The walk: prints what was done, and what was seen after it."""

    slack: LocalSlack
    events: str
    pictures: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def did(self, step: str) -> None:
        sys.stdout.write(f"\n### {step}\n\n")

    def saw(self, who: str, message: dict[str, Any]) -> None:
        shown = "\n".join(f"> {line}" for line in (as_shown(message) + _buttons(message)).splitlines())
        sys.stdout.write(f"{who} saw:\n{shown}\n\n")

    def draw(self, name: str, *parts: dict[str, Any]) -> None:
        """A picture for the docs: messages and views, one below the other."""
        self.pictures.setdefault(name, []).extend(parts)

    async def named(self, part: str) -> str:
        """Ids in what is to be drawn as the names that Slack shows instead."""
        for person in (self.slack.rep, *self.slack.people.values()):
            name = (await self.slack.call("users.info", user=person))["user"]["real_name"]
            part = part.replace(f"<@{person}>", f"<@{person}|{name}>")
        return part.replace(f"<#{self.slack.channel}>", f"<#{self.slack.channel}|sales>")

    def note(self, text: str) -> None:
        sys.stdout.write(f"{text}\n\n")

    async def answer_after(self, channel: str, ts: str, user: str | None = None, *, many: int = 1) -> dict[str, Any]:
        """The newest of the bot's messages after `ts`, once there are `many`."""

        async def found() -> list[dict[str, Any]]:
            said = await self.slack.messages(channel, user)
            after = [one for one in said if one.get("user") == self.slack.bot_user and one["ts"] > ts]
            return after if len(after) >= many else []

        return (await self.slack.until(found))[-1]

    async def modal_of(self, user: str, holds: str) -> dict[str, Any]:
        """The dialog on top, once it holds these words."""

        async def found() -> dict[str, Any] | None:
            views = [one for one in await self.slack.views(user) if one["type"] == "modal"]
            return views[-1] if views and holds in json.dumps(views[-1], ensure_ascii=False) else None

        return dict(await self.slack.until(found))

    async def whisper_after(self, before: int) -> dict[str, Any]:
        async def found() -> list[dict[str, Any]]:
            whispers = await self.slack._whispers()
            return whispers if len(whispers) > before else []

        return dict((await self.slack.until(found))[-1])

    async def whispers(self) -> int:
        return len(await self.slack._whispers())


def _person(name: str, text: str) -> dict[str, Any]:
    """What somebody wrote, to be drawn."""
    return {"author": name, "text": text}


def _bot(message: dict[str, Any]) -> dict[str, Any]:
    """What the bot wrote, to be drawn."""
    return {"blocks": message.get("blocks") or [], "text": message.get("text") or ""}


def _buttons(message: dict[str, Any]) -> str:
    """The buttons of a message or view, in brackets."""
    elements = [
        one
        for block in message.get("blocks") or []
        for one in [*block.get("elements", []), block.get("accessory") or {}]
        if one.get("type") in {"button", "feedback_buttons"}
    ]
    halves = [
        half for one in elements for half in (one, one.get("positive_button"), one.get("negative_button")) if half
    ]
    labels = [f"[{half['text']['text']}]" for half in halves if "text" in half]
    return f"\n{' '.join(labels)}" if labels else ""


async def walk(tour: Tour) -> None:
    """Every way to ask, every button, and what goes wrong."""
    slack, rep = tour.slack, tour.slack.rep
    discount = "what discount can i give on a two year deal"

    tour.did("A mention in a channel: the answer in the thread")
    asked = await slack.say(rep, slack.channel, f"<@{slack.bot_user}> {discount}")
    first = await tour.answer_after(slack.channel, asked)
    tour.saw("Everybody in #sales", first)
    for name in ("answer", "answer-phone"):
        tour.draw(name, _person("Robin Vale", f"<@{slack.bot_user}|Cornerman> {discount}"), _bot(first))

    tour.did("A follow-up in the thread, without a new mention")
    followed = await slack.say(rep, slack.channel, "and for three years?", asked)
    tour.saw("Everybody in #sales", await tour.answer_after(slack.channel, followed))

    tour.did("The same event delivered again")
    seen = len(await slack.messages(slack.channel))
    await slack.call("chat.postMessage", channel=slack.channel, text=f"<@{slack.bot_user}> who approves 25% off?")
    await tour.answer_after(slack.channel, followed, many=2)
    await asyncio.sleep(1)
    added = len(await slack.messages(slack.channel)) - seen
    tour.note(f"A mention reaches the bot as two events; the channel has {added} new messages: question and answer.")

    tour.did("A direct message")
    direct = await slack.direct_channel(rep)
    asked = await slack.say(rep, direct, "are we pci dss certified")
    unsure = await tour.answer_after(direct, asked)
    tour.saw("The rep alone", unsure)
    tour.draw("unsure", _person("Robin Vale", "are we pci dss certified"), _bot(unsure))
    asked = await slack.say(rep, direct, "can i bring my dog to the columbus office")
    gap = await tour.answer_after(direct, asked)
    tour.saw("The rep alone", gap)
    tour.draw("gap", _person("Robin Vale", "can i bring my dog to the columbus office"), _bot(gap))

    tour.did("/ask: only the asker sees it")
    before = await tour.whispers()
    await slack.command_by(rep, slack.channel, "/ask", "prospect says quayvio is cheaper because it's bundled")
    whispered = await tour.whisper_after(before)
    tour.saw("The rep alone", whispered)

    tour.did("The assistant pane: prompts, status, title, native feedback")
    channel, thread = await slack.open_assistant(rep)

    async def offered() -> dict[str, Any] | None:
        found = [one for one in await slack.threads() if one["thread_ts"] == thread]
        return found[0] if found and found[0].get("prompts") else None

    pane = await slack.until(offered)
    tour.note("Prompts: " + json.dumps([one["message"] for one in pane["prompts"]], ensure_ascii=False))
    asked = await slack.say(rep, channel, "who approves 25% off?", thread)
    tour.saw("The rep alone", await tour.answer_after(channel, asked))

    async def titled() -> dict[str, Any] | None:
        return next((one for one in await slack.threads() if one["thread_ts"] == thread and one.get("title")), None)

    pane = await slack.until(titled)
    tour.note(f"The thread: {json.dumps({key: pane[key] for key in pane if key != 'prompts'}, ensure_ascii=False)}")

    await _unmentioned_walk(tour)
    await _buttons_walk(tour, "prospect says quayvio is cheaper because it's bundled")
    await _guests_walk(tour)
    await _settings_walk(tour)
    await _limits_and_homes_walk(tour)


async def _unmentioned_walk(tour: Tour) -> None:
    slack, rep = tour.slack, tour.slack.rep
    tour.did("The message shortcut “Find an answer” on a colleague's message")
    other = await slack.say(slack.people["other_rep"], slack.channel, "does anybody know our uptime commitment?")
    before = await tour.whispers()
    await slack.shortcut(rep, slack.channel, other, "find_answer")
    tour.saw("The rep alone", await tour.whisper_after(before))

    tour.did("The channel's reaction on that message")
    await slack.react(rep, slack.channel, other, "question")
    tour.saw("Everybody in #sales", await tour.answer_after(slack.channel, other))


async def _limits_and_homes_walk(tour: Tour) -> None:
    slack, rep = tour.slack, tour.slack.rep
    direct = await slack.direct_channel(rep)
    tour.did("A 429 from Slack: the answer waits, and comes")
    await slack.fail("chat.postMessage", "ratelimited", status=429, retry_after=1)
    asked = await slack.say(rep, direct, "what is our uptime commitment?")
    tour.saw("The rep alone", await tour.answer_after(direct, asked))
    tour.note(f"Faults left unused: {await slack.faults_left()}")

    tour.did("App Home of a rep")
    await _home_of(tour, "The rep", rep)


async def _home_of(tour: Tour, who: str, person: str) -> None:
    await tour.slack.open_home(person)

    async def published() -> dict[str, Any] | None:
        return next((one for one in await tour.slack.views(person) if one["type"] == "home"), None)

    home = await tour.slack.until(published)
    tour.saw(who, {"text": "", "blocks": home["blocks"]})
    tour.draw(f"home-{who.removeprefix('The ')}", {"view": home})


async def _buttons_walk(tour: Tour, question: str) -> None:
    slack, rep = tour.slack, tour.slack.rep
    direct = await slack.direct_channel(rep)
    asked = await slack.say(rep, direct, question)
    answer = await tour.answer_after(direct, asked)

    tour.did("Helpful")
    before = await tour.whispers()
    await slack.press(rep, direct, answer["ts"], "cornerman.helpful")
    tour.saw("The rep alone", await tour.whisper_after(before))

    tour.did("Not helpful, with a reason: the vote changes")
    await slack.press(rep, direct, answer["ts"], "cornerman.unhelpful")
    why = await tour.modal_of(rep, "cornerman.why")
    tour.draw("feedback", {"view": why})
    await slack.submit_view(rep, {"reason": "outdated", "words": "They dropped the bundle in October."})
    tour.saw("The rep, in the dialog,", await tour.modal_of(rep, "noted"))
    await slack.close_view(rep)

    tour.did("Open: the link is opened by Slack, the click is counted")
    done = await slack.press(rep, direct, answer["ts"], "cornerman.open")
    tour.note(f"The bot acknowledged with {done['status']}.")

    tour.did("More results")
    await slack.press(rep, direct, answer["ts"], "cornerman.more")
    more = await tour.modal_of(rep, "cornerman.open")
    tour.saw("The rep, in the dialog,", more)
    tour.draw("more", {"view": more | {"blocks": more["blocks"][:5]}})
    await slack.close_view(rep)

    tour.did("Share from a direct message into #sales")
    await slack.press(rep, direct, answer["ts"], "cornerman.share")
    await tour.modal_of(rep, "cornerman.share")
    before_share = answer["ts"]
    await slack.submit_view(rep, {"where": slack.channel})
    tour.saw("The rep, in the dialog,", await tour.modal_of(rep, "#"))
    shared = await tour.answer_after(slack.channel, before_share)
    tour.saw("Everybody in #sales", shared)
    tour.draw("share", _bot(shared))
    await slack.close_view(rep)

    await _owners_walk(tour, direct, answer)


async def _owners_walk(tour: Tour, direct: str, answer: dict[str, Any]) -> None:
    slack, rep, owner = tour.slack, tour.slack.rep, tour.slack.people["owner"]
    tour.did("Share into a channel with a smaller audience: the owner, a manager, shares what only managers may see")
    owners = await slack.direct_channel(owner)
    asked = await slack.say(owner, owners, "what is the floor price of yardmark core?")
    floor = await tour.answer_after(owners, asked)
    tour.saw("The owner alone", floor)
    await slack.press(owner, owners, floor["ts"], "cornerman.share")
    await tour.modal_of(owner, "cornerman.share")
    await slack.submit_view(owner, {"where": slack.channel})
    tour.saw("The owner, in the dialog,", await tour.modal_of(owner, "Not shared"))
    await slack.close_view(owner)

    tour.did("Ask the owner")
    await slack.press(rep, direct, answer["ts"], "cornerman.owner")
    await tour.modal_of(rep, "cornerman.owner")
    sent_after = floor["ts"]
    await slack.submit_view(rep, {"words": "They sent me a screenshot of the bundle, and sign this week."})
    tour.saw("The rep, in the dialog,", await tour.modal_of(rep, "Sent to"))
    await slack.close_view(rep)
    request = await tour.answer_after(owners, sent_after)
    tour.saw("The owner", request)

    tour.did("The owner replies in the thread; the reply goes back, and is kept as a draft")
    await _home_of(tour, "The owner", owner)
    reply = "The bundle's price ends with the year. Ask them for the price from January on."
    replied = await slack.say(owner, owners, reply, request["ts"])
    kept = await tour.answer_after(owners, replied)
    tour.saw("The owner", kept)
    came = await tour.answer_after(direct, replied)
    tour.saw("The rep alone", came)
    tour.draw(
        "owner",
        {"title": "The owner gets the question, and replies in its thread"} | _bot(request),
        _person("Dana Reyes", reply),
    )
    tour.draw("owner", _bot(kept), {"title": "Who asked gets the reply"} | _bot(came))


async def _guests_walk(tour: Tour) -> None:
    slack = tour.slack
    shared = slack.channels["shared_channel"]
    tour.did("A channel with people from outside: silent, though it is a question")
    quiet = await slack.say(slack.rep, shared, "what discount can we give on a two year deal?")
    await asyncio.sleep(2)
    said = [one for one in await slack.messages(shared) if one.get("user") == slack.bot_user]
    tour.note(f"The bot said {len(said)} things.")
    tour.did("Mentioned there: only what is safe for buyers")
    asked = await slack.say(slack.rep, shared, f"<@{slack.bot_user}> what discount can we give on a two year deal?")
    tour.saw("The rep alone", await tour.answer_after(shared, quiet, slack.rep))
    safe = await slack.say(slack.rep, shared, f"<@{slack.bot_user}> how much time did corvane foods save on a load?")
    tour.saw("Everybody, guests too,", await tour.answer_after(shared, max(asked, safe), slack.rep))


async def _settings_walk(tour: Tour) -> None:
    slack, owner = tour.slack, tour.slack.people["owner"]
    tour.did("/cornerman settings by a manager: #sales opts in to automatic answers")
    await slack.command_by(owner, slack.channel, "/cornerman", "settings")
    form = await tour.modal_of(owner, "listening")
    tour.draw("settings", {"view": form})
    await slack.submit_view(owner, {"listening": "questions"})
    tour.saw("The manager, in the dialog,", await tour.modal_of(owner, "Saved"))
    await slack.close_view(owner)
    asked = await slack.say(slack.people["other_rep"], slack.channel, "who approves a discount of 25%?")
    tour.saw("Everybody in #sales", await tour.answer_after(slack.channel, asked))
    talk = await slack.say(slack.people["other_rep"], slack.channel, "who is up for lunch at noon?")
    await asyncio.sleep(2)
    said = [
        one for one in await slack.messages(slack.channel) if one["ts"] > talk and one.get("user") == slack.bot_user
    ]
    tour.note(f"“who is up for lunch at noon?” was answered {len(said)} times.")
    tour.did("/cornerman settings by somebody who may not")
    await slack.command_by(slack.people["other_rep"], slack.channel, "/cornerman", "settings")
    refused = await tour.modal_of(slack.people["other_rep"], "administrators")
    tour.saw("The rep, in the dialog,", refused)


@asynccontextmanager
async def serving(slack: LocalSlack, settings: Path) -> AsyncIterator[str]:
    """`cornerman serve` as a process of its own; gives the address for events."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "CORNERMAN_SLACK__API_URL": slack.api_url,
        "CORNERMAN_SLACK__BOT_TOKEN": slack.bot_token,
        "CORNERMAN_SLACK__SIGNING_SECRET": slack.signing_secret,
        "HF_HUB_OFFLINE": "1",
        "NO_PROXY": "127.0.0.1",
    }
    process = await asyncio.create_subprocess_exec(
        CORNERMAN, "--config", str(settings), "serve", "--reindex", "--no-open", "--port", str(port), env=environment,
        stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        async with asyncio.timeout(600), aiohttp.ClientSession() as session:
            while True:
                try:
                    async with session.get(f"{address}/health"):
                        break
                except aiohttp.ClientError:
                    await asyncio.sleep(0.3)
        yield f"{address}/slack/events"
    finally:
        process.terminate()
        await process.wait()


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="where the index is kept between two walks")
    parser.add_argument("--models", type=Path, help="where the converted model is kept")
    parser.add_argument("--pictures", type=Path, help="write the messages here, as JSON for draw_blocks.py")
    options = parser.parse_args()
    if (lacking := missing()) is not None:
        raise SystemExit(lacking)
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        slack = await stack.enter_async_context(local_slack())
        data = options.data or folder / "data"
        settings = folder / "cornerman.toml"
        settings.write_text(
            SETTINGS.format(
                data=data.absolute(),
                content=ROOT / "examples" / "content",
                models=(options.models or folder / "models").absolute(),
                owner=slack.people["owner"],
            )
        )
        events = await stack.enter_async_context(serving(slack, settings))
        await slack.send_events_to(events)
        tour = Tour(slack, events)
        await walk(tour)
        if options.pictures:
            options.pictures.mkdir(parents=True, exist_ok=True)
            for name, parts in tour.pictures.items():
                drawn = await tour.named(json.dumps(parts, ensure_ascii=False))
                (options.pictures / f"slack-{name}.json").write_text(drawn, encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main())
