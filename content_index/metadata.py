"""What is known of a document besides its words: front matter, side file, and the defaults of its folder and source."""

from __future__ import annotations

import logging
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from content_index.globs import matches
from content_index.links import is_safe_url
from content_index.model import Source
from content_index.ports import AudienceUnknownError

logger = logging.getLogger(__name__)

_ALIASES = {
    "product": "products",
    "competitor": "competitors",
    "stage": "stages",
    "audiences": "audience",
    "lang": "language",
    "reviewed_on": "reviewed",
    "review_every_days": "review_every",
}
_DAYS_IN = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}
_EVERY = re.compile(r"(\d{1,5})\s*(day|week|month|quarter|year)?s?", re.IGNORECASE)
_LONGEST_FRONT_MATTER = 64_000
_AUDIENCE_LINE = re.compile(r"""^[ \t]*(?:-[ \t]+)?["']?audiences?["']?[ \t]*[:=]""", re.IGNORECASE | re.MULTILINE)
_BEFORE_HEADER = re.compile(r"\A(?:[\ufeff\s]|<!--(?:(?!-->).)*+-->)*+", re.DOTALL)
_LONGEST_SIDE_FILE = 1_000_000


@dataclass(frozen=True, slots=True)
class Metadata:
    """What one place says of a document; None where it says nothing."""

    title: str | None = None
    kind: str | None = None
    url: str | None = None
    owner: str | None = None
    products: tuple[str, ...] | None = None
    competitors: tuple[str, ...] | None = None
    stages: tuple[str, ...] | None = None
    audience: tuple[str, ...] | None = None
    language: str | None = None
    reviewed: date | None = None
    review_every: int | None = None

    def over(self, weaker: Metadata) -> Metadata:
        """This, with what it leaves open taken from `weaker`."""
        chosen = {f.name: getattr(self, f.name) for f in fields(self)}
        return Metadata(**{name: getattr(weaker, name) if value is None else value for name, value in chosen.items()})


def document_metadata(
    source: Source, path: str, front_matter: Mapping[str, object], side_file: bytes | None
) -> Metadata:
    """All that is said of a document: front matter before side file, folder defaults (the later the stronger), source.

    A wrong value is left out with a warning that names file and key, but for `audience`: raises AudienceUnknownError,
    since a document whose audience is unknown must not be shown to everybody.
    """
    metadata = _checked(front_matter, path)
    if side_file is not None:
        metadata = metadata.over(_checked(side_file_values(side_file, path), f"{path}.toml"))
    for folder in reversed(source.folders):
        if matches(path, folder.pattern):
            metadata = metadata.over(_checked(folder.metadata, f"source {source.name}, folder {folder.pattern}"))
    metadata = metadata.over(_checked(source.defaults, f"source {source.name}, defaults"))
    if metadata.audience is None and any(_key(written) == "audience" for written in front_matter):
        raise AudienceUnknownError(f"{path}: audience is left empty, so nobody can tell who may see it: name groups")
    return metadata


def split_front_matter(text: str, path: str) -> tuple[Mapping[str, object], str]:
    """Front matter (YAML between `---` lines at the top) and the text below it; ({}, text) where there is none.

    What cannot be read is left out with a warning; raises AudienceUnknownError if it speaks of an audience.
    """
    from frontmatter.default_handlers import YAMLHandler

    handler = YAMLHandler()
    try:
        raw, body = handler.split(text) if handler.detect(text) else ("", text)
    except ValueError:  # a rule at the top and no second one
        raw, body = "", text
    if not raw:
        _refuse_hidden_audience(text, path)
        return {}, body
    if len(raw) > _LONGEST_FRONT_MATTER:
        problem = f"{path}: the front matter is longer than {_LONGEST_FRONT_MATTER:,} characters"
        _refuse_if_audience(raw, problem)
        return {}, body
    try:
        _refuse_references(raw)
        values = handler.load(raw)
        _refuse_repeated_audience(raw, path)
    except AudienceUnknownError:
        raise
    except Exception as error:  # noqa: BLE001 - YAML's own errors, and those of dates and numbers it builds
        _refuse_if_audience(raw, f"{path}: the front matter is not valid YAML ({_first_line(error)})")
        return {}, body
    if values is None:
        return {}, body
    if isinstance(values, dict):
        return values, body
    if _AUDIENCE_LINE.search(raw):
        raise AudienceUnknownError(f"{path}: its front matter names an audience but is no table of keys: mend it")
    return {}, text


