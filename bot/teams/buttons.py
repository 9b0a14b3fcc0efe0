"""The row of buttons below an answer. Pure.

What a button sends holds ids alone: what it does is decided when it is pressed, for the person who presses it. What
needs no looking up opens inside the card: that works alike on a phone and in every client. Helpful and not helpful are
the thumbs that Teams itself shows below a message.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from bot.chat.presses import Press, owner_of
from bot.chat_words import ChatWords
from bot.model import Answer, AnswerPassage
from bot.sentences import sentences
from bot.teams.card_text import elements, line, opens, safe_address, shortened, text_run
from bot.teams.forms import opening, owner_form, press

Element = dict[str, Any]
LinkOf = Callable[[str, str], str]
"""The address of (url, document) as it stands in a message: the caller may lead it by a place that counts."""

MORE = 5
"""More results that open below an answer: what anybody reads on a phone before they ask differently."""
READ_LIMIT = 1_500
"""Characters of a passage that are looked at for its beginning."""
TITLE_LIMIT = 300
BEGINNING_LIMIT = 240
BEGINNING_LINES = 6
"""Line ends of a beginning: a list of short items, or a table, does not push the next result off a phone."""
TAPPED_LIMIT = 500
"""Characters of an address that stands in a card twice, for the whole block to be tapped."""


def straight(url: str, _document: str) -> str:
    """Straight to the page."""
    return url


def row(
    answer: Answer, presses: Sequence[Press], words: ChatWords, *, link: LinkOf = straight, room: float = 1.0
) -> list[Element]:
    """The buttons that `presses` ask for. `room`: the share of the usual room for what opens inside the card."""
    made: dict[Press, Element] = {}
    if "share" in presses:
        made["share"] = press("share", answer.question_id, words.share)
    owner = owner_of(answer)
    if "owner" in presses and owner is not None:
        made["owner"] = opening(words.ask_owner, owner_form(answer.question_id, owner, words))
    cited = {(source.document_id, source.heading) for source in answer.sources[:1] if answer.text}
    others = [one for one in answer.passages if (one.document_id, one.heading) not in cited]
    shown = others[: round(MORE * room)]
    if "more" in presses and shown:
        body = [passage_block(passage, answer.language, link=link, room=room) for passage in shown]
        made["more"] = opening(words.more, body)
    return [made[one] for one in presses if one in made]


def passage_block(passage: AnswerPassage, language: str, *, link: LinkOf = straight, room: float = 1.0) -> Element:
    """One of more results: where it stands, as a link, and how it begins."""
    title = title_of(passage.title, passage.heading, passage.document)
    mark = [line(sentences(language).internal_mark, "bold", spacing="None")] if passage.internal else []
    most, lines = max(1, round(BEGINNING_LIMIT * room)), max(1, round(BEGINNING_LINES * room))
    begins = elements(passage.text[:READ_LIMIT], limit=most, lines=lines)
    close = [one | {"spacing": "None"} for one in begins]
    return opened(title, address_of(passage.url, passage.document, link), [*mark, *close], room=room)


def opened(title: str, address: str | None, below: Sequence[Element], *, number: int = 0, room: float = 1.0) -> Element:
    """What can be opened, as one block to tap: a finger on a phone needs not hit the title.

    The title stands in a line of its own: in some versions of Teams a link among other words broke the line
    (github.com/microsoft/AdaptiveCards/issues/9100).
    """
    shown = shortened(title, max(1, round(TITLE_LIMIT * room))) or "…"
    named = f"[{number}] {shown}" if number else shown
    head: Element = {"type": "RichTextBlock", "inlines": [text_run(named, "bold", address)]}
    made: Element = {"type": "Container", "items": [head, *below], "spacing": "Medium"}
    return made | ({"selectAction": opens(address, shown)} if address and len(address) <= TAPPED_LIMIT else {})


def address_of(url: str, document: str, link: LinkOf) -> str | None:
    """The address that a link leads to; None where that is none to send people to."""
    return safe_address(link(url, document)) if safe_address(url) else None


def title_of(title: str, heading: str, document: str) -> str:
    """Where something stands: its document, and the heading in it."""
    return " › ".join(dict.fromkeys(part for part in (title.strip(), heading.strip()) if part)) or document
