"""What OpenVINO made of a network is kept for the next start, and never changes a vector."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from small_models import small_bert

from content_index.embedding.models import ModelEmbedder
from content_index.ports import PassageText

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("model")]

INTERRUPTED = """
import gc, signal, sys
from pathlib import Path
from content_index.embedding.models import ModelEmbedder
from content_index.ports import PassageText

signal.signal(signal.SIGINT, lambda *_: print("heard"))
models = [ModelEmbedder(Path(sys.argv[1]), sys.argv[2], runtime="openvino") for _ in range(2)]
for model in models:
    model.embed_passages([PassageText("15%", ("15%",))])
del model
while models:
    del models[0]
    gc.collect()
signal.raise_signal(signal.SIGINT)
"""
TEXT = PassageText("Discounts\nThe manager approves 15%.", ("The manager approves 15%.",))


@pytest.fixture(scope="module")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_bert(tmp_path_factory.mktemp("models") / "small")


def vector(kept: Path, model: Path) -> np.ndarray:
    return ModelEmbedder(kept, str(model), runtime="openvino").embed_passages([TEXT])[0].passage


def test_what_was_kept_gives_the_same_vectors_and_is_not_made_again(tmp_path: Path, small_model: Path) -> None:
    first = vector(tmp_path, small_model)
    (made,) = tmp_path.glob("*/compiled/*.blob")
    written = made.stat().st_mtime_ns

    np.testing.assert_array_equal(vector(tmp_path, small_model), first)
    assert made.stat().st_mtime_ns == written


@pytest.mark.parametrize("left", [0, 1_000])
def test_what_was_kept_only_in_part_is_made_again(tmp_path: Path, small_model: Path, left: int) -> None:
    first = vector(tmp_path, small_model)
    (made,) = tmp_path.glob("*/compiled/*.blob")
    made.chmod(0o644)
    made.write_bytes(made.read_bytes()[:left])

    np.testing.assert_array_equal(vector(tmp_path, small_model), first)


def test_where_nothing_can_be_kept_it_is_made_at_each_start(tmp_path: Path, small_model: Path) -> None:
    first = vector(tmp_path, small_model)
    (made,) = tmp_path.glob("*/compiled/*.blob")
    made.unlink()
    made.parent.rmdir()
    made.parent.write_text("a file where the folder should be")

    np.testing.assert_array_equal(vector(tmp_path, small_model), first)


def test_what_older_versions_made_does_not_pile_up(tmp_path: Path, small_model: Path) -> None:
    vector(tmp_path, small_model)
    (made,) = tmp_path.glob("*/compiled/*.blob")
    for age in range(1, 5):
        old = made.with_name(f"{age}.blob")
        old.write_bytes(b"of before")
        os.utime(old, (age, age))
    made.unlink()

    vector(tmp_path, small_model)

    assert {one.name for one in tmp_path.glob("*/compiled/*.blob")} == {made.name, "4.blob"}


def test_a_process_in_which_networks_have_come_and_gone_survives_ctrl_c(tmp_path: Path, small_model: Path) -> None:
    vector(tmp_path, small_model)
    command = [sys.executable, "-c", INTERRUPTED, str(tmp_path), str(small_model)]

    assert subprocess.run(command, capture_output=True, check=True).stdout == b"heard\n"
