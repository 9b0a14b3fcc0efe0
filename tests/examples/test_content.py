from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path, PurePosixPath

import frontmatter
import pytest

from config.loading import load_settings
from content_index.model import ReadDocument

KINDS = {"playbook", "battlecard", "case-study", "faq", "policy", "deck", "training", "process"}
STAGES = {"discovery", "demo", "evaluation", "negotiation", "closing", "renewal"}
KEYS = {
    "title", "kind", "owner", "language", "products", "competitors", "stages", "audience", "buyer_safe", "reviewed",
    "review_every",
}  # fmt: skip

Documents = Mapping[str, ReadDocument]


def test_every_document_says_title_kind_owner_and_review_date(documents: Documents) -> None:
    for path, read in documents.items():
        assert read.document.kind in KINDS, path
        assert read.document.owner, path
        assert set(read.document.stages) <= STAGES, path
        assert read.document.reviewed is not None, path
        assert read.document.reviewed <= date(2026, 11, 24), path


def test_metadata_uses_known_keys_only(examples: Path) -> None:
    given = {
        path: set(tomllib.loads(path.read_text(encoding="utf-8"))) for path in (examples / "content").rglob("*.toml")
    }
    for path in (examples / "content").rglob("*.md"):
        given[path] = set(frontmatter.load(str(path)).metadata)
    assert {path.name: keys - KEYS for path, keys in given.items() if keys - KEYS} == {}


def test_no_side_file_is_left_without_its_document(examples: Path) -> None:
    sides = list((examples / "content").rglob("*.toml"))
    assert sides
    assert [side.name for side in sides if not side.with_suffix("").is_file()] == []


def test_russian_documents_are_told_apart(documents: Documents) -> None:
    russian = {path for path, read in documents.items() if read.document.language == "ru"}
    assert len(russian) == 5
    assert {path for path in documents if path.endswith(".ru.md") or "скидки" in path} == russian


def test_restricted_documents_name_their_audience(documents: Documents) -> None:
    audiences = Counter(audience for read in documents.values() for audience in read.document.audience)
    assert audiences == {"managers": 2, "legal": 1}


def test_what_a_buyer_may_read_is_marked_one_by_one(documents: Documents) -> None:
    safe = {path: read.document for path, read in documents.items() if read.document.buyer_safe}
    assert set(safe) == {
        "case-studies/corvane-foods.md",
        "case-studies/northmoor-parcels.docx",
        "case-studies/steppe-grain.ru.md",
        "faq/product-faq.md",
        "faq/security-faq.md",
        "security/SLA and uptime 2026.pdf",
        "security/security-whitepaper.pdf",
    }
    assert not any(document.audience for document in safe.values())
    assert {document.kind for document in safe.values()} == {"case-study", "faq", "policy"}


@pytest.mark.parametrize("callout", ["say", "internal"])
def test_callouts_are_marked_in_every_battlecard(documents: Documents, callout: str) -> None:
    cards = {path: read for path, read in documents.items() if read.document.kind == "battlecard"}
    without = [
        path
        for path, read in cards.items()
        if not any(sentence.callout == callout for passage in read.passages for sentence in passage.sentences)
    ]
    assert len(cards) == 6
    assert without == []


def test_each_written_callout_is_read_as_one(examples: Path, documents: Documents) -> None:
    for path, read in documents.items():
        if PurePosixPath(path).suffix != ".md":
            continue
        written = (examples / "content" / path).read_text(encoding="utf-8")
        spoken = [sentence for passage in read.passages for sentence in passage.sentences if sentence.callout == "say"]
        hidden = [s for passage in read.passages for s in passage.sentences if s.callout == "internal"]
        assert len(spoken) >= written.count("[!SAY]"), path
        assert bool(hidden) == ("[!INTERNAL]" in written), path


def test_slides_pages_and_sheets_stay_apart(documents: Documents) -> None:
    anchors = {path: [passage.anchor for passage in read.passages] for path, read in documents.items()}
    assert anchors["decks/pitch-deck.pptx"] == [f"slide-{number}" for number in range(1, 7)]
    assert [anchor[:6] for anchor in anchors["security/security-whitepaper.pdf"]] == ["page-1", "page-2", "page-3"]
    assert anchors["pricing/price-list-2026.xlsx"] == ["sheet-list-prices", "sheet-onboarding-and-hardware"]


def test_the_sample_settings_are_valid_and_point_at_the_sample_content(examples: Path) -> None:
    settings = load_settings(examples / "cornerman.toml", environ={})
    (source,) = settings.sources
    assert Path(source.location).resolve() == (examples / "content").resolve()
    assert set(settings.groups) == {"managers", "legal"}
