"""A repository tells of a push, and its source is brought up to date.

What is believed is whoever proves to know the secret, each platform in its own way:

- GitHub signs the body: https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
- Gitea and Forgejo as well: https://docs.gitea.com/usage/webhooks
- Bitbucket: https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/
- GitLab sends the secret itself: https://docs.gitlab.com/user/project/integrations/webhooks/
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from aiohttp import web

from bot.console.pages import Pages
from bot.console.routes import Routes
from bot.ports import KeepingError, Seen
from bot.reindexing.desk import ReindexDesk
from bot.reindexing.words import reindex_words

_LOG = logging.getLogger(__name__)
LARGEST = 1_000_000
"""Bytes of a body. Of a push that names many commits GitHub and GitLab list the first ones, in some 100 kB."""
_SIGNED = ("X-Hub-Signature-256", "X-Hub-Signature", "X-Gitea-Signature", "X-Forgejo-Signature")
"""An HMAC of the body by SHA-256, in hexadecimal digits, after `sha256=` or not. GitHub's older one is by SHA-1, which
fits no secret here."""
_EVENTS = ("X-GitHub-Event", "X-Gitea-Event", "X-Forgejo-Event", "X-Gitlab-Event", "X-Event-Key")
_DELIVERIES = ("X-GitHub-Delivery", "X-Gitea-Delivery", "X-Forgejo-Delivery", "X-Gitlab-Event-UUID", "X-Request-UUID")
_PUSHES = frozenset(
    {"push", "gollum", "wiki", "push hook", "tag push hook", "wiki page hook", "repo:push", "repo:refs_changed"}
)
_KEPT_FAILURES = 1_000


@dataclass(frozen=True, slots=True)
class ReindexHook:
    """Takes what repositories send. `sources` are the names of all; `seen` tells a delivery that comes again."""

    desk: ReindexDesk
    seen: Seen
    sources: Collection[str]
    secret: str = field(repr=False)
    _failed: set[str] = field(default_factory=set)

    def add_to(self, routes: Routes, pages: Pages) -> None:
        """Adds the address."""

        async def received(request: web.Request) -> web.Response:
            return await self.receive(request, pages.words(request).language)

        routes.hook("/hooks/reindex/{source}", received)

    async def receive(self, request: web.Request, language: str) -> web.Response:
        """202 with the run's id, once it is asked for: nothing is waited for."""
        body = await _body(request)
        if body is None:
            return _refused(413, "the body is too large")
        if not is_believed(request.headers, body, self.secret):
            return _refused(401, "unauthorized")
        source = request.match_info["source"]
        if source not in self.sources:
            return _refused(404, "there is no such source")
        event = next((request.headers[name] for name in _EVENTS if name in request.headers), "")
        if event and event.casefold() not in _PUSHES:
            return web.json_response({"run": None, "ignored": event[:100]})
        delivery = next((request.headers[name] for name in _DELIVERIES if name in request.headers), "")
        try:
            return await asyncio.to_thread(self._run, source, delivery, language)
        except KeepingError as error:
            _LOG.warning("A reindex that a push asks for cannot be kept: %s", error)
            self._has_failed(delivery)
            return _refused(503, "the database does not keep it: deliver it again later")

    def _run(self, source: str, delivery: str, language: str) -> web.Response:
        """Raises KeepingError."""
        if delivery and delivery not in self._failed and not self.seen.first_time([f"reindex hook: {delivery}"]):
            return web.json_response({"run": None, "seen": True})
        asked = self.desk.unasked("webhook", (source,))
        if asked is None:
            self._has_failed(delivery)
            return _refused(409, reindex_words(language).held)
        self._failed.discard(delivery)
        return web.json_response({"run": asked.run.id, "joined": asked.joined}, status=202)

    def _has_failed(self, delivery: str) -> None:
        """It may be delivered again by hand, under the same id."""
        if len(self._failed) >= _KEPT_FAILURES:
            self._failed.clear()
        if delivery:
            self._failed.add(delivery)


def is_believed(headers: Mapping[str, str], body: bytes, secret: str) -> bool:
    """Whether who sent this knows the secret. Takes as long whatever is wrong."""
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    given = [headers[name].strip().removeprefix("sha256=") for name in _SIGNED if name in headers]
    proofs = [(one.casefold(), signature) for one in given]
    if "X-Gitlab-Token" in headers:
        proofs.append((headers["X-Gitlab-Token"], secret))
    scheme, _, token = headers.get("Authorization", "").partition(" ")
    if scheme.casefold() == "bearer":
        proofs.append((token.strip(), secret))
    fits = [hmac.compare_digest(one.encode(errors="surrogateescape"), right.encode()) for one, right in proofs]
    return any(fits)


async def _body(request: web.Request) -> bytes | None:
    """None where it is too large; that is not read to its end."""
    if (request.content_length or 0) > LARGEST:
        return None
    read = bytearray()
    async for chunk in request.content.iter_chunked(65_536):
        read += chunk
        if len(read) > LARGEST:
            return None
    return bytes(read)


def _refused(status: int, why: str) -> web.Response:
    return web.json_response({"error": why}, status=status)
