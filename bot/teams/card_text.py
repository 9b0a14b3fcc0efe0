"""Markdown becomes what Teams shows: elements of a card, or a message's text in Teams' markdown. Pure, and safe.

Nothing of the content can name anybody, forge a link or a citation, or run: a card's text is runs, in which no
character means anything; in a message's text each that could mean something is escaped. Links go to http and https
alone, and a text that is too long is cut between words, never inside a link.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal
from urllib.parse import urlsplit

from bot.markdown_runs import UNSEEN, Run, Style, runs_of

Element = dict[str, Any]
Look = Literal["plain", "bold", "subtle", "warning"]

ADDRESS_LIMIT = 2_000
"""Characters of an address: what every browser and proxy takes."""
MOST_BYTES = 9_000
"""Of one text, as a card's elements or in Teams' markdown. One that takes more is shown without styles and links."""
MOST_LINES = 60
_ELLIPSIS = "…"
_QUOTED, _BAR = "> ", "│ "
_CELLS_APART = " · "
"""As `bot.markdown_runs` parts the cells of a row."""
_LONGEST_WORD = 30
_LOOKS: dict[Look, dict[str, Any]] = {
    "plain": {},
    "bold": {"weight": "Bolder"},
    "subtle": {"isSubtle": True, "size": "Small"},
    "warning": {"color": "Attention", "size": "Small"},
}
_STYLES: tuple[tuple[Style, dict[str, Any]], ...] = (
    ("bold", {"weight": "Bolder"}),
    ("italic", {"italic": True}),
    ("strike", {"strikethrough": True}),
    ("code", {"fontType": "Monospace"}),
    ("block", {"fontType": "Monospace"}),
)
_FUNCTION = re.compile(r"\{(?=\{(?:DATE|TIME)\()", re.IGNORECASE)
"""Adaptive Cards run these in TextRuns, too."""
_UNSEEN_BREAK = "\u200b"

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;", "~": "&#126;", "{": "&#123;", "}": "&#125;"}
"""What Markdown's first description gives no backslash for, so that not every parser knows one. Braces: Teams has
swallowed what stood between them (github.com/MicrosoftDocs/msteams-docs/issues/4956)."""
_MEANING = re.compile(
    r"(?P<entity>[&<>|~{}])|(?P<citation>\[)(?=\d|\Z)|(?P<backslash>[\\`*_\[\]])|(?P<image>!)(?=\[|\Z)"
    r"|(?P<colon>:)(?=//)|(?P<mail>@)|(?<=\w)(?P<dot>\.)(?=[^\W\d])"
)
"""The last three: what looks like an address is made a link by some parsers, unless they see it in pieces."""
_LINE_START = re.compile(r"(?P<space>[ \t]*)(?:(?P<mark>[-+#])|(?P<equals>=)|(?P<number>\d{1,9})(?P<end>[.)]))?")
_NUMBER = re.compile(r"\A(\s*\d{1,9})([.)])")
_FORBIDDEN_IN_LINKS = {ord(sign): f"%{ord(sign):02X}" for sign in "<>\"'()[]{}|\\^`*"}
_MARKERS: tuple[tuple[Style, str], ...] = (("italic", "_"), ("bold", "**"), ("strike", "~~"))
_NOT_IN_CODE = frozenset("`<>&[]\\{}|@")


def line(text: str, look: Look = "plain", *, limit: int = 1_000, spacing: str = "") -> Element:
    """Plain text as one line of a card; an ellipsis where nothing of it can be seen, for Teams takes no empty one."""
    return block([text_run(shortened(text, limit) or "…", look)], spacing=spacing)


def block(runs: Sequence[Element], *, spacing: str = "") -> Element:
    """One line of runs."""
    made: Element = {"type": "RichTextBlock", "inlines": list(runs)}
    return made | ({"spacing": spacing} if spacing else {})


def text_run(text: str, look: Look = "plain", address: str | None = None) -> Element:
    """Plain text in a line; with an `address` (a safe one) it opens that."""
    run: Element = {"type": "TextRun", "text": shown(text)} | _LOOKS[look]
    return run | ({"selectAction": opens(address)} if address else {})


def opens(address: str, title: str = "") -> Element:
    """The action that opens a safe address."""
    return {"type": "Action.OpenUrl", "url": address} | ({"title": shown(title)} if title else {})


def elements(
    markdown: str,
    bold: Sequence[tuple[int, int]] = (),
    *,
    limit: int,
    head: str = "",
    lines: int = MOST_LINES,
) -> list[Element]:
    """`markdown` as a card's elements, one for each line, with the `bold` spans (offsets in it) emphasised.

    `head` is that of the table whose rows are among it, "" where it is not known. `limit`: characters that are seen.
    """
    parted = _lines(_cut(_barred(runs_of(markdown, bold, head)), limit, lines))
    made = _blocks(parted)
    return made if size_of(made) <= MOST_BYTES else _blocks(_unstyled(parted))


def words_of(text: str, *, limit: int) -> list[Element]:
    """Somebody's own words, lines kept: none of their characters means anything."""
    plain = [" ".join(one.split()) for one in UNSEEN.sub("", text).strip().splitlines()]
    return _blocks(_lines(_cut([Run("\n".join(plain))], limit)))


