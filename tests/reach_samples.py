"""What is new in a library: the real desk and stores."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fakes import FixedClock
from library import Library
from sqlalchemy import Engine

from bot.reach.desk import ReachDesk
from bot.reach.model import KnownPage, Noticed, PageNews
from bot.reindexing.rights import SourceRights
from bot.stores.launches import SqlLaunches
from bot.stores.news import SqlNews
from bot.upkeep.rights import UpkeepRights
from content_index.model import Document


def kept_reach(engine: Engine, library: Library, clock: FixedClock) -> ReachDesk:
    """Nobody owns the only source but who is named in its pages."""
    return ReachDesk(
        news=SqlNews(engine),
        launches=SqlLaunches(engine),
        documents=library,
        rights=UpkeepRights(SourceRights({"playbooks": ()})),
        clock=clock,
    )


def came(engine: Engine, at: datetime, *verbs: tuple[str, str], in_bulk: bool = False) -> None:
    """So were pages noticed: each by its path, `added` or `changed`, in a generation of its own."""
    news = SqlNews(engine)
    before = news.noticed()
    generation = f"{at:%Y%m%d%H%M%S}-{'-'.join(path for path, _ in verbs)}"
    told = tuple(
        PageNews(path.replace(".", "-"), path, verb, at, generation, in_bulk)  # type: ignore[arg-type]
        for path, verb in verbs
    )
    pages = tuple(KnownPage(one.document, generation, generation) for one in told)
    assert news.notice(before, generation, Noticed(pages, told, ()))


@dataclass
class Built:
    """Implements bot.reach.noticing.Serving: a generation of pages by path, with their words and fingerprints."""

    id: str
    pages: Mapping[str, str]
    fingerprint: str = ""

    @property
    def documents(self) -> Mapping[str, Document]:
        return {
            path: Document(path, "wiki", path, path, "policy", "en", self.fingerprint or f"{self.id} {path}")
            for path in self.pages
        }

    def texts(self, documents: Sequence[str]) -> Iterable[tuple[str, str]]:
        return [(one, self.pages[one]) for one in documents]
