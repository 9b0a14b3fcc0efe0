"""Finds the folder that a location names in Microsoft Graph, and what may be done with its files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from content_index.connectors.graph_address import GraphAddress
from content_index.connectors.graph_client import PLACE, Answer, Talk, answer_of, refused
from content_index.connectors.graph_drive import PERMISSIONS
from content_index.connectors.paging import Paging
from content_index.ports import SourceError

_SITES = ("sites", "teams")
_AT_ONCE = 20
"""Questions in a batch: Microsoft's own limit."""


@dataclass(frozen=True, slots=True)
class Place:
    """A folder of a drive, both by their ids."""

    drive: str
    folder: str


async def find(talk: Talk, address: GraphAddress) -> Place:
    """Raises SourceError where there is no such site, library, person or folder."""
    if address.person is not None:
        answer = await talk.ask(f"users/{quote(address.person, safe='@')}/drive?$select=id")
        _must_be_there(answer, f"no OneDrive of {address.person}")
        drive, steps = str(answer.body["id"]), address.steps
    else:
        drive, steps = await _library(talk, address)
    below = "/".join(quote(step, safe="") for step in steps)
    answer = await talk.ask(f"drives/{drive}/root:/{below}?$select=id,folder" if below else f"drives/{drive}/root")
    _must_be_there(answer, f"no folder {'/'.join(steps)!r}")
    if "folder" not in answer.body:
        raise SourceError(f"its location names {steps[-1]!r}, which is no folder: name the folder that it is in")
    return Place(drive, str(answer.body["id"]))


async def permissions_of(talk: Talk, drive: str, items: Sequence[str]) -> list[Sequence[Mapping[str, Any]] | Answer]:
    """Those of each item, in order, or the answer that did not tell them. Raises SourceError where none is told now."""
    found: list[Sequence[Mapping[str, Any]] | Answer] = []
    for first in range(0, len(items), _AT_ONCE):
        places = [f"/drives/{drive}/items/{item}/permissions" for item in items[first : first + _AT_ONCE]]
        asked = [{"id": str(number), "method": "GET", "url": place} for number, place in enumerate(places)]
        batch = await talk.ask("$batch", {"requests": asked})
        if batch.status != HTTPStatus.OK:
            raise refused(batch, "its files' permissions", PERMISSIONS)
        said = {str(one.get("id")): one for one in batch.body.get("responses") or ()}
        for number, place in enumerate(places):
            one = said.get(str(number), {})
            answer = answer_of(int(one.get("status") or HTTPStatus.BAD_GATEWAY), one.get("body"))
            found.append(await _all_pages(talk, place, answer))
    return found


async def _all_pages(talk: Talk, place: str, answer: Answer) -> Sequence[Mapping[str, Any]] | Answer:
    if answer.is_passing:  # asked by itself the library waits as long as Graph says
        answer = await talk.ask(place.lstrip("/"))
    found: list[Mapping[str, Any]] = []
    paging = Paging(PLACE)
    while True:
        if answer.is_passing or answer.status == HTTPStatus.UNAUTHORIZED:
            raise refused(answer, "its files' permissions", PERMISSIONS)
        if answer.status != HTTPStatus.OK:
            return answer
        found += answer.body.get("value") or ()
        if "@odata.nextLink" not in answer.body:
            return found
        answer = await talk.ask(paging.following(str(answer.body["@odata.nextLink"])))


async def _library(talk: Talk, address: GraphAddress) -> tuple[str, tuple[str, ...]]:
    """The drive that a path leads into, and the rest of the path.

    A site may have sites below it, whose names look like those of libraries: the shortest path that fits is taken.
    """
    known: list[str] = []
    for site in _sites(address.steps):
        below = "".join(f"/{quote(step, safe='')}" for step in site)
        answer = await talk.ask(f"sites/{address.host}:{below}?$select=id" if site else f"sites/{address.host}")
        if answer.status == HTTPStatus.NOT_FOUND and known:
            break
        _must_be_there(answer, f"no site {'/'.join(site) or address.host!r}")
        async for drive in _drives(talk, str(answer.body["id"])):
            path = tuple(unquote(step) for step in urlsplit(str(drive.get("webUrl") or "")).path.split("/") if step)
            names = (path, (*site, str(drive.get("name") or "")))
            for name in names:
                if name and _folded(address.steps[: len(name)]) == _folded(name):
                    return str(drive["id"]), address.steps[len(name) :]
            known.append(path[-1] if path else str(drive.get("name")))
    raise SourceError(f"its site has no library of that name; it has {', '.join(sorted(known)) or 'none'}")


async def _drives(talk: Talk, site: str) -> Any:
    link = f"sites/{site}/drives?$select=id,name,webUrl"
    paging = Paging(PLACE)
    while link:
        answer = await talk.ask(paging.following(link))
        if answer.status != HTTPStatus.OK:
            raise refused(answer, "its site's libraries", PERMISSIONS)
        for drive in answer.body.get("value") or ():
            yield drive
        link = str(answer.body.get("@odata.nextLink") or "")


def _sites(steps: Sequence[str]) -> Iterator[Sequence[str]]:
    first = 2 if steps[0].casefold() in _SITES else 0
    return (steps[:length] for length in range(first, len(steps)))


def _folded(names: Sequence[str]) -> list[str]:
    return [name.casefold() for name in names]


def _must_be_there(answer: Answer, nothing: str) -> None:
    if answer.status == HTTPStatus.NOT_FOUND:
        raise SourceError(f"there is {nothing}, or its app may not see it: correct its location")
    if answer.status != HTTPStatus.OK:
        raise refused(answer, "its location", PERMISSIONS)
