"""What the process tells about itself: one line an event, on standard error, secrets left out."""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal, TextIO

REDACTED = "[secret]"
_TOKEN = re.compile(r"\b(?:xox[a-z]|xapp|xwfp)-[A-Za-z0-9-]{6,}")
_PASSWORD_IN_URL = re.compile(r"(?<=://)([^\s:/@]*):[^\s/@]+(?=@)")
_SHORTEST_SECRET = 4
"""Shorter ones would blot out half of every line, and are no secrets."""

_TALKATIVE = (
    "aiobotocore",
    "aiohttp.access",
    "alembic",
    "asyncio",
    "azure",
    "bm25s",
    "botbuilder",
    "botocore",
    "dulwich",
    "faiss",
    "filelock",
    "fontTools",
    "fsspec",
    "google",
    "googleapiclient",
    "httpcore",
    "httpx",
    "huggingface_hub",
    "markitdown",
    "msal",
    "openpyxl",
    "pdfminer",
    "pdfplumber",
    "PIL",
    "s3fs",
    "sentence_transformers",
    "slack_bolt",
    "slack_sdk",
    "sqlalchemy",
    "torch",
    "transformers",
    "urllib3",
)


class Redaction:
    """Takes given secrets, and whatever looks like a token or a password in a URL, out of a text."""

    def __init__(self, secrets: Sequence[str]) -> None:
        known = sorted({secret for secret in secrets if len(secret) >= _SHORTEST_SECRET}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def __call__(self, text: str) -> str:
        """The text without them."""
        if self._known is not None:
            text = self._known.sub(REDACTED, text)
        text = _TOKEN.sub(REDACTED, text)
        return _PASSWORD_IN_URL.sub(rf"\1:{REDACTED}", text)


class TextFormatter(logging.Formatter):
    """`2026-11-24T09:30:00Z INFO bot.answering: …`, a traceback below."""

    def __init__(self, redaction: Redaction) -> None:
        super().__init__()
        self._redaction = redaction

    def format(self, record: logging.LogRecord) -> str:
        """One event as people read it."""
        line = f"{_time(record)} {record.levelname} {record.name}: {_one_line(record.getMessage())}"
        trace = _trace(record)
        return self._redaction(f"{line}\n{trace}" if trace else line)


class JsonFormatter(logging.Formatter):
    """One object a line: `time`, `level`, `logger`, `message`, and `exception` where there is one."""

    def __init__(self, redaction: Redaction) -> None:
        super().__init__()
        self._redaction = redaction

    def format(self, record: logging.LogRecord) -> str:
        """One event as machines read it."""
        told = {
            "time": _time(record),
            "level": record.levelname,
            "logger": record.name,
            "message": self._redaction(record.getMessage()),
        }
        if trace := _trace(record):
            told["exception"] = self._redaction(trace)
        return json.dumps(told, ensure_ascii=False)


def configure_logging(
    level: str, style: Literal["text", "json"], secrets: Sequence[str] = (), *, stream: TextIO | None = None
) -> None:
    """Log to standard error (or `stream`). Other libraries are heard from WARNING on. Calling it again replaces."""
    redaction = Redaction(secrets)
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter(redaction) if style == "json" else TextFormatter(redaction))
    handler.addFilter(_is_worth_hearing)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(True)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))


def _is_worth_hearing(record: logging.LogRecord) -> bool:
    """Bolt gives its loggers the root's level, and one of them quotes what a refused request said."""
    return record.levelno >= logging.WARNING or not record.name.startswith(_TALKATIVE)


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _one_line(message: str) -> str:
    """A message cannot pass itself off as two."""
    return message.replace("\r", "\\r").replace("\n", "\\n")


def _trace(record: logging.LogRecord) -> str:
    return "".join(traceback.format_exception(*record.exc_info)).rstrip() if record.exc_info else ""
