"""Files that take the place of others in one step."""

from __future__ import annotations

from pathlib import Path

import pytest

from content_index.written_beside import written_beside


@pytest.mark.parametrize("synced", [True, False])
def test_a_file_stands_in_its_place_when_it_is_whole(tmp_path: Path, synced: bool) -> None:
    place = tmp_path / "kept.json"
    place.write_text("before")
    with written_beside(place, synced=synced) as beside:
        beside.write_text("after")
        assert place.read_text() == "before"
        assert beside.name.startswith(".")  # no file of a source's folder
    assert place.read_text() == "after"
    assert list(tmp_path.iterdir()) == [place]


def test_where_writing_breaks_off_the_one_of_before_stays_and_nothing_else(tmp_path: Path) -> None:
    place = tmp_path / "kept.json"
    place.write_text("before")

    def write_half() -> None:
        with written_beside(place) as beside:
            beside.write_text("half")
            raise OSError("No space left")

    with pytest.raises(OSError, match="No space left"):
        write_half()
    assert [one.read_text() for one in tmp_path.iterdir()] == ["before"]


def test_who_writes_while_another_does_neither_shows_half_of_it_nor_fails(tmp_path: Path) -> None:
    place = tmp_path / "kept.json"
    with written_beside(place) as first:
        first.write_text("first")
        with written_beside(place) as second:
            second.write_text("second")
        assert place.read_text() == "second"
    assert place.read_text() == "first"
    assert list(tmp_path.iterdir()) == [place]


def test_a_name_may_be_as_long_as_the_system_lets_it_be(tmp_path: Path) -> None:
    place = tmp_path / f"{'к' * 125}.json"
    with written_beside(place) as beside:
        beside.write_text("kept")
    assert place.read_text() == "kept"
