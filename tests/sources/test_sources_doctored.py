"""What `cornerman doctor` says of sources that are no folders."""

from __future__ import annotations

from pathlib import Path

import pytest
from git_places import Remote, served

from bot.wiring import Cornerman
from bot.wiring.checks import checks
from config.settings import Settings

TOKEN = "ghp_0123456789secret"


def found(tmp_path: Path, location: str) -> tuple[str, str, str]:
    source = {"name": "wiki", "location": location, "credentials": {"token": TOKEN}}
    settings = Settings(data_dir=tmp_path / "data", sources=(source,))  # type: ignore[arg-type]
    finding = dict(checks(Cornerman(settings)))["source wiki"]()
    return finding.state, finding.detail, finding.mend


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    made = Remote(tmp_path / "playbooks.git")
    made.commit({"a.md": b"A"})
    return made


def test_a_repository_is_fetched_and_counted(remote, tmp_path):
    with served(remote, TOKEN) as location:
        assert found(tmp_path, location) == ("ok", f"1 files at {location}", "")


def test_what_is_wrong_with_a_repository_is_told_without_its_token(remote, tmp_path):
    with served(remote, "another") as location:
        state, detail, mend = found(tmp_path, location)
    assert state == "wrong"
    assert "refuses these credentials" in detail
    assert "`credentials` of the source 'wiki'" in mend
    assert TOKEN not in detail + mend
