"""What a person chose or typed in an element, in the shapes of `actions` and of a view's `state`."""

from __future__ import annotations

from typing import Any

_SINGLE = {
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
}
_OPTION = {"static_select", "external_select", "radio_buttons", "overflow"}
_OPTIONS = {"checkboxes", "multi_static_select", "multi_external_select"}


def acted(element: dict[str, Any], choose: Any) -> dict[str, Any]:
    """The element as it stands in `actions`, without its block and time."""
    action = {"type": element["type"], "action_id": element["action_id"]}
    if element["type"] == "feedback_buttons":
        return action | {key: value for key, value in _feedback(element, choose).items() if key in {"text", "value"}}
    if element["type"] in {"button", "icon_button", "workflow_button"}:
        return action | {key: element[key] for key in ("text", "value", "style", "url", "icon") if key in element}
    chosen = values_of(element, choose) or {}
    more = {"placeholder": element["placeholder"]} if "placeholder" in element else {}
    return action | chosen | more


def _feedback(element: dict[str, Any], choose: Any) -> dict[str, Any]:
    for name in ("positive", "negative"):
        button = element[f"{name}_button"]
        if choose in {name, button["value"]}:
            return dict(button)
    raise AssertionError(f"choose positive or negative, not {choose!r}")


def values_of(element: dict[str, Any], choose: Any) -> dict[str, Any] | None:
    """The element in a view's state once `choose` was chosen; None where it has no state."""
    kind = element["type"]
    if kind in _SINGLE:
        return {"type": kind, _SINGLE[kind][0]: choose}
    if kind in _OPTION:
        return {"type": kind, "selected_option": None if choose is None else _option(element, choose)}
    if kind in _OPTIONS:
        return {"type": kind, "selected_options": [_option(element, one) for one in choose or []]}
    return None


def _option(element: dict[str, Any], value: Any) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    groups = [element, *element.get("option_groups", [])]
    options = [option for group in groups for option in group.get("options", [])]
    for option in options:
        if option["value"] == value:
            return dict(option)
    if element["type"].endswith("external_select"):
        return {"text": {"type": "plain_text", "text": str(value)}, "value": value}
    raise AssertionError(f"no option {value!r} among {[option['value'] for option in options]}")


def state_of(
    blocks: list[dict[str, Any]],
    before: dict[str, Any] | None = None,
    typed: dict[str, Any] | None = None,
    *,
    must: bool = False,
) -> dict[str, Any]:
    """The state of all elements that hold one. What is found in `typed` is taken out of it.

    `must`: as at a submission, where Slack's client lets nobody leave a required input empty.
    """
    state: dict[str, Any] = {}
    for block in blocks:
        for element in _holders(block):
            block_id, action_id = block["block_id"], element["action_id"]
            value = (before or {}).get(block_id, {}).get(action_id) or values_of(element, _initial(element))
            for name in (block_id, action_id):
                if typed and name in typed:
                    value = values_of(element, typed.pop(name))
            if must and block["type"] == "input":
                _check(block, element, value or {})
            state.setdefault(block_id, {})[action_id] = value
    return state


def _holders(block: dict[str, Any]) -> list[dict[str, Any]]:
    single = [block[name] for name in ("accessory", "element") if isinstance(block.get(name), dict)]
    inside = block.get("elements", []) if block["type"] == "actions" else []
    return [
        element
        for element in (*single, *inside)
        if element["type"] in (_SINGLE.keys() | _OPTION | _OPTIONS) - {"overflow"}
    ]


def _initial(element: dict[str, Any]) -> Any:
    kind = element["type"]
    name = _SINGLE[kind][1] if kind in _SINGLE else "initial_option" if kind in _OPTION else "initial_options"
    return element.get(name)


def _check(block: dict[str, Any], element: dict[str, Any], value: dict[str, Any]) -> None:
    given = [one for key, one in value.items() if key != "type" and one not in (None, "", [])]
    if not given:
        if not block.get("optional"):
            raise AssertionError(f"Slack lets nobody submit while {block['block_id']} is empty")
    elif isinstance(given[0], str):
        least, most = element.get("min_length", 0), element.get("max_length", 3_000)
        if element["type"].endswith("_input") and not least <= len(given[0]) <= most:
            raise AssertionError(f"{block['block_id']} takes {least} to {most} characters")
