"""What Slack takes of blocks and views, by its documentation: kinds, places, limits. Violations are told in its way.

Text is counted in UTF-16 units, the strictest of the ways that Slack may count it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from fake_elements import IN_ACTIONS, IN_CONTEXT, IN_CONTEXT_ACTIONS, IN_INPUT, IN_SECTION, Problems, check_element
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

EVERYWHERE, MESSAGES, MODALS = {"message", "modal", "home"}, {"message"}, {"modal"}
SURFACES = {
    "actions": EVERYWHERE,
    "alert": MODALS,
    "card": EVERYWHERE,
    "carousel": {"message", "home"},
    "container": MESSAGES,
    "context": EVERYWHERE,
    "context_actions": MESSAGES,
    "divider": EVERYWHERE,
    "header": EVERYWHERE,
    "image": EVERYWHERE,
    "input": EVERYWHERE,
    "markdown": MESSAGES,
    "plan": MESSAGES,
    "rich_text": EVERYWHERE,
    "section": EVERYWHERE,
    "table": MESSAGES,
    "task_card": MESSAGES,
    "video": EVERYWHERE,
}
"""The kinds of blocks, and where each may stand."""

BLOCKS_IN_A_MESSAGE, BLOCKS_IN_A_VIEW = 50, 100
MARKDOWN_IN_ALL = 12_000
VIEW_BYTES = 250_000
TEXT_IN_A_MESSAGE = 13_000
"""Characters of all blocks together. Slack names no number; it was met at about 13,200."""


def message_problems(blocks: Any) -> list[str]:
    """Why Slack would refuse these blocks in a message; nothing where it takes them."""
    problems = Problems()
    _check_blocks(problems, blocks, "/blocks", "message", BLOCKS_IN_A_MESSAGE, least=0)
    return problems.found


def view_problems(view: Any) -> list[str]:
    """Why Slack would refuse this modal or home."""
    problems = Problems()
    if not isinstance(view, dict) or view.get("type") not in {"modal", "home"}:
        problems.add('type must be either "modal" or "home"', "/view/type")
        return problems.found
    kind = view["type"]
    if kind == "modal":
        problems.text(view.get("title"), "/view/title", 24, plain=True)
    for name in ("submit", "close"):
        if name in view and kind == "home":
            problems.add(f"invalid additional property: {name}", "/view")
        elif view.get(name) is not None:
            problems.text(view[name], f"/view/{name}", 24, plain=True)
    for name, limit in (("private_metadata", 3_000), ("callback_id", 255), ("external_id", 255)):
        problems.string(view.get(name), f"/view/{name}", limit, least=0)
    problems.keys(view, "/view", _VIEW_KEYS)
    blocks = view.get("blocks")
    _check_blocks(problems, blocks, "/view/blocks", kind, BLOCKS_IN_A_VIEW, least=1)
    if kind == "modal" and not view.get("submit") and any(block.get("type") == "input" for block in _dicts(blocks)):
        problems.add("missing required field: submit (a view with input blocks needs it)", "/view")
    return problems.found


def is_too_large(view: Any) -> bool:
    return len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_BYTES


def text_in(part: Any) -> int:
    """Characters of text in blocks, all together."""
    if isinstance(part, dict):
        return sum(
            len(value) if key == "text" and isinstance(value, str) else text_in(value) for key, value in part.items()
        )
    return sum(map(text_in, part)) if isinstance(part, list) else 0


_VIEW_KEYS = {
    *("type", "title", "blocks", "close", "submit", "private_metadata", "callback_id", "clear_on_close"),
    *("notify_on_close", "external_id", "submit_disabled"),
}


def _dicts(blocks: Any) -> Iterator[dict[str, Any]]:
    yield from (block for block in blocks or [] if isinstance(block, dict))


def _check_blocks(problems: Problems, blocks: Any, at: str, surface: str, most: int, *, least: int) -> None:
    if not isinstance(blocks, list):
        problems.add("must provide an array", at)
        return
    problems.count(blocks, at, most, least=least)
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        _check_block(problems, block, f"{at}/{index}", surface, seen)
    if (
        sum(len(block.get("text") or "") for block in _dicts(blocks) if block.get("type") == "markdown")
        > MARKDOWN_IN_ALL
    ):
        problems.add(f"all markdown blocks must be less than {MARKDOWN_IN_ALL + 1} characters together", at)
    if sum(block.get("type") == "table" for block in _dicts(blocks)) > 1:
        problems.add("only one table is allowed", at)


def _check_block(problems: Problems, block: Any, at: str, surface: str, seen: set[str]) -> None:
    kind = block.get("type") if isinstance(block, dict) else None
    if kind not in SURFACES or surface not in SURFACES[kind]:
        problems.add(f"unsupported type: {kind}", f"{at}/type")
        return
    block_id = block.get("block_id")
    problems.string(block_id, f"{at}/block_id", 255)
    if block_id is not None and kind != "markdown":
        if block_id in seen:
            problems.add(f'block_id "{block_id}" already exists', f"{at}/block_id")
        seen.add(block_id)
    before = len(problems.found)
    _CHECKS.get(kind, _nothing_more)(problems, block, at, surface)
    if len(problems.found) == before:
        _ask_the_sdk(problems, block, at)


def _ask_the_sdk(problems: Problems, block: dict[str, Any], at: str) -> None:
    """The SDK's own models are a second opinion, and know each block's keys."""
    try:
        parsed: Any = Block.parse(block)
        parsed.validate_json()
    except (SlackObjectFormationError, TypeError, KeyError, AttributeError) as error:
        problems.add(str(error), at)
    else:
        problems.keys(block, at, set(parsed.attributes))


def _nothing_more(problems: Problems, block: dict[str, Any], at: str, surface: str) -> None:
    """The SDK's models say the rest."""


