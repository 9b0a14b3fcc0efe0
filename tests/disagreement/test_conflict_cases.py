"""Passages that give different figures of different cases do not contradict each other; those of the same case do."""

from __future__ import annotations

import pytest

from content_index.disagreement.comparing import LIKELY, disagreement
from content_index.disagreement.model import Disagreement
from content_index.disagreement.statements import read

Passage = tuple[str, str, str]
"""Title, heading and text."""


def compare(one: Passage, other: Passage) -> Disagreement | None:
    return disagreement(read(*one), read(*other), LIKELY)


OTHER_CASES = {
    "a trial and what a passage says that names none": (
        ("Trial", "Limits", "A trial workspace takes up to 5 users."),
        ("Plans", "Users", "A workspace takes up to 50 users."),
    ),
    "a trial and a pilot": (
        ("Evaluating", "By yourself", "The free trial lasts 14 days and needs no card."),
        ("Evaluating", "With us", "A pilot lasts 60 days and needs a letter."),
    ),
    "the same yearly event in two years": (
        ("Sales meeting 2025", "Where", "The sales meeting took place in Graz on 20 May 2025."),
        ("Sales meeting 2026", "Where", "The sales meeting takes place in Linz on 12 May 2026."),
    ),
    "an exception and the page about it": (
        ("Discount rules", "Ceiling", "Fitters get at most 10% off; charities have a rule of their own."),
        ("Charities", "Discounts", "Fitters who work for charities get at most 30% off."),
    ),
    "what is excepted by name": (
        ("Returns", "Time", "Pumps are taken back within 30 days, except for sealed pumps."),
        ("Sealed pumps", "Returns", "Sealed pumps are taken back within 10 days."),
    ),
    "one customer's contract and the price list": (
        ("Deal story: Brookfield Dairies", "Terms", "Each pump of the order was sold for 149 euros in the end."),
        ("Price list", "Pumps", "Each pump of an order is sold for 189 euros."),
    ),
    "the customer that a heading names": (
        ("Win story", "Brookfield Dairies", "Each pump of the order was sold for 149 euros in the end."),
        ("Price list", "Pumps", "Each pump of an order is sold for 189 euros."),
    ),
    "the only plan that each passage names": (
        ("Benefits", "Gold", "Gold firms have a manager of their own. Leads are passed on within 2 days."),
        ("Benefits of partners", "", "Silver firms write to a mailbox. Leads are passed on within 9 days."),
    ),
    "roles of one product": (
        ("Studio", "Language", "Authors can use the editor in 5 languages."),
        ("Player", "Language", "Learners can use the player in 30 languages."),
    ),
    "what the first costs and what further ones do": (
        ("Price sheet", "Status pages", "The first status page is included in the plan."),
        ("Price notes", "Status pages", "Each further status page is charged at 25 euros."),
    ),
    "what 'more than' rounds down": (
        ("Press kit", "Customers", "More than 200 carriers run on our software."),
        ("Slides", "Customers", "As of this spring 214 carriers run on our software."),
    ),
    "a rounded figure in a phrase": (
        ("Pitch", "Warehouses", "Close to 2,000 warehouses run on our software."),
        ("Facts", "Warehouses", "1,960 warehouses run on our software."),
    ),
    "an average and a limit": (
        ("Rabatte", "Grenze", "Auf neue Verträge geben wir höchstens 25 Prozent Rabatt."),
        ("Rückblick", "Rabatte", "Der durchschnittliche Rabatt auf neue Verträge lag bei 13 Prozent."),
    ),
    "the mean and a promise": (
        ("May in figures", "Reviews", "Reviews of contracts took a mean of four days."),
        ("Legal team", "Reviews", "Reviews of contracts take ten days."),
    ),
    "advice and a limit": (
        ("Good habits", "Keys", "We recommend replacing access keys every 90 days."),
        ("Reference", "Keys", "Access keys must be replaced every 365 days."),
    ),
    "early access and the general release": (
        ("Early access", "Photo sorting", "Photo sorting has been open to early adopters since March 2026."),
        ("Roadmap", "Photo sorting", "Photo sorting will be open to all customers in October 2026."),
    ),
    "the first year and the second": (
        ("Brookfield", "Year one", "Overtime fell by 15% in the plant."),
        ("Brookfield", "The long view", "By the end of year two overtime fell by 24% in the plant."),
    ),
    "two kinds of phones": (
        ("Roadmap", "App", "The app comes to iPhones in June 2026."),
        ("Pitch", "App", "The app comes to Android phones in October 2026."),
    ),
    "a price until a day": (
        ("News", "Prices", "Until 31 March the pump cost 95 euros."),
        ("Prices", "Pump", "The pump costs 99 euros."),
    ),
    "one moment in two time zones": (
        ("Rhythm", "Company call", "The company call is on Thursdays at 16:00 UTC."),
        ("India", "Company call", "The company call is on Thursdays at 21:30 India time."),
    ),
    "terabytes a day and gigabytes": (
        ("Limits", "Logs", "A workspace takes in 2 TB of logs a day."),
        ("Sizing", "Logs", "The daily total of logs in a workspace is 2,000 GB."),
    ),
    "half a percent and basis points": (
        ("Conversion", "Markup", "Our markup on foreign orders is half a percent."),
        ("Pitch", "Markup", "Our markup on foreign orders is 50 basis points."),
    ),
    "a price per active employee, by month and by year": (
        ("Price list", "Business", "Business costs £4.20 per active employee per month."),
        ("Calculator", "Business", "Business costs £50.40 per active employee per year."),
    ),
    "a version is no count": (
        ("Answers", "Languages", "The current release, 8.1, has 14 languages."),
        ("Client", "Languages", "The current client has 14 languages."),
    ),
    "what reps shall not say": (
        ("Slides", "Security", "Don't mention control numbers to the customer."),
        ("Certificate", "Scope", "The customer finds 93 control numbers in the statement."),
    ),
    "when pages were changed": (
        (
            "Key policy",
            "Owner",
            "| Version | Date | Author |\n| --- | --- | --- |\n| 1.0 | 27 January 2026 | Ana Cruz |",
        ),
        ("Data policy", "Owner", "| Version | Date | Author |\n| --- | --- | --- |\n| 1.0 | 3 March 2026 | Ana Cruz |"),
    ),
}

