"""What was meant by the words after the command."""

from __future__ import annotations

from datetime import timedelta

import pytest
from gap_fakes import NOW

from bot.chat.gap_wishes import read_gap_wish
from bot.gaps.model import GapFilter


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", GapFilter()),
        ("open", GapFilter()),
        ("snoozed", GapFilter(states=("snoozed",))),
        ("closed dismissed", GapFilter(states=("closed", "dismissed"))),
        ("Stale", GapFilter(kinds=("stale",))),
        ("not found", GapFilter(kinds=("not_found",))),
        ("not-found conflicting", GapFilter(kinds=("not_found", "conflicting"))),
        ("since 7d", GapFilter(asked_since=NOW - timedelta(days=7))),
        ("last 2 weeks", GapFilter(asked_since=NOW - timedelta(days=14))),
        ("stale two-year discount", GapFilter(kinds=("stale",), words="two-year discount")),
        ("net 30", GapFilter(words="net 30")),
        ("отложенные", GapFilter(states=("snoozed",))),
        ("не найдено скидка", GapFilter(kinds=("not_found",), words="скидка")),
        ("устарело за 7д", GapFilter(kinds=("stale",), asked_since=NOW - timedelta(days=7))),
        ("за 2 недели", GapFilter(asked_since=NOW - timedelta(days=14))),
    ],
)
def test_filters(text: str, wanted: GapFilter) -> None:
    assert read_gap_wish(text, NOW).wanted == wanted


@pytest.mark.parametrize(
    ("text", "page", "again"),
    [
        ("", 1, ""),
        ("2", 2, ""),
        ("stale 3", 3, "stale"),
        ("stale page 3", 3, "stale"),
        ("стр 2 устарело", 2, "устарело"),
        ("page 0", 1, ""),
        ("net 30", 1, "net 30"),
        ("net 30 page 2", 2, "net 30"),
        ("since 7d page 2", 2, "since 7d"),
    ],
)
def test_pages_and_what_asks_for_the_same_again(text: str, page: int, again: str) -> None:
    wish = read_gap_wish(text, NOW)
    assert (wish.page, wish.text) == (page, again)
    assert read_gap_wish(f"{wish.text} page {wish.page}", NOW) == wish


@pytest.mark.parametrize("text", ["mine", "мои", "mine stale"])
def test_what_is_mine(text: str) -> None:
    assert read_gap_wish(text, NOW).mine


@pytest.mark.parametrize("text", ["help", "?", "помощь"])
def test_help(text: str) -> None:
    assert read_gap_wish(text, NOW).help


def test_a_long_text_is_cut() -> None:
    wish = read_gap_wish("word " * 500, NOW)
    assert len(wish.wanted.words) <= 200
    assert len(wish.text) <= 200
