"""HTML: what the page is about, without the menus around it, the ids of its headings kept."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag

from content_index.anchors import with_id
from content_index.ports import AudienceUnknownError
from content_index.readers.converted import Converted, FileLimits
from content_index.readers.hidden_html import hides
from content_index.readers.office import html_to_markdown

_AROUND = ["nav", "header", "footer", "aside", "form", "iframe", "svg"]
_ID = re.compile(r"[^\s{}\"'<>&]+")
_PREFIX = re.compile(r"^(?:dc|dcterms)[.:]")
_TOLD_OTHERWISE = {"", "title", "language", "lang"}
_HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]


def read_html(content: bytes, _limits: FileLimits) -> Converted:
    """The main part (`main` or `article`, else its body) of a page in UTF-8; front matter is what its `meta` tags say.

    Raises UnreadableFileError, and AudienceUnknownError where a tag names an audience that cannot be told.
    """
    soup = BeautifulSoup(content.decode("utf-8", "surrogatepass"), "html.parser")
    told = _told(soup)
    title = " ".join(soup.title.get_text().split()) if soup.title else ""
    for hidden in soup.find_all(_is_hidden):
        hidden.decompose()
    main = soup.find("main") or soup.find("article") or soup.body or soup
    for around in main.find_all(_AROUND):
        # A page's or an article's own header often holds its heading.
        if around.name == "header" and around.find(_HEADINGS):
            around.unwrap()
        else:
            around.decompose()
    for heading in main.find_all(_HEADINGS):
        _keep_id(heading)
    return Converted(html_to_markdown(str(main)), title=title or None, front_matter=told)


def _is_hidden(tag: Tag) -> bool:
    # A page that is hidden as a whole shows itself by a script, once it has been loaded.
    attributes = {name: str(tag.get(name) or "") for name in tag.attrs}
    return tag.name not in {"html", "body"} and hides(tag.name, attributes)


def _told(soup: BeautifulSoup) -> dict[str, object]:
    """The page's `meta` tags by name; its title and language have better places."""
    told: dict[str, object] = {}
    for tag in soup.find_all("meta"):
        name = str(tag.get("name") or tag.get("property") or tag.get("itemprop") or "").strip().lower()
        name = _PREFIX.sub("", name)
        is_audience = name in {"audience", "audiences"}
        if is_audience and (told.keys() & {"audience", "audiences"} or not str(tag.get("content") or "").strip()):
            raise AudienceUnknownError(
                "its meta tags name an audience twice, or none at all: name it once, with groups"
            )
        if name not in _TOLD_OTHERWISE:
            told.setdefault(name, str(tag.get("content") or ""))
    return {name: value for name, value in told.items() if value}


def _keep_id(heading: Tag) -> None:
    within = heading.find(id=True) or heading.find("a", attrs={"name": True})
    found = heading.get("id") or (within and (within.get("id") or within.get("name")))
    if isinstance(found, str) and _ID.fullmatch(found):
        heading.append(f" {with_id('', found)}")
