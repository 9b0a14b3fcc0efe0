"""Which language a text is written in. The only file that imports py3langid."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Collection
from functools import cache
from typing import Any

# ISO 639-1 codes of the languages that companies write their sales content in; a short list guesses better.
LANGUAGES = (
    "ar", "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "he", "hi", "hr", "hu", "id", "it", "ja", "kk",
    "ko", "lt", "lv", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "th", "tr", "uk", "vi", "zh",
)  # fmt: skip
FALLBACK = "en"
_FEWEST_LETTERS = 20
_FEWEST_LETTERS_OF_A_PASSAGE = 100
_SURE = 0.9
_SAMPLE = 4_000
_PIECE = 400


_LOADING = threading.Lock()


class LanguageDetector:
    """Guesses languages; the model (a second to load) is loaded when the first text is asked about."""

    def of_document(self, text: str, fallback: str = FALLBACK) -> str:
        """The language of a document's plain text; `fallback` where it has too few letters to tell."""
        sample = text[:_SAMPLE]
        if _letters(sample) < _FEWEST_LETTERS:
            return fallback
        # Piece by piece, since one paragraph in another script outweighs a page.
        votes: Counter[str] = Counter()
        for start in range(0, len(sample), _PIECE):
            piece = sample[start : start + _PIECE]
            votes[str(_identifier().classify(piece)[0])] += _letters(piece)
        return votes.most_common(1)[0][0]

    def of_passage(self, text: str, document_language: str) -> str:
        """The language of one passage's plain text: the document's, unless it is long and surely another."""
        sample = text[:_SAMPLE]
        if _letters(sample) < _FEWEST_LETTERS_OF_A_PASSAGE:
            return document_language
        language, probability = _identifier().classify(sample)
        return str(language) if probability >= _SURE else document_language

    def among(self, text: str, languages: Collection[str]) -> str:
        """The likeliest of `languages` for a short plain text; the first by name where none is known here."""
        ranked = (str(language) for language, _ in _identifier().rank(text[:_SAMPLE]))
        return next((language for language in ranked if language in languages), min(languages))


def load_model() -> None:
    """Load the model now, for who will ask soon."""
    _identifier()


def _identifier() -> Any:
    """The same for the whole process; who asks while it is being loaded waits for that."""
    with _LOADING:
        return _loaded()


@cache
def _loaded() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(LANGUAGES)
    return identifier


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))
