"""The blocks of a page of Notion become HTML, all text escaped, headings with the ids that links to them jump to.

What a page shows of another one (a synced block that stands elsewhere, a page or database within it) is left out: who
may see this page may be forbidden to see that one.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from content_index.links import is_safe_url

Json = Mapping[str, Any]

_HEADINGS = {"heading_1": "h1", "heading_2": "h2", "heading_3": "h3", "heading_4": "h4"}
_BOXES = frozenset({"column_list", "column", "synced_block", "tab"})
_PARAGRAPHS = frozenset({"paragraph", "toggle"})
_QUOTES = frozenset({"quote", "callout"})
_ITEMS = {"bulleted_list_item": "ul", "to_do": "ul", "numbered_list_item": "ol"}
_WITH_CAPTION = frozenset({"image", "video", "audio", "file", "pdf", "bookmark", "embed", "link_preview"})
_MARKS = {"code": "code", "bold": "strong", "italic": "em", "strikethrough": "s"}
_OF_THEIR_OWN = frozenset({"child_page", "child_database"})


@dataclass(frozen=True, slots=True)
class Block:
    """A block and what stands below it."""

    told: Json
    below: Sequence[Block] = ()

    @property
    def kind(self) -> str:
        """Its type in Notion's words."""
        return str(self.told.get("type") or "")

    @property
    def inside(self) -> Json:
        """What the block says in the form of its type."""
        found = self.told.get(self.kind)
        return found if isinstance(found, Mapping) else {}


def is_looked_into(block: Json) -> bool:
    """Whether what stands below a block belongs to its page."""
    kind = str(block.get("type") or "")
    elsewhere = kind == "synced_block" and (block.get(kind) or {}).get("synced_from") is not None
    return bool(block.get("has_children")) and kind not in _OF_THEIR_OWN and not elsewhere


def page_of(title: str, blocks: Iterable[Block]) -> bytes:
    """A whole page in UTF-8."""
    head = f'<meta charset="utf-8"><title>{_escaped(title)}</title>'
    page = f"<!doctype html><html><head>{head}</head><body><main>{_all(blocks)}</main></body></html>"
    return page.encode("utf-8", "replace")


def _all(blocks: Iterable[Block]) -> str:
    written: list[str] = []
    for list_, items in groupby(blocks, key=lambda block: _ITEMS.get(block.kind)):
        if list_ is None:
            written.extend(_one(block) for block in items)
        else:
            lines = "".join(f"<li>{_words(item.inside)}{_all(item.below)}</li>" for item in items)
            written.append(f"<{list_}>{lines}</{list_}>")
    return "\n".join(filter(None, written))


def _one(block: Block) -> str:
    """A block and all below it; nothing for kinds that hold no words of their own."""
    kind, words, below = block.kind, _words(block.inside), _all(block.below)
    if kind in _HEADINGS:
        tag = _HEADINGS[kind]
        name = _escaped(str(block.told.get("id") or "").replace("-", ""))
        written = f'<{tag} id="{name}">{words}</{tag}>\n{below}'
    elif kind in _PARAGRAPHS:
        written = f"<p>{words}</p>{below}"
    elif kind in _QUOTES:
        written = f"<blockquote><p>{words}</p>{below}</blockquote>"
    elif kind in _BOXES:
        written = below
    else:
        written = _special(block)
    return written


def _special(block: Block) -> str:
    inside = block.inside
    match block.kind:
        case "code":
            return f"<pre>{_escaped(_plain(inside.get('rich_text')))}</pre>"
        case "equation":
            return f"<p><code>{_escaped(str(inside.get('expression') or ''))}</code></p>"
        case "table":
            return _table(inside, block.below)
        case "divider":
            return "<hr>"
        case kind if kind in _WITH_CAPTION and inside.get("caption"):
            return f"<p>{_rich(inside['caption'])}</p>"
        case _:
            return ""


def _table(inside: Json, rows: Sequence[Block]) -> str:
    lines = []
    for number, row in enumerate(rows):
        head = number == 0 and inside.get("has_column_header")
        cells = row.inside.get("cells") or ()
        tags = ["th" if head or (place == 0 and inside.get("has_row_header")) else "td" for place in range(len(cells))]
        line = "".join(f"<{tag}>{_rich(cell)}</{tag}>" for tag, cell in zip(tags, cells, strict=True))
        lines.append(f"<tr>{line}</tr>")
    return f"<table>{''.join(lines)}</table>"


def _words(inside: Json) -> str:
    return _rich(inside.get("rich_text"))


def _rich(parts: Any) -> str:
    return "".join(_part(part) for part in parts or ())


def _part(part: Json) -> str:
    text = _escaped(str(part.get("plain_text") or "")).replace("\n", "<br>")
    marks = part.get("annotations") or {}
    for mark, tag in _MARKS.items():
        if marks.get(mark) and text.strip():
            text = f"<{tag}>{text}</{tag}>"
    link = str(part.get("href") or "")
    return f'<a href="{_escaped(link)}">{text}</a>' if is_safe_url(link) else text


def _plain(parts: Any) -> str:
    return "".join(str(part.get("plain_text") or "") for part in parts or ())


def _escaped(text: str) -> str:
    return html.escape(text)
