"""What Teams tells of the members of a conversation becomes people. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

_OUTSIDE = frozenset({"guest", "anonymous"})
_OWN = frozenset({"user"})
_GUEST_LOGIN = "#ext#"
"""Microsoft Entra puts it into the login of everybody who is invited from elsewhere."""
_BOT = "28:"


class UnclearError(Exception):
    """It cannot be told whether somebody is of the company. The message says what is missing, and names nobody."""


@dataclass(frozen=True, slots=True)
class Person:
    """`id` is the object id of Microsoft Entra, or Teams' own (`teams_id`) where there is none.

    `outside`: a guest, somebody of another company, or a stranger. `email` and `login` are as people write them in
    settings and content; what somebody from outside has there, their own company says, so it proves nothing.
    """

    id: str
    outside: bool
    name: str
    email: str = ""
    login: str = ""
    teams_id: str = ""

    @property
    def ids(self) -> frozenset[str]:
        """Everything that may name them."""
        addresses = () if self.outside else (self.email, self.login)
        return frozenset(map(plain, (self.id, self.teams_id, *addresses))) - {""}


@dataclass(frozen=True, slots=True)
class Roster:
    """The people who are in a conversation, by each of their ids; bots read nothing.

    `unclear` says why it cannot be told of everybody whether they are of the company; "" where it can.
    """

    people: Mapping[str, Person]
    unclear: str = ""

    @property
    def outsiders(self) -> bool:
        """Whether people from outside are among them. Raises UnclearError."""
        if any(person.outside for person in self.people.values()):
            return True
        if self.unclear:
            raise UnclearError(self.unclear)
        return False


def plain(one: str) -> str:
    """An id or an address as it is compared: of addresses and of Entra's ids the case means nothing."""
    return one if one.startswith(("19:", "29:")) else one.strip().casefold()


def person_of(told: Mapping[str, Any], tenant: str) -> Person:
    """One member of a conversation of `tenant`. Raises UnclearError."""
    teams_id = _text(told, "id")
    login = _text(told, "userPrincipalName")
    # The list of members has the object id under another name than everything else.
    person = _text(told, "aadObjectId") or _text(told, "objectId") or teams_id
    if not person:
        raise UnclearError("a member without an id")
    return Person(
        id=person,
        outside=_is_outside(told, tenant, login),
        name=_text(told, "name"),
        email=_text(told, "email"),
        login=login,
        teams_id=teams_id,
    )


def roster_of(members: Iterable[Mapping[str, Any]], tenant: str) -> Roster:
    """All members of a conversation of `tenant`."""
    people: dict[str, Person] = {}
    unclear = ""
    for told in members:
        if _text(told, "id").startswith(_BOT):
            continue
        try:
            person = person_of(told, tenant)
        except UnclearError as error:
            unclear = str(error)
            continue
        people |= {plain(one): person for one in (person.id, person.teams_id) if one}
    if not people and not unclear:
        unclear = "nobody is said to be there"
    return Roster(people, unclear)


def _is_outside(told: Mapping[str, Any], tenant: str, login: str) -> bool:
    role, home = _text(told, "userRole").casefold(), _text(told, "tenantId").casefold()
    if role in _OUTSIDE or _GUEST_LOGIN in login.casefold() or (home and tenant and home != tenant.casefold()):
        return True
    if not tenant or not home:
        raise UnclearError("a member whose company Teams does not tell")
    if role not in _OWN:
        raise UnclearError(f"a member whose role is {role or 'not told'}")
    return False


def _text(told: Mapping[str, Any], key: str) -> str:
    value = told.get(key)
    return value if isinstance(value, str) else ""
