r"""What a question asks for (a figure, a price, a time, a person), and whether some words give one at all.

Used to say what is missing and, of words that are nearly as good, to quote those that give it: to choose passages or to
judge confidence by it paid nowhere (docs/decisions/confidence.md). What cannot be told asks for nothing, and is given.
"""

from __future__ import annotations

import re
from typing import Literal

from content_index.plain_text import plain_text
from content_index.terms import words

AskedFor = Literal["percent", "figure", "time", "duration", "person", "money"]


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_ASKING: dict[AskedFor, re.Pattern[str]] = {
    "percent": _any(
        r"\b(?:what|which|how many|how much)(?: is| are|s|'s)?(?: the| our| their)? ?(?:percent(?:age)?\b|%|share of)",
        r"\b(?:какой|сколько|каков) процент\w*",
        r"\bкакую долю",
    ),
    "duration": _any(
        r"\bhow (?:long|fast|quick(?:ly)?|soon)\b",
        r"\bhow many (?:minutes|hours|days|weeks|months|quarters|years)\b",
        r"\bкак (?:долго|скоро|быстро)\b",
        r"\b(?:сколько|за сколько) (?:дней|недель|месяцев|лет|времени|часов)\b",
    ),
    "time": _any(
        r"\bwhen(?:s|'s)? (?:is|are|was|were|do|does|did|will|would|can|could|should|must|has|have|the|our|their|my)\b",
        r"\bhow often\b",
        r"\b(?:what|which) (?:date|day|month|year|quarter|week|time)\b",
        r"\b(?:date|deadline)\s*\?*\s*$",
        r"^(?:а |и )?(?:когда|до какого числа|с какого числа|как часто)\b",
        r"\bкакого числа\b",
    ),
    "money": _any(
        r"\b(?:how much|what)\b.*\bcosts?\b",
        r"\bhow much (?:is|are|for)\b",
        r"\bwhat(?:'s|’s|s| is| are| do| does)? (?:the |our |their |its )?(?:list )?(?:price|pricing|cost|fee)s?\b",
        r"\bhow (?:do|does|is|are)\b.*\b(?:charged?|priced?)\b",
        r"\b(?:price|pricing|cost|fee)s?\W*$",
        r"^\W*(?:price|pricing|cost|fee)s? (?:of|for)\b",
        r"\bсколько (?:будет )?сто[ия]т",
        r"\bпоч[её]м\b",
        r"\bкак(?:ая|ие|ова|овы) (?:цен[аы]|стоимость|расценки)\b",
    ),
    "figure": _any(r"\bhow (?:much|many)\b", r"\b(?:what|which) (?:number|amount|sum)\b", r"^(?:а |и )?сколько\b"),
    "person": _any(
        r"(?:^|[,.;:?!]\s*|\b(?:and|but|so|ok|to|from|with|by|ask|know|is|tell me|idea)\s+)"
        r"who(?:m|s|se|'s)?\b(?! (?:use|uses|used|want|wants|need|needs|have|had)\b)",
        r"(?:^|[,.;:?!]\s*)(?:а |и )?(?:кто|кому|кого|с кем|у кого)\b",
    ),
}
"""Of the first that fits: "how many days" asks for a length of time, "how many per cent" for a share."""

