"""One gap: its questions, what is near, who should fill it, what was done; and the forms that work on it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from bot.console.dashboard_frame import Frame, Telling
from bot.console.draft_file import draft_markdown
from bot.console.gap_board_page import by_title, dialog_values
from bot.console.gap_cards import Cards
from bot.console.gap_outcomes import VERBS, address_after, bare, outcome
from bot.console.gap_told import History, different, wordings
from bot.console.looking import Noted
from bot.console.viewers import viewer_of
from bot.gap_words.telling import day_told
from bot.gaps.board import GapBoard
from bot.gaps.model import GAP_KINDS, Gap, GapKind, GapView
from bot.gaps.priority import HALF_LIFE, reach, weight
from bot.viewer import Viewer

_LONGEST = 500
"""Characters of a title or a reason."""


class FormError(ValueError):
    """A form was filled so that it cannot be done. The message says what is wrong, in the reader's language."""


@dataclass(frozen=True, slots=True)
class GapPage:
    """For those who may work on the gap: the board says who."""

    frame: Frame
    board: GapBoard
    looks: Noted
    names: bool = False

    async def show(self, request: web.Request) -> web.StreamResponse:
        """The gap; one that was merged away leads to the one that holds its questions."""
        asked = request.match_info["gap_id"]
        view = await asyncio.to_thread(self.board.gap, viewer_of(request), asked)
        if view.gap.id != asked:
            raise web.HTTPSeeOther(f"/gaps/{view.gap.id}")
        self.looks.note(request, "gap", asked)
        return await self._page(request, view)

    async def draft(self, request: web.Request) -> web.Response:
        """A starting text for the page that is missing, as a Markdown file."""
        view = await asyncio.to_thread(self.board.gap, viewer_of(request), request.match_info["gap_id"])
        self.looks.note(request, "gap", view.gap.id)
        text = draft_markdown(view, self.frame.telling(request), self.frame.today())
        headers = {
            "Content-Disposition": f'attachment; filename="gap-{view.gap.id}.md"',
            "Cache-Control": "private, no-store",
        }
        return web.Response(text=text, content_type="text/markdown", headers=headers)

    async def work(self, request: web.Request) -> web.StreamResponse:
        """Does what a form asks for, and goes back to where it stood."""
        viewer, telling = viewer_of(request), self.frame.telling(request)
        gap_id, verb = request.match_info["gap_id"], request.match_info["verb"]
        if verb not in VERBS:
            raise web.HTTPNotFound
        form = await request.post()
        try:
            wanted = _Wanted(form, telling, self.frame.today())
            gap = await asyncio.to_thread(self._do, viewer, gap_id, verb, wanted)
        except (FormError, ValueError) as error:
            view = await asyncio.to_thread(self.board.gap, viewer, gap_id)
            said = str(error) if isinstance(error, FormError) else _refusal(verb, telling)
            return await self._page(request, view, trouble=said)
        raise web.HTTPSeeOther(address_after(wanted.text("back"), verb, gap.id))

    def _do(self, viewer: Viewer, gap_id: str, verb: str, wanted: _Wanted) -> Gap:
        board, words = self.board, wanted.telling
        doing: dict[str, Callable[[], Gap]] = {
            "rename": lambda: board.rename(viewer, gap_id, wanted.text("title")),
            "kind": lambda: board.set_kind(viewer, gap_id, wanted.kind()),
            "assign": lambda: board.assign(viewer, gap_id, wanted.text("owner")),
            "snooze": lambda: board.snooze(viewer, gap_id, wanted.until()),
            "dismiss": lambda: board.dismiss(viewer, gap_id, wanted.reason()),
            "close": lambda: board.close(viewer, gap_id, wanted.needed("document", words.gap.needs_a_document)),
            "merge": lambda: board.merge(viewer, wanted.needed("other", words.say.needs_other), gap_id),
            "apart": lambda: board.set_apart(viewer, gap_id, wanted.needed("other", words.say.needs_other)),
            "split": lambda: board.split(viewer, gap_id, wanted.questions()),
            "reopen": lambda: board.reopen(viewer, gap_id),
            "undo": lambda: board.undo(viewer, gap_id),
        }
        return doing[verb]()

    async def _page(self, request: web.Request, view: GapView, trouble: str = "") -> web.Response:
        telling, today, gap = self.frame.telling(request), self.frame.today(), view.gap
        viewer = viewer_of(request)
        documents, held = await asyncio.to_thread(self.frame.documents_held, viewer)
        owners = await asyncio.to_thread(self.board.owners, viewer)
        cards = Cards(telling, self.frame.pages.now(), today, documents, held)
        language = telling.language
        values = {
            "card": cards.card(gap),
            "gap": gap,
            "view": view,
            "perhaps": [cards.card(other) for other in view.perhaps],
            "questions": wordings(view, telling, names=self.names),
            "history": History(telling, self.frame.zone, self.frame.pages.now(), documents).told(view),
            "drafts": [(draft, day_told(draft.written_at.date(), today, language)) for draft in different(view.drafts)],
            "formula": self._formula(gap, telling),
            "owners": sorted({*owners, *filter(None, (gap.owner, gap.assigned))}, key=str.casefold),
            "documents": by_title(documents),
            "kinds": GAP_KINDS,
            "back": f"/gaps/{gap.id}",
            "board": f"/gaps?{urlencode(bare(request.query_string))}",
            "message": "" if trouble else outcome(request, telling, today, {gap.id: gap}),
            "trouble": trouble,
            **dialog_values(today, self.frame),
        }
        return await self.frame.page(request, "gap.html", values, status=400 if trouble else 200)

    def _formula(self, gap: Gap, telling: Telling) -> str:
        """The priority, as `bot.gaps.priority` has it, with this gap's numbers."""
        days = max((self.frame.pages.now() - gap.last_asked).days, 0)
        return telling.say.priority_formula.format(
            people=telling.counted(gap.people, telling.say.people_counted),
            questions=telling.counted(gap.questions, telling.say.questions_counted),
            reach=telling.number(reach(gap.people, gap.questions)),
            weight=telling.share(weight(gap.signals), 1),
            days=telling.days(days),
            half_life=telling.days(HALF_LIFE.days),
            recency=telling.share(2.0 ** (-days / HALF_LIFE.days), 1),
        )


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a form says. Verbs raise FormError where that cannot be done."""

    form: Any
    telling: Telling
    today: date

    def text(self, name: str) -> str:
        value = self.form.get(name, "")
        return " ".join(value.split())[:_LONGEST] if isinstance(value, str) else ""

    def needed(self, name: str, otherwise: str) -> str:
        if not (text := self.text(name)):
            raise FormError(otherwise)
        return text

    def kind(self) -> GapKind:
        kind: GapKind | None = next((kind for kind in GAP_KINDS if kind == self.text("kind")), None)
        if kind is None:
            raise FormError(self.telling.gap.trouble)
        return kind

    def until(self) -> date:
        """The day that was written, else that of the span that was chosen."""
        try:
            day = date.fromisoformat(self.text("until") or self.text("span"))
        except ValueError:
            raise FormError(self.telling.gap.needs_a_later_day) from None
        if day <= self.today:
            raise FormError(self.telling.gap.needs_a_later_day)
        return day

    def reason(self) -> str:
        """The words that were written, else those of the reason that was chosen."""
        chosen = self.telling.gap.dismiss_reasons.get(self.text("reason"), "") if self.text("reason") != "other" else ""
        if not (reason := self.text("reason_words") or chosen):
            raise FormError(self.telling.gap.needs_a_reason)
        return reason

    def questions(self) -> list[str]:
        chosen = [one for one in self.form.getall("question", []) if isinstance(one, str)]
        if not chosen:
            raise FormError(self.telling.gap.needs_some_questions)
        return chosen


def _refusal(verb: str, telling: Telling) -> str:
    """What is wrong where the board refuses."""
    words = telling.gap
    return {
        "snooze": words.needs_a_later_day,
        "dismiss": words.needs_a_reason,
        "split": words.needs_some_questions,
        "undo": words.nothing_to_undo,
        "close": words.no_such_document,
        "assign": words.needs_an_owner,
    }.get(verb, words.trouble)
