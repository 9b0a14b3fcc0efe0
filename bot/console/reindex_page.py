"""Reindexes in the browser: asked for, watched, cancelled, let in all the same, taken back."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from aiohttp import web

from bot.console.dashboard_frame import Frame
from bot.console.reindex_told import Row, Shown, row, settled, shown
from bot.console.reindex_words import reindex_page_words
from bot.console.routes import Routes
from bot.console.viewers import viewer_of
from bot.locales import number
from bot.reindexing.desk import Asked, BusyError, NotLatestError, NotTheirsError, ReindexDesk, UnknownSourceError
from bot.reindexing.model import Run
from bot.reindexing.telling import told
from bot.reindexing.wishes import ReindexWish
from bot.reindexing.words import ReindexWords, reindex_words
from bot.viewer import Viewer
from content_index.ports import NoIndexError

_PAGE = 20
_LONGEST = 50
"""Pages of the history that can be looked at."""
_LATELY = 200
"""Runs among which the last one of each source is looked for."""
Said = Literal["", "joined", "waits", "cancel_asked", "cancel_late"]


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source as the page lists it; `last` is the run that looked at it last."""

    name: str
    owners: str
    documents: str
    last: Row | None


@dataclass(frozen=True, slots=True)
class ReindexPage:
    """For those who may reindex anything: the desk says who. Works without scripts; with them the bar moves."""

    frame: Frame
    desk: ReindexDesk

    def add_to(self, routes: Routes) -> None:
        """Adds it to the console's pages."""
        worded, may = self.frame.in_words, self.desk.may
        routes.get("/reindex", worded(self.show), needs="rep", only=may)
        routes.get("/reindex/run.json", worded(self.progress), needs="rep", only=may)
        routes.post("/reindex", worded(self.ask), needs="rep", only=may)
        routes.post("/reindex/{verb}", worded(self.act), needs="rep", only=may)

    async def show(self, request: web.Request) -> web.Response:
        """`run`: that one on top, else the one under way, else the latest; `page`: older ones below."""
        said: Said = next((one for one in _SAID if one == request.query.get("said")), "")
        return await self._page(request, said=said)

    async def progress(self, request: web.Request) -> web.Response:
        """How far a run is, for the page's script. `key` changes with what else the page would show."""
        viewer, language = viewer_of(request), self._language(request)
        run = await asyncio.to_thread(self.desk.find, viewer, request.query.get("run", ""))
        if run is None:
            return web.json_response({"error": reindex_words(language).gone}, status=404)
        now = told(run, language, names=self.desk.reads_names(viewer, run))
        found = shown(run, self.desk, viewer, language)
        return web.json_response(
            {
                "key": found.key,
                "title": now.title,
                "status": now.status,
                "share": now.share,
                "settled": settled(run, self.frame.pages.now()),
            },
            headers={"Cache-Control": "private, no-store"},
        )

    async def ask(self, request: web.Request) -> web.Response:
        """`source` (none: all of theirs), `full`, `dry_run`, `allow_empty`, `force`."""
        form, viewer = await request.post(), viewer_of(request)
        source = form.get("source")
        wish = ReindexWish(
            sources=(source,) if isinstance(source, str) and source else (),
            full=form.get("full") == "on",
            dry_run=form.get("dry_run") == "on",
            allow_empty=form.get("allow_empty") == "on",
            force=form.get("force") == "on",
        )
        return await self._asked(request, lambda: self.desk.ask(viewer, wish))

    async def act(self, request: web.Request) -> web.Response:
        """`cancel`, `again`, `force` (of a `run`), `rollback` (from what a `run` brought, "" where none is known)."""
        form, viewer, verb = await request.post(), viewer_of(request), request.match_info["verb"]
        run_id = str(form.get("run", ""))
        if verb == "cancel":
            return await self._cancel(request, viewer, run_id)
        doing: dict[str, Callable[[], Asked]] = {
            "again": lambda: self.desk.again(viewer, run_id),
            "force": lambda: self.desk.force(viewer, run_id),
            "rollback": lambda: self.desk.rollback(viewer, run_id),
        }
        if verb not in doing:
            raise web.HTTPNotFound
        return await self._asked(request, doing[verb])

    async def _asked(self, request: web.Request, asking: Callable[[], Asked]) -> web.Response:
        words = reindex_words(self._language(request))
        try:
            asked = await asyncio.to_thread(asking)
        except NotTheirsError as error:
            return await self._page(request, trouble=_not_theirs(error, words), status=403)
        except UnknownSourceError as error:
            wrong = words.unknown_source.format(sources=", ".join(error.sources), own=", ".join(error.own))
            return await self._page(request, trouble=wrong, status=400)
        except BusyError:
            return await self._page(request, trouble=words.busy, status=409)
        except NotLatestError:
            page = reindex_page_words(words.language)
            return await self._page(request, trouble=page.another_serves, status=409)
        said: Said = "joined" if asked.joined else "waits" if asked.behind else ""
        raise web.HTTPSeeOther(_address(asked.run.id, said))

    async def _cancel(self, request: web.Request, viewer: Viewer, run_id: str) -> web.Response:
        try:
            run = await asyncio.to_thread(self.desk.cancel, viewer, run_id)
        except NotTheirsError:
            words = reindex_words(self._language(request))
            return await self._page(request, trouble=words.cancel_not_allowed, status=403)
        raise web.HTTPSeeOther(_address(run_id, "cancel_asked" if run else "cancel_late"))

    async def _page(
        self, request: web.Request, *, said: Said = "", trouble: str = "", status: int = 200
    ) -> web.Response:
        viewer, language = viewer_of(request), self._language(request)
        page_number = _number(request.query.get("page", ""))
        wanted = request.query.get("run", "") if request.method == "GET" else ""
        found = await asyncio.to_thread(self._found, viewer, wanted, page_number, language)
        words, page = reindex_words(language), reindex_page_words(language)
        top = found.top
        if wanted and top is None and not trouble:
            trouble, status = page.run_gone, 404
        values = {
            "top": top,
            "rows": found.rows,
            "number": page_number,
            "older": found.older,
            "sources": found.sources,
            "message": _message(said, top.run if top else None, words),
            "trouble": trouble,
            "serving": found.serving,
            "rw": words,
            "page": page,
            "all_theirs": self.desk.may_go_back(viewer),
            "can_go_back": found.can_go_back,
        }
        return await self.frame.page(request, "reindex.html", values, status)

    def _found(self, viewer: Viewer, wanted: str, page: int, language: str) -> _Found:
        desk = self.desk
        under_way = desk.under_way(viewer)
        latest = desk.latest(viewer, max(page * _PAGE + 1, _LATELY))
        run = desk.find(viewer, wanted) if wanted else next(iter([*under_way, *latest]), None)
        rows = [row(one, desk, viewer, language) for one in latest[(page - 1) * _PAGE : page * _PAGE]]
        return _Found(
            top=None if run is None else shown(run, desk, viewer, language),
            rows=rows,
            older=page < _LONGEST and len(latest) > page * _PAGE,
            sources=self._sources(viewer, latest, language),
            serving=desk.serving(viewer),
            can_go_back=desk.can_go_back(viewer),
        )

    def _sources(self, viewer: Viewer, latest: list[Run], language: str) -> list[SourceRow]:
        try:
            held = Counter(one.source for one in self.frame.pages.documents.listing())
        except NoIndexError:
            held = Counter()
        rows = []
        for name in self.desk.sources(viewer):
            looked = next((one for one in latest if _looks_at(one, name)), None)
            last = None if looked is None else row(looked, self.desk, viewer, language)
            owners = ", ".join(self.desk.owners(name))
            rows.append(SourceRow(name, owners, number(held[name], language), last))
        return rows

    def _language(self, request: web.Request) -> str:
        return self.frame.telling(request).language


