"""A small company's content, which the real answering searches in the tests of the chat platforms; a simple search.

It finds the document that shares most words with the question, of those that the asker may see (by the real rule).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from content_index.model import Document, Passage, Section, Sentence
from retrieval.filters import allows
from retrieval.model import Query, Quote, RankedPassage, Reason, Retrieved

BASE_URL = "https://corner.acme.example"
_STOP = frozenset("the a an is of to do we what which how who for on in and it".split())  # noqa: SIM905


@dataclass(frozen=True)
class Page:
    """One document with one passage, or `markdown`. `internal`: its text is marked as not for customers."""

    path: str
    text: str
    title: str = ""
    heading: str = "Overview"
    internal: bool = False
    more: dict[str, object] = field(default_factory=dict)
    markdown: str = ""

    @property
    def document(self) -> Document:
        given = {
            "id": re.sub(r"\W", "-", self.path),
            "source": "playbooks",
            "path": self.path,
            "title": self.title or self.path,
            "kind": "policy",
            "language": "en",
            "fingerprint": "1",
            "owner": "Dana Reyes",
            "reviewed": date(2026, 11, 3),
            "url": f"https://wiki.acme.example/{self.path}",
        }
        return Document(**(given | self.more))

    @property
    def passage(self) -> Passage:
        document = self.document
        marked = Sentence(0, len(self.text), callout="internal" if self.internal else None)
        return Passage(
            id=f"{document.id}-1",
            document_id=document.id,
            headings=(self.heading,),
            anchor="overview",
            language="en",
            text=self.text,
            sections=(Section(0, self.heading, "overview"),),
            sentences=(marked,),
            url=document.url,
        )


PAGES = (
    Page("pricing.md", "A two-year deal gets up to 15% discount. Above that ask the deal desk.", "Pricing policy"),
    Page("case.md", "Halden Tile cut downtime by 40% in one year.", "Halden Tile case", more={"buyer_safe": True}),
    Page(
        "floor.md",
        "The price floor for managers is 60% of list.",
        "Price floor",
        more={"audience": ("managers",), "owner": "lee@acme.example"},
    ),
    Page("onboarding.md", "New reps get a laptop and a headset on day one.", "Onboarding", more={"owner": None}),
    Page("battlecard.md", "Globex has no offline mode. Ask how they work offline.", "Globex battlecard"),
)


class Library:
    """Implements bot.ports.Retrieval over `pages`."""

    def __init__(self, pages: Sequence[Page] = PAGES) -> None:
        self.pages = list(pages)
        self.queries: list[Query] = []

    def search(self, query: Query) -> Retrieved:
        self.queries.append(query)
        asked = _words(" ".join((*query.history[-1:], query.text)) if _leans(query) else query.text)
        seen = [page for page in self.pages if allows(query.filters, page.document)]
        seen = [page for page in seen if not (query.filters.guests and page.internal)]
        ranked = sorted(
            ((len(asked & _words(f"{page.title} {page.text}")), page) for page in seen), key=lambda one: -one[0]
        )
        found = [(score, page) for score, page in ranked if score]
        best = found[0][0] / max(len(asked), 1) if found else 0.0
        status = "answered" if best >= 0.5 else "unsure" if best >= 0.3 else "gap"
        passages = tuple(RankedPassage(page.passage, page.document, score / found[0][0]) for score, page in found)
        quoted = found and status != "gap"
        return Retrieved(
            status=status,
            confidence=best,
            passages=passages,
            quote=Quote(found[0][1].passage.id, found[0][1].text, 0) if quoted else None,
            say=None,
            language="en",
            generation="g1",
            timings={"search": 1.0},
            reason=None if status == "answered" else Reason("distant"),
            follows=query.history[-1:] if _leans(query) else (),
        )

    def listing(self) -> Sequence[Document]:
        return [page.document for page in self.pages]

    def document(self, document_id: str) -> tuple[Document, str] | None:
        held = ((page.document, page.markdown or page.text) for page in self.pages)
        return next((one for one in held if one[0].id == document_id), None)


def _leans(query: Query) -> bool:
    return bool(query.history) and query.text.casefold().startswith(("and ", "what about"))


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[\w%-]+", text.casefold())) - _STOP
