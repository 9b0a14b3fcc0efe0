"""Where owners look after the pages of a library: the real desk and store."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from fakes import FixedClock
from library import Library
from sqlalchemy import Engine

from bot.reindexing.rights import SourceRights
from bot.stores.upkeep import SqlUpkeep
from bot.upkeep.desk import UpkeepDesk, WrittenBack
from bot.upkeep.rights import UpkeepRights
from content_index.model import Document


def upkeep_desk(
    engine: Engine,
    library: Library,
    clock: FixedClock,
    *,
    sources: Mapping[str, Sequence[str]] | None = None,
    hindered: Callable[[], str] = lambda: "",
) -> UpkeepDesk:
    """`sources` by their owners; `hindered` says why a review cannot be written into its page."""
    upkeep = SqlUpkeep(engine)

    def documents() -> Mapping[str, Document]:
        reviewed = {one.document: one.reviewed for one in upkeep.all() if one.reviewed}
        found = [page.document for page in library.pages]
        return {one.id: replace(one, reviewed=reviewed.get(one.id, one.reviewed)) for one in found}

    return UpkeepDesk(
        upkeep=upkeep,
        documents=documents,
        rights=UpkeepRights(SourceRights(sources or {"playbooks": ()})),
        clock=clock,
        write_back=lambda _document, _act: WrittenBack(hindered=hindered()),
        acted=lambda _act, _document: None,
    )
