"""Words of the content in a terminal: wrapped between words and never cut; elsewhere (a pipe, a file) line by line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.style import Style
from rich.text import Text

from bot.markdown_runs import Run, runs_of

_NARROWEST = 20
"""Columns that a line's words get at least, however deep in a list it stands."""
_STYLES = {"bold": "bold", "italic": "italic", "strike": "strike", "code": "cyan", "block": "cyan"}


def print_words(out: Console, markdown: str, bold: Sequence[tuple[int, int]] = (), head: str = "") -> None:
    """`markdown`, verbatim, with the `bold` spans (offsets in it) emphasised.

    `head` is that of the table whose rows are among it, "" where it is not known.
    """
    for lead, words in _lines(runs_of(markdown, bold, head)):
        if not out.is_terminal:
            out.print(Text(lead).append_text(words))
            continue
        room = max(out.width - len(lead), _NARROWEST)
        below = re.sub(r"[^\s>]", " ", lead)
        for number, part in enumerate(words.wrap(out, room) or [Text()]):
            out.print(Text(below if number else lead).append_text(part))


def _lines(runs: Iterable[Run]) -> list[tuple[str, Text]]:
    """Each line's lead (a bullet, a number, the mark of a quotation) and its words."""
    lines = [("", Text())]
    for run in runs:
        for number, piece in enumerate(run.text.split("\n")):
            if number:
                lines.append(("", Text()))
            lead, words = lines[-1]
            if "layout" in run.styles and not words.plain:
                lines[-1] = (lead + piece, words)
            else:
                words.append(piece, _style(run))
    return lines


def _style(run: Run) -> Style:
    """A link can be followed where its address is one of the web."""
    styles = [Style.parse(_STYLES[style]) for style in sorted(run.styles) if style in _STYLES]
    if run.url and run.url.startswith(("https://", "http://")):
        styles.append(Style(link=run.url))
    return sum(styles, Style.null())
