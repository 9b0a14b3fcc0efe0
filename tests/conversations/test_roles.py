"""Who has which role, and whose people a manager looks after."""

from __future__ import annotations

from bot.roles import Roles, expanded, teams_among, with_teams


def test_a_managers_teams_are_those_that_the_settings_name() -> None:
    roles = Roles({"managers": ("U1",), "administrators": ()}, {"emea": ("u2", "Dana@acme.example"), "amer": ("U2",)})
    assert (roles.of(["U1"]), roles.teams_of(["U1"])) == ({"rep", "manager"}, ())
    assert (roles.of(["U2", ""]), roles.teams_of(["U2", ""])) == ({"rep", "manager"}, ("emea", "amer"))
    assert roles.teams_of(["U9", "dana@acme.example"]) == ("emea",)
    assert roles.of(["U9", ""]) == {"rep"}


def test_the_name_of_a_group_stands_for_its_people() -> None:
    assert expanded(("U1", "leads"), {"leads": ("U2", "U1"), "U9": ()}) == ("U1", "U2")


def test_teams_are_looked_up_beside_the_roles() -> None:
    looked_up = with_teams({"managers": ("U1",)}, {"emea": ("S1",)})
    assert looked_up == {"managers": ("U1",), "team:emea": ("S1",)}
    assert teams_among({"managers", "team:emea", "team:amer"}) == ("amer", "emea")
