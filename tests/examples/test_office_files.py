from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from content_index.model import ReadDocument, Source
from content_index.reading import FileReader


@pytest.fixture
def written(examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the office files as the script writes them today."""
    monkeypatch.syspath_prepend(str(examples))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    from make_office_files import make

    make(tmp_path)
    return tmp_path


def test_the_script_writes_the_words_of_the_committed_office_files(
    written: Path, documents: Mapping[str, ReadDocument]
) -> None:
    reader, source = FileReader(), Source("sample", str(written))
    paths = sorted(path.relative_to(written).as_posix() for path in written.rglob("*") if path.is_file())
    assert len(paths) == 11
    for path in paths:
        again = reader.read(source, path, (written / path).read_bytes(), None)
        assert again.markdown == documents[path].markdown, path


def test_the_script_writes_the_same_bytes_twice(written: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    from make_office_files import make

    second = tmp_path_factory.mktemp("second")
    for path in make(second):
        assert path.read_bytes() == (written / path.relative_to(second)).read_bytes(), path.name


def test_every_office_file_has_a_source(examples: Path) -> None:
    office = {
        path.relative_to(examples / "content").as_posix()
        for path in (examples / "content").rglob("*")
        if path.suffix in {".pdf", ".docx", ".pptx", ".xlsx"}
    }
    sources = {
        path.relative_to(examples / "office_sources").with_suffix("").as_posix()
        for path in (examples / "office_sources").rglob("*.md")
    }
    assert office == sources
