"""What somebody wants of a page, read from the words that they typed. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from bot.upkeep.model import UpkeepVerb

_HELP = frozenset({"help", "-h", "--help", "?", "помощь", "справка"})
_LIST = frozenset({"", "list", "список"})
_VERBS: dict[str, UpkeepVerb] = {
    "still right": "verified",
    "verify": "verified",
    "всё верно": "verified",
    "все верно": "verified",
    "верно": "verified",
    "проверено": "verified",
    "needs work": "needs_work",
    "нужна правка": "needs_work",
    "правка": "needs_work",
    "pull": "pulled",
    "снять": "pulled",
    "снимите": "pulled",
    "retire": "retired",
    "в архив": "retired",
    "архив": "retired",
    "restore": "restored",
    "вернуть": "restored",
    "верните": "restored",
}
_DASH = re.compile("[-_\u2010\u2011\u2012\u2013\u2014\u2015\u2212]")
_BEGUN = re.compile(rf"(?P<verb>{'|'.join(sorted(_VERBS, key=len, reverse=True))})(?:[\s:]+|\Z)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageWish:
    """`verb` is what is to be done, None to see it. `rest` names the page, and may say why."""

    asked: Literal["list", "help", "page"] = "list"
    verb: UpkeepVerb | None = None
    rest: str = ""


def read_page_wish(text: str) -> PageWish:
    """What was meant: "needs-work" and "needs work" are the same."""
    words = " ".join(text.split())
    if words.casefold() in _LIST:
        return PageWish()
    if words.casefold() in _HELP:
        return PageWish("help")
    # A dash is as long as a space, so that what follows the verb stays where it is.
    begun = _BEGUN.match(_DASH.sub(" ", words[:30]) + words[30:])
    if begun is None:
        return PageWish("page", None, words)
    return PageWish("page", _VERBS[begun["verb"].casefold()], words[begun.end() :])
