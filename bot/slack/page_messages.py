"""What an owner is shown of their pages becomes Slack's blocks. Pure, and within Slack's limits whatever comes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.chat.page_desk import PageReply
from bot.chat_words import ChatWords
from bot.slack.blocks import Message, context, contexts, opened, sections
from bot.slack.buttons import LABEL_LIMIT, VALUE_LIMIT, cut, plain
from bot.slack.mrkdwn import cut_title, link, mrkdwn, shortened
from bot.slack.page_blocks import PREFIX, page_row, see_button
from bot.slack.run_blocks import filled
from bot.slack.views import View, mapping
from bot.upkeep.desk import LONGEST_NOTE
from bot.upkeep.model import UpkeepVerb
from bot.upkeep.page_telling import PageTold
from bot.upkeep.words import upkeep_words

Block = dict[str, Any]

CHOSEN = PREFIX + "chosen"
"""Does what was typed with the page that was meant."""
NOTE = PREFIX + "note"
"""The dialog that asks for a note."""
IN_LIST = PREFIX + "list."
"""How the ids of rows in a list begin, so that the list is shown anew after a press."""
SAID = PREFIX + "said."
"""How the ids of what was said of a press begin."""
TITLE_LIMIT = 200
LINK_LIMIT = 1_200
LINE_LIMIT = 600
"""Of a line that may hold somebody's note."""
SHORT_LIMIT = 150
LISTED_TITLE, LISTED_LINK, LISTED_LINE = 100, 500, 200
"""The same in a list: a message of Slack's has room for some 13,000 characters in all."""
HELP_LIMIT = 1_400
MOST_BLOCKS = 50


def reply_message(reply: PageReply, words: ChatWords, language: str) -> Message:
    """All of it: what is said, the page or the list with their buttons, and what stands below."""
    own = upkeep_words(language)
    said = [shortened(one, LINE_LIMIT) for one in reply.said]
    lines = "\n".join(said) or mrkdwn(reply.help, limit=HELP_LIMIT)
    shown = [
        *sections(lines),
        *(page_blocks(reply.page, words, language, undo=reply.undo) if reply.page else []),
        *([_head(own.your_pages)] if reply.listed else []),
        *list_blocks(reply.listed, words, language, in_list=True),
        *_choice(reply, language),
        *contexts(" ".join(shortened(one, SHORT_LIMIT) for one in reply.below)),
    ]
    told = [reply.page, *reply.listed] if reply.page else [*reply.listed]
    titles = "\n".join(shortened(one.title, SHORT_LIMIT) for one in told)
    text = "\n".join(filter(None, (lines, titles)))
    return Message(text=(said[0] if said else text) or own.your_pages, blocks=tuple(shown), without_blocks=text)


def page_blocks(page: PageTold, words: ChatWords, language: str, *, undo: bool = False) -> list[Block]:
    """One page, how it stands, its buttons, and what was done with it."""
    history = "\n".join(shortened(one, SHORT_LIMIT) for one in page.history)
    head = shortened(upkeep_words(language).history, SHORT_LIMIT)
    return [
        *sections(_title(page)),
        *contexts(shortened(page.context, LINE_LIMIT)),
        *(block for one in filled([shortened(line, LINE_LIMIT) for line in page.lines]) for block in sections(one)),
        *page_row(page.document, page.state, words, language, undo=undo),
        *contexts(f"*{head}*\n{history}" if history else ""),
    ]


def list_blocks(pages: Sequence[PageTold], words: ChatWords, language: str, *, in_list: bool = False) -> list[Block]:
    """Two blocks for each page: how it stands, and its buttons."""
    shown: list[Block] = []
    for number, page in enumerate(pages):
        row = page_row(page.document, page.state, words, language)
        named = [one | {"block_id": f"{IN_LIST}{number}"} for one in row] if in_list else row
        lines = "\n".join(shortened(one, LISTED_LINE) for one in page.lines)
        shown += [*sections(f"{_title(page, LISTED_TITLE, LISTED_LINK)}\n{lines}"), *named]
    return shown


def note_view(verb: UpkeepVerb, page: PageTold, told: str, words: ChatWords, language: str) -> View:
    """What follows from it, and room for a note. `told` is what the dialog gives back when it is sent."""
    own = upkeep_words(language)
    field = {"type": "plain_text_input", "multiline": True, "max_length": LONGEST_NOTE, "action_id": "note"}
    return {
        "type": "modal",
        "callback_id": NOTE,
        "private_metadata": told,
        "title": plain(own.buttons[verb]),
        "submit": plain(own.buttons[verb]),
        "close": plain(words.cancel),
        "blocks": [
            *sections(f"{_title(page)}\n{shortened(own.hints[verb], LINE_LIMIT)}"),
            {"type": "input", "block_id": "note", "label": plain(own.notes[verb]), "optional": True, "element": field},
        ],
    }


def mended(blocks: Sequence[Mapping[str, Any]], reply: PageReply, words: ChatWords, language: str) -> list[Block]:
    """A message that stands there, with what was done with the reply's page, and the buttons that fit it now.

    All else in it stays, also what other buttons stand in the same row.
    """
    if reply.page is None:
        return [dict(one) for one in blocks]
    page, said_id = reply.page, cut(f"{SAID}{reply.page.document}", LABEL_LIMIT)
    kept = [dict(one) for one in blocks if one.get("block_id") != said_id]
    shown: list[Block] = []
    for block in kept:
        elements = block.get("elements") or [] if block.get("type") == "actions" else []
        own = [mapping(one) for one in elements if _is_of(mapping(one), page.document)]
        if not own:
            shown.append(block)
            continue
        others = [one for one in elements if not _is_of(mapping(one), page.document)]
        said = " ".join(shortened(one, LINE_LIMIT) for one in reply.said)
        if said and len(kept) < MOST_BLOCKS:
            shown.append(context(said) | {"block_id": said_id})
        row = page_row(page.document, page.state, words, language, undo=reply.undo)[0]
        shown.append(row | {"elements": [*row["elements"], *others]})
    return shown


def _choice(reply: PageReply, language: str) -> list[Block]:
    """Each page that may be meant, with the button that does with it what was typed."""
    choice = reply.choice
    if choice is None:
        return []
    shown = []
    for page in choice.pages:
        button = see_button(page.document, language)
        if choice.verb is not None:
            value = f"{choice.verb} {page.document} {choice.note[:LONGEST_NOTE]}"
            label = upkeep_words(language).buttons[choice.verb]
            button |= {
                "action_id": CHOSEN,
                "text": plain(cut(label, LABEL_LIMIT)),
                "value": cut(value.strip(), VALUE_LIMIT),
            }
        title = _title(page, LISTED_TITLE, LISTED_LINK)
        shown.append(opened(f"{title}\n{shortened(page.context, LISTED_LINE)}", button))
    return shown


def _is_of(element: Mapping[str, Any], document_id: str) -> bool:
    return str(element.get("action_id") or "").startswith(PREFIX) and element.get("value") == document_id


def _head(title: str) -> Block:
    return {"type": "header", "text": plain(title)}


def _title(page: PageTold, limit: int = TITLE_LIMIT, link_limit: int = LINK_LIMIT) -> str:
    """In bold, as a link where there is an address and room for it."""
    short = cut_title(page.title, limit)
    named = link(page.address, short, link_limit) if page.address else shortened(short, limit)
    return f"*{named}*" if named and "*" not in named else named or "…"
