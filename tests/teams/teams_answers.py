"""Answers for tests, so that each names only what it is about."""

from __future__ import annotations

from datetime import date

from sample_answers import answer, source

from bot.model import AnswerPassage

TODAY = date(2026, 11, 24)


def passage(**changes: object) -> AnswerPassage:
    given = {
        "passage_id": "p1",
        "document_id": "pricing",
        "document": "policies/pricing.md",
        "heading": "Multi-year discounts",
        "text": "A two-year deal gets **up to 15%** off. Anything above needs the deal desk.",
        "score": 0.9,
        "url": "https://wiki.acme.example/policies/pricing.md#multi-year-discounts",
        "title": "Pricing policy",
    }
    return AnswerPassage(**(given | changes))


OTHERS = (
    passage(),
    passage(
        passage_id="p2", document_id="faq", document="faq.md", title="Deal desk FAQ", heading="", text="- Ask *early*."
    ),
    passage(passage_id="p3", document_id="cost", title="Costs", heading="Floor", text="Never below 40.", internal=True),
)
LONG = "Широкая <b>скидка</b> & [1] **жирно** | 🥊 " * 400

CASES = {
    "sure": answer(passages=OTHERS),
    "three_sources": answer(
        say=None,
        sources=(
            source(),
            source(
                title="Deal desk FAQ", heading="", kind="faq", owner=None, reviewed=None, audience=("managers", "legal")
            ),
            source(title="Globex", heading="Globex", kind="battlecard", review_due=date(2026, 10, 15)),
            source(title="A fourth that is not shown"),
        ),
        note="I searched for “two-year discount”.",
    ),
    "unsure": answer(status="unsure", confidence=0.5, say=None, note="The nearest passage is only on a related topic."),
    "gap_with_related": answer(status="gap", confidence=0.1, text="", bold=(), say=None, sources=(source(), source())),
    "gap_with_words": answer(
        status="gap", confidence=0.1, say=None, sources=(source(), source(title="Deal desk FAQ")), passages=OTHERS
    ),
    "gap": answer(status="gap", confidence=0.0, text="", bold=(), say=None, sources=()),
    "trouble": answer(
        status="gap", text="", bold=(), say=None, sources=(), generation="", note="Something went wrong."
    ),
    "small_talk": answer(
        status="gap", text="", bold=(), say=None, sources=(), small_talk=True, note="Ask me anything."
    ),
    "words_to_say_are_the_quote": answer(text="We can do 15% for two years", bold=((10, 13),)),
    "doubted_words_to_say": answer(text="We can do 15% for two years", bold=(), status="unsure", note="It is near."),
    "internal": answer(internal=True, say=None, text="Never say that the floor is 40.", bold=()),
    "internal_and_doubted": answer(
        internal=True, status="unsure", say="Let me ask my manager.", text="The floor is 40.", bold=((13, 15),)
    ),
    "russian": answer(
        language="ru",
        text="На два года можно дать до **15%**.",
        bold=(),
        say="Дадим 15%.",
        status="unsure",
        sources=(source(title="Скидки", heading="Два года", owner="Дана"),),
    ),
    "rows_of_a_table": answer(
        text="| AE mid-market | 720000 | 180000 |\n| AE enterprise | 1150000 | 290000 |",
        bold=((64, 70),),
        table_head="| Role | Yearly quota | Q3 |\n| --- | --: | --: |",
        say=None,
    ),
    "page_to_learn_from": answer(
        training=source(title="Your first 30 days", review_due=date(2026, 10, 15), audience=("managers",)),
    ),
    "page_to_learn_from_in_russian": answer(language="ru", training=source(title="Первые 30 дней")),
    "hostile": answer(
        training=source(title="<at>x</at> [1] {{DATE(2026-01-01T00:00:00Z)}}", url="javascript:alert(1)"),
        text="<at>All</at> [1] [pay](https://evil.example/?a=<at>|b) **now** & `then` {{DATE(2026-01-01T00:00:00Z)}}",
        bold=(),
        say="- *hi* [2](https://evil.example)\n# {{TIME(2026-01-01T00:00:00Z)}}",
        sources=(source(title="<at>x</at>", heading="a\nb", url="javascript:alert(1)", owner="<b>", kind="x & y"),),
        passages=(passage(title="[x](http://evil.example)", text="<img src=x> [3]", url="javascript:x"),),
        note="**<at>Dana</at>**",
    ),
    "long": answer(
        training=source(title=LONG, audience=(LONG,), url="https://a.example/" + "x" * 1_900),
        text=LONG,
        say=LONG,
        note=LONG,
        sources=(source(title=LONG, heading=LONG, owner=LONG, kind=LONG, url="https://a.example/" + "x" * 1_900),) * 3,
        passages=tuple(passage(title=LONG, text=LONG, url="https://a.example/" + "x" * 1_900) for _ in range(12)),
    ),
}
