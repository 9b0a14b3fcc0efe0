"""What `cornerman doctor` looks at."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from bot import doctor
from bot.doctor import Finding
from bot.slack.manifest import AppFacts, doubt
from bot.slack.tokens import check_tokens
from bot.wiring.chat import revealed, roles_of
from bot.wiring.sign_in_checks import check_sign_in
from config.database import without_password
from config.settings import Settings
from content_index import scheme

if TYPE_CHECKING:
    from bot.teams.transport import Transport
    from bot.wiring import Cornerman


def checks(cornerman: Cornerman) -> Sequence[tuple[str, Callable[[], Finding]]]:
    """What `cornerman doctor` looks at, after the settings themselves."""
    store = cornerman.store
    shown_url = without_password(cornerman.settings.database_url.get_secret_value())
    return [
        *(
            (f"source {source.name}", partial(doctor.check_source, source, cornerman.open_source))
            for source in cornerman.sources()
        ),
        ("model", partial(doctor.check_model, _model_in_words(cornerman), cornerman.embedder)),
        *(
            (("reranker", partial(doctor.check_reranker, cornerman.reranker.name, cornerman.reranker)),)
            if cornerman.reranker
            else ()
        ),
        (
            "index",
            partial(
                doctor.check_index, lambda: cornerman.store.current().info, cornerman.embedder, scheme.word_scheme()
            ),
        ),
        (
            "confidence",
            partial(doctor.check_confidence, lambda: cornerman.own_calibration.own(store.info().embedder)),
        ),
        ("audiences", partial(doctor.check_audiences, cornerman.unknown_audiences)),
        ("database", partial(doctor.check_database, shown_url, lambda: cornerman.engine)),
        *(_checks_of_people(cornerman) if _serves_chat(cornerman.settings) else ()),
        ("sign-in", partial(check_sign_in, cornerman)),
        ("slack", partial(_check_slack, cornerman.settings)),
        ("teams", partial(_check_teams, cornerman.settings)),
    ]


def _serves_chat(settings: Settings) -> bool:
    return settings.slack.active_mode != "off" or settings.teams.active


def _checks_of_people(cornerman: Cornerman) -> Sequence[tuple[str, Callable[[], Finding]]]:
    """Of those whom the settings name by the ids of a chat platform."""
    settings = cornerman.settings
    tables = {"roles": roles_of(settings), "owners": settings.owners}
    return [
        ("people", partial(doctor.check_ids, tables)),
        ("owners", partial(doctor.check_owners, partial(_owners_named, cornerman), settings.owners)),
    ]


def _owners_named(cornerman: Cornerman) -> list[str]:
    """Whom the documents of the index name as their owners."""
    return [document.owner for document in cornerman.store.current().documents.values() if document.owner]


def _model_in_words(cornerman: Cornerman) -> str:
    embedding = cornerman.settings.embedding
    profile = embedding.profile_in_use
    return embedding.chosen.model if profile is None else f"{embedding.chosen.model} (profile {profile})"


def _check_slack(settings: Settings) -> Finding:
    slack = settings.slack
    if slack.active_mode == "off":
        return Finding("slack", "ok", "off (no tokens in the settings; docs/slack.md tells how to connect)")
    if slack.bot_token is None:
        page = f"{settings.base_url}/slack/install"
        doubted = doubt(AppFacts(base_url=settings.base_url, several=True))
        if doubted is not None:
            return Finding("slack", "warning", doubted, "Slack sends people who install the app back to base_url.")
        return Finding("slack", "ok", f"{slack.active_mode} mode; workspaces install the app at {page}")
    report = check_tokens(slack.bot_token.get_secret_value(), revealed(slack.app_token), slack.api_url)
    if report.problem is not None:
        return Finding("slack", "wrong", report.problem, "docs/slack.md tells where each token is found.")
    if report.missing:
        return Finding(
            "slack",
            "warning",
            f"tokens accepted, {slack.active_mode} mode, but the app lacks the scopes {', '.join(report.missing)}",
            "Put what `cornerman manifest slack` prints into the app's page at Slack (App Manifest); reinstall it.",
        )
    return Finding("slack", "ok", f"tokens accepted, {slack.active_mode} mode")


def _check_teams(settings: Settings) -> Finding:
    """Does Microsoft take the app's id and secret, and can Teams reach this deployment?"""
    if not settings.teams.active:
        return Finding("teams", "ok", "off (no app in the settings; docs/teams.md tells how to connect)")
    from bot.teams.graph import GraphMissingError
    from bot.teams.manifest import AppFacts as TeamsFacts
    from bot.teams.manifest import doubt as teams_doubt
    from bot.teams.transport import TransportError
    from bot.wiring.teams import graph_of, transport_of

    if settings.teams.mode == "local":
        told = "for Microsoft's local client alone: no tokens are asked for, and only this machine is listened to"
        return Finding("teams", "ok", told)
    doubted = teams_doubt(TeamsFacts(app_id=settings.teams.app_id or "", base_url=settings.base_url))
    if doubted is not None:
        return Finding("teams", "wrong", doubted, "Azure takes no other address for the bot, nor do people's browsers.")
    try:
        graph_of(settings)
        asyncio.run(_opened(transport_of(settings)))
    except (TransportError, GraphMissingError) as error:
        return Finding(
            "teams", "wrong", str(error), "docs/teams.md tells where each value is found, and what is needed."
        )
    return Finding("teams", "ok", f"signed in as {settings.teams.app_id}; Teams' tokens can be checked")


async def _opened(transport: Transport) -> None:
    try:
        await transport.open()
    finally:
        await transport.close()
