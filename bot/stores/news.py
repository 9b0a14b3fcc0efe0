"""What is new in the content, in the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Connection, CursorResult, Engine, delete, select, update

from bot.reach.model import KnownPage, Noticed, PageNews
from bot.stores.inserting import insert_new, insert_or_replace
from bot.stores.keeping import Keeping
from bot.stores.reach_tables import KnownPageRow, NoticedRow, PageNewsRow
from bot.stores.storable import storable_id, storable_moment, storable_name, storable_text

KEPT_FOR = timedelta(days=730)
"""What came in longer ago is new to nobody: it is let go of."""
_ONLY = 1
_PATH_LENGTH = 2_000
_PAGE = tuple(getattr(KnownPageRow, field.name) for field in fields(KnownPage))
_NEWS = tuple(getattr(PageNewsRow, field.name) for field in fields(PageNews))


class SqlNews:
    """Implements bot.reach.ports.News."""

    def __init__(self, engine: Engine, prepare: Callable[[], None] | None = None) -> None:
        self._keeping = Keeping(engine, prepare)

    def noticed(self) -> str | None:
        """The generation that was noticed last; None where none was. Raises KeepingError."""
        wanted = select(NoticedRow.generation).where(NoticedRow.id == _ONLY)
        return self._keeping.run(lambda connection: connection.scalar(wanted))

    def known(self) -> Mapping[str, KnownPage]:
        """Pages as they were noticed last, by id; those that are gone, too. Raises KeepingError."""
        rows = self._keeping.run(lambda connection: connection.execute(select(*_PAGE)).mappings().all())
        return {row["document"]: KnownPage(**row) for row in rows}

    def since(self, moment: datetime) -> Sequence[PageNews]:
        """What was noticed at that moment or later, newest first. Raises KeepingError."""
        wanted = select(*_NEWS).where(PageNewsRow.at >= storable_moment(moment))
        wanted = wanted.order_by(PageNewsRow.at.desc(), PageNewsRow.path, PageNewsRow.document)
        rows = self._keeping.run(lambda connection: connection.execute(wanted).mappings().all())
        return [PageNews(**row) for row in rows]

    def notice(self, before: str | None, generation: str, noticed: Noticed) -> bool:
        """Keep all that is noticed of a generation, in one step, and let go of news that are gone.

        False, and nothing is kept, where another was noticed than `before` meanwhile: of those who look at once, one
        comes first. Raises KeepingError.
        """
        pages = [asdict(one) | {"fingerprint": storable_name(one.fingerprint)} for one in noticed.pages]
        news = [_news_row(one) for one in noticed.news]

        def write(connection: Connection) -> bool:
            if not _is_first(connection, before, generation):
                return False
            if pages:
                keeping = insert_or_replace(connection, KnownPageRow, ("fingerprint", "words", "before"))
                connection.execute(keeping, pages)
            for one in noticed.gone:
                taken_back = (PageNewsRow.document == one.document, PageNewsRow.generation == one.generation)
                connection.execute(delete(PageNewsRow).where(*taken_back))
            if news:
                connection.execute(insert_or_replace(connection, PageNewsRow, ("path", "verb", "at", "in_bulk")), news)
                oldest = news[0]["at"] - KEPT_FOR
                connection.execute(delete(PageNewsRow).where(PageNewsRow.at < oldest))
            return True

        return self._keeping.run(write)


def _is_first(connection: Connection, before: str | None, generation: str) -> bool:
    if before is None:
        row = {"id": _ONLY, "generation": storable_name(generation)}
        return bool(connection.execute(insert_new(connection, NoticedRow), row).rowcount)
    still = (NoticedRow.id == _ONLY, NoticedRow.generation == before)
    result = connection.execute(update(NoticedRow).where(*still).values(generation=storable_name(generation)))
    return bool(cast("CursorResult[Any]", result).rowcount)


def _news_row(news: PageNews) -> dict[str, Any]:
    return asdict(news) | {
        "document": storable_id(news.document),
        "generation": storable_name(news.generation),
        "path": storable_text(news.path, _PATH_LENGTH),
        "at": storable_moment(news.at),
    }
