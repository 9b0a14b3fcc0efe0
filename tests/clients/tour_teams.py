"""A walk through everything that Cornerman does in Teams, in Microsoft's local client, with what people saw.

    python tests/clients/tour_teams.py [--folder FOLDER] [--pictures docs/images]

It starts the local Teams, its page in a browser, and `cornerman serve` with the sample content as processes of their
own, with tokens checked in both ways; does what a rep and owners would do; and prints what each of them saw. `--folder`
keeps the index between two walks.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

from clients.teams_at_work import at_work  # noqa: E402
from clients.teams_browser import missing, teams_page  # noqa: E402
from clients.teams_cards import cards, row, words  # noqa: E402
from clients.teams_company import CHANNEL, GROUP, PEOPLE, PERSONAL, bot  # noqa: E402
from clients.teams_desk import Desk  # noqa: E402
from clients.teams_stream import Message, until  # noqa: E402
from PIL import Image  # noqa: E402
from teams.issuer import rsa_key  # noqa: E402

from bot.teams.manifest import FIND_ANSWER_COMMAND, SEARCH_COMMAND  # noqa: E402

DISCOUNT = "what discount can i give on a two year deal"
QUAYVIO = "prospect says quayvio is cheaper because it's bundled"
UNSURE = "are we pci dss certified"
APPROVAL = "who approves 25% off"
OWNER, FINANCE = PEOPLE["owner"], PEOPLE["finance"]


@dataclass
class Tour(Desk):
    """The walk: does, prints what was seen, and draws it where there is a folder for pictures."""

    pictures: Path | None = None

    def did(self, step: str) -> None:
        sys.stdout.write(f"\n### {step}\n\n")

    def note(self, text: str) -> None:
        sys.stdout.write(f"{text}\n\n")

    def saw(self, who: str, message: Message) -> None:
        sys.stdout.write(f"{who} saw:\n{_quoted(_shown(message))}\n\n")

    async def draw(self, name: str, first: str, last: str, width: int | None = None) -> None:
        """A picture of the messages from the one with `first` to the one with `last`."""
        if self.pictures:
            how = {"width": width} if width else {}
            await self.page.strip(self.pictures / f"teams-{name}.png", first, last, **how)

    async def draw_card(self, name: str, card: dict[str, Any], said: str) -> None:
        """A picture of a card that the client does not show where it stands, drawn in the rep's own chat."""
        if not self.pictures:
            return
        await self.page.open(PERSONAL)
        attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
        activity = {"type": "message", "from": bot(self.teams.app_id), "attachments": [attachment]}
        door = f"{self.teams.url}/_connector/v3/conversations/{PERSONAL}/activities"
        async with self.teams.session.post(door, json=activity) as response:
            assert response.ok
        await self.page.shows(said)
        await self.page.strip(self.pictures / f"teams-{name}.png", said, said)


async def walk(tour: Tour) -> None:
    """Every way to ask, every button, and who is not let in."""
    await _first_steps(tour)
    await _asking(tour)
    await _owners(tour)
    await _sharing(tour)
    await _rating(tour)
    await _extension(tour)
    await _doors(tour)


async def _first_steps(tour: Tour) -> None:
    tour.did("The app is installed: the welcome")
    (welcome,) = await until(lambda: tour.teams.answers(PERSONAL))
    tour.saw("The rep", welcome)
    await tour.draw("welcome", "Ask me anything", "For example")
    for place, name in ((GROUP, "group chat"), (CHANNEL, "team")):
        await tour.page.open(place)
        (said,) = await until(lambda place=place: tour.teams.answers(place))
        tour.note(f"In the {name}, when the app is added there: {words(said).splitlines()[0]} …")
    tour.did("One of its examples is pressed")
    await tour.page.open(PERSONAL)
    tour.saw("The rep alone", await tour.answered(APPROVAL, tour.page.press(APPROVAL)))
    tour.did("home")
    tour.saw("The rep alone", await tour.teams.heard(PERSONAL, tour.page.write("home")))


