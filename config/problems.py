"""One mistake in the settings, said in words: where it stands, which key, what would be right."""

from __future__ import annotations

import difflib
import re
import types
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from config.locating import KeyPath
from config.settings import ENVIRONMENT_DELIMITER, ENVIRONMENT_PREFIX, Settings

_MENDS = {
    "missing": "is missing",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "int_parsing_size": "must be a whole number, and a smaller one",
    "float_parsing": "must be a number",
    "float_type": "must be a number",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "string_type": "must be text in quotes",
    "string_too_short": "must not be empty",
    "too_short": "must not be empty: give at least one",
    "tuple_type": 'must be a list, for example ["a", "b"]',
    "list_type": 'must be a list, for example ["a", "b"]',
    "dict_type": "must be a table of names",
    "model_type": "must be a table of keys",
    "model_attributes_type": "must be a table of keys",
    "path_type": "must be a path, as text in quotes",
    "date_type": "must be a date such as 2026-03-31",
    "date_parsing": "must be a date such as 2026-03-31",
    "date_from_datetime_parsing": "must be a date such as 2026-03-31",
    "time_type": 'must be an hour such as "08:00"',
    "time_parsing": 'must be an hour such as "08:00"',
}
_BEFORE = re.compile(r"^\w+ should ")
"""How pydantic begins most of its sentences: "Input should be …", "String should have …"."""
_PATTERNS = {
    "base_url": "must begin with http:// or https:// and name a host",
    "api_url": "must begin with http:// or https://",
    "command": 'must be a slash command such as "/ask"',
    "settings_command": 'must be a slash command such as "/cornerman"',
    "reaction": 'must be the name of an emoji without colons, such as "question"',
    "language": 'must be a two-letter code such as "en"',
    "languages": 'must be two-letter codes such as ["en", "de"]',
    "reranker_languages": 'must be two-letter codes such as ["en", "de"]',
}
_LISTS_OF_TABLES = ("sources", "folders")
_EXAMPLES = {
    "data_dir": ', for example data_dir = "cornerman-data"',
    "sources": ': say where content is, for example in three lines: [[sources]], name = "playbooks", '
    'location = "content/"',
}
"""What follows on "is missing" of what every settings file must have."""


def root_causes(errors: Sequence[ErrorDetails]) -> list[ErrorDetails]:
    """The errors without those that only follow from others: a default not made, a list emptied of its bad items."""
    paths = [error["loc"] for error in errors]

    def follows(error: ErrorDetails) -> bool:
        path = error["loc"]
        has_bad_items = any(len(other) > len(path) and other[: len(path)] == path for other in paths)
        return error["type"] == "default_factory_not_called" or (error["type"] == "too_short" and has_bad_items)

    return [error for error in errors if not follows(error)]


def describe_problem(error: ErrorDetails, place: str) -> str:
    """The sentence for one error of pydantic's. It never holds the value, which may be a secret."""
    path: KeyPath = error["loc"]
    kind = error["type"]
    key = written(path)
    if kind == "extra_forbidden":
        return f"{place}: {key} is not a setting; {_nearest(str(path[-1]), _known_keys(path[:-1]))}"
    if kind == "string_pattern_mismatch":
        name = next(str(part) for part in reversed(path) if isinstance(part, str))
        return f"{place}: {key} {_PATTERNS[name]}"
    if kind == "value_error":
        return f"{place}: {key}: {error['ctx']['error']}"
    if kind == "tuple_type" and path[-1] in _LISTS_OF_TABLES:
        return f"{place}: {key} {_list_of_tables(path, error['input'], place)}"
    mend = mend_of(error)
    if kind == "literal_error" and (meant := difflib.get_close_matches(str(error["input"]), _choices(error), n=1)):
        mend = f"{mend}; did you mean {meant[0]!r}?"
    hint = _EXAMPLES.get(key, "") if kind == "missing" else ""
    return f"{place}: {key} {mend}{hint}"


def mend_of(error: ErrorDetails) -> str:
    """What would be right, without what pydantic puts before it."""
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    # Pydantic's own words tell the bounds and choices, and never the value, which stands in `input` alone.
    return _MENDS.get(error["type"]) or _BEFORE.sub("must ", error["msg"], count=1)


def did_you_mean(variable: str) -> str:
    """The variable of the environment that somebody may have meant."""
    return _nearest(variable.upper(), known_variables())


def written(path: KeyPath) -> str:
    """A path as people write it, lists counted from 1: `sources[1].location` is the first source's."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def known_keys(model: type[BaseModel] = Settings, above: KeyPath = ()) -> Iterator[str]:
    """Every key that can be set, its tables before it: `slack.bot_token`, `sources.name`."""
    for name, info in model.model_fields.items():
        inner = _model_in(info.annotation)
        if inner is None:
            yield ".".join(map(str, (*above, name)))
        else:
            yield from known_keys(inner, (*above, name))


def known_variables() -> list[str]:
    """The variable of the environment for each setting; lists of tables have one for the whole list."""
    names: dict[str, None] = {}
    for key in known_keys():
        parts = ["sources"] if key.startswith("sources.") else key.split(".")
        names[ENVIRONMENT_PREFIX + ENVIRONMENT_DELIMITER.join(parts).upper()] = None
    return list(names)


def _list_of_tables(path: KeyPath, given: Any, place: str) -> str:
    """The mend for `[sources]`, which TOML reads as the only one there can be."""
    header = ".".join(part for part in path if isinstance(part, str))
    if place.startswith(ENVIRONMENT_PREFIX):
        return 'must be a JSON list, for example [{"name": "playbooks", "location": "content"}]'
    if isinstance(given, Mapping):
        return f"must be a list of tables: write [[{header}]], in two brackets, instead of [{header}]"
    return f"must be a list of tables: write [[{header}]] on a line of its own, and its keys below"


def _known_keys(path: KeyPath) -> list[str]:
    model: type[BaseModel] | None = Settings
    for part in path:
        if model is not None and isinstance(part, str):
            model = _model_in(model.model_fields[part].annotation) if part in model.model_fields else None
    return list(model.model_fields) if model is not None else []


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model inside `X`, `tuple[X, ...]`, `Annotated[X, …]` or `X | None`, if there is one."""
    if isinstance(annotation, type) and not isinstance(annotation, types.GenericAlias):
        return annotation if issubclass(annotation, BaseModel) else None
    arguments = get_args(annotation)[:1] if get_origin(annotation) is Annotated else get_args(annotation)
    return next((model for model in map(_model_in, arguments) if model is not None), None)


def _choices(error: ErrorDetails) -> list[str]:
    return [match.group(1) for match in re.finditer(r"'([^']*)'", error["ctx"]["expected"])]


def _nearest(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    return f"did you mean {close[0]}?" if close else f"known are {', '.join(known)}"
