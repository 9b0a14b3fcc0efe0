"""A location that is an address with options, `confluence+https://host/wiki#space=SALES`, and what opens it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import SplitResult, parse_qsl, urlsplit

from content_index.connectors.without_secrets import shown
from content_index.ports import SourceError

Told = Literal["fragment", "query or fragment"]


@dataclass(frozen=True, slots=True)
class Address:
    """`url` is what a browser would be told, without the options; `options` are by their names, each said once."""

    url: str
    options: Mapping[str, str]


def read_address(location: str, known: Collection[str], form: str, told: Told = "fragment") -> Address:
    """The part of the scheme before `+` is left out. `form` shows how to write it. Raises SourceError.

    Where the options stand in the fragment alone, the query belongs to the address.
    """
    scheme, _, rest = location.partition("://")
    if "@" in rest.partition("#")[0].partition("?")[0].partition("/")[0]:
        # It is not repeated in words: it may be a token.
        raise SourceError("its location holds a name or a password: put them into `credentials` of the source instead")
    try:
        parts = urlsplit(f"{scheme.rpartition('+')[2]}://{rest}")
        _ = parts.port
        options = _options(parts, told)
    except ValueError as error:
        raise SourceError(f"its location is no address that can be read: {form}") from error
    names = [name for name, _ in options]
    if len(set(names)) != len(names) or not set(names) <= set(known):
        usable = ", ".join(f"`{name}`" for name in known)
        raise SourceError(f"its location {shown(location)!r} says something beside {usable}, each once: {form}")
    if not parts.hostname:
        raise SourceError(f"its location {shown(location)!r} names no host: {form}")
    query = f"?{parts.query}" if parts.query and told == "fragment" else ""
    return Address(f"{parts.scheme}://{parts.netloc}{parts.path}{query}", dict(options))


def yes_or_no(address: Address, option: str, *, without: bool) -> bool:
    """An option that is `yes` or `no`; `without` is what counts where it is not said. Raises SourceError."""
    said = address.options.get(option)
    if said not in {None, "yes", "no"}:
        raise SourceError(f"`{option}` of its location is {said!r}: write yes or no")
    return without if said is None else said == "yes"


def check_names(credentials: Mapping[str, str], names: Sequence[str], scheme: str) -> None:
    """Raises SourceError for credentials that this kind of address does not know."""
    unknown = sorted(credentials.keys() - set(names))
    if unknown:
        raise SourceError(
            f"its `credentials` hold {', '.join(unknown)}; {scheme} knows {', '.join(names)}: correct them"
        )


def _options(parts: SplitResult, told: Told) -> list[tuple[str, str]]:
    places = [parts.fragment] if told == "fragment" else [parts.query, parts.fragment]
    return [pair for place in places if place for pair in parse_qsl(place, strict_parsing=True)]
