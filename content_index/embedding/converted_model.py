"""A converted model on disk: its networks, its tokenizer, and what must be known to run it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

ConvertedPrecision = Literal["float32", "int8"]

QUESTIONS, DOCUMENTS, TOKENIZER, _CARD = "questions.onnx", "documents.xml", "tokenizer.json", "card.json"
INPUTS = ("input_ids", "attention_mask")
OUTPUT = "sentence_embedding"


@dataclass(frozen=True, slots=True)
class ModelCard:
    """How a converted model wants its texts.

    `before` and `after` are the special tokens around every text, `padding` the token that fills a row. `cosine` is the
    lowest between its vectors and the original's, on the texts that it was checked with; `sizes` are the bytes of the
    files beside the card.
    """

    precision: ConvertedPrecision
    max_tokens: int
    before: tuple[int, ...]
    after: tuple[int, ...]
    padding: int
    cosine: float = 1.0
    sizes: dict[str, int] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """Kept beside the networks."""
        (folder / _CARD).write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> ModelCard:
        """Raises OSError, ValueError or TypeError where the card is missing or damaged."""
        card = json.loads((folder / _CARD).read_text(encoding="utf-8"))
        return cls(**card | {"before": tuple(card["before"]), "after": tuple(card["after"])})

    def check(self, folder: Path) -> None:
        """Raises ValueError where a file of the model is not whole, and OSError where it is gone.

        Of the two networks a process loads the one that it needs, so loading alone would not tell.
        """
        for name, size in self.sizes.items():
            if (found := (folder / name).stat().st_size) != size:
                raise ValueError(f"{name} has {found:,} bytes instead of {size:,}")
