"""Settings from `cornerman.toml`, from the environment and from the command line, with errors that name the place."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_settings import EnvSettingsSource
from pydantic_settings import SettingsError as UnreadableVariableError

from config.locating import KeyPath, key_lines, unfinished_line
from config.model_profiles import BUNDLED
from config.problems import describe_problem, did_you_mean, root_causes
from config.settings import ENVIRONMENT_PREFIX, SETTINGS_FILE, Settings

_OPEN_QUOTE = re.compile(r"""(?:Illegal|Found invalid) character '\\n'|Unterminated string|Expected ["'\\]+$""")
"""How the library says that a text does not end: it meets the end of the line, or of the file."""


FROM_ENVIRONMENT = "env:"
"""What a credential begins with that a variable of the environment holds: a settings file is no place for secrets."""


NAME_FILE = "name yours with `--config FILE`"


class SettingsError(Exception):
    """The settings are not usable. `problems` says of each mistake where it stands and what would be right."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


@dataclass
class _Gathered:
    """What the layers give together: the values, the place each came from, and what was wrong on the way."""

    values: dict[str, Any] = field(default_factory=dict)
    places: dict[KeyPath, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def add(self, layer: Mapping[str, Any], places: Mapping[KeyPath, str]) -> None:
        """Lay one layer over those before it: tables are joined, everything else is replaced."""
        for path in places:
            if not isinstance(_value_at(layer, path), Mapping):
                self.places = {old: place for old, place in self.places.items() if old[: len(path)] != path}
        self.places.update(places)
        self.values = _joined(self.values, layer)

    def place_of(self, path: KeyPath) -> str | None:
        """Where the value at `path` was given, or a part of it, or else the nearest table around it."""
        inside = [place for given, place in self.places.items() if given[: len(path)] == path]
        if path not in self.places and inside:
            return inside[-1]
        return next((self.places[path[:end]] for end in range(len(path), 0, -1) if path[:end] in self.places), None)


def load_settings(
    path: Path | None = None,
    environ: Mapping[str, str] | None = None,
    overrides: Mapping[str, Any] | None = None,
    *,
    otherwise: str = NAME_FILE,
) -> Settings:
    """The settings of this deployment.

    `path` is the settings file; None means `cornerman.toml` in the working directory, if it is there. The environment
    (`environ`, the process's own unless given) wins over the file, `overrides` (nested as in the file) over both.
    Relative paths in the file are relative to the file, others to the working directory. `otherwise` is what can
    be done without a settings file but to have one written.

    Raises:
        SettingsError: with every problem found, not only the first.
    """
    gathered = _Gathered()
    file = path if path is not None else Path(SETTINGS_FILE)
    if file.is_dir():
        raise SettingsError((f"{file}: is a folder; name the settings file in it",))
    is_missing = not file.is_file()
    if is_missing and path is not None:
        raise SettingsError((f"{file}: there is no such file; `cornerman init` writes one",))
    if not is_missing:
        _add_file(gathered, file)
    known = os.environ if environ is None else environ
    _add_environment(gathered, known)
    _reveal_credentials(gathered, known)
    if overrides:
        gathered.add(_with_absolute_paths(overrides, Path.cwd()), dict.fromkeys(_leaves(overrides), "command line"))
    try:
        settings = Settings(**gathered.values)
    except ValidationError as error:
        fallback = "the settings" if is_missing else str(file)
        causes = root_causes(error.errors())
        if is_missing:
            gathered.problems.insert(
                0,
                f"There is no {SETTINGS_FILE} in {Path.cwd()}: `cornerman init` writes one, or {otherwise}.",
            )
            if not {"data_dir", "sources"} & set(gathered.values):  # nobody has begun: that they are missing is no news
                causes = [one for one in causes if one["type"] != "missing" or len(one["loc"]) > 1]
        for one in causes:
            gathered.problems.append(describe_problem(one, gathered.place_of(one["loc"]) or fallback))
        # The library's own error would bring the values along, secrets among them.
        raise SettingsError(tuple(gathered.problems)) from None
    if gathered.problems:
        raise SettingsError(tuple(gathered.problems))
    return settings


def _add_file(gathered: _Gathered, file: Path) -> None:
    try:
        text = file.read_text(encoding="utf-8-sig")
        layer = tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise SettingsError((f"{file}: is not UTF-8 text (byte {error.start}); save it as UTF-8",)) from None
    except OSError as error:
        raise SettingsError((f"{file}: cannot be read: {error.strerror}",)) from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError((_syntax_problem(file, text, error),)) from None
    places = {path: f"{file}:{line}" for path, line in key_lines(text).items()}
    gathered.add(_with_absolute_paths(layer, file.absolute().parent), places)


def _syntax_problem(file: Path, text: str, error: tomllib.TOMLDecodeError) -> str:
    """Say what is wrong, and on which line, without quoting the line, which may hold a secret."""
    reason, _, position = str(error).partition(" (at ")
    numbers = [int(word.strip(",)")) for word in position.split() if word.strip(",)").isdigit()]
    line = numbers[0] if numbers else unfinished_line(text) or len(text.splitlines())
    if _OPEN_QUOTE.match(reason):
        return f"{file}:{line}: a quote is opened here and not closed: a text ends with the quote that it begins with"
    return f"{file}:{line}: this is not valid TOML: {reason}; text stands in quotes, lists in [ ], one key a line"


class _Variable(EnvSettingsSource):
    """One variable of the environment, read as pydantic-settings reads them."""

    def __init__(self, name: str, value: str) -> None:
        self._variable = {name.lower(): value}
        super().__init__(Settings)

    def _load_env_vars(self) -> Mapping[str, str | None]:
        return self._variable


def _add_environment(gathered: _Gathered, environ: Mapping[str, str]) -> None:
    for name in sorted(environ):
        if not name.upper().startswith(ENVIRONMENT_PREFIX) or not environ[name]:
            continue
        try:
            layer = _Variable(name, environ[name])()
        except UnreadableVariableError:
            gathered.problems.append(f'{name}: lists and tables are given as JSON, for example ["a", "b"]')
            continue
        if layer:
            gathered.add(_with_absolute_paths(layer, Path.cwd()), dict.fromkeys(_leaves(layer), name))
        else:
            gathered.problems.append(f"{name}: there is no such setting; {did_you_mean(name)}")


def _with_absolute_paths(layer: Mapping[str, Any], base: Path) -> dict[str, Any]:
    """The layer, its relative paths made absolute; addresses (`https://…`, `zip://…`) stay as they are."""
    absolute = dict(layer)
    if isinstance(data_dir := layer.get("data_dir"), str | Path) and str(data_dir):
        absolute["data_dir"] = _absolute(data_dir, base)
    embedding, retrieval = layer.get("embedding"), layer.get("retrieval")
    if isinstance(embedding, Mapping):
        absolute["embedding"] = _with_absolute_model(embedding, "model", base)
        if isinstance(models := embedding.get("models_dir"), str | Path) and str(models):
            absolute["embedding"]["models_dir"] = _absolute(models, base)
    if isinstance(retrieval, Mapping):
        absolute["retrieval"] = _with_absolute_model(retrieval, "reranker", base)
    reindex = layer.get("reindex")
    if isinstance(reindex, Mapping) and isinstance(golden := reindex.get("golden_questions"), str) and golden:
        absolute["reindex"] = {**reindex, "golden_questions": _absolute(golden, base)}
    if isinstance(layer.get("sources"), list | tuple):
        absolute["sources"] = [_with_absolute_location(source, base) for source in layer["sources"]]
    return absolute


def _with_absolute_model(section: Mapping[str, Any], key: str, base: Path) -> dict[str, Any]:
    """The section, the model that it names by a folder's relative path made absolute; a name on the hub stays one."""
    name = section.get(key)
    if not isinstance(name, str) or name in ("", BUNDLED):
        return dict(section)
    try:
        folder = _absolute(name, base)
        return {**section, key: folder} if Path(folder).is_dir() else dict(section)
    except (OSError, ValueError, RuntimeError):  # no possible path, or nobody's home
        return dict(section)


def _with_absolute_location(source: Any, base: Path) -> Any:
    location = source.get("location") if isinstance(source, Mapping) else None
    if not isinstance(location, str | Path) or not str(location) or "://" in str(location) or "::" in str(location):
        return source
    return {**source, "location": _absolute(location, base)}


def _absolute(path: str | Path, base: Path) -> str:
    """The path from the root, without steps back (`examples/../data`) where those change nothing."""
    written = str(base / Path(path).expanduser())
    short = os.path.normpath(written)
    try:
        return short if os.path.realpath(short) == os.path.realpath(written) else written
    except (OSError, ValueError):  # no possible path: who needs it says so
        return written


def _reveal_credentials(gathered: _Gathered, environ: Mapping[str, str]) -> None:
    """Puts what a variable of the environment holds in the place of each credential that is written "env:VARIABLE"."""
    sources = gathered.values.get("sources")
    revealed = []
    for number, source in enumerate(sources if isinstance(sources, list | tuple) else ()):
        credentials = source.get("credentials") if isinstance(source, Mapping) else None
        if not isinstance(credentials, Mapping):
            revealed.append(source)
            continue
        found = dict(credentials)
        for name, written in credentials.items():
            if isinstance(written, str) and written.startswith(FROM_ENVIRONMENT):
                variable = written.removeprefix(FROM_ENVIRONMENT)
                found[name] = environ.get(variable, "")
                if not found[name]:
                    place = gathered.place_of(("sources", number, "credentials", name)) or "the settings"
                    gathered.problems.append(
                        f"{place}: sources.credentials.{name}: the environment has no variable {variable}: set it"
                    )
        revealed.append({**source, "credentials": found})
    if revealed:
        gathered.values["sources"] = revealed


def _leaves(layer: Mapping[str, Any], above: KeyPath = ()) -> list[KeyPath]:
    """The path of each value of a layer that is no table."""
    paths: list[KeyPath] = []
    for key, value in layer.items():
        paths += _leaves(value, (*above, key)) if isinstance(value, Mapping) and value else [(*above, key)]
    return paths


def _value_at(layer: Mapping[str, Any], path: KeyPath) -> Any:
    value: Any = layer
    for key in path:
        value = value[key]
    return value


def _joined(lower: Mapping[str, Any], upper: Mapping[str, Any]) -> dict[str, Any]:
    joined = dict(lower)
    for key, value in upper.items():
        below = joined.get(key)
        joined[key] = _joined(below, value) if isinstance(below, Mapping) and isinstance(value, Mapping) else value
    return joined
