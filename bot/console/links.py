"""Where a link inside a document leads in the console. Pure: strings in, strings out."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from urllib.parse import quote, unquote, urlencode, urlsplit

from content_index.model import Document

SAFE_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_PAGE_NAMES = ("", ".md", "/index.md", "/README.md", "/readme.md", "/_index.md")
"""What may be left out of a link to a page, as wikis and site builders do."""


class DocumentLinks:
    """Resolves the links of one document against the documents that its reader may see."""

    def __init__(self, document: Document | None, visible: Iterable[Document]) -> None:
        self._document = document
        source = document.source if document else None
        self._ids = {other.path: other.id for other in visible if other.source == source}

    def resolve(self, href: str) -> str | None:
        """The address to link to: a safe one as it stands, a relative one as the console's page; None for any other."""
        try:
            parts = urlsplit(href.strip())
        except ValueError:
            return None
        if parts.scheme:
            return href.strip() if parts.scheme in SAFE_SCHEMES else None
        if parts.netloc:
            return None
        fragment = f"#{quote(unquote(parts.fragment), safe='')}" if parts.fragment else ""
        if not parts.path:
            return fragment or None
        document_id = self._document_at(unquote(parts.path))
        return f"/documents/{document_id}{fragment}" if document_id else None

    def _document_at(self, path: str) -> str | None:
        folder = "" if path.startswith("/") or self._document is None else posixpath.dirname(self._document.path)
        joined = posixpath.normpath(posixpath.join(folder, path.lstrip("/"))).removesuffix("/")
        candidates = (joined + name if joined != "." else name.lstrip("/") for name in _PAGE_NAMES)
        return next((self._ids[candidate] for candidate in candidates if candidate in self._ids), None)


def safe_address(url: str) -> str | None:
    """An address of a document or passage, if a browser may be sent there; metadata is written by many hands."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme:
        return url if parts.scheme in SAFE_SCHEMES and (parts.netloc or parts.scheme in {"mailto", "tel"}) else None
    return url if url.startswith("/") and not url.startswith(("//", "/\\")) else None


def console_address(url: str, base_url: str, **carried: str) -> str | None:
    """Like `safe_address`; an address of this console becomes relative and carries what leads back to the question."""
    base = base_url.rstrip("/")
    local = url.removeprefix(base) if base and url.startswith(f"{base}/") else url
    if not local.startswith("/documents/"):
        return safe_address(url)
    page, mark, fragment = local.partition("#")
    query = urlencode({key: value for key, value in carried.items() if value})
    return f"{page}{'?' + query if query else ''}{mark}{fragment}"
