"""What kind of part a heading of a battlecard begins, in English and Russian. Pure.

Whose a bare "Strengths" are is not known: on many cards they are the competitor's. Such a heading is a part of its own,
called as the page calls it, so that nobody reads out a rival's strengths as ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final, Literal

PartKind = Literal["overview", "win", "objections", "say", "landmines", "proof", "they_win", "other"]
"""`they_win` is where the competitor is better. `overview` are the words above the first heading."""

_KINDS: Final[Mapping[PartKind, tuple[str, ...]]] = {
    "they_win": (
        r"(where|why|when|how) they('re| are)? (win|beat us|stronger|strong|better|fine|good)( than us)?",
        r"(where|why|how) (we|you) (lose|may lose)( to them)?",
        r"their (strengths|advantages|strong points)",
        r"what they do (better|well)",
        r"(где|почему|когда|чем) (они )?(сильны|сильнее|лучше|выигрывают|хороши) ?они",
        r"(где|почему|когда|чем) они (сильны|сильнее|лучше|выигрывают|хороши)",
        r"(где|почему) мы проигрываем",
        r"их (сильные стороны|преимущества)",
    ),
    "win": (
        r"(why|where|when|how) we('re| are)? (win|beat them|stronger|strong|better)( against .*)?",
        r"(why|how) to win",
        r"why (us|choose us|customers choose us|people leave them)",
        r"how to beat .*",
        r"our (strengths|advantages|differentiators|strong points)",
        r"(key )?differentiators",
        r"their (weaknesses|weak points)",
        r"what we do better|what hurts (them|there)",
        r"(где|почему|когда|чем|как) (мы )?(сильны|сильнее|лучше|выигрываем|победить|выиграть) ?(мы|их)?",
        r"(где|почему|когда|чем|как) мы( их)? (сильны|сильнее|лучше|выигрываем|побеждаем)",
        r"почему (мы|нас выбирают|выбирают нас)",
        r"наши (сильные стороны|преимущества|отличия)",
        r"их (слабые стороны|слабости|недостатки)",
    ),
    "objections": (
        r"(common |typical |handling |their )?objections?( and (answers|responses))?",
        r"objection handling",
        r"(what )?they( will|'ll)? say( about us)?",
        r"if (they|the buyer|the customer)( will|'ll)? says? .*",
        r"when (they|the buyer|the customer) says? .*",
        r"what (you will|you'll) hear",
        r"(частые |типичные )?возражения( и ответы)?",
        r"(работа|что делать) с возражениями",
        r"(что )?(они )?(говорят|скажут)( они)?( о нас| про нас)?",
        r"если (они )?(говорят|скажут) .*",
    ),
    "say": (
        r"say this",
        r"what to say( .*)?",
        r"(talk tracks?|talking points|elevator pitch|our pitch|sound bites)",
        r"(скажите|говорите) (так|это)",
        r"что (говорить|сказать)( .*)?",
        r"(тезисы|питч)",
    ),
    "landmines": (
        r"(landmines?|land mines?)( to (plant|lay|set))?",
        r"questions (to (plant|ask|raise)|that hurt( them)?|they (fear|hate)|they cannot answer)",
        r"traps? to (set|lay)|traps? for them",
        r"(мины|ловушки)( для них)?",
        r"(неудобные|каверзные|острые) вопросы( для них)?",
        r"вопросы,? (которые (стоит|нужно|надо|можно) задать|для них|которых они боятся)",
        r"(какие )?вопросы задать|какие вопросы задать",
    ),
    "proof": (
        r"proof( points?)?",
        r"(customer |good )?references",
        r"(case stud(y|ies)|customer stories|success stories|evidence|who switched|customers who switched)",
        r"(доказательства|подтверждения|факты и цифры)",
        r"(кейсы|референсы|примеры клиентов|истории (успеха|клиентов)|отзывы( клиентов)?|кто перешёл( к нам)?)",
    ),
}
_OF_A_RIVAL: Final[Mapping[str, PartKind]] = {
    "strengths": "they_win",
    "advantages": "they_win",
    "pros": "they_win",
    "weaknesses": "win",
    "weak points": "win",
    "cons": "win",
    "limitations": "win",
    "сильные стороны": "they_win",
    "преимущества": "they_win",
    "плюсы": "they_win",
    "слабые стороны": "win",
    "слабости": "win",
    "недостатки": "win",
    "минусы": "win",
}
_COMPILED = {kind: re.compile("|".join(f"(?:{one})" for one in told)) for kind, told in _KINDS.items()}
_OURS = re.compile(r"\b(?:we|us|our|ours|мы|нас|нам|наш\w*)\b")
_THEIRS = re.compile(r"\b(?:they|them|their|theirs|competitors?|они|их|конкурент\w*)\b")
_EDGES = re.compile(r"^[\W\d_]+|(?<=[^\W_])[\W_]+$")


@lru_cache(4_096)
def kind_of_heading(heading: str, names: tuple[str, ...] = ()) -> PartKind:
    """The kind of part that a heading begins; "other" where it is none of the known.

    `names` are the competitor's: "Where Acme wins" says the same as "Where they win".
    """
    said = _plain(heading)
    for name in sorted(map(_plain, names), key=len, reverse=True):
        said = re.sub(rf"(?<!\w){re.escape(name)}('s)?(?!\w)", _they, said) if name else said
    said = re.sub(r"^(where|why|when|how|what) they (wins|beats|does|is)\b", _plural, said)
    found = (kind for kind, pattern in _COMPILED.items() if pattern.fullmatch(said) or _begins(pattern, said))
    return next(found, "other")


def kind_under(heading: str, above: Sequence[str], names: tuple[str, ...] = ()) -> PartKind:
    """The kind of part that the words under a heading belong to, which stands under those `above`, outermost first.

    One that says nothing itself belongs to what it stands under. A bare "Strengths" is taken for the competitor's, for
    it is shown with the answer, unless it stands under what is not theirs: there the strengths are ours where that
    tells of what we win by, and of weaknesses nobody knows whose they are.
    """
    own = kind_of_heading(heading, names)
    if own != "other":
        return own
    over = kind_under(above[-1], above[:-1], names) if above else "other"
    bare = _OF_A_RIVAL.get(_plain(heading))
    if bare is None:
        return over
    if over == "other":
        return "other" if above and not _is_theirs(above[-1], names) else bare
    return over if bare == "they_win" and over in {"win", "they_win"} else "other"


def names_one_of(heading: str, names: Iterable[str]) -> bool:
    """Whether a heading says any of some names."""
    said = _plain(heading)
    return any(name and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said) for name in map(_plain, names))


def _is_theirs(heading: str, names: tuple[str, ...]) -> bool:
    """Whether what stands under a heading is about the competitor, and about nobody else."""
    return _OURS.search(_plain(heading)) is None and bool(
        _THEIRS.search(_plain(heading)) or names_one_of(heading, names)
    )


def _begins(pattern: re.Pattern[str], said: str) -> bool:
    """Whether the heading is a known one with words of its own behind a colon or a dash."""
    head, parted, _ = said.partition(":")
    if not parted:
        head, parted, _ = said.partition(" - ")
    return bool(parted) and pattern.fullmatch(head.strip()) is not None


def _they(found: re.Match[str]) -> str:
    return "their" if found[1] else "they"


def _plural(found: re.Match[str]) -> str:
    verb = {"wins": "win", "beats": "beat", "does": "do", "is": "are"}[found[2]]
    return f"{found[1]} they {verb}"


def _plain(words: str) -> str:
    """In lower case, on one line, with plain dashes and apostrophes and nothing but words at its ends."""
    told = " ".join(words.casefold().replace("’", "'").replace("—", "-").replace("–", "-").split())
    return _EDGES.sub("", told)
