"""The comparison with peers, but for the peers themselves: none is installed here, and nothing is timed."""

from __future__ import annotations

import json
import sys

import pytest

from benchmarks.documents import documents_among, part_of, write_documents
from benchmarks.engine_process import ROOT, EngineCommand, EngineError
from benchmarks.quality import figures, judged
from benchmarks.spread import latency, rates, spread, times_slower
from benchmarks.tables import latency_table, quality_table, sections, table
from bot.golden_questions import GoldenQuestion

PARROT = """
import sys
sys.path.insert(0, sys.argv[1])
from benchmarks.protocol import Found, Hit, serve

class Parrot:
    def build(self, content, documents):
        print("what a library prints")
        return 3
    def load(self):
        return 3
    def ask(self, question, history, door):
        if question == "break":
            raise ValueError("as told")
        if question == "end":
            sys.exit("gone")
        return Found([Hit("a.md", " ".join((*history, question)), 0.5)], quote=door)

serve(Parrot())
"""


@pytest.fixture
def parrot(tmp_path, monkeypatch):
    """A process that speaks as the engines do."""
    (tmp_path / "parrot_engine.py").write_text(PARROT, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    command = EngineCommand("parrot", sys.executable, "parrot_engine", [str(ROOT)])
    with command.start(tmp_path / "log") as process:
        yield process


def told(*hits, ms=1.0):
    return {"ms": ms, "quote": "", "hits": [{"document": d, "text": t, "score": 1.0} for d, t in hits]}


def question(name, base=None):
    return GoldenQuestion(name, "how many seats?", ("a.md",), evidence="five seats at least", base=base)


def test_an_engine_answers_each_command_and_its_libraries_may_print(parrot):
    assert parrot.build(ROOT, ROOT)["passages"] == 3
    assert parrot.load()["passages"] == 3
    answer = parrot.ask("and now?", ("before?",), "front", tell=True)
    assert answer["hits"] == [{"document": "a.md", "text": "before? and now?", "score": 0.5}]
    assert answer["quote"] == "front"
    assert set(parrot.ask("é?")) == {"ms"}


def test_many_threads_ask_an_engine_at_once(parrot):
    assert parrot.ask_at_once(["a?", "b?"], threads=4, seconds=0.05)["questions"] >= 4


def test_an_engine_that_fails_says_why_and_lives_on(parrot):
    with pytest.raises(EngineError, match="parrot, ask: ValueError: as told"):
        parrot.ask("break")
    assert parrot.load()["passages"] == 3


def test_an_engine_that_ended_is_told_by_its_last_words(parrot):
    with pytest.raises(EngineError, match="parrot ended: gone"):
        parrot.ask("end")


def test_an_environment_that_is_missing_is_told_by_its_path(tmp_path):
    with pytest.raises(OSError, match="nowhere"):
        EngineCommand("peer", tmp_path / "nowhere", "module", ()).start(tmp_path / "log")


def test_a_ratio_is_of_medians_round_against_round():
    slow, quick = [[10, 20, 30], [40, 40, 40]], [[2, 2, 2], [10, 10, 10]]  # the second round was noisy for both
    ratio = times_slower(slow, quick)
    assert (ratio.median, ratio.lowest, ratio.highest) == (7, 4, 10)


def test_latency_is_of_all_questions_of_all_rounds():
    assert latency([[1, 2], [3, 100]]) == {"p50": 2, "p95": 100}


def test_rates_are_spread_over_rounds():
    assert rates([10, 30], [1, 2]) == spread([10, 15])


def test_a_difference_is_paired_and_its_interval_is_over_groups():
    questions = [question("1"), question("2"), question("3", base="2")]
    right = [judged(each, told(("a.md", "It is five seats at least."))) for each in questions]
    wrong = [judged(each, told(("b.md", "nothing"))) for each in questions]
    half = figures([right[0], *wrong[1:]], right)["R@1"]
    assert half["value"] == pytest.approx(1 / 3)
    assert half["difference"] == pytest.approx(-2 / 3)
    low, high = half["difference_interval_95"]
    assert -1 <= low <= -2 / 3 <= high <= 0
    assert figures(right, right)["evidence@3"]["difference_interval_95"] == (0, 0)


def test_evidence_counts_only_in_a_document_that_answers():
    assert judged(question("1"), told(("b.md", "five seats at least"))).evidence_rank is None
    assert judged(question("1"), told(("b.md", "x"), ("a.md", "five seats at least"))).evidence_rank == 2


def test_tables_are_markdown_that_a_cell_cannot_break():
    assert table(["a", "b"], [["x|y", "z"]]) == "| a | b |\n| --- | --- |\n| x\\|y | z |"


def test_the_latency_table_has_a_ratio_for_each_base_and_a_dash_where_there_is_none():
    ratio = {"median": 5.86, "lowest": 5, "highest": 7}
    rows = [
        {"label": "txtai", "threads": "1", "p50": 11.7, "p95": 15.7, "times_slower_than": {"Cornerman, answer": ratio}},
        {"label": "other", "threads": "2", "p50": 1, "p95": None, "times_slower_than": {}},
    ]
    lines = latency_table(rows).splitlines()
    assert lines[0] == "| engine | threads | p50 ms | p95 ms | times Cornerman, answer |"
    assert lines[2] == "| txtai | 1 | 11.70 | 15.70 | 5.9 (5.0 to 7.0) |"
    assert lines[3] == "| other | 2 | 1.00 | – | – |"


def test_the_quality_table_compares_all_but_the_first_engine():
    right, wrong = told(("a.md", "five seats at least")), told(("b.md", "nothing"))
    ours, theirs = [judged(question("1"), right)], [judged(question("1"), wrong)]
    engines = {
        "Cornerman": {"figures": figures(ours, ours), "words_a_passage": 4.0},
        "peer": {"figures": figures(theirs, ours), "words_a_passage": 1.0},
    }
    text = quality_table({"en": {"answerable": 1, "engines": engines}})
    assert text.count("| Cornerman |") == 1
    assert "| peer | -1.00 (-1.00 to -1.00) |" in text


def test_a_peer_that_is_left_out_is_told_and_parts_without_figures_are_not():
    results = {
        "machine": {"processors": 2, "model": "a processor"},
        "documents": 3,
        "questions": 4,
        "rounds": 1,
        "commit": "",
        "left_out": {"txtai": "not there"},
        "commands": [{"label": "`ask`", "median": 1.0, "lowest": 0.9, "highest": 1.1}],
    }
    text = "\n".join(sections(results))
    assert "**txtai is left out**: not there" in text
    assert "| `ask` | 1.00 (0.90 to 1.10) |" in text
    assert "Quality" not in text


def test_a_part_of_the_content_is_the_same_for_folder_and_documents(tmp_path):
    content = tmp_path / "content"
    content.mkdir()
    for number in range(40):
        (content / f"{number}.md").write_text(f"# Page {number}\n\nSome words of page {number}.\n", encoding="utf-8")
    (content / "picture.png").write_bytes(b"\x89PNG")
    documents = tmp_path / "documents.jsonl"
    assert write_documents(content, documents) == 40
    kept = documents_among(documents, 0.3, tmp_path / "part.jsonl")
    part_of(content, 0.3, tmp_path / "part")
    listed = [json.loads(line)["path"] for line in (tmp_path / "part.jsonl").read_text().splitlines()]
    assert 0 < kept < 40
    assert sorted(listed) == sorted(path.name for path in (tmp_path / "part").glob("*.md"))
