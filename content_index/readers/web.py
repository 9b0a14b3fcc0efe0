"""HTML: what the page is about, without the menus around it, the ids of its headings kept."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag

from content_index.anchors import with_id
from content_index.readers.converted import Converted, FileLimits
from content_index.readers.office import html_to_markdown
from content_index.readers.text import text_of

_AROUND = ["script", "style", "noscript", "template", "nav", "header", "footer", "aside", "form", "iframe", "svg"]
_ID = re.compile(r"[^\s{}\"'<>&]+")
_HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]


def read_html(content: bytes, _path: str, ending: str, limits: FileLimits) -> Converted:
    """The page's main part (`main` or `article`, else its body)."""
    soup = BeautifulSoup(text_of(content, ending, limits), "html.parser")
    title = " ".join(soup.title.get_text().split()) if soup.title else ""
    main = soup.find("main") or soup.find("article") or soup.body or soup
    for around in main.find_all(_AROUND):
        # A page's or an article's own header often holds its heading.
        if around.name == "header" and around.find(_HEADINGS):
            around.unwrap()
        else:
            around.decompose()
    for heading in main.find_all(_HEADINGS):
        _keep_id(heading)
    return Converted(html_to_markdown(str(main)), title=title or None)


def _keep_id(heading: Tag) -> None:
    within = heading.find(id=True) or heading.find("a", attrs={"name": True})
    found = heading.get("id") or (within and (within.get("id") or within.get("name")))
    if isinstance(found, str) and _ID.fullmatch(found):
        heading.append(f" {with_id('', found)}")
