"""The sample content as the project's own reader reads it, and the golden questions on it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from content_index.local_files import LocalFiles
from content_index.model import ReadDocument, Source, SourceFile
from content_index.reading import FileReader

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="session")
def examples() -> Path:
    return EXAMPLES


@pytest.fixture(scope="session")
def documents() -> Mapping[str, ReadDocument]:
    """Every document of the sample content by its path, read without any settings, as `make run` reads it."""
    source = Source("sample", str(EXAMPLES / "content"))
    files, reader = LocalFiles(source, EXAMPLES / "content"), FileReader()
    listed = list(files.list())
    assert all(isinstance(file, SourceFile) for file in listed), listed
    return {
        file.path: reader.read(source, file.path, files.read(file.path), files.side_file(file.path)) for file in listed
    }


@pytest.fixture(scope="session")
def questions() -> list[dict[str, Any]]:
    lines = (EXAMPLES / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]
