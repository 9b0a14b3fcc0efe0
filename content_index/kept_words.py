"""What a lexical index keeps for the next build, beside what it answers from: nobody who only answers reads it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from content_index.passage_words import PassageWords
from content_index.postings import Postings
from content_index.ragged import Ragged, Rows
from content_index.wording import Wording

TERMS_FILE, WORDS_FILE = "terms.json", "words.json"
_ABOUT = "kept.json"
_COUNTS, _SPOKEN, _SPOKEN_STARTS = "kept_counts.npy", "kept_spoken.npy", "kept_spoken_starts.npy"


@dataclass(frozen=True)
class Unchanged:
    """Which passages are those of an index that was built before, in the same way (`scheme.word_scheme`).

    `directory` is that index's; `rows` are, by passage of the index to be built, its row there, -1 for a new one.
    """

    directory: Path
    rows: Rows


def save_kept(directory: Path, words: PassageWords) -> None:
    """Writes what the other files of the index do not tell of these passages."""
    _, places = words.held.turned(len(words.terms))
    np.save(directory / _COUNTS, _narrow(words.counts[places]))
    np.save(directory / _SPOKEN, _narrow(words.spoken.values))
    np.save(directory / _SPOKEN_STARTS, _narrow(words.spoken.starts))
    about = {
        "languages": words.languages,
        "explained": words.explained,
        "unheld": words.terms[words.held_terms :],
    }
    (directory / _ABOUT).write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")


def load_kept(directory: Path) -> PassageWords:
    """What was kept of the passages of an index. Raises OSError or ValueError."""
    about = json.loads((directory / _ABOUT).read_text(encoding="utf-8"))
    languages = tuple(about["languages"])
    postings, wording = Postings.load(directory, len(languages)), Wording.load(directory)
    held, places = Ragged(postings.starts, postings.rows).turned(len(languages))
    in_passage = np.searchsorted(wording.section_starts, wording.sections, side="right") - 1
    counts = np.bincount(in_passage, minlength=len(languages))
    return PassageWords(
        languages=languages,
        terms=(*json.loads((directory / TERMS_FILE).read_text(encoding="utf-8")), *about["unheld"]),
        words=tuple(json.loads((directory / WORDS_FILE).read_text(encoding="utf-8"))["words"]),
        held=held,
        counts=np.load(directory / _COUNTS)[places].astype(np.int32),
        spoken=Ragged(
            np.load(directory / _SPOKEN_STARTS).astype(np.int64), np.load(directory / _SPOKEN).astype(np.int32)
        ),
        explained=tuple((row, short, long) for row, short, long in about["explained"]),
        sentence_starts=np.cumsum([0, *counts.tolist()], dtype=np.int64),
        marks=wording.marks,
        sections=(wording.sections - wording.section_starts[in_passage]).astype(np.int32),
        said=wording.terms,
        section_starts=wording.section_starts,
        headings=wording.headings,
    )


def _narrow(numbers: npt.NDArray[np.signedinteger]) -> npt.NDArray[np.unsignedinteger]:
    """In as few bytes as the largest needs."""
    return numbers.astype(np.min_scalar_type(int(numbers.max(initial=0))))
