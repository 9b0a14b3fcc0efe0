"""Words of sales content that mean the same, in English, German and Russian: what `concepts` reads them by."""

from __future__ import annotations

SYNONYMS = """
discount discounts rebate reduction discounted discounting rabatt rabatte nachlass скидка скидки скидку
contract contracts agreement agreements vertrag verträge договор договора контракт contractual contractually
deal deals opportunity opportunities abschluss сделка сделки
customer customers client clients buyer buyers kunde kunden клиент клиенты заказчик покупатель subscriber
seat seats user users licence license licences licenses nutzer benutzer lizenz lizenzen пользователь лицензия
    место места
response respond responds responded responding reply replies answer answers reaction reagieren reaktion
    reaktionszeit antwort antworten ответ отвечаем реакция реакции реагируем
resolution resolve resolves resolved fix fixed behoben behebung lösung решение решаем устранение
cost costs price priced prices pricing fee fees charge charges charged kosten kostet preis preise gebühr цена
    стоит стоимость цены
trial trials try pilot evaluation test testphase testen testzeitraum пробный пробная тестовый
cancel cancellation cancels cancelled terminate terminates termination ends kündigung kündigen gekündigt kündigt
    расторжение расторгнуть отмена расторжения
notice frist kündigungsfrist уведомление уведомления
approve approves approved approval approvals approver sign-off signs signoff freigabe genehmigt genehmigung
    genehmigen freigegeben согласует утверждает согласование одобряет утверждение утверждают согласовывает
own owns owned owner owners ownership responsible responsibility maintains maintained accountable verantwortlich
    zuständig владелец отвечает ответственный
delete deleted deletion deletes erase erased erasure purge purged wipe wiped wipes gelöscht löschung löschen
    удаляем удаление удаляются удаляет
keep kept retain retained retention keeps retains stored store stores hold held aufbewahrt aufbewahrung
    gespeichert хранить хранятся хранение храним хранится хранения
host hosted hosting hosts located location data-center datacenter rechenzentrum gehostet размещены размещаются
uptime availability available-time downtime verfügbarkeit доступность аптайм
support supports supported supporting unterstützt unterstützen unterstützung поддерживаем поддержка
    поддерживается поддерживают поддерживает
integrate integrates integration integrations integrated connector connectors connect connects integrieren
    интеграция интеграции интеграцию интегрируется
include includes included including inclusive contain contains comes enthalten enthält inklusive beinhaltet
    включает включен включено входит входят
offer offers offered offering provide provides provided bieten anbieten angeboten bietet предлагаем
    предоставляем
require requires required requirement need needs needed mandatory must necessary erforderlich nötig notwendig
    muss müssen нужен нужна нужно требуется обязательно обязателен необходимо
allow allows allowed permit permits permitted erlaubt zulässig dürfen разрешено разрешается можно
refund refunds refunded refundable reimbursed money-back rückerstattung erstattung erstattet возврат возвращаем
invoice invoices invoiced invoicing bill rechnung rechnungen счет счета счетов
pay pays paid payment payments payable due zahlen zahlung zahlbar zahlungsziel fällig оплачивают оплата
    оплачиваются платеж оплате оплаты оплатить
renew renews renewal renewals renewed verlängerung verlängert продление продлевается продления
onboarding onboard implementation implement rollout einführung implementierung внедрение внедрения
train training trainings course schulung schulungen обучение
commission commissions provision комиссия комиссионные
employee employees staff people headcount mitarbeiter сотрудники сотрудников
on-premises on-premise on-prem onpremises onprem self-hosted selfhosted self-host
sso single-sign-on saml einmalanmeldung
minimum min least mindestens minimal минимум минимальный минимальная mindestlaufzeit
maximum max cap capped limit limited limits largest highest höchstens maximal höchstgrenze максимум максимальный
    лимит
ticket tickets case cases request requests anfrage anfragen запрос запросов заявка заявки обращение обращения
incident incidents outage störung störungen vorfall инцидент инциденты
storage speicher speicherplatz хранилище хранилища
ship ships shipped shipping deliver delivers delivered delivery lieferung liefern geliefert lieferzeit доставка
    доставляем
launch launches launched release released ga rollout-date generally-available einführungstermin запуск выпуск
    выйдет
warranty guarantee guarantees guaranteed garantie gewährleistung гарантия гарантируем
certified certification certificate certifications zertifiziert zertifizierung сертифицирован сертификат
    сертификация
encrypt encrypted encryption verschlüsselt verschlüsselung шифрование шифруются
backup backups datensicherung бэкап резервные
send sends submit submitted sent route routed goes direct forward schicken отправляйте направляйте
escalate escalates escalation escalations escalated eskalation эскалация
meeting meetings review reviews
duration last lasts term length runs takes take laufzeit dauer dauert длится срок занимает действует
partner partners reseller resellers channel händler партнер партнеры партнеров партнерский
automatic automatically auto automatisch автоматически автоматическое autorenew
annual annually yearly year years jährlich ежегодно годовой
monthly month months monatlich ежемесячно
bonus spiff incentive kicker бонус премия
increase increases uplift rise raise raised erhöhung повышение increased
retire retired retires sunset eol discontinued discontinue deprecated wird-eingestellt
notify notifies notified notification notifications inform informs informed hear announce announced announces
    informieren benachrichtigt
breach breaches affected compromised datenpanne
expire expires expired expiry expiration lapse lapses lapsed valid validity gültig действительно действителен
reward rewards voucher vouchers prize
large bigger larger big
small tiny smaller
account accounts
call calls phone phoned telephone ring rings rang telefon телефон телефонная телефону
migrate migration migrations миграция
free kostenlos бесплатно бесплатный
penalty surcharge interest late-fee verzugszinsen пеня штраф
export exports exported экспорт
quota target quote-target
nonprofit nonprofits non-profit non-profits charity charities ngo
startup startups start-up start-ups
quote quotes proposal angebot angebote
credit credits gutschrift
gift gifts geschenk
demo demos demonstration
chargeback chargebacks dispute disputes disputed оспоренный оспорил чарджбэк
sms texting text-message text-messages
mfa 2fa two-factor multi-factor second-factor two-step
loaner loan loans loaned
freelancer freelancers contractor contractors self-employed
merchant merchants seller sellers shop shops store продавец продавца
truck trucks lorry lorries
vulnerability vulnerabilities weakness
enforce enforced enforces compulsory obligatory
sandbox sandboxes
immutable immutability write-lock
lead leads
referral refer referred referrals
mac macos macs
email emails e-mail e-mails mail mails mailed
supplier suppliers vendor vendors provider providers lieferant поставщик
exam exams examination examinations prüfung экзамен
budget budgets allowance allowances stipend
holiday holidays vacation vacations pto urlaub отпуск отпуска
admin admins administrator administrators administratoren администратор администраторы
choose chooses chosen chose select selects selected pick picks picked
decrease decreases decreased fall falls fell drop drops dropped shrank cut cuts lowered sank gesunken
"""
"""A concept a line, named by its first word; a line that is indented goes on with the one above.

What tells cases apart ("response", "resolution") must not meet in one line.
"""
PHRASES = (
    (
        r"money[- ]back|get \w+ money back|(?:return|pay back|paid back)(?= the (?:unused|rest|fee|money))",
        "refund",
    ),
    (r"(?:hand|give|pay)s?(?: \w+){0,4} back", "refund"),
    (
        (
            r"(?:second|two|multi)[- ]?(?:step|factor)(?: (?:verification|authentication|login|"
            r"sign-?in))?|second factors?|2FA"
        ),
        "mfa",
    ),
    (r"(?:has|have|had) to(?= (?:use|be|sign|have|set))|obliged to", "require"),
    (r"(?:(?<=not )|(?<=is )|(?<=are )|(?<=fee )|(?<=fees ))returned", "refund"),
    (r"write[- ]lock(?:s|ed)?", "immutable"),
    (r"text messag(?:es?|ing)", "sms"),
    (r"debit(?: back| the sale)|reverses? a (?:card )?payment", "chargeback"),
    (r"data[- ]?cent(?:er|re)s?", "datacenter"),
    (r"single sign-?on|SAML SSO|SAML", "sso"),
    (r"sign(?:s|ed)? (?:it |this |them )?off|has to sign|have to sign|needs? sign-?off", "approve"),
    (r"switch(?:ed)? off|shut down|end[- ]of[- ]life|end of support|phased? out|turned off", "retired"),
    (r"general(?:ly)? availab(?:le|ility)", "launch"),
    (r"electronic signatures?", "signature"),
    (r"\bQES\b", "qualified signature"),
    (r"data processing (?:agreement|addendum)", "dpa"),
    (r"penetration tests?", "pentest"),
    (r"pen tests?", "pentest"),
    (r"account executives?", "ae"),
    (r"sales engineers?|solutions? engineers?", "se"),
    (r"customer success managers?", "csm"),
    (r"first contact", "response"),
    (r"data protection officers?", "dpo"),
    (r"chief revenue officers?", "cro"),
    (r"chief financial officers?", "cfo"),
    (r"chief executives?(?: officers?)?", "ceo"),
    (r"chief technology officers?", "cto"),
    (r"chief operating officers?", "coo"),
    (r"chief information security officers?", "ciso"),
    (r"hand(?:s|ed|ing)?[- ]?overs?", "handover"),
    (r"without (?:an? |any )?(?:(?:internet|network|live|data) )?connection|offline mode", "offline"),
    (r"carr(?:y|ies|ied) out|conduct(?:s|ed)?|performed", "perform"),
    (r"european union|\bEU\b|europe(?:an)?", "eu"),
    (r"(?:below|under) (?:the )?list(?: price)?", "discount"),
    (r"off (?:the )?(?:list|price|invoice)(?: price)?|¤ ?off\b|concessions?|knock off", "discount"),
    (r"roll(?:s|ed)? over", "renew"),
    (r"non-?disclosure agreements?", "nda"),
    (r"service level agreements?", "sla"),
    (r"around the clock|24/7|round the clock", "always"),
    (
        r"on (?:their|your) own(?: authority)?|alone|without asking(?: anyone)?|by (?:themselves|yourself)",
        "alone",
    ),
    (r"credit[- ]?cards?", "creditcard"),
    (r"sub-?processors?", "subprocessor"),
    (r"add-?ons?", "addon"),
    (r"find(?:ing)? out|becom(?:e|ing) aware|discover(?:y|ed|ing)?", "aware"),
    (r"sign-?up", "signup"),
    (r"go(?:es)?[- ]live", "golive"),
    (r"first response", "response"),
    (r"in(?:side)? (?:the |its )?scope", "include"),
)
"""What several words mean together, as patterns; replaced before the text is cut into words. "¤" is a value cut out."""
LIGHT = frozenset(
    [
        "about",
        "account",
        "after",
        "again",
        "all",
        "allow",
        "also",
        "always",
        "annual",
        "answer",
        "any",
        "approve",
        "ask",
        "auf",
        "back",
        "before",
        "bei",
        "best",
        "both",
        "business",
        "case",
        "change",
        "company",
        "contract",
        "cost",
        "could",
        "creat",
        "currently",
        "customer",
        "das",
        "data",
        "day",
        "deal",
        "default",
        "dem",
        "den",
        "der",
        "des",
        "detail",
        "die",
        "duration",
        "each",
        "ein",
        "eine",
        "employee",
        "end",
        "ever",
        "every",
        "example",
        "find",
        "first",
        "follow",
        "full",
        "fur",
        "get",
        "give",
        "go",
        "good",
        "great",
        "gross",
        "happen",
        "help",
        "here",
        "im",
        "include",
        "ist",
        "just",
        "keep",
        "know",
        "kund",
        "last",
        "level",
        "like",
        "link",
        "list",
        "make",
        "maximum",
        "may",
        "mention",
        "minimum",
        "mit",
        "month",
        "monthly",
        "more",
        "most",
        "must",
        "name",
        "need",
        "net",
        "never",
        "new",
        "note",
        "number",
        "off",
        "offer",
        "onc",
        "once",
        "one",
        "only",
        "option",
        "other",
        "our",
        "out",
        "over",
        "own",
        "page",
        "part",
        "people",
        "per",
        "plan",
        "please",
        "process",
        "product",
        "question",
        "real",
        "rep",
        "require",
        "sale",
        "same",
        "see",
        "send",
        "should",
        "show",
        "simpli",
        "sind",
        "standard",
        "start",
        "step",
        "still",
        "support",
        "sure",
        "team",
        "than",
        "their",
        "then",
        "there",
        "thing",
        "through",
        "time",
        "today",
        "total",
        "two",
        "und",
        "under",
        "unser",
        "until",
        "up",
        "us",
        "use",
        "usually",
        "von",
        "want",
        "way",
        "week",
        "well",
        "werd",
        "will",
        "wird",
        "within",
        "work",
        "would",
        "year",
        "yes",
        "yet",
        "zum",
        "¤",
        "весь",
        "для",
        "на",
        "наш",
        "от",
        "по",
        "с",
    ]
)
"""Concepts that say little of what a claim is about."""
