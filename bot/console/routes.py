"""The console's pages, each with who may see it: a page that does not say so cannot be added."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.console.csrf import check_form
from bot.console.pages import Pages
from bot.console.viewers import EVERYBODY, Need, Visit, let_in, may, visit_of
from bot.viewer import Viewer

_FILES = (".csv", ".json", ".md", ".png", ".svg")


class Routes:
    """Adds pages to the console.

    A handler runs only for those who may; it asks `viewers.viewer_of(request)` who they are. Others are sent to the
    sign-in, or told why not: with a page, or in JSON (`error`) for what programs read: files (by their ending), what
    `data` says is one, and requests that bring their token by header. What is posted must bring the token of `csrf`.
    """

    def __init__(self, router: web.UrlDispatcher, pages: Pages) -> None:
        self._router = router
        self._pages = pages
        self._needs: dict[tuple[str, str], Need] = {}
        self._only: dict[str, Callable[[Viewer], bool]] = {}

    @property
    def needs(self) -> Mapping[tuple[str, str], Need]:
        """What each (method, path) needs."""
        return self._needs

    @property
    def only(self) -> Mapping[str, Callable[[Viewer], bool]]:
        """Who else must be asked whether somebody may see a path, beside what it needs."""
        return self._only

    def get(
        self,
        path: str,
        handler: Handler,
        *,
        needs: Need,
        data: bool = False,
        only: Callable[[Viewer], bool] | None = None,
    ) -> None:
        """A page that only shows. `only`: of those who may by their role, those for whom this is true."""
        self._needs["GET", path] = needs
        if only is not None:
            self._only[path] = only
        self._router.add_get(path, self._guarded(handler, needs, data=data or path.endswith(_FILES), only=only))

    def post(
        self,
        path: str,
        handler: Handler,
        *,
        needs: Need,
        data: bool = False,
        only: Callable[[Viewer], bool] | None = None,
    ) -> None:
        """Something that changes. `only` as of pages."""
        self._needs["POST", path] = needs
        self._router.add_post(path, self._guarded(handler, needs, data=data, only=only))

    def hook(self, path: str, handler: Handler) -> None:
        """What programs elsewhere post to, and prove by themselves that they may: the handler checks that."""
        self._needs["POST", path] = "nothing"
        self._router.add_post(path, handler)

    def _guarded(
        self, handler: Handler, needs: Need, *, data: bool, only: Callable[[Viewer], bool] | None = None
    ) -> Handler:
        async def guarded(request: web.Request) -> web.StreamResponse:
            visit = await visit_of(request, self._pages.visitors)
            viewer = _admitted(visit, needs)
            if viewer is None or (only is not None and not only(viewer)):
                return await self._pages.refused(request, visit, data=data)
            let_in(request, viewer)
            if request.method == "POST":
                await check_form(request, visit, self._pages.origin)
            return await handler(request)

        return guarded


def _admitted(visit: Visit, needs: Need) -> Viewer | None:
    """Who the page is shown to; None where it is not."""
    if needs == "nothing":
        return visit.viewer or EVERYBODY
    if visit.viewer is not None:
        return visit.viewer if may(visit.viewer, needs) else None
    return EVERYBODY if needs == "reader" and visit.way == "not_set_up" else None
