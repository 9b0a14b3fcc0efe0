"""Whether a clause affirms or denies, and what."""

from __future__ import annotations

import re

_NOT_A_DENIAL = re.compile(
    r"\b(?:no (?:later|more|less|fewer|earlier|sooner|matter|longer than|extra|additional|charge|cost|fee|one other)|"
    r"not (?:only|exceed\w*|more|less|later|just)|without (?!(?:an? )?(?:credit ?card|nda|approval|sso|"
    r"contract|card)\b)\w+|"
    r"(?:not?|never|cannot|nothing)(?: \w+){0,4}? (?:(?:more|larger|bigger|longer|greater|higher|older|heavier) than|"
    r"exceed\w*|above|over)|(?:costs?|for) nothing|(?:no|"
    r"without(?: any?)?) (?:upper )?(?:limits?|caps?)|"
    r"nicht (?:nur|mehr als|später)|не (?:более|менее|позднее|позже|больше|меньше|выше|ниже|только)|why not|if not|"
    r"not (?:when|if|because|where|just|even|necessarily)|do not forget|don't forget|do not hesitate|"
    r"(?:do not|don't|never) (?:promise|mention|say|claim|read out|argue|bring up|speak))\b",
    re.IGNORECASE,
)
_DENIAL = re.compile(
    r"\b(?:not|no|never|nothing|cannot|can't|won't|don't|doesn't|isn't|aren't|didn't|without|neither|nor|none|"
    r"unable|nobody|ничего|niemand\w*|nichts|"
    r"lacks?|lacking|nicht|kein\w*|nie|niemals|ohne|не|нет|никогда|без|нельзя|ни|cant|dont|doesnt)\b|n't\b|n’t\b",
    re.IGNORECASE,
)
_OPPOSITES = (
    (r"unsupported", "support"), (r"unavailable|not[- ]available|nicht verfügbar|недоступ\w+", "available"),
    (r"exclud(?:ed?s?|ing)|ausgeschlossen|исключен\w*", "include"),
    (r"prohibit(?:ed|s)?|forbid(?:den|s)?|disallow(?:ed|s)?|banned|verboten|untersagt|unzulässig|запрещ\w+", "allow"),
    (r"optional(?:ly)?|(?:is|are) (?:only |merely )?recommended|voluntary|freiwillig|необязател\w+", "require"),
    (r"non-?refundable", "refund"), (r"non-?exclusive", "exclusive"), (r"non-?transferable", "transfer"),
    (r"non-?negotiable", "negoti"), (r"non-?cancell?able", "cancel"),
    (r"unencrypted", "encrypt"), (r"disabled|switched off|turned off|off by default|opt-in", "enable"),
    (r"impossible|unmöglich|невозможн\w+", "possible"), ((r"manually|(?<=is )manual|(?<=are )manual|"
                                                         r"by hand|manuell\w*|вручную"), "automatic"),
    (r"discontinued|retired|deprecated|end-of-life|eingestellt|снят\w* с", "available"), (r"waived?", "charge"),
    (r"(?:out of|outside)(?: (?:its|the|our|their|this))? (?:scope|certificates?|certification)", "include"),
    (r"closed to|ruled out|off[- ]limits|out of the question|barred", "possible"),
    (r"declin(?:ed?|es|ing)|reject(?:s|ed)?|refus(?:es?|ed)", "accept"), (r"private", "public"),
)  # fmt: skip
_OPPOSITE = re.compile(
    "|".join(rf"(?P<o{n}>(?<![\w-])(?:{words})(?!\w))" for n, (words, _) in enumerate(_OPPOSITES)), re.IGNORECASE
)
_NOT_YET = re.compile(
    r"\b(?:(?:is|are|being|was) planned|planned for|on the roadmap|roadmap item|coming soon|"
    r"(?:still )?in progress|(?:is|are) being (?:built|developed|written)|(?:comes|come|expected|"
    r"due) in (?:spring|summer|autumn|fall|winter)|to follow|under ?way|pending|(?:still |"
    r"has )?to be (?:certified|approved|audited)|(?:was|"
    r"were|is|has been) (?:handed in|applied for|filed)|working (?:on|towards)|aiming for|we expect it|"
    r"in (?:beta|development)|not yet|geplant|noch nicht|планиру\w+|"
    r"пока не\w*|in the works|later this year|under development)\b",
    re.IGNORECASE,
)
_STILL = re.compile(r"\b(?:yet|still|noch|ещё|еще|пока)\b", re.IGNORECASE)
_ANSWER = re.compile(
    r"\W*(?P<yes>yes|ja|да|correct|absolutely)\b|\W*(?P<no>no|nope|nein|нет|not (?:through|with|from|by|via|"
    r"yet|today|at the moment|any more)\b[^.]{0,20})(?=\s*[.,:;!–—-]|\s*$)",
    re.IGNORECASE,
)
_ENABLED = re.compile(r"\b(?:enabled|switched on|turned on|on by default|opt-out|aktiviert)\b", re.IGNORECASE)
PREDICATES = {
    "have": frozenset(
        [
            "support",
            "offer",
            "include",
            "integrate",
            "available",
            "avail",
            "certified",
            "come",
            "possible",
            "exist",
            "verfugbar",
        ]
    ),
    "must": frozenset(("require",)),
    "may": frozenset(("allow", "possible")),
}
"""Concepts that only say that something is so; which way is `sign`."""
PREDICATE_WORDS = frozenset[str]().union(*PREDICATES.values())


