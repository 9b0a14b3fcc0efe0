"""Something that is to be done once, and tried again until it succeeds."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Once:
    """Call it before whatever needs it. The first call that succeeds is the last that does anything.

    All that use one database share one: its schema is brought up once, as soon as the database can be reached.
    """

    def __init__(self, do: Callable[[], None] | None) -> None:
        """None: there is nothing to do."""
        self._do = do
        self._doing = threading.Lock()

    def __call__(self) -> None:
        """Raises what `do` raises; the next call tries again. Who calls meanwhile waits."""
        if self._do is None:
            return
        with self._doing:
            if self._do is not None:
                self._do()
                self._do = None
