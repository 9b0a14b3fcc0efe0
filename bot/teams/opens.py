"""Links that count: Teams does not tell of a link that is opened, so it goes by Cornerman, and on from there."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args
from urllib.parse import urlsplit

from itsdangerous import BadData, URLSafeSerializer

from bot.conversation_model import Click, ClickedOn
from bot.model import Answer
from bot.ports import Clock

ADDRESS_LIMIT = 1_800
"""Characters of an address that every browser and proxy takes; a longer one is not counted."""

LinkOf = Callable[[str, str], str]
"""The address of (url, document) as it stands in a message."""


class Opens:
    """Makes such links, and reads them. What is not signed with `key` leads nowhere: nobody can send people elsewhere.

    Without a `key`, or where `base` is no address that colleagues reach, links lead straight to the page.
    """

    def __init__(self, key: str, base: str, clock: Clock) -> None:
        reachable = urlsplit(base).scheme == "https"
        self._signer = URLSafeSerializer(key, salt="cornerman teams open") if key and reachable else None
        self._base = base.rstrip("/")
        self._clock = clock

    def link_of(self, answer: Answer, where: ClickedOn, person: str = "") -> LinkOf:
        """How the links of an answer are written. `person` is who alone reads it, "" where several do."""

        def link(url: str, document: str) -> str:
            if self._signer is None or not url.startswith(("http://", "https://")):
                return url
            token = self._signer.dumps([url, answer.question_id, document, where, person])
            counted = f"{self._base}/teams/open/{token}"
            return counted if len(counted) <= ADDRESS_LIMIT else url

        return link

    def opened(self, token: str) -> tuple[str, Click] | None:
        """Where a link leads, and the click that it is; None where it is none of ours."""
        if self._signer is None:
            return None
        try:
            url, question_id, document, where, person = self._signer.loads(token)
        except (BadData, ValueError, TypeError):
            return None
        if where not in get_args(ClickedOn):
            return None
        return url, Click(question_id, person, document, where, self._clock.now())
