"""A battlecard as a card, and as text where Teams takes no card. Pure, and within Teams' limits whatever comes.

What a button sends holds ids, the name of a part and the language of its card: what it shows is decided when it is
pressed, for the person who presses it.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.battlecards.telling import CardLine, CardTold, Choice, ChoiceTold
from bot.battlecards.words import card_words
from bot.sentences import sentences
from bot.teams.buttons import LinkOf, address_of, opened, straight
from bot.teams.card_text import (
    Element,
    Look,
    block,
    elements,
    escaped,
    line,
    link_to,
    shortened,
    shown,
    strong,
    text,
    text_run,
)
from bot.teams.cards import Card, card, fitting, in_room, set_off
from bot.teams.gap_forms import rows
from bot.teams.invokes import DATA, CardAct
from bot.teams.messages import card_activity, sentence_activity
from bot.teams.speaking import Message

TITLE_LIMIT = 200
FACT_LIMIT = 120
NOTE_LIMIT = 500
LINE_LIMIT = 2_500
HELP_LIMIT = 1_000
TAB_LIMIT = 40
TEXT_LIMIT = 1_000
MOST_LINES = 40
"""Pieces of a part that are shown: what stands behind them is a press of the title away."""
TOPIC_LIMIT = 300


def card_message(told: CardTold, link: LinkOf = straight) -> Message:
    """An open card. Where it was logged, Teams shows its own thumbs below it."""
    summary = escaped(f"{told.title} › {told.label}")
    activity = card_activity(battle_card(told, link), summary)
    if told.question_id:
        activity |= {"channelData": {"feedbackLoop": {"type": "custom"}}}
    return Message(activity, lambda: sentence_activity(battle_text(told, link)))


def choice_message(told: ChoiceTold) -> Message:
    """Sentences, and buttons for the cards that may be opened."""
    said = [*([told.help] if told.help else []), *(escaped(shortened(one, NOTE_LIMIT)) for one in told.said)]
    if not told.choices:
        return Message(sentence_activity("\n\n".join(said)))
    body = [line(one, limit=NOTE_LIMIT) for one in told.said]
    made = card([*body, *rows([_choice(one, told.language) for one in told.choices])])
    return Message(card_activity(made, " ".join(said)), lambda: sentence_activity("\n\n".join(said)))


def battle_card(told: CardTold, link: LinkOf = straight) -> Card:
    """Title, facts, the parts as buttons, and the one that is shown."""

    def made(room: float) -> Card:
        # Pieces of many styles take room however short they are.
        most = min(MOST_LINES, in_room(MOST_LINES, 4 * room))
        told_facts = " · ".join(filter(None, (shortened(one, FACT_LIMIT) for one in told.facts)))
        facts = [block([text_run(told_facts, _look(told))], spacing="None")] if told_facts else []
        address = address_of(told.url, told.document, link)
        head = opened(shortened(told.title, TITLE_LIMIT), address, facts)
        others = [_choice(one, told.language) for one in told.others]
        return card(
            [
                *(line(one, "subtle", limit=in_room(NOTE_LIMIT, room)) for one in told.notes),
                head,
                *rows([_tab(told, place) for place in range(len(told.tabs))]),
                line(told.label, "bold", limit=TITLE_LIMIT, spacing="Medium"),
                *(element for one in told.lines[:most] for element in _line(one, told, room)),
                *([line("…")] if len(told.lines) > most else []),
                *(
                    [line(told.others_head, "subtle", limit=NOTE_LIMIT, spacing="Large"), *rows(others)]
                    if others
                    else []
                ),
            ]
        )

    return fitting(made)


def battle_text(told: CardTold, link: LinkOf = straight) -> str:
    """The part in Teams' markdown, without buttons."""
    title = link_to(address_of(told.url, told.document, link) or "", told.title, TITLE_LIMIT)
    parts = [title, " · ".join(escaped(one) for one in told.facts), strong(told.label, TITLE_LIMIT)]
    for one in told.lines[:MOST_LINES]:
        label = _label(one, told)
        words = strong(one.text, TITLE_LIMIT) if one.kind == "heading" else text(one.text, limit=TEXT_LIMIT)
        parts.append("  \n".join(filter(None, (strong(label, TITLE_LIMIT) if label else "", words))))
    return "\n\n".join(filter(None, parts))


def _line(one: CardLine, told: CardTold, room: float) -> Sequence[Element]:
    if one.kind == "heading":
        return [] if one.text == told.label else [line(one.text, "bold", limit=TITLE_LIMIT, spacing="Medium")]
    words = elements(one.text, limit=in_room(LINE_LIMIT, room))
    label = _label(one, told)
    if not label or not words:
        return words
    close = [{**words[0], "spacing": "None"}, *words[1:]]
    return set_off([line(label, "bold"), *close])


def _label(one: CardLine, told: CardTold) -> str:
    said = sentences(told.language)
    return {"say": said.say_this, "internal": said.internal_mark}.get(one.kind, "")


def _look(told: CardTold) -> Look:
    return "warning" if told.stale else "subtle"


def _tab(told: CardTold, place: int) -> Element:
    tab = told.tabs[place]
    label = shortened(tab.label, TAB_LIMIT) or card_words(told.language).more
    own = {"part": tab.key, "question": told.question_id}
    button = _button("card_turn", told.card_id, f"▸ {label}" if tab.current else label, told.language, **own)
    return button | ({"style": "positive"} if tab.current else {})


def _choice(one: Choice, language: str) -> Element:
    return _button("card_open", one.card_id, shortened(one.label, TITLE_LIMIT), language, topic=one.topic[:TOPIC_LIMIT])


def _button(name: CardAct, subject: str, title: str, language: str, **own: str) -> Element:
    told = {key: value for key, value in own.items() if value}
    return {
        "type": "Action.Submit",
        "title": shown(title),
        "data": {DATA: {"press": name, "subject": subject, "language": language, **told}},
        "associatedInputs": "none",
    }
