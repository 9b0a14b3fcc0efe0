"""What becomes an Adaptive Card: an answer, a search's results, a question to an owner and their reply. Pure.

Within Teams' limits whatever comes: a card that would be too large is made anew with less room for each of its texts.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from bot.chat.handover import OwnerLetter
from bot.chat.presses import Press
from bot.chat_words import ChatWords, chat_words
from bot.conversation_model import OwnerReply, OwnerRequest
from bot.model import Answer, AnswerPassage, AnswerSource
from bot.sentences import access, cautions, freshness, headline, sentences
from bot.teams.buttons import TITLE_LIMIT, LinkOf, address_of, opened, passage_block, row, straight, title_of
from bot.teams.card_text import (
    Element,
    Look,
    block,
    elements,
    line,
    plain,
    shortened,
    shown,
    size_of,
    text_run,
    words_of,
)
from bot.teams.forms import opening, press, reply_form

Card = dict[str, Any]
Attachment = dict[str, Any]

CARD_BYTES = 24_000
"""Of a card as JSON in UTF-8. Teams takes 28 KB."""
RESULT_BYTES = 8_000
"""Of one card among the results of a search: ten of them go in one response."""
MAX_SOURCES = 3
QUOTE_LIMIT = 1_400
SAY_LIMIT = 700
NOTE_LIMIT = 600
FACT_LIMIT = 100
WORDS_LIMIT = 6_000
QUESTION_LIMIT = 500
ASKED_LIMIT = 1_300
PROMPT_LIMIT = 60
"""Of a question on a button: a phone shows no more. What is asked is the whole question."""
MOST_RESULTS = 10
HELP_LIMIT = 2_000
PREVIEW_LIMIT = 300
_ROOMS = (1.0, 0.6, 0.3, 0.1, 0.02)


def answer_card(  # noqa: PLR0913 - what stands in it, by name
    answer: Answer,
    today: date,
    *,
    presses: Sequence[Press],
    above: str = "",
    link: LinkOf = straight,
    status: Sequence[str] = (),
    form: Sequence[Element] = (),
) -> Card:
    """Doubt if any, the words, what to say, the sources, a line of context, what was done with it, and the buttons.

    `above` and `status` are Teams' markdown. A `form` takes the buttons' place.
    """

    def made(room: float) -> Card:
        body = [
            *elements(above, limit=in_room(QUESTION_LIMIT, room)),
            *_told(answer, today, link, room),
            *_small(answer.note, room),
            *_learn(answer, today, link, room),
            *(element for one in status for element in elements(one, limit=in_room(NOTE_LIMIT, room))),
            *form,
        ]
        actions = [] if form else row(answer, presses, chat_words(answer.language), link=link, room=room)
        return card(body, actions)

    return fitting(made)


def cited_in(answer: Answer) -> tuple[int, ...]:
    """The numbers of the sources that an answer's words are from: the first's. None where nothing is quoted."""
    return (1,) if answer.sources and plain(answer.text, limit=PREVIEW_LIMIT, head=answer.table_head) else ()


def card(body: Sequence[Element], actions: Sequence[Element] = ()) -> Card:
    """An Adaptive Card. 1.5 is the newest version that every client of Teams shows."""
    made: Card = {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.5",
        "msteams": {"width": "Full"},
        "body": list(body),
    }
    return made | ({"actions": list(actions)} if actions else {})


def attached(content: Card) -> Attachment:
    """A card as an attachment."""
    return {"contentType": "application/vnd.microsoft.card.adaptive", "content": content}


def extension_results(answer: Answer, today: date, *, link: LinkOf = straight) -> list[Attachment]:
    """The answer, and further passages, as cards to insert: at most ten.

    They go before eyes that the sender chooses: no buttons, nothing on who may see what, and no note, for that is the
    sender's alone.
    """
    found = [_answer_result(answer, today, link)] if answer.text else []
    first = answer.sources[0] if answer.text and answer.sources else None
    others = [one for one in answer.passages if first is None or _place(one) != _place(first)]
    return [*found, *(_passage_result(one, answer, link) for one in others)][:MOST_RESULTS]


def request_card(letter: OwnerLetter, words: ChatWords, today: date, *, asker: str, in_channel: bool) -> Card:
    """A question that is handed to its owner: what was asked before it, a word of the asker's, the nearest content."""
    answer, question = letter.answer, letter.question
    how = words.owner_how_in_channel if in_channel else words.owner_how_in_chat

    def made(room: float) -> Card:
        before = " · ".join(shortened(one, in_room(QUESTION_LIMIT // 2, room)) for one in question.follows)
        note = words_of(letter.note, limit=in_room(WORDS_LIMIT // 2, room))
        nearest = _told(answer, today, straight, room, doubted=False)
        body = [
            line(words.owner_asks.format(person=asker), "bold", limit=in_room(QUESTION_LIMIT, room)),
            *set_off(words_of(question.question, limit=in_room(ASKED_LIMIT, room))),
            *([line(words.owner_after.format(questions=before), "subtle")] if before else []),
            *set_off(note),
            line(words.owner_nearest if answer.sources else words.owner_no_nearest, "bold", spacing="Large"),
            *(nearest if answer.sources else []),
            line(how.format(person=asker), "subtle", spacing="Large", limit=in_room(QUESTION_LIMIT, room)),
        ]
        return card(body, [opening(words.reply, reply_form(letter.request_id, asker, words))])

    return fitting(made)


def replied_card(request: OwnerRequest, reply: OwnerReply, words: ChatWords, *, owner: str) -> Card:
    """An owner's reply, as it comes to who asked."""

    def made(room: float) -> Card:
        asked = shortened(request.question, in_room(QUESTION_LIMIT, room))
        said = words.replied.format(owner=shortened(owner, FACT_LIMIT), question=asked)
        return card([line(said, "bold"), *set_off(words_of(reply.text, limit=in_room(WORDS_LIMIT, room)))])

    return fitting(made)


def welcome_card(prompts: Sequence[str], words: ChatWords) -> Card:
    """What the bot can do, and questions to begin with: a press asks one."""
    # Below each other: side by side on a phone, a question is cut after its first words.
    rows = [
        {"type": "ActionSet", "actions": [press("ask", one, shown(shortened(one, PROMPT_LIMIT)))], "spacing": "Small"}
        for one in prompts
    ]
    help_text = elements(words.teams_help, limit=HELP_LIMIT)
    return card([*help_text, line(words.prompts_title, "bold", spacing="Large"), *rows])


def fitting(made: Callable[[float], Card], most: int = CARD_BYTES) -> Card:
    """The card with as much of the usual room (1.0) for its texts as fits into so many bytes."""
    for room in _ROOMS[:-1]:
        card = made(room)
        if size_of(card) <= most:
            return card
    return made(_ROOMS[-1])


def in_room(limit: int, room: float) -> int:
    """A limit as it is with less room: one at least."""
    return max(1, round(limit * room))


def _told(answer: Answer, today: date, link: LinkOf, room: float, *, doubted: bool = True) -> list[Element]:
    """The words, what to say, and the sources; numbers say which of them the words are from."""
    cited = cited_in(answer)
    numbers = [text_run("".join(f" [{number}]" for number in cited), "subtle")] if cited else []
    sources = [
        _source(source, today, answer.language, link=link, number=number if cited else 0, room=room)
        for number, source in enumerate(answer.sources[:MAX_SOURCES], 1)
    ]
    return [*_quote(answer, room, numbers, doubted=doubted), *_say(answer, room, numbers), *sources]


def _quote(answer: Answer, room: float, numbers: Sequence[Element] = (), *, doubted: bool = True) -> list[Element]:
    """The doubt, if any, and the words, which are left to the line to say where they stand in it."""
    doubt = headline(answer) if doubted else ""
    mark = sentences(answer.language).internal_mark if answer.internal and answer.text else ""
    words = [] if answer.quote_is_said else _content(answer, room)
    if words and numbers:
        words[-1] = block([*words[-1]["inlines"], *numbers], spacing=words[-1].get("spacing", ""))
    return [*([line(doubt)] if doubt else []), *([line(mark, "bold")] if mark else []), *words]


def _content(answer: Answer, room: float) -> list[Element]:
    return elements(answer.text, answer.bold, limit=in_room(QUOTE_LIMIT, room), head=answer.table_head)


def _say(answer: Answer, room: float, numbers: Sequence[Element] = ()) -> list[Element]:
    """The line to say. Where it is all that is quoted, its title has the numbers: nobody is to read them out."""
    said = elements(answer.say, limit=in_room(SAY_LIMIT, room)) if answer.say else []
    title = text_run(sentences(answer.language).say_this, "bold")
    close = [{**said[0], "spacing": "None"}, *said[1:]] if said else []
    return set_off([block([title, *(numbers if answer.quote_is_said else ())]), *close]) if close else []


def set_off(items: Sequence[Element]) -> list[Element]:
    """The elements in a container of another colour."""
    return [{"type": "Container", "style": "emphasis", "items": list(items)}] if items else []


def _small(note: str, room: float) -> list[Element]:
    short = shortened(note, in_room(NOTE_LIMIT, room))
    return [line(short, "subtle", spacing="Medium")] if short else []


def _learn(answer: Answer, today: date, link: LinkOf, room: float) -> list[Element]:
    """The training page to learn more from, as one line."""
    page = answer.training
    if page is None:
        return []
    title = shortened(page.title.strip() or page.document, in_room(TITLE_LIMIT, room)) or "…"
    mind = shortened(cautions(page, today, answer.language), in_room(FACT_LIMIT, room))
    runs = [
        text_run(f"{sentences(answer.language).learn_more} ", "subtle"),
        text_run(title, "subtle", address_of(page.url, page.document, link)),
        *([text_run(f" · {mind}", "subtle")] if mind else []),
    ]
    return [block(runs, spacing="Medium")]


def _source(  # noqa: PLR0913 - one source, and how it is shown
    source: AnswerSource,
    today: date,
    language: str,
    *,
    link: LinkOf,
    number: int = 0,
    room: float = 1.0,
    restricted: bool = True,
) -> Element:
    words = sentences(language)
    is_overdue = source.review_due is not None and source.review_due <= today
    facts: list[tuple[str, Look]] = [
        (source.kind, "subtle"),
        (words.owner.format(owner=source.owner) if source.owner else "", "subtle"),
        (freshness(source, today, language), "warning" if is_overdue else "subtle"),
        (access(source, language) if restricted else "", "subtle"),
    ]
    told = [(short, look) for fact, look in facts if (short := shortened(fact, in_room(FACT_LIMIT, room)))]
    runs = [text_run(f"{' · ' if index else ''}{fact}", look) for index, (fact, look) in enumerate(told)]
    title = title_of(source.title, source.heading, source.document)
    below = [block(runs, spacing="None")] if runs else []
    return opened(title, address_of(source.url, source.document, link), below, number=number, room=room)


def _answer_result(answer: Answer, today: date, link: LinkOf) -> Attachment:
    def made(room: float) -> Card:
        first = answer.sources[:1]
        sources = [_source(one, today, answer.language, link=link, room=room, restricted=False) for one in first]
        return card([*_quote(answer, room), *_say(answer, room), *sources])

    first = next(iter(answer.sources), None)
    title = title_of(first.title, first.heading, first.document) if first else answer.question
    words = plain(answer.text, limit=PREVIEW_LIMIT, head=answer.table_head)
    told = (answer.note, headline(answer), _with_mark(words, answer.language, internal=answer.internal))
    return _result(fitting(made, RESULT_BYTES), title, " ".join(filter(None, told)))


def _passage_result(passage: AnswerPassage, answer: Answer, link: LinkOf) -> Attachment:
    def made(room: float) -> Card:
        return card([passage_block(passage, answer.language, link=link, room=room * 3)])

    title = title_of(passage.title, passage.heading, passage.document)
    words = plain(passage.text, limit=PREVIEW_LIMIT)
    told = _with_mark(words, answer.language, internal=passage.internal)
    return _result(fitting(made, RESULT_BYTES), title, told)


def _with_mark(words: str, language: str, *, internal: bool) -> str:
    """Who chooses among results sees before they insert one what is not for customers."""
    return f"{sentences(language).internal_mark} · {words}" if internal else words


def _result(content: Card, title: str, text: str) -> Attachment:
    """A card with the line that stands for it among the results. In that line's text HTML means something."""
    words = html.escape(shortened(text, PREVIEW_LIMIT), quote=False)
    told = {"title": shortened(title, FACT_LIMIT) or "…", "text": words}
    preview = {"contentType": "application/vnd.microsoft.card.thumbnail", "content": told}
    return attached(content) | {"preview": preview}


def _place(one: AnswerSource | AnswerPassage) -> tuple[str, str]:
    return one.document_id, one.heading
