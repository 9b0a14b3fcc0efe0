"""An answer as the console's pages show it: its words, its sources, the passages behind it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from markupsafe import Markup

from bot.console.links import DocumentLinks, console_address
from bot.console.markup import Resolve
from bot.console.openings import ASKED, source_address
from bot.console.pages import Pages
from bot.console.quotes import quote_html
from bot.model import Answer, AnswerSource
from bot.sentences import access, cautions, freshness, headline, sentences
from bot.viewer import Viewer


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source as the page shows it. `url` is None where its address must not be linked.

    `here` is the console's own rendering, where `url` leads elsewhere.
    """

    source: AnswerSource
    url: str | None
    here: str | None
    freshness: str
    access: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class PassageLine:
    """One ranked passage as the page shows it."""

    title: str
    heading: str
    url: str | None
    score: float
    text: Markup
    internal: bool


@dataclass(frozen=True, slots=True)
class AnswerView:
    """Makes what the template `answer.html` needs.

    `previews`: there is a page that shows the answer as in Slack.

    `counted`: links to sources carry the answer's question, so that whoever follows one is counted.
    """

    pages: Pages
    base_url: str
    previews: bool
    counted: bool = False

    def values(self, answer: Answer, question: str, thread: str, asked_in: str, viewer: Viewer) -> dict[str, object]:
        """Of an answer to `question` in `thread` ("" where it began one). A follow-up to it belongs to `asked_in`."""
        resolve = self._links(answer, viewer).resolve
        today = self.pages.today()
        carried = {"q": question, "thread": thread, ASKED: answer.question_id if self.counted else ""}
        return {
            "question": question,
            "thread": thread,
            "answer": answer,
            "bot": sentences(answer.language),
            "headline": headline(answer),
            "quote": "" if answer.quote_is_said else quote_html(answer.text, answer.bold, resolve, answer.table_head),
            "say": quote_html(answer.say, (), resolve) if answer.say else "",
            "sources": [
                # The quoted words stand in the first source.
                self._source(source, answer.language, carried | ({} if number else {"quote": answer.text}))
                for number, source in enumerate(answer.sources)
            ],
            "training": self._source(answer.training, answer.language, carried) if answer.training else None,
            "training_cautions": cautions(answer.training, today, answer.language) if answer.training else "",
            "passages": self._ranked(answer, resolve, carried),
            "earlier": answer.follows[-1] if answer.follows else "",
            "follow_up": asked_in,
            "preview": "/preview?" + urlencode({"q": question, "thread": asked_in}) if self.previews else "",
        }

    def _links(self, answer: Answer, viewer: Viewer) -> DocumentLinks:
        """Links inside the quoted words, which stand in the first source."""
        visible = self.pages.visible(viewer.groups)
        first = answer.sources[0].document_id if answer.sources else None
        return DocumentLinks(next((document for document in visible if document.id == first), None), visible)

    def _source(self, source: AnswerSource, language: str, carried: dict[str, str]) -> SourceLine:
        url = console_address(source.url, self.base_url, **carried)
        _, mark, fragment = source.url.partition("#")
        here = console_address(f"/documents/{source.document_id}{mark}{fragment}", "", **carried)
        is_here = url is not None and url.startswith("/documents/")
        today = self.pages.today()
        return SourceLine(
            source=source,
            url=url if url is None or is_here or not carried[ASKED] else source_address(carried[ASKED], source),
            here=None if is_here else here,
            freshness=freshness(source, today, language),
            access=access(source, language),
            overdue=source.review_due is not None and source.review_due <= today,
        )

    def _ranked(self, answer: Answer, resolve: Resolve, carried: dict[str, str]) -> list[PassageLine]:
        says = sentences(answer.language)
        labels = {"say": says.say_this.rstrip(":"), "internal": says.internal}
        titles = {document.id: document.title for document in self.pages.documents.listing()}
        return [
            PassageLine(
                title=titles.get(passage.document_id, passage.document),
                heading=passage.heading,
                url=console_address(passage.url, self.base_url, **carried),
                score=passage.score,
                text=quote_html(passage.text, (), resolve, labels=labels),
                internal=passage.internal,
            )
            for passage in answer.passages
        ]
