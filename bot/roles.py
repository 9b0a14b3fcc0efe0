"""Who has which role, and whose people a manager looks after, as the settings say."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from bot.groups import ADMINISTRATORS, MANAGERS
from bot.viewer import Role

TEAM = "team:"
"""What stands before the name of a group where those who manage its people are looked up like a role."""
_ROLES: dict[str, Role] = {ADMINISTRATORS: "administrator", MANAGERS: "manager"}


class Roles:
    """`named` maps `administrators` and `managers` to ids, e-mail addresses and names of groups.

    `teams` maps names of groups to those who manage their people alone; they are managers, too.
    """

    def __init__(self, named: Mapping[str, Sequence[str]], teams: Mapping[str, Sequence[str]] | None = None) -> None:
        self._named = {_ROLES[name]: _folded(ids) for name, ids in named.items()}
        self._teams = {team: _folded(ids) for team, ids in (teams or {}).items()}

    def of(self, ids: Collection[str]) -> frozenset[Role]:
        """The roles of somebody whom any of these names: their id, their address, their groups. All are reps."""
        own = _folded(ids)
        found: set[Role] = {"rep"}
        found |= {role for role, names in self._named.items() if not own.isdisjoint(names)}
        if self.teams_of(ids):
            found.add("manager")
        return frozenset(found)

    def teams_of(self, ids: Collection[str]) -> tuple[str, ...]:
        """The groups whose people somebody looks after; none: no people in particular."""
        own = _folded(ids)
        return tuple(team for team, managers in self._teams.items() if not own.isdisjoint(managers))


def expanded(ids: Sequence[str], groups: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """With the ids of a group in the place of its name: for where people are known by their ids alone."""
    return tuple(dict.fromkeys(one for named in ids for one in groups.get(named, (named,))))


def with_teams(roles: Mapping[str, Sequence[str]], teams: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[str]]:
    """Roles as a directory looks them up; `teams` maps names of groups to those who manage their people alone."""
    return {**roles, **{f"{TEAM}{name}": ids for name, ids in teams.items()}}


def teams_among(named: Collection[str]) -> tuple[str, ...]:
    """The groups whose people somebody manages, of the roles (`with_teams`) that they were found to have."""
    return tuple(sorted(one.removeprefix(TEAM) for one in named if one.startswith(TEAM)))


def _folded(ids: Collection[str]) -> frozenset[str]:
    """Addresses are compared without their case; ids that differ in case alone do not occur. An empty one is nobody."""
    return frozenset(one.casefold() for one in ids if one)
