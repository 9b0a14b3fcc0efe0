"""Slack's Block Kit becomes HTML, as Slack would lay it out. Pure, and safe whatever the blocks hold.

It draws what content owners and the docs need to see, not every corner of Block Kit: what it does not know is a box
that names it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from markupsafe import Markup

from bot.console.block_kit_elements import element_html, picture_html, unknown_html
from bot.console.block_kit_rich_text import rich_text_html
from bot.console.block_kit_shapes import Shape, part, parts, string
from bot.console.block_kit_text import is_web, joined, line_html, text_html
from bot.console.markup import rendered
from content_index.anchors import markdown_parser

_BESIDE_ALSO_ON_A_PHONE = {"image", "overflow"}
"""Accessories that are small enough; Slack puts the others below the text where there is little room."""


def blocks_html(blocks: Sequence[Shape]) -> Markup:
    """The blocks, one below the other."""
    return Markup('<div class="bk">\n{}</div>').format(joined(_block(block) + "\n" for block in blocks))


def view_html(view: Shape) -> Markup:
    """A modal with its title, its blocks and its buttons, or the app's home."""
    is_home = string(view, "type") == "home"
    title = line_html(part(view, "title"))
    return Markup('<section class="bk-view bk-{}">\n{}{}{}</section>').format(
        "home" if is_home else "modal",
        Markup('<h2 class="bk-title">{}</h2>\n').format(title) if title else "",
        blocks_html(parts(view, "blocks")),
        "" if is_home else _foot(view),
    )


def _foot(view: Shape) -> Markup:
    close = line_html(part(view, "close")) or Markup('<span lang="en">Close</span>')
    submit = line_html(part(view, "submit"))
    send = Markup('<button type="button" class="bk-button bk-primary" disabled>{}</button>').format(submit)
    return Markup(
        '\n<div class="bk-foot"><button type="button" class="bk-button" disabled>{}</button>{}</div>\n'
    ).format(close, send if submit else "")


def _block(block: Shape) -> Markup:
    return _BLOCKS.get(string(block, "type"), _unknown)(block)


def _unknown(block: Shape) -> Markup:
    return Markup("<div>{}</div>").format(unknown_html(block))


def _header(block: Shape) -> Markup:
    return Markup('<h3 class="bk-header">{}</h3>').format(line_html(part(block, "text")))


def _section(block: Shape) -> Markup:
    text, accessory = part(block, "text"), part(block, "accessory")
    fields = joined(Markup('<div class="bk-text">{}</div>').format(text_html(each)) for each in parts(block, "fields"))
    return Markup('<div class="bk-section"><div class="bk-words">{}{}</div>{}</div>').format(
        Markup('<div class="bk-text">{}</div>').format(text_html(text)) if text else "",
        Markup('<div class="bk-fields">{}</div>').format(fields) if fields else "",
        _accessory(accessory) if accessory else "",
    )


def _accessory(element: Shape) -> Markup:
    stays = string(element, "type") in _BESIDE_ALSO_ON_A_PHONE
    return Markup('<div class="bk-accessory{}">{}</div>').format(" bk-beside" if stays else "", element_html(element))


def _context(block: Shape) -> Markup:
    return Markup('<div class="bk-context">{}</div>').format(
        joined(
            picture_html(each)
            if string(each, "type") == "image"
            else Markup('<div class="bk-text">{}</div>').format(text_html(each))
            for each in parts(block, "elements")
        )
    )


def _actions(block: Shape) -> Markup:
    elements = joined(element_html(each) for each in parts(block, "elements"))
    return Markup('<div class="bk-actions">{}</div>').format(elements)


def _divider(_block: Shape) -> Markup:
    return Markup('<hr class="bk-divider">')


def _rich_text(block: Shape) -> Markup:
    return Markup('<div class="bk-text">{}</div>').format(rich_text_html(block))


def _image(block: Shape) -> Markup:
    title = line_html(part(block, "title"))
    caption = Markup("<figcaption>{}</figcaption>").format(title) if title else ""
    return Markup('<figure class="bk-image">{}{}</figure>').format(caption, picture_html(block))


def _input(block: Shape) -> Markup:
    """A field set, so that every kind of element is named by the label."""
    hint = line_html(part(block, "hint"))
    return Markup('<fieldset class="bk-input"><legend>{}{}</legend>{}{}</fieldset>').format(
        line_html(part(block, "label")),
        Markup(' <span class="bk-optional" lang="en">(optional)</span>') if block.get("optional") is True else "",
        element_html(part(block, "element")),
        Markup('<p class="bk-hint">{}</p>').format(hint) if hint else "",
    )


def _markdown(block: Shape) -> Markup:
    """Markdown as the console shows a document's: without its HTML, which Slack does not know, and through nh3."""
    parser = markdown_parser().disable(["html_block", "html_inline"])
    tokens = parser.parse(string(block, "text"))
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag, token.attrs = "p", {"class": "heading"} if token.type == "heading_open" else {}
    html = rendered(parser, tokens, lambda href: href if is_web(href) else None, frozenset())
    return Markup('<div class="bk-markdown">{}</div>').format(html)


_BLOCKS: dict[str, Callable[[Shape], Markup]] = {
    "header": _header,
    "section": _section,
    "context": _context,
    "actions": _actions,
    "context_actions": _actions,
    "divider": _divider,
    "rich_text": _rich_text,
    "image": _image,
    "input": _input,
    "markdown": _markdown,
}
