"""Which pages want something of who looks after them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.upkeep.model import DocumentState
from content_index.model import Document


@dataclass(frozen=True, slots=True)
class Attention:
    """Pages with what was said of them: past their review date first, then pulled, then in need of work.

    `right` is how many others are as they should be, `retired` how many are out of use for good.
    """

    pages: Sequence[tuple[Document, DocumentState]] = ()
    right: int = 0
    retired: int = 0

    @property
    def looks_after_any(self) -> bool:
        """Whether there is any page at all."""
        return bool(self.pages or self.right or self.retired)


def attention_of(pages: Iterable[Document], states: Mapping[str, DocumentState], today: date) -> Attention:
    """The longest overdue first; else in the order in which they come."""
    overdue: list[tuple[Document, DocumentState]] = []
    pulled: list[tuple[Document, DocumentState]] = []
    in_work: list[tuple[Document, DocumentState]] = []
    right = retired = 0
    for page in pages:
        state = states.get(page.id) or DocumentState(page.id)
        if state.hidden == "retired":
            retired += 1
        elif state.hidden:
            pulled.append((page, state))
        elif is_overdue(page, today):
            overdue.append((page, state))
        elif state.needs_work:
            in_work.append((page, state))
        else:
            right += 1
    overdue.sort(key=lambda one: one[0].review_due or today)
    return Attention([*overdue, *pulled, *in_work], right, retired)


def is_overdue(page: Document, today: date) -> bool:
    """Whether the day of its review has come."""
    return page.review_due is not None and page.review_due <= today
