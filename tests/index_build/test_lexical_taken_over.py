from __future__ import annotations

import random
import shutil
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import bm25s
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from index_bench import Bench

from content_index import lexical, passage_words, reindexing
from content_index.kept_words import Unchanged
from content_index.lexical import LexicalIndex
from content_index.model import Document, Passage, Section, Sentence
from content_index.scheme import word_scheme

LINES = (
    "The Customer Engineer (CE) renews it.",
    "Renewals cost 100,000, on-prem as well.",
    "CE: Chief Editor of renewals",
    "See [the matrix\nof prices](https://a.example/prices-video).",
    "https://a.example/watch",
    "Prices of the video: watched by nobody?",
    "| Plan | Price |\n|---|---|\n| Team | 12 |",
    "Скидки на продление, R&D и C++",
    "…",
)
"""The third from the left of a link that a line cuts holds words of an address, which no passage holds by itself."""

page = st.tuples(
    st.sampled_from(["Renewals", "Prices", "Video of a watch", "Ёлки"]),
    st.sampled_from(["en", "ru", "xx"]),
    st.lists(st.lists(st.sampled_from(LINES), min_size=1, max_size=4), min_size=1, max_size=3),
)
library = st.dictionaries(st.integers(0, 5), page, max_size=6)
UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def passages_of(number: int, title: str, language: str, texts: list[list[str]]) -> tuple[Document, list[Passage]]:
    document = Document(str(number), "s", f"{number}.md", title, "page", language, "f")
    return document, [passage_of(document, place, lines) for place, lines in enumerate(texts)]


def passage_of(document: Document, place: int, lines: list[str]) -> Passage:
    """Every line of the text is a sentence, so that some cut a link or a table; each of them has a heading."""
    text = "\n".join(lines)
    cut, starts = text.split("\n"), [0]
    for line in cut:
        starts.append(starts[-1] + len(line) + 1)
    sentences = tuple(
        Sentence(start, start + len(line), "row" if line.startswith("|") else "prose")
        for start, line in zip(starts, cut, strict=False)
        if line
    )
    sections = tuple(Section(start, line[:12], "") for start, line in zip(starts, cut, strict=False))
    return Passage(
        f"{document.id}-{place}", document.id, (document.title,), "", document.language, text, sections, sentences
    )


def written(index: LexicalIndex, folder: Path) -> dict[str, bytes]:
    shutil.rmtree(folder, ignore_errors=True)
    index.save(folder)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@UNTIMED
@given(st.lists(library, min_size=2, max_size=5))
def test_an_index_built_upon_others_is_byte_for_byte_one_built_from_nothing(versions) -> None:
    with TemporaryDirectory() as folder:
        before: dict[str, tuple[int, object]] = {}
        for number, version in enumerate(versions):
            read = {place: passages_of(place, *told) for place, told in version.items()}
            documents = {document.id: document for document, _ in read.values()}
            every = [passage for _, passages in read.values() for passage in passages]
            known = [before.get(passage.id) for passage in every]
            same = [
                found[0] if found and found[1] == (passage, documents[passage.document_id].title) else -1
                for found, passage in zip(known, every, strict=True)
            ]
            unchanged = Unchanged(Path(folder) / str(number - 1), np.array(same, np.int64)) if number else None
            built = written(LexicalIndex.build(every, documents, unchanged), Path(folder) / str(number))
            assert built == written(LexicalIndex.build(every, documents), Path(folder) / "anew")
            before = {
                passage.id: (row, (passage, documents[passage.document_id].title)) for row, passage in enumerate(every)
            }


@UNTIMED
@given(library.filter(bool))
def test_scores_are_those_of_bm25s(version) -> None:
    read = [passages_of(place, *told) for place, told in version.items()]
    documents = {document.id: document for document, _ in read}
    index = LexicalIndex.build([passage for _, passages in read for passage in passages], documents)
    kept = index.kept
    assert kept is not None
    ends = kept.held.starts
    counted = [
        [
            kept.terms[term]
            for term, count in zip(kept.held.values[start:end], kept.counts[start:end], strict=True)
            for _ in range(count)
        ]
        for start, end in pairwise(ends.tolist())
    ]
    theirs = bm25s.BM25(k1=lexical.K1, b=lexical.B)
    theirs.index(counted, show_progress=False)
    for term in index.vocabulary:
        ours = index.scores([{term: 1.0}], np.arange(index.passages))
        np.testing.assert_allclose(ours, theirs.get_scores([term]), rtol=1e-5)


