"""Options that several commands share, and the settings they lead to."""

from __future__ import annotations

import hashlib
import os
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from config.settings import SETTINGS_FILE, Settings

_COMMAND = re.compile(r"`cornerman (?!init\b)[a-z][^`]*")
DATA_DIR_WITHOUT_SETTINGS = "cornerman-data"
CONFIG_HELP = "The settings file. Default: cornerman.toml in the working directory."

Config = Annotated[Path | None, typer.Option("--config", "-c", help=CONFIG_HELP)]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object, for programs.")]
Content = Annotated[
    Path | None,
    typer.Option(help="Use this folder (or .zip, or file) as the only source, with an index of its own beside yours."),
]


@dataclass(frozen=True, slots=True)
class Options:
    """What stood before the command's name."""

    config: Path | None = None


def as_called(context: typer.Context, words: str) -> str:
    """The words, each command in them with the `--config` and `--content` of this call: as it stands it works."""
    before = context.obj if isinstance(context.obj, Options) else Options()
    given = {"--config": context.params.get("config") or before.config, "--content": context.params.get("content")}
    options = "".join(f" {option} {shlex.quote(str(path))}" for option, path in given.items() if path is not None)
    return _COMMAND.sub(lambda command: command[0] + options, words)


def settings_for(
    context: typer.Context,
    config: Path | None,
    content: Path | None = None,
    overrides: Mapping[str, object] | None = None,
) -> Settings:
    """The deployment's settings; with `content`, the same but for its one source and the folder of its data.

    Raises:
        config.loading.SettingsError: a setting is missing or wrong.
    """
    from config.loading import NAME_FILE, load_settings
    from config.settings import DATABASE_FILE

    options = context.obj if isinstance(context.obj, Options) else Options()
    chosen = config or options.config
    given = dict(overrides or {})
    if content is not None:
        given |= _only_source(content)
        if not (chosen or Path(SETTINGS_FILE).is_file() or os.environ.get("CORNERMAN_DATA_DIR")):
            given["data_dir"] = DATA_DIR_WITHOUT_SETTINGS
    folder = ", or a folder to answer from with `--content FOLDER`" if "content" in context.params else ""
    settings = load_settings(chosen, overrides=given, otherwise=NAME_FILE + folder)
    if content is None:
        return settings
    # Somebody who tries a folder must not find it in the index, nor its questions in the log, of the real deployment.
    own = f"content-{hashlib.sha256(str(content.resolve()).encode()).hexdigest()[:12]}"
    models = settings.embedding.models_dir or settings.data_dir / "models"  # converted once for all
    folder_of_it = settings.data_dir / own
    own_data = {
        "data_dir": str(folder_of_it),
        "database_url": f"sqlite:///{folder_of_it / DATABASE_FILE}",
        "embedding": {"models_dir": str(models)},
    }
    return load_settings(chosen, overrides=given | own_data)


def _only_source(content: Path) -> dict[str, object]:
    from config.loading import SettingsError

    if not content.exists():
        raise SettingsError((f"--content {content}: there is no such folder or file",))
    location = content.resolve()
    return {"sources": [{"name": location.stem or "content", "location": str(location)}]}
