"""Deep links: from a document's own address or its source's template."""

from __future__ import annotations

import re
from string import Formatter
from urllib.parse import quote, urlsplit

from content_index.ports import SourceError

_SAFE_SCHEMES = frozenset({"http", "https", "mailto"})
_FIELDS = ("path", "stem", "anchor")
_CONTROL = re.compile(r"[\x00-\x20\x7f]")
_PAGE = re.compile(r"page-(\d+)(?:-.*)?")
_IN_PATH = "/-._~!$&'()*+,;=:@"
_IN_FRAGMENT = "-._~!$&'()*+,;=:@/?"


def is_safe_url(url: str) -> bool:
    """Whether the address may be put behind a link: http, https or mailto, without blanks or control characters."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return (
        not _CONTROL.search(url)
        and parts.scheme.lower() in _SAFE_SCHEMES
        and bool(parts.netloc or (parts.scheme.lower() == "mailto" and parts.path))
    )


def check_template(template: str) -> None:
    """Raises SourceError where a link template names an unknown field or makes no address."""
    hint = f"its link_template {template!r}"
    try:
        names = [
            (name, spec, conversion) for _, name, spec, conversion in Formatter().parse(template) if name is not None
        ]
    except ValueError as error:
        raise SourceError(f"{hint} has a brace that is not closed: {error}") from error
    for name, spec, conversion in names:
        if name not in _FIELDS or spec or conversion:
            raise SourceError(f"{hint} has the unknown field {{{name}}}; known are {', '.join(_FIELDS)}")
    if not is_safe_url(template.format(path="path", stem="stem", anchor="anchor")):
        raise SourceError(f"{hint} must begin with http:// or https://")


def deep_link(path: str, anchor: str, document_url: str | None, template: str | None) -> str | None:
    """The address of the words under `anchor`; None where neither the document nor its source gives one.

    A page of a PDF is named as browsers' viewers understand it (`#page=3`). An address that has a fragment keeps it.
    """
    fragment = quote(_fragment(path, anchor), safe=_IN_FRAGMENT)
    if document_url is not None:
        plain = not fragment or "#" in document_url or document_url.lower().startswith("mailto:")
        return document_url if plain else f"{document_url}#{fragment}"
    if template is None:
        return None
    stem = re.sub(r"\.[^./]+$", "", path)
    link = template.format(path=quote(path, safe=_IN_PATH), stem=quote(stem, safe=_IN_PATH), anchor=fragment)
    return link.removesuffix("#")


def _fragment(path: str, anchor: str) -> str:
    page = _PAGE.fullmatch(anchor)
    return f"page={page[1]}" if page and path.lower().endswith(".pdf") else anchor
