"""Words of the content as a terminal shows them, and as a pipe gets them."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from bot.cli.words import print_words

ROWS = (
    "| termination for convenience | no | after month 18 with 6 months' notice | half |\n"
    "| liability cap | 12 months' fees | 18 months | 24 months |"
)
HEAD = "| clause | ours | first | last |\n|---|---|---|---|"
LIST = "You need:\n\n1. the opportunity and the competitor that the prospect named in the very first call\n2. a date\n"


def shown(markdown: str, *, width: int, terminal: bool, head: str = "") -> str:
    out = io.StringIO()
    console = Console(file=out, force_terminal=terminal, width=width, soft_wrap=True, no_color=True, color_system=None)
    print_words(console, markdown, head=head)
    return out.getvalue()


@pytest.mark.parametrize(
    ("markdown", "head"), [(ROWS, HEAD), (ROWS, ""), (LIST, ""), (f"> {LIST}", ""), (LIST * 3, "")]
)
@pytest.mark.parametrize("width", [30, 47, 80])
def test_a_terminal_gets_every_word_whole_in_lines_that_fit(markdown: str, head: str, width: int):
    piped = shown(markdown, width=width, terminal=False, head=head)
    wrapped = shown(markdown, width=width, terminal=True, head=head)
    assert wrapped.replace(">", "").split() == piped.replace(">", "").split()
    assert max(len(line) for line in wrapped.splitlines()) <= width


def test_a_pipe_gets_each_row_and_item_as_one_line_without_blanks_at_its_end():
    assert shown(ROWS, width=20, terminal=False, head=HEAD).splitlines() == [
        "• clause: termination for convenience · ours: no · first: after month 18 with 6 months' notice · last: half",
        "• clause: liability cap · ours: 12 months' fees · first: 18 months · last: 24 months",
    ]
    assert shown(LIST, width=20, terminal=False).splitlines() == [
        "You need:",
        "",
        "1. the opportunity and the competitor that the prospect named in the very first call",
        "2. a date",
    ]


def test_what_follows_on_the_next_line_stands_below_the_words_of_its_item():
    assert shown("- one two three\n\n> four five six", width=24, terminal=True).splitlines() == [
        "• one two three",
        "",
        "> four five six",
    ]
    item = shown("1. " + "word " * 9, width=24, terminal=True).splitlines()
    assert [line[:3] for line in item] == ["1. ", "   ", "   "]
    quoted = shown("> " + "word " * 9, width=24, terminal=True).splitlines()
    assert [line[:2] for line in quoted] == ["> ", "> ", "> "]


@given(st.text(alphabet="ab я日|*_`>#-1.\n \x1b[]", max_size=120), st.integers(20, 60))
def test_whatever_the_words_none_is_lost_on_a_terminal(markdown: str, width: int):
    def letters(text: str) -> str:
        return "".join(one for one in text if one.isalnum())

    piped, wrapped = (shown(markdown, width=width, terminal=terminal) for terminal in (False, True))
    assert letters(piped) == letters(wrapped)
    assert "\x1b" not in wrapped.replace("\x1b[0m", "").replace("\x1b[1m", "")
