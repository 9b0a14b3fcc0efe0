"""How a module of ours is started as a process of its own."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def command_of(module: str, *arguments: str) -> list[str]:
    """The command, to be run with `environment`.

    Without -P the working directory would come first among where modules are looked for: of a folder of content with a
    `json.py` in it, that would be run.
    """
    return [sys.executable, "-P", "-m", module, *arguments]


def environment() -> dict[str, str]:
    """This process's own, with which the other one finds modules just where this one does."""
    return os.environ | {"PYTHONPATH": os.pathsep.join(place or str(Path.cwd()) for place in sys.path)}
