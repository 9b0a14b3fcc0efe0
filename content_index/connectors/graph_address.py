"""Where a library of SharePoint, or somebody's OneDrive, is, as the location of a source says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from content_index.connectors.without_secrets import shown
from content_index.ports import SourceError

_FORMS = {
    "sharepoint": "write it as sharepoint://COMPANY.sharepoint.com/sites/SITE/LIBRARY/FOLDER",
    "onedrive": "write it as onedrive://PERSON@COMPANY/FOLDER",
}
_CLOUDS = {
    "": ("https://graph.microsoft.com", "https://login.microsoftonline.com"),
    "us-government": ("https://graph.microsoft.us", "https://login.microsoftonline.us"),
    "us-defense": ("https://dod-graph.microsoft.us", "https://login.microsoftonline.us"),
    "china": ("https://microsoftgraph.chinacloudapi.cn", "https://login.partner.microsoftonline.cn"),
}
"""By name, where Microsoft Graph is and where apps sign in (Microsoft's page on national cloud deployments)."""
_OPTIONS = ("cloud", "graph", "login", "everyone")
_CREDENTIALS = ("tenant_id", "client_id", "client_secret")


@dataclass(frozen=True, slots=True)
class GraphAddress:
    """`host` is that of SharePoint, `person` the login of whose OneDrive it is: one of the two.

    `steps` are the names of the path, decoded. `everyone` are groups that all of the company is in. `public`: the
    cloud is one of Microsoft's own.
    """

    host: str | None
    person: str | None
    steps: tuple[str, ...]
    graph: str
    login: str
    everyone: frozenset[str]
    public: bool = True


@dataclass(frozen=True, slots=True)
class GraphAccess:
    """The app in Microsoft Entra that reads."""

    tenant_id: str
    client_id: str
    client_secret: str = field(repr=False)


def read_address(location: str) -> GraphAddress:
    """`sharepoint://acme.sharepoint.com/sites/Sales/Shared%20Documents#everyone=All%20Sales`. Raises SourceError."""
    try:
        parts = urlsplit(location)
        options = parse_qsl(parts.fragment, strict_parsing=True) if parts.fragment else []
        host, person = parts.hostname, parts.username
        _ = parts.port
    except ValueError as error:
        raise SourceError("its location is no address: docs/sources.md shows the form") from error
    form = _FORMS[parts.scheme]
    asked: dict[str, list[str]] = {}
    for name, value in options:
        asked.setdefault(name, []).append(value)
    once = all(len(values) == 1 for name, values in asked.items() if name != "everyone")
    if not once or not asked.keys() <= set(_OPTIONS) or parts.query or parts.password:
        raise SourceError(f"its location says something beside {', '.join(_OPTIONS)}, each once: {form}")
    steps = tuple(unquote(step) for step in parts.path.split("/") if step)
    if not host or (person is None) == (parts.scheme == "onedrive") or {".", ".."} & set(steps):
        raise SourceError(f"its location {shown(location)!r} names no place: {form}")
    if parts.scheme == "sharepoint" and not steps:
        raise SourceError(f"its location {shown(location)!r} names no library: {form}")
    graph, login = _cloud(asked)
    return GraphAddress(
        host=host if person is None else None,
        person=None if person is None else f"{unquote(person)}@{host}",
        steps=steps,
        graph=graph,
        login=login,
        everyone=frozenset(name.casefold() for name in asked.get("everyone", ())),
        public="login" not in asked,
    )


def read_access(credentials: Mapping[str, str]) -> GraphAccess:
    """Raises SourceError where they are not those of an app."""
    unknown, missing = (
        sorted(credentials.keys() - set(_CREDENTIALS)),
        [n for n in _CREDENTIALS if not credentials.get(n)],
    )
    if unknown or missing:
        wrong = f"hold {', '.join(unknown)}" if unknown else f"lack {', '.join(missing)}"
        raise SourceError(f"its `credentials` {wrong}: give {', '.join(_CREDENTIALS)} of an app in Microsoft Entra")
    return GraphAccess(*(credentials[name] for name in _CREDENTIALS))


def _cloud(asked: Mapping[str, list[str]]) -> tuple[str, str]:
    name = asked.get("cloud", [""])[0]
    if name not in _CLOUDS:
        raise SourceError(f"its location names the cloud {name!r}; known are {', '.join(filter(None, _CLOUDS))}")
    graph, login = (
        asked.get(option, [known])[0] for option, known in zip(("graph", "login"), _CLOUDS[name], strict=True)
    )
    if not (graph.startswith("https://") and login.startswith("https://")):
        raise SourceError("its location names an address for `graph` or `login` that does not begin with https://")
    return graph.rstrip("/"), login.rstrip("/")
