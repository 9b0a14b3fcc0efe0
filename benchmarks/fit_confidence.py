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
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from bot.calibrating import AIMS_ALONE, AIMS_BOTH, examples, figures
from bot.golden_questions import read_questions
from bot.wiring import Cornerman
from config.loading import load_settings
from retrieval.confidence import Calibration
from retrieval.engine import RetrievalEngine
from retrieval.fitting import Example, cross_validated, fit
from retrieval.words_alone import WordsAlone

OUTPUT = Path(__file__).parent.parent / "retrieval" / "confidence.json"
SIGNS = {
    "both_sides": ("cosine", "coverage", "length", "lead", "size"),
    "lexical_alone": ("coverage", "length", "lead", "size"),
}
FREE = {
    name: replace(aims, leaning=1 / 0.3, intercept=0.0)
    for name, aims in (("both_sides", AIMS_BOTH), ("lexical_alone", AIMS_ALONE))
}


def main() -> None:
    options = _options()
    asked: dict[str, list[Example]] = {name: [] for name in SIGNS}
    for place, (content, questions) in enumerate(zip(options.content, options.questions, strict=True)):
        for name, found in _asked(options, place, content, questions):
            asked[name].extend(found)
    count = sum(not example.left_out for example in asked["both_sides"])
    fitted: dict[str, object] = {"made_by": f"benchmarks/fit_confidence.py on {count} questions"}
    for name, found in asked.items():
        fitted[name] = asdict(_fit(name, found))
    if options.write:
        OUTPUT.write_text(json.dumps(fitted, indent=2) + "\n", encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    each = {"type": Path, "action": "append"}
    parser.add_argument("--content", **each, required=True, help="the folder that the questions are about")
    parser.add_argument("--questions", **each, required=True, help="golden questions, JSON lines")
    parser.add_argument("--data", type=Path, default=Path("cornerman-data"), help="where indexes and models are kept")
    parser.add_argument("--write", action="store_true", help="replace retrieval/confidence.json")
    return parser.parse_args()


def _asked(
    options: argparse.Namespace, place: int, content: Path, questions: Path
) -> Iterator[tuple[str, list[Example]]]:
    settings = load_settings(
        None,
        overrides={
            "data_dir": str(options.data / f"fit-{place}"),
            "embedding": {"models_dir": str(options.data / "models")},
            "sources": [{"name": "content", "location": str(content)}],
        },
    )
    english = [question for question in read_questions(questions) if question.language == "en"]
    with Cornerman(settings) as cornerman:
        cornerman.reindex(lambda _: None)
        yield "both_sides", examples(cornerman.retrieval, english)
        yield "lexical_alone", examples(RetrievalEngine(cornerman.store, WordsAlone(cornerman.embedder)), english)


def _fit(name: str, asked: Sequence[Example]) -> Calibration:
    nothing = Calibration(intercept=0.0, weights=dict.fromkeys(SIGNS[name], 0.0), answered=1.0, unsure=1.0)
    fitted = fit(asked, nothing, FREE[name], thresholds_leaning=0.0)
    print(name, fitted)
    unseen = cross_validated(asked, nothing, FREE[name], thresholds_leaning=0.0)
    for size in (None, *sorted({example.signs.size for example in asked})):
        told = figures([one for one in unseen if size in (None, one.example.signs.size)])
        print(f"  {'all' if size is None else f'{10**size:.0f} passages'}:")
        print("   ", ", ".join(f"{figure} {value:.3f}" for figure, value in told.items() if value is not None))
    return fitted


if __name__ == "__main__":
    main()
