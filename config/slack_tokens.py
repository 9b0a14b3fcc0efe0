"""What kind of secret a Slack setting really holds: the three are easily put in each other's place."""

from __future__ import annotations

import re

_KINDS = {
    "bot_token": (re.compile(r"xox[a-z]"), "a bot token (xoxb-…)"),
    "app_token": (re.compile(r"xapp-"), "an app-level token (xapp-…)"),
    "signing_secret": (re.compile(r"[0-9a-f]{32}$"), "a signing secret"),
}


def misplaced(key: str, secret: str) -> str | None:
    """What is wrong where the secret of `key` has the shape of another key's; None otherwise. It holds no secret."""
    for other, (shape, what) in _KINDS.items():
        if other != key and shape.match(secret):
            return f"looks like {what}, which belongs in slack.{other}; are the two swapped?"
    return None
