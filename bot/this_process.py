"""A name for this process, by which others on the same database tell it apart."""

from __future__ import annotations

import os
import secrets
import socket


def this_process() -> str:
    """A name that no other process has."""
    return f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
