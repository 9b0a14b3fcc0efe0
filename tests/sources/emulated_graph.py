"""Microsoft Graph's drives, and Microsoft's sign-in, as their protocols are: small pages, marks of change, batches."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from emulated_cloud import Asked, Said

SECRET = "client~secret.of-the-app"
TENANT = "11111111-0000-0000-0000-000000000001"
LIBRARY = "b!library"
PERSONAL = "b!personal"
PAGE = 2
TEAM = {"roles": ["write"], "grantedToV2": {"siteGroup": {"displayName": "Sales Members"}}}


def not_found() -> Said:
    return Said(404, {"error": {"code": "itemNotFound", "message": "The resource could not be found."}})


def trouble(status: int, code: str = "tooManyRequests", **headers: str) -> Said:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Said(status, {"error": {"code": code, "message": "No."}}, named)


@dataclass
class EmulatedGraph:
    """A company with one site, whose library and one OneDrive hold items. `url` is set once it is served.

    `faults` answer in the place of what a pattern of "METHOD path" fits, each once; those in a batch too.
    """

    url: str = ""
    items: dict[str, dict[str, dict[str, Any]]] = field(default_factory=lambda: {LIBRARY: {}, PERSONAL: {}})
    contents: dict[str, bytes] = field(default_factory=dict)
    permissions: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    changed: dict[str, list[str]] = field(default_factory=lambda: {LIBRARY: [], PERSONAL: []})
    faults: list[tuple[str, Said]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    secret: str = SECRET
    token: str = "entra-token-0123456789"
    unknown_marks: bool = False

    def __post_init__(self) -> None:
        for drive in self.items:
            self.items[drive][f"{drive}-root"] = {"id": f"{drive}-root", "name": "root", "root": {}, "folder": {}}

    def put(self, path: str, content: bytes, drive: str = LIBRARY, **more: Any) -> str:
        """Writes a file, its folders with it; gives its id."""
        *folders, name = path.split("/")
        parent = f"{drive}-root"
        for folder in folders:
            parent = self._child(drive, parent, folder) or self._add(drive, parent, folder, {"folder": {}})
        found = self._child(drive, parent, name)
        told = {"file": {"mimeType": "text/markdown"}, "size": len(content), **more}
        item = self._add(drive, parent, name, told, found)
        self.contents[item] = content
        self.permissions.setdefault(item, [TEAM])
        return item

    def remove(self, item: str, drive: str = LIBRARY) -> None:
        del self.items[drive][item]
        self.changed[drive].append(item)

    def move(self, item: str, folder: str, drive: str = LIBRARY) -> None:
        self.items[drive][item]["parentReference"] = {"driveId": drive, "id": folder}
        self.changed[drive].append(item)

    def id_of(self, path: str, drive: str = LIBRARY) -> str | None:
        found: str | None = f"{drive}-root"
        for name in filter(None, path.split("/")):
            found = found and self._child(drive, found, name)
        return found

    def _child(self, drive: str, parent: str, name: str) -> str | None:
        for item in self.items[drive].values():
            if item.get("parentReference", {}).get("id") == parent and item["name"].casefold() == name.casefold():
                return str(item["id"])
        return None

    def _add(self, drive: str, parent: str, name: str, more: dict[str, Any], known: str | None = None) -> str:
        item = known or f"01{len(self.items[drive]):06d}{drive[2:5].upper()}"
        times = self.changed[drive].count(item) + 1
        self.items[drive][item] = {
            "id": item,
            "name": name,
            "eTag": f'"{{{item}}},{times}"',
            "webUrl": f"https://acme.sharepoint.com/sites/Sales/{quote(name)}",
            "parentReference": {"driveId": drive, "id": parent},
            "lastModifiedBy": {"user": {"displayName": "Dana Reyes", "email": "dana@acme.example"}},
            **more,
        }
        self.changed[drive].append(item)
        return item

    def answer(self, asked: Asked) -> Said:
        path = unquote(asked.path)
        self.asked.append(f"{asked.method} {path}")
        if fault := self._fault(self.asked[-1]):
            return fault
        if path.startswith(f"/{TENANT}/"):
            return self._sign_in(asked, path)
        if path.startswith("/download/"):
            assert "authorization" not in asked.headers
            return Said(body=self.contents[path.removeprefix("/download/")])
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            return trouble(401, "InvalidAuthenticationToken")
        if path == "/v1.0/$batch":
            return self._batch(json.loads(asked.body)["requests"])
        return self._graph(path.removeprefix("/v1.0/"), asked.query)

    def _fault(self, asked: str) -> Said | None:
        for place, (pattern, said) in enumerate(self.faults):
            if re.search(pattern, asked):
                del self.faults[place]
                return said
        return None

    def _sign_in(self, asked: Asked, path: str) -> Said:
        if path.endswith("/.well-known/openid-configuration"):
            ends = {"token_endpoint": f"{self.url}/{TENANT}/oauth2/v2.0/token"}
            ends["authorization_endpoint"] = f"{self.url}/{TENANT}/oauth2/v2.0/authorize"
            return Said(body={**ends, "issuer": f"{self.url}/{TENANT}/v2.0"})
        form = asked.form()
        if form["client_secret"] != self.secret:
            words = "AADSTS7000215: Invalid client secret provided."
            return Said(401, {"error": "invalid_client", "error_description": words})
        assert form["scope"].split()[0] == f"{self.url}/.default"
        return Said(body={"token_type": "Bearer", "expires_in": 3599, "access_token": self.token})

    def _batch(self, requests: list[dict[str, str]]) -> Said:
        assert len(requests) <= 20
        answers = []
        for one in requests:
            path = one["url"]
            said = self._fault(f"BATCH {path}") or self._graph(path.lstrip("/"), {})
            answers.append({"id": one["id"], "status": said.status, "headers": said.headers, "body": said.body})
        return Said(body={"responses": answers[::-1]})  # in no order, as Microsoft says

    def _graph(self, path: str, query: Any) -> Said:
        routes: dict[str, Callable[..., Said]] = {
            r"sites/acme\.sharepoint\.com:/sites/Sales": lambda: Said(body={"id": "site-1"}),
            r"sites/site-1/drives": lambda: self._drives(query),
            r"users/dana@acme\.example/drive": lambda: Said(body={"id": PERSONAL}),
            r"drives/([^/]+)/root": lambda drive: Said(body=self.items[drive][f"{drive}-root"]),
            r"drives/([^/]+)/root:/(.+)": self._by_path,
            r"drives/([^/]+)/root/delta": lambda drive: self._delta(drive, query),
            r"drives/([^/]+)/items/([^/]+)/permissions": lambda drive, item: self._permissions(drive, item, query),
            r"drives/([^/]+)/items/([^/]+)/content": self._content,
        }
        for pattern, route in routes.items():
            if found := re.fullmatch(pattern, path, re.IGNORECASE):
                return route(*found.groups())
        return not_found()

    def _drives(self, query: Any) -> Said:
        known = [("b!other", "Site Pages", "SitePages"), (LIBRARY, "Documents", "Shared%20Documents")]
        drives = [
            {"id": key, "name": name, "webUrl": f"https://acme.sharepoint.com/sites/Sales/{last}"}
            for key, name, last in known
        ]
        if "$skiptoken" in query:
            return Said(body={"value": drives[1:]})
        more = f"{self.url}/v1.0/sites/site-1/drives?$skiptoken=1"
        return Said(body={"value": drives[:1], "@odata.nextLink": more})

    def _by_path(self, drive: str, path: str) -> Said:
        found = self.id_of(path, drive)
        return Said(body=self.items[drive][found]) if found else not_found()

    def _delta(self, drive: str, query: Any) -> Said:
        """A token is "since", "until" (in the log of changes; "until" -1 is now) and how many were given."""
        log = self.changed[drive]
        since, until, given = map(int, query.get("token", "-1:-1:0").split(":"))
        until = len(log) if until < 0 else until
        if since >= 0 and self.unknown_marks:
            self.unknown_marks = False
            return trouble(410, "resyncRequired", Location=f"{self.url}/v1.0/drives/{drive}/root/delta")
        whole = since < 0
        ids = [*self.items[drive]] if whole else list(dict.fromkeys(log[since:until]))
        page = [self.items[drive].get(one, {"id": one, "deleted": {"state": "deleted"}}) for one in ids[given:][:PAGE]]
        here = f"{self.url}/v1.0/drives/{drive}/root/delta?token="
        if given + PAGE < len(ids):
            return Said(body={"value": page, "@odata.nextLink": f"{here}{since}:{until}:{given + PAGE}"})
        return Said(body={"value": page, "@odata.deltaLink": f"{here}{until}:-1:0"})

    def _permissions(self, drive: str, item: str, query: Any) -> Said:
        if item not in self.items[drive]:
            return not_found()
        given = self.permissions[item]
        start = int(query.get("$skiptoken", 0))
        body: dict[str, Any] = {"value": given[start:][:PAGE]}
        if start + PAGE < len(given):
            place = f"{self.url}/v1.0/drives/{drive}/items/{item}/permissions"
            body["@odata.nextLink"] = f"{place}?$skiptoken={start + PAGE}"
        return Said(body=body)

    def _content(self, drive: str, item: str) -> Said:
        if item not in self.items[drive]:
            return not_found()
        return Said(302, b"", {"Location": f"{self.url}/download/{item}?tempauth=eyJ-secret"})

    def location(self, path: str, more: str = "") -> str:
        place = f"sharepoint://acme.sharepoint.com/sites/Sales/{path}"
        return f"{place}#graph={self.url}&login={self.url}{more}"

    @property
    def credentials(self) -> dict[str, str]:
        return {"tenant_id": TENANT, "client_id": "app", "client_secret": SECRET}

    @property
    def paths_asked(self) -> list[str]:
        return [urlsplit(one).path.removeprefix("GET /v1.0/") for one in self.asked]
