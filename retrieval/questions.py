"""What a question means to a search: its language, repaired words, what it follows, what it abbreviates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from content_index.terms import words
from retrieval.asked_price import asked_price
from retrieval.card_parts import PartAsked
from retrieval.chat_words import written_out
from retrieval.forms import Forms, forms_of
from retrieval.vocabulary import Vocabulary

ENOUGH_TERMS = 4
"""A follow-up is joined with earlier questions, newest first, until those hold this many terms."""
FEW_TERMS = 3
TELLING = 1.4
"""A question of few terms that together tell less than this (1 is a term that no passage holds) needs a context."""
TERMS_WITH_A_REFERENCE = 4
"""In a longer question "it" or "them" mostly means something that the question itself names."""

_OPENING = re.compile(
    r"(?:(?:ok|okay|yes|no|right|ок|хорошо|ладно|да|нет)[\s,.!]+)?"
    r"(?:(?:and|but|or|also|then|same|instead|otherwise|what if|(?:what|how) about|in (?:that|this|which) case|"
    r"а|и|но|или|тогда|тоже|также|иначе|(?:что|как) (?:насч[её]т|по поводу|с)|в (?:этом|таком) случае)\b)",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"\b(?:it|its|they|them|their|theirs|those|he|him|his|she|her|hers|one|ones|else|too|same|"
    r"(?:these|that|this)(?! (?:day|week|month|quarter|year)s?\b)|"
    r"его|её|ее|их|ему|им|ими|ей|него|неё|нее|них|нему|ним|ними|ней|он|она|оно|они|это|этого|этому|этим|этом|"
    r"эта|эту|этой|этот|эти|этих|тот|та|те|тех|такой|такая|такое|такие|там|тоже|также|ещ[её])\b",
    re.IGNORECASE,
)
_SMALL_TALK = re.compile(
    r"\W*(?:(?:hi|hello|hey|yo|thanks?|thank you|thx|cheers|great|perfect|good (?:morning|afternoon|evening)|bye|"
    r"there|all|everyone|cornerman|so much|a lot|привет|здравствуйте|добрый (?:день|вечер)|доброе утро|спасибо|"
    r"благодарю|большое|пока|всем)\W*)*",
    re.IGNORECASE,
)
"""What asks nothing: it neither follows a question nor holds words to search for."""
_CONTRACTED = re.compile(r"\b(what|who|where|when|how|that|there)s\b", re.IGNORECASE)
"""Questions' own words as busy people write them: they tell nothing."""

_EMOJI = re.compile("[\u2600-\u27bf\u2b05-\u2b55\U0001f000-\U0001faff][\ufe0e\ufe0f\u200d]*")


@dataclass(frozen=True, slots=True)
class Understood:
    """A question ready to be searched.

    `text` is the question with its spelling repaired, `said` the same in the words that pages use; `follows` the
    earlier questions that it goes on with, oldest first; `dense_text` what is embedded, those first.
    `asked` is what the question itself asks about, `earlier` what it inherits, `related` the other way to say an
    acronym in it, `unheard` words of it that no passage holds. `repaired` is `text` where it differs from what was
    asked. `small_talk`: nothing was asked. `only_terse`: it is taken to follow others because its few words (more than
    one) tell little, not because they say so. `part` is the part of a battlecard that it asks for.
    """

    text: str
    said: str
    dense_text: str
    follows: tuple[str, ...]
    language: str
    asked: tuple[Forms, ...]
    earlier: tuple[Forms, ...]
    related: tuple[Forms, ...]
    unheard: tuple[str, ...]
    repaired: str | None
    small_talk: bool = False
    only_terse: bool = False
    part: PartAsked | None = None


