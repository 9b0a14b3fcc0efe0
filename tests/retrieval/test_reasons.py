from __future__ import annotations

from dataclasses import replace

import pytest

from retrieval.asked_for import asked_for, gives
from retrieval.confidence import Signs
from retrieval.model import Reason
from retrieval.questions import Understood
from retrieval.reasons import Found, reason
from retrieval.spelling import LanguageWords

NEAR = Signs(cosine=0.5, coverage=0.5, length=1.0, lead=0.1, size=3.0, sentence=0.5)
UNSURE = Found("unsure", NEAR, "", compared=True, language_known=True)


def understood(text: str, *unheard: str, language: str = "en") -> Understood:
    return Understood(text, text, text, (), language, (("term",),), (), (), unheard, None)


def why(question: str, quote: str, *unheard: str, found: Found = UNSURE) -> Reason:
    found = replace(found, quote=quote, unmentioned=(*found.unmentioned, *unheard))
    told = reason(understood(question, *unheard), found, LanguageWords().common)
    assert told is not None
    return told


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("what % do we pay a partner", "percent"),
        ("how many percent off for charities", "percent"),
        ("какой процент мы платим партнёру", "percent"),
        ("how much does a kiosk cost", "money"),
        ("parental leave how many seats", "figure"),
        ("сколько стоит киоск", "money"),
        ("how many days do they have", "duration"),
        ("when is lithos 7 out of support", "time"),
        ("when are we getting iso 27001 certified", "time"),
        ("how long does a lead stay valid", "duration"),
        ("how fast does legal turn an nda around", "duration"),
        ("deal desk turnaround time?", "duration"),
        ("notice period", "duration"),
        ("who signs the SLA", "person"),
        ("who owns payment terms", "person"),
        ("how much does the warranty period cost", "money"),
        ("when does the trial period start", "time"),
        ("как быстро отвечает поддержка", "duration"),
        ("за сколько недель внедряем", "duration"),
        ("how often is it reviewed", "time"),
        ("iso cert expiry date?", "time"),
        ("когда выйдет новая версия", "time"),
        ("who signs off on a case study", "person"),
        ("deal above 120k, who's approving", "person"),
        ("whom do i ask", "person"),
        ("кто подпишет скидку", "person"),
    ],
)
def test_what_is_asked_for(question: str, kind: str) -> None:
    assert asked_for(question) == kind


@pytest.mark.parametrize(
    "question",
    [
        "what do i say when a buyer asks for a discount",
        "when a customer cancels, can i keep the commission",
        "customers who use github",
        "the partner that brought the customer, do they get paid",
        "do we support saml",
        "update the date field in salesforce",
        "что делать, когда клиент просит скидку",
    ],
)
def test_what_asks_for_nothing_of_the_kind(question: str) -> None:
    assert asked_for(question) is None


@pytest.mark.parametrize(
    ("question", "quote", "name"),
    [
        ("what % do we pay a partner", "Partners are paid after the first invoice.", "no_figure"),
        ("how much does a kiosk cost", "A kiosk stands at the gate and reads plates.", "no_figure"),
        ("how many days of notice", "The order form names the notice.", "no_time"),
        ("how fast does support answer", "Support answers before the customer asks, twice a year.", "no_time"),
        ("when are we getting iso 27001 certified", "We follow ISO 27001 closely.", "no_time"),
        ("who signs off on a case study", "Case studies are signed off in the shared document.", "no_person"),
    ],
)
def test_a_page_without_what_was_asked_for_is_said_to_be_without(question: str, quote: str, name: str) -> None:
    assert why(question, quote) == Reason(name)


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("what % do we pay a partner", "The partner gets **10%** of the first year."),
        ("what % do we pay a partner", "The partner gets half of it."),
        ("how much does a kiosk cost", "| Kiosk | 2900 |"),
        ("how much does a kiosk cost", "The first kiosk is free."),
        ("how many seats at least", "Packages begin at twenty-five seats."),
        ("how long does a lead stay valid", "Referrals are valid for 120 days."),
        ("how fast does support answer", "The same business day."),
        ("how long does an audit take", "It takes half a day."),
        ("как быстро отвечает поддержка", "За два рабочих дня."),
        ("when does support run out", "Support ends on [31 March](x.md)."),
        ("when is implementation mandatory", "It is mandatory once they choose Kubernetes."),
        ("who signs a 120k order", "Helen Strand signs."),
        ("who signs a 120k order", "The deal desk signs."),
        ("who do i ask", "Ask in #discuss-marketing."),
        ("сколько стоит киоск", "Киоск стоит две тысячи."),
    ],
)
def test_what_gives_it_is_never_said_to_be_without(question: str, quote: str) -> None:
    assert why(question, quote).name == "partly"


