"""A small deployment: a folder with settings and content, and the command run in it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from click.testing import Result
from typer.testing import CliRunner

from bot.cli.every_command import app

PAGES = {
    "discounts.md": "---\ntitle: Discount policy\nkind: policy\nowner: Dana Reyes\n---\n"
    "# Discount policy\n\n## Multi-year deals\n\nA two-year commitment earns 15% off the list price.\n\n"
    "> [!SAY]\n> Commit for two years and the price drops by fifteen percent.\n\n"
    "## Non-profits\n\nRegistered charities get 30% off every plan.\n",
    "security.md": "# Security\n\n## Encryption\n\nCustomer data is encrypted at rest with AES-256.\n\n"
    "## Certificates\n\nWe hold a SOC 2 Type II report, renewed each March.\n",
    "travel.md": "# Travel\n\n## Hotels\n\nBook hotels up to 180 dollars a night without asking.\n\n"
    "## Suites\n\n> [!INTERNAL]\n> The most expensive suite that we ever paid was 410 dollars in Lisbon.\n",
}


@dataclass
class Deployment:
    """A folder with settings and content, and the command run in it."""

    folder: Path

    @property
    def content(self) -> Path:
        return self.folder / "content"

    def run(self, *words: str, code: int = 0, given: str | None = None) -> Result:
        """`given` is what stands on standard input."""
        result = CliRunner().invoke(app, ["--config", str(self.folder / "cornerman.toml"), *words], input=given)
        assert result.exit_code == code, (result.exit_code, result.output, result.exception)
        return result

    def json(self, *words: str, code: int = 0) -> dict:
        return json.loads(self.run(*words, "--json", code=code).stdout)


def indexed_deployment(folder: Path) -> Deployment:
    made = new_deployment(folder)
    made.run("reindex")
    return made


def new_deployment(folder: Path) -> Deployment:
    content = folder / "content"
    content.mkdir()
    for name, text in PAGES.items():
        (content / name).write_text(text, encoding="utf-8")
    (folder / "cornerman.toml").write_text(
        'data_dir = "data"\n\n[[sources]]\nname = "playbooks"\nlocation = "content"\n', encoding="utf-8"
    )
    return Deployment(folder)
