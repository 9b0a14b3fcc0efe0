"""The engines of a comparison: how each is started over one content, and its index, built once."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.documents import source_name
from benchmarks.engine_process import EngineCommand, EngineError

CORNERMAN, FLOAT32, TXTAI, HAYSTACK = "Cornerman", "Cornerman float32", "txtai", "haystack"
_PEERS = {TXTAI: "benchmarks.peers.txtai_engine", HAYSTACK: "benchmarks.peers.haystack_engine"}


@dataclass(frozen=True)
class Place:
    """Where a comparison works: the content, the same as text, and a folder for all that engines keep."""

    content: Path
    documents: Path
    folder: Path

    def of(self, engine: str) -> Path:
        """The folder of one engine."""
        folder = self.folder / engine.lower().replace(" ", "-")
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def log(self, engine: str) -> Path:
        """What an engine writes to standard error."""
        return self.of(engine) / "stderr.log"


def cornerman(place: Place, models: Path, precision: str = "auto") -> EngineCommand:
    """Cornerman in a precision, with settings of its own in its folder; converted models are kept in `models`."""
    name = CORNERMAN if precision == "auto" else f"{CORNERMAN} {precision}"
    settings = settings_of(place, name)
    lines = [
        f"data_dir = {_toml(place.of(name) / 'data')}",
        "[[sources]]",
        f"name = {_toml(source_name(place.content))}",
        f"location = {_toml(place.content.resolve())}",
        "[embedding]",
        f"precision = {_toml(precision)}",
        f"models_dir = {_toml(models.resolve())}",
    ]
    settings.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return EngineCommand(name, Path(sys.executable), "benchmarks.cornerman_engine", [str(settings.resolve())])


def settings_of(place: Place, engine: str) -> Path:
    """Where the settings of a Cornerman lie."""
    return place.of(engine) / "cornerman.toml"


def peers(place: Place, python: Path) -> list[EngineCommand]:
    """The engines of others, in their environment."""
    # Not resolved: the link in an environment is what makes its packages found.
    return [
        EngineCommand(name, python.absolute(), module, [str(place.of(name).resolve())])
        for name, module in _PEERS.items()
    ]


def missing(command: EngineCommand, place: Place) -> str | None:
    """Why an engine cannot run at all; None where it can."""
    try:
        with command.start(place.log(command.name)) as process:
            process.memory()
    except (OSError, EngineError) as error:
        return str(error)
    return None


def built(commands: Sequence[EngineCommand], place: Place) -> dict[str, dict[str, Any]]:
    """Each engine's index: `passages`, `seconds`, `peak_mib`, `earlier` where the folder held it before this run.

    Built one after the other, each by a process of its own with as many threads as it takes by itself.
    """
    told: dict[str, dict[str, Any]] = {}
    for command in commands:
        kept = place.of(command.name) / "built.json"
        if kept.is_file():
            told[command.name] = {**json.loads(kept.read_text(encoding="utf-8")), "earlier": True}
            continue
        with command.start(place.log(command.name)) as process:
            report = process.build(place.content.resolve(), place.documents.resolve())
        kept.write_text(json.dumps(report), encoding="utf-8")
        told[command.name] = {**report, "earlier": False}
    return told


def _toml(value: object) -> str:
    """A JSON string is a TOML string."""
    return json.dumps(str(value), ensure_ascii=False)
