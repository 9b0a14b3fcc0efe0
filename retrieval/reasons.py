"""Why confidence is low, in words: the asker's language where we speak it, else English."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.confidence import Signs
from retrieval.questions import Understood


@dataclass(frozen=True, slots=True)
class _Reasons:
    no_words: str
    blind: str
    unknown_words: str
    partly: str
    distant: str


_ENGLISH = _Reasons(
    no_words="The question holds no words to search for.",
    blind="The search model does not know this language, so only matching words were compared.",
    unknown_words="The content never mentions {words}.",
    partly="No passage holds all that you asked about.",
    distant="The nearest passage is only on a related topic.",
)
_RUSSIAN = _Reasons(
    no_words="В вопросе нет слов для поиска.",
    blind="Модель поиска не знает этого языка, поэтому сравнивались только слова.",
    unknown_words="В материалах нет слов: {words}.",
    partly="Ни один отрывок не содержит всего, о чём вы спросили.",
    distant="Ближайший отрывок лишь на смежную тему.",
)
_BY_LANGUAGE = {"en": _ENGLISH, "ru": _RUSSIAN}
_MOST_COVERED = 0.6
_MOST_NAMED = 3


def reason(question: Understood, signs: Signs, *, language_known: bool) -> str:
    """The one reason that most likely explains a low confidence."""
    words = _BY_LANGUAGE.get(question.language, _ENGLISH)
    if not question.terms:
        return words.no_words
    if not language_known:
        return words.blind
    if question.unheard:
        return words.unknown_words.format(words=", ".join(f"“{word}”" for word in question.unheard[:_MOST_NAMED]))
    return words.partly if signs.coverage < _MOST_COVERED else words.distant
