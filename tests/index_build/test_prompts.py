"""What stands before the texts that a model reads: the settings', or the model's own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from small_models import small_bert

from content_index.embedding.models import ModelEmbedder
from content_index.ports import PassageText, Prompts

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("model")]

E5: Prompts = {"query": "query: ", "document": "passage: "}
NONE: Prompts = {"query": "", "document": ""}
TEXT = PassageText("the plan is ten dollars", ("the price is ten dollars", "who may approve it"))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_bert(tmp_path_factory.mktemp("models") / "plain")


@pytest.fixture(scope="module")
def prompted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_bert(tmp_path_factory.mktemp("models") / "prompted", prompts={"query": "query: ", "passage": "dog "})


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept")


@pytest.mark.parametrize("runtime", ["torch", "openvino"])
def test_prefixes_stand_before_questions_passages_and_sentences(kept: Path, plain: Path, runtime) -> None:
    with_them = ModelEmbedder(kept, str(plain), runtime=runtime, precision="float32", prompts=E5)
    without = ModelEmbedder(kept, str(plain), runtime=runtime, precision="float32")

    (found,) = with_them.embed_passages([TEXT])
    wanted = without.embed_questions([f"passage: {text}" for text in (TEXT.whole, *TEXT.sentences)])
    np.testing.assert_allclose(np.vstack([found.passage, found.sentences]), wanted, atol=1e-5)
    asked = with_them.embed_questions(["the price"])
    np.testing.assert_allclose(asked, without.embed_questions(["query: the price"]), atol=1e-5)
    assert not np.allclose(asked, without.embed_questions(["the price"]), atol=1e-3)


@pytest.mark.parametrize("runtime", ["torch", "openvino"])
def test_the_models_own_prompts_are_used_unless_others_are_set(kept: Path, prompted: Path, runtime) -> None:
    own = ModelEmbedder(kept, str(prompted), runtime=runtime, precision="float32")
    none = ModelEmbedder(kept, str(prompted), runtime=runtime, precision="float32", prompts=NONE)

    assert own.prompts == {"query": "query: ", "document": "dog "}
    assert none.prompts == NONE
    np.testing.assert_allclose(
        own.embed_questions(["the price"]), none.embed_questions(["query: the price"]), atol=1e-5
    )
    (found,) = own.embed_passages([TEXT])
    np.testing.assert_allclose(found.passage, none.embed_questions([f"dog {TEXT.whole}"])[0], atol=1e-5)


def test_other_prefixes_are_another_fingerprint_in_whatever_runtime(kept: Path, plain: Path, prompted: Path) -> None:
    def told(model: Path, prompts: Prompts | None, runtime: str = "torch") -> str:
        return ModelEmbedder(kept, str(model), runtime=runtime, precision="float32", prompts=prompts).fingerprint

    every = [
        told(plain, None),
        told(plain, E5),
        told(plain, {"query": "query: "}),
        told(plain, {"document": "query: "}),
    ]
    assert len(set(every)) == len(every)
    assert told(plain, E5, "openvino") == told(plain, E5)
    assert told(plain, NONE) == told(plain, None)
    assert told(prompted, {"query": "query: "}) == told(prompted, None)
    assert told(prompted, NONE) != told(prompted, None)


def test_vectors_with_other_prefixes_are_never_compared(kept: Path, plain: Path) -> None:
    now = ModelEmbedder(kept, str(plain), runtime="torch", precision="float32", prompts=E5)
    before = ModelEmbedder(kept, str(plain), runtime="torch", precision="float32")
    coarser = ModelEmbedder(kept, str(plain), runtime="torch", precision="bfloat16", prompts=E5)
    assert now.like(before.fingerprint) is None
    assert now.like(coarser.fingerprint) is not None


def test_one_conversion_serves_whatever_prefixes(tmp_path: Path, plain: Path) -> None:
    converted: list[str] = []
    ModelEmbedder(tmp_path, str(plain)).prepare(lambda: converted.append("first"))
    ModelEmbedder(tmp_path, str(plain), prompts=E5).prepare(lambda: converted.append("again"))
    assert converted == ["first"]


def test_the_bundled_models_fingerprint_names_no_prefixes() -> None:
    told = ModelEmbedder(Path("kept"), runtime="torch", precision="float32").fingerprint
    assert told.startswith("bundled@")
    assert told.endswith(" float32 apart/1")
