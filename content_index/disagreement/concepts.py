"""What words of sales content mean: one concept for its synonyms, in English, German and Russian.

A word that is in no list is its own concept, by its stem. What tells cases apart ("response", "resolution") must not
meet in one list: two different concepts are what keeps two claims apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from content_index.terms import STOP_WORDS, terms_of, words

_CONCEPTS = (
    "discount discounts rebate reduction discounted discounting rabatt rabatte nachlass скидка скидки скидку",
    "contract contracts agreement agreements vertrag verträge договор договора контракт contractual contractually",
    "deal deals opportunity opportunities abschluss сделка сделки",
    "customer customers client clients buyer buyers kunde kunden клиент клиенты заказчик покупатель subscriber",
    "seat seats user users licence license licences licenses nutzer benutzer lizenz lizenzen пользователь лицензия место места",
    "response respond responds responded responding reply replies answer answers reaction reagieren reaktion reaktionszeit "
    "antwort antworten ответ отвечаем реакция реакции реагируем",
    "resolution resolve resolves resolved fix fixed behoben behebung lösung решение решаем устранение",
    "cost costs price priced prices pricing fee fees charge charges charged kosten kostet preis preise gebühr цена стоит стоимость цены",
    "trial trials try pilot evaluation test testphase testen testzeitraum пробный пробная тестовый",
    "cancel cancellation cancels cancelled terminate terminates termination ends kündigung kündigen gekündigt kündigt "
    "расторжение расторгнуть отмена расторжения",
    "notice frist kündigungsfrist уведомление уведомления",
    "approve approves approved approval approvals approver sign-off signs signoff freigabe genehmigt genehmigung "
    "genehmigen freigegeben согласует утверждает согласование одобряет утверждение утверждают согласовывает",
    "own owns owned owner owners ownership responsible responsibility maintains maintained accountable verantwortlich "
    "zuständig владелец отвечает ответственный",
    "delete deleted deletion deletes erase erased erasure purge purged wipe wiped wipes gelöscht löschung löschen удаляем удаление удаляются удаляет",
    "keep kept retain retained retention keeps retains stored store stores hold held aufbewahrt aufbewahrung gespeichert "
    "хранить хранятся хранение храним хранится хранения",
    "host hosted hosting hosts located location data-center datacenter rechenzentrum gehostet размещены размещаются",
    "uptime availability available-time downtime verfügbarkeit доступность аптайм",
    "support supports supported supporting unterstützt unterstützen unterstützung поддерживаем поддержка поддерживается "
    "поддерживают поддерживает",
    "integrate integrates integration integrations integrated connector connectors connect connects integrieren "
    "интеграция интеграции интеграцию интегрируется",
    "include includes included including inclusive contain contains comes enthalten enthält inklusive beinhaltet включает включен включено входит входят",
    "offer offers offered offering provide provides provided bieten anbieten angeboten bietet предлагаем предоставляем",
    "require requires required requirement need needs needed mandatory must necessary erforderlich nötig notwendig muss "
    "müssen нужен нужна нужно требуется обязательно обязателен необходимо",
    "allow allows allowed permit permits permitted erlaubt zulässig dürfen разрешено разрешается можно",
    "refund refunds refunded refundable reimbursed money-back rückerstattung erstattung erstattet возврат возвращаем",
    "invoice invoices invoiced invoicing bill rechnung rechnungen счет счета счетов",
    "pay pays paid payment payments payable due zahlen zahlung zahlbar zahlungsziel fällig оплачивают оплата оплачиваются "
    "платеж оплате оплаты оплатить",
    "renew renews renewal renewals renewed verlängerung verlängert продление продлевается продления",
    "onboarding onboard implementation implement rollout einführung implementierung внедрение внедрения",
    "train training trainings course schulung schulungen обучение",
    "commission commissions provision комиссия комиссионные",
    "employee employees staff people headcount mitarbeiter сотрудники сотрудников",
    "on-premises on-premise on-prem onpremises onprem self-hosted selfhosted self-host",
    "sso single-sign-on saml einmalanmeldung",
    "minimum min least mindestens minimal минимум минимальный минимальная mindestlaufzeit",
    "maximum max cap capped limit limited limits largest highest höchstens maximal höchstgrenze максимум максимальный лимит",
    "ticket tickets case cases request requests anfrage anfragen запрос запросов заявка заявки обращение обращения",
    "incident incidents outage störung störungen vorfall инцидент инциденты",
    "storage speicher speicherplatz хранилище хранилища",
    "ship ships shipped shipping deliver delivers delivered delivery lieferung liefern geliefert lieferzeit доставка доставляем",
    "launch launches launched release released ga rollout-date generally-available einführungstermin запуск выпуск выйдет",
    "warranty guarantee guarantees guaranteed garantie gewährleistung гарантия гарантируем",
    "certified certification certificate certifications zertifiziert zertifizierung сертифицирован сертификат сертификация",
    "encrypt encrypted encryption verschlüsselt verschlüsselung шифрование шифруются",
    "backup backups datensicherung бэкап резервные",
    "send sends submit submitted sent route routed goes direct forward schicken отправляйте направляйте",
    "escalate escalates escalation escalations escalated eskalation эскалация",
    "meeting meetings review reviews",
    "duration last lasts term length runs takes take laufzeit dauer dauert длится срок занимает действует",
    "partner partners reseller resellers channel händler партнер партнеры партнеров партнерский",
    "automatic automatically auto automatisch автоматически автоматическое autorenew",
    "annual annually yearly year years jährlich ежегодно годовой",
    "monthly month months monatlich ежемесячно",
    "bonus spiff incentive kicker бонус премия",
    "increase increases uplift rise raise raised erhöhung повышение increased",
    "retire retired retires sunset eol discontinued discontinue deprecated wird-eingestellt",
    "notify notifies notified notification notifications inform informs informed hear announce announced announces informieren benachrichtigt",
    "breach breaches affected compromised datenpanne", "expire expires expired expiry expiration valid validity gültig действительно действителен",
    "reward rewards voucher vouchers prize", "large bigger larger big", "small tiny smaller",
    "account accounts", "call calls phone phoned telephone ring telefon телефон телефонная телефону",
    "migrate migration migrations миграция",
    "free kostenlos бесплатно бесплатный",
    "penalty surcharge interest late-fee verzugszinsen пеня штраф",
    "export exports exported экспорт", "quota target quote-target",
    "nonprofit nonprofits non-profit non-profits charity charities ngo",
    "startup startups start-up start-ups", "quote quotes proposal angebot angebote",
    "credit credits gutschrift", "gift gifts geschenk",
    "demo demos demonstration", "lead leads", "referral refer referred referrals",
)  # fmt: skip
GAP = "¤"
"""Stands where a value was cut out of a sentence."""
_PHRASES = (
    (r"money[- ]back|get (?:their|your|the|my) money back|(?:return|pay back|paid back)(?= the (?:unused|rest|fee|money))", "refund"),
    (r"data[- ]?cent(?:er|re)s?", "datacenter"), (r"single sign-?on|SAML SSO|SAML", "sso"),
    (r"sign(?:s|ed)? (?:it |this |them )?off|has to sign|have to sign|needs? sign-?off", "approve"),
    (r"switch(?:ed)? off|shut down|end[- ]of[- ]life|end of support|phased? out|turned off", "retired"),
    (r"general(?:ly)? availab(?:le|ility)", "launch"), (r"electronic signatures?", "signature"), (r"\bQES\b", "qualified signature"),
    (r"data processing (?:agreement|addendum)", "dpa"), (r"penetration tests?", "pentest"), (r"pen tests?", "pentest"),
    (r"account executives?", "ae"), (r"sales engineers?|solutions? engineers?", "se"), (r"customer success managers?", "csm"),
    (r"off (?:the )?(?:list|price|invoice)(?: price)?|¤ ?off\b|concessions?|knock off", "discount"),
    (r"roll(?:s|ed)? over", "renew"), (r"non-?disclosure agreements?", "nda"), (r"service level agreements?", "sla"),
    (r"around the clock|24/7|round the clock", "always"), (r"on (?:their|your|his|her) own(?: authority)?|alone|without asking(?: anyone)?|by (?:themselves|yourself)", "alone"),
    (r"credit[- ]?cards?", "creditcard"), (r"sub-?processors?", "subprocessor"), (r"add-?ons?", "addon"),
    (r"find(?:ing)? out|becom(?:e|ing) aware|discover(?:y|ed|ing)?", "aware"),
    (r"sign-?up", "signup"), (r"go(?:es)?[- ]live", "golive"), (r"first response", "response"),
)  # fmt: skip
_PHRASE = tuple((re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE), instead) for pattern, instead in _PHRASES)
_LIGHT = frozenset(
    "customer contract deal company product work use make get give go plan team time new data standard day week month "
    "year annual monthly support offer include require allow duration default currently today usually also any all "
    "every each per more than within about up may must need just still only will would should could than other one "
    "two our their first last see note please business full total number people thing case way kund unser наш весь "
    "cost minimum maximum gross net rep sale account before after through over under out off us same own most both per "
    "employee show follow ask page people part well want process creat like help change out find best sure note know back "
    "start end step keep send happen simpli mention ever never yes yet until onc here there then once again always "
    "example detail link option level list name number ¤ approve own real good great answer question day today "
    "von der die das und ist sind ein eine mit fur auf bei im zum den dem des werd wird с на по для от".split()
)
"""Concepts that say little of what a claim is about."""
LIGHT, FULL = 0.35, 1.0
_GERMAN = re.compile(
    r"\b(?:der|die|das|dem|den|des|und|ist|sind|nicht|für|mit|bei|ein|eine|einen|einer|wir|sie|ihr\w*|unser\w*|werden|wird|von|im|"
    r"zum|zur|zu|kein\w*|auf|nach|bis|bitte|oder|nur|haben|hat|kann|können|müssen|muss|monatlich|jährlich|auch|pro|beträgt|liegt)\b|[äöüß]",
    re.IGNORECASE,
)
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_GERMAN_FUNCTION_WORDS = frozenset(
    "der die das und ist sind für mit auf bei im zum zur den dem des ein eine einer einem einen wird werden von zu in an "
    "wir ihr sie es als auch nach vor über unter aus durch sich dass wenn bis ab pro je am".split()
)
_STANDARD = re.compile(r"(?:iso|soc)\d+")
_SHORTEST_PART = 5


def language_of(text: str) -> str:
    """English, German or Russian, whichever a short text looks like."""
    if len(_CYRILLIC.findall(text)) > len(_LATIN.findall(text)):
        return "ru"
    return "de" if len(_GERMAN.findall(text)) * 6 > len(text.split()) else "en"


def concepts(text: str, language: str) -> frozenset[str]:
    """The concepts of a plain text, numbers left out."""
    for pattern, instead in _PHRASE:
        text = pattern.sub(rf" {instead} ", text)
    return frozenset(concept for word in words(text) for concept in _of_word(word, language))


def weight(concept: str) -> float:
    """How much it says that two claims share a concept."""
    return LIGHT if concept in _LIGHT else FULL


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
    return {word: each.split()[0] for each in _CONCEPTS for word in each.split()}


@cache
def _known_stems() -> dict[str, str]:
    found: dict[str, str] = {}
    for word, concept in _known().items():
        for language in ("ru",) if _CYRILLIC.search(word) else ("en", "de"):
            stems = terms_of([word], language)
            if len(stems) == 1 and word not in STOP_WORDS.get(language, ()):
                found.setdefault(stems[0], concept)
    return found
