"""What somebody wants to be reindexed, read from the words that they typed. Pure."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import Literal

_HELP = frozenset({"help", "-h", "--help", "?", "помощь", "справка"})
_STATUS = frozenset({"status", "статус"})
_CANCEL = frozenset({"cancel", "stop", "отмена", "стоп"})
_FLAGS = {
    "--dry-run": "dry_run",
    "--dry": "dry_run",
    "--full": "full",
    "--force": "force",
    "--allow-empty": "allow_empty",
}
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"))


@dataclass(frozen=True, slots=True)
class ReindexWish:
    """`sources` by name, none for all that are theirs. `wrong` is a word that means nothing, "" where all do."""

    asked: Literal["reindex", "help", "status", "cancel"] = "reindex"
    sources: tuple[str, ...] = ()
    full: bool = False
    dry_run: bool = False
    allow_empty: bool = False
    force: bool = False
    wrong: str = ""


def read_reindex_wish(text: str) -> ReindexWish:
    """What was meant. A name with spaces stands in quotes; phones make dashes of two hyphens, which are understood."""
    words = _words(text)
    if len(words) == 1 and (word := words[0].casefold()) in _HELP | _STATUS | _CANCEL:
        return ReindexWish("help" if word in _HELP else "status" if word in _STATUS else "cancel")
    flags: set[str] = set()
    sources: list[str] = []
    for word in words:
        plain = word.translate(_DASHES)
        if not plain.startswith("-"):
            sources.append(word)
            continue
        name = _FLAGS.get(f"--{plain.lstrip('-').casefold()}")
        if name is None:
            return ReindexWish(wrong=word)
        flags.add(name)
    return ReindexWish(
        sources=tuple(dict.fromkeys(sources)),
        full="full" in flags,
        dry_run="dry_run" in flags,
        allow_empty="allow_empty" in flags,
        force="force" in flags,
    )


def _words(text: str) -> list[str]:
    curly = text.translate({0x201C: '"', 0x201D: '"', 0x201E: '"', 0xAB: '"', 0xBB: '"'})
    try:
        return shlex.split(curly)
    except ValueError:  # a quote that is never closed, or an apostrophe in a name
        return curly.split()
