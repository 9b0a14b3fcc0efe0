"""What every connector of pages shares: names of files, side files, options of locations."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_index.admission import is_hidden
from content_index.connectors.addresses import read_address
from content_index.connectors.remote_pages import (
    FetchedPage,
    PagesAsFiles,
    RemotePage,
    name_of,
    named_apart,
    side_file_of,
)
from content_index.model import Source, SourceFile
from content_index.ports import AudienceUnknownError, SourceError


@given(
    st.dictionaries(st.sampled_from(["title", "owner", "kind"]), st.text()), st.lists(st.text(min_size=1), min_size=1)
)
def test_what_a_place_tells_is_a_side_file_whatever_its_letters(told, audience):
    written = side_file_of({**told, "audience": audience})
    read = tomllib.loads((written or b"").decode())
    assert len(read["audience"]) == len(audience)
    assert read.keys() == {"audience", *(key for key, value in told.items() if value)}


def test_dates_truths_and_names_stay_what_they_are():
    told = {
        "reviewed": date(2026, 10, 12),
        "buyer_safe": False,
        "owner": 'Dana "D" \\ Reyes',
        "kind": None,
        "stages": (),
    }
    assert tomllib.loads((side_file_of(told) or b"").decode()) == {
        "reviewed": date(2026, 10, 12), "buyer_safe": False, "owner": 'Dana "D" \\ Reyes',
    }  # fmt: skip
    assert side_file_of({"title": None}) is None


def test_an_audience_of_nobody_is_not_one_of_everybody():
    with pytest.raises(AudienceUnknownError):
        side_file_of({"title": "Pay", "audience": ()})


@given(st.text())
def test_every_title_makes_one_name_that_is_not_hidden(title):
    name = name_of(title)
    assert name
    assert "/" not in name
    assert name not in {".", ".."}
    assert not is_hidden(f"{name}.html")
    assert name.encode()


def test_pages_of_one_name_are_told_apart_and_a_page_that_comes_twice_is_one():
    pages = [
        RemotePage("a/X.html", "1"),
        RemotePage("a/x.html", "2"),
        RemotePage("b.html", "3"),
        RemotePage("b.html", "3"),
    ]
    found = named_apart(pages)
    assert [page.key for page in found] == ["1", "2", "3"]
    assert found[2].path == "b.html"
    assert len({page.path.casefold() for page in found}) == 3
    assert {page.path for page in named_apart(reversed(pages))} == {page.path for page in found}


class SlowPages:
    """Notes which pages have been looked at."""

    def __init__(self) -> None:
        self.looked_at: list[str] = []

    def find(self) -> list[RemotePage]:
        return [RemotePage(f"{key}.html", key) for key in ("a", "b", "gone")]

    def look_at(self, pages: Sequence[RemotePage]) -> Iterator[RemotePage]:
        for page in pages:
            self.looked_at.append(page.key)
            if page.key != "gone":
                yield replace(page, mark="1")

    def fetch(self, page: RemotePage) -> FetchedPage:
        return FetchedPage(page.key.encode())


def test_each_page_is_listed_when_it_has_been_looked_at_so_that_a_slow_place_is_seen_to_go_on():
    pages = SlowPages()
    files = PagesAsFiles(Source("site", "https://a.example"), pages)
    seen = [(one.path, len(pages.looked_at)) for one in files.list() if isinstance(one, SourceFile)]
    assert seen == [("a.html", 1), ("b.html", 2)]
    assert pages.looked_at == ["a", "b", "gone"]
    assert files.read("b.html") == b"b"


def test_options_may_stand_in_the_query_where_that_is_their_place():
    told = read_address(
        "x+https://a.example/wiki?space=A#attachments=yes", ("space", "attachments"), "", "query or fragment"
    )
    assert (told.url, told.options) == ("https://a.example/wiki", {"space": "A", "attachments": "yes"})
    told = read_address("x+https://a.example/map?id=1#meta=no", ("meta",), "")
    assert (told.url, told.options) == ("https://a.example/map?id=1", {"meta": "no"})
    with pytest.raises(SourceError, match="no address"):
        read_address("x+https://a.example/map#meta", ("meta",), "")
