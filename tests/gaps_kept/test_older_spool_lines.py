"""Lines of the spool that another version has written."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from gap_kept_samples import asked
from hypothesis import given
from hypothesis import strategies as st

from bot.model import LoggedQuestion
from bot.stores.question_record import DamagedRecordError, from_line, storable, to_line

NEW = ("document", "flags", "name", "groups")
any_text = st.text(st.characters())
told = st.builds(
    replace,
    st.just(asked(1)),
    document=any_text,
    flags=st.lists(st.sampled_from(["stale", "conflicting"]), max_size=4).map(tuple),
    name=any_text,
    groups=st.none() | st.lists(any_text, max_size=5).map(tuple),
)


def changed(question: LoggedQuestion, **changes: Any) -> bytes:
    return json.dumps(json.loads(to_line(storable(question))) | changes).encode()


@given(told)
def test_all_that_is_told_of_a_question_comes_back(question: LoggedQuestion) -> None:
    fit = storable(question)
    assert from_line(to_line(fit)) == fit
    assert storable(fit) == fit


@pytest.mark.parametrize("passages", [(), (("p1", "pricing.md"), ("p2", "b.md"))])
def test_a_line_of_an_earlier_version_is_read(passages: tuple[tuple[str, str], ...]) -> None:
    question = asked(1, passages=passages, document=passages[0][1] if passages else "")
    record = json.loads(to_line(storable(question)))
    for name in NEW:
        del record[name]
    assert from_line(json.dumps(record).encode()) == question


def test_a_line_of_a_later_version_is_read_without_what_is_not_known() -> None:
    assert from_line(changed(asked(1), mood="good", flags=["stale", "long"])) == asked(1, flags=("stale",))


@pytest.mark.parametrize("changes", [{"flags": 5}, {"groups": 5}, {"flags": None}, {"passages": [[1]]}])
def test_a_line_with_something_else_in_its_place_is_damaged(changes: dict[str, Any]) -> None:
    with pytest.raises(DamagedRecordError):
        from_line(changed(asked(1), **changes))
