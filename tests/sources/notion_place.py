"""A Notion that speaks as much of its API as the connector asks, paged, and lets its integration into some pages."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from http_places import Asked, Reply

TOKEN = "ntn_0123456789-very-secret"
LONG_AGO = "2026-01-05T10:00:00.000Z"


def id_of(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012}"


def text(words: str, href: str | None = None, **marks: bool) -> list[dict[str, Any]]:
    return [{"type": "text", "plain_text": words, "href": href, "annotations": marks}]


def block(number: int, kind: str, *below: dict[str, Any], **inside: Any) -> dict[str, Any]:
    return {
        "object": "block", "id": id_of(number), "type": kind, kind: inside,
        "has_children": bool(below), "_below": [*below],
    }  # fmt: skip


def said(number: int, words: str, kind: str = "paragraph", *below: dict[str, Any]) -> dict[str, Any]:
    return block(number, kind, *below, rich_text=text(words))


@dataclass
class Page:
    title: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    edited: str = LONG_AGO
    properties: dict[str, Any] = field(default_factory=dict)
    gone: bool = False


@dataclass
class Notion:
    """`tables` are the rows of a data source, `databases` its data sources."""

    pages: dict[int, Page] = field(default_factory=dict)
    databases: dict[int, tuple[str, list[int]]] = field(default_factory=dict)
    tables: dict[int, list[int]] = field(default_factory=dict)
    at_once: int = 2
    replies: dict[str, Reply] = field(default_factory=dict)

    def answer(self, asked: Asked) -> Reply:
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return problem(401, "unauthorized")
        assert asked.headers["notion-version"] == "2025-09-03"
        for start, reply in self.replies.items():
            if asked.path.startswith(start):
                return reply
        found = re.fullmatch(
            r"/v1/(pages|databases|data_sources|blocks)/([0-9a-f-]{36})(/children|/query)?", asked.path
        )
        if found is None:
            return problem(400, "invalid_request_url")
        kind, number, more = found[1], int(found[2][-12:]), found[3]
        told: Any = None
        if kind == "pages" and number in self.pages:
            told = self._page(number)
        elif kind == "databases" and number in self.databases:
            title, tables = self.databases[number]
            told = {"object": "database", "title": text(title), "data_sources": [{"id": id_of(one)} for one in tables]}
        elif kind == "data_sources" and number in self.tables and not more:
            told = {"object": "data_source", "title": text("Table")}
        elif kind == "data_sources" and number in self.tables:
            assert asked.method == "POST"
            rows = [self._page(row) for row in self.tables[number]]
            told = self._some(rows, json.loads(asked.body))
        elif kind == "blocks" and (blocks := self._blocks(number)) is not None:
            told = self._some(blocks, asked.query)
        return problem(404, "object_not_found") if told is None else _json(told)

    def _page(self, number: int) -> dict[str, Any]:
        page = self.pages[number]
        title = {"Name": {"id": "title", "type": "title", "title": text(page.title) if page.title else []}}
        return {
            "object": "page", "id": id_of(number), "last_edited_time": page.edited, "in_trash": page.gone,
            "url": f"https://www.notion.so/P-{id_of(number).replace('-', '')}", "properties": page.properties | title,
        }  # fmt: skip

    def _blocks(self, number: int) -> list[dict[str, Any]] | None:
        if number in self.pages:
            return self.pages[number].blocks
        return next(
            (
                one["_below"]
                for page in self.pages.values()
                for one in _every(page.blocks)
                if one["id"] == id_of(number)
            ),
            None,
        )

    def _some(self, all_: list[Any], query: Mapping[str, Any]) -> dict[str, Any]:
        start, end = int(query.get("start_cursor") or 0), int(query.get("start_cursor") or 0) + self.at_once
        more = end < len(all_)
        shown = [{key: value for key, value in one.items() if key != "_below"} for one in all_[start:end]]
        return {"object": "list", "results": shown, "has_more": more, "next_cursor": str(end) if more else None}


def _every(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for block in blocks for one in (block, *_every(block["_below"]))]


def problem(status: int, code: str, headers: Mapping[str, str] | None = None) -> Reply:
    told = {"object": "error", "status": status, "code": code, "message": "no", "request_id": "r"}
    return Reply(status, json.dumps(told).encode(), {"Content-Type": "application/json", **(headers or {})})


def _json(told: object) -> Reply:
    return Reply(200, json.dumps(told).encode(), {"Content-Type": "application/json"})
