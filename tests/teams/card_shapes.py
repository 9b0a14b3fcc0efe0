"""What Teams takes of Adaptive Cards 1.5, as far as Cornerman's cards go: a card that is none of that has a problem."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

TEXT, FLAG, COUNT, THINGS, THING = str, bool, int, list, dict
SPACINGS = {"None", "Small", "Default", "Medium", "Large", "ExtraLarge", "Padding"}

# https://adaptivecards.io/explorer: the properties of each type, with what they may hold; "!" marks what must be there
SHAPES: dict[str, dict[str, Any]] = {
    "AdaptiveCard": {
        "version!": {"1.5"},
        "$schema": TEXT,
        "msteams": THING,
        "body": THINGS,
        "actions": THINGS,
        "fallbackText": TEXT,
    },
    "Container": {"items!": THINGS, "style": {"default", "emphasis"}, "selectAction": THING, "separator": FLAG},
    "RichTextBlock": {"inlines!": THINGS},
    "TextRun": {
        "text!": TEXT,
        "weight": {"Bolder"},
        "size": {"Small", "Medium"},
        "color": {"Attention", "Accent"},
        "isSubtle": FLAG,
        "italic": FLAG,
        "strikethrough": FLAG,
        "fontType": {"Monospace"},
        "selectAction": THING,
    },
    "ActionSet": {"actions!": THINGS},
    "Input.Text": {
        "id!": TEXT,
        "label": TEXT,
        "isMultiline": FLAG,
        "maxLength": COUNT,
        "isRequired": FLAG,
        "errorMessage": TEXT,
        "placeholder": TEXT,
        "value": TEXT,
    },
    "Input.ChoiceSet": {
        "id!": TEXT,
        "label": TEXT,
        "placeholder": TEXT,
        "style": {"compact", "expanded", "filtered"},
        "wrap": FLAG,
        "choices!": THINGS,
        "value": TEXT,
        "isMultiSelect": FLAG,
        "choices.data": THING,
        "isRequired": FLAG,
        "errorMessage": TEXT,
    },
    "Input.Date": {"id!": TEXT, "label": TEXT, "value": TEXT},
    "Input.Time": {"id!": TEXT, "label": TEXT, "value": TEXT},
    "Image": {"url!": TEXT, "altText!": TEXT, "size": {"Stretch"}, "msteams": THING},
    "ColumnSet": {"columns!": THINGS},
    "Column": {"items!": THINGS, "width": {"stretch"}},
    "Action.OpenUrl": {"url!": TEXT, "title": TEXT},
    "Action.Submit": {
        "title": TEXT,
        "data": THING,
        "style": {"positive", "destructive"},
        "associatedInputs": {"auto", "none"},
    },
    "Action.ShowCard": {"title": TEXT, "card!": THING},
}
_FUNCTION = re.compile(r"\{\{(DATE|TIME)\(", re.IGNORECASE)
MOST_ACTIONS = 6
CARD_BYTES = 28_000


def problems_of(card: Mapping[str, Any]) -> list[str]:
    """Why Teams would not take the card; empty where it would."""
    found = list(_of_element(card, "card"))
    if len(json.dumps(card, ensure_ascii=False).encode()) > CARD_BYTES:
        found.append("card: too large")
    ids = [one["id"] for one in every(card) if one["type"].startswith("Input.")]
    if len(ids) != len(set(ids)):
        found.append(f"card: inputs share an id: {ids}")
    return found


def every(part: Any) -> Iterator[Mapping[str, Any]]:
    """Each element and action in it, from top to bottom."""
    if isinstance(part, list):
        for one in part:
            yield from every(one)
    elif isinstance(part, Mapping):
        if part.get("type") in SHAPES:
            yield part
        for key, one in part.items():
            if key != "data":
                yield from every(one)


def texts_of(card: Mapping[str, Any]) -> list[str]:
    """What is read on the card, line by line, without what opens inside it."""
    blocks = [one for one in every(card["body"]) if one["type"] == "RichTextBlock"]
    return ["".join(run["text"] for run in one["inlines"]) for one in blocks]


def _of_element(part: Mapping[str, Any], where: str) -> Iterator[str]:
    name = part.get("type")
    shape = SHAPES.get(str(name))
    if shape is None:
        yield f"{where}: no type is called {name}"
        return
    allowed = {key.rstrip("!"): held for key, held in shape.items()} | {"type": TEXT}
    if not name.startswith("Action.") and name not in {"TextRun", "AdaptiveCard"}:
        allowed["spacing"] = SPACINGS
    yield from (f"{where}: {name} lacks {key}" for key in shape if key.endswith("!") and key[:-1] not in part)
    for key, held in part.items():
        yield from _of_property(allowed.get(key), held, f"{where}.{key}")
    if name in {"Action.OpenUrl", "Image"} and not part["url"].startswith(("http://", "https://")):
        yield f"{where}: opens {part['url']}"
    if len(part.get("actions", ())) > MOST_ACTIONS:
        yield f"{where}: too many actions"
    if name == "TextRun" and not part["text"]:
        yield f"{where}: an empty text"
    read = [part.get(key, "") for key in ("text", "label", "title", "errorMessage", "altText")]
    read += [choice["title"] for choice in part.get("choices", ())]
    if any(_FUNCTION.search(one) for one in read):
        yield f"{where}: runs {read}"
    if any(not choice["title"] or not choice["value"] for choice in part.get("choices", ())):
        yield f"{where}: a choice says nothing"
    if name in {"RichTextBlock", "Container"} and not (part.get("inlines") or part.get("items")):
        yield f"{where}: is empty"


def _of_property(allowed: Any, held: Any, where: str) -> Iterator[str]:
    if allowed is None:
        yield f"{where}: no such property"
    elif isinstance(allowed, set):
        if held not in allowed:
            yield f"{where}: {held} is none of {sorted(allowed)}"
    elif not isinstance(held, allowed):
        yield f"{where}: {held!r} is no {allowed.__name__}"
    elif isinstance(held, list) and not where.endswith(".choices"):
        for number, one in enumerate(held):
            yield from _of_element(one, f"{where}[{number}]")
    elif isinstance(held, dict) and not where.endswith((".data", ".msteams")):
        yield from _of_element(held, where)
