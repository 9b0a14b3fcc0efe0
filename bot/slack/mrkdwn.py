"""Markdown becomes Slack's own markup (mrkdwn). Pure, and safe whatever the content.

Nothing of the content can ping anybody, forge a link or break out of its block: `&`, `<` and `>` are escaped, links go
to http and https alone, and a text that is too long is cut between characters, never inside a link or an entity.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from bot.markdown_runs import UNSEEN, Run, Style, runs_of

_MARKERS: tuple[tuple[Style, str], ...] = (("code", "`"), ("strike", "~"), ("italic", "_"), ("bold", "*"))
_FORBIDDEN_IN_LINKS = str.maketrans({"<": "%3C", ">": "%3E", "|": "%7C", '"': "%22"})
_ELLIPSIS = "…"
_LONGEST_WORD = 30
_CHANNEL = re.compile(r"#([CG](?=[A-Z]*[0-9])[A-Z0-9]{6,})")


def escaped(text: str) -> str:
    """Plain text as Slack shows it: no character of it means anything."""
    return UNSEEN.sub("", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def with_channels(said: str) -> str:
    """A sentence of the bot's, escaped, in which channels' ids become links to them."""
    return _CHANNEL.sub(r"<#\1>", escaped(said))


def shortened(text: str, limit: int) -> str:
    """Plain text on one line, escaped, in at most `limit` characters; where it is cut, an ellipsis says so."""
    return _fitted([Run(" ".join(text.split()))], limit)


def cut_title(title: str, limit: int) -> str:
    """Plain text on one line, not escaped, in at most `limit` characters, to the end of a word where there is one."""
    plain = " ".join(title.split())
    short = textwrap.shorten(plain, limit, placeholder=_ELLIPSIS)
    return f"{plain[: limit - 1]}{_ELLIPSIS}" if short == _ELLIPSIS != plain else short


def emphasised(text: str, limit: int) -> str:
    """The same in bold, where it holds no asterisk itself."""
    return _fitted([Run(" ".join(text.split()), frozenset({"bold"}))], limit)


def coded(text: str, limit: int) -> str:
    """The same as code, where it holds no backtick itself."""
    return _fitted([Run(" ".join(text.split()), frozenset({"code"}))], limit)


def link(url: str, label: str, limit: int) -> str:
    """A link, or the label alone where the address is not one to send people to, or has no room whole."""
    words = shortened(label, limit)
    address = _in_link(url)
    whole = f"<{address}|{words}>"
    return whole if address and words and len(whole) <= limit else words


def mrkdwn(markdown: str, bold: Sequence[tuple[int, int]] = (), *, limit: int, head: str = "") -> str:
    """`markdown` as mrkdwn of at most `limit` characters, with the `bold` spans (offsets in it) emphasised.

    `head` is that of the table whose rows are among it, "" where it is not known.
    """
    runs = [replace(run, url=_in_link(run.url) if run.url else None) for run in runs_of(markdown, bold, head)]
    return _fitted(runs, limit).strip("\n")


def safe_address(url: str) -> str | None:
    """The address as it may be opened, or None where it is none of http and https."""
    bare = re.sub(r"%EE%80%8[01]|\s", "", UNSEEN.sub("", url))
    try:
        parts = urlsplit(bare)
    except ValueError:
        return None
    return bare.translate(_FORBIDDEN_IN_LINKS) if parts.scheme in {"http", "https"} and parts.netloc else None


def _in_link(url: str) -> str | None:
    address = safe_address(url)
    return address.replace("&", "&amp;") if address else None


def _fitted(runs: Sequence[Run], limit: int) -> str:
    """The runs written out in at most `limit` characters. What has no room is left out, and an ellipsis says so."""
    written = ""
    for index, run in enumerate(runs):
        is_last = index + 1 == len(runs)
        whole = _written(run, written, "" if is_last else runs[index + 1].text)
        if len(written) + len(whole) + (0 if is_last else len(_ELLIPSIS)) > limit:
            return written + _beginning(replace(run, url=None), written, limit - len(written))
        written += whole
    return written


def _beginning(run: Run, before: str, room: int) -> str:
    """As much of the run as has room, to the end of a word where there is one, and an ellipsis."""
    # Half a mark of a quotation is none: what is ours is written whole or not at all.
    low, high = 0, 0 if "layout" in run.styles else len(run.text)
    while low < high:
        middle = (low + high + 1) // 2
        fits = len(_written(replace(run, text=run.text[:middle]), before, "")) + len(_ELLIPSIS) <= room
        low, high = (middle, high) if fits else (low, middle - 1)
    in_word = run.text[low : low + 1].strip()
    words = re.sub(r"\s+\S*\Z", "", run.text[:low]) if in_word else run.text[:low].rstrip()
    first = run.text.split(maxsplit=1)[0] if run.text.strip() else ""
    if in_word and before and len(words) < len(first) <= _LONGEST_WORD:
        words = ""  # half of a word tells less than none; what is longer is no word, or of a script without spaces
    cut = _written(replace(run, text=words), before, "")
    return (cut + _ELLIPSIS)[: room if not cut else None]


def _written(run: Run, before: str, after: str) -> str:
    """One run in mrkdwn. Its style is left out where Slack would show the marker instead: inside a word."""
    if "layout" in run.styles:
        return run.text
    if "block" in run.styles:
        return "```\n" + escaped(run.text).replace("```", "'''") + "\n```"
    core = run.text.strip()
    if not core or not (run.styles or run.url):
        return escaped(run.text)
    start = run.text.index(core)
    left, right = escaped(run.text[:start]), escaped(run.text[start + len(core) :])
    shown = f"<{run.url}|{escaped(core)}>" if run.url else escaped(core)
    if _takes_a_marker((before + left)[-1:]) and _takes_a_marker((right + after)[:1]):
        for style, marker in _MARKERS:
            if style in run.styles and marker not in core:
                shown = f"{marker}{shown}{marker}"
    return left + shown + right


def _takes_a_marker(neighbour: str) -> bool:
    return not neighbour or not (neighbour.isalnum() or neighbour in "*_~`")