def test_what_the_question_says_itself_is_no_answer() -> None:
    assert not gives("We answer the 12 page form.", "figure", "how much is a 12 page form")
    for given in ("Notice is ninety days.", "90 business days", "thirty calendar days", "3 months"):
        assert gives(given, "time", "how many days of notice")
    assert not gives("Count the days of notice.", "time", "how many days of notice")
    assert gives("90 дней", "time", "сколько дней ждать")
    assert not gives("Дней много.", "time", "сколько дней ждать")
    assert gives("We answer the 12 page form in 3 copies.", "figure", "how much is a 12 page form")


def test_nothing_is_missed_where_no_page_is_near() -> None:
    gap = replace(UNSURE, status="gap")
    assert why("how much does a kiosk cost", "Dogs are welcome.", found=gap).name == "partly"
    assert why("how much does a kiosk cost", "").name == "partly"
    covered = replace(gap, signs=replace(NEAR, coverage=0.8))
    assert why("how much does a kiosk cost", "A kiosk stands at the gate.", found=covered).name == "no_figure"
    assert why("does a kiosk read plates", "A kiosk stands at the gate.", found=covered).name == "distant"


def test_telling_words_that_the_first_passages_lack_are_named() -> None:
    found = replace(UNSURE, unmentioned=("do", "nonprofit", "tmrw", "get"))
    assert why("do we get a nonprofit discount tmrw", "Discounts.", found=found) == Reason(
        "unmentioned", ("nonprofit",)
    )
    assert why("do we get a discount tmrw", "Discounts.", found=replace(UNSURE, unmentioned=("do",))).name == "partly"


def test_a_word_that_the_content_never_says_comes_first() -> None:
    assert why("how much is a HIPAA audit", "Audits are kept.", "hipaa") == Reason("unknown_words", ("hipaa",))


def test_an_answer_says_what_telling_word_of_the_question_the_content_lacks() -> None:
    common = LanguageWords().common
    found = replace(UNSURE, status="answered", quote="Gas is metered.", unmentioned=("burners", "fast", "trucker"))
    asked = understood("gas burners from Blaauw, fast", "burners", "blaauw", "fast")
    assert reason(asked, replace(found, unmentioned=("burners", "blaauw", "fast")), common) == Reason(
        "unknown_words", ("burners", "blaauw")
    )
    assert reason(understood("do they get paid fast", "fast"), found, common) is None
    assert reason(understood("do truckers get paid", "truckers"), found, common) is None, "the page says truck"


def test_everyday_words_and_shorthand_are_not_blamed_where_an_answer_may_be_shown() -> None:
    assert why("do they come back fast", "They come back.", "fast").name == "partly"
    assert why("quick patch tmrw, lgpd", "Patches.", "quick", "tmrw", "lgpd") == Reason("unknown_words", ("lgpd",))
    gap = replace(UNSURE, status="gap")
    assert why("can i bring my dog", "Badges open doors.", "dog", found=gap) == Reason("unknown_words", ("dog",))
    assert why("theyre leaving", "Churn.", "theyre", found=gap).name == "partly"
