"""Which groups of Microsoft Entra somebody is in, asked for those who signed in to the console."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.chat.trouble import LookUpError
from bot.standing import Standing, StandingUnknownError
from bot.teams.standing import EntraStandings

SALES, ROBIN = "0a3b2c1d-1111-2222-3333-444455556666", "1b3b2c1d-1111-2222-3333-444455556666"


class Entra:
    """Implements bot.teams.directory.EntraGroups."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, tuple[str, ...]]] = []
        self.refusal = ""

    async def groups_of(self, person_id: str, group_ids: Sequence[str]) -> frozenset[str]:
        self.asked.append((person_id, tuple(group_ids)))
        if self.refusal:
            raise LookUpError(self.refusal)
        return frozenset({SALES}) & frozenset(group_ids)

    async def id_of(self, email: str) -> str | None:
        raise NotImplementedError

    async def close(self) -> None:
        raise NotImplementedError


async def test_groups_that_the_settings_name_are_asked_for_once() -> None:
    entra = Entra()
    standings = EntraStandings(entra, {SALES.upper(), "dana@acme.example", "19:x@thread.tacv2", "leads", ROBIN})
    for _ in range(2):
        assert await standings.of("tenant", ROBIN.upper()) == Standing(frozenset({SALES}))
    assert entra.asked == [(ROBIN, (SALES, ROBIN))]


async def test_where_no_group_is_named_nobody_is_asked() -> None:
    entra = Entra()
    assert await EntraStandings(entra, {"dana@acme.example"}).of("tenant", ROBIN) == Standing()
    assert entra.asked == []


async def test_a_refusal_is_told_and_asked_again() -> None:
    entra = Entra()
    entra.refusal = "Microsoft Graph: throttled"
    standings = EntraStandings(entra, {SALES})
    with pytest.raises(StandingUnknownError, match="throttled"):
        await standings.of("tenant", ROBIN)
    entra.refusal = ""
    assert (await standings.of("tenant", ROBIN)).groups == {SALES}
