"""Which passages of a generation contradict each other: found after a swap, in the background, and kept beside it.

Who answers only looks it up: `KeptConflicts(index_dir).of(generation_id)`, then `Conflicts.of(passage_id)`. Audiences
play no role here: a conflict may join a passage that an asker may see to one that they may not, and holds values of
both. Who shows one looks first whether both sides may be shown.
"""

from content_index.conflicts.kept import KeptConflicts
from content_index.conflicts.model import Conflict, Conflicts

__all__ = ["Conflict", "Conflicts", "KeptConflicts"]
