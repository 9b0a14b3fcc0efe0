"""The nouns: two passages that contradict each other, and all such pairs of a generation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from content_index.disagreement.model import Kind, Span


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two passages of different documents say different things of the same.

    `first` and `second` are the ids of the passages, the spans the sentences in each one's text; the values stand as
    they are written there ("yes" and "no" where one denies what the other says). `likelihood` is from 0 to 1. Nothing
    here knows who may see which of the two.
    """

    first: str
    second: str
    kind: Kind
    first_span: Span
    second_span: Span
    first_value: str
    second_value: str
    likelihood: float

    def turned(self) -> Conflict:
        """The same, seen from the other passage."""
        return Conflict(
            self.second,
            self.first,
            self.kind,
            self.second_span,
            self.first_span,
            self.second_value,
            self.first_value,
            self.likelihood,
        )


class Conflicts:
    """All conflicts of one generation."""

    def __init__(self, found: Iterable[Conflict]) -> None:
        """`found` holds each pair once."""
        self.pairs = tuple(sorted(found, key=lambda one: (-one.likelihood, one.first, one.second)))
        by_passage: dict[str, list[Conflict]] = {}
        for one in self.pairs:
            by_passage.setdefault(one.first, []).append(one)
            by_passage.setdefault(one.second, []).append(one.turned())
        self._by_passage = {passage: tuple(of) for passage, of in by_passage.items()}

    def of(self, passage_id: str) -> tuple[Conflict, ...]:
        """The passage's conflicts, the likeliest first; in each, the passage is `first`."""
        return self._by_passage.get(passage_id, ())


@dataclass(frozen=True)
class Scan:
    """What a scan found in a generation, and what the next one needs to know of it.

    `digests` are those of all passages, by id: see `scanning.digest`. `embedder` is the fingerprint of the model whose
    vectors said which passages are near. `read`, `compared` and `failed` count passages and pairs of this scan alone.
    """

    generation: str
    embedder: str
    conflicts: tuple[Conflict, ...]
    digests: Mapping[str, str]
    read: int = field(default=0, compare=False)
    compared: int = field(default=0, compare=False)
    carried: int = field(default=0, compare=False)
    failed: int = field(default=0, compare=False)
