"""Text becomes the terms that lexical search counts: words, numbers, names such as "C++" or "v4.2", all stemmed.

The same function reads passages and questions, so that both meet in the same terms.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

STEMMERS = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}

# Only words that carry nothing anywhere: BM25 weighs the other common ones down by itself.
_ENGLISH = (
    "a an and are as at be but by can do does for from has have how i if in into is it its me my no not of on or our "
    "so such that the their them then there these they this to was we what when which who will with you your"
)
_RUSSIAN = (
    "а без бы в во вы для до если же за и из или им их к как какая какие каких каким какими какого какое какой каком "
    "какому какую кем ко когда кого кому которая которое которой котором которую которые который которым которых кто "
    "ли мне мы на наш не нет ни но о об он она они от по почему при с со сколько так то ты у чего чем чему что чтобы "
    "эта эти это этот я"
)
STOP_WORDS = {"en": frozenset(_ENGLISH.split()), "ru": frozenset(_RUSSIAN.split())}

_TOKEN = re.compile(
    r"""
    (?<![^\W_])\d{1,3}(?:,\d{3})+(?![^\W_])   # 100,000
  | v?\d+(?:\.\d+)+                           # 4.2, v4.2.1
  | (?<![^\W_])[^\W\d_](?:\+\+|\#)            # C++, C#
  | (?<![^\W_])\.net\b                        # .NET
  | [^\W_]&[^\W_](?![^\W_])                   # R&D
  | [^\W_]+(?:['’\-‐‑][^\W_]+)*               # words, hyphened words, words with an apostrophe
    """,
    re.VERBOSE,
)
_SCRIPTS_WITHOUT_SPACES = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_LETTERS_AND_DIGITS = re.compile(r"[^\W\d_]{2,}|\d+")
_VERSION = re.compile(r"v\d+(?:\.\d+)+")
_HYPHENS = re.compile(r"[\-‐‑]")
_APOSTROPHE_ENDING = re.compile(r"['’](?:s|m|d|re|ve|ll)$|s['’]$")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[a-z\u00c0-\u024f]")
_CYRILLIC_LANGUAGES = frozenset({"ru", "uk", "be", "bg", "mk", "sr", "kk", "ky", "mn"})
_OTHER_SCRIPT_LANGUAGES = frozenset({"ar", "el", "fa", "he", "hi", "hy", "ja", "ko", "ne", "ta", "th", "zh"})


def words(text: str) -> list[str]:
    """The lower-case words of a text in order, unstemmed, as people write them; hyphened words stay whole."""
    return [_bare(token) for token in _TOKEN.findall(_normal(text))]


def terms(text: str, language: str) -> list[str]:
    """The terms of a plain text in order, repeated as often as they occur.

    `language` is an ISO 639-1 code; a word in another script is stemmed by the language most common in that script
    (a Latin name in a Russian sentence as English). A language without a stemmer keeps its words whole.
    """
    return terms_of(words(text), language)


def terms_of(words: Iterable[str], language: str) -> list[str]:
    """The terms of a text that is cut into words already."""
    stop_words = STOP_WORDS.get(language, frozenset())
    found: list[str] = []
    for token in words:
        if token in stop_words:
            continue
        found.extend(_forms(token, language))
    return found


@lru_cache(maxsize=65_536)
def _forms(token: str, language: str) -> tuple[str, ...]:
    if _SCRIPTS_WITHOUT_SPACES.search(token):
        return tuple(token[i : i + 2] for i in range(max(len(token) - 1, 1)))
    parts = [part for part in _HYPHENS.split(token) if part]
    if len(parts) > 1:
        # "on-prem", "on prem" and "onprem" must meet: the parts and the whole are terms.
        return (*(_stem(part, language) for part in parts), _stem("".join(parts), language))
    if token.isalnum() and not token.isalpha() and not token.isdigit():
        # "SOC2" must meet "SOC 2"; a lone letter ("P0", "v4") says nothing without its number.
        pieces = _LETTERS_AND_DIGITS.findall(token)
        if any(piece.isalpha() for piece in pieces):
            return (token, *(_stem(piece, language) for piece in pieces))
    return (_stem(token, language),)


def _stem(word: str, language: str) -> str:
    if not word.isalpha():
        return word
    stemmer = _stemmer(_language_of(word, language))
    return str(stemmer.stemWord(word)) if stemmer else word


def _language_of(word: str, language: str) -> str:
    if _CYRILLIC.search(word):
        return language if language in _CYRILLIC_LANGUAGES else "ru"
    if _LATIN.search(word) and (language in _CYRILLIC_LANGUAGES or language in _OTHER_SCRIPT_LANGUAGES):
        return "en"
    return language


@cache
def _stemmer(language: str) -> Any:
    import Stemmer

    return Stemmer.Stemmer(STEMMERS[language]) if language in STEMMERS else None


def _normal(text: str) -> str:
    composed = unicodedata.normalize("NFKC", text).replace("\u00ad", "")
    return composed.lower().replace("ё", "е")


@lru_cache(maxsize=65_536)
def _bare(token: str) -> str:
    if token[:1].isdigit() and "," in token:
        return token.replace(",", "")
    if _VERSION.fullmatch(token):
        return token[1:]  # "v4.2" and "4.2" are one version
    ending = _APOSTROPHE_ENDING.search(token)
    if ending:
        return token[: ending.start()] + ("s" if token[ending.start()] == "s" else "")
    return token.replace("'", "").replace("’", "")
