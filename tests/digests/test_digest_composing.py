from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from digest_samples import (
    BUSY,
    END,
    FEW,
    NOTHING,
    START,
    WEEKLY,
    Gaps,
    Insights,
    People,
    Told,
    desk,
    document,
    gap,
    use,
)

from bot.digests.model import Digest
from bot.gaps.model import GapQuestion
from bot.insights.model import FoundQuestion, Period, Scope
from content_index.model import Document

PRICING = document("pricing.md", reviewed=date(2026, 6, 1), review_every_days=90)
FLOOR = document("floor.md", audience=("managers",), reviewed=date(2026, 1, 1), review_every_days=90)
CASE = document("case.md", owner="lee@acme.example", reviewed=date(2026, 9, 1), review_every_days=365)
BARE = document("bare.md", owner=None)
DOCUMENTS = (PRICING, FLOOR, CASE, BARE)
EVERYTHING = Insights(uses=[use("floor.md", 12), use("pricing.md", 9, helpful=2, clicks=3), use("gone.md", 4)])


def composed(documents: tuple[Document, ...] = DOCUMENTS, **given: object) -> Digest:
    return desk(documents, **given).of(WEEKLY, START, END)  # type: ignore[arg-type]


def titles(digest: Digest) -> set[str]:
    lines = (*digest.used, *digest.never_used, *digest.overdue)
    return {one.title for one in lines} | {one.title for one in digest.documents.values()}


def test_a_managers_digest_tells_of_the_people_of_their_teams() -> None:
    insights, gaps = Insights(), Gaps()
    desk(insights=insights, gaps=gaps).of(replace(WEEKLY, teams=("emea", "apac")), START, END)
    assert set(insights.scopes) == {Scope(("emea", "apac"), frozenset({"U1", "U2", "U3"}))}
    assert {one.teams for one in gaps.wanted} == {("emea", "apac")}
    assert {one.people for one in gaps.wanted} == {frozenset({"U1", "U2", "U3"})}


def test_without_teams_it_tells_of_everybody() -> None:
    insights = Insights()
    desk(insights=insights).of(WEEKLY, START, END)
    assert set(insights.scopes) == {Scope()}


@pytest.mark.parametrize("groups", [frozenset[str](), frozenset({"managers"})])
def test_what_the_receiver_may_not_see_is_named_nowhere(groups: frozenset[str]) -> None:
    secret = gap("sso", document="floor.md", related=True, rank=2.0)
    closed = gap("api", state="closed", state_at=END - timedelta(days=1), closed_by="floor.md")
    digest = composed(groups=groups, insights=EVERYTHING, gaps=Gaps([secret, closed]))
    assert ("Floor" in titles(digest)) is bool(groups)
    assert ("floor.md" in repr(digest)) is bool(groups)
    assert [one.id for one in digest.gaps] == ["sso"]


def test_documents_most_used_never_used_and_overdue() -> None:
    digest = composed(insights=EVERYTHING, groups=frozenset({"managers"}))
    assert [(one.path, one.use.uses) for one in digest.used] == [("floor.md", 12), ("pricing.md", 9)]
    assert digest.used_count == 2  # what is no longer there is not told of
    assert [one.path for one in digest.never_used] == ["case.md", "bare.md"]  # the oldest review first, none last
    assert [(one.path, one.due, one.uses) for one in digest.overdue] == [
        ("floor.md", date(2026, 4, 1), 12),
        ("pricing.md", date(2026, 8, 30), 9),
    ]


def test_five_of_each_are_told_and_how_many_there_are() -> None:
    many = tuple(document(f"{n}.md", reviewed=date(2026, 1, n), review_every_days=30) for n in range(1, 10))
    digest = composed(many, gaps=Gaps([gap(str(n), rank=float(n)) for n in range(9)]))
    assert [one.path for one in digest.never_used] == [f"{n}.md" for n in range(1, 6)]
    assert (digest.never_used_count, digest.overdue_count, digest.open_gaps) == (9, 9, 9)
    assert [one.id for one in digest.gaps] == ["8", "7", "6", "5", "4"]


def test_closed_gaps_of_the_period_and_how_many_were_told() -> None:
    in_period, earlier = END - timedelta(days=2), START - timedelta(minutes=1)
    gaps = Gaps(
        [
            gap("quiet", state="closed", state_at=in_period, rank=9.0, closed_by="pricing.md"),
            gap("loud", state="closed", state_at=in_period, closed_by="pricing.md"),
            gap("old", state="closed", state_at=earlier),
            gap("next", state="closed", state_at=END),
        ]
    )
    digest = composed(gaps=gaps, told=Told({"loud": 4, "old": 7}))
    assert [(one.gap.id, one.told) for one in digest.closed] == [("loud", 4), ("quiet", 0)]
    assert digest.documents["pricing.md"].title == "Pricing"


def test_an_owner_is_told_of_their_documents_and_gaps_alone() -> None:
    insights = Insights(uses=[use("pricing.md", 9), use("case.md", 3)])
    gaps = Gaps(
        [
            gap("mine", assigned="U0LEE"),
            gap("suggested", owner="lee@acme.example", document="pricing.md", related=True),
            gap("taken", owner="lee@acme.example", assigned="Dana Reyes"),
            gap("other", owner="Dana Reyes"),
        ]
    )
    subscription = replace(WEEKLY, kind="owner", receiver="U0LEE", owner="Lee")
    owners = {"lee@acme.example": ["U0LEE"]}
    digest = desk(DOCUMENTS, insights=insights, gaps=gaps, owners=owners).of(subscription, START, END)
    assert set(insights.scopes) == {Scope(documents=frozenset({"case.md"}))}
    assert [one.path for one in digest.used] == ["case.md"]
    assert {one.id for one in digest.gaps} == {"mine", "suggested"}
    assert digest.documents["pricing.md"].title == "Pricing"  # not theirs, but they may see it


