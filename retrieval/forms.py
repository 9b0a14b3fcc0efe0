"""The forms that the words of a question have in the content: one for each of its languages."""

from __future__ import annotations

from collections.abc import Collection

from content_index.terms import terms_of, words

Forms = tuple[str, ...]
"""The terms that one word becomes in the question's language, first, and in each language of the content.

Passages are stemmed each by its own language, so that these are one thing to ask for and count once.
"""


def forms_of(text: str, language: str, languages: Collection[str]) -> tuple[Forms, ...]:
    """What a text in `language` speaks of, each thing once, in the forms that it has there and in `languages`.

    A word that says nothing in the text's own language ("is", "the") is left out, whatever other languages take it for.
    """
    found: dict[str, dict[str, None]] = {}
    for word in words(text):
        own = terms_of((word,), language)
        # "soc2" is "soc" and "2", whichever way it is written.
        glued = len(own) > 1 and own[0] == word and word.isalnum()
        for spoken in (language, *sorted(languages)):
            forms = terms_of((word,), spoken)
            for term, form in zip(own, forms, strict=True) if len(own) == len(forms) else ():
                if not (glued and term == word):
                    found.setdefault(term, {})[form] = None
    return tuple(map(tuple, found.values()))
