"""Draws what a comparison found: latency against size, and quality with its intervals.

    .venv-peers/bin/python -m benchmarks.plots FOLDER < results.json

Runs in the peers' environment, where matplotlib is; knows nothing of Cornerman.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("Agg")  # no screen

from matplotlib import pyplot as plt

COLOURS = {"Cornerman": "#1f6f54", "Cornerman float32": "#7fb69f", "txtai": "#c8553d", "haystack": "#3d5a80"}
ENDING = "svg"
mpl.rcParams["svg.hashsalt"] = "cornerman"  # the same figures make the same file


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    results = json.load(sys.stdin)
    if results["sizes"]:
        _latency(results["sizes"], folder / f"latency-by-size.{ENDING}")
    for language, told in results["quality"].items():
        _quality(told, folder / f"quality-{language}.{ENDING}")


def _latency(sizes: Sequence[Mapping[str, Any]], path: Path) -> None:
    """The median with a bar to the 95th percentile, over the engine's own number of passages; both logarithmic."""
    figure, axes = plt.subplots(figsize=(7, 4.2), layout="constrained")
    points: dict[str, list[tuple[float, float, float]]] = {}
    for size in sizes:
        for row in size["latency"]:
            passages = size["built"][row["engine"]]["passages"]
            points.setdefault(row["engine"], []).append((passages, row["p50"], row["p95"]))
    for engine, found in points.items():
        passages, p50, p95 = zip(*sorted(found), strict=True)
        above = [[0.0] * len(p50), [high - low for low, high in zip(p50, p95, strict=True)]]
        axes.errorbar(passages, p50, yerr=above, marker="o", capsize=3, label=engine, color=COLOURS.get(engine))
    axes.set(
        xscale="log",
        yscale="log",
        xlabel="passages",
        ylabel="ms",
        title="An answer, one thread: median and 95th percentile",
    )
    _finish(figure, axes, path)


def _quality(told: Mapping[str, Any], path: Path) -> None:
    """Each figure of each engine, with its 95% interval."""
    figure, axes = plt.subplots(figsize=(7, 4.2), layout="constrained")
    engines = told["engines"]
    width = 0.8 / len(engines)
    names = list(next(iter(engines.values()))["figures"])
    for place, (engine, row) in enumerate(engines.items()):
        found = [(x, row["figures"][name]) for x, name in enumerate(names) if row["figures"][name]["value"] is not None]
        values = [one["value"] for _, one in found]
        bars = [
            [one["value"] - one["interval_95"][0] for _, one in found],
            [one["interval_95"][1] - one["value"] for _, one in found],
        ]
        at = [x + (place - (len(engines) - 1) / 2) * width for x, _ in found]
        axes.errorbar(at, values, yerr=bars, fmt="o", capsize=3, label=engine, color=COLOURS.get(engine))
    axes.set(
        xticks=range(len(names)),
        xticklabels=names,
        ylim=(0, 1.03),
        title=f"{told['answerable']} answerable questions, 95% intervals",
    )
    _finish(figure, axes, path)


def _finish(figure: Any, axes: Any, path: Path) -> None:
    axes.grid(visible=True, alpha=0.3)
    axes.legend()
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
    print(f"drawn: {path}", file=sys.stderr)


if __name__ == "__main__":
    main()
