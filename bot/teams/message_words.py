"""The words that somebody wrote, out of a message's text and HTML: without names, quotations and cards. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import unescape
from typing import Any

import nh3
from bs4 import BeautifulSoup

from bot.teams.json_values import mapping_of, objects_in, text_of

MOST_CHARACTERS = 16_000
"""Of a message, and of its HTML, that are read: far more than a question has, and little enough to be read at once."""
_MENTION = re.compile(r"</?at\b[^<>]*>", re.IGNORECASE)
_CARD_INSIDE = re.compile(
    r"<span\b[^<>]*\binline-compose-card\b[^<>]*>\s*(?:<span\b[^<>]*>\s*</span>\s*)*</span>"
    r"|<attachment\b[^<>]*>\s*</attachment>"
)
"""Where a card stands among somebody's words."""
_CARD = "application/vnd.microsoft."
_TAGS = {"blockquote", "br", "p", "div", "li", "span"}
_ATTRIBUTES = {"blockquote": {"itemtype", "itemid"}, "span": {"itemtype"}}


def quotation(activity: Mapping[str, Any]) -> tuple[str, str | None]:
    """The message that is quoted, and the words beside the quotation; ("", None) where nothing is."""
    for attachment in objects_in(activity.get("attachments")):
        content = text_of(attachment.get("content"))
        if attachment.get("contentType") != "text/html" or "schema.skype.com/Reply" not in content:
            continue
        soup = _soup(content)
        quote = soup.find("blockquote", attrs={"itemid": True})
        for mention in soup.find_all(True, attrs={"itemtype": re.compile("Mention$")}):
            mention.decompose()
        return (text_of(quote.get("itemid")) if quote else ""), text_of_html(str(soup))
    return "", None


def without_mentions(activity: Mapping[str, Any], bot: str) -> str:
    """The text without the bot's name; other people's names stay, without their markup."""
    text = _CARD_INSIDE.sub(" ", text_of(activity.get("text"))[:MOST_CHARACTERS])
    for mention in mentions(activity, bot):
        text = text.replace(mention, " ")
    return _tidy(unescape(_MENTION.sub("", text)))


def has_card(activity: Mapping[str, Any]) -> bool:
    """Whether a card hangs on a message, of whichever bot."""
    return any(text_of(one.get("contentType")).startswith(_CARD) for one in objects_in(activity.get("attachments")))


def mentions(activity: Mapping[str, Any], bot: str) -> Sequence[str]:
    """The pieces of the text that name the bot."""
    return [
        text_of(entity.get("text"))
        for entity in objects_in(activity.get("entities"))
        if text_of(entity.get("type")).casefold() == "mention"
        and mapping_of(entity.get("mentioned")).get("id") == bot
        and text_of(entity.get("text"))
    ]


def text_of_html(html: str) -> str:
    """The words of a message's HTML, lines kept, without those that it quotes."""
    soup = _soup(html)
    for quote in soup.find_all("blockquote", attrs={"itemtype": re.compile("Reply$")}):
        quote.decompose()
    for end in soup.find_all(["br"]):
        end.replace_with("\n")
    for block in soup.find_all(["p", "div", "li"]):
        block.append("\n")
    return _tidy(soup.get_text())


def _soup(html: str) -> BeautifulSoup:
    """HTML as it is read, made whole and plain first: what is built to take long would hold up everybody."""
    whole = nh3.clean(html[:MOST_CHARACTERS], tags=_TAGS, attributes=_ATTRIBUTES, link_rel=None)
    return BeautifulSoup(whole, "html.parser")


def _tidy(text: str) -> str:
    lines = (" ".join(line.replace("\xa0", " ").split()) for line in text.strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
