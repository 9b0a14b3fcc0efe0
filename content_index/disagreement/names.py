"""Who or where: people, roles, teams, places and services that a clause names in a slot such as "approved by"."""

from __future__ import annotations

import re
from collections.abc import Callable

from content_index.disagreement.model import Value
from content_index.disagreement.qualifier_words import MONTHS, WEEKDAYS

_SLOTS = (
    ("approve", (
        r"approv\w+|sign(?:s|ed)?[- ]?offs?|signs|authori[sz]\w+|genehmig\w+|freigabe\w*|freigegeben|decid\w+|"
        r"ok(?:ay)?\b|permission|consent|green light|blessing|may release|соглас\w+|утвержд\w+|\byes from|"
        r"одобр\w+|signed by|decides?"
    )),
    ("own", (
        r"own(?:s|ed|er|ers)?|responsible|maintain(?:s|ed)|in charge|led by|chair(?:s|ed)|heads|head(?:ed)? by|"
        r"released? by|reserve\w*|lent out|verantwort\w+|zuständig\w*|отвечает|владелец|"
        r"ответствен\w+|updated by|managed by|run by|leads?|reviews|reviewer|reviewed by|look(?:s|ed)? after"
    )),
    ("contact", (
        r"contact|ask|e-?mail|send|sent|write to|reach out|submit\w*|escalat\w+|goes to|go to|routed? to|"
        r"forward\w*|report(?:s|ed)? to|hand(?:s|ed)? (?:over )?to|call|ansprechpartner\w*|wenden|schick\w+|"
        r"обращ\w+|отправ\w+|направ\w+|пишите|through|handled by|handles|via"
    )),
    ("place", (
        r"host(?:ed|ing|s)?|stored|located|data ?cent(?:er|re)s?|runs? (?:on|in)|resides?|based in|headquarter\w*|"
        r"office in|region|rechenzentr\w+|gespeichert|gehostet|размещ\w+|хран\w+|takes? place (?:in|at)|held in|held|"
        r"(?:is|are|sits?|lives?|kept|copied|copy|second site|booth|stand|venue|location|production) (?:is |are )?in|"
        r"(?:meets?|assembled|manufactured|produced|made|put together|built|recorded|documented|logged|entered|filed|"
        r"stands?|served|answered) in|"
        r"location|second site|booth|venue|backups?"
    )),
    ("service", (
        r"provider|(?:prepared|written|examined|provided|delivered|audited|handled) by|processors?|"
        r"vendor|carrier|auditor|audited by|insurer|supplier|powered by|built on|uses?|using|"
        r"partner is|runs on|anbieter|tool|(?:issued|carried out|performed|supplied|made|built|assessed|certified|"
        r"tested|operated|run|printed)(?: (?:in|on|since)(?: [\w.]+){1,3}?)? by"
    )),
    ("is", (
        r"(?:CEO|CTO|CFO|CRO|COO|founder|co-founder|head of [\w ]+|lead|manager|director|champion|sponsor|"
        r"account executive|speaker|author|winner) (?:is|:|ist)|:\s*$|führt"
    )),
)  # fmt: skip
_SLOT = re.compile("|".join(rf"(?P<{name}>\b(?:{words})(?!\w))" for name, words in _SLOTS), re.IGNORECASE)
_TEAMS = (
    "legal(?: (?:team|department|counsel))?|finance(?: (?:team|department))?|deal desk|product marketing|"
    "sales enablement|"
    "enablement|revenue operations|rev ?ops|sales (?:ops|operations)|security(?: team)|procurement|"
    "human resources|(?-i:HR)|"
    "customer success|customer support|support team|support desk|marketing(?: team)?|engineering(?: team)?|"
    "product team|product management|billing(?: team)?|"
    "accounts receivable|accounts payable|partner team|channel team|professional services|"
    "solutions? engineering|compliance(?: team)?|"
    "data protection officer|privacy team|DPO|pricing (?:team|committee|desk|board)|people team|"
    "(?-i:IT)(?: team| department)|"
    "rechtsabteilung|vertriebsleit\\w+|geschäftsführ\\w+|finanzabteilung|buchhaltung|юридическ\\w+ отдел\\w*|"
    "финансов\\w+ (?:директор\\w*|отдел\\w*)|"
    "коммерческ\\w+ директор\\w*|генеральн\\w+ директор\\w*|бухгалтери\\w+|vertriebsleiter\\w*|"
    "finanzleiter\\w*|rechtsabteilung|директор\\w* по продажам|руководител\\w+ (?:отдела )?продаж"
)
_ROLES = (
    r"(?-i:C[A-Z]O|CISO|CHRO)s?|(?:S?VP|EVP|vice president|head|director|chief|"
    r"president)(?:,? (?:of )?(?!and\b|or\b|must\b|can\b|for\b|is\b|before\b|who\b|which\b|will\b)"
    r"(?-i:[A-Z]?[a-z&]+|[A-Z]{2,4}))(?: (?-i:[A-Z][a-z]+))?|"
    r"general counsel|(?:regional |area |country |sales |line |team |account |product |partner |channel |"
    r"customer success |success |your |direct |security |enablement |marketing |finance )+"
    r"(?:managers?|directors?|leads?|leaders?|officers?)|(?:managers?|directors?)(?!\w)|vp|managing director|"
    r"controller|team lead"
)
_PERSON = (
    r"(?-i:(?:(?:Mr|Ms|Mrs|Dr)\.? |Frau |Herrn? )(?:[A-ZÀ-Þ][a-zß-ɏ'’-]+ )?[A-ZÀ-Þ][a-zß-ɏ'’-]+|"
    r"[A-ZÀ-ÞА-ЯЁ][a-zß-ɏа-яё'’-]+ (?:von |de |van )?[A-ZÀ-ÞА-ЯЁ][a-zß-ɏа-яё'’-]+)"
)
_NAME = re.compile(
    rf"(?P<handle>[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<!\w)[#@][\w-]{{2,}})|(?<!\w)(?P<role>(?:{_ROLES})|"
    rf"(?:{_TEAMS}))(?!\w)|(?<!\w)(?P<person>{_PERSON})(?!\w)"
    r"|(?<![\w.#@-])(?P<proper>(?-i:[A-ZÀ-ÞА-ЯЁ][\wа-яё&-]*(?: [A-Z][\w&-]+)*))(?!\w)",
    re.IGNORECASE,
)
_NO_PROPER = frozenset(
    [
        "the",
        "a",
        "an",
        "we",
        "our",
        "all",
        "any",
        "every",
        "each",
        "if",
        "in",
        "on",
        "at",
        "for",
        "from",
        "to",
        "by",
        "of",
        "and",
        "or",
        "but",
        "no",
        "yes",
        "it",
        "this",
        "that",
        "these",
        "those",
        "it's",
        "they",
        "you",
        "your",
        "customers",
        "customer",
        "contracts",
        "deals",
        "discounts",
        "data",
        "contact",
        "owner",
        "approver",
        "ask",
        "send",
        "please",
        "today",
        "eu",
        "us",
        "uk",
        "emea",
        "apac",
        "der",
        "die",
        "das",
        "wir",
        "i",
        "saas",
        "sla",
        "api",
        "sso",
        "new",
        "reps",
        "requests",
        "security",
        "when",
        "where",
        "who",
        "what",
        "why",
        "how",
        "only",
        "since",
        "as",
        "enterprise",
        "premium",
        "basic",
        "starter",
        "team",
        "business",
        "growth",
        "pro",
        "plus",
        "standard",
        "battlecards",
        "backups",
        "invoices",
        "legal",
        "support",
        "production",
        "мы",
        "все",
        "клиенты",
        "с",
        "по",
        "для",
        "на",
        "в",
        "о",
        "об",
        "от",
        "до",
        "за",
        *MONTHS,
        *WEEKDAYS,
    ]
)
_TO_SOMEBODY = re.compile(
    r"\b(?:by|to|from|with|ask|contact|is|via|an|bei|von|durch|mit|ist|к|у)\s(?:the\s)?$|:\s$", re.IGNORECASE
)
_AT = re.compile(
    r"(?:^|\b(?:in|at|from|to|on|by|into|with|via|is|are|and|or|uses?|using|of|under|through|aus|bei|von|durch|an|в|на|у|с|"
    r"и|из|через)\s+(?:our |the |their |a |der |dem |den )?|[,:&(–—-]\s?|\b(?:provider|processor|vendor|carrier|"
    r"auditor|insurer|supplier|partner|tool|region|venue|location|office)\s+)$",
    re.IGNORECASE,
)
_TITLE = re.compile(r"(?:Mr|Ms|Mrs|Dr|Frau|Herrn?)\b")
_GERMAN_PLACE = re.compile(r"\b(?:in|aus|von|durch|bei|an|Frau|Herr)\s$")
_CELL_NAME = re.compile(r"(?-i:[A-ZА-ЯЁÄÖÜ])[^\d$€£%]{1,40}")
_NO_NAME = re.compile(
    r"\W*(?:yes|no|none|n/?a|included|optional|not \w+|unlimited|best effort|ja|nein|да|нет|all|any)\b.*", re.IGNORECASE
)
_LONGEST_CELL = 5
_PEOPLE_SLOTS = frozenset({"approve", "own", "contact", "is"})


