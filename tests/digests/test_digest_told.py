from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta
from string import Formatter

import pytest
from digest_samples import BEFORE, BUSY, END, FEW, NOTHING, START, WEEKLY, days, gap, use

from bot.digests.model import ClosedGap, Digest, NamedDocument, OverdueDocument, UsedDocument
from bot.digests.told import told
from bot.digests.words import ENGLISH, RUSSIAN
from bot.insights.model import Period, Trend

DIGEST = Digest(
    subscription=WEEKLY,
    period=Period(START, END),
    due_at=END,
    figures=BUSY,
    before=BEFORE,
    days=days((12, 3, 2), (31, 5, 4), (0, 0, 0)),
    gaps=(
        gap("sso", document="pricing.md", related=True, owner="Dana Reyes"),
        gap("api", kind="stale", questions=1, people=1, assigned="Lee", document="far.md"),
    ),
    open_gaps=7,
    closed=(ClosedGap(gap("fee", closed_by="pricing.md"), 4), ClosedGap(gap("vat"), 0)),
    closed_count=2,
    used=(UsedDocument("p", "Pricing", "https://wiki/p", "Dana", use("p", 31, clicks=12, helpful=8, unhelpful=1)),),
    used_count=1,
    never_used=(UsedDocument("n", "Old deck", "https://wiki/n", "", use("n", 0)),),
    never_used_count=20,
    overdue=(OverdueDocument("o", "Security", "https://wiki/o", "Lee", date(2026, 10, 3), 1),),
    overdue_count=1,
    rising=(Trend("Globex", 14, 5, 4), Trend("Initech", 6, 0, 3)),
    documents={"pricing.md": NamedDocument("Pricing", "https://wiki/p"), "far.md": NamedDocument("Far", "")},
    console="https://corner.acme.example/digest",
    gap_pages={"sso": "https://corner.acme.example/gaps/sso"},
)


def test_the_head() -> None:
    said = told(DIGEST)
    assert said.title == "What reps asked: week of 16–23 Nov 2026"
    assert said.lead == "214 questions from 38 people, 81% answered, 7 gaps open, 5 new, 3 closed."
    assert said.notice == f"{said.title}. {said.lead}"
    assert (said.console, said.console_label) == (DIGEST.console, "Open in the console")
    assert said.notes == ()


def test_figures_beside_the_period_before() -> None:
    assert [(one.label, one.value, one.change) for one in told(DIGEST).figures] == [
        ("Questions", "214", "▲ 13%"),
        ("People who asked", "38", "▼ 3%"),
        ("Answered", "81%", "▲ 5 points"),
        ("Rated helpful", "92%", "▲ 12 points"),
        ("Median time to answer", "0.4s", "unchanged"),
        ("Gaps opened", "5", "▼ 3"),
        ("Gaps closed", "3", "unchanged"),
        ("Median time to fill a gap", "4.5 days", "unchanged"),
    ]


def test_sections_in_the_order_in_which_they_ask_for_work() -> None:
    sections = {one.name: one for one in told(DIGEST).sections}
    assert list(sections) == ["gaps", "closed", "rising", "used", "overdue", "never_used"]
    sso, api = sections["gaps"].lines
    assert (sso.text, sso.gap, sso.url) == ("Does it do sso?", "sso", "https://corner.acme.example/gaps/sso")
    assert sso.note == "6 questions · 4 people · missing · nearest: Pricing · suggested: Dana Reyes"
    assert api.note == "1 question · 1 person · out of date · with Lee"  # what is on another topic is not near
    assert sections["gaps"].more == "and 5 more"
    assert [one.note for one in sections["closed"].lines] == [
        "answered by “Pricing” · 4 people told",
        "nobody told yet",
    ]
    assert [one.note for one in sections["rising"].lines] == ["14 questions · 5 before", "6 questions · none before"]
    assert sections["used"].lines[0].note == "31 answers · opened 12 times · helpful 8 of 9"
    assert sections["overdue"].lines[0].note == "due 3 Oct 2026 · owner Lee · 1 answer"
    assert (sections["never_used"].lines[0].note, sections["never_used"].more) == ("no owner", "and 19 more")


def test_the_chart_in_words() -> None:
    assert told(DIGEST).chart_alt == (
        "Bar chart, questions a day: Mon 16 Nov: 12 answered, 3 unsure, 2 without an answer; "
        "Tue 17 Nov: 31 answered, 5 unsure, 4 without an answer; Wed 18 Nov: none."
    )
    assert told(replace(DIGEST, days=days((0, 0, 0)))).chart_alt == ""


