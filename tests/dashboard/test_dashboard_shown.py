from __future__ import annotations

from dataclasses import replace

from dashboard_samples import NOW, word
from sqlalchemy import Engine

from bot.stores.deliveries import SqlDeliveries


def test_what_is_for_the_console_is_shown_once_and_nothing_else_is(engine: Engine) -> None:
    kept = SqlDeliveries(engine)
    kept.add([word("here"), replace(word("there"), surface="slack")])
    assert kept.shown("here", NOW)
    assert not kept.shown("here", NOW)
    assert not kept.shown("there", NOW)
    found = kept.find("here")
    assert found is not None
    assert (found.state, found.sent_at) == ("sent", NOW)
    assert kept.told(["g1"]) == {"g1": 1}