def names(text: str, concepts: Callable[[str], frozenset[str]], language: str) -> list[Value]:
    """The names of a plain clause, each with the slot that it stands in; none where there is no slot."""
    slots = {name for match in _SLOT.finditer(text) for name in (match.lastgroup,) if name}
    found = []
    for match in _NAME.finditer(text):
        kind, written = match.lastgroup or "", match.group()
        words = written.lower().split()
        if kind in ("person", "proper") and all(word in _NO_PROPER for word in words):
            continue
        before = text[: match.start()]
        if (
            language == "de"
            and kind in ("proper", "person")
            and not _TITLE.match(written)
            and not _GERMAN_PLACE.search(before)
        ):
            continue
        if kind == "person" and words[0] in _NO_PROPER:
            kind = "proper"
        if kind == "proper" and match.start() == 0 and len(words) == 1 and not written.isupper():
            continue
        if kind == "proper" and not _AT.search(before):
            continue
        parts = frozenset(words) - {
            "the",
            "of",
            "team",
            "department",
            "your",
            "mr",
            "ms",
            "mrs",
            "dr",
            "frau",
            "herr",
            "herrn",
        }
        if kind == "handle":
            # A channel and an address are two ways to the same people.
            kind = {"#": "channel", "@": "team"}.get(written[0], "address")
        if kind == "person" and "service" not in slots and (_TO_SOMEBODY.search(before) or _TITLE.match(written)):
            slots = slots | {"contact"}
        slot = _slot(slots | ({"is"} if before.endswith(": ") else set()), kind)
        if slot:
            role = concepts(written) if kind in ("role", "person", "proper") else frozenset[str]()
            found.append(Value("name", f"name:{slot}", 0, 0, match.start(), match.end(), written,
                               counted=frozenset(_singular(part) for part in parts) | role))  # fmt: skip
    return found


def cell_names(cell: str, start: int) -> list[Value]:
    """What a cell names as a whole; `start` is where it stands in its claim."""
    if not _CELL_NAME.fullmatch(cell) or _NO_NAME.fullmatch(cell) or len(cell.split()) > _LONGEST_CELL:
        return []
    parts = frozenset(_singular(word.strip(",;").lower()) for word in cell.split()) - {"the", "of", "team"}
    return [Value("name", "name:cell", 0, 0, start, start + len(cell), cell, counted=parts)]


def _slot(slots: set[str], kind: str) -> str:
    """Roles and people approve, own and are written to; other names are places and services."""
    if kind == "person" and slots & _PEOPLE_SLOTS:
        return "person"
    if kind in ("channel", "team", "address"):
        return kind if "contact" in slots else ""
    if kind == "role":
        return "role" if slots & _PEOPLE_SLOTS else ""
    return next((slot for slot in ("place", "service") if slot in slots), "")


def _singular(word: str) -> str:
    word = word.strip(".,'’")
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word  # noqa: PLR2004
