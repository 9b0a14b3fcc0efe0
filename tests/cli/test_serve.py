"""`cornerman serve` as a process of its own, reached over HTTP."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from deployments import Deployment

pytestmark = pytest.mark.xdist_group("model")

CORNERMAN = str(Path(sys.executable).with_name("cornerman"))


@contextmanager
def serving(deployment: Deployment, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [CORNERMAN, "--config", str(deployment.folder / "cornerman.toml"), "serve", "--port", "0", "--json"]
    with subprocess.Popen([*command, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            printed = ""
            while not printed.endswith("}\n"):
                line = process.stdout.readline()
                assert line, process.stderr.read()
                printed += line
            yield process, json.loads(printed)["address"]
        finally:
            process.kill()
            process.communicate()


def get(address: str) -> str:
    with urllib.request.urlopen(address, timeout=30) as response:
        return response.read().decode()


def until_shown(words: str, address: str) -> None:
    """Looks again for a while: a question is logged later where the disk is slow."""
    patience = time.monotonic() + 60
    while words not in (page := get(address)):
        assert time.monotonic() < patience, page
        time.sleep(0.1)


def until_it_tells(process: subprocess.Popen[str], words: str) -> None:
    """Asks nothing: reads what the server logs. One that never tells is ended, so that reading ends."""
    patience = threading.Timer(120, process.kill)
    patience.start()
    try:
        assert any(words in line for line in process.stderr), f"the server never told {words!r}"
    finally:
        patience.cancel()


def test_serving_indexes_first_answers_sees_a_reindex_unasked_and_stops_when_told(fresh_deployment: Deployment):
    with serving(fresh_deployment) as (process, address):
        assert json.loads(get(f"{address}/health"))["documents"] == 3
        assert "15%" in get(f"{address}/?q=two+year+discount")
        (fresh_deployment.content / "pets.md").write_text("# Pets\n\nDogs may come to the office on Fridays.\n")
        fresh_deployment.run("reindex")
        until_it_tells(process, "serves now: 4 documents")
        assert "Fridays" in get(f"{address}/?q=may+dogs+come+to+the+office")
        until_shown("may dogs come to the office", f"{address}/log")
        fresh_deployment.run("rollback")
        until_it_tells(process, "serves now: 3 documents")
        assert json.loads(get(f"{address}/health"))["documents"] == 3
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0


def test_serving_an_empty_index_looks_for_documents_anew(fresh_deployment: Deployment):
    pages = {page: page.read_text() for page in fresh_deployment.content.iterdir()}
    for page in pages:
        page.unlink()
    fresh_deployment.run("reindex", code=1)
    for page, text in pages.items():
        page.write_text(text)
    with serving(fresh_deployment) as (_, address):
        assert json.loads(get(f"{address}/health"))["documents"] == 3


def test_a_port_that_is_taken_is_said_with_the_mend_before_anything_is_indexed(fresh_deployment: Deployment):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = [CORNERMAN, "--config", str(fresh_deployment.folder / "cornerman.toml"), "serve", "--port", port]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith(f"Port {port} of 127.0.0.1 is taken")
    assert "--port (`make run PORT=8090`) or `server.port`" in done.stderr
    assert not (fresh_deployment.folder / "data" / "index").exists()
    assert "Traceback" not in done.stderr
