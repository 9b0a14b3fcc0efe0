"""Which part of a competitor's battlecard a question asks for, in English and Russian: their weaknesses, our proof."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from retrieval.card_headings import PartKind

THEM: Final = "\N{REPLACEMENT CHARACTER}"
"""Stands in a question for the competitor's name. No question holds it: what is typed is read without it."""

_LEAD = (
    r"(?:(?:and|so|ok|okay|hey|hi|please|а|и|ну|привет)\b[\s,]*)*"
    r"(?:(?:can|could) (?:you|somebody|anyone) (?:tell me|say) |(?:tell|show|give) me |do you know |i need |"
    r"(?:скажи|скажите|подскажи|подскажите|покажи|напомни)(?: мне)?,? )?"
)
_WE = r"(?:we|i|you|us|one)"
_MUCH = r"(?:(?:main|biggest|key|greatest|real|known|главн\w+|основн\w+) )?"
_ASKED_WHAT = r"(?:what(?:'s|s| is| are)? |list |which |какие(?: у)? |каковы |какая |в ч[её]м |что за )?(?:the )?"
_THEIRS = rf"(?:{THEM}(?:'s?)?|their|its)"
_BEAT = r"(?:win|beat|outsell|sell|compete)"
_BEAT_RU = r"(?:выигрыва(?:ем|ть)|побежда(?:ем|ть)|победить|выиграть|обойти|обыграть)"
"""What we do: "выигрывает" is what they do."""
_WEAK = (
    r"(?:weak(?:ness(?:es)?| (?:point|spot|side)s?)|downsides?|drawbacks?|shortcomings?|disadvantages?|flaws?|"
    r"limitations?|cons)"
)
_STRONG = r"(?:strengths?|strong (?:point|side|suit)s?|advantages?|upsides?|pros)"
_WEAK_RU = r"(?:слаб(?:ости|ость|ые (?:места|стороны)|ое место|ая сторона)|недостат(?:ки|ок)|минусы?)"
_STRONG_RU = r"(?:сильн(?:ые|ая) сторон[ыа]|преимущества?|плюсы?|достоинства?)"
_WHO = (
    rf"(?:(?:a|an|the|someone|somebody|people|them|(?:a |the )?(?:prospect|customer|buyer|client)s?) )?"
    rf"(?:(?:using|on|with|who (?:use|uses|has|have)|looking at|about|against|of|to) )*{THEM}"
    r"(?: users?| customers?| clients?| prospects?)?"
)
_AGAINST = r"(?:against|over|vs\.?|versus|on|about|with|for|around|compared (?:to|with))"
_AGAINST_RU = r"(?:против|про|об?|от|перед|над|по|насч[её]т|для|у|с)"

