"""A Confluence that speaks as much of its REST API as the connector asks, paged, with rules of who may read."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from http_places import Asked, Reply

USER, TOKEN = "dana@acme.example", "ATATT3x-very-secret=token"
BASIC = "Basic " + base64.b64encode(f"{USER}:{TOKEN}".encode()).decode()


@dataclass
class Page:
    title: str
    body: str = "<p>Words.</p>"
    above: tuple[str, ...] = ()
    version: int = 1
    labels: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    people: tuple[Mapping[str, str], ...] = ()
    space: str = "SALES"
    kind: str = "page"
    container: str = ""
    content: bytes = b""
    owner: str = ""


@dataclass
class Wiki:
    """`told`: whether a search tells restrictions; `closed` are pages whose restrictions the account may not read."""

    pages: dict[str, Page] = field(default_factory=dict)
    base: str = "https://acme.atlassian.net/wiki"
    at_once: int = 2
    told: bool = True
    closed: set[str] = field(default_factory=set)
    replies: dict[str, Reply] = field(default_factory=dict)
    authorization: str = BASIC

    def answer(self, asked: Asked) -> Reply:
        path = asked.path.removeprefix("/wiki")
        if asked.headers.get("authorization") != self.authorization:
            return Reply(401, b"<html>Log in</html>")
        ready = next((reply for start, reply in self.replies.items() if path.startswith(start)), None)
        return ready or self._answer(path, asked.query)

    def _answer(self, path: str, query: Mapping[str, str]) -> Reply:
        if path == "/rest/api/user/current":
            return _json({"type": "known", "accountId": "712020:x", "email": USER, "displayName": "Cornerman"})
        if path == "/rest/api/content/search":
            return self._search(query)
        if found := re.fullmatch(r"/rest/api/content/(\d+)/restriction/byOperation/read", path):
            return self._restriction(found[1], query)
        if found := re.fullmatch(r"/download/attachments/(\d+)", path):
            return Reply(body=self.pages[found[1]].content)
        return Reply(404, b'{"statusCode":404}')

    def _search(self, query: Mapping[str, str]) -> Reply:
        cql = query["cql"]
        if "NOWHERE" in cql:
            return _json({"message": "The value 'NOWHERE' does not exist for the field 'space'"}, 400)
        wanted = re.search(r"id = (\d+)", cql)
        kind = "attachment" if "type = attachment" in cql else "page"
        spaces = re.findall(r'"(.*?)"', cql)
        found = [
            key
            for key, page in self.pages.items()
            if (key == wanted[1] if wanted else page.kind == kind and page.space in spaces)
        ]
        start, limit = int(query.get("cursor", 0)), min(int(query["limit"]), self.at_once)
        links = {"base": self.base, "context": "/wiki", "self": f"{self.base}/rest/api/content/search"}
        if start + limit < len(found):
            more = {"next": "true", "cursor": start + limit, "limit": limit, "cql": cql, "expand": query["expand"]}
            links["next"] = f"/rest/api/content/search?{urlencode(more)}"
        expand = query["expand"].split(",")
        results = [self._content(key, expand) for key in found[start : start + limit]]
        return _json({"results": results, "start": start, "limit": limit, "size": len(results), "_links": links})

    def _content(self, key: str, expand: list[str]) -> dict[str, Any]:
        page = self.pages[key]
        told: dict[str, Any] = {
            "id": key,
            "type": page.kind,
            "title": page.title,
            "_links": {"webui": f"/spaces/{page.space}/pages/{key}", "download": f"/download/attachments/{key}?v=1"},
            "extensions": {"fileSize": len(page.content)} if page.kind == "attachment" else {},
            "_expandable": {"space": f"/rest/api/space/{page.space}"},
        }
        parts = {
            "space": {"space": {"key": page.space}},
            "version": {"version": {"number": page.version, "by": {"displayName": "Last Author"}}},
            "ancestors": {"ancestors": [{"id": one, "title": self.title(one)} for one in page.above]},
            "metadata.labels": {"metadata": {"labels": {"results": [{"name": name} for name in page.labels]}}},
            "history.ownedBy": {"history": {"ownedBy": {"displayName": page.owner}}} if page.owner else {},
            "body.storage": {"body": {"storage": {"value": page.body, "representation": "storage"}}},
            "container": {"container": {"id": page.container}},
            "restrictions.read.restrictions.group": {"restrictions": {"read": self._read(page)}} if self.told else {},
        }
        for part in expand:
            told.update(parts.get(part, {}))
        return told

    def title(self, key: str) -> str:
        return self.pages[key].title if key in self.pages else "Folder"

    @staticmethod
    def _read(page: Page, start: int = 0, limit: int = 200) -> dict[str, Any]:
        def part(all_: list[dict[str, str]]) -> dict[str, Any]:
            some = all_[start : start + limit]
            return {"results": some, "start": start, "limit": limit, "size": len(some)}

        users = [{"type": "known", **person} for person in page.people]
        groups = [{"type": "group", "name": name} for name in page.groups]
        return {"operation": "read", "restrictions": {"user": part(users), "group": part(groups)}}

    def _restriction(self, key: str, query: Mapping[str, str]) -> Reply:
        if key in self.closed:
            return Reply(403, b"{}")
        if key not in self.pages:
            return Reply(404, b"{}")
        return _json(self._read(self.pages[key], int(query["start"]), int(query["limit"])))


def _json(told: object, status: int = 200) -> Reply:
    return Reply(status, json.dumps(told).encode(), {"Content-Type": "application/json"})
