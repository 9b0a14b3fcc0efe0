"""Links to pictures and other files that are no pages, as the console tells of them after a reindex."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.every_command import app
from content_index.health.kept import KeptHealth
from content_index.health.listed_files import files_below
from content_index.model import Source
from content_index.pointer import PointerFile


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "page.md").write_text("# Page\n\nSome words of ![a chart](chart.png) and [a form](forms/order.xyz).\n")
    Path("cornerman.toml").write_text('data_dir = "data"\n[[sources]]\nname = "wiki"\nlocation = "content"\n')
    return folder


def reindex(*options: str) -> None:
    result = CliRunner().invoke(app, ["reindex", *options])
    assert result.exit_code == 0, result.output


def dead_links() -> set[object]:
    """What the console tells."""
    index = Path("data/index")
    pointer = PointerFile(index).read()
    assert pointer is not None
    checked = KeptHealth(index).of(pointer.current)
    assert checked is not None
    return {one.parts["link"] for one in checked.findings if one.kind == "dead-link"}


def test_a_missing_picture_is_told_until_it_is_there_and_again_when_it_is_gone(content: Path) -> None:
    reindex()
    assert dead_links() == {"chart.png", "forms/order.xyz"}
    (content / "chart.png").write_bytes(b"picture")
    (content / "forms").mkdir()
    (content / "forms" / "order.xyz").write_bytes(b"form")
    reindex("--dry-run")
    assert dead_links() == {"chart.png", "forms/order.xyz"}
    reindex()  # no page has changed, so the same generation serves
    assert dead_links() == set()
    (content / "chart.png").unlink()
    reindex()
    assert dead_links() == {"chart.png"}


def test_what_changes_beside_the_pages_is_looked_through_once(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reindex()
    looked: list[Path] = []
    monkeypatch.setattr("bot.wiring.conflicts.bring_up_health", looked.append)
    (content / "chart.png").write_bytes(b"picture")
    reindex()
    assert len(looked) == 1


def test_where_not_every_file_can_be_known_none_is_taken_for_missing(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "one.md").write_text("# One\n")
    for location in ("empty", "absent", "one.md"):
        assert files_below(Source("wiki", str(tmp_path / location))) is None
    assert files_below(Source("wiki", "https://wiki.example")) is None
