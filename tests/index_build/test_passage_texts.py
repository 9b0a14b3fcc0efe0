"""What the model reads of a passage, and in which batches."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from content_index.embedding.encoder import batches_by_length
from content_index.model import Document, Passage, Section, Sentence
from content_index.passage_texts import passage_text, text_key

DOCUMENT = Document("d", "s", "pricing.md", "Pricing", "page", "en", "f")
TEXT = "List prices are in dollars.\n\nA **VP** approves 20%."
PASSAGE = Passage(
    id="p",
    document_id="d",
    headings=("Prices",),
    anchor="prices",
    language="en",
    text=TEXT,
    sections=(Section(0, "Prices", "prices"), Section(TEXT.index("A **VP"), "Approvals", "approvals")),
    sentences=(Sentence(0, 27, "prose", None), Sentence(TEXT.index("A **VP"), len(TEXT), "prose", None)),
)


def test_a_passage_is_read_behind_its_title_and_all_its_headings() -> None:
    assert passage_text(DOCUMENT, PASSAGE).whole == (
        "Pricing › Prices › Approvals\nList prices are in dollars. A VP approves 20%."
    )


def test_a_sentence_is_read_behind_the_title_and_its_own_heading() -> None:
    assert passage_text(DOCUMENT, PASSAGE).sentences == (
        "Pricing › Prices\nList prices are in dollars.",
        "Pricing › Approvals\nA VP approves 20%.",
    )


def test_vectors_are_used_again_only_where_the_model_would_read_the_same() -> None:
    text = passage_text(DOCUMENT, PASSAGE)
    renamed = passage_text(replace(DOCUMENT, title="Rates"), PASSAGE)
    assert text_key(text) == text_key(passage_text(DOCUMENT, PASSAGE))
    assert text_key(text) != text_key(renamed)


@given(st.lists(st.integers(0, 500), max_size=60), st.integers(1, 2000))
def test_batches_hold_every_text_once_and_never_more_than_there_is_room_for(lengths: list[int], room: int) -> None:
    batches = list(batches_by_length(lengths, room))

    assert sorted(place for batch in batches for place in batch) == list(range(len(lengths)))
    for batch in batches:
        assert len(batch) == 1 or max(lengths[place] for place in batch) * len(batch) <= room
