"""The app's package: the zip that Teams takes, checked with Microsoft's own schemas before it is handed out."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any, cast

from jsonschema import Draft201909Validator
from jsonschema.exceptions import ValidationError

from bot.teams.manifest import COLOR_ICON, OUTLINE_ICON, AppFacts, manifest, translations

_PACKAGE = files("bot.teams") / "package"
_SEMVER = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)")
_WRITTEN = (1980, 1, 1, 0, 0, 0)
"""The same for each file: the same facts make the same bytes, so that one sees whether anything has changed."""

_SETTINGS = {
    "id": "set teams.app_id, or give --app-id",
    "version": "give --app-version, such as 1.0.1",
    "name.short": "set teams.app.name",
    "name.full": "set teams.app.name",
    "developer.name": "set teams.app.developer",
    "developer.websiteUrl": "set teams.app.website",
    "developer.privacyUrl": "set teams.app.privacy",
    "developer.termsOfUseUrl": "set teams.app.terms",
    "accentColor": "set teams.app.accent_color",
    "validDomains": "set base_url",
}
_WRONG: Mapping[str, Callable[[ValidationError], str]] = {
    "maxLength": lambda error: f"has {len(error.instance)} characters, and Teams takes {error.validator_value}",
    "pattern": lambda error: f"{error.instance!r} has not the form that Teams wants",
    "maxItems": lambda error: f"has {len(error.instance)} entries, and Teams takes {error.validator_value}",
}


class PackageError(Exception):
    """Teams would not take the package. `problems` names each field of the manifest, and what mends it."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def app_package(facts: AppFacts) -> bytes:
    """The zip: manifest, translations and icons.

    Raises:
        PackageError: Teams would not take it.
    """
    made, translated = checked(facts), translations(facts)
    texts = {"manifest.json": made, **translated}
    problems = [f"{name}: {one}" for name, said in translated.items() for one in problems_of_translation(said)]
    if problems:
        raise PackageError(problems)
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as package:
        for name, text in texts.items():
            _add(package, name, json.dumps(text, ensure_ascii=False, indent=2).encode())
        for icon in (COLOR_ICON, OUTLINE_ICON):
            _add(package, icon, (_PACKAGE / icon).read_bytes())
    return written.getvalue()


def checked(facts: AppFacts) -> dict[str, Any]:
    """The manifest, where Teams would take it.

    Raises:
        PackageError: it would not.
    """
    made = manifest(facts)
    problems = problems_of_manifest(made)
    if problems:
        raise PackageError(problems)
    return made


def problems_of_manifest(made: Mapping[str, Any]) -> list[str]:
    """What Teams would refuse, by the fields' names; empty where it would take it."""
    problems = _problems("MicrosoftTeams.schema.json", made)
    if not _SEMVER.fullmatch(str(made.get("version"))):
        # The schema takes any text here; Teams does not.
        problems.append(_problem("version", f"{made.get('version')!r} is no version of three numbers"))
    return problems


def problems_of_translation(said: Mapping[str, str]) -> list[str]:
    """The same of a file with translations."""
    return _problems("MicrosoftTeams.Localization.schema.json", said)


def _problems(schema: str, made: Mapping[str, Any]) -> list[str]:
    found = sorted(_validator(schema).iter_errors(made), key=lambda error: (_field(error), error.message))
    told = (_problem(_field(error), _WRONG.get(str(error.validator), _as_it_is)(error)) for error in found)
    return list(dict.fromkeys(told))


@cache
def _validator(schema: str) -> Draft201909Validator:
    """Microsoft's schemas call themselves draft 4, which passes over their `const`, and their keys beside a `$ref`."""
    known = cast("dict[str, Any]", json.loads((_PACKAGE / schema).read_text("utf-8")))
    return Draft201909Validator({key: value for key, value in known.items() if key != "$schema"})


def _field(error: ValidationError) -> str:
    """The field as Microsoft's reference writes it: `bots[0].commandLists[1].scopes`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.absolute_path)
    return "".join(steps).removeprefix(".") or "manifest.json"


def _problem(field: str, wrong: str) -> str:
    mend = _SETTINGS.get(field) or (_SETTINGS["id"] if field.endswith(("botId", "webApplicationInfo.id")) else "")
    return f"{field}: {wrong}" + (f"; {mend}" if mend else "")


def _as_it_is(error: ValidationError) -> str:
    return str(error.message)


def _add(package: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _WRITTEN)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    package.writestr(entry, content)
