"""Pages launched at the terminal."""

from __future__ import annotations

from deployments import Deployment

from bot.cli.output import ExitCode
from bot.wiring import Cornerman
from config.loading import load_settings
from retrieval.model import Filters


def test_a_page_is_launched_listed_and_taken_down(fresh_deployment: Deployment) -> None:
    fresh_deployment.run("reindex")
    assert "Nothing is launched now." in fresh_deployment.run("launch").stdout
    told = fresh_deployment.run("launch", "Discount policy", "--words", "three [new] tiers").stdout
    assert "Discount policy is launched until" in told
    again = fresh_deployment.run("launch", "discounts.md", code=ExitCode.FAILED)
    assert "cornerman launch discounts.md --end" in " ".join(again.output.split())
    listed = fresh_deployment.run("launch").stdout
    assert "Discount policy" in listed
    assert "three [new] tiers" in listed
    (one,) = fresh_deployment.json("launch")["launches"]
    assert (one["page"]["path"], one["launch"]["words"]) == ("discounts.md", "three [new] tiers")
    assert fresh_deployment.json("launch", "discounts.md", "--end")["ended"] is True
    assert "is not launched" in fresh_deployment.run("launch", "discounts.md", "--end").stdout


def test_what_is_no_day_or_over_is_refused(fresh_deployment: Deployment) -> None:
    fresh_deployment.run("reindex")
    wrong = fresh_deployment.run("launch", "discounts.md", "--until", "whenever", code=ExitCode.SETTINGS)
    assert "is no day" in " ".join(wrong.output.split())
    over = fresh_deployment.run("launch", "discounts.md", "--until", "2020-01-01", code=ExitCode.SETTINGS)
    assert "from today on" in " ".join(over.output.split())


def test_what_a_reindex_brings_is_noticed_by_who_serves_once(fresh_deployment: Deployment) -> None:
    content = fresh_deployment.content
    fresh_deployment.run("reindex")
    settings = load_settings(fresh_deployment.folder / "cornerman.toml")
    eyes = Filters(groups=frozenset())

    def told() -> list[tuple[str, str]]:
        with Cornerman(settings) as cornerman:
            cornerman.prepare_database()
            cornerman.reach.noticer.tick()
            return [(one.verb, one.document.path) for one in cornerman.reach.desk.whats_new(eyes).items]

    assert told() == []
    security = content / "security.md"
    security.write_text(security.read_text(encoding="utf-8") + "\nA new certificate.\n", encoding="utf-8")
    discounts = content / "discounts.md"
    discounts.write_text(discounts.read_text(encoding="utf-8").replace("Dana", "Robin"), encoding="utf-8")
    (content / "returns.md").write_text("# Returns\n\nThirty days.\n", encoding="utf-8")
    fresh_deployment.run("reindex")
    assert told() == [("added", "returns.md"), ("changed", "security.md")]
    assert told() == [("added", "returns.md"), ("changed", "security.md")]
    fresh_deployment.run("rollback")
    assert told() == []
