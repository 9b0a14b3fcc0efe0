"""How fast is it? Indexing from nothing and unchanged, starting to serve, asking from the shell, asking in process.

Run it with `make bench CONTENT=folder QUESTIONS=file.jsonl`. Every figure is of whole processes as a user starts
them, but
for the last, which is one process answering the questions in turn. Machines are noisy: medians are printed with their
range; compare ratios, not single figures.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

CORNERMAN = str(Path(sys.executable).with_name("cornerman"))
KIB_PER_MIB = 1024


def main() -> None:
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="cornerman-bench-") as data_dir:
        environment = os.environ | {"CORNERMAN_DATA_DIR": data_dir, "HF_HUB_OFFLINE": "1"}
        content = ["--content", str(arguments.content)]
        report = _json(["reindex", *content, "--json"], environment)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / KIB_PER_MIB
        rate = report["passages_embedded"] / report["seconds"]
        passages = f"{report['passages']} passages, {rate:.0f} a second"
        print(f"indexed from nothing       {report['seconds']:8.1f} s   {passages}")
        print(f"  peak memory              {peak:8.0f} MiB")
        _row("reindexed, unchanged", lambda: _json(["reindex", *content, "--json"], environment), arguments.repeat)
        question = _questions(arguments.questions)[0]
        _row(
            "asked from the shell", lambda: _json(["ask", *content, "--json", question], environment), arguments.repeat
        )
        _row("serve until it answers", lambda: _serve_once(content, environment), arguments.repeat)
        print(_in_process(arguments, environment))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--content", type=Path, required=True, help="the folder to index")
    parser.add_argument("--questions", type=Path, required=True, help="golden questions, one JSON object a line")
    parser.add_argument("--repeat", type=int, default=5, help="counted runs of each short figure")
    return parser.parse_args()


def _questions(path: Path) -> list[str]:
    return [json.loads(line)["question"] for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _json(command: list[str], environment: dict[str, str]) -> dict[str, float]:
    done = subprocess.run([CORNERMAN, *command], env=environment, capture_output=True, check=True, text=True)
    return json.loads(done.stdout)


def _row(label: str, act: object, repeat: int) -> None:
    seconds = []
    for _ in range(repeat):
        started = time.perf_counter()
        act()
        seconds.append(time.perf_counter() - started)
    print(
        f"{label:<26} {statistics.median(seconds):8.2f} s   ({min(seconds):.2f} to {max(seconds):.2f}, {repeat} runs)"
    )


def _serve_once(content: list[str], environment: dict[str, str]) -> None:
    command = [CORNERMAN, "serve", *content, "--port", "0", "--no-open", "--json"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            printed = ""
            while not printed.endswith("}\n"):
                printed += server.stdout.readline()
            with urllib.request.urlopen(json.loads(printed)["address"] + "/health", timeout=30) as health:
                health.read()
        finally:
            server.terminate()


def _in_process(arguments: argparse.Namespace, environment: dict[str, str]) -> str:
    """One process asks every question once, after a first that warms it up."""
    with tempfile.NamedTemporaryFile(suffix=".jsonl") as details:
        command = ["evaluate", str(arguments.questions), "--content", str(arguments.content), "--json"]
        _json([*command, "--details", details.name], environment)
        latencies = sorted(json.loads(line)["latency_ms"] for line in Path(details.name).read_text().splitlines())
    p50, p95 = statistics.median(latencies), latencies[int(0.95 * (len(latencies) - 1))]
    spread = f"median, {p95:.1f} ms at the 95th percentile, {len(latencies)} questions"
    return f"a question, in process     {p50:8.1f} ms  {spread}"


if __name__ == "__main__":
    main()
