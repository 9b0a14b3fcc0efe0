"""What is sent unasked of pages, over a database and the small company's content, for the tests of the platforms."""

from __future__ import annotations

from fakes import FixedClock
from library import BASE_URL, Library
from sqlalchemy import Engine

from bot.chat.backstage import Notices
from bot.reindexing.rights import SourceRights
from bot.stores.deliveries import SqlDeliveries
from bot.stores.reminders import SqlReminderFacts
from bot.stores.upkeep import SqlUpkeep
from bot.upkeep.reminding import ReminderDesk
from bot.upkeep.rights import UpkeepRights


def kept_notices(engine: Engine, clock: FixedClock, library: Library) -> Notices:
    """Nobody owns the only source but who is named in its pages."""
    upkeep, deliveries = SqlUpkeep(engine), SqlDeliveries(engine)
    reminders = ReminderDesk(
        documents=lambda: {one.document.id: one.document for one in library.pages},
        upkeep=upkeep,
        facts=SqlReminderFacts(engine),
        deliveries=deliveries,
        rights=UpkeepRights(SourceRights({"playbooks": ()})),
        clock=clock,
        console=BASE_URL,
    )
    return Notices(upkeep, deliveries, reminders)
