"""People ask "how much is it", and pages say "price": such a question is searched for in the word of the pages."""

from __future__ import annotations

import re

from content_index.terms import terms

FEW_TERMS = 2
"""A question with more terms of its own says well enough what it is about."""

_LEAD = r"(?P<lead>\W*(?:(?:and|so|ok|okay|hey|а|и|ну)\b\W*)?)"
_OF = {
    "en": (
        re.compile(rf"{_LEAD}how\s+much\s+(?:is|are|for)\s+(?P<thing>.+)", re.IGNORECASE),
        re.compile(rf"{_LEAD}(?:how\s+much|what)\s+(?:does|do|would|will)\s+(?P<thing>.+?)\s+cost\b\W*", re.IGNORECASE),
        re.compile(rf"{_LEAD}what(?:'s|’s|s|\s+is)\s+the\s+cost\s+(?:of|for)\s+(?P<thing>.+)", re.IGNORECASE),
    ),
    "ru": (
        re.compile(
            rf"{_LEAD}(?:сколько|почём|почем)\s+(?:будет\s+)?(?:стоит|стоят|стоить)\s+(?P<thing>.+)", re.IGNORECASE
        ),
        re.compile(rf"{_LEAD}(?:почём|почем)\s+(?P<thing>.+)", re.IGNORECASE),
    ),
}
_SAID = {"en": "what is the price of", "ru": "какая цена"}


def asked_price(text: str, language: str) -> str:
    """The question for a price in the word that price lists use; any other text as it is.

    `language` is an ISO 639-1 code.
    """
    for pattern in _OF.get(language, ()):
        asked = pattern.fullmatch(text)
        if asked and len(set(terms(asked["thing"], language))) <= FEW_TERMS:
            return f"{asked['lead']}{_SAID[language]} {asked['thing']}"
    return text
