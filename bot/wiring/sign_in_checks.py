"""What `cornerman doctor` finds out about signing in to the console."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.console.sign_in_openid import Client, OpenId, ProviderError
from bot.doctor import Finding
from bot.ports import KeepingError
from bot.wiring.sign_in import microsoft_client, reached_from_here_alone, slack_client
from config.settings import Settings

if TYPE_CHECKING:
    from bot.wiring import Cornerman

_CHECK = "sign-in"
_DOCS = "docs/sign-in.md tells how, step by step."


def check_sign_in(cornerman: Cornerman) -> Finding:
    """Can people sign in to the console, and if not, who reaches it?"""
    settings = cornerman.settings
    if not settings.sign_in.active:
        return _without(settings)
    clients = _clients(settings)
    for client in clients:
        try:
            asyncio.run(OpenId(client).begin())
        except ProviderError as error:
            return Finding(_CHECK, "wrong", str(error), f"Look at [sign_in] and at the network; {_DOCS}")
    ways = [f"{client.issuer}, back to {client.redirect_uri}" for client in clients]
    if settings.sign_in.passwords:
        ways.append("passwords")
        try:
            if not cornerman.stores.accounts.listing() and not clients:
                return Finding(
                    _CHECK, "warning", "by passwords, but there is no account", "`cornerman account add NAME`"
                )
        except KeepingError as error:
            return Finding(_CHECK, "wrong", f"accounts cannot be read: {error}", "Mend the database first.")
    return Finding(_CHECK, "ok", f"by {'; '.join(ways)}")


def _without(settings: Settings) -> Finding:
    if reached_from_here_alone(settings):
        return Finding(_CHECK, "ok", "none is set up: only this machine reaches the console, and sees all of its pages")
    return Finding(
        _CHECK,
        "warning",
        f"none is set up, and others reach the console at {settings.base_url}: they ask, and read what is for "
        "everybody; log, gaps, figures, digests and exports are shown to nobody",
        f"Set up [sign_in] in the settings; {_DOCS}",
    )


def _clients(settings: Settings) -> Sequence[Client]:
    slack = (slack_client(settings),) if settings.sign_in.slack.active else ()
    microsoft = (microsoft_client(settings),) if settings.sign_in.microsoft.active else ()
    return (*slack, *microsoft)