def test_an_owner_whom_no_document_names_is_told_of_no_questions() -> None:
    insights = Insights()
    desk(DOCUMENTS, insights=insights).of(replace(WEEKLY, kind="owner", owner="Nobody"), START, END)
    assert set(insights.scopes) == {Scope(documents=frozenset())}


def test_a_period_in_which_nothing_happened_is_quiet() -> None:
    assert composed((BARE,), insights=Insights(now=NOTHING)).quiet
    assert not composed((BARE,), insights=Insights(now=replace(NOTHING, gaps_closed=1))).quiet
    assert composed((PRICING,), insights=Insights(now=NOTHING)).quiet  # overdue since long: nothing new
    due_now = document("due.md", reviewed=date(2026, 8, 20), review_every_days=90)
    assert not composed((due_now,), insights=Insights(now=NOTHING)).quiet


def test_small_numbers_are_called_small_in_either_period() -> None:
    rising = [use("pricing.md", 60)]
    now = composed(insights=Insights(now=FEW, uses=rising))
    before = composed(insights=Insights(before=FEW, uses=rising))
    assert (now.few, now.few_before, now.rising) == (True, False, ())
    assert (before.few, before.few_before, before.rising) == (False, True, ())


def test_what_is_asked_about_more_than_before() -> None:
    globex = document("globex.md", title="Globex battlecard", competitors=("Globex",))
    rival = gap("offline", competitor="globex")
    asked = [
        FoundQuestion(
            id=str(number),
            asked_at=END - timedelta(hours=number),
            question="?",
            asker=f"U{number}",
            name="",
            workspace="T1",
            surface="slack",
            status="answered" if number == 0 else "gap",
            resolution="no_answer",
            confidence=0.1,
            document="",
            language="en",
            gap="offline",
        )
        for number in range(6)
    ]
    insights = Insights(
        uses=[use("globex.md", 14), use("pricing.md", 20)],
        uses_before=[use("globex.md", 5), use("pricing.md", 19)],
        found={"offline": asked},
    )
    digest = composed((PRICING, globex), insights=insights, gaps=Gaps([rival]))
    # Of the gap's six questions one was answered, and counts with its document.
    assert [(one.name, one.now, one.before) for one in digest.rising] == [("Globex", 19, 5)]


def test_names_of_askers_only_where_the_company_turned_that_on() -> None:
    question = GapQuestion("q", "sso", START, "?", "en", (), "T1", "slack", "U1", ("no_answer",), "")
    gaps = Gaps([gap("sso")], {"sso": [question, replace(question, question_id="r", asker="U2")]})
    assert composed(gaps=gaps).names == {}
    assert composed(gaps=gaps, people=People({"U1": "Ana"})).names == {"sso": ("Ana",)}
    assert composed(gaps=gaps, people=People({})).names == {}


def test_a_daily_one_draws_the_week_that_it_ends() -> None:
    insights = Insights(start=END - timedelta(days=1))
    desk(insights=insights).of(replace(WEEKLY, every="day"), END - timedelta(days=1), END)
    assert insights.periods_of_days == [Period(datetime(2026, 11, 16, 23, tzinfo=UTC), END)]  # seven days of Berlin


@pytest.mark.parametrize(
    ("start", "end", "zone", "first"),
    [
        ("2026-11-20T20:00Z", "2026-11-27T20:00Z", "UTC", "2026-11-21T00:00Z"),
        ("2026-11-20T00:00Z", "2026-11-27T00:00Z", "UTC", "2026-11-20T00:00Z"),
        ("2026-11-18T20:00Z", "2026-11-27T20:00Z", "UTC", "2026-11-19T00:00Z"),  # longer, as the hour was moved
        ("2026-10-23T22:00Z", "2026-10-30T23:00Z", "Europe/Berlin", "2026-10-23T22:00Z"),  # the clocks go back
        ("2026-10-29T23:00Z", "2026-10-30T23:00Z", "Europe/Berlin", "2026-10-23T22:00Z"),
        ("2026-11-27T20:00Z", "2026-11-27T22:00Z", "UTC", "2026-11-21T00:00Z"),  # a preview
    ],
)
def test_the_first_day_that_is_drawn_is_a_whole_one(start: str, end: str, zone: str, first: str) -> None:
    begins, ends, drawn = map(datetime.fromisoformat, (start, end, first))
    insights = Insights(start=begins)
    desk(insights=insights).of(replace(WEEKLY, zone=zone), begins, ends)
    assert insights.periods_of_days == [Period(drawn, ends)]


def test_a_preview_tells_of_the_time_since_it_was_due_last() -> None:
    now = END + timedelta(days=3)
    digest = desk(insights=Insights(start=END), now=now).preview(WEEKLY)
    assert digest.period == Period(END, now)
    assert digest.figures == BUSY


def test_the_console_shows_the_same_digest() -> None:
    address = urlsplit(composed().console)
    assert f"{address.scheme}://{address.netloc}{address.path}" == "https://corner.acme.example/digest"
    given = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert given["subscription"] == "s1"
    assert [datetime.fromisoformat(given[name]) for name in ("start", "end")] == [START, END]
    assert composed(gaps=Gaps([gap("sso")])).gap_pages == {"sso": "https://corner.acme.example/gaps/sso"}


def test_before_anything_is_indexed_there_are_no_documents() -> None:
    made = desk()
    made._sources.documents._documents = None
    assert made.of(WEEKLY, START, END).never_used_count == 0


def test_a_late_one_says_when_it_was_due() -> None:
    digest = desk().of(WEEKLY, START, END, late=True)
    assert digest.late
    assert digest.due_at == END.astimezone(UTC)
