"""How fast passages become vectors: Cornerman's embedder against sentence-transformers as it comes, and how alike.

    python -m benchmarks.embedding_speed cornerman.toml [--sample 300] [--rounds 3]

Prints JSON. Both embed the same passages in turn, whole and without their sentences. As it comes, sentence-transformers
reads 256 tokens of a text with the bundled model; Cornerman reads up to 512. So it is measured a second time reading
as many as Cornerman, and cosines are of vectors made from the same tokens.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.spread import rates, spread
from bot.wiring import Cornerman
from config.loading import load_settings
from content_index.embedding.encoder import MAX_TOKENS
from content_index.embedding.model_files import ModelFiles
from content_index.passage_texts import passage_text
from content_index.ports import PassageText, Vectors

SPECIALS = 2
"""Tokens that the model has around a text."""


def main() -> None:
    options = _options()
    with Cornerman(load_settings(options.settings)) as cornerman:
        texts = _sample(cornerman, options.sample)
        model = ModelFiles(cornerman.settings.embedding.chosen.model).folder
        as_it_comes = _sentence_transformers(model, None)
        as_far = _sentence_transformers(model, MAX_TOKENS)
        ways: dict[str, Callable[[Sequence[str]], Vectors]] = {
            f"Cornerman ({cornerman.embedder.runs_in})": lambda some: _embedded(cornerman, some),
            "sentence-transformers as it comes": as_it_comes[0],
            f"sentence-transformers reading {MAX_TOKENS} tokens": as_far[0],
        }
        seconds: dict[str, list[float]] = {name: [] for name in ways}
        vectors: dict[str, Vectors] = {}
        for embed in ways.values():
            embed(texts[:8])
        for _ in range(options.rounds):
            for name, embed in ways.items():
                started = time.perf_counter()
                vectors[name] = embed(texts)
                seconds[name].append(time.perf_counter() - started)
    own, plain, far = ways
    lengths = _lengths(model, texts)
    reads = {own: MAX_TOKENS, plain: as_it_comes[1], far: MAX_TOKENS}
    print(json.dumps(_report(seconds, lengths, reads, _cosines(vectors[own], vectors[far]))))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("settings", type=Path, help="the settings of a deployment that has an index")
    parser.add_argument("--sample", type=int, default=300, help="passages, spread evenly over the index")
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


def _sample(cornerman: Cornerman, count: int) -> list[str]:
    generation = cornerman.store.current()
    places = np.linspace(0, len(generation.passages) - 1, min(count, len(generation.passages))).astype(int)
    passages = [generation.passages[place] for place in places]
    return [passage_text(generation.documents[passage.document_id], passage).whole for passage in passages]


def _embedded(cornerman: Cornerman, texts: Sequence[str]) -> Vectors:
    return np.stack(
        [one.passage for one in cornerman.embedder.embed_passages([PassageText(text, ()) for text in texts])]
    )


def _sentence_transformers(model: Path, reads: int | None) -> tuple[Callable[[Sequence[str]], Vectors], int]:
    """Its `encode` in float32 with its default batch, and how many tokens of a text it reads."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()
    loaded = SentenceTransformer(str(model), device="cpu", local_files_only=True)
    loaded.max_seq_length = reads or loaded.max_seq_length
    return lambda texts: loaded.encode(list(texts), show_progress_bar=False), int(loaded.max_seq_length)


def _lengths(model: Path, texts: Sequence[str]) -> list[int]:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    tokenizer.no_padding()  # the file pads to 128 tokens, and cuts there
    tokenizer.no_truncation()
    return [len(one.ids) + SPECIALS for one in tokenizer.encode_batch(list(texts), add_special_tokens=False)]


def _cosines(own: Vectors, other: Vectors) -> list[float]:
    lengths = np.linalg.norm(own, axis=1) * np.linalg.norm(other, axis=1)
    return [float(cosine) for cosine in (own * other).sum(axis=1) / lengths]


def _report(
    seconds: dict[str, list[float]], lengths: Sequence[int], reads: dict[str, int], cosines: Sequence[float]
) -> dict[str, Any]:
    own = next(iter(seconds.values()))
    return {
        "passages": len(lengths),
        "rows": [
            {
                "label": name,
                "reads_tokens": reads[name],
                "passages_a_second": asdict(rates([len(lengths)] * len(taken), taken)),
                "tokens_a_second": asdict(rates([sum(min(n, reads[name]) for n in lengths)] * len(taken), taken)),
                "times_slower": asdict(spread([theirs / ours for theirs, ours in zip(taken, own, strict=True)])),
            }
            for name, taken in seconds.items()
        ],
        "cosine": {"lowest": min(cosines), "mean": sum(cosines) / len(cosines)},
        "over_0.99": sum(cosine >= 0.99 for cosine in cosines) / len(cosines),
    }


if __name__ == "__main__":
    main()
