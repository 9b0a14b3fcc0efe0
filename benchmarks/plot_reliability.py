r"""Draws how far confidence can be trusted: docs/images/reliability.png.

    python benchmarks/plot_reliability.py --content HANDBOOK --questions QUESTIONS.jsonl \
        [--content examples/content --questions examples/questions.jsonl …] [--out FILE]

Every question is judged by a calibration that had not seen it (cross-validated, as `fit_confidence.py` fits). Bins hold
as many questions each; the bars are 95% intervals of the share that is right (Wilson).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np

mpl.use("agg")
from fit_confidence import ask, options, unseen
from matplotlib import pyplot as plt

from bot.evaluation_metrics import brier, calibration_error

OUTPUT = Path(__file__).parent.parent / "docs" / "images" / "reliability.png"
BINS = 8


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--out", type=Path, default=OUTPUT, help="the image to write")
    given = parser.parse_args()
    judged = [one for one in unseen("both_sides", ask(given)["both_sides"]) if not one.example.left_out]
    told = sorted((one.confidence, one.example.found) for one in judged)
    print(f"{len(told)} questions: calibration error {calibration_error(told):.3f}, Brier score {brier(told):.3f}")
    _draw(told, given.out)


def _draw(told: Sequence[tuple[float, bool]], out: Path) -> None:
    figure, (above, below) = plt.subplots(
        2, 1, figsize=(5, 5.6), sharex=True, height_ratios=(4, 1), layout="constrained"
    )
    above.plot((0, 1), (0, 1), color="0.7", linestyle="--", label="as sure as right")
    for held in np.array_split(np.array(told, dtype=float), BINS):
        sure, right = held.mean(axis=0)
        low, high = _wilson(right, len(held))
        above.errorbar(sure, right, yerr=[[right - low], [high - right]], fmt="o", color="C0", capsize=3)
    above.set(ylabel="share with a right document among the first three", xlim=(0, 1), ylim=(0, 1))
    above.legend(loc="upper left", frameon=False)
    below.hist([sure for sure, _ in told], bins=20, range=(0, 1), color="C0")
    below.set(xlabel="confidence", ylabel="questions")
    out.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(out, dpi=130)


def _wilson(share: float, count: int, deviations: float = 1.96) -> tuple[float, float]:
    """The 95% interval of a share."""
    middle = share + deviations**2 / (2 * count)
    half = deviations * math.sqrt(share * (1 - share) / count + deviations**2 / (4 * count**2))
    return tuple((middle + sign * half) / (1 + deviations**2 / count) for sign in (-1, 1))


if __name__ == "__main__":
    main()
