"""The header at the top of a text (front matter), and headers that are none but were meant to restrict the document."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping

from content_index.metadata_keys import INVISIBLE, key_of, names, visible
from content_index.metadata_problems import tell
from content_index.ports import AudienceUnknownError

logger = logging.getLogger(__name__)

_LONGEST_FRONT_MATTER = 64_000
_CLOSED = {"buyer_safe": False}
_RIGHT_HEADER = "begin the file with a line ---, then all keys in YAML, then a line ---"
_BEFORE_HEADER = re.compile(rf"\A(?:[{INVISIBLE}\s]|<!--(?:(?!-->).)*+-->)*+", re.DOTALL)
# A word processor makes longer dashes of hyphens.
_RULE = re.compile(r"\s*(?:([-+*_=.])(?: ?\1){2,}|-*[‐-―−][-‐-―−]*)\s*")
_OTHER_OPENER = re.compile(r"\s*(?:(?:`{3,}|~{3,})\s*(?:ya?ml|toml|json)?|\{)\s*", re.IGNORECASE)
_HEADING = re.compile(r"#{1,6}\s")
_KEY = re.compile(r"""[\s{,+-]*["']?([^\s"':=][^"':=]{0,40}?)["']?\s*[:=]""")


def split_front_matter(text: str, path: str) -> tuple[Mapping[str, object], str]:
    """Front matter (YAML between `---` lines at the top) and the text below it; ({}, text) where there is none.

    What cannot be read is left out with a warning and opens nothing to buyers; raises AudienceUnknownError if it speaks
    of an audience.
    """
    from frontmatter.default_handlers import YAMLHandler

    handler = YAMLHandler()
    try:
        raw, body = handler.split(text) if handler.detect(text) else ("", text)
    except ValueError:  # a rule at the top and no second one
        raw, body = "", text
    if not raw:
        return _hidden_header(text, path), body
    hidden = _hidden_header(body, path, below_another=True)
    if len(raw) > _LONGEST_FRONT_MATTER:
        problem = f"{path}: the front matter is longer than {_LONGEST_FRONT_MATTER:,} characters"
        return left_unread(raw, problem), body
    try:
        _refuse_references(raw)
        values = handler.load(raw)
        _refuse_repeated_audience(raw, path)
    except AudienceUnknownError:
        raise
    except Exception as error:  # noqa: BLE001 - YAML's own errors, and those of dates and numbers it builds
        why = _what_yaml_says(error, text.count("\n", 0, max(text.find(raw), 0)))
        return left_unread(raw, f"{path}: the front matter is not valid YAML ({why})"), body
    if values is None:
        return hidden, body
    if isinstance(values, dict):
        return {**values, **hidden}, body
    keys = _keys(raw.split("\n"))
    if names("audience", keys):
        raise AudienceUnknownError(f"{path}: its front matter names an audience but is no table of keys: mend it")
    return _not_for_buyers(keys, f"{path}: its front matter is no table of keys"), text


def joined_front_matter(above: Mapping[str, object], inside: Mapping[str, object], path: str) -> Mapping[str, object]:
    """What stands above a text, over what its own tags say. Raises AudienceUnknownError where both name an audience."""
    if names("audience", above) and names("audience", inside):
        raise AudienceUnknownError(f"{path}: its front matter and its meta tags both name an audience: name it once")
    named = {key_of(written) for written in above}
    return {**{written: value for written, value in inside.items() if key_of(written) not in named}, **above}


def _refuse_repeated_audience(raw: str, path: str) -> None:
    """YAML's reader takes the last of two like keys without a word."""
    import yaml

    if raw.lower().count("audience") < 2:  # noqa: PLR2004 - most front matter is parsed once
        return
    root = yaml.compose(raw, Loader=yaml.SafeLoader)
    keys = [key.value for key, _ in root.value] if isinstance(root, yaml.MappingNode) else []
    if sum(key_of(key) == "audience" for key in keys) > 1:
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


def _hidden_header(text: str, path: str, *, below_another: bool = False) -> Mapping[str, object]:
    """A header that is not closed, not at the very top or not YAML is not read, yet it may restrict the document."""
    keys = _keys(_unread_header(text, below_another=below_another))
    if names("audience", keys):
        raise AudienceUnknownError(
            f"{path}: its header names an audience but cannot be read as front matter: {_RIGHT_HEADER}"
        )
    return _not_for_buyers(keys, f"{path}: its header cannot be read as front matter: {_RIGHT_HEADER}")


def _unread_header(text: str, *, below_another: bool) -> list[str]:
    """The lines of what stands at the top like a header, however it is fenced; none where nothing does."""
    lines = visible(_BEFORE_HEADER.sub("", text)[:_LONGEST_FRONT_MATTER]).splitlines()
    first = lines[0] if lines else ""
    usual = first.startswith(("---", "+++"))
    unusual = not below_another and (_RULE.fullmatch(first) or _OTHER_OPENER.fullmatch(first))  # there, code is code
    if not usual and not unusual:
        return []
    for number, line in enumerate(lines[1:], start=1):
        if _RULE.fullmatch(line) or _OTHER_OPENER.fullmatch(line) or _is_heading(line, lines[number + 1 : number + 2]):
            return lines[:number]
    return lines


def _is_heading(line: str, following: list[str]) -> bool:
    """What stands close above other lines is a comment of the header."""
    return _HEADING.match(line) is not None and not "".join(following).strip()


def _keys(lines: Iterable[str]) -> list[str]:
    return [key[1] for key in map(_KEY.match, lines) if key]


def _not_for_buyers(keys: Iterable[str], problem: str) -> Mapping[str, object]:
    """What to go by where a header that is not read speaks of buyers: it may say no to what a folder says yes to."""
    if not names("buyer_safe", keys):
        return {}
    tell(logger, f"{problem}; until then it is not shown to buyers")
    return _CLOSED


def left_unread(raw: str, problem: str) -> Mapping[str, object]:
    """Warns of metadata that cannot be read and gives what to go by; raises AudienceUnknownError for an audience."""
    if "audience" in raw.lower() or names("audience", _keys(raw.splitlines())):
        raise AudienceUnknownError(f"{problem}, so its audience cannot be known: mend it")
    tell(logger, f"{problem}: its metadata is left out and it is not shown to buyers until that is mended")
    return _CLOSED


def _what_yaml_says(error: Exception, lines_above: int) -> str:
    """Where it breaks, as an editor counts, what is wrong there, and what mends most of it.

    A list or quotation that is not closed is found at the end of all, and mended where it begins.
    """
    import yaml

    if not isinstance(error, yaml.MarkedYAMLError):
        return first_line(error).replace(' in "<unicode string>"', "")
    begins = any(word in (error.context or "") for word in ("flow", "quoted"))
    mark = (error.context_mark if begins else None) or error.problem_mark
    at = f"line {lines_above + mark.line + 1}, column {mark.column + 1}: " if mark else ""
    return f"{at}{error.problem or 'it cannot be read'}; write text that holds signs such as : # [ in quotation marks"


def first_line(error: Exception) -> str:
    """What a library says of an error, short and in one line."""
    return " ".join(str(error).split())[:160]