def understand(asked: str, history: Sequence[str], language: str, vocabulary: Vocabulary) -> Understood:
    """`language` is that of the question (ISO 639-1); `history` are earlier questions of its thread, oldest first."""
    if _SMALL_TALK.fullmatch(asked):
        return Understood(asked, asked, asked, (), language, (), (), (), (), None, small_talk=True)
    text = repair(asked, language, vocabulary)
    history = [earlier for earlier in history if not _SMALL_TALK.fullmatch(earlier)]
    spoken = forms_of(uncontracted(text), language, vocabulary.languages)
    leans = leans_on_history(text, spoken, vocabulary.weight)
    before = inherited(history, language, vocabulary) if leans else ()
    part = vocabulary.part_asked(text, history, language)
    said = _in_pages_words(text, language, vocabulary) if part is None else part.said
    own = forms_of(said, language, vocabulary.languages)
    joined = before if part is None else ()  # the card's own words need nothing that was said before
    earlier = forms_of(" ".join(joined), language, vocabulary.languages)
    return Understood(
        text=text,
        said=said,
        dense_text=without_emoji(" ".join((*joined, said))),
        follows=tuple(before),
        language=language,
        asked=own,
        earlier=tuple(forms for forms in earlier if forms not in own),
        related=tuple(forms for forms in _related(said, vocabulary, language) if forms not in own),
        unheard=tuple(_unheard(said, language, vocabulary)),
        repaired=text if text != asked else None,
        only_terse=bool(before) and len(spoken) > 1 and not goes_on_in_words(text, spoken),
        part=part,
    )


def _in_pages_words(text: str, language: str, vocabulary: Vocabulary) -> str:
    def is_heard(word: str) -> bool:
        return vocabulary.shown(chain.from_iterable(forms_of(word, language, vocabulary.languages)))

    return asked_price(written_out(text, language, is_heard), language)


def without_emoji(text: str) -> str:
    """The text without pictures, which mean nothing to a model and yet move its vector; as it is where it has none."""
    return " ".join(_EMOJI.sub(" ", text).split()) if _EMOJI.search(text) else text


def repair(text: str, language: str, vocabulary: Vocabulary) -> str:
    """The text with words replaced that neither the content nor the language knows."""
    for wrong, right in vocabulary.meant(words(text), language).items():
        text = re.sub(rf"(?<!\w){re.escape(wrong)}(?!\w)", right, text, flags=re.IGNORECASE)
    return text


def leans_on_history(text: str, own: Sequence[Forms], weight: Callable[[Forms], float]) -> bool:
    """Whether a question means something only together with the one before it.

    It does where it opens as if going on ("and for …", "what about …"), where a short one refers to something ("who
    signs it?"), and where its own words tell too little to be searched for. Any other question stands for itself:
    people ask one thing after another in one thread, and the last one's words would spoil it. `own` are its words,
    `weight` tells how telling one is.
    """
    return goes_on_in_words(text, own) or (len(own) <= FEW_TERMS and sum(map(weight, own)) < TELLING)


def goes_on_in_words(text: str, own: Sequence[Forms]) -> bool:
    """Whether its words say that it goes on: it opens so, or it is short and refers to something."""
    if _OPENING.match(text.lstrip("\"'«“„(… ")):
        return True
    return len(own) <= TERMS_WITH_A_REFERENCE and _REFERENCE.search(text) is not None


def inherited(history: Sequence[str], language: str, vocabulary: Vocabulary) -> list[str]:
    """The earlier questions that a follow-up needs: the last one, and those before it while that says too little."""
    kept: list[str] = []
    for earlier in reversed(history):
        kept.insert(0, earlier)
        if len(forms_of(" ".join(kept), language, vocabulary.languages)) >= ENOUGH_TERMS:
            break
    return kept


def uncontracted(text: str) -> str:
    """The text with "whats" and its like as "what"."""
    return _CONTRACTED.sub(r"\1", text)


def _unheard(text: str, language: str, vocabulary: Vocabulary) -> Iterator[str]:
    for word in dict.fromkeys(words(uncontracted(text))):
        forms = forms_of(word, language, vocabulary.languages)
        if forms and not vocabulary.shown(chain.from_iterable(forms)):
            yield word


def _related(text: str, vocabulary: Vocabulary, language: str) -> tuple[Forms, ...]:
    """What the question's acronyms stand for, and acronyms of what it writes out."""
    asked = words(text)
    said = f" {' '.join(asked)} "
    found: list[str] = []
    for acronym, long in vocabulary.acronyms.items():
        if acronym in asked and (acronym.upper() in text or not vocabulary.speaks(acronym, language)):
            other = long
        elif f" {long} " in said:
            other = acronym
        else:
            continue
        if vocabulary.explains(acronym, long):
            found.append(other)
    return forms_of(" ".join(found), language, vocabulary.languages)
