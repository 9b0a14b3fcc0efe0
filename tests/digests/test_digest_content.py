"""An owner's digest tells what is wrong with their pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from digest_samples import BASE_URL, END, NOTHING, START, WEEKLY, Insights, desk, document
from fakes import DocumentPages

from bot.chat.digest_parcels import parcel_of
from bot.content_health.desk import HealthDesk, HealthSources
from bot.digests.csv_text import digest_csv
from bot.digests.model import Digest
from bot.digests.told import told
from bot.slack.digest_blocks import digest_message
from bot.teams.digest_cards import digest_card
from content_index.health.checking import OF_TEXTS
from content_index.health.model import Checked, Finding, Place
from content_index.model import Document

NOW = datetime(2026, 11, 23, tzinfo=UTC)
PRICING, TERMS = document("pricing.md"), document("terms.md", owner="Lee Ortiz", url="https://wiki/terms")
FLOOR = document("floor.md", audience=("managers",))
BARE = document("bare.md", reviewed=date(2025, 1, 1), review_every_days=30)
DOCUMENTS = (PRICING, TERMS, FLOOR, BARE)
OWNERS = replace(WEEKLY, kind="owner", owner="Dana Reyes")


def at(one: Document) -> Place:
    return Place(one.id, one.source, one.path, "rates", "Rates", 3)


def dead(one: Document, link: str = "gone.md") -> Finding:
    return Finding("dead-link", "error", at(one), parts={"link": link, "why": "no_file"})


def conflict(one: Document, other: Document) -> Finding:
    parts = {"about": "number", "said": "15%", "other_said": "10%", "likelihood": 0.9}
    return Finding("conflict", "warning", at(one), at(other), parts, 0.9)


def composed(*findings: Finding, **given: object) -> Digest:
    class Known:
        def of(self, generation: str) -> Checked:
            return Checked(generation, NOW, OF_TEXTS, findings)

    health = HealthDesk(HealthSources(Known(), DocumentPages([(one, "") for one in DOCUMENTS])), lambda: NOW, NOW.date)
    asked = given.pop("asked", OWNERS)
    return desk(DOCUMENTS, health=health, **given).of(asked, START, END)  # type: ignore[arg-type]


def section(digest: Digest, language: str = "en") -> list[tuple[str, str, str]]:
    found = [one for one in told(digest, language).sections if one.name == "content"]
    return [(line.text, line.note, line.url) for one in found for line in one.lines]


def test_counts_and_the_three_worst_with_their_links() -> None:
    digest = composed(*(dead(PRICING, f"{number}.md") for number in range(4)), conflict(TERMS, PRICING))
    lines = section(digest)
    assert lines[0] == ("4 dead links, 1 contradiction", "", f"{BASE_URL}/content/health")
    assert lines[1] == ("Pricing", "leads to 0.md, which is not there", f"{BASE_URL}/documents/pricing.md#rates")
    assert len(lines) == 4
    assert told(digest).sections[0].title


def test_a_contradiction_is_read_from_the_owners_side() -> None:
    assert section(composed(conflict(TERMS, PRICING)))[1][:2] == ("Pricing", "10% here, 15% in “Terms”")


def test_nothing_is_told_of_pages_of_others_or_that_they_may_not_see() -> None:
    digest = composed(dead(TERMS), dead(FLOOR), conflict(PRICING, FLOOR))
    assert section(digest) == []
    assert section(composed(dead(FLOOR), groups=frozenset({"managers"})))[0][0] == "1 dead link"


def test_what_the_digest_tells_elsewhere_is_not_told_twice() -> None:
    digest = composed()
    assert [one.path for one in digest.overdue] == ["bare.md"]
    assert section(digest) == []


def test_a_managers_digest_and_a_quiet_one_have_none() -> None:
    assert section(composed(dead(PRICING), asked=WEEKLY)) == []
    quiet = composed(dead(PRICING), insights=Insights(now=NOTHING))
    assert quiet.quiet
    assert section(quiet) == []


def test_it_is_told_in_russian_in_slack_in_teams_and_as_a_file() -> None:
    digest = composed(dead(PRICING))
    assert section(digest, "ru")[0][0] == "1 битая ссылка"
    for shown in (digest_message(parcel_of(digest, with_chart=False)).blocks, digest_card(told(digest))):
        assert "Your content" in str(shown)
        assert f"{BASE_URL}/documents/pricing.md#rates" in str(shown)
    assert "content,dead-link,1" in str(digest_csv(digest))
