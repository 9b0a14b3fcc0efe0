"""What can be pressed, chosen and filled in inside Slack's blocks becomes HTML that does nothing. Pure.

Only links lead anywhere. A menu can be opened to see what is in it, without a script. The few words of Slack's own
interface are English in every language of the console: Slack has no other of ours.
"""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup, escape

from bot.console.block_kit_shapes import Shape, part, parts, string, strings
from bot.console.block_kit_text import is_web, joined, line_html, pill_html

_STYLES = {"primary": " bk-primary", "danger": " bk-danger"}
_ICON = Markup(
    '<svg class="bk-icon{}" viewBox="0 0 24 24" width="18" height="18" aria-hidden="true"><path d="{}"/></svg>'
)
_THUMB = "M8 11l4-8c1.6 0 2.6 1 2.6 2.6V9h4.2a2 2 0 0 1 2 2.3l-1.1 7a2 2 0 0 1-2 1.7H8zM3.5 11H8v9H3.5z"
_BIN = "M4 6.5h16M9 6.5V4h6v2.5M6.5 6.5L7.5 20h9l1-13.5M10 10.5v6M14 10.5v6"
_CHOSEN_IDS = ("conversation", "channel", "user")


def element_html(element: Shape) -> Markup:
    """One element; one that is not known is a box that names its type."""
    return _ELEMENTS.get(string(element, "type"), unknown_html)(element)


def unknown_html(shape: Shape) -> Markup:
    """A plain box in the place of what cannot be drawn."""
    return Markup('<span class="bk-unknown">{}</span>').format(string(shape, "type") or "?")


def picture_html(image: Shape) -> Markup:
    """A picture's description: nothing is loaded from elsewhere, so that no other host learns who reads what."""
    return Markup('<span class="bk-picture" role="img" aria-label="{0}">{0}</span>').format(
        string(image, "alt_text") or "image"
    )


def _button(element: Shape) -> Markup:
    style = _STYLES.get(string(element, "style"), "")
    words, url = line_html(part(element, "text")), string(element, "url")
    named = string(element, "accessibility_label")
    label = Markup(' aria-label="{}"').format(named) if named else Markup()
    if is_web(url):
        return Markup('<a class="bk-button{}" href="{}" rel="noopener noreferrer"{}>{}</a>').format(
            style, url, label, words
        )
    return Markup('<button type="button" class="bk-button{}" disabled{}>{}</button>').format(style, label, words)


def _icon_button(element: Shape) -> Markup:
    path = _BIN if string(element, "icon") == "trash" else "M5 12h.1M12 12h.1M19 12h.1"
    return _icon(_ICON.format("", path), element)


def _feedback_buttons(element: Shape) -> Markup:
    good, bad = part(element, "positive_button"), part(element, "negative_button")
    return _icon(_ICON.format("", _THUMB), good) + _icon(_ICON.format(" bk-turned", _THUMB), bad)


def _icon(picture: Markup, button: Shape) -> Markup:
    """As in Slack: the picture alone, with its words when pointed at and for who listens."""
    words = string(part(button, "text"), "text")
    return Markup(
        '<button type="button" class="bk-icon-button" disabled title="{}" aria-label="{}">{}</button>'
    ).format(words, string(button, "accessibility_label") or words, picture)


def _overflow(element: Shape) -> Markup:
    return Markup(
        '<details class="bk-menu"><summary class="bk-dots" lang="en" aria-label="More options">⋯</summary>{}</details>'
    ).format(_options(element))


def _select(element: Shape) -> Markup:
    """The menu with what is chosen, or what it asks for."""
    chosen = [line_html(part(option, "text")) for option in _chosen(element)]
    chosen += [pill_html(identifier) for identifier in _chosen_ids(element)]
    if string(element, "type").startswith("multi_"):
        chosen = [Markup('<span class="bk-chip">{}</span>').format(each) for each in chosen]
    shown = Markup(" ").join(chosen) or line_html(part(element, "placeholder")) or escape("…")
    if not _groups(element):
        return Markup('<span class="bk-select">{}</span>').format(shown)
    return Markup('<details class="bk-menu"><summary class="bk-select">{}</summary>{}</details>').format(
        shown, _options(element)
    )


def _moment(element: Shape) -> Markup:
    given = string(element, "initial_time") or string(element, "initial_date")
    shown = escape(given) or line_html(part(element, "placeholder")) or escape("…")
    return Markup('<span class="bk-select">{}</span>').format(shown)


def _choices(element: Shape) -> Markup:
    kind = "radio" if string(element, "type") == "radio_buttons" else "checkbox"
    chosen = [string(option, "value") for option in _chosen(element)]
    return joined(
        Markup('<label class="bk-choice"><input type="{}" disabled{}><span>{}{}</span></label>').format(
            kind,
            Markup(" checked") if string(option, "value") in chosen else "",
            line_html(part(option, "text")),
            _description(option),
        )
        for option in parts(element, "options")
    )


def _field(element: Shape) -> Markup:
    given, asked = string(element, "initial_value"), string(part(element, "placeholder"), "text")
    if element.get("multiline") is True:
        return Markup('<textarea class="bk-field" rows="3" disabled placeholder="{}">{}</textarea>').format(
            asked, given and f"\n{given}"
        )
    return Markup('<input class="bk-field" type="text" disabled placeholder="{}" value="{}">').format(asked, given)


def _groups(element: Shape) -> list[Shape]:
    """The options, each group with its name; one without where they are not grouped."""
    return parts(element, "option_groups") or ([element] if parts(element, "options") else [])


def _options(element: Shape) -> Markup:
    lines = joined(
        (
            Markup('<li class="bk-group">{}</li>').format(label)
            if (label := line_html(part(group, "label")))
            else Markup()
        )
        + joined(_option(option) for option in parts(group, "options"))
        for group in _groups(element)
    )
    return Markup('<ul class="bk-options">{}</ul>').format(lines)


def _option(option: Shape) -> Markup:
    words, url = line_html(part(option, "text")), string(option, "url")
    if is_web(url):
        words = Markup('<a href="{}" rel="noopener noreferrer">{}</a>').format(url, words)
    return Markup("<li>{}{}</li>").format(words, _description(option))


def _description(option: Shape) -> Markup:
    words = line_html(part(option, "description"))
    return Markup('<span class="bk-description">{}</span>').format(words) if words else Markup()


def _chosen(element: Shape) -> list[Shape]:
    one = part(element, "initial_option")
    return [*([one] if one else []), *parts(element, "initial_options")]


def _chosen_ids(element: Shape) -> list[str]:
    """Slack knows the names of people and channels; here are their ids alone."""
    one = [string(element, f"initial_{kind}") for kind in _CHOSEN_IDS]
    many = [each for kind in _CHOSEN_IDS for each in strings(element, f"initial_{kind}s")]
    return [identifier for identifier in (*one, *many) if identifier]


_ELEMENTS: dict[str, Callable[[Shape], Markup]] = {
    "button": _button,
    "icon_button": _icon_button,
    "feedback_buttons": _feedback_buttons,
    "overflow": _overflow,
    "image": picture_html,
    "radio_buttons": _choices,
    "checkboxes": _choices,
    **dict.fromkeys(("plain_text_input", "number_input", "email_text_input", "url_text_input"), _field),
    **dict.fromkeys(("timepicker", "datepicker", "datetimepicker"), _moment),
    **{
        f"{many}{kind}_select": _select
        for many in ("", "multi_")
        for kind in ("static", "external", "users", "conversations", "channels")
    },
}
