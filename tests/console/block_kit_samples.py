"""Blocks and views of every kind that the console draws."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.model import Answer


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def option(text: str, **more: Any) -> dict[str, Any]:
    return {"text": plain(text), "value": text.lower(), **more}


def field(label: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "input", "label": plain(label), "element": element, **more}


OPEN = {"type": "button", "text": plain("Open"), "url": "https://wiki.example/pricing?a=1&b=2#slide-4"}
ASK = {"type": "button", "text": plain("Ask the owner"), "style": "primary", "action_id": "ask"}
PULL = {"type": "button", "text": plain("Pull this card"), "style": "danger", "accessibility_label": "Pull Pricing"}
WHY = {
    "type": "static_select",
    "placeholder": plain("Why not?"),
    "options": [option("Wrong"), option("Outdated", description=plain("It was true once"))],
}
MORE = {
    "type": "overflow",
    "options": [option("Share here"), option("See the document", url="https://wiki.example/pricing")],
}
FEEDBACK = {
    "type": "context_actions",
    "elements": [
        {
            "type": "feedback_buttons",
            "positive_button": {"text": plain("Helpful"), "accessibility_label": "This helped", "value": "+"},
            "negative_button": {"text": plain("Not helpful"), "value": "-"},
        },
        {"type": "icon_button", "icon": "trash", "text": plain("Remove")},
    ],
}
PICTURE = {"type": "image", "image_url": "https://e.com/spy.png", "alt_text": "A price list"}

BLOCKS: dict[str, dict[str, Any]] = {
    "header": {"type": "header", "text": plain(":mag: What reps asked")},
    "section": {"type": "section", "text": mrkdwn("You may give *15%* on a _two-year_ deal.")},
    "section_with_fields": {
        "type": "section", "text": plain("Two sources disagree"),
        "fields": [mrkdwn("*Pricing*\n15%"), mrkdwn("*Partner policy*\n10%")],
    },
    "section_with_a_link": {"type": "section", "text": mrkdwn("*Pricing*"), "accessory": OPEN},
    "section_with_a_menu": {"type": "section", "text": mrkdwn("*Pricing*"), "accessory": MORE},
    "section_with_a_picture": {"type": "section", "text": mrkdwn("*Pricing*"), "accessory": PICTURE},
    "context": {"type": "context", "elements": [PICTURE, mrkdwn("reviewed 12 Oct"), plain("by Dana :lock:")]},
    "actions": {"type": "actions", "elements": [ASK, PULL, WHY, MORE, OPEN]},
    "context_actions": FEEDBACK,
    "divider": {"type": "divider"},
    "rich_text": {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [
                    {"type": "text", "text": "Bold", "style": {"bold": True, "italic": True}},
                    {"type": "text", "text": " and "},
                    {"type": "link", "url": "https://wiki.example", "text": "a link", "style": {"code": True}},
                    {"type": "link", "url": "javascript:alert(1)", "text": "none"},
                    {"type": "emoji", "name": "bulb"},
                    {"type": "user", "user_id": "U1"},
                    {"type": "channel", "channel_id": "C1"},
                    {"type": "broadcast", "range": "here"},
                    {"type": "date", "timestamp": 1, "fallback": "12 Oct"},
                ],
            },
            {
                "type": "rich_text_list", "style": "ordered",
                "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]}],
            },
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "said"}]},
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "a < b"}]},
        ],
    },
    "image": {**PICTURE, "title": plain("Prices")},
    "markdown": {"type": "markdown", "text": "# Prices\n\n**15%** [here](https://wiki.example) [no](/x) <b>\n\n- a"},
    "input_text": field(
        "Why?",
        {"type": "plain_text_input", "placeholder": plain("In a few words"), "initial_value": "It is old"},
        hint=plain("The owner reads it"), optional=True,
    ),
    "input_long_text": field("Line", {"type": "plain_text_input", "multiline": True, "initial_value": "one\ntwo"}),
    "input_number": field("Days", {"type": "number_input", "initial_value": "90"}),
    "input_radio": field(
        "Who",
        {"type": "radio_buttons", "options": [option("All"), option("Nobody")], "initial_option": option("Nobody")},
    ),
    "input_checkboxes": field(
        "What",
        {"type": "checkboxes", "options": [option("Gaps"), option("Use", description=mrkdwn("*who* asks"))],
         "initial_options": [option("Gaps")]},
    ),
    "input_select": field(
        "Day", {"type": "static_select", "options": [option("Monday")], "initial_option": option("Monday")}
    ),
    "input_grouped_select": field(
        "Card",
        {"type": "multi_static_select", "initial_options": [option("Pricing"), option("Rival")],
         "option_groups": [{"label": plain("Policies"), "options": [option("Pricing")]},
                           {"label": plain("Battlecards"), "options": [option("Rival")]}]},
    ),
    "input_time": field("At", {"type": "timepicker", "initial_time": "09:00"}),
    "input_channel": field("Where", {"type": "conversations_select", "initial_conversation": "C123"}),
    "input_people": field("Who", {"type": "multi_users_select", "placeholder": plain("Choose people")}),
    "input_unknown": field("File", {"type": "file_input"}),
    "unknown": {"type": "video", "title": plain("x")},
}  # fmt: skip

MODAL = {
    "type": "modal",
    "title": plain("Ask the owner"),
    "blocks": [BLOCKS["input_text"]],
    "submit": plain("Send"),
    "close": plain("Not now"),
}
HOME = {"type": "home", "blocks": [BLOCKS["header"], BLOCKS["section_with_a_link"]]}


def as_in_slack(answer: Answer) -> Sequence[dict[str, Any]]:
    """Blocks of an answer like those of the Slack folder, which the console does not know."""
    words = {"type": "section", "text": mrkdwn(answer.text or "Не нашёл ответа.")}
    sources = [{"type": "section", "text": mrkdwn(source.title), "accessory": OPEN} for source in answer.sources]
    return [words, {"type": "actions", "elements": [ASK, WHY, MORE]}, FEEDBACK, *sources]
