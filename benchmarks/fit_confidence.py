r"""Fits how sure an answer is to questions with known answers, and writes retrieval/confidence.json.

    python benchmarks/fit_confidence.py --content HANDBOOK --questions QUESTIONS.jsonl \
        [--content examples/content --questions examples/questions.jsonl …] [--write]

Give at least two pairs of different size: how signs depend on the size of the content cannot be learnt from one.
What `cornerman calibrate` does, but of several contents at once and leaning on nothing: English questions alone,
weights free but for a regularisation. Figures are cross-validated and printed before anything is written.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from bot.calibrating import AIMS_ALONE, AIMS_BOTH, examples, figures
from bot.golden_questions import read_questions
from bot.wiring import Cornerman
from config.loading import load_settings
from retrieval.confidence import Calibration
from retrieval.engine import RetrievalEngine
from retrieval.fitting import Example, Judgement, cross_validated, fit
from retrieval.words_alone import WordsAlone

OUTPUT = Path(__file__).parent.parent / "retrieval" / "confidence.json"
SIGNS = {
    "both_sides": ("cosine", "coverage", "sentence", "length", "lead", "size"),
    "lexical_alone": ("coverage", "sentence", "length", "lead", "size"),
}
FREE = {
    name: replace(aims, leaning=1 / 0.3, intercept=0.0)
    for name, aims in (("both_sides", AIMS_BOTH), ("lexical_alone", AIMS_ALONE))
}


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--write", action="store_true", help="replace retrieval/confidence.json")
    given = parser.parse_args()
    asked = ask(given)
    count = sum(not example.left_out for example in asked["both_sides"])
    fitted: dict[str, object] = {"made_by": f"benchmarks/fit_confidence.py on {count} questions"}
    for name, found in asked.items():
        fitted[name] = asdict(_fit(name, found))
    if given.write:
        OUTPUT.write_text(json.dumps(fitted, indent=2) + "\n", encoding="utf-8")


def options(what: str | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=what, formatter_class=argparse.RawDescriptionHelpFormatter)
    each = {"type": Path, "action": "append"}
    parser.add_argument("--content", **each, required=True, help="the folder that the questions are about")
    parser.add_argument("--questions", **each, required=True, help="golden questions, JSON lines")
    parser.add_argument("--data", type=Path, default=Path("cornerman-data"), help="where indexes and models are kept")
    return parser


def ask(given: argparse.Namespace) -> dict[str, list[Example]]:
    """The examples of all contents, for each of the two calibrations."""
    asked: dict[str, list[Example]] = {name: [] for name in SIGNS}
    for place, (content, questions) in enumerate(zip(given.content, given.questions, strict=True)):
        settings = load_settings(
            None,
            overrides={
                "data_dir": str(given.data / f"fit-{place}"),
                "embedding": {"models_dir": str(given.data / "models")},
                "sources": [{"name": "content", "location": str(content)}],
            },
        )
        english = [question for question in read_questions(questions) if question.language == "en"]
        with Cornerman(settings) as cornerman:
            cornerman.reindex(lambda _: None)
            blind = RetrievalEngine(cornerman.store, WordsAlone(cornerman.embedder))
            asked["both_sides"] += examples(cornerman.retrieval, english)
            asked["lexical_alone"] += examples(blind, english)
    return asked


def unseen(name: str, asked: Sequence[Example]) -> list[Judgement]:
    """What a fit that had not seen it says of each example."""
    return cross_validated(asked, _nothing(name), FREE[name], thresholds_leaning=0.0)


def _nothing(name: str) -> Calibration:
    return Calibration(intercept=0.0, weights=dict.fromkeys(SIGNS[name], 0.0), answered=1.0, unsure=1.0)


def _fit(name: str, asked: Sequence[Example]) -> Calibration:
    fitted = fit(asked, _nothing(name), FREE[name], thresholds_leaning=0.0)
    print(name, fitted)
    judged = unseen(name, asked)
    for size in (None, *sorted({example.signs.size for example in asked})):
        told = figures([one for one in judged if size in (None, one.example.signs.size)])
        print(f"  {'all' if size is None else f'{10**size:.0f} passages'}:")
        print("   ", ", ".join(f"{figure} {value:.3f}" for figure, value in told.items() if value is not None))
    return fitted


if __name__ == "__main__":
    main()