async def _asking(tour: Tour) -> None:
    tour.did("A question in the personal chat, and a follow-up")
    tour.saw("The rep alone", await tour.ask(DISCOUNT))
    await tour.draw("answer", DISCOUNT, "Two years: 5%")
    tour.saw("The rep alone", await tour.ask("and if they prepay?"))
    tour.did("What is not sure, and what is not there")
    tour.saw("The rep alone", await tour.ask(UNSURE))
    await tour.draw("unsure", UNSURE, "I am not sure")
    tour.saw("The rep alone", await tour.ask("can i bring my dog to the columbus office"))
    tour.did("In Russian")
    tour.saw("The rep alone", await tour.ask("сколько ждут зерновозы на элеваторе"))
    tour.did("A mention in a channel, and a follow-up in its thread")
    first = await tour.ask(DISCOUNT, CHANNEL)
    tour.saw("Everybody in the thread", first)
    followed = await tour.ask("and three years?", CHANNEL, reply=True)
    tour.saw("Everybody in the thread", followed)
    tour.note(f"Both stand in {first['conversation']}: {first['conversation'] == followed['conversation']}.")
    if tour.pictures:
        await tour.page.picture(tour.pictures / "teams-channel.png", thread=True)
    tour.did("A mention in the group chat")
    tour.saw("Everybody in the chat", await tour.ask("does quayvio charge carriers", GROUP))
    tour.did("More results: they open inside the card")
    answer = await tour.ask(QUAYVIO)
    await tour.page.press("More results")
    opened = await tour.page.message("Keep Quayvio for freight").inner_text()
    tour.note(f"The card shows {len(opened.splitlines())} lines then, where it had {len(_shown(answer).splitlines())}.")


async def _owners(tour: Tour) -> None:
    tour.did("Two owners have the app: a question goes to one of them, with a word; they reply with the button")
    for owner in (OWNER, FINANCE):
        chat = await tour.teams.chat_of(owner)
        await tour.teams.heard(chat, tour.teams.send("installationUpdate", owner, chat, action="add"))
    answer = await tour.ask(APPROVAL)
    request = await tour.ask_the_owner(FINANCE, "They sign this week.")
    tour.saw(f"The owner, {FINANCE.name},", request)
    tour.saw("The rep, in the same card,", await tour.becomes(answer, "You hear from me"))
    said = "The deal desk does, within a day."
    brought = await tour.teams.heard(PERSONAL, tour.teams.press(request, "Send", by=FINANCE, words=said))
    tour.saw("The rep alone", brought)
    told = await until(lambda: [one for one in tour.teams.answers(request["conversation"]) if one["text"]])
    tour.saw(FINANCE.name, told[-1])

    tour.did("The other replies by quoting the request")
    chat = await tour.teams.chat_of(OWNER)
    await tour.ask(QUAYVIO)
    request = await tour.ask_the_owner(OWNER, "They sign this week.")
    await tour.page.shows("Sent to Dana Reyes.")
    await tour.draw("owner-asked", QUAYVIO, "Sent to Dana Reyes.")
    tour.saw(f"The owner, {OWNER.name},", request)
    quoted = f'<blockquote itemscope itemtype="http://schema.skype.com/Reply" itemid="{request["id"]}">…</blockquote>'
    html = [{"contentType": "text/html", "content": f"{quoted}<p>The bundle ends with the year.</p>"}]
    replies = tour.teams.send("message", OWNER, chat, text="The bundle ends with the year.", attachments=html)
    tour.saw("The rep alone", await tour.teams.heard(PERSONAL, replies))
    await tour.page.shows("The bundle ends with the year.")
    await tour.draw("owner-reply", "The bundle ends with the year.", "The bundle ends with the year.")
    await tour.draw_card("owner", cards(request)[0], "asks you, because the content names you")


async def _sharing(tour: Tour) -> None:
    tour.did("Share from the personal chat: the card asks where to")
    answer = await tour.ask(DISCOUNT)
    form = await tour.teams.changed(answer, tour.page.press("Share"))
    tour.saw("The rep, in the same card,", form)
    await tour.draw("share", DISCOUNT, "Where to")
    await tour.page.choose("Where to", "Sales › EMEA")
    shared = await tour.teams.heard(CHANNEL, tour.page.press("Share"))
    tour.saw("Everybody in EMEA", shared)
    tour.saw("The rep, in the same card,", await tour.becomes(answer, "Shared in Sales › EMEA."))
    tour.did("Share in a channel: a post of its own")
    answer = await tour.ask("does quayvio charge carriers", CHANNEL)
    shared = await tour.teams.heard(CHANNEL, tour.page.press("Share"))
    tour.saw("Everybody in EMEA", shared)
    tour.saw("Everybody in the thread, in the same card,", await tour.becomes(answer, "Shared."))


