"""The console's pages about questions, gaps and content, put together as the settings say."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from bot.console.dashboard import Dashboard
from bot.console.reindex_hook import ReindexHook
from bot.digests.only_digests import DigestSubscriptions
from bot.gaps.model import GapFilter
from bot.insights.mapping import Vectors
from bot.insights.question_map import QuestionMap

if TYPE_CHECKING:
    from bot.wiring import Cornerman

_SPEAKING = 12
"""Questions of a gap that say where it stands."""
_GAPS = 200
_is_a_place = re.compile(r"C(?=[A-Z]*[0-9])[A-Z0-9]{6,}|19:.*", re.DOTALL).fullmatch
"""A channel of Slack (those with a G may also be a group of people), or a channel or group chat of Teams."""


def dashboard(cornerman: Cornerman) -> Dashboard:
    """Every page there is."""
    settings, stores = cornerman.settings, cornerman.stores
    platforms = {"slack": settings.slack.active_mode != "off", "teams": settings.teams.active}
    return Dashboard(
        insights=stores.insights,
        board=cornerman.gap_parts.board,
        zone=settings.digests.zone,
        teams={name: frozenset(ids) for name, ids in settings.groups.items() if not all(map(_is_a_place, ids))},
        few=settings.digests.few,
        names=settings.privacy.names,
        map=QuestionMap(
            stores.insights, ServingVectors(cornerman), cornerman.clock, languages=cornerman.embedder.languages
        ),
        digests=cornerman.digests,
        subscriptions=DigestSubscriptions(stores.subscriptions),
        deliveries=stores.deliveries,
        feedback=stores.feedback,
        platforms=tuple(name for name, active in platforms.items() if active),
        unlogged=cornerman.unlogged_answering,
        reindexing=cornerman.reindexes.desk,
        upkeep=cornerman.upkeep_parts.desk,
        health=cornerman.health_parts.desk,
    )


def reindex_hook(cornerman: Cornerman) -> ReindexHook | None:
    """What takes a repository's word for a push; None where no secret is set."""
    secret = cornerman.settings.reindex.webhook_secret
    if secret is None:
        return None
    desk = cornerman.reindexes.desk
    return ReindexHook(desk, cornerman.stores.seen, cornerman.reindexes.rights.all, secret.get_secret_value())


class ServingVectors:
    """Implements bot.insights.question_map.MapVectors with the generation that serves."""

    def __init__(self, cornerman: Cornerman) -> None:
        self._cornerman = cornerman

    def generation(self) -> str:
        """What serves. Raises NoIndexError."""
        return self._cornerman.store.info().id

    def documents(self) -> Mapping[str, Vectors]:
        """The middle of each document's passages, by path. Raises NoIndexError."""
        generation = self._cornerman.store.current()
        return {one.path: generation.centroids[row] for row, one in enumerate(generation.documents.values())}

    def gaps(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        """What each open gap's questions ask, with its language, by the gap's id. Raises KeepingError."""
        gaps = self._cornerman.stores.gaps
        return {
            gap.id: [(one.question, one.language) for one in gaps.questions(gap.id)[:_SPEAKING]]
            for gap in gaps.listing(GapFilter(), _GAPS)
        }

    def questions(self, texts: Sequence[str]) -> Vectors:
        """A row for each question."""
        return self._cornerman.embedder.embed_questions(texts)
