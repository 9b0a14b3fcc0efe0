"""What was meant by the words after the command of digests."""

from __future__ import annotations

from datetime import time

import pytest

from bot.chat.digest_wishes import DigestWish, read_digest_wish, read_time


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("", DigestWish("list")),
        ("list", DigestWish("list")),
        ("now", DigestWish("now")),
        ("сейчас", DigestWish("now")),
        ("help", DigestWish("help")),
        ("pause 2", DigestWish("pause", number=2)),
        ("stop", DigestWish("stop")),
        ("schedule", DigestWish("schedule")),
        (
            "schedule weekly mon 09:00 Europe/Berlin here",
            DigestWish("schedule", "week", 0, time(9), "Europe/Berlin", "here"),
        ),
        ("schedule every friday at 4pm to me", DigestWish("schedule", "week", 4, time(16), receiver="me")),
        ("schedule daily 7.30", DigestWish("schedule", "day", at=time(7, 30))),
        ("schedule daily 4 pm", DigestWish("schedule", "day", at=time(16))),
        ("schedule <#C0SALES01|sales>", DigestWish("schedule", receiver="C0SALES01")),
        ("schedule #sales", DigestWish("schedule", receiver="#sales")),
        ("schedule team emea sales weekly", DigestWish("schedule", "week", teams=("emea sales",))),
        ('schedule team "daily desk", me', DigestWish("schedule", receiver="me", teams=("daily desk",))),
        ("schedule team emea, apac", DigestWish("schedule", teams=("emea", "apac"))),
        ("preview owner", DigestWish("preview", is_owners=True)),
        ("preview owner Petra Pricing me", DigestWish("preview", receiver="me", is_owners=True, owner="Petra Pricing")),
        ("schedule utc", DigestWish("schedule", zone="UTC")),
        ("schedule Mars/Base", DigestWish("schedule", wrong="Mars/Base", trouble="zone_unknown")),
        ("schedule 25:00", DigestWish("schedule", wrong="25:00", trouble="time_unknown")),
        ("schedule month", DigestWish("schedule", wrong="month", trouble="not_understood")),
        ("frobnicate", DigestWish("help", wrong="frobnicate", trouble="not_understood")),
        ("присылать ежедневно 9:00 мне", DigestWish("schedule", "day", at=time(9), receiver="me")),
        ("присылать по пятницу в 8:15 сюда", DigestWish("schedule", "week", 4, time(8, 15), receiver="here")),
    ],
)
def test_wishes(text: str, wish: DigestWish) -> None:
    assert read_digest_wish(text) == wish


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("9", time(9)),
        ("09:05", time(9, 5)),
        ("9.30", time(9, 30)),
        ("12am", time(0)),
        ("12 pm", time(12)),
        ("11PM", time(23)),
        ("24:00", None),
        ("13pm", None),
        ("9:60", None),
        ("noon", None),
    ],
)
def test_hours(text: str, at: time | None) -> None:
    assert read_time(text) == at
