"""Which page people mean by what they type: a title, a path, a link, an id. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urldefrag, urlsplit

from rapidfuzz import fuzz, process, utils

from content_index.model import Document

FOUND = 5
"""Pages that are offered where it is not clear which one is meant."""
_NEAR = 80.0
_AT_ALL = 50.0
_SURE_BEFORE_THE_NEXT = 8.0
_COLONS = 10
"""Of a text that are tried as the end of a title: titles hold some themselves."""
_IN_ANGLES = re.compile(r"<(?P<address>[^<>|]+)(?:\|[^<>]*)?>")
"""How Slack writes a link."""


@dataclass(frozen=True, slots=True)
class Named:
    """The pages that a text may mean, the likeliest first, and what it says of them.

    `exact`: each of them is called just that, so that one alone is the one.
    """

    pages: Sequence[Document] = ()
    note: str = ""
    exact: bool = False


def named_in(pages: Sequence[Document], text: str) -> Named:
    """What `TITLE` or `TITLE: note` names. Where titles hold colons, the longest that is a page's is taken."""
    for title, note in _parted(text):
        if found := exact_pages(pages, title):
            return Named(found, note, exact=True)
    title, _, note = text.partition(": ")
    near = near_pages(pages, title)
    return Named(near, note.strip()) if near or not note else Named(near_pages(pages, text))


def exact_pages(pages: Sequence[Document], words: str) -> list[Document]:
    """The pages whose title, path, id or address it is, or that a link of the console leads to."""
    wanted = _plain(words)
    if not wanted:
        return []
    found = [one for one in pages if wanted in (one.id, _spaced(one.path), _spaced(one.title))]
    if found:
        return found
    if "://" not in wanted or " " in wanted:
        return []
    bare = _without_place(wanted)
    found = [one for one in pages if one.url and (one.url == wanted or _without_place(one.url) == bare)]
    # An address that holds a place in itself (some wikis') is that page's alone.
    found = [one for one in found if one.url == wanted] or found
    in_link = {part for part in unquote(urlsplit(wanted).path).split("/") if part}
    return found or [one for one in pages if one.id in in_link]


def near_pages(pages: Sequence[Document], words: str) -> list[Document]:
    """The pages that are called nearly so; one alone where it is much nearer than the others."""
    ranked = _ranked(pages, words, _NEAR)
    best = ranked[0][1] if ranked else 0.0
    return [one for one, score in ranked if best - score < _SURE_BEFORE_THE_NEXT]


def nearest_pages(pages: Sequence[Document], words: str) -> list[Document]:
    """The pages that are called the most like it, the nearest first, to choose from; none where none is at all."""
    return [one for one, _ in _ranked(pages, words, _AT_ALL)]


def _ranked(pages: Sequence[Document], words: str, cutoff: float) -> list[tuple[Document, float]]:
    by_id = {one.id: one for one in pages}
    ranked = process.extract(
        _plain(words),
        {key: f"{one.title} {one.path}" for key, one in by_id.items()},
        scorer=fuzz.token_set_ratio,
        processor=utils.default_process,
        limit=FOUND,
        score_cutoff=cutoff,
    )
    return [(by_id[key], score) for _, score, key in ranked]


def _parted(text: str) -> Iterator[tuple[str, str]]:
    """The whole text, and then what stands before each of its colons, the longest first."""
    yield text, ""
    ends = [found.start() for found in re.finditer(r":(?!//)", text)]
    for end in ends[: -_COLONS - 1 : -1]:
        yield text[:end], text[end + 1 :].strip()


def _plain(words: str) -> str:
    wanted = _spaced(words)
    link = _IN_ANGLES.fullmatch(wanted)
    return link["address"] if link else wanted.strip("<>")


def _spaced(title: str) -> str:
    """As it is typed: how many spaces stand between its words means nothing."""
    return " ".join(title.split())


def _without_place(address: str) -> str:
    """An address without the place in the page that it leads to, nor the stroke at its end."""
    return urldefrag(address).url.rstrip("/")