_ASKING: Final[Mapping[PartKind, tuple[str, ...]]] = {
    "win": (
        rf"{_ASKED_WHAT}{_THEIRS} {_MUCH}{_WEAK}",
        rf"{_ASKED_WHAT}{_MUCH}{_WEAK} (?:of|with|for|at|in) {THEM}",
        rf"where (?:is|are|does|do) {THEM} (?:weak|weaker|worse|lose|hurt|fall short)(?: (?:than|against|to) us)?",
        rf"what(?:'s|s| is)? (?:wrong|bad|weak|missing) (?:with|about|at|in) {THEM}",
        (
            rf"(?:why|where|how|when) (?:do|can|could|should|would|did|will|to) (?:{_WE} )?{_BEAT}"
            rf"(?: (?:{_AGAINST}|from))? {THEM}"
        ),
        rf"(?:why|how|where|when)(?: are|'re)? {_WE}(?: are|'re)? (?:better|stronger) (?:than|against|over) {THEM}",
        rf"(?:why|how|where|when) {_WE} (?:win|beat)(?: (?:against|over))? {THEM}",
        (
            rf"why (?:would (?:anyone|somebody|they|a customer) )?(?:(?:choose|pick|buy|take) )?us (?:over|and not|"
            rf"instead of|vs\.?|versus|not|rather than) {THEM}"
        ),
        (
            rf"why (?:do|would|should|did) (?:people|customers|clients|companies|buyers|they) (?:leave|quit|drop|"
            rf"(?:switch|move|come)(?: away| over)? from) {THEM}"
        ),
        (
            rf"(?:what(?:'s|s| is| are)? )?(?:our (?:advantages?|differentiators?|strengths?|edge) {_AGAINST}|"
            rf"the (?:advantages?|differentiators?|edge) (?:over|against)) {THEM}"
        ),
        rf"{_ASKED_WHAT}{_MUCH}{_WEAK_RU} (?:есть )?(?:у )?{THEM}",
        rf"чем (?:слаб\w*|плох\w*|хуже) {THEM}",
        rf"(?:чем|где|почему) мы (?:лучше|сильнее)(?:,? чем)? {THEM}",
        rf"(?:как|где|почему|когда) (?:мы |нам )?{_BEAT_RU}(?: у)? {THEM}",
        rf"почему мы,? а не {THEM}",
        rf"почему (?:клиенты |люди )?(?:уходят|переходят|отказываются) (?:от|с|из) {THEM}",
        rf"(?:(?:какие|наши|в ч[её]м) )*(?:(?:преимущества?|плюсы) (?:перед|над)|отличия от) {THEM}",
    ),
    "they_win": (
        rf"{_ASKED_WHAT}{_THEIRS} {_MUCH}{_STRONG}",
        rf"{_ASKED_WHAT}{_MUCH}{_STRONG} (?:of|for|at) {THEM}",
        (
            rf"(?:where|why|when|how) (?:is|are|does|do) {THEM} (?:strong|stronger|better|win|beat us|good)"
            rf"(?: (?:than|against) us)?"
        ),
        rf"(?:why|where|when|how) (?:do|did|would|could|might|can) {_WE} lose(?: out)? (?:to|against) {THEM}",
        rf"what (?:does|do) {THEM} do (?:better|well)(?: than us)?",
        rf"what (?:is|are) {THEM} (?:good|better|best|strong) (?:at|for|in)",
        rf"{_ASKED_WHAT}{_MUCH}{_STRONG_RU} (?:есть )?(?:у )?{THEM}",
        rf"чем (?:сил[её]н|сильны|сильнее|хорош\w*|лучше)(?: нас)? {THEM}",
        rf"(?:где|в ч[её]м) {THEM} (?:лучше|сильнее)(?: нас)?",
        rf"(?:где|почему|когда) мы проигрываем {THEM}",
        rf"(?:где|почему|когда|как) (?:нас )?(?:выигрывает|побеждает|обходит|обыгрывает)(?: (?:у )?нас)? {THEM}",
        rf"(?:где|почему|когда|как) {THEM} (?:выигрывает|побеждает|нас обходит|нас обыгрывает)(?: (?:у )?нас)?",
    ),
    "objections": (
        rf"(?:what are )?(?:the )?(?:common |typical )?objections? (?:{_AGAINST}|from) {THEM}",
        rf"{_THEIRS} objections?(?: handling)?",
        rf"what (?:does|do|will|would|can) {THEM}(?: reps| sales| people)? say(?: about us| against us)?",
        rf"(?:частые |типичные )?возражения (?:{_AGAINST_RU} )?{THEM}",
        rf"что {THEM} говор[ия]т (?:о|про) нас",
    ),
    "landmines": (
        rf"(?:what are )?(?:the )?(?:landmines?|traps?)(?: to (?:set|plant|lay))? {_AGAINST} {THEM}",
        rf"{THEM} landmines?",
        rf"(?:what|which) questions? (?:should|can|could|do|to|would) (?:{_WE} )?(?:ask|plant|raise) {_WHO}",
        rf"questions? to (?:ask|plant|raise) {_WHO}",
        rf"(?:какие )?вопросы (?:задать|задавать)(?: (?:{_AGAINST_RU}|клиентам|пользователям))? {THEM}",
        rf"ловушки {_AGAINST_RU} {THEM}",
    ),
    "proof": (
        (
            r"(?:who|which (?:customers?|clients?|companies)|customers? (?:who|that))(?: has| have| did)? "
            rf"(?:switched|moved|left|came|switch|move|leave|come)(?: over| away)?(?: to us)?(?: from)? {THEM}"
            r"(?: (?:to|for) us)?"
        ),
        (
            rf"(?:do we have |any )*(?:proof(?: points?)?|references?|case stud(?:y|ies)|(?:customer|success) stories) "
            rf"(?:{_AGAINST}|from) {THEM}"
        ),
        rf"кто (?:переш[её]л|уш[её]л|перешли|ушли)(?: к нам)? (?:с|от|из) {THEM}(?: к нам)?",
        rf"(?:референсы|кейсы|доказательства|примеры клиентов) {_AGAINST_RU} {THEM}",
    ),
    "say": (
        (
            rf"what (?:do|should|can|could|would) {_WE} (?:say|tell (?:them|people|a customer|the customer))"
            rf"(?: (?:{_AGAINST}|when they (?:mention|use)|if they (?:mention|use|have)))? {THEM}"
        ),
        rf"(?:{_THEIRS} )(?:talk tracks?|talking points|pitch)",
        rf"(?:the )?(?:pitch|talk tracks?|talking points|elevator pitch) {_AGAINST} {THEM}",
        rf"что (?:говорить|сказать|отвечать|ответить)(?: клиенту)? {_AGAINST_RU} {THEM}",
    ),
}
_COMPILED = {kind: re.compile(_LEAD + "(?:" + "|".join(told) + ")") for kind, told in _ASKING.items()}
_EDGES = re.compile(rf"^[^\w{THEM}]+|(?<=[\w{THEM}])[^\w{THEM}]+$")


def asked_part(question: str) -> PartKind | None:
    """The part that a question asks for, with THEM where it names the competitor; None where it asks anything else.

    Nothing but that is asked: with words of its own besides, what they say counts more than the part.
    """
    said = _EDGES.sub("", " ".join(question.casefold().replace("’", "'").split()))
    return next((kind for kind, pattern in _COMPILED.items() if pattern.fullmatch(said)), None)
