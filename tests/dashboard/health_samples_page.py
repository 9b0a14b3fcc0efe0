"""Findings on the pages of the dashboard's samples, one of every kind."""

from __future__ import annotations

from datetime import date

from dashboard_samples import CONTENT, NOW, PRICING, RIVAL, RUSSIAN, SECRET
from fakes import DocumentPages

from bot.content_health.desk import HealthDesk, HealthSources
from content_index.health.checking import OF_TEXTS
from content_index.health.model import Checked, Finding, Place
from content_index.model import Document

HOSTILE = '<script>alert("x")</script>'


def at(one: Document, text: str = "", heading: str = "Rates", anchor: str = "rates") -> Place:
    return Place(one.id, one.source, one.path, anchor, heading, 7, text)


def conflict(one: Document, other: Document) -> Finding:
    parts = {"about": "number", "said": "15%", "other_said": "10%", "likelihood": 0.9}
    return Finding("conflict", "warning", at(one, f"It is 15% {HOSTILE}."), at(other, "It is 10%."), parts, 0.9)


FINDINGS = (
    Finding("dead-link", "error", at(PRICING), parts={"link": HOSTILE, "why": "no_file"}),
    conflict(PRICING, RIVAL),
    conflict(RIVAL, SECRET),
    Finding("near-duplicate", "warning", at(RIVAL, "word " * 50), at(RUSSIAN), {"likeness": 0.9, "passages": 2}, 0.9),
    Finding("image-without-text", "warning", at(RIVAL), parts={"image": "x" * 300, "what": "image"}),
    Finding("too-long", "warning", at(SECRET), parts={"characters": 900, "longest": 480, "what": "row"}),
)


class Known:
    """Implements bot.content_health.desk.KnownHealth."""

    def __init__(self, *findings: Finding) -> None:
        self._findings = findings

    def of(self, generation: str) -> Checked:
        return Checked(generation, NOW, OF_TEXTS, self._findings)


def health(*findings: Finding) -> HealthDesk:
    sources = HealthSources(Known(*(findings or FINDINGS)), DocumentPages(CONTENT))
    return HealthDesk(sources, lambda: NOW, lambda: date(2026, 11, 24))