def shown(text: str) -> str:
    """Plain text as a card shows it."""
    return _FUNCTION.sub("{" + _UNSEEN_BREAK, UNSEEN.sub("", text))


def shortened(text: str, limit: int) -> str:
    """Plain text on one line, in at most `limit` characters; where it is cut, an ellipsis says so."""
    return "".join(run.text for run in _cut([Run(" ".join(UNSEEN.sub("", text).split()))], limit))


def plain(markdown: str, *, limit: int, head: str = "") -> str:
    """The words of `markdown` alone, on one line. Between rows of a table stands a stroke, else their cells mingle."""
    written, in_table = "", False
    for one in _lines(_barred(runs_of(markdown, (), head), bar="")):
        is_row = any(run.text == _CELLS_APART and "layout" in run.styles for run in one)
        written += (" / " if is_row and in_table else " ") + "".join(run.text for run in one)
        in_table = is_row
    return shortened(written, limit)


def safe_address(url: str) -> str | None:
    """The address as it may be opened, or None where it is none of http and https, or too long for a link."""
    bare = re.sub(r"%EE%80%8[01]|\s", "", UNSEEN.sub("", url))
    try:
        parts = urlsplit(bare)
    except ValueError:
        return None
    address = re.sub(r"&(?=#?\w+;)", "%26", bare.translate(_FORBIDDEN_IN_LINKS))
    is_safe = parts.scheme in {"http", "https"} and bool(parts.netloc) and len(address) <= ADDRESS_LIMIT
    return address if is_safe else None


def escaped(text: str) -> str:
    """Plain text as it stands in Teams' markdown: no character of it means anything. Line ends stay."""
    return "\n".join(_piece(one, first=True) for one in UNSEEN.sub("", text).split("\n"))


def strong(words: str, limit: int = 1_000) -> str:
    """Plain text on one line, emphasised, in Teams' markdown."""
    short = shortened(words, limit)
    return f"**{escaped(short)}**" if short else "…"


def text(markdown: str, bold: Sequence[tuple[int, int]] = (), *, limit: int, head: str = "") -> str:
    """`markdown` in Teams' markdown, like `elements`. What comes out may be put in again."""
    lines = _lines(_cut(_barred(runs_of(markdown, bold, head)), limit))
    written = _written_lines(lines)
    return written if len(written.encode()) <= MOST_BYTES else _written_lines(_unstyled(lines))


def _written_lines(lines: Sequence[Sequence[Run]]) -> str:
    written, parted = "", False
    for one in lines:
        new = _written_line(one)
        if not new.strip():
            parted = True
            continue
        # A line end alone is none in Markdown; two spaces before it are.
        written += ("\n\n" if parted else "  \n") + new if written else new
        parted = False
    return written


def link_to(url: str, label: str, limit: int) -> str:
    """A link in Teams' markdown, or the label alone where the address is not one to send people to."""
    words, address = escaped(shortened(label, limit)), safe_address(url)
    return _linked(words, address) if address and words else words


def size_of(made: object) -> int:
    """Bytes of it as JSON in UTF-8, as it goes to Teams."""
    return len(json.dumps(made, ensure_ascii=False).encode())


def _barred(runs: Sequence[Run], bar: str = _BAR) -> list[Run]:
    """The runs with a bar where Markdown marks a quotation: its own mark says nothing to who never wrote Markdown."""
    return [
        replace(run, text=run.text.replace(_QUOTED, bar)) if "layout" in run.styles and _QUOTED in run.text else run
        for run in runs
    ]


def _unstyled(lines: Sequence[Sequence[Run]]) -> list[list[Run]]:
    return [[Run("".join(run.text for run in one))] if one else [] for one in lines]


def _cut(runs: Sequence[Run], limit: int, most_lines: int = MOST_LINES) -> list[Run]:
    """The runs in at most `limit` characters and so many line ends. An ellipsis says that something was left out."""
    kept: list[Run] = []
    room, lines = limit, most_lines
    for index, run in enumerate(runs):
        is_last = index + 1 == len(runs)
        ends = run.text.count("\n")
        if ends <= lines and len(run.text) + (0 if is_last else len(_ELLIPSIS)) <= room:
            kept.append(run)
            room -= len(run.text)
            lines -= ends
            continue
        # Half a bullet is none: what is ours is shown whole or not at all.
        words = "" if "layout" in run.styles else "\n".join(run.text.split("\n")[: lines + 1])
        begun = _beginning(words, room - len(_ELLIPSIS), alone=not kept)
        kept += [Run(begun + _ELLIPSIS, run.styles - {"layout"})] if begun.strip() else _left_out(kept, room)
        break
    return kept


