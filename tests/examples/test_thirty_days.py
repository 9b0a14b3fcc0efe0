from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.jobs import Job, Jobs
from bot.wiring import Cornerman
from bot.wiring.jobs import PLACING, PlacedElsewhereError, placing_alone
from config.loading import load_settings
from examples.thirty_days import main, simulate, summary


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


def test_the_command_ends_with_words_and_what_to_do_next(
    settings: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CORNERMAN_DATA_DIR", raising=False)
    monkeypatch.setattr("sys.argv", ["thirty_days.py", "--config", str(settings), "--days", "0"])
    main()
    shown = capsys.readouterr().out
    assert "Asked 0 made-up questions on 0 made-up days." in shown
    assert "became gaps: none." in shown
    assert f"`cornerman serve --config {settings}`, then open http://127.0.0.1:8080/gaps" in shown


def test_what_to_do_next_names_the_data_folder_that_was_simulated_in(
    settings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CORNERMAN_DATA_DIR", str(tmp_path / "made up"))
    monkeypatch.setattr("sys.argv", ["thirty_days.py", "--config", str(settings), "--days", "0"])
    main()
    assert f"`CORNERMAN_DATA_DIR='{tmp_path / 'made up'}' cornerman serve" in capsys.readouterr().out
    assert not (tmp_path / "data").exists()


def test_simulating_the_sample_content_leaves_the_data_alone_that_it_is_served_from() -> None:
    simulated = (Path(__file__).parents[2] / "Makefile").read_text(encoding="utf-8").split("\nsimulate:")[1]
    steps = simulated.split("\n\n")[0].splitlines()[1:]
    assert steps
    assert all(step.startswith("\t@CORNERMAN_DATA_DIR='$(SIMULATED)' ") for step in steps)


def test_the_gaps_are_told_by_state_in_the_order_of_the_board() -> None:
    told = summary(1_234, 1, {"closed": 2, "open": 5, "snoozed": 0})
    assert told.splitlines() == [
        "Asked 1,234 made-up questions on 1 made-up day.",
        "What the content could not answer became gaps: 5 open, 2 closed.",
    ]
