"""What people type of news and launches, as it is meant."""

from __future__ import annotations

from datetime import date
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reach.wishes import LaunchWish, NewsWish, read_day, read_launch_wishes, read_news_wish
from bot.reach.words import reach_words

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("typed", "wish"),
    [
        ("", NewsWish()),
        ("7", NewsWish(days=7)),
        ("14 days", NewsWish(days=14)),
        ("90d", NewsWish(days=90)),
        ("3 дня", NewsWish(days=3)),
        ("week", NewsWish(days=7)),
        ("месяц", NewsWish(days=30)),
        ("ALL", NewsWish(days=None)),
        ("всё", NewsWish(days=None)),
        ("weekly", NewsWish("weekly")),
        ("weekly <#C0SALES01|sales>", NewsWish("weekly", channel="C0SALES01")),
        ("weekly to #sales", NewsWish("weekly", channel="#sales")),
        ("weekly here", NewsWish("weekly", channel="here")),
        ("еженедельно в #продажи", NewsWish("weekly", channel="#продажи")),
        ("stop", NewsWish("stop")),
        ("стоп", NewsWish("stop")),
        ("launches", NewsWish("launches")),
        ("launch Pricing: new", NewsWish("launch", rest="Pricing: new")),
        ("unlaunch Pricing", NewsWish("unlaunch", rest="Pricing")),
        ("help", NewsWish("help")),
        ("0", NewsWish("help", wrong="0")),
        ("99999", NewsWish("help", wrong="99999")),
        ("weekly tuesday", NewsWish("help", wrong="tuesday")),
        ("weekly #a #b", NewsWish("help", wrong="#b")),
        ("pricing", NewsWish("help", wrong="pricing")),
    ],
)
def test_what_is_typed_is_what_is_meant(typed: str, wish: NewsWish) -> None:
    assert read_news_wish(typed) == wish


@pytest.mark.parametrize(
    ("typed", "wish"),
    [
        ("Pricing policy", LaunchWish("Pricing policy")),
        ("Pricing: policy: it is new", LaunchWish("Pricing: policy: it is new")),
        ("Pricing until 31 Dec: new tiers: three", LaunchWish("Pricing", "31 Dec", "new tiers: three")),
        ("Pricing until 2026-12-31", LaunchWish("Pricing", "2026-12-31")),
        ("Valid until further notice until 31.12.: x", LaunchWish("Valid until further notice", "31.12.", "x")),
        (
            "Pricing until 31 Dec: old prices hold until May",
            LaunchWish("Pricing", "31 Dec", "old prices hold until May"),
        ),
        ("Цены до 31 декабря: новые", LaunchWish("Цены", "31 декабря", "новые")),
        ("Pricing until whenever: x", LaunchWish("Pricing", "whenever", "x")),
    ],
)
def test_a_launch_names_a_page_a_day_and_words(typed: str, wish: LaunchWish) -> None:
    assert read_launch_wishes(typed)[0] == wish


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-12-31", date(2026, 12, 31)),
        ("31.12.2026", date(2026, 12, 31)),
        ("31.12.", date(2026, 12, 31)),
        ("31 December", date(2026, 12, 31)),
        ("Dec 31st", date(2026, 12, 31)),
        ("31 декабря 2027", date(2027, 12, 31)),
        ("5 мая", date(2027, 5, 5)),
        ("3 марта", date(2027, 3, 3)),
        ("24 Nov", TODAY),
        ("23 Nov", date(2027, 11, 23)),
        ("29 Feb", date(2028, 2, 29)),
        ("31 June", None),
        ("2026-13-01", None),
        ("5 maybe-month", None),
        ("12", None),
        ("tomorrow", None),
    ],
)
def test_days_as_people_write_them(typed: str, day: date | None) -> None:
    assert read_day(typed, TODAY) == day


@given(st.text(max_size=60))
def test_whatever_is_typed_is_read(text: str) -> None:
    read_news_wish(text)
    read_launch_wishes(text)
    read_day(text, TODAY)


@given(st.dates(date(2026, 11, 24), date(2027, 11, 23)))
def test_a_day_without_its_year_is_the_next_such_day(day: date) -> None:
    assert read_day(f"{day.day}.{day.month}.", TODAY) == day


def test_both_languages_fill_in_the_same() -> None:
    english, russian = reach_words("en"), reach_words("ru")

    def fields(value: object) -> set[str]:
        texts = value.values() if hasattr(value, "values") else [value]
        return {name for text in texts for _, name, _, _ in Formatter().parse(str(text)) if name}

    for name in english.__dataclass_fields__:
        assert fields(getattr(english, name)) == fields(getattr(russian, name)), name
        assert getattr(russian, name)
    for forms in (russian.days, *russian.bulk.values(), russian.new_count, russian.changed_count):
        assert {"one", "few", "other"} <= set(forms)