def test_a_word_that_stands_in_a_sentence_alone_counts_as_soon_as_a_passage_holds_it(tmp_path: Path) -> None:
    cut_link = passages_of(1, "Links", "en", [[LINES[3]]])
    holder = passages_of(2, "Video", "en", [["Video."]])
    alone = LexicalIndex.build(cut_link[1], {"1": cut_link[0]})
    assert "video" not in alone.vocabulary
    alone.save(tmp_path)
    both = LexicalIndex.build(
        [*cut_link[1], *holder[1]],
        {"1": cut_link[0], "2": holder[0]},
        Unchanged(tmp_path, np.array([0, -1])),
    )
    video = both.vocabulary["video"]
    assert any(video in both.wording.terms.gather(np.array([row]))[0] for row in range(len(cut_link[1][0].sentences)))


def test_a_row_of_reindexes_gives_the_files_that_a_build_from_nothing_gives(bench: Bench, tmp_path: Path) -> None:
    draw = random.Random(7)
    for _ in range(8):
        for _ in range(draw.randint(1, 3)):
            name = f"{draw.randint(0, 6)}.md"
            if draw.random() < 0.3:
                (bench.content / name).unlink(missing_ok=True)
            else:
                said = "\n\n".join(draw.sample(LINES, 3))
                bench.write(name, f"# {draw.choice(['Prices', 'Renewals'])}\n\n{said}\n\n## More\n\n{said[::-1]}\n")
        bench.reindex(allow_empty=True)
        anew = Bench(tmp_path / "anew", bench.content)
        anew.reindex(full=True, allow_empty=True)
        assert files_of(bench) == files_of(anew)
        shutil.rmtree(tmp_path / "anew")


def files_of(bench: Bench) -> dict[str, bytes]:
    """All but what tells when and from where it was read, and the order in which texts were written."""
    folder = bench.store.path(bench.store.info().id)
    every = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {name: held for name, held in every.items() if not name.startswith(("manifest", "files", "texts"))}


def test_only_passages_of_changed_pages_are_read_for_their_words(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        bench.write(f"{number}.md", f"# Page {number}\n\nWords of page {number}.\n")
    bench.reindex()
    read: list[str] = []
    mine = passage_words.acronyms.mine
    monkeypatch.setattr(passage_words.acronyms, "mine", lambda text: read.append(text) or mine(text))
    bench.write("3.md", "# Page 3\n\nOther words.\n")
    bench.reindex()
    assert read == ["Other words."]


def test_words_that_are_made_otherwise_are_not_taken_over(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.write("1.md", "# Prices\n\nWords.\n")
    bench.reindex()
    monkeypatch.setattr(passage_words, "HEADING_WEIGHT", 7)
    word_scheme.cache_clear()
    bench.write("2.md", "# Renewals\n\nOther words.\n")
    bench.reindex()
    folder = bench.store.path(bench.store.info().id) / reindexing.LEXICAL
    documents = bench.store.current().documents
    anew = LexicalIndex.build(list(bench.store.current().passages), documents)
    assert LexicalIndex.load(folder).scores([{"price": 1.0}], np.arange(2)) == pytest.approx(
        anew.scores([{"price": 1.0}], np.arange(2))
    )
    word_scheme.cache_clear()


def test_who_only_answers_does_not_load_what_is_kept(bench: Bench) -> None:
    bench.write("1.md", "# Prices\n\nWords.\n")
    bench.reindex()
    lexical_folder = bench.store.path(bench.store.info().id) / reindexing.LEXICAL
    for kept in lexical_folder.glob("kept*"):
        kept.unlink()
    assert LexicalIndex.load(lexical_folder).kept is None
