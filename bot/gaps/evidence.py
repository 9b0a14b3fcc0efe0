"""What a question says, read once: the things it names, what it means, the words that are left, what it asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from bot.gaps.glossary import MEANINGS
from bot.gaps.glossary_topics import MORE_TOPICS
from bot.gaps.glossary_ways import MORE_WAYS
from bot.gaps.kinds import INSIDE, KINDS
from content_index.terms import STOP_WORDS, terms_of, words
from retrieval.questions import uncontracted
from retrieval.spelling import LanguageWords, Spelling

_LETTERS = re.compile(r"[^\W\d_]+")
_GOES_ON = re.compile(r",\s*\n")
_PIECES = re.compile(r"[^\W\d_]+|\d+")
_USA = re.compile(
    r"\bU\.?S\.?(?:A\.?)?(?=\W|$)|\b(?:in|the) us\b(?! (?:what|how|if|to|more))|"
    r"\bus (?:only|region|based|customers?|hosting|hosted|data|federal|government|market|tax|states?)\b|\bor us\b"
)
_DO_WE_SUPPORT = re.compile(r"\b(?:do|does|can) (?:we|it|you|they|the \w+) support\b", re.IGNORECASE)
"""It asks whether something works, not for the help desk."""
# What people say around a question: it tells nothing of what is asked.
_ENGLISH = (
    "pls please plz asap thx thanks hi hey hello ok okay yes no yet still just also really actually quick question "
    "there here any anything something some someone somebody anyone anybody everyone all every each other else more "
    "much many get gets got give gives given need needs needed want wants wanted wanna ask asks asking asked tell say "
    "says said know let see look looking find use uses using used make makes made put go going come comes would could "
    "should might must may will shall did does doing done having being been am im ive id ill dont doesnt cant wont "
    "isnt where why whats whos hows whens wheres thats theres kind sort thing things way ways stuff bit lot lots per "
    "customer customers client clients prospect prospects company companies people person guy guys folks user users "
    "their theirs thier his her hers him she he us ours mine me my own him able possible available option options "
    "offer offers offering provide provides have has had exist exists right now today currently already ever never "
    "only even too very via with without w about abt out off up down over under than one ones two new "
    "product products solution tool platform system app avalable supported supports"
)
_RUSSIAN = (
    "клиент клиента клиенты заказчик заказчика есть можно может могут нужно надо хочет хотят спрашивает просит "
    "пожалуйста нас нам вас вам будет быть"
)
_GERMAN = (
    "der die das den dem des ein eine einen einem einer und oder ist sind wir haben hat gibt es kann können man für "
    "mit von zu im in auf bei uns unser unsere kunde kunden was wie wo wann welche welcher bitte auch nicht nach wird"
)
_SPANISH = (
    "el la los las un una unos unas de del en y o es son hay tenemos tiene puede pueden se lo que qué cuál cómo "
    "cliente clientes por para con nos nuestro si no"
)
_FRENCH = "le les des du et ou est sont nous avons il y a peut on que quel quelle comment client clients pour avec"
_LITTLE = frozenset(f"{_ENGLISH} {_RUSSIAN} {_GERMAN} {_SPANISH} {_FRENCH}".split())


@dataclass(frozen=True, slots=True)
class Said:
    """What a question says.

    `named` are things by their kind; `meanings` names of the glossary; `words` the stems that are left, of which
    `names` are in no dictionary; `joined` neighbouring words written as one; `terms` all that can be shared with
    another question. `slips` counts the words that were probably mistyped.
    """

    named: Mapping[str, frozenset[str]]
    meanings: frozenset[str]
    words: frozenset[str]
    names: frozenset[str]
    joined: frozenset[str]
    terms: frozenset[str]
    slips: int


def said(text: str, language: str, follows: Sequence[str] = ()) -> Said:
    """What a question in a language (ISO 639-1) says, with what it takes over from the question that it `follows`."""
    own = _said(text, language)
    if not follows:
        return own
    earlier = _said(follows[-1], language)
    # "and for the UK?" names another place, and goes on with all else.
    return _whole(
        {**earlier.named, **own.named},
        own.meanings | earlier.meanings,
        own.words | earlier.words,
        own.names | earlier.names,
        own.joined | earlier.joined,
        own.slips,
    )


def listed(term: str) -> bool:
    """Whether a term is what the lists name or mean, not a word as it was said."""
    return term[0] == "=" or ":" in term


def told(text: str, language: str) -> list[str]:
    """The names of what a question names and means, in alphabetical order."""
    own = _said(text, language)
    return sorted(own.meanings.union(*own.named.values()))


def spelt(text: str, language: str) -> str:
    """The text with those misspelt words put right that the lists know."""
    return _LETTERS.sub(lambda word: _right(word[0], language), text)


def telling(text: str, language: str) -> str:
    """The words of a text that tell what is asked, in their order."""
    return " ".join(word for word in _tokens(text) if not _little(word, language))


def _right(word: str, language: str) -> str:
    meant = _meant(word.lower(), language)
    return word if meant == word.lower() else meant


@lru_cache(maxsize=8)  # one question is read several times in a row: for its vector, and for what it is compared by
def _said(text: str, language: str) -> Said:
    asked = _tokens(text)
    tokens = [_meant(word, language) for word in asked]
    slips = sum(a != b for a, b in zip(asked, tokens, strict=True))
    named: dict[str, set[str]] = {}
    meanings: set[str] = set()
    left: list[str] = []
    index = _index(language)
    place = 0
    while place < len(tokens):
        length, found = next(_longest(tokens, place, index, language), (0, frozenset[tuple[str, str]]()))
        if not length:
            left.append(tokens[place])
            place += 1
            continue
        for kind, name in found:
            if kind:
                named.setdefault(kind, set()).add(name)
            else:
                meanings.add(name)
        place += length
    stems = {_stem(word, language): word for word in left if not _little(word, language)}
    return _whole(
        {kind: frozenset(names) for kind, names in named.items()},
        frozenset(meanings),
        frozenset(stems),
        frozenset(stem for stem, word in stems.items() if word.isalpha() and not _WORDS.knows(word, language)),
        frozenset(_stem(a + b, language) for a, b in pairwise(tokens)),
        slips,
    )


def _whole(  # noqa: PLR0913, PLR0917 -- the parts of one value
    named: Mapping[str, frozenset[str]],
    meanings: frozenset[str],
    words: frozenset[str],
    names: frozenset[str],
    joined: frozenset[str],
    slips: int,
) -> Said:
    things = {f"{kind}:{name}" for kind, ones in named.items() for name in ones}
    terms = things | {f"={meaning}" for meaning in meanings} | words
    return Said(named, meanings, words, names, joined, frozenset(terms), slips)


def _tokens(text: str) -> list[str]:
    plain = _DO_WE_SUPPORT.sub(" ", uncontracted(_USA.sub(" usa ", text)))
    return [piece for word in words(plain.replace("/", " ")) for piece in (_PIECES.findall(word) or [word])]


def _longest(
    tokens: list[str], place: int, index: Mapping[tuple[str, ...], frozenset[tuple[str, str]]], language: str
) -> Iterator[tuple[int, frozenset[tuple[str, str]]]]:
    for length in range(min(_LONGEST, len(tokens) - place), 0, -1):
        found = index.get(tuple(_stem(word, language) for word in tokens[place : place + length]))
        if found and not (length == 1 and _little(tokens[place], language)):
            yield length, found


_LONGEST = 6
_WORDS = LanguageWords()


@lru_cache(maxsize=65_536)
def _stem(word: str, language: str) -> str:
    return (*terms_of((word,), language), word)[0]


@lru_cache(maxsize=65_536)
def _little(word: str, language: str) -> bool:
    return word in _LITTLE or word in STOP_WORDS.get(language, ()) or (len(word) == 1 and not word.isdigit())


@cache
def _index(language: str) -> Mapping[tuple[str, ...], frozenset[tuple[str, str]]]:
    """Expressions as stems of a language, and what each names or means: (kind or "", name)."""
    found: dict[tuple[str, ...], set[tuple[str, str]]] = {}
    for kind, name, expression in expressions():
        stems = tuple(_stem(word, language) for word in _tokens(expression))
        if stems:
            found.setdefault(stems, set()).add((kind, name))
    return {stems: frozenset(names) for stems, names in found.items()}


def expressions() -> Iterator[tuple[str, str, str]]:
    """What stands in the lists: a kind ("" for a meaning), the name of one thing, one way to say it."""
    for kind, lines in (("", MEANINGS), ("", MORE_WAYS), ("", MORE_TOPICS), *KINDS.items()):
        for line in filter(None, map(str.strip, _GOES_ON.sub(", ", lines).splitlines())):
            expressions = [each.strip() for each in line.split(",")]
            for expression in filter(None, expressions):
                yield kind, expressions[0], expression


def forget_lists() -> None:
    """Read the lists anew at the next question: for those who measure what they are worth."""
    for kept in (_index, _spelling, _told, _meant, _said, widest):
        kept.cache_clear()


@cache
def _spelling() -> Spelling:
    return Spelling(dict.fromkeys(_told(), 1_000))


@cache
def _told() -> frozenset[str]:
    """The words of the lists, as they are written there."""
    return frozenset(word for _, _, expression in expressions() for word in _tokens(expression))


@dataclass(frozen=True, slots=True)
class _Listed:
    """Implements `Known` of spelling: the lists' words are the content."""

    language: str

    def held(self, word: str, enough: int) -> int:
        return enough if word in _told() else 0

    def said(self, word: str, enough: int) -> int:
        return self.held(word, enough)

    def frequency(self, word: str) -> int:
        return int(_WORDS.common(word, self.language))

    def to_language(self, word: str) -> bool:
        return _WORDS.knows(word, self.language)


@lru_cache(maxsize=65_536)
def _meant(word: str, language: str) -> str:
    """The word of the lists that a misspelt one was probably meant to be; else the word."""
    return _spelling().repaired((word,), _Listed(language)).get(word, word)


@lru_cache(maxsize=4_096)
def widest(names: frozenset[str]) -> frozenset[str]:
    """Places together with those that they lie in."""
    return names | {wide for wide, inside in INSIDE.items() if names.intersection(inside)}
