"""Nothing is changed by a page of somebody else's: what is posted comes from a page of the console itself.

Pages carry a token (`{{ csrf_field }}` in a form; scripts send what stands in `<meta name="csrf-token">` as the header
`X-CSRF-Token`) that nobody else can know, and browsers tell where a request comes from.
"""

from __future__ import annotations

import hmac
from urllib.parse import urlsplit

from aiohttp import web
from markupsafe import Markup

from bot.console.viewers import Visit

FIELD = "csrf"
HEADER = "X-CSRF-Token"


class ForeignFormError(web.HTTPForbidden):
    """The request does not come from a page of the console's, or from one that is too old."""


def csrf_field(token: str) -> Markup:
    """What every form that posts holds."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, token)


async def check_form(request: web.Request, visit: Visit, origin: str) -> None:
    """Let pass what a page of the console at `origin` sent. Raises ForeignFormError."""
    if not _from_here(request, origin):
        raise ForeignFormError
    given = request.headers.get(HEADER)
    if given is None:
        given = str((await request.post()).get(FIELD, ""))
    if not visit.csrf or not hmac.compare_digest(given.encode(errors="replace"), visit.csrf.encode()):
        raise ForeignFormError


def _from_here(request: web.Request, origin: str) -> bool:
    """What the browser says of where the request comes from. One that says nothing is no reason to refuse.

    With `Referrer-Policy: no-referrer` browsers send `Origin: null` with a form, from one's own page too.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in {"same-origin", "none"}:
        return False
    sent = request.headers.get("Origin", "null")
    if sent == "null":
        return True
    parts = urlsplit(origin)
    return sent in {f"{parts.scheme}://{parts.netloc}", f"{request.scheme}://{request.host}"}
