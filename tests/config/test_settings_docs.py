from __future__ import annotations

import re
from pathlib import Path

from config.loading import load_settings
from config.model_profiles import PROFILES
from config.problems import known_keys

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "config" / "example.toml"


def test_every_setting_is_documented_and_every_documented_one_exists() -> None:
    tables = [line for line in (ROOT / "docs" / "settings.md").read_text().splitlines() if line.startswith("|")]
    cells = [cell.strip() for line in tables for cell in line.split("|")[1:3]]
    documented = {cell.strip("`") for cell in cells if re.fullmatch(r"`[a-z_.]+`", cell)}
    assert documented == set(known_keys())


def test_every_profile_is_documented_with_its_model_and_prefixes() -> None:
    rows = [line for line in (ROOT / "docs" / "settings.md").read_text().splitlines() if line.startswith('| `"')]
    by_profile = {line.split('"')[1]: line for line in rows}
    assert set(by_profile) == set(PROFILES)
    for name, profile in PROFILES.items():
        told = (profile.model, profile.query_prefix, profile.passage_prefix)
        assert all(part in by_profile[name] for part in told if part and part != "bundled")


def test_the_example_works_as_it_is() -> None:
    assert load_settings(EXAMPLE, {}).sources[0].name == "playbooks"


def test_the_example_works_with_everything_in_it_switched_on_and_knows_every_section(tmp_path: Path) -> None:
    whole = re.sub(r"(?m)^# (?=\[|[a-z_]+ = )", "", EXAMPLE.read_text())
    file = tmp_path / "cornerman.toml"
    file.write_text(whole)
    settings = load_settings(file, {})
    assert settings.model_fields_set == set(type(settings).model_fields)
    assert settings.slack.active_mode == "socket"
    assert settings.sources[0].folders[0].metadata() == {
        "kind": "battlecard",
        "competitors": ("Globex",),
        "audience": ("sales",),
    }
