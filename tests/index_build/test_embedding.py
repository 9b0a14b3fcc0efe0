from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from content_index.embedding.models import ModelEmbedder
from content_index.ports import ModelError, PassageText

SENTENCES = (
    "Annual customers get a ten percent discount.",
    "All customer data is encrypted at rest and in transit.",
    "Our office dog is called Biscuit.",
)


@pytest.fixture(scope="module")
def embedder(models_dir: Path) -> ModelEmbedder:
    return ModelEmbedder(models_dir, threads=1)


@pytest.mark.slow
@pytest.mark.xdist_group("model")
@pytest.mark.parametrize(
    ("question", "best"),
    [("How much cheaper is paying yearly?", 0), ("Is stored data encrypted?", 1), ("What is the name of the dog?", 2)],
)
def test_a_sentence_is_nearest_to_the_question_that_it_answers(
    embedder: ModelEmbedder, question: str, best: int
) -> None:
    (vectors,) = embedder.embed_passages([PassageText("Company facts\n" + " ".join(SENTENCES), SENTENCES)])
    cosines = vectors.sentences @ embedder.embed_questions([question])[0]
    assert int(np.argmax(cosines)) == best


@pytest.mark.slow
@pytest.mark.xdist_group("model")
def test_a_passage_has_the_vector_that_the_model_gives_its_text(embedder: ModelEmbedder) -> None:
    text = PassageText("Company facts\n" + " ".join(SENTENCES), SENTENCES)
    (vectors,) = embedder.embed_passages([text])
    assert float(vectors.passage @ embedder.embed_questions([text.whole])[0]) == pytest.approx(1, abs=0.01)


@pytest.mark.slow
@pytest.mark.xdist_group("model")
def test_sentences_past_the_models_reach_have_vectors_of_their_own(embedder: ModelEmbedder) -> None:
    sentences = (*(f"Nothing to see at number {number}, move along please." for number in range(120)), SENTENCES[2])
    long = PassageText(" ".join(sentences), sentences)
    (vectors,) = embedder.embed_passages([long])
    cosines = vectors.sentences @ embedder.embed_questions(["What is the name of the dog?"])[0]
    assert int(np.argmax(cosines)) == 120


@pytest.mark.slow
@pytest.mark.xdist_group("model")
def test_questions_asked_at_once_get_the_vectors_they_would_get_alone(embedder: ModelEmbedder) -> None:
    questions = [f"What does plan number {number} cost{' per seat' * number}?" for number in range(12)]
    alone = np.concatenate([embedder.embed_questions([question]) for question in questions])
    with ThreadPoolExecutor(12) as pool:
        together = np.concatenate(list(pool.map(lambda question: embedder.embed_questions([question]), questions)))
    np.testing.assert_allclose((alone * together).sum(axis=1), 1, atol=0.01)


def test_what_the_model_is_called_is_told_without_loading_it() -> None:
    code = (
        "import sys; from pathlib import Path; from content_index.embedding.models import ModelEmbedder as E;"
        "print(*(E(Path('m'), runtime='torch', precision=p).fingerprint for p in ('float32', 'bfloat16')), sep='|');"
        "assert 'torch' not in sys.modules"
    )
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    plain, half = told.strip().split("|")
    assert plain != half


def test_the_bundled_model_knows_english_and_others_what_they_are_told() -> None:
    assert ModelEmbedder(Path("m")).languages == {"en"}
    assert ModelEmbedder(Path("m"), "folder/model").languages is None


@pytest.mark.slow
def test_a_folder_without_a_model_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="bundled"):
        ModelEmbedder(tmp_path / "kept", str(tmp_path)).load()


def test_a_name_that_no_model_can_have_is_told_in_words() -> None:
    with pytest.raises(ModelError, match="no such folder"):
        _ = ModelEmbedder(Path("m"), "/nowhere/at/all/model").fingerprint