_LENGTH = _any(
    r"\b(?:turnaround|turn ?around|response|resolution|lead|delivery|waiting) times?\b",
    r"\b(?:notice|trial|grace|warranty|retention|payment) (?:period|terms?)\b",
    r"\bsla\b",
    r"\b(?:срок|время) (?:ответа|реакции|поставки|гарантии|уведомления)\b",
)
"""What is a length of time: asked for where nothing else is ("who signs the SLA" asks for a person)."""

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_NUMBER = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|ninety|"
    r"hundred|thousand)"
)
_SPAN = r"(?:second|sec|minute|min|hour|hr|day|week|wk|weekend|month|quarter|year|yr|decade)s?"
_SPAN_IN_RUSSIAN = r"(?:секунд|минут|час|дн|день|недел|месяц|квартал|год|лет)"
_GIVING: dict[AskedFor, re.Pattern[str]] = {
    "percent": _any(
        r"%", r"\bper ?cents?\b", r"\bpct\b", r"\b(?:half|third|quarter)\b", r"\bпроцент\w*", r"\bполовин\w*"
    ),
    "money": _any(
        r"[$€£₽¥]\s?\d[\d.,]*",
        r"\b(?:usd|eur|gbp|chf|rub)\s?\d[\d.,]*",
        r"\d[\d.,]*\s?(?:k|mn?)?\s?(?:[$€£₽¥]|(?:usd|eur|gbp|chf|rub|dollars?|euros?|pounds?|cents?)\b|(?:руб|доллар|евро)\w*)",
        r"\b(?:free|no (?:extra )?(?:cost|charge|fee))\b",
        r"\bбесплатн\w*",
    ),
    "figure": _any(
        r"\d[\d.,]*",
        rf"\b(?:{_NUMBER}|million|dozen|half|third|quarter|twice|once|double|both|none|zero|unlimited|free|single|"
        r"any|all|every|no)\b",
        r"\b(?:один|одн|два|две|дв|тр|четыр|пят|шест|сем|восем|восьм|девят|десят|двадцат|тридцат|сорок|сто|сотн|тысяч|"
        r"миллион|половин|бесплатн|нол|люб|все|кажд|нет)\w*",
    ),
    "duration": _any(
        rf"(?:\b{_NUMBER}|\d)\)?[\s-](?:\(\d+\)\s)?(?:\w+\s)?{_SPAN}\b",
        rf"\b(?:half an?|same|next|(?:within|in|under|about|takes?|than|up to) an?)[- ](?:(?:business|working) )?{_SPAN}\b",  # noqa: E501
        r"\b\d+(?:d|w|h|m)\b",
        r"\b(?:immediate(?:ly)?|instantly|overnight|asap)\b",
        rf"(?:\d|\b(?:один|одн|два|две|дв|тр|четыр|пят|шест|сем|восем|восьм|девят|десят|полтор|пол)\w*)[\s-](?:\w+\s)?{_SPAN_IN_RUSSIAN}\w*",
        r"\b(?:сразу|немедленно|сутк\w+)\b",
    ),
    "time": _any(
        # A span that the question names is given by how many there are of it.
        rf"(?:\b{_NUMBER}|\d)[\s-](?:\w+\s)?{_SPAN}\b",
        rf"\d\s(?:\w+\s)?{_SPAN_IN_RUSSIAN}\w*",
        rf"\b{_SPAN}\b",
        rf"\b{_MONTH}\b",
        r"\b(?:19|20)\d\d\b",
        r"\bFY ?\d\d",
        r"\bQ[1-4]\b",
        r"\b\d+(?:st|nd|rd|th|d|w|h|m)\b",
        r"\b\d+ ?[ap]\.?m\b",
        r"\b\d+[:./-]\d+",
        r"\b(?:hourly|daily|weekly|bi-?weekly|monthly|quarterly|yearly|annual(?:ly)?|always|never|any ?time|"
        r"immediate(?:ly)?|instantly|today|tomorrow|yesterday|asap|once|before|after|until|till|upon|whenever|"
        r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?)\b",
        rf"\b(?:{_SPAN_IN_RUSSIAN}|сегодня|завтра|сразу|ежеднев|еженедель|ежемесяч|ежегод|"
        r"ежекварталь|кажд|после|перед|до\b|если|январ|феврал|март|апрел|ма[йя]\b|июн|июл|август|сентябр|октябр|ноябр|"
        r"декабр|понедельник|вторник|сред[уы]\b|четверг|пятниц)\w*",
    ),
    "person": re.compile(
        r"\b[A-ZА-ЯЁ][a-zа-яё'’]+ [A-ZА-ЯЁ][\w'’-]+|[@#]\w|\S@\S"
        r"|(?i:\b(?:team|desk|manager|lead|leader|director|head|vp|president|officer|chief|ceo|cfo|cto|ciso|cro|coo|owner|"
        r"rep|representative|engineer|executive|ae|csm|se|legal|finance|marketing|hr|admin|anyone|everyone|somebody|nobody|"
        r"specialist|counsel|lawyer|approver|sponsor|champion)s?\b)"
        r"|(?i:\b(?:команд|отдел|менеджер|руковод|директор|начальник|владел|инженер|юрист|бухгалт|финанс|сотрудник|"
        r"специалист|администратор|никто|любой)\w*)"
    ),
}

_SAYING = _any(
    r"\b(?:say|says|saying|tell|tells|ask|asks|asking|answer|respond|reply|objects?|objection|claims?|pitch)\b",
    r"\b(?:сказать|говор[ия]т|говорить|спрашива[ею]т|спросил\w*|ответить|отвечать|возража\w+|утвержда\w+)\b",
)
_LENGTH_ASKED = _any(r"\bhow (?:long|fast|quick(?:ly)?|soon)\b", r"\bturn-?around\b", r"\bкак (?:долго|быстро|скоро)\b")
_LENGTH_NAMED = _any(
    r"\b(?:length|duration|lasts?|slas?|turn-?around|(?:response|resolution|lead|review) times?)\b",
    r"\b(?:длительност|продолжительност)\w*",
    r"\bдл[ия]тся\b",
)


def asked_for(question: str) -> AskedFor | None:
    """What kind of thing would answer the question; None where it asks for none of these, or that cannot be told."""
    kind = next((kind for kind, asking in _ASKING.items() if asking.search(question)), None)
    return "duration" if kind is None and _LENGTH.search(question) else kind


def gives(text: str, kind: AskedFor, question: str) -> bool:
    """Whether a text (Markdown) gives such a thing. What the question says itself is no answer to it."""
    said = set(words(question))
    given = (words(found.group()) for found in _GIVING[kind].finditer(plain_text(text)))
    return any(not told or not said.issuperset(told) for told in given)


def asks_how_long(question: str) -> bool:
    """Whether it asks for a length of time, whose own name it does not say."""
    return _LENGTH_ASKED.search(question) is not None


def names_length(text: str) -> bool:
    """Whether a text (Markdown) names a length of time."""
    return _LENGTH_NAMED.search(text) is not None


def asks_what_to_say(question: str) -> bool:
    """Whether it asks for words to a buyer, not for facts: what to tell them, or what to answer when they ask."""
    return _SAYING.search(question) is not None