def joined_front_matter(above: Mapping[str, object], inside: Mapping[str, object], path: str) -> Mapping[str, object]:
    """What stands above a text, over what its own tags say. Raises AudienceUnknownError where both name an audience."""
    if _names_audience(above) and _names_audience(inside):
        raise AudienceUnknownError(f"{path}: its front matter and its meta tags both name an audience: name it once")
    named = {_key(written) for written in above}
    return {**{written: value for written, value in inside.items() if _key(written) not in named}, **above}


def _names_audience(values: Mapping[str, object]) -> bool:
    return any(_key(written) == "audience" for written in values)


def _refuse_repeated_audience(raw: str, path: str) -> None:
    """YAML's reader takes the last of two like keys without a word."""
    import yaml

    if raw.lower().count("audience") < 2:  # noqa: PLR2004 - most front matter is parsed once
        return
    root = yaml.compose(raw, Loader=yaml.SafeLoader)
    keys = [key.value for key, _ in root.value] if isinstance(root, yaml.MappingNode) else []
    if sum(_key(key) == "audience" for key in keys) > 1:
        raise AudienceUnknownError(
            f"{path}: audience is named more than once, so nobody can tell which holds: keep one"
        )


def _refuse_references(raw: str) -> None:
    """A few hundred bytes of references to references unfold to more than any memory holds."""
    if "*" not in raw:  # the sign of every reference: most front matter is parsed once
        return
    import yaml

    if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(raw, Loader=yaml.SafeLoader)):
        raise ValueError("it refers to other parts of itself with *; write the values out")


def _refuse_hidden_audience(text: str, path: str) -> None:
    """A header that is not closed, not at the very top or not YAML is not read, yet it may restrict the document."""
    head = _BEFORE_HEADER.sub("", text)[:_LONGEST_FRONT_MATTER]
    opener = head[:3]
    if opener not in {"---", "+++"}:
        return
    header = re.split(r"^(?:#{1,6}\s|-{3,}\s*$|\+{3,}\s*$|\.{3}\s*$)", head[3:], maxsplit=1, flags=re.MULTILINE)[0]
    if _AUDIENCE_LINE.search(header):
        raise AudienceUnknownError(
            f"{path}: its header names an audience but cannot be read as front matter: begin the file with a line ---, "
            "then keys in YAML, then a line ---"
        )


def side_file_values(content: bytes, path: str) -> Mapping[str, object]:
    """The keys of a side file (`deck.pptx.toml`). Wrong TOML is treated like wrong front matter."""
    if len(content) > _LONGEST_SIDE_FILE:
        raise AudienceUnknownError(f"{path}.toml is larger than a side file may be ({_LONGEST_SIDE_FILE:,} bytes)")
    text = content.decode("utf-8-sig", errors="replace")
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        _refuse_if_audience(text, f"{path}.toml is not valid TOML ({_first_line(error)})")
        return {}


def _refuse_if_audience(raw: str, problem: str) -> None:
    if "audience" in raw.lower():
        raise AudienceUnknownError(f"{problem}, so its audience cannot be known: mend it")
    logger.warning("%s: its metadata is left out until that is mended", problem)


def _key(written: object) -> str:
    """The name of a key, however it was written."""
    name = str(written).strip().lower().replace("-", "_")
    return _ALIASES.get(name, name)


def _checked(values: Mapping[str, object], where: str) -> Metadata:
    known = {f.name for f in fields(Metadata)}
    found: dict[str, Any] = {}
    _refuse_misplaced_audience(values, where)
    for written, value in values.items():
        name = _key(written)
        if name not in known or value is None or (name in found and name != str(written)):
            continue
        try:
            found[name] = _CHECKS.get(name, _text)(value)
        except ValueError as error:
            if name == "audience":
                raise AudienceUnknownError(f"{where}: {written}: {error}, so nobody can tell who may see it") from error
            logger.warning("%s: %s: %s; it is left out", where, written, error)
    return Metadata(**found)


def _refuse_misplaced_audience(values: Mapping[str, object], where: str) -> None:
    """Two keys for one audience, or one that stands below another key, were meant to restrict the document."""
    if sum(_key(written) == "audience" for written in values) > 1:
        raise AudienceUnknownError(
            f"{where}: audience is named more than once, so nobody can tell which holds: keep one"
        )
    for written, value in values.items():
        if isinstance(value, Mapping) and _names_audience(value):
            raise AudienceUnknownError(
                f"{where}: audience stands below {written}: move it to the left, to the other keys"
            )


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


def _first_line(error: Exception) -> str:
    return " ".join(str(error).split())[:160]


_CHECKS: Mapping[str, Callable[[object], Any]] = {
    "url": _url,
    "products": _texts,
    "competitors": _texts,
    "stages": _texts,
    "audience": _audience,
    "language": _language,
    "reviewed": _date,
    "review_every": _days,
}
