"""A review is written into the page itself, and nothing else of it changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_index.front_matter import split_front_matter
from content_index.local_files import LocalFiles
from content_index.model import Source
from content_index.ports import NotWritableError
from content_index.review_writing import reviewed_markdown, reviewed_side_file, write_review

DAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("---\ntitle: A\nreviewed: 2025-01-01  # H\n---\nA\n", "---\ntitle: A\nreviewed: 2026-11-28  # H\n---\nA\n"),
        ("---\nReviewed-On: '2025-01-01'\n---\ntext", "---\nReviewed-On: 2026-11-28\n---\ntext"),
        ("---\ntitle: A\n---\ntext\n", "---\ntitle: A\nreviewed: 2026-11-28\n---\ntext\n"),
        ("---\r\ntitle: A\r\n---\r\ntext\r\n", "---\r\ntitle: A\r\nreviewed: 2026-11-28\r\n---\r\ntext\r\n"),
        ("# A\n\ntext\n", "---\nreviewed: 2026-11-28\n---\n\n# A\n\ntext\n"),
        ("\ufeff# A\n", "\ufeff---\nreviewed: 2026-11-28\n---\n\n# A\n"),
    ],
)  # fmt: skip
def test_markdown_gets_the_day_in_its_front_matter(before: str, after: str) -> None:
    assert reviewed_markdown(before.encode(), DAY, "a.md") == after.encode()


@pytest.mark.parametrize(
    "before",
    [
        b"+++\naudience = 'legal'\n+++\ntext",
        b"---\nreviewed: [1, 2\n---\n",
        b"---\nreviewed: 2025-01-01\nreviewed_on: 2025-01-02\n---\ntext",
        b"---\nreviewed:\n  day: 3\n---\ntext",
        b"\xff\xfe",
    ],
)
def test_what_cannot_be_written_without_harm_is_left_alone(before: bytes) -> None:
    with pytest.raises(NotWritableError):
        reviewed_markdown(before, DAY, "a.md")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, b"reviewed = 2026-11-28\n"),
        (b'owner = "H"\nreviewed = 2025-01-01 # x\n[other]\n', b'owner = "H"\nreviewed = 2026-11-28 # x\n[other]\n'),
        (b'owner = "H"\n[other]\nk = 1\n', b'reviewed = 2026-11-28\nowner = "H"\n[other]\nk = 1\n'),
    ],
)
def test_other_files_get_it_in_their_side_file(before: bytes | None, after: bytes) -> None:
    assert reviewed_side_file(before, DAY, "deck.pptx") == after


def test_a_broken_side_file_is_left_alone() -> None:
    with pytest.raises(NotWritableError, match=r"deck\.pptx\.toml"):
        reviewed_side_file(b"owner = ", DAY, "deck.pptx")


KEY = st.sampled_from(["title", "owner", "kind", "tags", "Reviewed", "review_every"])
VALUE = st.sampled_from(["A", '"b: c"', "2024-02-03", "[x, y]", "'it''s'", "90 days", ""])


@given(
    lines=st.lists(st.tuples(KEY, VALUE), unique_by=lambda one: one[0].lower(), max_size=5),
    body=st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=80),
)
def test_whatever_stands_there_either_stays_or_nothing_is_written(lines: list[tuple[str, str]], body: str) -> None:
    head = "".join(f"{key}: {value}\n" for key, value in lines)
    before = f"---\n{head}---\n{body}" if lines else body
    try:
        after = reviewed_markdown(before.encode(), DAY, "a.md").decode()
    except NotWritableError:
        return
    values, text = split_front_matter(after.removeprefix("\ufeff"), "a.md")
    assert {key.lower(): value for key, value in values.items()}["reviewed"] == DAY
    assert text.strip() == split_front_matter(before.removeprefix("\ufeff"), "a.md")[1].strip()
    assert reviewed_markdown(after.encode(), DAY, "a.md").decode() == after


def test_a_file_of_a_folder_is_written_in_one_step_and_keeps_its_rights(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# A\n")
    (tmp_path / "a.md").chmod(0o640)
    (tmp_path / "deck.pptx").write_bytes(b"x")
    files = LocalFiles(Source("wiki", str(tmp_path)), tmp_path.resolve())
    write_review(files, "a.md", DAY, "still right")
    write_review(files, "deck.pptx", DAY, "still right")
    assert (tmp_path / "a.md").read_text() == "---\nreviewed: 2026-11-28\n---\n\n# A\n"
    assert (tmp_path / "a.md").stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "deck.pptx.toml").read_text() == "reviewed = 2026-11-28\n"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.md", "deck.pptx", "deck.pptx.toml"]


def test_a_file_that_changed_meanwhile_or_leads_elsewhere_is_not_written(tmp_path: Path) -> None:
    root, outside = tmp_path / "wiki", tmp_path / "outside.md"
    root.mkdir()
    outside.write_text("# B\n")
    (root / "a.md").write_text("# A\n")
    (root / "link.md").symlink_to(outside)
    files = LocalFiles(Source("wiki", str(root)), root.resolve())
    with pytest.raises(NotWritableError, match="changed"):
        files.write("a.md", b"new", b"what was read", "")
    with pytest.raises(NotWritableError, match="symlink"):
        files.write("link.md", b"new", b"# B\n", "")
    with pytest.raises(NotWritableError, match="symlink"):
        files.write("../outside.md", b"new", b"# B\n", "")
    assert (root / "a.md").read_text() == "# A\n"
    assert outside.read_text() == "# B\n"
