"""What stands in the head of a page of a website, for whoever reads it from there."""

from __future__ import annotations

from urllib.parse import urljoin

from bs4 import BeautifulSoup
from bs4.dammit import EncodingDetector

from content_index.connectors.sitemap_site import root_of
from content_index.links import is_safe_url

_HEAD = 200_000
"""Of bytes: what stands below it is no head."""


def in_utf8(content: bytes, charset: str | None) -> bytes:
    """The page in UTF-8, from the encoding that the server names, else from the one that the page itself names."""
    named = charset or EncodingDetector.find_declared_encoding(content, is_html=True)
    if named and named.lower() not in {"utf-8", "utf8"}:
        try:
            return content.decode(named).encode()
        except (LookupError, UnicodeError):
            return content
    return content


def link_of(content: bytes, url: str) -> str:
    """The address that the page itself says it has (`rel="canonical"`), if it is on the same host; else its own."""
    soup = BeautifulSoup(content[:_HEAD].decode("utf-8", "replace"), "html.parser")
    for link in soup.find_all("link", href=True):
        if "canonical" in str(link.get("rel")).lower():
            canonical = urljoin(url, str(link["href"]).strip())
            if root_of(canonical) == root_of(url) and is_safe_url(canonical):
                return canonical
    return url


def without_meta(content: bytes) -> bytes:
    """The page without the tags that tell something of it: on a public site they are meant for search engines."""
    soup = BeautifulSoup(content.decode("utf-8", "replace"), "html.parser")
    for tag in soup.find_all("meta"):
        tag.decompose()
    return str(soup).encode("utf-8", "replace")
