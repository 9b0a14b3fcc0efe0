"""A deployment with a model of two layers, whose content is the same version of itself in every document."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path

from small_models import small_table

from bot.wiring import Cornerman
from config.loading import load_settings


@functools.cache
def small_model() -> Path:
    """A table of words' vectors: nothing is to be converted."""
    return small_table(Path(tempfile.mkdtemp(prefix="cornerman-small-")) / "table")


def write_version(content: Path, version: int) -> None:
    """Two documents say it in the words that answer; others come and go before them, so that all rows move."""
    content.mkdir(parents=True, exist_ok=True)
    for number in range(3):
        other = content / f"dog{number}.md"
        other.unlink(missing_ok=True)
        if number < version % 4:
            other.write_text(f"# The dog {number}\n\nWho may approve a dog of {version} dollars in the rain?\n")
    (content / "price.md").write_text(f"# The price\n\nThe price of the plan is {version} dollars.\n")
    (content / "refund.md").write_text(f"# The refund\n\nThe price of a refund of the plan is {version} dollars.\n")


def deployment(folder: Path, more: str = "") -> Cornerman:
    """Not reindexed yet."""
    config = folder / "c.toml"
    config.write_text(
        'data_dir = "data"\n[[sources]]\nname = "playbooks"\nlocation = "content"\n'
        f'[embedding]\nmodel = "{small_model()}"\nmodels_dir = "models"\nruntime = "torch"\n{more}'
    )
    return Cornerman(load_settings(config))