def _section(problems: Problems, block: dict[str, Any], at: str, surface: str) -> None:
    text, fields = block.get("text"), block.get("fields")
    if text is None and not fields:
        problems.add("missing required field: text or fields", at)
    if text is not None:
        problems.text(text, f"{at}/text", 3_000)
    if fields is not None:
        problems.count(fields, f"{at}/fields", 10)
        for index, field in enumerate(fields):
            problems.text(field, f"{at}/fields/{index}", 2_000)
    if block.get("accessory") is not None:
        check_element(problems, block["accessory"], f"{at}/accessory", IN_SECTION, surface)


def _header(problems: Problems, block: dict[str, Any], at: str, surface: str) -> None:
    problems.text(block.get("text"), f"{at}/text", 150, plain=True)


def _with_elements(allowed: set[str], most: int) -> Any:
    def check(problems: Problems, block: dict[str, Any], at: str, surface: str) -> None:
        elements = block.get("elements")
        if not isinstance(elements, list):
            problems.add("missing required field: elements", at)
            return
        problems.count(elements, f"{at}/elements", most)
        ids = [element.get("action_id") for element in _dicts(elements) if element.get("action_id") is not None]
        for twice in sorted({one for one in ids if ids.count(one) > 1}):
            problems.add(f'action_id "{twice}" already exists in the block', f"{at}/elements")
        for index, element in enumerate(elements):
            check_element(problems, element, f"{at}/elements/{index}", allowed, surface)

    return check


def _input(problems: Problems, block: dict[str, Any], at: str, surface: str) -> None:
    problems.text(block.get("label"), f"{at}/label", 2_000, plain=True)
    if block.get("hint") is not None:
        problems.text(block["hint"], f"{at}/hint", 2_000, plain=True)
    check_element(problems, block.get("element"), f"{at}/element", IN_INPUT, surface)


def _image(problems: Problems, block: dict[str, Any], at: str, surface: str) -> None:
    problems.string(block.get("alt_text"), f"{at}/alt_text", 2_000, required=True)
    file = block.get("slack_file")
    if (block.get("image_url") is None) == (file is None):
        problems.add("must provide either image_url or slack_file", at)
    problems.url(block.get("image_url"), f"{at}/image_url")
    if file is not None and (not isinstance(file, dict) or ("id" in file) == ("url" in file)):
        problems.add("must provide either url or id", f"{at}/slack_file")
    if block.get("title") is not None:
        problems.text(block["title"], f"{at}/title", 2_000, plain=True)


def _markdown(problems: Problems, block: dict[str, Any], at: str, surface: str) -> None:
    problems.string(block.get("text"), f"{at}/text", 12_000, required=True)


def _alert(problems: Problems, block: dict[str, Any], at: str, surface: str) -> None:
    problems.text(block.get("text"), f"{at}/text", 200)


def _table(problems: Problems, block: dict[str, Any], at: str, surface: str) -> None:
    rows = block.get("rows")
    if not isinstance(rows, list):
        problems.add("missing required field: rows", at)
        return
    problems.count(rows, f"{at}/rows", 100)
    for index, row in enumerate(rows):
        problems.count(row, f"{at}/rows/{index}", 20)


def _card(problems: Problems, block: dict[str, Any], at: str, surface: str) -> None:
    for index, element in enumerate(block.get("actions") or []):
        check_element(problems, element, f"{at}/actions/{index}", {"button"}, surface)


def _container(problems: Problems, block: dict[str, Any], at: str, surface: str) -> None:
    _check_blocks(problems, block.get("child_blocks"), f"{at}/child_blocks", surface, 10, least=1)


_CHECKS: dict[str, Any] = {
    "actions": _with_elements(IN_ACTIONS, 25),
    "alert": _alert,
    "card": _card,
    "container": _container,
    "context": _with_elements(IN_CONTEXT, 10),
    "context_actions": _with_elements(IN_CONTEXT_ACTIONS, 5),
    "header": _header,
    "image": _image,
    "input": _input,
    "markdown": _markdown,
    "section": _section,
    "table": _table,
}
