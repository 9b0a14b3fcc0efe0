from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.jobs import Job, Jobs
from bot.wiring import Cornerman
from bot.wiring.jobs import PLACING, PlacedElsewhereError, placing_alone
from config.loading import load_settings
from examples.thirty_days import main, simulate


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    written = tmp_path / "cornerman.toml"
    written.write_text('data_dir = "data"\n[[sources]]\nname = "playbooks"\nlocation = "content"\n', encoding="utf-8")
    return written


@pytest.fixture
def simulating(settings: Path) -> Iterator[Cornerman]:
    with Cornerman(load_settings(settings)) as made:
        made.prepare_database()
        yield made


@pytest.fixture
def serving(settings: Path) -> Iterator[Cornerman]:
    with Cornerman(load_settings(settings)) as made:
        made.prepare_database()
        yield made


def test_a_running_server_is_not_simulated_beside(simulating: Cornerman, serving: Cornerman) -> None:
    done: list[str] = []
    placing = Job(PLACING, 3_600, lambda: done.append("by the server"))
    with Jobs([placing], serving.stores.leases) as server:
        server.run(placing)
        with pytest.raises(PlacedElsewhereError, match="A server runs on this data"):
            simulate(simulating, days=1)
    assert done
    assert not serving.log.recent(1)
    assert simulate(simulating, days=0) == 0, "once the server has ended"


def test_a_server_that_starts_meanwhile_places_nothing(simulating: Cornerman, serving: Cornerman) -> None:
    done: list[str] = []
    placing = Job(PLACING, 3_600, lambda: done.append("by the server"))
    server = Jobs([placing], serving.stores.leases)
    with placing_alone(simulating) as still_alone:
        server.run(placing)
        still_alone()
        assert not done
    server.run(placing)
    assert done


def test_the_command_says_it_in_words(settings: Path, serving: Cornerman, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["thirty_days.py", "--config", str(settings)])
    with placing_alone(serving), pytest.raises(SystemExit, match="Stop the server, then try again"):
        main()
