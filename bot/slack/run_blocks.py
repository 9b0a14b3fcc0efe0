"""A reindex becomes Slack's blocks: how far it is, what it changed, and what may be done next. Pure, within limits."""

from __future__ import annotations

from typing import Any

from bot.chat.run_desk import RunOverview
from bot.locales import percent
from bot.reindexing.telling import Action, Part, RunTold
from bot.reindexing.words import ReindexWords, reindex_words
from bot.slack.blocks import Message, contexts, opened, sections
from bot.slack.buttons import ACTION, LABEL_LIMIT, VALUE_LIMIT, cut, plain
from bot.slack.mrkdwn import coded, emphasised, mrkdwn, shortened

Block = dict[str, Any]

RUN = ACTION + "run."
ASK = "ask"
"""The press on the home page, which asks for a run as the command does."""
BAR = 20
"""Characters of the bar that shows how far a run is."""
TITLE_LIMIT = 140
"""Characters of a heading. Slack takes 150, and counts some as two."""
LINE_LIMIT = 280
ITEM_LIMIT = 400
"""Characters of a line below a heading: a golden question, what is answered now, and what would be."""
NOTE_LIMIT = 600
NOTES = 4
SECTION_LIMIT = 1_450
"""Characters of one section. Slack takes 3,000, and counts some as two."""
PARTS = 12
BUDGET = 6_000
"""Characters of all parts together: past about 13,000 in all, some counted as two, Slack refuses a message."""
SAID_LINES, SAID_LIMIT = 9, 1_200
CONFIRM_LIMIT = 300
SHORT_LIMIT = 30
ACTIONS: tuple[Action, ...] = ("cancel", "force", "again", "rollback")
_ELLIPSIS = "…"


def run_message(told: RunTold, run_id: str, language: str) -> Message:
    """A run from its title to its buttons. What has no room is cut off each part's end, and an ellipsis says so."""
    words = reindex_words(language)
    parts = told.parts[:PARTS]
    room = BUDGET // max(len(parts), 1)
    spoken = " · ".join(filter(None, (shortened(told.title, TITLE_LIMIT), shortened(told.status, LINE_LIMIT))))
    return Message(
        text=spoken,
        blocks=(
            {"type": "header", "text": plain(cut(told.title, TITLE_LIMIT) or _ELLIPSIS)},
            *contexts(shortened(told.context, NOTE_LIMIT)),
            *sections(_progress(told, language)),
            *(block for part in parts for block in _part(part, room)),
            *(block for note in told.notes[:NOTES] for block in sections(shortened(note, NOTE_LIMIT))),
            *_buttons(told.actions, run_id, words),
        ),
        without_blocks="\n".join((spoken, *(f"*{shortened(part.head, LINE_LIMIT)}*" for part in parts))),
    )


def said_message(said: str, below: str = "") -> Message:
    """What the desk says, in Markdown, and a line `below` it that is mrkdwn already."""
    lines = [mrkdwn(line, limit=SAID_LIMIT) for line in said.splitlines()[:SAID_LINES]]
    lines += [below] if below else []
    return Message(
        text=lines[0] if lines else "",
        blocks=tuple(block for one in filled(lines) for block in sections(one)),
        without_blocks="\n".join(lines),
    )


def sources_block(overview: RunOverview, language: str) -> Block:
    """The sources that are somebody's, how the latest run went, and the button that asks for one."""
    words = reindex_words(language)
    latest = overview.latest
    lines = [shortened(", ".join(overview.sources), LINE_LIMIT)]
    if latest is None:
        lines.append(shortened(words.none_yet, LINE_LIMIT))
    else:
        lines += [emphasised(latest.title, LINE_LIMIT), shortened(latest.context, LINE_LIMIT)]
    return opened("\n".join(filter(None, lines)), _button(ASK, ASK, words.reindex))


def _progress(told: RunTold, language: str) -> str:
    """How far it is, as a bar and in words."""
    status = shortened(told.status, NOTE_LIMIT)
    if told.share is None:
        return status
    share = min(max(told.share, 0.0), 1.0)
    done = int(share * BAR)
    return "\n".join(filter(None, (f"{'▓' * done}{'░' * (BAR - done)} {percent(share, language)}", status)))


def _part(part: Part, room: int) -> list[Block]:
    shown = [emphasised(part.head, LINE_LIMIT)]
    used = len(shown[0])
    for number, line in enumerate(part.lines):
        set_as = coded if number < part.names else shortened
        item = f"• {set_as(line, min(ITEM_LIMIT, room))}"
        used += len(item) + 1
        if used > room:
            shown.append(_ELLIPSIS)
            break
        shown.append(item)
    return [block for text in filled(shown) for block in sections(text)]


def filled(lines: list[str]) -> list[str]:
    """The lines in as few texts as have room in a section each."""
    texts: list[str] = []
    for line in lines:
        if texts and len(texts[-1]) + len(line) + 1 <= SECTION_LIMIT:
            texts[-1] = f"{texts[-1]}\n{line}"
        else:
            texts.append(line)
    return texts


def _buttons(actions: tuple[Action, ...], run_id: str, words: ReindexWords) -> list[Block]:
    labels = {"cancel": words.cancel, "force": words.force, "again": words.again, "rollback": words.rollback}
    confirmed = {"force": words.force_confirm, "rollback": words.rollback_confirm}
    buttons = []
    for action in actions:
        button = _button(action, run_id, labels[action])
        if action in confirmed:
            button["confirm"] = _confirm(labels[action], confirmed[action], words)
        if action == "cancel":
            button["style"] = "danger"
        buttons.append(button)
    return [{"type": "actions", "elements": buttons}] if buttons else []


def _button(name: str, value: str, label: str) -> Block:
    return {
        "type": "button",
        "action_id": f"{RUN}{name}",
        "text": plain(cut(label, LABEL_LIMIT)),
        "value": cut(value, VALUE_LIMIT),
    }


def _confirm(title: str, text: str, words: ReindexWords) -> Block:
    return {
        "title": plain(cut(title, LABEL_LIMIT)),
        "text": plain(cut(text, CONFIRM_LIMIT)),
        "confirm": plain(cut(words.yes, SHORT_LIMIT)),
        "deny": plain(cut(words.no, SHORT_LIMIT)),
    }
