"""A look as its page tells it: which page, of what. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from bot.console.dashboard_words import DashboardWords, dashboard_words
from bot.console.sign_in_words import SignInWords, sign_in_words
from bot.console.words import page_words
from bot.gap_words import gap_words
from bot.viewer import Look

_FILE = ".csv"
_PLAIN = {"gap", "map", "looks", "digest", f"digest{_FILE}"}
"""Pages whose looks are of one name as it is; others are of what their address filters by."""


@dataclass(frozen=True, slots=True)
class LookTold:
    """A look in words. `gap` is the id of the gap that it is of, "" where it is of none."""

    look: Look
    page: str
    subject: str
    gap: str = ""


def look_told(look: Look, language: str) -> LookTold:
    """In the reader's language; what is not known here, such as a page of another version, stands as it was kept."""
    signing, say = sign_in_words(language), dashboard_words(language)
    page = _page(look.page, signing)
    if look.page == "gap":
        return LookTold(look, page, "", look.subject)
    if look.page in _PLAIN:
        return LookTold(look, page, look.subject)
    named = parse_qsl(look.subject)
    if not named:
        status = page_words(language).statuses.get(look.subject, look.subject)
        return LookTold(look, page, status)
    told = (f"{_name(name, say)}: {_value(name, value, say, language)}" for name, value in named)
    return LookTold(look, page, ", ".join(told))


def _page(name: str, signing: SignInWords) -> str:
    if name == "gap":
        return signing.looks_gap
    page = signing.entries.get(name.removesuffix(_FILE), "")
    if not page:
        return name
    return signing.looks_file.format(page=page) if name.endswith(_FILE) else page


def _name(name: str, say: DashboardWords) -> str:
    """What an address filters by, as its form calls it."""
    names = {
        "words": say.words,
        "kind": say.kind,
        "owner": say.owner,
        "competitor": say.competitor,
        "product": say.product,
        "stage": say.stage,
        "team": say.team,
        "resolution": say.resolution,
        "surface": say.surface,
        "document": say.document,
        "gap": say.log_columns["gap"],
        "from": say.first_day,
        "to": say.last_day,
        "days": say.period,
    }
    return names.get(name, name)


def _value(name: str, value: str, say: DashboardWords, language: str) -> str:
    """What may be chosen from a list, as that calls it; what is typed, as it is."""
    if name == "days" and value.isdecimal():
        return say.last_days.format(days=value)
    lists: dict[str, dict[str, str]] = {
        "kind": {str(one): said for one, said in gap_words(language).kinds.items()},
        "resolution": {str(one): said for one, said in say.resolutions.items()},
        "surface": {str(one): said for one, said in say.surfaces.items()},
    }
    return lists.get(name, {}).get(value, value)
