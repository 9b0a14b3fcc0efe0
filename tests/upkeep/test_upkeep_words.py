"""What is said of pages that their owners keep."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime
from string import Formatter
from zoneinfo import ZoneInfo

import pytest

from bot.upkeep.model import DocumentAct, DocumentState
from bot.upkeep.telling import act_told, hidden_told, marks_of, state_told, work_told
from bot.upkeep.words import ENGLISH, RUSSIAN, UpkeepWords, upkeep_words

LATE = datetime(2026, 11, 27, 23, 30, tzinfo=UTC)
PULLED = DocumentState("d", hidden="pulled", hidden_by="Dana {x}", hidden_at=LATE, reason="old {price}")


def shape(words: object) -> object:
    if isinstance(words, dict):
        return {key: shape(value) for key, value in words.items()}
    return {name for _, name, _, _ in Formatter().parse(str(words)) if name}


@pytest.mark.parametrize("name", [field.name for field in fields(UpkeepWords)])
def test_both_languages_say_it_with_the_same_blanks(name: str) -> None:
    assert shape(getattr(ENGLISH, name)) == shape(getattr(RUSSIAN, name))


def test_other_languages_are_served_in_english() -> None:
    assert upkeep_words("de") is ENGLISH


def test_a_pulled_page_tells_who_when_by_their_clock_and_why() -> None:
    assert hidden_told(PULLED, "en")[:2] == ["Dana {x} pulled this page on 27 Nov 2026.", "Reason: old {price}"]
    assert "28 Nov 2026" in hidden_told(PULLED, "en", ZoneInfo("Europe/Berlin"))[0]
    assert "Dana {x}" in hidden_told(PULLED, "ru")[0]
    assert marks_of(PULLED) == ("pulled",)


def test_needs_work_and_reviews_are_told_after_it() -> None:
    state = DocumentState("d", needs_work=True, needs_by="Dana", needs_at=LATE, reviewed=date(2026, 10, 1),
                          reviewed_by="Sam", note="new tiers")  # fmt: skip
    assert state_told(state, "en") == [
        "Dana said on 27 Nov 2026 that it needs work; its answers say so.",
        "Note: new tiers",
        "Sam said on 1 Oct 2026 that it is still right.",
    ]
    assert work_told(PULLED, "en") == []
    assert marks_of(state) == ("needs_work",)
    assert state_told(DocumentState("d"), "en") == [ENGLISH.nothing_said]


def test_an_act_is_told_with_its_note() -> None:
    act = DocumentAct("a", "d", "p.md", "P", "pulled", "U1", "Dana", "slack", LATE, "wrong")
    assert act_told(act, "en") == "pulled by Dana: wrong"
