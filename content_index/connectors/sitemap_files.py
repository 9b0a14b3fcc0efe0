"""The files that list a site's pages (https://www.sitemaps.org/protocol.html), and those that list such files."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from defusedxml.ElementTree import fromstring

_GZIP = b"\x1f\x8b"
_GZIP_WINDOW = 16 + zlib.MAX_WBITS
MOST_BYTES = 52_428_800
"""Unpacked, as the protocol has it."""


class NoSitemapError(Exception):
    """The bytes are no sitemap. The message says why, in words."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What a sitemap says of one address. `changed` is in its own words, a date or a moment of W3C's form."""

    kind: Literal["page", "sitemap"]
    url: str
    changed: str | None


def read_sitemap(content: bytes) -> Iterator[Listed]:
    """Each address of a sitemap or of an index of sitemaps, packed or not. Raises NoSitemapError."""
    try:
        root = fromstring(_unpacked(content), forbid_dtd=True)
    except NoSitemapError:
        raise
    except Exception as error:  # defusedxml's own errors are ValueErrors, those of XML SyntaxErrors
        raise NoSitemapError("it is no XML that can be read") from error
    kinds: dict[str, Literal["page", "sitemap"]] = {"urlset": "page", "sitemapindex": "sitemap"}
    kind = kinds.get(_name(root.tag))
    if kind is None:
        raise NoSitemapError(f"it is <{_name(root.tag)[:40]}>, neither <urlset> nor <sitemapindex>")
    for entry in root:
        told = {_name(part.tag): " ".join((part.text or "").split()) for part in entry}
        if _name(entry.tag) in {"url", "sitemap"} and told.get("loc"):
            yield Listed(kind, told["loc"], told.get("lastmod") or None)


def _unpacked(content: bytes) -> bytes:
    if not content.startswith(_GZIP):
        return content
    unpacking = zlib.decompressobj(_GZIP_WINDOW)
    try:
        unpacked = unpacking.decompress(content, MOST_BYTES)
    except zlib.error as error:
        raise NoSitemapError("it is packed, and damaged") from error
    if unpacking.unconsumed_tail:
        raise NoSitemapError(f"it holds more than {MOST_BYTES:,} bytes, which the protocol forbids: split it")
    return unpacked


def _name(tag: object) -> str:
    """An element's name, whatever its namespace; older sitemaps have other ones."""
    return str(tag).rpartition("}")[2].casefold()
