"""Another model, another prefix, a reranker: what becomes of the index, and what `cornerman doctor` says of them."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from deployments import Deployment
from small_models import small_bert, small_cross_encoder

from bot.wiring import Cornerman
from config.loading import load_settings
from content_index.model import ReindexProgress
from retrieval.engine import RetrievalEngine
from retrieval.model import Filters, Query

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("model")]

QUESTION = "what discount for a two year deal"


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    small_bert(folder / "one")
    small_bert(folder / "two", positions=300)
    small_cross_encoder(folder / "cross", wanted="dog")
    return folder


def choose(deployment: Deployment, embedding: str, retrieval: str = "") -> Path:
    """Settings with these models, in a file of their own, over the same index."""
    base = (deployment.folder / "cornerman.toml").read_text(encoding="utf-8").split("[embedding]")[0]
    file = deployment.folder / "cornerman.toml"
    file.write_text(
        f'{base}\n[embedding]\nruntime = "torch"\nprecision = "float32"\n{embedding}\n[retrieval]\n{retrieval}\n',
        encoding="utf-8",
    )
    return file


def compares_vectors(cornerman: Cornerman) -> bool:
    found = cornerman.retrieval.search(Query(QUESTION, filters=Filters(groups=None)))
    assert found.passages
    return "passage" in found.passages[0].parts


def finding(deployment: Deployment, check: str, code: int = 0) -> dict[str, str]:
    return next(one for one in deployment.json("doctor", code=code)["findings"] if one["check"] == check)


@pytest.mark.parametrize(
    "changed",
    [
        'model = "{models}/two"',
        'model = "{models}/one"\npassage_prefix = "passage: "',
        'model = "{models}/one"\nquery_prefix = "query: "',
        'profile = "english"',
    ],
)
def test_a_changed_model_or_prefix_is_embedded_anew_beside_the_old_index_which_serves_meanwhile(
    fresh_deployment: Deployment, models: Path, changed: str
) -> None:
    old = load_settings(choose(fresh_deployment, f'model = "{models}/one"'), {})
    new = load_settings(choose(fresh_deployment, changed.format(models=models)), {})
    meanwhile: list[tuple[str, bool]] = []

    def ask_meanwhile(progress: ReindexProgress) -> None:
        if progress.stage != "done":
            meanwhile.append((progress.stage, compares_vectors(serving)))

    with Cornerman(old) as serving, Cornerman(new) as building:
        first = serving.reindex(lambda _: None)
        assert not compares_vectors(building)  # the settings are new, the index is not
        report = building.reindex(ask_meanwhile)
    assert "swapping" in dict(meanwhile)
    assert all(compared for _, compared in meanwhile)
    assert (report.swapped, report.passages_embedded, report.passages) == (True, first.passages, first.passages)
    assert report.unchanged == 3  # no file had to be read again
    with Cornerman(new) as afterwards:
        assert compares_vectors(afterwards)
        assert not afterwards.reindex(lambda _: None).swapped

    fresh_deployment.run("rollback")
    with Cornerman(old) as before, Cornerman(new) as late:
        assert compares_vectors(before)
        assert not compares_vectors(late)


def test_an_index_that_does_not_fit_the_settings_says_so_until_the_reindex(
    fresh_deployment: Deployment, models: Path
) -> None:
    choose(fresh_deployment, f'model = "{models}/one"')
    fresh_deployment.run("reindex")
    choose(fresh_deployment, f'model = "{models}/one"\npassage_prefix = "passage: "')
    index = finding(fresh_deployment, "index", code=1)
    assert (index["state"], index["mend"]) == (
        "wrong",
        f"Run `cornerman reindex --config {fresh_deployment.folder}/cornerman.toml`.",
    )
    answer = fresh_deployment.json("ask", "which certificate do we hold for dogs")
    assert "`cornerman reindex --config " in answer["note"]
    fresh_deployment.run("reindex")
    assert finding(fresh_deployment, "index")["state"] == "ok"


def test_the_doctor_says_which_model_profile_and_prefixes_are_in_use(
    fresh_deployment: Deployment, models: Path
) -> None:
    fresh_deployment.run("reindex")
    told = finding(fresh_deployment, "model")["detail"]
    assert told.startswith("bundled (profile english): 384 dimensions, knows en, runs in ")
    assert "before a" not in told
    choose(fresh_deployment, f'model = "{models}/one"\nquery_prefix = "query: "\nlanguages = ["en", "ru"]')
    fresh_deployment.run("reindex")
    told = finding(fresh_deployment, "model")["detail"]
    assert told == f'{models}/one: 32 dimensions, knows en, ru, runs in torch float32, "query: " before a question'


def test_a_profile_that_cannot_be_fetched_is_told_with_the_way_around(fresh_deployment: Deployment) -> None:
    choose(fresh_deployment, 'profile = "multilingual"')
    told = fresh_deployment.run("reindex", code=1).output
    told = " ".join(told.split())
    assert '"intfloat/multilingual-e5-small" (embedding.profile = "multilingual" in the settings)' in told
    assert "hf download intfloat/multilingual-e5-small --local-dir FOLDER" in told
    assert 'query_prefix = "query: ", passage_prefix = "passage: "' in told


def test_a_reranker_puts_the_passages_in_its_order(fresh_deployment: Deployment, models: Path) -> None:
    dog = fresh_deployment.content / "office.md"
    dog.write_text("# Office\n\nThe dog of the office may approve nothing.\n", encoding="utf-8")
    reranker = f'reranker = "{models}/cross"'
    choose(fresh_deployment, "", reranker)
    fresh_deployment.run("reindex")
    answer = fresh_deployment.json("ask", QUESTION)
    order = [passage["document"] for passage in answer["passages"]]
    assert order.index("office.md") < order.index("discounts.md")
    assert "rerank" in answer["latency_ms"]
    assert finding(fresh_deployment, "reranker")["state"] == "ok"
    choose(fresh_deployment, "", f'{reranker}\nreranker_languages = ["ru"]')
    assert fresh_deployment.json("ask", QUESTION)["passages"][0]["document"] == "discounts.md"


def test_a_reranker_that_cannot_be_loaded_is_told_at_the_start_and_questions_are_answered(
    fresh_deployment: Deployment, caplog: pytest.LogCaptureFixture
) -> None:
    settings = load_settings(choose(fresh_deployment, "", 'reranker = "no/such-reranker"'), {})
    with Cornerman(settings) as cornerman:
        cornerman.reindex(lambda _: None)
        with caplog.at_level(logging.WARNING):
            cornerman.warm_up()
            assert compares_vectors(cornerman)
    told = [record.getMessage() for record in caplog.records if "no/such-reranker" in record.getMessage()]
    assert len(told) == 1
    assert 'set retrieval.reranker = "FOLDER"' in told[0]
    found = finding(fresh_deployment, "reranker", code=1)
    assert found["state"] == "wrong"
    assert "retrieval.reranker" in found["detail"]


def test_another_models_cosines_are_not_taken_for_confidence(fresh_deployment: Deployment, models: Path) -> None:
    settings = load_settings(choose(fresh_deployment, f'model = "{models}/one"'), {})
    query = Query("hotels on the list of suites with a discount in Lisbon", filters=Filters(groups=None))
    with Cornerman(settings) as cornerman:
        cornerman.reindex(lambda _: None)
        taken = RetrievalEngine(cornerman.store, cornerman.embedder).search(query)  # as if it were the bundled model
        found = cornerman.retrieval.search(query)
    assert [one.passage.id for one in found.passages] == [one.passage.id for one in taken.passages]
    assert found.confidence < taken.confidence
