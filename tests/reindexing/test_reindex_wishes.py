"""What people type behind the command."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reindexing.wishes import ReindexWish, read_reindex_wish


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", ReindexWish()),
        ("  help ", ReindexWish("help")),
        ("статус", ReindexWish("status")),
        ("STOP", ReindexWish("cancel")),
        ("wiki", ReindexWish(sources=("wiki",))),
        ('wiki "Deal desk" wiki', ReindexWish(sources=("wiki", "Deal desk"))),
        ("«Deal desk»", ReindexWish(sources=("Deal desk",))),
        ("“Deal desk” —dry-run", ReindexWish(sources=("Deal desk",), dry_run=True)),
        ("--dry --full --Force", ReindexWish(dry_run=True, full=True, force=True)),
        ("–allow-empty", ReindexWish(allow_empty=True)),
        ("wiki --fulll", ReindexWish(wrong="--fulll")),
        ("cancel wiki", ReindexWish(sources=("cancel", "wiki"))),
        ("Dana's", ReindexWish(sources=("Dana's",))),
        ("-", ReindexWish(wrong="-")),
    ],
)
def test_what_was_meant(typed: str, meant: ReindexWish) -> None:
    assert read_reindex_wish(typed) == meant


@given(
    st.text(max_size=200) | st.lists(st.sampled_from(["--full", "—", '"', "'", "\\", "wiki", " ", "\n"])).map("".join)
)
def test_whatever_is_typed_is_read(typed: str) -> None:
    wish = read_reindex_wish(typed)
    assert not (wish.wrong and wish.sources)
    assert len(set(wish.sources)) == len(wish.sources)
