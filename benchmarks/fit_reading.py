"""Learns how the bundled model's vectors are turned before questions are compared; writes bot/gaps/learned.npy.

    python -m benchmarks.fit_reading [--data cornerman-data]

A square matrix W, beginning at the identity: of the questions of one file, v @ W is to be nearest, by cosine, to those
of its own gap (the contrastive loss of Khosla et al., "Supervised Contrastive Learning", 2020, over whole files), and
of the expressions of the lists to those that name or mean the same. W is held to the identity. The files are read with
all of the lists, with parts of them, and with none, so that W does not lean on what the lists bring to the text.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import numpy as np
import torch

from benchmarks.gap_questions import DEV_FILES, Labelled, Reader, read
from bot.gaps import evidence, learned
from content_index.ports import Vectors

UNKNOWN = ((0.0, 1), (0.4, 11), (0.7, 12), (1.0, 13))
"""Which share of the lists is unknown, and the seed."""
STEPS, RATE, HELD, SHARPNESS = 300, 1e-3, 0.003, 0.07
NOISE = 0.7
"""Length of what is added to a vector at each step: without much of it the matrix learns the files by heart."""
MEANINGS_AT_ONCE = 40

Batch = tuple[torch.Tensor, torch.Tensor]
"""Vectors and, as numbers, the gaps or meanings that they belong to."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("cornerman-data"), help="where the model is kept")
    reader = Reader(parser.parse_args().data)
    np.save(learned.FILE, learn([read(path) for path in DEV_FILES], reader).astype(np.float16))


def learn(files: Sequence[Sequence[Labelled]], reader: Reader) -> Vectors:
    """The matrix, learned from some files."""
    torch.manual_seed(0)
    drawn = random.Random(0)
    asked = [batch for share, seed in UNKNOWN for batch in _asked(files, reader, share, seed)]
    vectors, meanings = _listed(reader)
    turn = torch.eye(vectors.shape[1], requires_grad=True)
    optimizer = torch.optim.Adam([turn], lr=RATE)
    for _ in range(STEPS):
        chosen = torch.tensor(drawn.sample(range(int(meanings.max()) + 1), MEANINGS_AT_ONCE))
        some = torch.isin(meanings, chosen)
        loss = _loss(drawn.choice(asked), turn) + _loss((vectors[some], meanings[some]), turn) / 2
        loss = loss + HELD * ((turn - torch.eye(len(turn))) ** 2).sum()
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return np.asarray(turn.detach().numpy(), np.float32)


@contextmanager
def unknown(share: float, seed: int) -> Iterator[None]:
    """A share of what the lists tell is unknown while the block runs."""
    everything = list(evidence.expressions())
    drawn = random.Random(seed)
    gone = {thing for thing in sorted({(kind, name) for kind, name, _ in everything}) if drawn.random() < share}
    left = [(kind, name, words) for kind, name, words in everything if (kind, name) not in gone]
    with mock.patch.object(evidence, "expressions", return_value=left):
        evidence.forget_lists()
        yield
    evidence.forget_lists()


@contextmanager
def turned_by(turn: Vectors) -> Iterator[None]:
    """Questions are compared by vectors that are turned by this while the block runs."""
    with mock.patch.object(learned, "learned", return_value=turn):
        yield


def _loss(batch: Batch, turn: torch.Tensor) -> torch.Tensor:
    vectors, belongs = batch
    noise = NOISE * torch.randn_like(vectors) / vectors.shape[1] ** 0.5
    turned = torch.nn.functional.normalize((vectors + noise) @ turn, dim=1)
    itself = torch.eye(len(turned), dtype=torch.bool)
    likely = (turned @ turned.T / SHARPNESS).masked_fill(itself, -1e9).log_softmax(dim=1)
    same = (belongs[:, None] == belongs[None]) & ~itself
    paired = same.any(dim=1)
    return -((likely * same).sum(dim=1)[paired] / same.sum(dim=1)[paired]).mean()


def _asked(files: Sequence[Sequence[Labelled]], reader: Reader, share: float, seed: int) -> Iterator[Batch]:
    for questions in files:
        with unknown(share, seed), turned_by(np.eye(reader.dimensions, dtype=np.float32)):
            vectors = [one.vector for one in reader.asked(questions)]
        both = [(v, one.gap) for v, one in zip(vectors, questions, strict=True) if v is not None]
        yield _batch(np.array([vector for vector, _ in both]), [gap for _, gap in both])


def _listed(reader: Reader) -> Batch:
    """What stands in the lists in a script that the model reads."""
    said = [(f"{kind}:{name}", words) for kind, name, words in evidence.expressions() if words.isascii()]
    return _batch(reader.embed_questions([words for _, words in said]), [meaning for meaning, _ in said])


def _batch(vectors: Vectors, belongs: Sequence[str]) -> Batch:
    numbers = {each: number for number, each in enumerate(dict.fromkeys(belongs))}
    return torch.tensor(vectors), torch.tensor([numbers[each] for each in belongs])


if __name__ == "__main__":
    main()
