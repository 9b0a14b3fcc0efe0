"""Links that count: Teams does not tell of a link that is opened, so it goes by Cornerman, and on from there."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import get_args
from urllib.parse import urlsplit

from cryptography.fernet import Fernet, InvalidToken

from bot.conversation_model import Click, ClickedOn
from bot.model import Answer
from bot.ports import Clock
from bot.teams.buttons import LinkOf
from bot.teams.card_text import safe_address

ADDRESS_LIMIT = 1_800
"""Characters of an address that every browser and proxy takes; a longer one is not counted."""


class Opens:
    """Makes such links, and reads them. They are sealed with `key`: nobody reads them, or sends people elsewhere.

    Without a `key`, or where `base` is no address that colleagues reach, links lead straight to the page.
    """

    def __init__(self, key: str, base: str, clock: Clock) -> None:
        reachable = urlsplit(base).scheme == "https"
        self._seal = Fernet(sealing_key(key, "open")) if key and reachable else None
        self._base = base.rstrip("/")
        self._clock = clock

    def link_of(self, answer: Answer, where: ClickedOn, person: str = "") -> LinkOf:
        """How the links of an answer are written. `person` is who alone reads it, "" where several do."""
        return self.link_below(answer.question_id, where, person)

    def link_below(self, question_id: str, where: ClickedOn, person: str = "") -> LinkOf:
        """The same by the question's id."""

        def link(url: str, document: str) -> str:
            address = safe_address(url)
            if self._seal is None or address is None:
                return url
            told = json.dumps([address, question_id, document, where, person], separators=(",", ":"))
            counted = f"{self._base}/teams/open/{self._seal.encrypt(told.encode()).decode()}"
            return counted if len(counted) <= ADDRESS_LIMIT else url

        return link

    def opened(self, token: str) -> tuple[str, Click] | None:
        """Where a link leads, and the click that it is; None where it is none of ours."""
        if self._seal is None:
            return None
        try:
            url, question_id, document, where, person = json.loads(self._seal.decrypt(token.encode()))
        except (InvalidToken, ValueError, TypeError):
            return None
        if where not in get_args(ClickedOn):
            return None
        return url, Click(question_id, person, document, where, self._clock.now())


def sealing_key(secret: str, use: str) -> bytes:
    """A key for this use alone, made of the app's secret."""
    return base64.urlsafe_b64encode(hashlib.sha256(f"cornerman teams {use} {secret}".encode()).digest())
