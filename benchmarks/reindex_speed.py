"""How long `cornerman reindex` takes after one page has changed: fresh processes, from the command to the swap.

    python -m benchmarks.reindex_speed --content FOLDER [--data DATA_DIR] [--runs 7] [--beside CHECKOUT]

The content is copied to a temporary folder, and its index too, where `--data` gives one; else that is built first.
Then a page is changed, the command run, and so on. `--beside` names another checkout of the project
(`git worktree add`), which has its turn before each run of this one. `--from-nothing` builds the index once, and
measures that alone. The search for contradictions that follows each run has ended before the next one begins.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from content_index.conflicts.bringing_up import unscanned

_COMMAND = "from bot.cli.main import main; main()"
_LONGEST = 600.0
"""Seconds that a search for contradictions may take before it is not waited for any longer."""
_HERE = Path(__file__).parents[1]


@dataclass(frozen=True)
class Run:
    """Seconds of wall time until the swap and until the end, of processor time, and the peak of memory in MiB."""

    swapped: float
    ended: float
    processor: float
    peak: float


class Deployment:
    """A content folder and its index, and the checkout that works on them."""

    def __init__(self, checkout: Path, folder: Path, content: Path, data: Path | None, models: Path | None) -> None:
        self._checkout = checkout
        self._content, self._data = folder / "content", folder / "data"
        shutil.copytree(content, self._content)
        if data is not None:
            shutil.copytree(data, self._data)
        self._pages = sorted(self._content.rglob("*.md"))
        self._settings = folder / "cornerman.toml"
        self._settings.write_text(
            f'data_dir = "{self._data}"\n[embedding]\nmodels_dir = "{models or folder / "models"}"\n'
            f'[[sources]]\nname = "handbook"\nlocation = "{self._content}"\ninclude = ["**/*.md"]\n',
            encoding="utf-8",
        )

    def change(self, number: int) -> None:
        """One page says something that it has not said before."""
        page = self._pages[len(self._pages) // 2]
        page.write_text(f"{page.read_text(encoding='utf-8')}\nA line that is new, number {number}.\n", encoding="utf-8")

    def reindex(self) -> Run:
        """Runs the command. Raises CalledProcessError where it fails."""
        pointer = self._data / "index" / "CURRENT"
        before, swapped = _stamp(pointer), None
        command = [sys.executable, "-c", _COMMAND, "--config", str(self._settings), "reindex"]
        began = time.monotonic()
        process = subprocess.Popen(
            command,
            cwd=self._checkout,  # from where Python imports first
            env={**os.environ, "HF_HUB_OFFLINE": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while True:
            ended, status, used = os.wait4(process.pid, os.WNOHANG)
            now = time.monotonic() - began
            if swapped is None and _stamp(pointer) != before:
                swapped = now
            if ended:
                break
            time.sleep(0.002)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)
        return Run(swapped or now, now, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)

    def rest(self) -> None:
        """Waits for what the command has left running."""
        until = time.monotonic() + _LONGEST
        while unscanned(self._data / "index") and time.monotonic() < until:
            time.sleep(0.5)


def _stamp(path: Path) -> int:
    try:
        return path.stat().st_ino
    except OSError:
        return 0


def told(name: str, runs: Sequence[Run]) -> str:
    """A row of the table."""
    columns = [
        _spread([run.swapped for run in runs], 2),
        _spread([run.ended for run in runs], 2),
        _spread([run.processor for run in runs], 2),
        _spread([run.peak for run in runs], 0),
    ]
    return f"| {name} | {' | '.join(columns)} |"


def _spread(figures: Sequence[float], digits: int) -> str:
    median, lowest, highest = statistics.median(figures), min(figures), max(figures)
    return f"{median:,.{digits}f} ({lowest:,.{digits}f} to {highest:,.{digits}f})"


def main() -> None:
    options = _options()
    checkouts = {"this checkout": _HERE}
    if options.beside:
        checkouts = {"the other": options.beside.resolve(), **checkouts}
    with tempfile.TemporaryDirectory() as folder:
        deployments = {
            name: Deployment(checkout, Path(folder) / str(place), options.content, options.data, options.models_dir)
            for place, (name, checkout) in enumerate(checkouts.items())
        }
        runs: dict[str, list[Run]] = {name: [] for name in deployments}
        for number in range(1 if options.from_nothing else options.runs + 1):
            for name, deployment in deployments.items():
                deployment.change(number)
                runs[name].append(deployment.reindex())
                deployment.rest()
        print("| | s to the swap | s to the end | s of processor | peak MiB |\n| --- | --- | --- | --- | --- |")
        for name, every in runs.items():
            # The first one builds the index, or brings it to how this checkout keeps it.
            print(told(name, every if options.from_nothing else every[1:]))
    print(f"\nLoad of the last minutes: {', '.join(f'{load:.1f}' for load in os.getloadavg())}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--content", type=Path, required=True, help="folder of Markdown; it is copied")
    parser.add_argument("--data", type=Path, help="data_dir of an index of it; it is copied")
    parser.add_argument("--models-dir", type=Path, help="where a converted model lies already")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--beside", type=Path, help="another checkout, measured in turn")
    parser.add_argument("--from-nothing", action="store_true", help="one build without an index, and no more")
    options = parser.parse_args()
    if options.from_nothing:
        options.data = None
    return options


if __name__ == "__main__":
    main()
