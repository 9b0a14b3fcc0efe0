"""What Slack takes of the elements inside blocks (buttons, menus, inputs) and of the texts and options inside these."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import BlockElement

SELECTS = {
    f"{many}{of}_select"
    for many in ("", "multi_")
    for of in ("static", "external", "users", "conversations", "channels")
}
PICKERS = {"datepicker", "timepicker", "datetimepicker"}
LISTS = {"checkboxes", "radio_buttons"}
INPUTS = {"plain_text_input", "rich_text_input", "email_text_input", "url_text_input", "number_input", "file_input"}
MODALS_ONLY = {"email_text_input", "url_text_input", "number_input", "file_input"}

IN_ACTIONS = {"button", "overflow", "workflow_button", "rich_text_input", *SELECTS, *PICKERS, *LISTS}
IN_SECTION = {"button", "overflow", "workflow_button", "image", *SELECTS, *PICKERS, *LISTS} - {"datetimepicker"}
IN_CONTEXT = {"image", "plain_text", "mrkdwn"}
IN_CONTEXT_ACTIONS = {"feedback_buttons", "icon_button"}
IN_INPUT = {*SELECTS, *PICKERS, *LISTS, *INPUTS}


class Problems:
    """Collects what is wrong, each as Slack words it, with the place."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def add(self, what: str, at: str) -> None:
        self.found.append(f"[ERROR] {what} [json-pointer:{at}]")

    def string(self, value: Any, at: str, limit: int, *, least: int = 1, required: bool = False) -> None:
        if value is None:
            if required:
                self.add(f"missing required field: {at.rpartition('/')[2]}", at.rpartition("/")[0])
        elif not isinstance(value, str):
            self.add("must provide a string", at)
        elif _length(value) < least:
            self.add(f"must be more than {least - 1} characters", at)
        elif _length(value) > limit:
            self.add(f"must be less than {limit + 1} characters", at)

    def text(self, value: Any, at: str, limit: int, *, plain: bool = False) -> None:
        """A text object."""
        if value is None:
            self.add(f"missing required field: {at.rpartition('/')[2]}", at.rpartition("/")[0])
        elif not isinstance(value, dict):
            self.add("must provide an object", at)
        elif value.get("type") not in ({"plain_text"} if plain else {"plain_text", "mrkdwn"}):
            self.add(f"unsupported type: {value.get('type')}", f"{at}/type")
        else:
            self.string(value.get("text"), f"{at}/text", limit, required=True)
            self.keys(value, at, {"type", "text", "emoji" if value["type"] == "plain_text" else "verbatim"})

    def url(self, value: Any, at: str) -> None:
        self.string(value, at, 3_000)
        if isinstance(value, str):
            try:
                parts = urlsplit(value)
            except ValueError:
                parts = urlsplit("")
            if parts.scheme not in {"http", "https"} or not parts.netloc or any(map(str.isspace, value)):
                self.add("invalid url", at)

    def count(self, values: Any, at: str, most: int, *, least: int = 1) -> None:
        if not isinstance(values, list):
            self.add("must provide an array", at)
        elif len(values) > most:
            self.add(f"no more than {most} items allowed", at)
        elif len(values) < least:
            self.add(f"no less than {least} items allowed", at)

    def keys(self, value: dict[str, Any], at: str, known: set[str]) -> None:
        for key in sorted(set(value) - known):
            self.add(f"invalid additional property: {key}", at)


def check_element(problems: Problems, element: Any, at: str, allowed: set[str], surface: str) -> None:
    """An element in a block which takes the kinds `allowed`."""
    kind = element.get("type") if isinstance(element, dict) else None
    if kind not in allowed or (kind in MODALS_ONLY and surface != "modal"):
        problems.add(f"unsupported type: {kind}", f"{at}/type")
        return
    if kind in {"plain_text", "mrkdwn"}:
        problems.text(element, at, 3_000)
        return
    if kind == "image":
        problems.string(element.get("alt_text"), f"{at}/alt_text", 2_000, required=True)
        problems.url(element.get("image_url"), f"{at}/image_url")
        return
    problems.string(element.get("action_id"), f"{at}/action_id", 255)
    if element.get("placeholder") is not None:
        problems.text(element["placeholder"], f"{at}/placeholder", 150, plain=True)
    if element.get("confirm") is not None:
        _confirm(problems, element["confirm"], f"{at}/confirm")
    before = len(problems.found)
    _particulars(problems, element, at, surface)
    if len(problems.found) == before:
        _ask_the_sdk(problems, element, at)


