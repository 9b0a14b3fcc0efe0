"""Asks questions through the local Slack, and prints what a rep sees. Needs a running `cornerman serve` in HTTP mode.

    node tests/clients/slack_emulator.mjs --port 4003 --events-url http://127.0.0.1:8080/slack/events
    CORNERMAN_SLACK__API_URL=http://127.0.0.1:4003/api/ CORNERMAN_SLACK__BOT_TOKEN=xoxb-local-cornerman \
        CORNERMAN_SLACK__SIGNING_SECRET=local-signing-secret cornerman serve
    python tests/clients/ask_slack.py --slack http://127.0.0.1:4003 --way direct "what is MEDDPICC?"
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time

import aiohttp
from local_slack import LocalSlack, as_shown


async def ask(slack: LocalSlack, way: str, question: str) -> str:
    if way == "command":
        return as_shown(await slack.command(question))
    return as_shown((await (slack.mention if way == "mention" else slack.direct)(question))[-1])


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--slack", default="http://127.0.0.1:4003", help="the local Slack's address")
    parser.add_argument("--way", choices=["mention", "direct", "command"], default="mention")
    parser.add_argument("questions", nargs="*", help="without any, they are read from standard input, one a line")
    options = parser.parse_args()
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{options.slack}/launcher/facts") as response:
            slack = LocalSlack(session, **await response.json())
        for question in options.questions or filter(None, map(str.strip, sys.stdin)):
            started = time.perf_counter()
            shown = await ask(slack, options.way, question)
            sys.stdout.write(f"\n▶ {question}   ({(time.perf_counter() - started) * 1000:.0f} ms)\n{shown}\n")


if __name__ == "__main__":
    asyncio.run(main())
