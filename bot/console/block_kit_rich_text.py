"""Slack's rich text, which is made of parts instead of markers, becomes HTML. Pure."""

from __future__ import annotations

from markupsafe import Markup, escape

from bot.console.block_kit_shapes import Shape, part, parts, string
from bot.console.block_kit_text import joined, link_html, pill_html, styled_html, with_emoji

_FRAMES = {
    "rich_text_quote": Markup("<blockquote>{}</blockquote>"),
    "rich_text_preformatted": Markup("<pre><code>{}</code></pre>"),
}
_TAGS = {"code": "code", "bold": "strong", "italic": "em", "strike": "s"}
_PILLS = {
    "user": ("@", "user_id"),
    "usergroup": ("@", "usergroup_id"),
    "channel": ("#", "channel_id"),
    "broadcast": ("@", "range"),
}


def rich_text_html(block: Shape) -> Markup:
    """Sections, lists, quotes and code, in their order."""
    return joined(_piece(piece) for piece in parts(block, "elements"))


def _piece(piece: Shape) -> Markup:
    kind = string(piece, "type")
    if kind == "rich_text_list":
        items = joined(Markup("<li>{}</li>").format(_line(item)) for item in parts(piece, "elements"))
        ordered = string(piece, "style") == "ordered"
        return (Markup("<ol>{}</ol>") if ordered else Markup("<ul>{}</ul>")).format(items)
    return _FRAMES.get(kind, Markup("<p>{}</p>")).format(_line(piece))


def _line(piece: Shape) -> Markup:
    return joined(_word(word) for word in parts(piece, "elements"))


def _word(word: Shape) -> Markup:
    style = part(word, "style")
    return styled_html(_bare(word), (tag for name, tag in _TAGS.items() if style.get(name) is True))


def _bare(word: Shape) -> Markup:
    kind = string(word, "type")
    if kind in _PILLS:
        mark, name = _PILLS[kind]
        return pill_html(mark + string(word, name))
    match kind:
        case "link":
            return link_html(string(word, "url"), string(word, "text") or string(word, "url"))
        case "emoji":
            return escape(with_emoji(f":{string(word, 'name')}:"))
        case "date":
            return escape(string(word, "fallback"))
        case _:
            return escape(string(word, "text"))
