"""Cornerman beside txtai and haystack, in one run: the same content, model and questions. `make bench` runs it.

    python -m benchmarks.compare --content FOLDER --questions QUESTIONS.jsonl [--json OUT.json] [--plots FOLDER]

Prints Markdown tables. docs/performance.md tells what each means. Nothing else should run on the machine meanwhile.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from benchmarks.commands import command_times, serving_memory
from benchmarks.contenders import CORNERMAN, FLOAT32, Place, built, cornerman, missing, peers, settings_of
from benchmarks.documents import documents_among, part_of, write_documents
from benchmarks.engine_process import OFFLINE, ROOT, EngineCommand, EngineProcess
from benchmarks.quality import figures, judged, words_a_passage
from benchmarks.rounds import Lane, ask_in_rounds, latencies, throughput
from benchmarks.tables import sections
from bot.evaluation import Judged
from bot.golden_questions import GoldenQuestion, read_questions

AT_ONCE = 32
ASKED_BEFORE_MEMORY = 50
SHARES = (0.1, 0.3)
ANSWER = "answer"


def main() -> None:
    options = _options()
    with ExitStack() as stack:
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cornerman-bench-")))
        folder.mkdir(parents=True, exist_ok=True)
        results = _compare(options, folder)
    print("\n\n".join(sections(results)))
    _keep(results, options)
    if options.plots:
        _plot(results, options)


def _keep(results: dict[str, Any], options: argparse.Namespace) -> None:
    if options.json:
        options.json.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--content", type=Path, required=True, help="the folder to index")
    parser.add_argument("--questions", type=Path, required=True, help="golden questions, one JSON object a line")
    parser.add_argument("--json", type=Path, help="write everything that was measured to this file")
    parser.add_argument("--plots", type=Path, help="draw latency against size and quality into this folder")
    parser.add_argument("--quick", action="store_true", help="two rounds, no float32, no smaller sizes: some minutes")
    parser.add_argument("--no-sizes", action="store_true", help="leave smaller parts of the content out")
    parser.add_argument("--rounds", type=int, help="rounds in which all engines are asked in turn (5; 2 when quick)")
    parser.add_argument("--keep", type=Path, help="keep indexes in this folder and use those that are in it")
    parser.add_argument(
        "--models", type=Path, default=ROOT / "cornerman-data/models", help="where converted models lie"
    )
    parser.add_argument("--peers", type=Path, default=ROOT / ".venv-peers/bin/python", help="the peers' Python")
    options = parser.parse_args()
    options.rounds = options.rounds or (2 if options.quick else 5)
    options.content = options.content.resolve()
    return options


def _compare(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    questions = read_questions(options.questions)
    place = Place(options.content, folder / "documents.jsonl", folder)
    _say("reading the content")
    results: dict[str, Any] = {
        "content": options.content.name,
        "questions": len(questions),
        "documents": write_documents(place.content, place.documents),
        "rounds": options.rounds,
        "machine": {"processors": os.cpu_count(), "model": _processor()},
        "commit": _commit(),
    }
    commands, results["left_out"] = _contenders(options, place)
    _say("indexing: " + ", ".join(command.name for command in commands))
    results["built"] = built(commands, place)
    with _serving(commands, place) as served:
        _say("asking for quality and memory")
        results["memory"] = [_memory(*each, questions) for each in served]
        one_thread = [(process, threads) for process, threads, _ in served if threads == "1"]
        results["quality"] = _quality({process.name: _judged(process, questions) for process, _ in one_thread})
        lanes = _lanes([(process, threads) for process, threads, _ in served])
        _say(f"asking in {options.rounds} rounds")
        told = ask_in_rounds(lanes, questions, options.rounds)
        results["latency"] = latencies(lanes, told, (f"{CORNERMAN}, {ANSWER}", f"{FLOAT32}, {ANSWER}"))
        _say(f"asking {AT_ONCE} at once")
        results["throughput"] = throughput(lanes, questions, AT_ONCE, 2 if options.quick else 4, min(3, options.rounds))
    _keep(results, options)  # what comes now is short; what was measured took long
    settings = settings_of(place, CORNERMAN)
    _say("embedding passages")
    results["embedding"] = _embedding(settings, options)
    _say("running commands")
    results["commands"] = command_times(settings, questions[0].question, 3 if options.quick else 7)
    asked = [question.question for question in islice(cycle(questions), ASKED_BEFORE_MEMORY)]
    whole = {"engine": "`cornerman serve`, console", "threads": "default", "load_seconds": None}
    results["memory"].append({**whole, **serving_memory(settings, asked)})
    results["sizes"] = (
        [] if options.quick or options.no_sizes else [_size(options, place, share, questions) for share in SHARES]
    )
    if results["sizes"]:
        results["sizes"].append({key: results[key] for key in ("documents", "built")} | {"latency": _alone(results)})
    return results


def _contenders(options: argparse.Namespace, place: Place) -> tuple[list[EngineCommand], dict[str, str]]:
    """The engines that can run here, and why others cannot."""
    own = [cornerman(place, options.models)]
    if not options.quick:
        own.append(cornerman(place, options.models, "float32"))
    for command in own:  # starting converts the model where it must be: no row of a table shall hold that
        if reason := missing(command, place):
            sys.exit(reason)
    others = peers(place, options.peers)
    reasons = {command.name: missing(command, place) for command in others}
    left_out = {name: f"{reason}. `make bench` prepares it." for name, reason in reasons.items() if reason}
    for name, reason in left_out.items():
        _say(f"{name} is left out: {reason}")
    return own + [command for command in others if command.name not in left_out], left_out


@contextmanager
def _serving(
    commands: Sequence[EngineCommand], place: Place, threads: Sequence[str] = ("1", "default")
) -> Iterator[list[tuple[EngineProcess, str, float]]]:
    """A process of each engine, restricted to one thread and not, that has loaded its index; and in what seconds."""
    with ExitStack() as stack:
        served = []
        for each in threads:
            for command in commands:
                process = stack.enter_context(command.start(place.log(command.name), one_thread=each == "1"))
                served.append((process, each, process.load()["seconds"]))
        yield served


def _memory(
    process: EngineProcess, threads: str, seconds: float, questions: Sequence[GoldenQuestion]
) -> dict[str, Any]:
    for question in islice(cycle(questions), ASKED_BEFORE_MEMORY):
        process.ask(question.question, question.history, ANSWER)
    return {"engine": process.name, "threads": threads, "load_seconds": seconds, **process.memory()}


def _judged(process: EngineProcess, questions: Sequence[GoldenQuestion]) -> list[Judged]:
    return [judged(q, process.ask(q.question, q.history, ANSWER, tell=True)) for q in questions if q.answerable]


def _quality(answers: dict[str, list[Judged]]) -> dict[str, Any]:
    """By language, then by engine. The first engine is the one that others are compared with."""
    base = next(iter(answers.values()))
    told = {}
    for language in dict.fromkeys(each.question.language for each in base):
        own = {name: [j for j in each if j.question.language == language] for name, each in answers.items()}
        first = next(iter(own.values()))
        told[language] = {
            "answerable": len(first),
            "engines": {
                name: {"figures": figures(each, first), "words_a_passage": words_a_passage(each)}
                for name, each in own.items()
            },
        }
    return told


def _lanes(served: Sequence[tuple[EngineProcess, str]]) -> list[Lane]:
    lanes = []
    for process, threads in served:
        doors = [ANSWER, "search"] if process.name == CORNERMAN else [ANSWER] if process.name == FLOAT32 else [""]
        lanes += [Lane(process.name, door, threads, process) for door in doors]
    return lanes


def _embedding(settings: Path, options: argparse.Namespace) -> Any:
    command = [sys.executable, "-m", "benchmarks.embedding_speed", str(settings.resolve())]
    command += ["--sample", "100" if options.quick else "300"]
    environment = {**os.environ, **OFFLINE}
    return json.loads(subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE).stdout)


def _size(
    options: argparse.Namespace, whole: Place, share: float, questions: Sequence[GoldenQuestion]
) -> dict[str, Any]:
    """A part of the content, indexed and asked by all with one thread each."""
    _say(f"indexing and asking {share:.0%} of the content")
    folder = whole.folder / f"part-{share}"
    place = Place(folder / "content", folder / "documents.jsonl", folder)
    part_of(whole.content, share, place.content)
    count = documents_among(whole.documents, share, place.documents)
    commands = [cornerman(place, options.models)]
    commands += [command for command in peers(place, options.peers) if missing(command, place) is None]
    report = built(commands, place)
    with _serving(commands, place, ("1",)) as served:
        lanes = [
            lane for lane in _lanes([(process, threads) for process, threads, _ in served]) if lane.door != "search"
        ]
        told = ask_in_rounds(lanes, questions, min(3, options.rounds))
        rows = latencies(lanes, told, (f"{CORNERMAN}, {ANSWER}",))
    return {"documents": count, "built": report, "latency": _with_engine(rows, lanes)}


def _alone(results: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of the whole content that the smaller sizes have too."""
    wanted = {row["label"]: row["engine"] for row in results["sizes"][0]["latency"]}
    rows = [row for row in results["latency"] if row["threads"] == "1" and row["label"] in wanted]
    return [{**row, "engine": wanted[row["label"]]} for row in rows]


def _with_engine(rows: Sequence[dict[str, Any]], lanes: Sequence[Lane]) -> list[dict[str, Any]]:
    return [{**row, "engine": lane.engine} for row, lane in zip(rows, lanes, strict=True)]


def _plot(results: dict[str, Any], options: argparse.Namespace) -> None:
    """By the peers' Python, which has the library that draws."""
    command = [str(options.peers.absolute()), "-m", "benchmarks.plots", str(options.plots.resolve())]
    try:
        subprocess.run(command, cwd=ROOT, check=True, input=json.dumps(results), text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        _say(f"no plots: {error}. `make bench` prepares what draws them.")


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:  # not Linux
        return "unknown"
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


def _commit() -> str:
    told = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return f"Commit {told.stdout.strip()}." if told.returncode == 0 else ""


def _say(what: str) -> None:
    print(f"… {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