_INCLUDED = re.compile(
    r"\b(?:included|includes?|contains?|(?:comes?|ships?) with|without (?:any )?(?:extra )?(?:charge|cost|fee)|"
    r"part of|at no (?:extra |additional )?(?:cost|charge)|"
    r"free(?: of charge)?(?! trial)|costs? nothing|no extra|"
    r"inklusive|inbegriffen|gehört zum|im lieferumfang|im preis|enthalten|kostenlos|бесплатн\w+|включен\w*|входит)\b",
    re.IGNORECASE,
)
_EXTRA = re.compile(
    r"\b(?:(?:is|are|be) (?:billed|charged|invoiced|sold|ordered|bought|purchased)|(?:billed|charged) (?:at|"
    r"separately|extra)|charged?|extra (?:cost|charge|fee)|"
    r"add-?on|at extra|(?:sold|bought|licensed|ordered|booked|quoted|priced) (?:separately|in addition|extra)|"
    r"not (?:included|part of)|isn't (?:included|part of)|surcharge|"
    r"paid (?:option|extra)|costs? extra|optional extra|"
    r"(?:has|have|must|needs?) to be (?:ordered|bought|purchased|booked)|kostenpflichtig\w*|gegen aufpreis|"
    r"aufpreis|за (?:отдельную )?плату|платн\w+)\b|[$€£₽]\s?\d|\d\s?[€₽]",
    re.IGNORECASE,
)
_FURTHER = re.compile(
    r"\b(?:(?:each|every|any|all|an?) (?:further|additional|extra)|"
    r"(?:further|additional|extra) (?!cost|charge|fee)\w+s|beyond (?:that|this|these)|"
    r"weitere[nrs]?|zusätzliche[nrs]?|кажд\w+ (?:следующ|дополнительн)\w+)\b",
    re.IGNORECASE,
)


_TICKS, _CROSSES = frozenset("✓✔✅☑●"), frozenset("–—-✗✘❌✕×○")


def included(text: str, *, priced: bool = False) -> int:
    """1 where something comes with the price, -1 where it costs extra (or is `priced` by itself), else 0.

    What further ones cost says nothing of those that are included.
    """
    if _FURTHER.search(text):
        return 0
    without, extra = _INCLUDED.search(text) is not None, priced or _EXTRA.search(text) is not None
    return 0 if without == extra else 1 if without else -1


def cell_answer(text: str) -> int:
    """As `answer`, and for a cell that has but a sign: a tick, a cross or a dash."""
    bare = text.strip()
    return -1 if bare in _CROSSES else 1 if bare in _TICKS else answer(text)


def answer(text: str) -> int:
    """1 where a text begins with "yes", -1 where it begins with "no", else 0."""
    match = _ANSWER.match(text)
    return 0 if not match else 1 if match["yes"] else -1


def waits(text: str) -> bool:
    """Whether a clause says that something is still to come."""
    return _NOT_YET.search(text) is not None or _STILL.search(text) is not None


def denials(text: str) -> tuple[int, list[str], list[str]]:
    """The sign of a clause (-1: it denies), the words that stand beside each denial, and what opposites stand for."""
    spared = [match.span() for match in _NOT_A_DENIAL.finditer(text)]
    beside, opposites, count = [], [], 0
    for match in _DENIAL.finditer(text):
        if any(start <= match.start() < end for start, end in spared):
            continue
        count = 1
        before = re.findall(r"[\w-]+", text[: match.start()])[-6:]
        after = re.findall(r"[\w-]+", text[match.end() :])[:7]
        beside.append(" ".join((*before, *after)))
    for match in _OPPOSITE.finditer(text):
        count += 1
        opposites.append(_OPPOSITES[int((match.lastgroup or "o0")[1:])][1])
    if _ENABLED.search(text):
        opposites.append("enable")
    if _NOT_YET.search(text) and count == 0:
        count = 1
        beside.append(text)
    return -1 if count % 2 else 1, beside, opposites