async def _rating(tour: Tour) -> None:
    tour.did("Teams' own thumbs, with words")
    answer = await tour.ask("what is our uptime commitment")
    said = await tour.page.thumb("dislike", "The number is last year's.")
    tour.note(f"The client said: {' '.join(said.split())}")
    tour.note(
        f"In the database: {tour.kept('select helpful, reason, words from votes order by voted_at desc limit 1')}"
    )
    pressed = {"data": {"actionName": "feedback", "actionValue": {"reaction": "dislike"}}}
    dialog = await tour.teams.invoke("message/fetchTask", pressed, replyToId=answer["id"])
    task = dialog["answer"]["task"]["value"]
    form = {"attachments": [task["card"]], "text": ""}
    tour.note("As Teams itself sends it (`message/fetchTask`), the thumb opens a dialog, which this client has not:")
    tour.saw(f"The rep, under “{task['title']}”,", form)
    await tour.draw_card("feedback", task["card"]["content"], "What was wrong with it?")
    given = {"reaction": "dislike", "feedback": json.dumps({"reason": "outdated", "words": "since May"})}
    submitted = {"actionName": "feedback", "actionValue": given}
    await tour.teams.invoke("message/submitAction", submitted, replyToId=answer["id"])
    tour.note(
        f"In the database: {tour.kept('select helpful, reason, words from votes order by voted_at desc limit 1')}"
    )


async def _extension(tour: Tour) -> None:
    tour.did("Search from the box where one writes; insert; send")
    await tour.page.open(PERSONAL)
    found = await tour.page.search(DISCOUNT, SEARCH_COMMAND)
    tour.note("The client lists:\n" + _quoted("\n".join(found)))
    if tour.pictures:
        await tour.page.picture(tour.pictures / "teams-search.png", found=True)
    await tour.page.insert(found[0])
    before = len(tour.teams.answers(PERSONAL))
    await tour.page.send()
    await until(lambda: any("inline-compose-card" in str(one["body"]) for one in tour.teams.exchanged(type="message")))
    tour.did("“Find an answer” on a message")
    await tour.ask("do truckers get charged to use quayvio")
    tour.note(f"The inserted card itself was answered {len(tour.teams.answers(PERSONAL)) - before - 1} times.")
    shown = await tour.page.message_action("do truckers get charged", FIND_ANSWER_COMMAND)
    sys.stdout.write(f"The rep, in the dialog, saw:\n{_quoted(shown)}\n\n")
    await tour.page.close_dialog()


async def _doors(tour: Tour) -> None:
    tour.did("An invoke that nobody knows")
    told = await tour.teams.invoke("task/unheardOf", {"page": 1})
    tour.note(f"{told['status']}, {told['answer']}")
    tour.did("Who is let in: the same message with other tokens, straight to /teams/messages")
    issuer, service, now = tour.work.issuer, tour.work.border.service_url, int(time.time())
    tokens = {
        "none": None,
        "forged (another key)": issuer.token(service, signed_with=rsa_key("nobody's")),
        "expired": issuer.token(service, nbf=now - 7200, exp=now - 3600),
        "for another app": issuer.token(service, aud="22222222-2222-4222-8222-222222222222"),
        "for another service": issuer.token("https://elsewhere.example"),
        "good": issuer.token(service),
    }
    for name, token in tokens.items():
        tour.note(f"- {name}: {await tour.work.knock(token)}")
    calls = tour.work.border.calls
    refused = sum(status == 401 for _, _, status in calls)
    tour.note(f"Cornerman's own {len(calls)} requests to Teams: {refused} without the token that it signed in with.")


def _shown(message: Message) -> str:
    buttons = " ".join(f"[{title}]" for title in row(message))
    return "\n".join(filter(None, ("\n".join(_seen(message)), buttons)))


def _seen(message: Message) -> Iterator[str]:
    """What is seen without a press: nothing of what a button opens."""
    if message["text"]:
        yield message["text"]
    for card in cards(message):
        yield words({"text": "", "attachments": [_attached({**card, "actions": []})]})


def _attached(card: dict[str, Any]) -> dict[str, Any]:
    return {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.splitlines() if line.strip())


def _smaller(pictures: Path) -> None:
    """Pages of text need few colours."""
    for one in pictures.glob("teams-*.png"):
        with Image.open(one) as picture:
            picture.convert("RGB").quantize(96, dither=Image.Dither.NONE).save(one, optimize=True)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, help="where the index is kept between two walks")
    parser.add_argument("--pictures", type=Path, help="draw what the docs show here")
    options = parser.parse_args()
    if (lacking := missing()) is not None:
        raise SystemExit(lacking)
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for kept in (folder / "data").glob("cornerman.db*"):  # only the index is kept
            kept.unlink()
        async with at_work(folder) as work, teams_page(work.teams) as page:
            await walk(Tour(work, page, options.pictures))
        if options.pictures:
            _smaller(options.pictures)


if __name__ == "__main__":
    asyncio.run(main())
