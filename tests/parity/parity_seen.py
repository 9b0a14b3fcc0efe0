"""What a reader sees of an answer, whatever the surface; what they should see; and how the two differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import unquote

from bot.model import Answer, AnswerSource
from bot.sentences import access, cautions, freshness
from content_index.plain_text import plain_text

SHORTENED = 500
"""Characters from which on a platform's limits may cut a text off; an ellipsis says so."""


@dataclass(frozen=True)
class Source:
    """`name` is title › heading. `facts` are kind, owner, freshness, access; None where no words tell them."""

    name: str
    address: str
    facts: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Seen:
    """Words without markup, on one line.

    `doubt` is what the sentence before the words says: "", `unsure` or `gap`. `status` is "" where no word tells it.
    `training` is the page to learn more from; its facts are what to mind of it.
    `quoted` and `say` are "" where there is none; words that stand in the line to say are seen there alone.
    """

    doubt: str = ""
    quoted: str = ""
    internal: bool = False
    say: str = ""
    sources: tuple[Source, ...] = ()
    note: str = ""
    status: str = ""
    training: Source | None = None


def on_one_line(text: str) -> str:
    """Lines joined; the dots that part the cells of a row are no words."""
    return " ".join(text.replace(" · ", " ").split())


def without_leads(text: str) -> str:
    """The words of lines that may begin with a bullet, a number, or the mark of a quotation."""
    lines = (re.sub(r"^(?:[\s>\u00a0]|•\s|\d{1,3}\.\s)*", "", line) for line in text.splitlines())
    return on_one_line("\n".join(lines))


def expected(answer: Answer, today: date, *, in_object: bool = False) -> Seen:
    """What an answer should show.

    `in_object`: to a program, which gets rows as they stand, and a gap with a note where nothing was asked (see
    docs/cli.md).
    """
    small_talk = answer.small_talk and not in_object
    certain = answer.status == "answered" or small_talk
    return Seen(
        doubt="" if certain else "unsure" if answer.status == "unsure" and answer.text else "gap",
        quoted=words_of(answer.text, () if in_object else names_of(answer)),
        internal=answer.internal,
        say=words_of(answer.say or ""),
        sources=tuple(_source(source, today, answer.language) for source in answer.sources),
        note=on_one_line(answer.note),
        status="small_talk" if small_talk else answer.status,
        training=_training(answer.training, today, answer.language) if answer.training else None,
    )


def names_of(answer: Answer) -> tuple[str, ...]:
    """The names of the columns of the table that quoted rows are from."""
    return tuple(map(plain_text, _cells(answer.table_head.partition("\n")[0])))


def row_in_words(cells: Sequence[str], names: Sequence[str] = ()) -> str:
    """A row: each cell that says anything after its column's name; one alone needs none."""
    named = [*names, *[""] * len(cells)]
    said = [(name.removesuffix(":"), cell) for name, cell in zip(named, cells, strict=False) if cell]
    if len(said) == 1:
        return said[0][1]
    return " ".join(f"{name}: {cell}" if name else cell for name, cell in said)


def paired(text: str, names: Sequence[str]) -> str:
    """Rows below a line of names, as chat shows narrow ones, each cell with its name; any other text as it is."""
    head, _, below = text.strip().partition("\n")
    shown = [name for name in names if name]
    if not names or head.split(" · ") != shown:
        return text
    rows = [row.split(" · ") for row in below.splitlines() if row.strip()]
    return "\n".join(row_in_words(row, names if len(row) == len(names) else shown) for row in rows)


def differences(seen: Seen, wanted: Seen) -> Iterator[str]:
    """How what is seen differs from what should be."""
    if seen.doubt != wanted.doubt:
        yield f"doubt: {seen.doubt!r}, not {wanted.doubt!r}"
    if seen.status not in {"", wanted.status}:
        yield f"status: {seen.status!r}, not {wanted.status!r}"
    if seen.internal != wanted.internal:
        yield f"internal: {seen.internal}, not {wanted.internal}"
    is_said = not seen.quoted and not wanted.internal and f" {wanted.quoted} " in f" {seen.say} "
    if not (is_said or _same(seen.quoted, wanted.quoted)):
        yield f"quoted: {seen.quoted!r}, not {wanted.quoted!r}"
    if not _same(seen.say, wanted.say):
        yield f"say: {seen.say!r}, not {wanted.say!r}"
    if not _same(seen.note, wanted.note):
        yield f"note: {seen.note!r}, not {wanted.note!r}"
    if not _same_training(seen.training, wanted.training):
        yield f"training: {seen.training}, not {wanted.training}"
    for number in range(max(len(seen.sources), len(wanted.sources))):
        mine, theirs = (one.sources[number : number + 1] for one in (seen, wanted))
        if not mine or not theirs or not _same_source(mine[0], theirs[0]):
            yield f"source {number + 1}: {mine}, not {theirs}"


def _same(seen: str, wanted: str) -> bool:
    if seen.endswith("…") and len(seen) >= SHORTENED and seen != wanted:
        return wanted.startswith(seen.removesuffix("…").rstrip())
    return seen == wanted


def _same_source(seen: Source, wanted: Source) -> bool:
    facts = seen.facts if seen.facts is not None else wanted.facts
    return (seen.name, unquote(seen.address), facts) == (wanted.name, unquote(wanted.address), wanted.facts)


def _same_training(seen: Source | None, wanted: Source | None) -> bool:
    return seen == wanted if seen is None or wanted is None else _same_source(seen, wanted)


def _training(page: AnswerSource, today: date, language: str) -> Source:
    return Source(on_one_line(page.title), page.url, facts_of(cautions(page, today, language)))


def facts_of(told: str) -> tuple[str, ...]:
    """Facts that dots part."""
    return tuple(fact.strip() for fact in told.split(" · ") if fact.strip())


def _source(source: AnswerSource, today: date, language: str) -> Source:
    parts = [source.title, *([source.heading] if source.heading not in ("", source.title) else [])]
    facts = (source.kind, source.owner or "", freshness(source, today, language), access(source, language))
    return Source(on_one_line(" › ".join(parts)), source.url, tuple(on_one_line(fact) for fact in facts if fact))


def words_of(markdown: str, names: Sequence[str] = ()) -> str:
    """Markdown's words. Rows of a table without its head are read cell by cell."""
    lines = markdown.splitlines()
    ruled = any(re.fullmatch(r"[\s|:-]*--[\s|:-]*", line) for line in lines)
    if ruled or not any(map(_is_row, lines)):
        return on_one_line(plain_text(markdown))
    parts = [row_in_words(list(map(plain_text, _cells(line))), names) if _is_row(line) else line for line in lines]
    # Markdown ends a paragraph at a row; what stands around rows is read by itself.
    return on_one_line(
        "\n".join(part if _is_row(line) else plain_text(part) for line, part in zip(lines, parts, strict=True))
    )


def _is_row(line: str) -> bool:
    return line.strip().startswith("|") and line.strip().endswith("|")


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", row.strip())[1:-1]]