def _left_out(kept: list[Run], room: int) -> list[Run]:
    """The ellipsis after whole runs: in their last line, not in one of its own or behind a bullet with no words."""
    while kept and ("layout" in kept[-1].styles or not kept[-1].text.strip()):
        room += len(kept.pop().text)
    return [Run(f" {_ELLIPSIS}" if kept and room > len(_ELLIPSIS) else _ELLIPSIS)]


def _beginning(words: str, room: int, *, alone: bool) -> str:
    """As much as has room, to the end of a word where there is one."""
    whole = words[: max(0, room)]
    if len(whole) == len(words) or not words[len(whole)].strip():
        return whole.rstrip()
    ended = re.sub(r"\s*\S*\Z", "", whole)
    first = words.split(maxsplit=1)[0]
    # Half of a word tells less than none; what is longer is no word, or of a script without spaces.
    return ended if ended or (not alone and len(first) <= _LONGEST_WORD) else whole


def _lines(runs: Sequence[Run]) -> list[list[Run]]:
    lines: list[list[Run]] = [[]]
    for run in runs:
        first, *others = run.text.split("\n")
        for number, piece in enumerate((first, *others)):
            if number:
                lines.append([])
            indented = len(piece) - len(piece.lstrip(" "))
            if not lines[-1] or "block" in run.styles:  # plain spaces at the beginning of a line are not shown
                piece = "\u00a0" * indented + piece[indented:]  # noqa: PLW2901
            if piece:
                lines[-1].append(replace(run, text=piece))
    return lines


def _blocks(lines: Sequence[Sequence[Run]]) -> list[Element]:
    """An element for each line; an empty line is room above the next."""
    made: list[Element] = []
    parted = False
    for one in lines:
        runs = [_styled(run) for run in one]
        if not any(run["text"].strip() for run in runs):
            parted = True
            continue
        spacing = "" if not made else "Medium" if parted else "None"
        made.append(block([run for run in runs if run["text"]], spacing=spacing))
        parted = False
    return made


def _styled(run: Run) -> Element:
    made = text_run(run.text, address=safe_address(run.url) if run.url else None)
    for style, look in _STYLES:
        if style in run.styles:
            made |= look
    return made


def _written_line(runs: Sequence[Run]) -> str:
    written = ""
    for index, run in enumerate(runs):
        written += _written(run, written, runs[index + 1].text if index + 1 < len(runs) else "")
    return _NUMBER.sub(r"\1\\\2", written.rstrip())  # a number and what follows it may be two runs


def _written(run: Run, before: str, after: str) -> str:
    """One run in Teams' markdown. Its style is left out where the marker would be shown instead: inside a word."""
    core = run.text.strip()
    if not core or not (run.styles - {"layout"} or run.url):
        return _piece(run.text, first=not before)
    start = run.text.index(core)
    left, right = _piece(run.text[:start], first=not before), run.text[start + len(core) :]
    parted = _parts((before + left)[-1:]) and _parts((right + after)[:1])
    if run.styles & {"code", "block"} and parted and not _NOT_IN_CODE & set(core):
        return f"{left}`{core}`{right}"
    address = safe_address(run.url) if run.url else None
    words = _piece(core, first=not (before + left))
    made = _linked(words, address) if address else words
    for style, marker in _MARKERS:
        if style in run.styles and parted:
            made = f"{marker}{made}{marker}"
    return left + made + right


def _linked(words: str, address: str) -> str:
    """A link on escaped words. A number alone would be read as a citation."""
    return f"[{_UNSEEN_BREAK if words.isdigit() else ''}{words}]({address})"


def _parts(neighbour: str) -> bool:
    """Whether a marker beside the character is read as one."""
    if not neighbour or neighbour in "\t\n" or unicodedata.category(neighbour) == "Zs":
        return True
    is_sign = unicodedata.category(neighbour).startswith("P") or (neighbour.isascii() and not neighbour.isalnum())
    return is_sign and neighbour not in "*_~`\\"


def _piece(words: str, *, first: bool) -> str:
    """A piece of a line, escaped. `first`: the line begins with it, and what begins a line may make it a list."""
    start = _LINE_START.match(words) if first else None
    if start is None:
        return _MEANING.sub(_harmless, words)
    lead = "\u00a0" * len(start["space"].expandtabs(4))
    lead += f"\\{start['mark']}" if start["mark"] else "&#61;" if start["equals"] else ""
    lead += f"{start['number']}\\{start['end']}" if start["number"] else ""
    return lead + _MEANING.sub(_harmless, words[start.end() :])


def _harmless(found: re.Match[str]) -> str:
    sign = found[0]
    if found["entity"]:
        return _ENTITIES[sign]
    if found["citation"]:
        return f"\\[{_UNSEEN_BREAK}"
    return f"&#{ord(sign)};" if sign in ":@" else f"\\{sign}"
