"""A small invented company's documents, and the answers that a console shows from them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import aiohttp

from bot.model import Answer, AnswerPassage, AnswerSource, Ask, LoggedQuestion, Outcome
from content_index.model import Document

OpenConsole = Callable[..., Awaitable[str]]
Get = Callable[..., Awaitable[aiohttp.ClientResponse]]

BASE = "http://console.example:8080"

PRICING = Document(
    id="d-pricing", source="playbooks", path="sales/pricing.md", title="Pricing", kind="policy", language="en",
    fingerprint="f1", owner="Dana Reyes", products=("Harbor",), reviewed=date(2026, 10, 12), review_every_days=90,
)  # fmt: skip
RIVAL = Document(
    id="d-rival", source="playbooks", path="battlecards/rival.md", title="Rival Inc.", kind="battlecard",
    language="en", fingerprint="f2", owner="Sam Okoro", competitors=("Rival",), reviewed=date(2026, 6, 1),
    review_every_days=90, url="https://wiki.example/rival",
)  # fmt: skip
RUSSIAN = Document(
    id="d-ru", source="playbooks", path="ru/скидки.md", title="Скидки", kind="policy", language="ru", fingerprint="f3"
)
SECRET = Document(
    id="d-secret", source="playbooks", path="board.md", title="Board numbers", kind="policy", language="en",
    fingerprint="f4", audience=("board",),
)  # fmt: skip

_FILLER = "\n\n".join(f"Paragraph {number}. " + "The list price is per seat and month. " * 6 for number in range(30))
PRICING_MARKDOWN = f"""# Pricing

The price list of Harbor. Compare [Rival](../battlecards/rival.md#strengths), the [board](../board.md) and
[nothing](missing.md).

## List prices

{_FILLER}

## Discounts {{#slide-4}}

You may give **15%** on a two-year deal without approval.

> [!SAY]
> Commit to two years and the third month is on us.

> [!INTERNAL]
> Floor price: 60% of list.

| Term | Discount | Approval | Who signs | Notes for the very wide column that does not fit a telephone |
|---|--:|---|---|---|
| two-year | 15% | none | the_representative_alone_signs_this_paper | aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa |

### Скидки и условия

{_FILLER}
"""
RIVAL_MARKDOWN = "# Rival Inc.\n\n## Strengths\n\nThey are cheap.\n"
CONTENT = (
    (PRICING, PRICING_MARKDOWN),
    (RIVAL, RIVAL_MARKDOWN),
    (RUSSIAN, "# Скидки\n\n## Условия\n\nДо 15 %."),
    (SECRET, "# Board numbers\n\nChurn is 9%."),
)

_QUOTE = "You may give 15% on a **two-year** deal without approval."


def _source(document: Document, heading: str, url: str, score: float) -> AnswerSource:
    return AnswerSource(
        document_id=document.id, document=document.path, title=document.title, heading=heading, url=url,
        kind=document.kind, score=score, owner=document.owner, reviewed=document.reviewed,
        review_due=document.review_due,
    )  # fmt: skip


def answered(question: str = "What discount can I give?") -> Answer:
    url = f"{BASE}/documents/d-pricing#slide-4"
    return Answer(
        question_id="q1",
        question=question,
        status="answered",
        confidence=0.874,
        text=_QUOTE,
        bold=((13, 16),),
        say="Commit to two years and the third month is on us.",
        sources=(
            _source(PRICING, "Discounts", url, 0.9),
            _source(RIVAL, "Strengths", "https://wiki.example/rival#strengths", 0.7),
        ),
        passages=(
            AnswerPassage("p1", "d-pricing", PRICING.path, "Discounts", f"## Discounts\n\n{_QUOTE}", 0.9, url),
            AnswerPassage("p2", "d-rival", RIVAL.path, "Strengths", "They are cheap.", 0.7, "javascript:alert(1)"),
        ),
        generation="g1",
        language="en",
        url=url,
        latency_ms={"embed": 6.25, "search": 1.5, "total": 8.0},
    )


def unsure() -> Answer:
    return replace(
        answered(), status="unsure", confidence=0.41, say=None, note="I searched for “discount”.",
        sources=answered().sources[:1],
    )  # fmt: skip


def gap() -> Answer:
    return replace(
        answered(), status="gap", confidence=0.03, text="", bold=(), say=None, sources=(), passages=(), language="ru",
        url=None,
    )  # fmt: skip


def script(ask: Ask) -> Answer:
    """Answers, except for questions about the weather and the moon."""
    if "weather" in ask.text:
        return replace(gap(), question=ask.text)
    if "moon" in ask.text:
        return replace(unsure(), question=ask.text)
    return answered(ask.text)


NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def asked(number: int, status: Outcome = "answered", question: str = "") -> LoggedQuestion:
    """A question of the log, so many minutes ago."""
    return LoggedQuestion(
        id=str(number), asked_at=NOW - timedelta(minutes=number), question=question or f"question {number}",
        asker="U1", place="C1", place_kind="channel", workspace="T1", thread=None, surface="slack", status=status,
        confidence=0.5, passages=(), generation="g1", latency_ms={},
    )  # fmt: skip
