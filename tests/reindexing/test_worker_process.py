"""A real process beside this one does what was asked for, with the real model."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bot.reindexing.wishes import ReindexWish
from bot.viewer import Viewer
from bot.wiring import Cornerman
from config.loading import load_settings

pytestmark = [pytest.mark.xdist_group("model"), pytest.mark.slow]
ADMINISTRATOR = Viewer("ada", "Ada", roles=frozenset({"administrator"}))
SOON = 120.0


def test_what_is_asked_for_is_done_in_a_process_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "travel.md").write_text("# Travel\n\nHotels are paid by the office.\n")
    (tmp_path / "c.toml").write_text('data_dir = "data"\n[[sources]]\nname = "playbooks"\nlocation = "content"\n')
    with Cornerman(load_settings(tmp_path / "c.toml")) as cornerman:
        cornerman.prepare_database()
        desk = cornerman.reindexes.desk
        run = desk.ask(ADMINISTRATOR, ReindexWish()).run
        until = time.monotonic() + SOON
        while (now := desk.find(ADMINISTRATOR, run.id)) and (now.is_active or now.outcome.closed is None):
            assert time.monotonic() < until, now
            time.sleep(0.1)
        assert now is not None
        assert (now.state, now.outcome.added, now.trouble) == ("done", ("travel.md",), "")
        assert cornerman.store.info().id == now.outcome.generation
