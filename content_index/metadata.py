"""What is known of a document besides its words, checked: front matter, side file, defaults of folder and source."""

from __future__ import annotations

import logging
import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from content_index.front_matter import first_line, left_unread
from content_index.globs import matches
from content_index.health.model import KINDS
from content_index.links import is_safe_url
from content_index.metadata_keys import KEYS, Metadata, key_of, meant_by, names
from content_index.metadata_problems import tell
from content_index.model import Source
from content_index.ports import AudienceUnknownError

logger = logging.getLogger(__name__)

_DAYS_IN = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}
_YES = ("true", "yes", "on")
_NO = ("false", "no", "off")
_EVERY = re.compile(r"(\d{1,5})\s*(day|week|month|quarter|year)?s?", re.IGNORECASE)
_LONGEST_SIDE_FILE = 1_000_000


def document_metadata(
    source: Source, path: str, front_matter: Mapping[str, object], side_file: bytes | None
) -> Metadata:
    """All that is said of a document: front matter before side file, folder defaults (the later the stronger), source.

    A wrong value is left out with a warning that names file and key, but for those that say who may see the document:
    `buyer_safe` counts as false then, and `audience` raises AudienceUnknownError. So does `draft: true`: what is not
    finished is for nobody.
    """
    metadata = _checked(front_matter, path)
    if side_file is not None:
        metadata = metadata.over(_checked(side_file_values(side_file, path), f"{path}.toml"))
    for folder in reversed(source.folders):
        if matches(path, folder.pattern):
            metadata = metadata.over(_checked(folder.metadata, f"source {source.name}, folder {folder.pattern}"))
    metadata = metadata.over(_checked(source.defaults, f"source {source.name}, defaults"))
    if metadata.audience is None and any(key_of(written) == "audience" for written in front_matter):
        raise AudienceUnknownError(f"{path}: audience is left empty, so nobody can tell who may see it: name groups")
    return metadata


def side_file_values(content: bytes, path: str) -> Mapping[str, object]:
    """The keys of a side file (`deck.pptx.toml`). Wrong TOML is treated like wrong front matter."""
    if len(content) > _LONGEST_SIDE_FILE:
        raise AudienceUnknownError(f"{path}.toml is larger than a side file may be ({_LONGEST_SIDE_FILE:,} bytes)")
    text = content.decode("utf-8-sig", errors="replace")
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return left_unread(text, f"{path}.toml is not valid TOML ({first_line(error)})")


def _checked(values: Mapping[str, object], where: str) -> Metadata:
    _refuse_misplaced_audience(values, where)
    if any(key_of(written) == "draft" and _is_yes(value) for written, value in values.items()):
        raise AudienceUnknownError(
            f"{where} says `draft: true`, so nobody is shown it: take that out when it is finished"
        )
    found: dict[str, Any] = {"buyer_safe": _buyer_safe(values, where)}
    for written, value in values.items():
        name = key_of(written)
        if name not in KEYS:
            _tell_if_misspelt(written, where)
            continue
        if name == "buyer_safe" or value is None or (name in found and name != str(written)):
            continue
        try:
            found[name] = _CHECKS.get(name, _text)(value)
        except ValueError as error:
            if name == "audience":
                raise AudienceUnknownError(f"{where}: {written}: {error}, so nobody can tell who may see it") from error
            tell(logger, f"{where}: {written}: {error}; it is left out")
    return Metadata(**found)


def _tell_if_misspelt(written: object, where: str) -> None:
    """A key that resembles none is somebody else's: wikis have many."""
    meant = meant_by(written)
    if meant is None:
        return
    # Escaped, for what nobody sees and letters of another alphabet are no mistake to the eye.
    problem = f"{where}: {str(written)!a} is no key that is read; it looks like {meant}"
    if meant == "audience":
        raise AudienceUnknownError(f"{problem}, so nobody can tell who may see it: write {meant}, in plain letters")
    tell(logger, f"{problem}: if that was meant, write {meant}")