def test_in_russian() -> None:
    said = told(replace(DIGEST, subscription=replace(WEEKLY, language="ru")))
    assert said == told(DIGEST, "ru")
    assert said.title == "О чём спрашивали за неделю: 16—23 нояб. 2026\u202fг."
    assert said.lead == "214 вопросов от 38 человек, с ответом 81\u00a0%, 7 открытых пробелов, 5 новых, 3 закрыто."
    assert [one.change for one in said.figures][:3] == ["▲ 13\u00a0%", "▼ 3\u00a0%", "▲ 5 п. п."]
    assert said.figures[4].value == "0,4 с"
    assert said.sections[0].lines[0].note.startswith("6 вопросов · 4 человека · нет в материалах")
    one = told(replace(DIGEST, figures=replace(BUSY, questions=21, people=1)), "ru").lead
    assert one.startswith("21 вопрос от 1 человека")


def test_a_quiet_week_is_one_line() -> None:
    said = told(replace(DIGEST, figures=NOTHING, quiet=True, few=True, days=(), console="https://corner"))
    assert said.lead == "A quiet week: nothing was asked, and no gap came or went."
    assert (said.figures, said.sections, said.notes, said.chart_alt) == ((), (), (), "")
    daily = replace(DIGEST, figures=NOTHING, quiet=True, subscription=replace(WEEKLY, every="day"))
    assert told(daily).lead.startswith("A quiet day")
    preview = replace(daily, period=Period(START, START + timedelta(hours=1)))
    assert told(preview).lead == "Since the last digest nothing was asked, and no gap came or went."


def test_of_small_numbers_no_shares_and_no_changes_are_told() -> None:
    said = told(replace(DIGEST, figures=FEW, few=True))
    assert said.lead.startswith("7 questions from 3 people, 5 of 7 answered")
    assert said.notes == ("Only 7 questions: too few for shares or trends to say anything.",)
    assert [one.value for one in said.figures][:4] == ["7", "3", "5 of 7", "1 of 1"]
    assert not any(one.change for one in said.figures)
    assert "%" not in repr(said)


def test_nothing_is_compared_with_a_period_of_small_numbers() -> None:
    said = told(replace(DIGEST, before=FEW, few_before=True))
    assert said.notes == ("The period before had only 7 questions: too few to compare with.",)
    assert said.figures[2].value == "81%"
    assert not any(one.change for one in said.figures)
    assert told(replace(DIGEST, before=NOTHING, few_before=True)).notes == ()


def test_a_share_of_few_ratings_is_told_as_it_is() -> None:
    said = told(replace(DIGEST, figures=replace(BUSY, helpful=3, unhelpful=1)))
    assert (said.figures[3].value, said.figures[3].change) == ("3 of 4", "")
    unrated = told(replace(DIGEST, figures=replace(BUSY, helpful=0, unhelpful=0)))
    assert "Rated helpful" not in [one.label for one in unrated.figures]


def test_a_late_one_says_so() -> None:
    assert told(replace(DIGEST, late=True)).notes == ("Sent late: this was due on Mon 23 Nov, 09:00.",)
    assert told(replace(DIGEST, late=True), "ru").notes == ("Отправлено с опозданием: срок был пн, 23 нояб., 09:00.",)


def test_whose_it_is_stands_in_the_title() -> None:
    teams = replace(DIGEST, subscription=replace(WEEKLY, teams=("emea", "apac")))
    assert told(teams).title == "What reps asked: week of 16–23 Nov 2026 · emea, apac"
    owner = replace(DIGEST, subscription=replace(WEEKLY, kind="owner", owner="Dana Reyes"))
    assert told(owner).title == "Your content: week of 16–23 Nov 2026 · Dana Reyes"


def test_a_day_that_ends_at_midnight_is_one_day() -> None:
    zone = replace(WEEKLY, every="day", zone="UTC")
    midnight = START.replace(hour=0)
    daily = replace(DIGEST, subscription=zone, period=Period(midnight, midnight + timedelta(days=1)))
    assert told(daily).title == "What reps asked: 16 Nov 2026"


def test_names_of_askers() -> None:
    assert "asked by Ana, Lee" in told(replace(DIGEST, names={"sso": ("Ana", "Lee")})).sections[0].lines[0].note


@pytest.mark.parametrize("name", [field.name for field in fields(ENGLISH) if field.name != "language"])
def test_both_languages_fill_the_same_places(name: str) -> None:
    english, russian = getattr(ENGLISH, name), getattr(RUSSIAN, name)
    if not isinstance(english, str) and "other" in english:
        assert set(russian) == {"one", "few", "many", "other"}
        assert {_places(one) for one in russian.values()} == {_places(english["other"])}
        return
    if isinstance(english, str):
        assert _places(english) == _places(russian)
        assert russian
        return
    assert set(english) == set(russian)
    assert all(_places(english[key]) == _places(russian[key]) for key in english)


def _places(template: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name is not None)
