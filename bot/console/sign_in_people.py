"""Who somebody is, as a provider's proven claims tell it. Pure.

An address is only believed where the provider vouches for it, for roles, owners and groups may be given to addresses.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.owners import is_email

Surface = Literal["slack", "teams", "console"]


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody who has signed in. `email` is one that was proven to be theirs, "" where none was."""

    surface: Surface
    workspace: str
    id: str
    name: str
    email: str = ""


class NotOneOfUsError(Exception):
    """They have signed in there, with an account of another company."""


class OutsiderError(Exception):
    """They are a guest of this company's workspace or directory."""


@dataclass(frozen=True, slots=True)
class SlackPeople:
    """Reads Slack's claims. `workspaces` are those whose people are let in.

    Slack's own ID token names neither guests nor who administers: whether somebody is a guest must be asked elsewhere.
    """

    workspaces: Collection[str]

    def of(self, claims: Mapping[str, Any]) -> Identity:
        """Raises NotOneOfUsError."""
        workspace, person = _text(claims, "https://slack.com/team_id"), _text(claims, "https://slack.com/user_id")
        if workspace not in self.workspaces or not person:
            raise NotOneOfUsError
        email = _text(claims, "email") if claims.get("email_verified") is True else ""
        return Identity("slack", workspace, person, _text(claims, "name") or person, _address(email))


@dataclass(frozen=True, slots=True)
class MicrosoftPeople:
    """Reads the claims of Microsoft Entra's v2.0 ID token, for the people of one directory.

    `email` is whatever stands in somebody's profile, and is believed only with the optional claim `xms_edov` (Microsoft
    found that their directory owns its domain); `preferred_username` only with the optional claim `acct` = 0 (a member
    of this directory, whose user names are in domains that it has proven to own). A guest comes with `acct` = 1, or
    with an `idp` that is not this directory.
    """

    tenant: str

    def of(self, claims: Mapping[str, Any]) -> Identity:
        """Raises NotOneOfUsError and OutsiderError."""
        tenant, person = _text(claims, "tid").lower(), _text(claims, "oid").lower()
        if tenant != self.tenant.lower() or not person:
            raise NotOneOfUsError
        home = _text(claims, "idp").lower()
        if str(claims.get("acct", "")) == "1" or (home and self.tenant.lower() not in home):
            raise OutsiderError
        return Identity("teams", tenant, person, _text(claims, "name") or person, self._email(claims))

    def _email(self, claims: Mapping[str, Any]) -> str:
        if str(claims.get("xms_edov", "")).lower() in {"true", "1"} and (email := _address(_text(claims, "email"))):
            return email
        return _address(_text(claims, "preferred_username")) if str(claims.get("acct", "")) == "0" else ""


def of_domains(identity: Identity, domains: Collection[str]) -> bool:
    """Whether somebody's proven address is of one of these domains; without domains everybody's is."""
    return not domains or identity.email.rpartition("@")[2] in domains


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    return value.strip() if isinstance(value, str) else ""


def _address(text: str) -> str:
    """In small letters; "" for what is no address."""
    return text.casefold() if is_email(text) else ""