_SAID: tuple[Said, ...] = ("joined", "waits", "cancel_asked", "cancel_late")


@dataclass(frozen=True, slots=True)
class _Found:
    """What the page shows of the database. `serving`: the run that brought what serves.

    `can_go_back`: its reader may, and there is an index of before.
    """

    top: Shown | None
    rows: list[Row]
    older: bool
    sources: list[SourceRow]
    serving: str
    can_go_back: bool


def _looks_at(run: Run, source: str) -> bool:
    """A dry run does not: what it found serves nobody."""
    if run.kind != "reindex" or run.wish.dry_run:
        return False
    return run.wish.only is None or source in run.wish.only


def _message(said: Said, run: Run | None, words: ReindexWords) -> str:
    if said == "joined" and run is not None:
        by = {"schedule": words.by_schedule, "webhook": words.by_webhook}
        return words.joined.format(name=by.get(run.by.cause, run.by.name or run.by.id))
    return {"waits": words.waits, "cancel_asked": words.cancel_asked, "cancel_late": words.cancel_late}.get(said, "")


def _not_theirs(error: NotTheirsError, words: ReindexWords) -> str:
    if error.going_back:
        return words.rollback_not_allowed
    if error.sources:
        return words.not_yours.format(sources=", ".join(error.sources), own=", ".join(error.own))
    return words.not_allowed


def _address(run_id: str, said: Said) -> str:
    query = {"run": run_id, "said": said}
    return f"/reindex?{urlencode({key: value for key, value in query.items() if value})}"


def _number(text: str) -> int:
    return min(max(1, int(text)), _LONGEST) if text.isascii() and text.isdigit() and len(text) <= len(str(_PAGE)) else 1
