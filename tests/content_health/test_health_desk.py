"""Who sees which findings, and what is told of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from string import Formatter
from typing import Any, get_args

import pytest
from fakes import DocumentPages

import bot
from bot.content_health.desk import HealthDesk, HealthSources, joined, turned
from bot.content_health.model import Report, Seen
from bot.content_health.telling import counts_told, link, review_told, said, where
from bot.content_health.words import ENGLISH, RUSSIAN, HealthWords, health_words
from bot.insights.model import DocumentUse, Period, Scope
from bot.ports import KeepingError
from bot.viewer import Viewer
from config.health_settings import FindingKind
from content_index.health.model import KINDS, Checked, Finding, Place
from content_index.model import Document, Failure, GenerationInfo

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def page(path: str, **more: Any) -> Document:
    given = {
        "id": path.removesuffix(".md"), "source": "wiki", "path": path, "title": path.title(), "kind": "policy",
        "language": "en", "fingerprint": "f", "owner": "Dana Reyes",
    }  # fmt: skip
    return Document(**(given | more))


PRICING = page("pricing.md", reviewed=date(2026, 10, 3), review_every_days=30)
TERMS = page("terms.md", owner="Lee Ortiz", reviewed=date(2026, 9, 1))
SECRET = page("secret.md", audience=("board",))
PAGES = (PRICING, TERMS, SECRET)
HEAD = Viewer("U1", groups=frozenset({"sales"}), roles=frozenset({"manager"}))
DANA = Viewer("U2", groups=frozenset({"sales"}), roles=frozenset({"owner"}), owns=lambda name: name == "Dana Reyes")
LEE = Viewer("U3", groups=frozenset({"sales"}), roles=frozenset({"owner"}), owns=lambda name: name == "Lee Ortiz")
BOARD = replace(HEAD, groups=frozenset({"board"}))
ADMINISTRATOR = replace(HEAD, roles=frozenset({"administrator"}))


def at(document: Document, **more: Any) -> Place:
    return Place(document.id, document.source, document.path, **more)


def conflict(one: Document = PRICING, other: Document = TERMS) -> Finding:
    parts = {"about": "number", "said": "15%", "other_said": "10%", "likelihood": 0.9}
    return Finding("conflict", "warning", at(one, heading="Rates"), at(other), parts, 0.9)


class Known:
    def __init__(self, *findings: Finding) -> None:
        self._findings = findings

    def of(self, generation: str) -> Checked | None:
        kinds = ("dead-link", "conflict", "near-duplicate", "image-without-text", "too-long")
        return Checked(generation, NOW, kinds, self._findings)


class NotYet:
    def of(self, _generation: str) -> None:
        return None


class Log:
    """Implements what is asked of bot.insights.ports.Insights."""

    def __init__(self, uses: Sequence[DocumentUse] = (), first: datetime = NOW - timedelta(days=200)) -> None:
        self._uses = uses
        self._first = first
        self.is_down = False

    def figures(self, period: Period, _scope: Scope) -> Any:
        if self.is_down:
            raise KeepingError("it does not answer")
        return type("Figures", (), {"questions": int(self._first < period.end)})()

    def documents(self, _period: Period, _scope: Scope) -> Sequence[DocumentUse]:
        return self._uses


class Pages(DocumentPages):
    def __init__(self, documents: Sequence[Document], failures: Sequence[Failure] = ()) -> None:
        super().__init__([(one, "") for one in documents])
        self._failures = tuple(failures)

    def info(self) -> GenerationInfo:
        return replace(super().info(), failures=self._failures)


def desk(*findings: Finding, documents: Sequence[Document] = PAGES, **given: Any) -> HealthDesk:
    failures = given.pop("failures", ())
    sources = HealthSources(**({"known": Known(*findings), "documents": Pages(documents, failures)} | given))
    return HealthDesk(sources, lambda: NOW, NOW.date)


def seen(report: Report, *kinds: str) -> list[tuple[str, str]]:
    return [(one.kind, one.finding.place.path) for one in report.findings if not kinds or one.kind in kinds]


def test_managers_see_all_that_is_for_their_groups_and_owners_what_is_theirs() -> None:
    dead = [Finding("dead-link", "error", at(one), parts={"link": "x", "why": "no_file"}) for one in PAGES]
    made = desk(*dead)
    links = lambda viewer: [path for _, path in seen(made.seen_by(viewer), "dead-link")]  # noqa: E731
    assert links(HEAD) == ["pricing.md", "terms.md"]
    assert links(BOARD) == ["pricing.md", "secret.md", "terms.md"]
    assert links(DANA) == ["pricing.md"]
    assert links(LEE) == ["terms.md"]
    assert links(replace(HEAD, groups=None)) == ["pricing.md", "secret.md", "terms.md"]


@pytest.mark.parametrize("pair", [(PRICING, SECRET), (SECRET, PRICING)])
def test_nobody_sees_a_finding_whose_other_side_they_may_not_see(pair: tuple[Document, Document]) -> None:
    made = desk(conflict(*pair))
    assert seen(made.seen_by(HEAD), "conflict") == []
    assert seen(made.seen_by(DANA), "conflict") == []
    assert len(seen(made.seen_by(BOARD), "conflict")) == 1


def test_an_owner_of_the_other_side_reads_it_from_their_side() -> None:
    (one,) = [one for one in desk(conflict()).seen_by(LEE).findings if one.kind == "conflict"]
    assert (one.document, one.other) == (TERMS, PRICING)
    assert said(one, "en") == "10% here, 15% in “Pricing.Md”"
    assert turned(turned(one)) == one


def test_owners_and_reviews_are_looked_at_as_they_are_today() -> None:
    bare = page("bare.md", owner=None)
    found = desk(documents=(PRICING, bare)).report()
    assert seen(found) == [("missing-owner", "bare.md"), ("overdue", "pricing.md")]
    assert said(found.findings[1], "en") == "was due 2 Nov 2026, 22 days ago"


def test_what_is_meant_so_is_not_told() -> None:
    meant = replace(TERMS, health_ignore=("conflict",))
    assert seen(desk(conflict(), documents=(PRICING, meant)).report(), "conflict") == []
    ignored = desk(conflict(), ignored=("overdue",)).report()
    assert seen(ignored) == [("conflict", "pricing.md")]
    assert "overdue" not in ignored.checked


def test_what_was_pulled_or_is_gone_is_not_told() -> None:
    assert seen(desk(conflict(), documents=(PRICING,)).report(), "conflict") == []


def test_what_could_not_be_read_is_for_who_looks_after_its_source() -> None:
    failures = [Failure("wiki", "broken.pdf", "it is empty"), Failure("wiki", "pricing.md", "cut short", True)]
    sources_of = lambda viewer: ["wiki"] if viewer is ADMINISTRATOR else []  # noqa: E731
    made = desk(failures=failures, sources_of=sources_of)
    paths = lambda viewer: [path for _, path in seen(made.seen_by(viewer), "unreadable")]  # noqa: E731
    assert paths(ADMINISTRATOR) == ["broken.pdf", "pricing.md"]
    assert paths(HEAD) == ["pricing.md"]
    assert paths(LEE) == []


def test_a_log_of_thirty_days_tells_what_nobody_needs() -> None:
    fresh = page("fresh.md", reviewed=date(2026, 11, 20))
    shown = page("shown.md")
    uses = [
        DocumentUse("pricing.md", 9, 3, 2, 0, 0, NOW), DocumentUse("shown.md", 5, 3, 0, 0, 0, NOW),
        DocumentUse("terms.md", 1, 1, 0, 0, 0, NOW),
    ]  # fmt: skip
    made = desk(documents=(*PAGES, fresh, shown), insights=Log(uses))
    assert seen(made.report(), "never-used", "never-opened") == [
        ("never-used", "secret.md"),
        ("never-opened", "shown.md"),
    ]
    assert seen(made.report(log=False), "never-used", "never-opened") == []


def test_a_younger_log_or_one_that_is_down_tells_nothing_and_it_is_said_why() -> None:
    young = desk(insights=Log(first=NOW - timedelta(days=29))).report()
    assert young.unchecked == {"never-used": "young_log", "never-opened": "young_log"}
    down = Log()
    down.is_down = True
    assert desk(insights=down).report().unchecked["never-used"] == "no_log"
    assert seen(young, "never-used") == []


def test_before_an_index_is_checked_it_says_so() -> None:
    report = desk(known=NotYet()).report()
    assert report.unchecked["dead-link"] == "not_yet"
    assert "overdue" in report.checked
    assert HealthDesk(HealthSources(Known(), DocumentPages(None)), lambda: NOW, NOW.date).report() == Report((), ())


def test_pages_that_are_all_alike_are_joined_after_what_may_not_be_seen_is_left_out() -> None:
    a, b = page("a.md"), page("b.md")
    hidden = page("hidden.md", audience=("board",))
    parts = {"likeness": 0.9, "passages": 1}
    pairs = [
        Finding("near-duplicate", "warning", at(one), at(other), parts, 0.9)
        for one, other in ((a, hidden), (hidden, b), (a, b))
    ]
    made = desk(*pairs, documents=(a, b, hidden))
    assert len(seen(made.seen_by(BOARD), "near-duplicate")) == 2
    assert len(seen(made.seen_by(HEAD), "near-duplicate")) == 1


def test_the_worst_come_first() -> None:
    dead = Finding("dead-link", "error", at(TERMS), parts={"link": "x", "why": "no_file"})
    assert [kind for kind, _ in seen(desk(conflict(), dead).report())] == ["dead-link", "conflict", "overdue"]


FINDINGS = (
    conflict(),
    Finding("near-duplicate", "warning", at(PRICING), at(TERMS), {"likeness": 0.934, "passages": 3}),
    *(
        Finding("dead-link", "error", at(PRICING), parts={"link": "x.md", "why": why, "status": 404})
        for why in ENGLISH.dead
    ),
    Finding("wrong-metadata", "warning", at(PRICING), parts={"problem": "reviewed: expected a date; it is left out"}),
    Finding("missing-owner", "warning", at(PRICING)),
    Finding("overdue", "warning", at(PRICING), parts={"due": "2026-11-02", "days": 22}),
    Finding("image-without-text", "warning", at(PRICING), parts={"image": "a.png", "what": "image"}),
    Finding("image-without-text", "warning", at(PRICING), parts={"image": "", "what": "page"}),
    *(
        Finding("too-long", "warning", at(PRICING), parts={"characters": 1234, "longest": 480, "what": what})
        for what in ENGLISH.too_long
    ),
    Finding("unreadable", "error", at(PRICING), parts={"reason": "it is empty", "kept": 1}),
    Finding("unreadable", "error", Place("", "wiki", ""), parts={"reason": "it is not there", "kept": 0}),
    Finding("never-used", "note", at(PRICING)),
    Finding("never-opened", "note", at(PRICING), parts={"uses": 5}),
)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_finding_is_told_in_every_language(language: str) -> None:
    for finding in FINDINGS:
        told = said(Seen(finding, PRICING, TERMS if finding.other else None), language)
        assert told
        assert not re.search(r"[{}]", told)
    assert {finding.kind for finding in FINDINGS} == set(KINDS)


def test_findings_in_words() -> None:
    assert said(Seen(FINDINGS[1], PRICING, TERMS), "en") == "93% the same as “Terms.Md” · in 3 places"
    assert where(FINDINGS[0], "en") == "Rates"
    assert where(Finding("dead-link", "error", at(PRICING, line=7)), "en") == "line 7"
    assert where(FINDINGS[-1], "en") == ""
    assert counts_told(["overdue", "dead-link", "overdue"], "en") == "1 dead link, 2 reviews overdue"
    assert counts_told(["overdue"] * 5, "ru") == "5 просроченных проверок"
    assert review_told(PRICING, "en") == "reviewed 3 Oct 2026"
    assert review_told(SECRET, "en") == "no review date"


def test_a_link_leads_to_the_heading() -> None:
    assert link(PRICING, "a b") == "/documents/pricing#a%20b"
    assert link(replace(PRICING, url="https://wiki/p"), "rates", "https://console") == "https://wiki/p#rates"
    assert link(PRICING, "", "https://console") == "https://console/documents/pricing"


def shape(words: object) -> object:
    """What a template asks for, and which keys there are."""
    if isinstance(words, dict) and {"other", "one"} <= set(words):
        return {name for form in words.values() for name in shape(form)}  # each language has its own plural forms
    if isinstance(words, dict):
        return {key: shape(value) for key, value in words.items()}
    return {name for _, name, _, _ in Formatter().parse(str(words)) if name}


@pytest.mark.parametrize("name", [field.name for field in fields(HealthWords)])
def test_both_languages_say_the_same_of_health_with_the_same_blanks(name: str) -> None:
    assert shape(getattr(ENGLISH, name)) == shape(getattr(RUSSIAN, name))


def test_no_word_about_health_is_kept_that_nothing_says() -> None:
    root = Path(bot.__file__).parent
    places = [*root.glob("content_health/*.py"), *root.glob("console/**/content_health*"), *root.glob("*/*health*.py")]
    places += [root / "console" / "content_page.py", root / "console" / "content_health_page.py"]
    text = "\n".join(place.read_text(encoding="utf-8") for place in places if place.suffix != ".pyc")
    names = [field.name for field in fields(HealthWords)]
    assert [name for name in names if not re.search(rf"(words|health|\))\.{name}\b", text)] == []
    assert health_words("de") is ENGLISH


def test_settings_know_every_kind() -> None:
    assert get_args(FindingKind) == KINDS


def test_joining_leaves_other_kinds_as_they_are() -> None:
    one = Seen(conflict(), PRICING, TERMS)
    assert joined([one, one]) == (one, one)