SAME_CASES = {
    "two pages on one trial": (
        ("Trial", "Length", "The trial lasts 14 days."),
        ("Sales FAQ", "Can they test it?", "Prospects can try it out: the trial lasts 30 days."),
    ),
    "pages of one year": (
        ("Sales meeting 2026", "Where", "The sales meeting takes place on 20 May 2026."),
        ("Calendar 2026", "May", "The sales meeting takes place on 12 May 2026."),
    ),
    "a customer's story and a page that names the customer": (
        ("Reference story: Brookfield Dairies", "Results", "Brookfield cut its overtime by 28%."),
        ("Food playbook", "Proof", "Name Brookfield Dairies: overtime was cut by 18% there."),
    ),
    "the phrase that introduces a sentence": (
        ("Roof rules", "Load", "On a flat roof the frame adds 16 kg to each square metre."),
        ("Structural questions", "Flat roofs", "On flat roofs, our frame adds 11 kg to each square metre."),
    ),
    "what is excepted is something else": (
        ("Warranty", "Pumps", "The warranty on pumps runs for 36 months and covers all except wilful damage."),
        ("Pump sheet", "Warranty", "The warranty on pumps runs for 24 months."),
    ),
}


@pytest.mark.parametrize("name", OTHER_CASES)
def test_other_cases_do_not_contradict_each_other(name: str):
    assert compare(*OTHER_CASES[name]) is None


@pytest.mark.parametrize("name", SAME_CASES)
def test_the_same_case_does(name: str):
    assert compare(*SAME_CASES[name]) is not None
