"""Why Teams, or Microsoft's sign-in, did not do what it was asked: as TransportError has it."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from bot.teams.transport import TransportError

_WORD = re.compile(r"[\w.-]{1,80}$", re.ASCII)
_SETTINGS = {
    "AADSTS7000215": "teams.app_password is not the app's: it is a secret's value, not its id",
    "AADSTS7000222": "teams.app_password has expired: make a new secret in Azure",
    "AADSTS700016": "teams.app_id is not registered in teams.tenant_id",
    "AADSTS90002": "teams.tenant_id is unknown",
    "AADSTS900023": "teams.tenant_id is unknown",
    "invalid_tenant": "teams.tenant_id is unknown",
    "invalid_client": "teams.app_password is refused",
    "unauthorized_client": "teams.app_id is refused",
}
"""https://learn.microsoft.com/entra/identity-platform/reference-error-codes"""


def refused(status: int, headers: Mapping[str, str], body: bytes) -> TransportError:
    """What the connector's answer means. Its word for why is short, and has nothing of what was sent."""
    return TransportError(_reason(status, body), status, _seconds(headers.get("Retry-After", "")))


def unreachable(error: Exception) -> TransportError:
    """No answer came; whether the request arrived is unknown."""
    return TransportError(type(error).__name__)


def sign_in_failed(error: OSError | ValueError | LookupError) -> TransportError:
    """Microsoft gives no token. The message names the setting to mend."""
    if isinstance(error, PermissionError):  # the SDK's, with Microsoft's own words
        said = str(error)
        codes = [code for code in _SETTINGS if re.search(rf"\b{code}\b", said)]
        setting = _SETTINGS[codes[0]] if codes else "teams.app_id, teams.tenant_id or teams.app_password is refused"
        named = re.findall(r"(?<=with error: )\w+|AADSTS\d+", said)
        return TransportError(f"{setting} (Microsoft says {' '.join(named) or 'no more'})", HTTPStatus.UNAUTHORIZED)
    if isinstance(error, (OSError, json.JSONDecodeError)):
        return TransportError(
            f"Microsoft's sign-in at teams.login_url cannot be reached ({type(error).__name__}): "
            "is there a network, or a proxy to be set?"
        )
    if isinstance(error, LookupError):  # the SDK's, of a machine's identity service that answers something else
        reason = "teams.app_id is not a managed identity of this machine"
    else:  # MSAL's
        reason = "teams.tenant_id or teams.login_url is unknown to Microsoft"
    return TransportError(reason, HTTPStatus.UNAUTHORIZED)


def _reason(status: int, body: bytes) -> str:
    try:
        answer = json.loads(body)
        code = answer["error"]["code"]
        if _WORD.match(code):
            return str(code)
    except (ValueError, LookupError, TypeError):
        pass
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return f"HTTP {status}"


def _seconds(retry_after: str) -> float | None:
    """Either seconds or a moment. None where it is neither."""
    try:
        if retry_after.strip().isdecimal():
            return float(retry_after)
        return max(0.0, parsedate_to_datetime(retry_after).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None
