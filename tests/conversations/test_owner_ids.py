from __future__ import annotations

import pytest

from bot.doctor import check_ids, check_owners
from bot.owners import is_reachable


@pytest.mark.parametrize(
    ("one", "reachable"),
    [
        ("0f3b2c1d-1111-2222-3333-44445555AAAA", True),
        ("29:1bSnHZ7Js2STWrgk6ScEErLk1Lp2zQuD5H2qQ960rtvstKp8tKLl-3r8b6DoW0QxZimuTxk_kupZ1DBMpvIQQUAZL", True),
        ("19:9be3de4e70874c71a608dd6f2cb2eb0a@thread.tacv2", True),
        ("19:meeting_Zm9v@thread.v2", True),
        ("19:general@thread.skype", True),
        ("19:somewhere@elsewhere", False),
        ("0f3b2c1d-1111-2222-3333", False),
        ("29:", False),
        ("DEALDESK", False),
    ],
)
def test_ids_of_teams_are_ids(one: str, reachable: bool) -> None:
    assert is_reachable(one) == reachable
    assert (check_ids({"owners": {"Dana Reyes": [one]}}).state == "ok") == reachable
    assert (check_owners(lambda: ["Dana Reyes"], {"Dana Reyes": [one]}).state == "ok") == reachable
