"""What schedule and webhook may do after somebody went back to the index of before: what a person let in since. Pure.

The content is still that which somebody went back from. Whatever looks at it unasked would let it in again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.reindexing.model import Run
from content_index.model import Wish

LOOKED_BACK = 200
"""Runs among which those are looked for that brought what serves."""


def let_through(wish: Wish, changes: Sequence[Run]) -> Wish | None:
    """What may be done of a wish that no person has; None: nothing of it. `changes` as `Runs.changes` gives them."""
    free = _free(changes)
    if free is None:
        return wish
    only = free if wish.only is None else wish.only & free
    return replace(wish, only=only) if only else None


def _free(changes: Sequence[Run]) -> frozenset[str] | None:
    """The sources that may be looked at unasked; None: all.

    Going back holds all. A person's reindex frees what it looked at. Going forward again finds what was free then:
    the generation is the one that it was.
    """
    free: frozenset[str] | None = None
    free_in: dict[str, frozenset[str] | None] = {}
    for run in reversed(changes):
        outcome = run.outcome
        if run.kind == "rollback":
            went_forward = "" < outcome.left < outcome.generation  # their names begin with the time
            free = free_in.get(outcome.generation) if went_forward else frozenset()
        elif run.by.cause == "person" and free is not None:
            free = None if run.wish.only is None else free | run.wish.only
        free_in[outcome.generation] = free
    return free
