"""What a comparison found, as Markdown to print and to paste into docs/performance.md. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def number(value: float | None, digits: int = 1) -> str:
    """A figure, a dash where there is none."""
    return "–" if value is None else f"{value:,.{digits}f}"


def with_spread(spread: Mapping[str, float] | None, digits: int = 1) -> str:
    """`11.7 (9.8 to 12.4)`: the median over rounds, the lowest and the highest."""
    if spread is None:
        return "–"
    return f"{spread['median']:,.{digits}f} ({spread['lowest']:,.{digits}f} to {spread['highest']:,.{digits}f})"


def with_interval(value: float | None, interval: Sequence[float] | None, *, signed: bool = False) -> str:
    """`0.64 (0.52 to 0.75)`; with its sign where it is a difference."""
    sign = "+" if signed else ""
    if value is None or interval is None:
        return "–"
    return f"{value:{sign}.2f} ({interval[0]:{sign}.2f} to {interval[1]:{sign}.2f})"


def sections(results: Mapping[str, Any]) -> Iterator[str]:
    """Each part that was measured, under its heading."""
    machine = results["machine"]
    yield (
        f"{machine['processors']} processors ({machine['model']}), {results['documents']} documents, "
        f"{results['questions']} questions, {results['rounds']} rounds. {results['commit']}"
    )
    yield from (f"**{name} is left out**: {reason}" for name, reason in results["left_out"].items())
    for heading, key, render in _PARTS:
        if results.get(key):
            yield f"### {heading}\n\n{render(results[key])}"


def latency_table(rows: Sequence[Row]) -> str:
    """Milliseconds, and ratios to each base."""
    bases = list(dict.fromkeys(base for row in rows for base in row["times_slower_than"]))
    head = ["engine", "threads", "p50 ms", "p95 ms", *(f"times {base}" for base in bases)]
    return table(
        head,
        (
            [
                row["label"],
                row["threads"],
                number(row["p50"], 2),
                number(row["p95"], 2),
                *(with_spread(row["times_slower_than"].get(base)) for base in bases),
            ]
            for row in rows
        ),
    )


def throughput_table(rows: Sequence[Row]) -> str:
    """Questions a second."""
    return table(
        ["engine", "threads", "questions a second"],
        ([row["label"], row["threads"], with_spread(row, 0)] for row in rows),
    )


def index_table(built: Mapping[str, Row]) -> str:
    """Indexing from nothing."""
    return table(
        ["engine", "passages", "seconds", "passages a second", "peak MiB"],
        (
            [
                name + (" (index of an earlier run)" if row["earlier"] else ""),
                number(row["passages"], 0),
                number(row["seconds"]),
                number(row["passages"] / row["seconds"], 0),
                number(row["peak_mib"], 0),
            ]
            for name, row in built.items()
        ),
    )


def embedding_table(report: Row) -> str:
    """Passages alone, embedded."""
    rows = [
        [
            row["label"],
            with_spread(row["passages_a_second"], 0),
            with_spread(row["tokens_a_second"], 0),
            with_spread(row["times_slower"]),
        ]
        for row in report["rows"]
    ]
    cosine = report["cosine"]
    return (
        table(["by", "passages a second", "tokens a second", "times Cornerman's seconds"], rows)
        + f"\n\n{report['passages']} passages. Cosine of Cornerman's vectors to those in float32: lowest "
        f"{cosine['lowest']:.4f}, mean {cosine['mean']:.4f}; {report['over_0.99']:.1%} at least 0.99."
    )


def memory_table(rows: Sequence[Row]) -> str:
    """What a process that serves holds."""
    return table(
        ["engine", "threads", "start, s", "MiB"],
        ([row["engine"], row["threads"], number(row["load_seconds"], 2), number(row["now_mib"], 0)] for row in rows),
    )


def command_table(rows: Sequence[Row]) -> str:
    """Whole processes."""
    return table(["command", "seconds"], ([row["label"], with_spread(row, 2)] for row in rows))


def quality_table(quality: Mapping[str, Any]) -> str:
    """Figures with intervals, then differences to Cornerman; for each language."""
    parts = []
    for language, told in quality.items():
        engines = told["engines"]
        figures = list(next(iter(engines.values()))["figures"])
        values = (
            [
                name,
                *(with_interval(row["figures"][f]["value"], row["figures"][f]["interval_95"]) for f in figures),
                number(row["words_a_passage"], 0),
            ]
            for name, row in engines.items()
        )
        differences = (
            [
                name,
                *(
                    with_interval(
                        row["figures"][f]["difference"], row["figures"][f]["difference_interval_95"], signed=True
                    )
                    for f in figures
                ),
            ]
            for name, row in list(engines.items())[1:]
        )
        parts += [
            f"{told['answerable']} answerable questions, language {language}, with 95% intervals:",
            table(["engine", *figures, "words a passage"], values),
            "Differences to Cornerman, question by question:",
            table(["engine", *figures], differences),
        ]
    return "\n\n".join(parts)


def size_table(sizes: Sequence[Row]) -> str:
    """Latency against size, with one thread."""
    return table(
        ["documents", "engine", "passages", "p50 ms", "p95 ms", "build, s"],
        (
            [
                number(size["documents"], 0),
                row["label"],
                number(size["built"][row["engine"]]["passages"], 0),
                number(row["p50"], 2),
                number(row["p95"], 2),
                number(size["built"][row["engine"]]["seconds"]),
            ]
            for size in sizes
            for row in size["latency"]
        ),
    )


_PARTS = (
    ("An answer, in process, embedding included", "latency", latency_table),
    ("Questions a second, 32 at once", "throughput", throughput_table),
    ("Indexing from nothing", "built", index_table),
    ("Embedding passages", "embedding", embedding_table),
    ("Memory of a process that serves", "memory", memory_table),
    ("Commands", "commands", command_table),
    ("Quality", "quality", quality_table),
    ("Latency against size, one thread each", "sizes", size_table),
)
