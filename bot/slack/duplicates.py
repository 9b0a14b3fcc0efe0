"""Telling a request that comes again from one that comes for the first time."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Protocol


class Duplicates(Protocol):
    """What has been answered already. Slack repeats what was not acknowledged, and sends a mention as two events."""

    def first_time(self, keys: Sequence[str]) -> bool:
        """Whether none of the keys has been seen; from now on all of them are. Called from several threads."""


class RecentDuplicates:
    """Implements Duplicates for one process: it remembers the newest `size` keys, and forgets them when it ends."""

    def __init__(self, size: int = 20_000) -> None:
        self._size = size
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()

    def first_time(self, keys: Sequence[str]) -> bool:
        """Whether none of the keys has been seen; from now on all of them are."""
        with self._lock:
            first = not any(key in self._seen for key in keys)
            self._seen.update(dict.fromkeys(keys))
            while len(self._seen) > self._size:
                self._seen.popitem(last=False)
            return first
