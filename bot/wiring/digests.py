"""Digests, put together as the settings say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.digests.composing import DigestDesk, DigestManners, DigestSources
from bot.digests.model import Subscription
from bot.document_pages import IndexedPages
from bot.groups import Groups
from bot.owners import Owners
from bot.wiring.chat import link_of

if TYPE_CHECKING:
    from bot.wiring import Cornerman


def digest_desk(cornerman: Cornerman) -> DigestDesk:
    """Tells of no document that the receiver may not see: groups as the settings list them, or as last seen."""
    settings, stores = cornerman.settings, cornerman.stores
    listed = Groups(settings.groups)

    def groups_of(subscription: Subscription) -> frozenset[str]:
        receiver = subscription.receiver
        return listed.of(receiver) | stores.people.groups_of(subscription.workspace, receiver)

    sources = DigestSources(
        insights=stores.insights,
        gaps=stores.gaps,
        documents=IndexedPages(cornerman.store, cornerman.upkeep),
        told=stores.deliveries,
        names=stores.people if settings.privacy.names else None,
        health=cornerman.health_parts.desk,
    )
    manners = DigestManners(
        base_url=settings.base_url,
        link_of=link_of(settings),
        groups_of=groups_of,
        members=settings.groups,
        few=settings.digests.few,
    )
    return DigestDesk(sources, manners, Owners(settings.owners), cornerman.clock)
