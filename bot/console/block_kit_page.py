"""Messages and views of Slack as a page of their own, to be opened from disk: for the docs' pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bot.console.block_kit import blocks_html, view_html
from bot.console.block_kit_shapes import Shape, part, parts, string

_STYLE = Path(__file__).parent / "static" / "block_kit.css"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A message or a view as the page shows it. No `author`: the bot itself. `only_you`: nobody else sees it."""

    caption: str
    body: Markup
    is_view: bool
    author: str
    time: str
    language: str
    only_you: bool


def draw_page(messages: Sequence[Shape]) -> str:
    """A whole HTML page that needs no other file.

    Each message has `blocks` or a `text` (mrkdwn), and may have an `author` (a person; else it is the bot's), a `time`,
    a `language` and `only_you`. One with a `view` shows that instead. Any may have a `title`, which stands above it.
    """
    templates = Environment(
        loader=PackageLoader("bot.console"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = Markup(_STYLE.read_text(encoding="utf-8"))  # noqa: S704 - the package's own file
    return templates.get_template("slack_page.html").render(drawings=[_drawing(each) for each in messages], style=style)


def _drawing(message: Shape) -> Drawing:
    view, text = part(message, "view"), string(message, "text")
    blocks = parts(message, "blocks") or [{"type": "section", "text": {"type": "mrkdwn", "text": text}}]
    return Drawing(
        caption=string(message, "title"),
        body=view_html(view) if view else blocks_html(blocks),
        is_view=bool(view),
        author=string(message, "author"),
        time=string(message, "time"),
        language=string(message, "language") or "en",
        only_you=message.get("only_you") is True,
    )
