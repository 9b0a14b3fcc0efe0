"""The form in which Confluence keeps pages ("storage") becomes plain HTML.

What a macro brings in from elsewhere (another page, a list of issues) is left out: others may be forbidden to see it,
and it would be as old as this reading. So only macros that hold their words themselves are read.
"""

from __future__ import annotations

import html
import re

from bs4 import BeautifulSoup, Tag

_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_WITH_WORDS = frozenset({
    "info", "note", "tip", "warning", "panel", "expand", "ui-expand", "ui-tab", "ui-tabs", "ui-steps", "ui-step",
    "section", "column", "excerpt", "details", "code", "noformat", "deck", "card", "cards", "align", "div", "span",
    "html-wrap", "auihorizontalnav", "auitabs", "auitabspage", "multiexcerpt", "multiexcerpt-macro", "table-filter",
    "tablefilter", "table-chart",
})  # fmt: skip
_BOXES = frozenset({"ac:layout", "ac:layout-section", "ac:layout-cell", "ac:adf-fallback"})
_SHOWN = frozenset(
    {"ac:inline-comment-marker", "ac:link-body", "ac:rich-text-body", "ac:task-body", "ac:adf-extension"}
)
_HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
_NEVER = ["script", "style", "meta", "base", "link"]


def storage_to_html(storage: str, title: str, *, cloud: bool) -> bytes:
    """A page of HTML in UTF-8, its headings with the ids that links to them jump to in Confluence."""
    plain = _CDATA.sub(lambda found: html.escape(found[1], quote=False), storage)
    soup = BeautifulSoup(plain, "html.parser")
    for tag in soup.find_all(_NEVER):
        tag.decompose()
    _open_macros(soup)
    _tell_links(soup)
    for tag in soup.find_all("time"):
        tag.replace_with(str(tag.get("datetime") or ""))
    _unwrap_the_rest(soup)
    _name_headings(soup, title, cloud=cloud)
    head = f'<meta charset="utf-8"><title>{html.escape(title)}</title>'
    page = f"<!doctype html><html><head>{head}</head><body><main>{soup}</main></body></html>"
    return page.encode("utf-8", "replace")


def _open_macros(soup: BeautifulSoup) -> None:
    """From outside to inside: what stands in a macro that is left out goes with it."""
    while (macro := soup.find("ac:structured-macro")) is not None:
        body = macro.find("ac:rich-text-body", recursive=False)
        text = macro.find("ac:plain-text-body", recursive=False)
        if str(macro.get("ac:name") or "").lower() not in _WITH_WORDS or not (body or text):
            macro.decompose()
            continue
        if isinstance(text, Tag):
            macro.name, macro.attrs = "pre", {}
            macro.string = text.get_text()
            continue
        named = macro.find("ac:parameter", attrs={"ac:name": "title"}, recursive=False)
        title = " ".join(named.get_text().split()) if named else ""
        for part in macro.find_all("ac:parameter", recursive=False):
            part.decompose()
        macro.name, macro.attrs = "div", {}
        if title:
            first = soup.new_tag("p")
            first.string = title
            macro.insert(0, first)


def _tell_links(soup: BeautifulSoup) -> None:
    """A link to another page is told in words: where that page is now, its title alone does not say."""
    for link in soup.find_all("ac:link"):
        body = link.find(["ac:link-body", "ac:plain-text-link-body"])
        page = link.find(["ri:page", "ri:blog-post"])
        file = link.find("ri:attachment")
        words = body.get_text() if body else page.get("ri:content-title") if page else None
        link.replace_with(str(words or (file.get("ri:filename") if file else None) or ""))


def _unwrap_the_rest(soup: BeautifulSoup) -> None:
    for tag in soup.find_all(re.compile("^(?:ac|ri|at):")):
        if tag.decomposed:
            continue
        if tag.name in {"ac:task-list", "ac:task"}:
            tag.name, tag.attrs = ("ul" if tag.name == "ac:task-list" else "li"), {}
        elif tag.name in _BOXES:
            tag.name, tag.attrs = "div", {}
        elif tag.name in _SHOWN:
            tag.unwrap()
        else:
            tag.decompose()


def _name_headings(soup: BeautifulSoup, title: str, *, cloud: bool) -> None:
    times: dict[str, int] = {}
    for heading in soup.find_all(_HEADINGS):
        words = heading.get_text().split()
        name = "-".join(words) if cloud else f"{''.join(title.split())}-{''.join(words)}"
        number = times.get(name, 0)
        times[name] = number + 1
        if words:
            heading["id"] = f"{name}.{number}" if number else name
