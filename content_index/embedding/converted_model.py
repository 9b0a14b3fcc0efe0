"""A converted model on disk: the network, its tokenizer, and what must be known to run it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

ConvertedPrecision = Literal["float32", "int8"]

NETWORK, TOKENIZER, _CARD = "model.xml", "tokenizer.json", "card.json"
INPUTS = ("input_ids", "attention_mask")
OUTPUT = "sentence_embedding"


@dataclass(frozen=True, slots=True)
class ModelCard:
    """How a converted model wants its texts.

    `before` and `after` are the special tokens around every text, `padding` the token that fills a row. `cosine` is the
    lowest between its vectors and the original's, on the texts that it was checked with.
    """

    precision: ConvertedPrecision
    max_tokens: int
    before: tuple[int, ...]
    after: tuple[int, ...]
    padding: int
    cosine: float

    def write(self, folder: Path) -> None:
        """Kept beside the network."""
        (folder / _CARD).write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> ModelCard:
        """Raises OSError, ValueError or TypeError where the card is missing or damaged."""
        card = json.loads((folder / _CARD).read_text(encoding="utf-8"))
        return cls(**card | {"before": tuple(card["before"]), "after": tuple(card["after"])})
