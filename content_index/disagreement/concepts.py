"""What words of sales content mean: one concept for its synonyms, in English, German and Russian.

A word that is in no list is its own concept, by its stem. What tells cases apart ("response", "resolution") must not
meet in one list: two different concepts are what keeps two claims apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from content_index.disagreement.concept_words import LIGHT as LIGHT_CONCEPTS
from content_index.disagreement.concept_words import PHRASES, SYNONYMS
from content_index.terms import STOP_WORDS, terms_of, words

GAP = "¤"
"""Stands where a value was cut out of a sentence."""
_PHRASE = tuple((re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE), instead) for pattern, instead in PHRASES)
LIGHT, FULL = 0.35, 1.0
_GERMAN = re.compile(
    r"\b(?:der|die|das|dem|den|des|und|ist|sind|nicht|für|mit|bei|ein|eine|einen|einer|wir|sie|ihr\w*|unser\w*|"
    r"werden|wird|von|im|"
    r"zum|zur|zu|kein\w*|auf|nach|bis|bitte|oder|nur|haben|hat|kann|können|müssen|muss|monatlich|jährlich|auch|"
    r"pro|beträgt|liegt)\b|[äöüß]",
    re.IGNORECASE,
)
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_GERMAN_FUNCTION_WORDS = frozenset(
    [
        "der",
        "die",
        "das",
        "und",
        "ist",
        "sind",
        "für",
        "mit",
        "auf",
        "bei",
        "im",
        "zum",
        "zur",
        "den",
        "dem",
        "des",
        "ein",
        "eine",
        "einer",
        "einem",
        "einen",
        "wird",
        "werden",
        "von",
        "zu",
        "in",
        "an",
        "wir",
        "ihr",
        "sie",
        "es",
        "als",
        "auch",
        "nach",
        "vor",
        "über",
        "unter",
        "aus",
        "durch",
        "sich",
        "dass",
        "wenn",
        "bis",
        "ab",
        "pro",
        "je",
        "am",
    ]
)
_STANDARD = re.compile(r"(?:iso|soc)\d+")
_SHORTEST_PART = 5


def language_of(text: str) -> str:
    """English, German or Russian, whichever a short text looks like."""
    if len(_CYRILLIC.findall(text)) > len(_LATIN.findall(text)):
        return "ru"
    return "de" if len(_GERMAN.findall(text)) * 6 > len(text.split()) else "en"


@lru_cache(maxsize=8192)
def concepts(text: str, language: str) -> frozenset[str]:
    """The concepts of a plain text, numbers left out; kept, since titles and sentences are asked for again."""
    for pattern, instead in _PHRASE:
        text = pattern.sub(rf" {instead} ", text)
    return frozenset(concept for word in words(text) for concept in _of_word(word, language))


def weight(concept: str) -> float:
    """How much it says that two claims share a concept."""
    return LIGHT if concept in LIGHT_CONCEPTS else FULL


def weights(found: Iterable[str]) -> dict[str, float]:
    """Each concept with its weight."""
    return {concept: weight(concept) for concept in found}


@lru_cache(maxsize=65_536)
def _of_word(word: str, language: str) -> tuple[str, ...]:
    if word.isdigit() or (language == "de" and word in _GERMAN_FUNCTION_WORDS):
        return ()
    known = _known().get(word)
    if known:
        return (known,)
    if _STANDARD.fullmatch(word):
        return (word,)
    stems = [stem for stem in terms_of([word], language) if not stem.isdigit() and len(stem) > 1]
    if not stems:
        return ()
    by_stem = _known_stems()
    found = [by_stem.get(stem, stem) for stem in stems[:2]]
    if language == "de" and found == [stems[0]] and len(word) > 2 * _SHORTEST_PART:
        parts = [concept for stem, concept in by_stem.items() if len(stem) >= _SHORTEST_PART and stem in word]
        found += sorted(set(parts))
    return tuple(found)


@cache
def _known() -> dict[str, str]:
    lines = SYNONYMS.strip().replace("\n    ", " ").split("\n")
    return {word: each.split()[0] for each in lines for word in each.split()}


@cache
def _known_stems() -> dict[str, str]:
    found: dict[str, str] = {}
    for word, concept in _known().items():
        for language in ("ru",) if _CYRILLIC.search(word) else ("en", "de"):
            stems = terms_of([word], language)
            if len(stems) == 1 and word not in STOP_WORDS.get(language, ()):
                found.setdefault(stems[0], concept)
    return found