def _refuse_misplaced_audience(values: Mapping[str, object], where: str) -> None:
    """Two keys for one audience, or one that stands below another key, were meant to restrict the document."""
    if sum(key_of(written) == "audience" for written in values) > 1:
        raise AudienceUnknownError(
            f"{where}: audience is named more than once, so nobody can tell which holds: keep one"
        )
    for written, value in values.items():
        if isinstance(value, Mapping) and names("audience", value):
            raise AudienceUnknownError(
                f"{where}: audience stands below {written}: move it to the left, to the other keys"
            )


def _buyer_safe(values: Mapping[str, object], where: str) -> bool | None:
    """Whether buyers may read it; None where nothing is said of that.

    What is said unclearly counts as no: left out, it would leave open what the folder or the source opens.
    """
    said: list[bool] = []
    for written, value in values.items():
        try:
            if isinstance(value, Mapping) and names("buyer_safe", value):
                raise ValueError("buyer_safe stands below it: move it to the left, to the other keys")
            if names("buyer_safe", [written]):
                said.append(_yes_or_no(value) and key_of(written) == "buyer_safe")
        except ValueError as error:
            tell(logger, f"{where}: {written}: {error}; until then it is not shown to buyers")
            said.append(False)
    return all(said) if said else None


def _yes_or_no(value: object) -> bool:
    words = value.strip().lower() if isinstance(value, str) else value
    if isinstance(words, bool) or words in _YES or words in _NO:
        return words is True or words in _YES
    raise ValueError(f"expected true or false, got {_shown(value)}")


def _is_yes(value: object) -> bool:
    try:
        return _yes_or_no(value)
    except ValueError:
        return False


def _text(value: object) -> str:
    is_words = isinstance(value, str | int | float | date) and not isinstance(value, bool)
    words = " ".join(str(value).split()) if is_words else ""
    if not words:
        raise ValueError(f"expected words, got {_shown(value)}")
    return words


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(dict.fromkeys(part.strip() for part in value.split(",") if part.strip()))
    if isinstance(value, list | tuple):
        return tuple(dict.fromkeys(_text(part) for part in value))
    return (_text(value),)


def _audience(value: object) -> tuple[str, ...]:
    groups = _texts(value)
    if not groups and not isinstance(value, list | tuple):
        raise ValueError("expected a group or a list of groups, got nothing")
    return groups


def _language(value: object) -> str:
    code = _text(value).lower().replace("_", "-").split("-")[0]
    if not re.fullmatch("[a-z]{2}", code):
        raise ValueError(f"expected a two-letter code such as en or de, got {_shown(value)}")
    return code


def _date(value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return datetime.fromisoformat(_text(value)).date()
    except ValueError:
        raise ValueError(f"expected a date such as 2026-10-12, got {_shown(value)}") from None


def _days(value: object) -> int:
    found = _EVERY.fullmatch(_text(value))
    days = int(found[1]) * _DAYS_IN[(found[2] or "day").lower()] if found else 0
    if days < 1:
        raise ValueError(f'expected a number of days, or words such as "90 days", got {_shown(value)}')
    return days


def _health_kinds(value: object) -> tuple[str, ...]:
    """Kinds of findings; what one of them is called is told where another is meant."""
    kinds = tuple(name.lower().replace("_", "-").replace(" ", "-") for name in _texts(value))
    unknown = [name for name in kinds if name not in KINDS]
    if unknown:
        raise ValueError(f"expected some of {', '.join(KINDS)}, got {_shown(unknown[0])}")
    return kinds


def _url(value: object) -> str:
    url = _text(value)
    if not is_safe_url(url):
        raise ValueError(f"expected an address that begins with http://, https:// or mailto:, got {_shown(value)}")
    return url


def _shown(value: object) -> str:
    if isinstance(value, str | int | float | date):
        # A bare `no` is a truth value in YAML.
        return repr(str(value)[:60])
    return "a list" if isinstance(value, list) else "a table" if isinstance(value, dict) else "nothing"


_CHECKS: Mapping[str, Callable[[object], Any]] = {
    "url": _url,
    "products": _texts,
    "competitors": _texts,
    "aliases": _texts,
    "stages": _texts,
    "audience": _audience,
    "language": _language,
    "reviewed": _date,
    "review_every": _days,
    "health_ignore": _health_kinds,
}