def _particulars(problems: Problems, element: dict[str, Any], at: str, surface: str) -> None:
    kind = element["type"]
    if kind in {"button", "icon_button"}:
        _button(problems, element, at)
    elif kind == "feedback_buttons":
        for name in ("positive_button", "negative_button"):
            _button(problems, element.get(name) or {}, f"{at}/{name}", value_required=True)
    elif kind == "overflow":
        _options(problems, element.get("options"), f"{at}/options", 5, with_url=True)
    elif kind in LISTS:
        _options(problems, element.get("options"), f"{at}/options", 10, mrkdwn=True)
    elif kind in {"static_select", "multi_static_select"}:
        _static_select(problems, element, at)
    elif kind == "plain_text_input":
        _text_input(problems, element, at)
    if element.get("response_url_enabled") and surface != "modal":
        problems.add("invalid additional property: response_url_enabled", at)


def _button(problems: Problems, button: dict[str, Any], at: str, *, value_required: bool = False) -> None:
    problems.text(button.get("text"), f"{at}/text", 75, plain=True)
    problems.string(button.get("value"), f"{at}/value", 2_000, required=value_required)
    problems.url(button.get("url"), f"{at}/url")
    problems.string(button.get("accessibility_label"), f"{at}/accessibility_label", 75)
    if button.get("style", "primary") not in {"primary", "danger"}:
        problems.add("style must be primary or danger", f"{at}/style")


def _text_input(problems: Problems, element: dict[str, Any], at: str) -> None:
    problems.string(element.get("initial_value"), f"{at}/initial_value", 3_000, least=0)
    for name in ("min_length", "max_length"):
        if not 0 <= element.get(name, 1) <= 3_000:
            problems.add(f"{name} must be between 0 and 3000", at)


def _static_select(problems: Problems, element: dict[str, Any], at: str) -> None:
    groups = element.get("option_groups")
    if groups is None:
        _options(problems, element.get("options"), f"{at}/options", 100)
        return
    problems.count(groups, f"{at}/option_groups", 100)
    for index, group in enumerate(groups):
        problems.text(group.get("label"), f"{at}/option_groups/{index}/label", 75, plain=True)
        _options(problems, group.get("options"), f"{at}/option_groups/{index}/options", 100)


def _options(
    problems: Problems, options: Any, at: str, most: int, *, mrkdwn: bool = False, with_url: bool = False
) -> None:
    problems.count(options, at, most)
    for index, option in enumerate(options if isinstance(options, list) else []):
        here = f"{at}/{index}"
        problems.text(option.get("text"), f"{here}/text", 75, plain=not mrkdwn)
        problems.string(option.get("value"), f"{here}/value", 150, required=True)
        if option.get("description") is not None:
            problems.text(option["description"], f"{here}/description", 75, plain=not mrkdwn)
        if with_url:
            problems.url(option.get("url"), f"{here}/url")
        problems.keys(option, here, {"text", "value", "description"} | ({"url"} if with_url else set()))


def _confirm(problems: Problems, confirm: dict[str, Any], at: str) -> None:
    for name, limit in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
        problems.text(confirm.get(name), f"{at}/{name}", limit, plain=name != "text")


def _ask_the_sdk(problems: Problems, element: dict[str, Any], at: str) -> None:
    try:
        parsed: Any = BlockElement.parse(element)
        if parsed is not None:
            parsed.validate_json()
            problems.keys(element, at, set(parsed.attributes) | {"type"})
    except (SlackObjectFormationError, TypeError, KeyError, AttributeError) as error:
        problems.add(str(error), at)


def _length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
