"""A report for programs. Its shape is promised in docs/health.md: what is there keeps its name and meaning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from bot.content_health.model import Report, Seen
from bot.content_health.telling import said
from content_index.health.model import KINDS, SEVERITIES, Place, Severity
from content_index.model import Document

VERSION = 1
"""Raised when something of the shape is taken away or means something else. What is added raises nothing."""


def report_as_json(
    report: Report, findings: Sequence[Seen], *, pages: int, fails: Collection[Severity]
) -> dict[str, object]:
    """`findings` are those of the report that are told; `fails` the severities at which the command fails."""
    severities = Counter(one.finding.severity for one in findings)
    kinds = Counter(one.kind for one in findings)
    return {
        "version": VERSION,
        "failed": any(severities[severity] for severity in fails),
        "pages": pages,
        "checked": list(report.checked),
        "unchecked": {kind: report.unchecked[kind] for kind in KINDS if kind in report.unchecked},
        "severities": {severity: severities[severity] for severity in SEVERITIES},
        "kinds": {kind: kinds[kind] for kind in report.checked},
        "findings": [_finding(one) for one in findings],
    }


def _finding(one: Seen) -> dict[str, object]:
    finding = one.finding
    return {
        "kind": finding.kind,
        "severity": finding.severity,
        **_side(finding.place, one.document),
        "message": said(one, "en"),
        "details": dict(finding.parts),
        "other": _side(finding.other, one.other) if finding.other else None,
    }


def _side(place: Place, document: Document | None) -> dict[str, object]:
    return {
        "source": place.source,
        "path": place.path,
        "line": place.line,
        "heading": place.heading,
        "anchor": place.anchor,
        "title": document.title if document else "",
        "owner": document.owner if document else None,
        "reviewed": document.reviewed.isoformat() if document and document.reviewed else None,
        "text": place.text,
    }
