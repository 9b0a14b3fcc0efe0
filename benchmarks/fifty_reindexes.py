"""Questions asked without pause during fifty reindexes: whether any fails, or sees a mix of two generations.

    python -m benchmarks.fifty_reindexes --content FOLDER [--data DATA_DIR] [--models-dir FOLDER] [--reindexes 50]

A whole `cornerman serve` in a process of its own works on a copy of the content (and of its index, where `--data` gives
one). Two pages that answer the same question are added; before each reindex both say a new edition's number, and the
server's own worker is told of it by webhook. An answer shows both pages, so it must name one edition, twice at least.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.commands import CORNERMAN
from benchmarks.engine_process import OFFLINE

_SECRET = "a secret of the benchmark alone"
_QUESTION = "what is the zanzibar rebate for partners"
_EDITION = re.compile(r"edition (\d+) of the zanzibar")
_PAGES = {
    "partner-rebate.md": "# Partner rebate\n\nPartners get {n} percent: that is edition {n} of the zanzibar rebate.\n",
    "zanzibar-terms.md": "# Zanzibar terms\n\nBy edition {n} of the zanzibar rebate partners get {n} percent.\n",
}
_START_SECONDS, _RUN_SECONDS = 180.0, 300.0


@dataclass
class Heard:
    """What was answered without pause: the editions that each answer named, how long each took, and what failed."""

    editions: list[tuple[int, ...]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    def ask(self, port: int) -> None:
        """Until it has ended."""
        while not self.ended.is_set():
            began = time.perf_counter()
            try:
                status, page = _request(port, "GET", f"/?{urlencode({'q': _QUESTION})}")
            except OSError as error:
                self.failed.append(repr(error))
                continue
            self.seconds.append(time.perf_counter() - began)
            if status != http.HTTPStatus.OK:
                self.failed.append(f"status {status}")
            self.editions.append(tuple(map(int, _EDITION.findall(re.sub(r"<[^>]+>", "", page)))))


def _request(port: int, method: str, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, headers={"Authorization": f"Bearer {_SECRET}"} if method == "POST" else {})
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def _write(content: Path, edition: int) -> None:
    for name, text in _PAGES.items():
        (content / name).write_text(text.format(n=edition), encoding="utf-8")


def _settings(folder: Path, models: Path | None) -> Path:
    file = folder / "cornerman.toml"
    file.write_text(
        f'data_dir = "{folder / "data"}"\n[embedding]\nmodels_dir = "{models or folder / "models"}"\n'
        f'[reindex]\nwebhook_secret = "{_SECRET}"\n'
        f'[[sources]]\nname = "handbook"\nlocation = "{folder / "content"}"\ninclude = ["**/*.md"]\n',
        encoding="utf-8",
    )
    return file


def _until_up(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        if server.poll() is not None:
            raise RuntimeError(f"the server ended with {server.returncode}")
        try:
            _request(port, "GET", "/")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("the server does not start")


def _reindex(port: int, pointer: Path) -> float:
    """Seconds until the pointer names the new generation. Raises RuntimeError where it never does."""
    before, began = pointer.read_text(encoding="utf-8"), time.monotonic()
    status, said = _request(port, "POST", "/hooks/reindex/handbook")
    if status != http.HTTPStatus.ACCEPTED:
        raise RuntimeError(f"the webhook answers {status}: {said}")
    while pointer.read_text(encoding="utf-8") == before:
        if time.monotonic() - began > _RUN_SECONDS:
            raise RuntimeError(f"the run {json.loads(said)['run']} swaps nothing")
        time.sleep(0.02)
    return time.monotonic() - began


def _measure(folder: Path, config: Path, reindexes: int, asking: int) -> tuple[Heard, list[float]]:
    environment = {**os.environ, **OFFLINE, "CORNERMAN_LOGGING__LEVEL": "WARNING"}
    subprocess.run([CORNERMAN, "--config", str(config), "reindex"], env=environment, check=True, stdout=sys.stderr)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [CORNERMAN, "--config", str(config), "serve", "--port", str(port), "--no-open", "--json"]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    heard, swaps = Heard(), list[float]()
    threads = [threading.Thread(target=heard.ask, args=(port,)) for _ in range(asking)]
    try:
        _until_up(port, server)
        for thread in threads:
            thread.start()
        for edition in range(2, reindexes + 2):
            _write(folder / "content", edition)
            swaps.append(_reindex(port, folder / "data" / "index" / "CURRENT"))
        time.sleep(5)  # the last one is noticed, and asked
    finally:
        heard.ended.set()
        for thread in threads:
            if thread.ident is not None:
                thread.join()
        server.terminate()
        server.wait()
    return heard, swaps


def main() -> int:
    """Exits with 1 where a question failed or saw a mix."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--content", type=Path, required=True)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--models-dir", type=Path)
    parser.add_argument("--reindexes", type=int, default=50)
    parser.add_argument("--asking", type=int, default=2, help="threads that ask without pause")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cornerman-fifty-") as name:
        folder = Path(name)
        shutil.copytree(given.content, folder / "content")
        if given.data is not None:
            shutil.copytree(given.data / "index", folder / "data" / "index")
        _write(folder / "content", 1)
        heard, swaps = _measure(folder, _settings(folder, given.models_dir), given.reindexes, given.asking)
    mixed = [found for found in heard.editions if len(found) < len(_PAGES) or len(set(found)) != 1]
    seen = {found[0] for found in heard.editions if found}
    seconds = sorted(heard.seconds)
    print(f"{len(swaps)} reindexes; seconds to the swap: median {statistics.median(swaps):.2f}, ", end="")
    print(f"{min(swaps):.2f} to {max(swaps):.2f}; load {os.getloadavg()[0]:.1f}")
    print(f"{len(heard.editions)} answers, {len(heard.failed)} failed, {len(mixed)} not wholly of one edition")
    print(f"{len(seen)} of {len(swaps) + 1} editions seen, the last one among them: {len(swaps) + 1 in seen}")
    print(
        f"ms: median {statistics.median(seconds) * 1000:.1f}, p95 {seconds[int(len(seconds) * 0.95)] * 1000:.1f}, ",
        end="",
    )
    print(f"p99 {seconds[int(len(seconds) * 0.99)] * 1000:.1f}, slowest {seconds[-1] * 1000:.0f}")
    for trouble in [*heard.failed[:5], *map(str, mixed[:5])]:
        print(f"  {trouble}")
    return int(bool(heard.failed or mixed))


if __name__ == "__main__":
    sys.exit(main())
