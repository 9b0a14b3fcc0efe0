"""Answers for tests, so that each names only what it is about."""

from __future__ import annotations

from datetime import date

from bot.model import Answer, AnswerSource


def source(**changes: object) -> AnswerSource:
    given = {
        "document_id": "pricing",
        "document": "policies/pricing.md",
        "title": "Pricing policy",
        "heading": "Multi-year discounts",
        "url": "https://wiki.acme.example/policies/pricing.md#multi-year-discounts",
        "kind": "policy",
        "score": 0.9,
        "owner": "Dana Reyes",
        "reviewed": date(2026, 10, 12),
        "review_due": None,
    }
    return AnswerSource(**(given | changes))


def answer(**changes: object) -> Answer:
    given = {
        "question_id": "q1",
        "question": "what discount can I give on a two-year deal?",
        "status": "answered",
        "confidence": 0.93,
        "text": "A two-year deal gets up to 15% off. Anything above needs the deal desk.",
        "bold": ((27, 34),),
        "say": "We can do 15% for two years today.",
        "sources": (source(),),
        "passages": (),
        "generation": "g1",
        "language": "en",
        "url": "https://wiki.acme.example/policies/pricing.md#multi-year-discounts",
        "note": "",
    }
    return Answer(**(given | changes))
