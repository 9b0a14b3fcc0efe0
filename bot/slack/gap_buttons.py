"""The buttons below gaps and digests, and what a press of one says. Pure.

What has to be known when a button is pressed stands in its `value`, or in the dialog's `private_metadata`: ids, and
which list it stood in. What it does is decided then, for the person who presses it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from bot.gap_words import GapWords
from bot.gap_words.telling import GapPress
from bot.gaps.model import Gap
from bot.slack.buttons import ACTION, LABEL_LIMIT, URL_LIMIT, VALUE_LIMIT, action_of, cut, plain
from bot.slack.mrkdwn import safe_address

Block = dict[str, Any]
Press = Literal[GapPress, "page", "list"]
"""`page`: another page of a list. `list`: the list of the open gaps, from elsewhere."""

GAP = ACTION + "gap."
"""Every action id of a gap begins with it."""
ROW = "gap "
"""The id of a block of buttons below a gap begins with it; the gap's id follows."""
_PRESSES: frozenset[str] = frozenset({*get_args(GapPress), "page", "list"} - {"split"})
"""Splitting is sent with its dialog: no button says it."""
_LABELS: Mapping[str, str] = {"page": "later", "list": "show_gaps"}
LINK = ACTION + "link"
"""Buttons that only open an address: what is pressed there is nothing to do for us."""


@dataclass(frozen=True, slots=True)
class ListPlace:
    """Which list a button stands in: what it was asked by, and which page of it; page 0 where it is in none."""

    page: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class GapPressed:
    """Somebody pressed a button of a gap, or sent the dialog that one opened.

    `other` is the gap that it is perhaps the same as. `message` is the timestamp of the message that the button stands
    in, `text` and `blocks` what that holds, where Slack tells. `alone`: only who pressed sees it. `view` is the dialog
    that the button stands in.
    """

    press: Press
    gap: str
    user: str
    other: str = ""
    listed: ListPlace = ListPlace()
    channel: str = ""
    message: str = ""
    response_url: str = ""
    trigger_id: str = ""
    alone: bool = False
    view: str = ""
    text: str = ""
    blocks: tuple[Block, ...] = ()

    def kept(self) -> str:
        """What a dialog has to remember of it, as its `private_metadata`."""
        facts = {
            "press": self.press,
            "gap": self.gap,
            "page": self.listed.page,
            "text": self.listed.text,
            "channel": self.channel,
            "message": self.message,
            "response_url": self.response_url,
            "alone": self.alone,
        }
        return json.dumps(facts, ensure_ascii=False)


def gap_row(
    gap: Gap, presses: Sequence[GapPress], words: GapWords, listed: ListPlace | None = None, *, url: str = ""
) -> list[Block]:
    """One row of buttons; none where none makes sense. `url` opens the page near the gap."""
    buttons = [gap_button(press, gap.id, words, title=gap.title, listed=listed) for press in presses]
    address = safe_address(url) if url else None
    if address and cut(address, URL_LIMIT) == address:
        buttons.append({"type": "button", "action_id": LINK, "text": plain(words.open_page), "url": address})
    return [{"type": "actions", "block_id": cut(f"{ROW}{gap.id}", 255), "elements": buttons}] if buttons else []


def gap_button(  # noqa: PLR0913 - what one press says
    press: Press, gap_id: str, words: GapWords, *, title: str, other: str = "", listed: ListPlace | None = None
) -> Block:
    """One button. Screen readers say whose it is by `title`."""
    value = json.dumps([gap_id, other, *([listed.page, listed.text] if listed else [])], ensure_ascii=False)
    label = getattr(words, _LABELS.get(press, press))
    return {
        "type": "button",
        "action_id": GAP + press,
        "text": plain(label),
        "value": cut(value, VALUE_LIMIT),
        "accessibility_label": cut(f"{label}: {title}" if title else label, LABEL_LIMIT),
    }


def page_buttons(text: str, page: int, pages: int, words: GapWords) -> list[Block]:
    """To the pages before and after; none where there is but one."""
    around = [(page - 1, "earlier"), (page + 1, "later")]
    buttons = [
        gap_button("page", "", words, title="", listed=ListPlace(number, text))
        | {
            "text": plain(getattr(words, label)),
            "action_id": f"{GAP}page.{label}",
            "accessibility_label": getattr(words, label),
        }
        for number, label in around
        if 1 <= number <= pages
    ]
    return [{"type": "actions", "elements": buttons}] if buttons else []


def gap_pressed(body: Mapping[str, Any]) -> GapPressed | None:
    """What was pressed; None where it is no button of a gap of this version's."""
    action, user = action_of(body), _mapping(body.get("user"))
    name = str(action.get("action_id") or "")
    press = name.removeprefix(GAP).partition(".")[0]
    if not name.startswith(GAP) or press not in _PRESSES or not isinstance(user.get("id"), str):
        return None
    try:
        gap, other, *where = json.loads(str(action.get("value") or "[]"))
        listed = ListPlace(int(where[0]), str(where[1])) if where else ListPlace()
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    container, message, channel = (_mapping(body.get(part)) for part in ("container", "message", "channel"))
    view = _mapping(body.get("view"))
    found = GapPressed(
        press=press,  # type: ignore[arg-type] # one of the known, as was looked at
        gap=str(gap),
        user=str(user["id"]),
        other=str(other),
        listed=listed,
        channel=str(channel.get("id") or container.get("channel_id") or ""),
        message=str(container.get("message_ts") or message.get("ts") or ""),
        response_url=str(body.get("response_url") or ""),
        trigger_id=str(body.get("trigger_id") or ""),
        alone=container.get("is_ephemeral") is True,
        view=str(view.get("id") or "") if view.get("type") == "modal" else "",
        text=str(message.get("text") or ""),
        blocks=tuple(one for one in message.get("blocks") or () if isinstance(one, dict)),
    )
    if not found.view:
        return found
    before = remembered(view, found.user)  # in a dialog, what is worked is the list or message below it
    return replace(
        before, press=found.press, gap=found.gap, other=found.other, trigger_id=found.trigger_id, view=found.view
    )


def remembered(view: Mapping[str, Any], user: str) -> GapPressed:
    """What a dialog remembers of the press that opened it; nothing where it is not one of this version's."""
    try:
        facts = json.loads(str(view.get("private_metadata") or "{}"))
    except ValueError:
        facts = {}
    known: dict[str, Any] = facts if isinstance(facts, dict) else {}
    page, press = known.get("page"), str(known.get("press"))
    return GapPressed(
        press=press if press in _PRESSES else "see",  # type: ignore[arg-type] # one of the known
        gap=str(known.get("gap") or ""),
        user=user,
        listed=ListPlace(page if isinstance(page, int) else 0, str(known.get("text") or "")),
        channel=str(known.get("channel") or ""),
        message=str(known.get("message") or ""),
        response_url=str(known.get("response_url") or ""),
        alone=known.get("alone") is True,
    )


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
