from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnx
import pytest
from small_models import small_bert, small_roberta, small_table

from content_index.embedding.model_files import ModelFiles
from content_index.embedding.models import ModelEmbedder
from content_index.embedding.runtimes import CONVERSION
from content_index.ports import ModelError, PassageText

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("model")]

TEXT = PassageText(
    "Discount policy › Who may approve what\n"
    "An account executive may give up to 8%. The regional manager approves 15%. Above that ask the VP of Sales.",
    (
        "An account executive may give up to 8%.",
        "The regional manager approves 15%.",
        "Above that ask the VP of Sales.",
    ),
)


@pytest.fixture(scope="module")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """CLS pooling, and a prompt before questions."""
    return small_bert(tmp_path_factory.mktemp("models") / "small", prompts={"query": "query: "})


def cosines(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return (one * other).sum(axis=-1)


@pytest.mark.parametrize(("precision", "near"), [("int8", 0.99), ("float32", 0.9999)])
def test_a_converted_model_gives_nearly_the_vectors_of_the_original(models_dir: Path, precision, near) -> None:
    original = ModelEmbedder(models_dir, runtime="torch", precision="float32", threads=1)
    converted = ModelEmbedder(models_dir, runtime="openvino", precision=precision, threads=1)
    facts = tuple(f"Fact {number} says little about plans." for number in range(120))
    long = PassageText(" ".join(facts), facts)

    for wanted, found in zip(
        original.embed_passages([TEXT, long]), converted.embed_passages([TEXT, long]), strict=True
    ):
        assert cosines(wanted.passage, found.passage) > near
        assert cosines(wanted.sentences, found.sentences).min() > near
    asked = ["who approves 18%", "what does a plan cost"]
    assert cosines(original.embed_questions(asked), converted.embed_questions(asked)).min() > near


def test_a_model_is_converted_once_and_answers_without_torch(tmp_path: Path, small_model: Path) -> None:
    told: list[str] = []
    ModelEmbedder(tmp_path, str(small_model)).prepare(lambda: told.append("converting"))
    ModelEmbedder(tmp_path, str(small_model)).prepare(lambda: told.append("again"))
    code = (
        "import sys; from pathlib import Path; from content_index.embedding.models import ModelEmbedder;"
        f"e = ModelEmbedder(Path({str(tmp_path)!r}), {str(small_model)!r});"
        "print(e.runs_in, e.embed_questions(['the price']).shape);"
        "assert not {'torch', 'transformers', 'sentence_transformers', 'openvino', 'onnx'} & set(sys.modules)"
    )

    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout

    assert told == ["converting"]
    assert "openvino" in said
    assert "(1, 32)" in said


def test_pooling_and_prompts_of_the_model_survive_the_conversion(tmp_path: Path, small_model: Path) -> None:
    text = PassageText("the plan is ten dollars", ("the price is ten dollars", "who may approve it"))
    original = ModelEmbedder(tmp_path, str(small_model), runtime="torch", precision="float32")
    converted = ModelEmbedder(tmp_path, str(small_model), runtime="openvino", precision="float32")

    (wanted,), (found,) = original.embed_passages([text]), converted.embed_passages([text])

    np.testing.assert_allclose(cosines(wanted.sentences, found.sentences), 1, atol=1e-4)
    np.testing.assert_allclose(cosines(wanted.passage, found.passage), 1, atol=1e-4)
    asked = ["the price of a plan"]
    np.testing.assert_allclose(original.embed_questions(asked), converted.embed_questions(asked), atol=1e-4)


def test_a_damaged_conversion_is_made_anew(tmp_path: Path, small_model: Path) -> None:
    first = ModelEmbedder(tmp_path, str(small_model))
    wanted = first.embed_questions(["the price"])
    (card,) = tmp_path.glob("*/card.json")
    card.write_text("{", encoding="utf-8")

    again = ModelEmbedder(tmp_path, str(small_model))

    np.testing.assert_allclose(again.embed_questions(["the price"]), wanted, atol=1e-5)
    assert again.fingerprint == first.fingerprint


def test_where_nothing_can_be_kept_the_model_runs_in_torch_and_the_setting_is_named(
    tmp_path: Path, small_model: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    kept = tmp_path / "file" / "models"

    assert ModelEmbedder(kept, str(small_model)).runs_in.startswith("torch")
    assert f"cannot be written into {kept} (embedding.models_dir names another folder)" in caplog.text
    with pytest.raises(ModelError, match='runtime = "torch"'):
        _ = ModelEmbedder(kept, str(small_model), runtime="openvino").fingerprint


def test_questions_are_embedded_as_the_generation_was(tmp_path: Path, small_model: Path) -> None:
    now = ModelEmbedder(tmp_path, str(small_model))
    before = ModelEmbedder(tmp_path, str(small_model), precision="bfloat16")

    alike = now.like(before.fingerprint)

    assert now.fingerprint != before.fingerprint
    assert alike is not None
    np.testing.assert_array_equal(alike.embed_questions(["the price"]), before.embed_questions(["the price"]))
    assert now.like("another@123456 int8 apart/1") is None


def test_another_model_has_another_fingerprint_and_a_conversion_of_its_own(tmp_path: Path, small_model: Path) -> None:
    other = tmp_path / "other" / "small"
    shutil.copytree(small_model, other)
    config = other / "config.json"
    config.write_text(
        config.read_text(encoding="utf-8").replace('"initializer_range": 0.02', '"initializer_range": 0.03')
    )

    one, two = ModelEmbedder(tmp_path, str(small_model)), ModelEmbedder(tmp_path, str(other))

    assert one.fingerprint != two.fingerprint
    assert len([folder for folder in tmp_path.glob("small@*") if folder.is_dir()]) == 2


def test_one_precision_is_one_fingerprint_in_whatever_runtime(tmp_path: Path, small_model: Path) -> None:
    here = ModelEmbedder(tmp_path, str(small_model), runtime="openvino", precision="float32")
    there = ModelEmbedder(tmp_path, str(small_model), runtime="torch", precision="float32")

    assert here.runs_in != there.runs_in
    assert here.fingerprint == there.fingerprint
    assert here.like(there.fingerprint) is here.prepare()


@pytest.mark.parametrize("name", ["questions.onnx", "documents.xml", "documents.bin", "tokenizer.json"])
def test_damaged_files_of_a_converted_model_are_made_anew(tmp_path: Path, small_model: Path, name: str) -> None:
    wanted = ModelEmbedder(tmp_path, str(small_model)).embed_questions(["the price"])
    (file,) = tmp_path.glob(f"*/{name}")
    file.write_bytes(file.read_bytes()[:100])

    again = ModelEmbedder(tmp_path, str(small_model)).embed_questions(["the price"])

    np.testing.assert_allclose(again, wanted, atol=1e-5)


def test_a_full_disk_is_not_taken_for_the_models_fault(
    tmp_path: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("content_index.embedding.converting._trace", full)
        assert ModelEmbedder(tmp_path, str(small_model)).runs_in.startswith("torch")

    assert ModelEmbedder(tmp_path, str(small_model)).runs_in == "openvino int8"


@pytest.mark.parametrize("library", ["openvino", "onnxruntime"])
def test_where_a_runtime_cannot_be_imported_the_model_runs_in_torch_and_nothing_is_lost(
    tmp_path: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    ModelEmbedder(tmp_path, str(small_model)).load()
    with monkeypatch.context() as patched:
        patched.setitem(sys.modules, library, None)
        without = ModelEmbedder(tmp_path, str(small_model))
        without.load()
        assert without.runs_in.startswith("torch")

    again = ModelEmbedder(tmp_path, str(small_model))
    again.load()
    assert again.runs_in == "openvino int8"


def test_where_nothing_can_convert_the_model_it_still_runs_and_is_converted_another_time(
    tmp_path: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setitem(sys.modules, "onnx", None)
        for importer in ("converting", "quantising"):  # as in a new process
            patched.delitem(sys.modules, f"content_index.embedding.{importer}", raising=False)
        without = ModelEmbedder(tmp_path, str(small_model))
        assert np.isfinite(without.embed_questions(["the price"])).all()

    assert ModelEmbedder(tmp_path, str(small_model)).runs_in == "openvino int8"


def test_a_damaged_conversion_that_cannot_be_replaced_is_told_in_words(
    tmp_path: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ModelEmbedder(tmp_path, str(small_model)).load()
    (tokenizer,) = tmp_path.glob("*/tokenizer.json")
    tokenizer.write_text("x", encoding="utf-8")
    monkeypatch.setattr(shutil, "rmtree", lambda *_, **__: None)  # as on a read-only disk

    with pytest.raises(ModelError, match=re.escape(str(tokenizer.parent))):
        ModelEmbedder(tmp_path, str(small_model)).load()


def test_a_questions_vector_does_not_hang_on_what_is_asked_with_it(tmp_path: Path, small_model: Path) -> None:
    embedder = ModelEmbedder(tmp_path, str(small_model), precision="int8")
    asked = ["the price", "who may approve the price of a plan that is above ten dollars", "ten"]

    together = embedder.embed_questions(asked)
    alone = np.concatenate([embedder.embed_questions([text]) for text in asked])

    assert embedder.runs_in == "openvino int8"
    np.testing.assert_allclose(together, alone, atol=2e-3)


def test_where_eight_bits_bring_questions_too_far_off_they_run_in_full(
    tmp_path: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing_is_left(network: Path, written: Path, _: object) -> None:
        model = onnx.load(network)
        for tensor in model.graph.initializer:
            if len(tensor.dims) > 1:
                noise = np.random.default_rng(0).normal(size=tuple(tensor.dims)).astype(np.float32)
                tensor.CopyFrom(onnx.numpy_helper.from_array(noise, tensor.name))
        onnx.save(model, written)

    monkeypatch.setattr("content_index.embedding.converting.quantise_products", nothing_is_left)
    original = ModelEmbedder(tmp_path, str(small_model), runtime="torch", precision="float32")
    converted = ModelEmbedder(tmp_path, str(small_model))

    asked = ["the price of a plan"]
    assert cosines(original.embed_questions(asked), converted.embed_questions(asked)).min() > 0.9999
    assert converted.runs_in == "openvino int8"


def test_half_a_character_spoils_no_question_of_the_batch(tmp_path: Path, small_model: Path) -> None:
    embedder = ModelEmbedder(tmp_path, str(small_model))
    together = embedder.embed_questions(["the price", "the \ud83d price"])
    np.testing.assert_allclose(together[0], embedder.embed_questions(["the price"])[0], atol=0.01)
    assert np.isfinite(together).all()


@pytest.mark.parametrize("runtime", ["torch", "openvino"])
def test_a_model_that_keeps_a_place_for_padding_reads_long_texts(tmp_path: Path, runtime) -> None:
    model = small_roberta(tmp_path / "xlmr", positions=66)
    embedder = ModelEmbedder(tmp_path / "kept", str(model), runtime=runtime, precision="float32")
    (read,) = embedder.embed_questions(["the price of a plan is ten dollars " * 40])
    (read_alike,) = embedder.embed_questions(["the price of a plan is ten dollars " * 39])
    np.testing.assert_allclose(read, read_alike, atol=1e-5)  # what differs has no place in the model
    assert embedder.runs_in.startswith(runtime)


def test_a_model_without_a_network_runs_in_torch(tmp_path: Path) -> None:
    embedder = ModelEmbedder(tmp_path / "kept", str(small_table(tmp_path / "table")))
    assert embedder.embed_questions(["the price"]).shape == (1, 32)
    assert embedder.runs_in.startswith("torch")


def test_what_an_earlier_version_converted_is_removed_once_the_model_is_converted_anew(
    tmp_path: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr("content_index.embedding.runtimes.CONVERSION", CONVERSION - 1)
        ModelEmbedder(tmp_path, str(small_model)).load()
        other = small_bert(tmp_path / "other")
        ModelEmbedder(tmp_path, str(other)).load()
    label = ModelFiles(str(small_model)).label
    later = tmp_path / f"{label}-int8-{CONVERSION + 1}"
    later.mkdir()
    kin = tmp_path / f"{label}-of-somebody-1"
    kin.mkdir()

    ModelEmbedder(tmp_path, str(small_model)).load()

    left = {path.name for path in tmp_path.iterdir() if path.is_dir() and "@" in path.name}
    others = ModelFiles(str(other)).label
    assert left == {f"{label}-int8-{CONVERSION}", later.name, kin.name, f"{others}-int8-{CONVERSION - 1}"}
