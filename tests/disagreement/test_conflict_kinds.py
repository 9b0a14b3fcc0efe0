"""Which two passages contradict each other, kind by kind, and which only seem to."""

from __future__ import annotations

import pytest

from content_index.disagreement.comparing import LIKELY, disagreement
from content_index.disagreement.model import Disagreement
from content_index.disagreement.statements import read

Passage = tuple[str, str, str]
"""Title, heading and text."""


def compare(one: Passage, other: Passage) -> Disagreement | None:
    return disagreement(read(*one), read(*other), LIKELY)


def conflict(one: Passage, other: Passage) -> Disagreement:
    found = compare(one, other)
    assert found is not None
    return found


CONFLICTS = {
    "the next working day and two working days": (
        "number",
        ("Payouts", "When your money arrives", "Card takings are paid to the bank account two business days later."),
        ("Cash flow", "Payouts", "Card takings are paid to the bank account the next business day."),
    ),
    "a date that begins a row": (
        "date",
        ("Peak plan", "Surcharges", "The peak surcharge on parcels begins on 15 October."),
        ("Calendar", "Peak", "| When | What |\n|---|---|\n| 1 November | The peak surcharge on parcels begins |"),
    ),
    "a minimum and none": (
        "number",
        ("Rates", "Billing", "Compute clusters are billed by the second, with a minimum of 60 seconds a cluster."),
        ("Assumptions", "Billing", "Compute clusters are billed by the second, no minimum a cluster."),
    ),
    "our own product on a page about a rival": (
        "yes_no",
        ("Battlecard: Kronist", "Where we win", "Contractors in Canada can be paid straight from the product."),
        ("Limits", "Cross-border", "The product cannot pay contractors in Canada, and we do not produce tax slips."),
    ),
    "two firms that wrote a report": (
        "name",
        ("Security pack", "Audit", "The SOC 2 report was issued by Hollis Carrow."),
        ("Answers", "Audit", "The SOC 2 report was prepared by Mara Brandt."),
    ),
    "percentages": (
        "number",
        ("Discount policy", "Multi-year deals", "Reps may give up to **15%** on two-year deals."),
        ("Partner policy", "Discounts", "On a two-year contract a rep may give up to 10%."),
    ),
    "a table and a sentence": (
        "number",
        (
            "Support plans",
            "Response times",
            "| Plan | First response |\n|---|---|\n| Basic | 24 hours |\n| Premium | 4 hours |",
        ),
        ("Premium support", "", "Premium customers get a first response within 8 hours."),
    ),
    "numbers in words": (
        "number",
        ("Security", "Data retention", "After cancellation customer data is deleted within thirty days."),
        ("DPA summary", "Deletion", "We delete all customer data 90 days after the contract ends."),
    ),
    "a price a month and a year": (
        "number",
        ("Pricing", "Team plan", "The Team plan is $20 per seat per month."),
        ("Quote guide", "Team plan", "Team: $300 per seat and year."),
    ),
    "a quarter and a month": (
        "date",
        ("Roadmap", "Mobile app", "The mobile app will be generally available in Q3 2026."),
        ("Launch brief: mobile app", "", "General availability of the mobile app: November 2026."),
    ),
    "weekdays": (
        "date",
        ("Deal desk", "Hours", "Submit requests to the deal desk by Thursday noon."),
        ("Quarter end guide", "Deal desk", "Deal desk requests must be submitted by Tuesday noon."),
    ),
    "roles": (
        "name",
        ("Deal desk", "Approvals", "Discounts above 20% are approved by the VP of Sales."),
        ("Playbook", "Large discounts", "Any discount above 20% must be approved by the CFO."),
    ),
    "cities": (
        "name",
        ("Security", "Hosting", "EU customers' data is hosted in Frankfurt."),
        ("Security FAQ", "Where is the data?", "EU customers' data is hosted in Dublin."),
    ),
    "offered or not": (
        "yes_no",
        ("Deployment", "Options", "On-premises deployment is available for Enterprise customers."),
        ("FAQ", "Can we be self-hosted?", "No. We do not offer on-premises deployment."),
    ),
    "allowed or not": (
        "yes_no",
        ("Contracts", "Termination", "Customers may terminate for convenience at any time."),
        ("Legal FAQ", "Termination", "Termination for convenience is not allowed."),
    ),
    "German": (
        "number",
        ("Kündigung", "", "Die Kündigungsfrist beträgt drei Monate zum Vertragsende."),
        ("Vertrag FAQ", "Kündigung", "Die Kündigungsfrist beträgt sechs Wochen."),
    ),
    "Russian": (
        "number",
        ("Скидки", "Договор на два года", "При договоре на два года скидка до 15 %."),
        ("Партнёрская политика", "Скидки", "Скидка по двухлетнему договору не более 10 процентов."),
    ),
    "lines with labels": (
        "number",
        ("Pump data", "Flow", "Litres an hour by model:\nP10: 40 litres\nP20: 90 litres\nP30: 120 litres"),
        ("Pump guide", "Flow of the P20", "The P20 moves 70 litres an hour."),
    ),
    "nearly all of the time": (
        "number",
        ("Service levels", "Availability", "We guarantee 99.99% availability of the portal."),
        ("Portal overview", "Availability", "The contract guarantees 99.9% monthly availability of the portal."),
    ),
    "the days by their order": (
        "number",
        ("Repairs", "Time", "A repaired pump is sent back after seven working days."),
        ("Repairs FAQ", "When is it back?", "The repaired pump is sent back on the fourteenth working day."),
    ),
    "where something takes place": (
        "name",
        ("Pump course", "Place", "The pump course for fitters takes place in Graz each spring."),
        ("Welcome pack", "Pump course", "Our pump course for fitters is held in Bologna each spring."),
    ),
    "the last quarter": (
        "date",
        ("Roadmap", "Pump app", "The pump app is generally available in the last quarter of 2026."),
        ("Pump app FAQ", "When does it come?", "The pump app is generally available in the second quarter of 2026."),
    ),
}
AGREEING = {
    "a goal in one page and what was reached in another": (
        ("2025 service goals", "Parcels", "Parcels are delivered on time in 97% of cases."),
        ("Half-year review", "Parcels", "Parcels were delivered on time in 95.2% of cases."),
    ),
    "a product and the small one that its name begins": (
        ("Range", "Corvia 3", "The battery lasts eight hours at a medium rate."),
        ("Range", "Corvia 3 Mini", "The battery lasts eleven hours at a medium rate."),
    ),
    "shares of different things": (
        ("Depot", "Reserve", "The depot keeps a reserve of 8% of all terminals."),
        ("Risk", "Reserve", "We keep a reserve of 15% of ticket takings."),
    ),
    "at the counter and on the web": (
        ("Payments", "At the counter", "Shop merchants pay 2.5% for each card payment."),
        ("Payments", "On the web", "Shop merchants pay 2.9% for each card payment."),
    ),
    "public bodies and private customers": (
        ("Credit policy", "Public hospitals", "Invoices are due in 60 days."),
        ("Credit policy", "Private customers", "Invoices are due in 30 days."),
    ),
    "what is charged and what is paid": (
        ("Carrier handbook", "What we pay when you wait", "Layover is $200."),
        ("Shipper terms", "Extras", "| Charge to shipper | Amount |\n|---|---|\n| Layover | $300 |"),
    ),
    "three times a day": (
        ("Schedule", "Mailboxes", "Mailboxes are copied three times a day."),
        ("Notes", "Mailboxes", "Mailboxes are copied every eight hours."),
    ),
    "another model": (
        ("FlowMax 20", "Data", "Weight of the pump: 40 kg."),
        ("FlowMax 50", "Data", "Weight of the pump: 90 kg."),
    ),
    "a price until a day and one from it": (
        ("Spring prices", "Pump", "From 1 April 2026 the pump costs $95."),
        ("Price list", "Pump", "The pump costs $89. This list holds until 31 March 2026."),
    ),
    "for each and for all": (
        ("Reference", "Limits", "Each key may send 120 messages a minute."),
        ("Limits", "Messages", "A company as a whole may send 1,000 messages a minute."),
    ),
    "two people whom pronouns stand for": (
        ("Discounts", "Contact", "Discounts go to Ada Brook at the desk. She answers within one business day."),
        ("Contracts", "Contact", "Contracts go to Tom Vale in the office. He answers within three business days."),
    ),
    "a course online and in person": (
        ("Pump course", "Online", "The online course for fitters lasts four hours."),
        ("Pump course", "Graz", "The classroom course for fitters lasts two days."),
    ),
    "what was measured": (
        ("Service levels", "Portal", "The portal is available 99.9% of the time."),
        ("Report", "Portal", "Over the last twelve months the portal was available 99.97% of the time."),
    ),
    "a special price": (
        ("Price list", "Pump", "The pump costs 189 euros."),
        ("Offer for fitters", "Pump", "Fitters buy the pump at a special price of 149 euros."),
    ),
    "a year is no count": (
        ("Awards", "Pumps", "The 2025 award went to our pumps."),
        ("Awards", "Pumps again", "The 2024 award went to our pumps."),
    ),
    "hours and days": (
        ("Support plans", "Response times", "Basic customers get a first response within 24 hours."),
        ("Support FAQ", "How fast do we answer?", "On Basic, we respond to a new ticket within one day."),
    ),
    "thousands": (
        ("Pricing", "Onboarding", "The onboarding package costs $7.5k, one-off."),
        ("Sales FAQ", "What does onboarding cost?", "Onboarding is a one-time fee of $7,500."),
    ),
    "a month and a year": (
        ("Pricing", "Team plan", "The Team plan is $20 per seat per month."),
        ("Quote guide", "Team plan", "Team: $240 per seat and year."),
    ),
    "a share and minutes": (
        ("SLA", "Uptime", "We guarantee 99.9% availability a month."),
        ("Security FAQ", "Downtime", "Unplanned downtime is at most 43 minutes a month."),
    ),
    "a rate by the minute and by the second": (
        ("API", "Limits", "The API allows 600 requests per minute."),
        ("Developer FAQ", "Rate limits", "The API is limited to 10 requests per second."),
    ),
    "a quarter that holds the month": (
        ("Roadmap", "Mobile app", "The mobile app will be generally available in Q3 2026."),
        ("Launch brief: mobile app", "", "General availability of the mobile app: September 2026."),
    ),
    "another plan": (
        ("Support plans", "Response times", "On the Basic plan the first response comes within 24 hours."),
        ("Support plans", "Premium", "On the Premium plan the first response comes within 4 hours."),
    ),
    "another region": (
        ("Payment terms", "EMEA", "Customers in EMEA pay within 30 days of the invoice."),
        ("Payment terms", "North America", "US customers pay within 45 days of the invoice."),
    ),
    "another year": (
        ("Price list 2024", "Team", "Team costs $18 per seat per month in 2024."),
        ("Price list 2025", "Team", "Team costs $20 per seat per month in 2025."),
    ),
    "another term": (
        ("Discount policy", "Multi-year deals", "Two-year deals: up to 15%."),
        ("Discount policy", "Longer commitments", "Three-year deals: up to 20%."),
    ),
    "another currency": (
        ("Pricing", "Team plan", "The Team plan is $20 per seat per month."),
        ("Preise", "Team plan EU", "In the euro zone the Team plan is €18 per seat per month."),
    ),
    "another measure": (
        ("SLA", "Severity 1", "We respond to severity 1 incidents within 30 minutes."),
        ("SLA", "Severity 1", "Severity 1 incidents are resolved within 8 hours."),
    ),
    "what was": (
        ("Pricing history", "", "Until March 2025 the minimum contract was 50 seats."),
        ("Pricing", "Minimum", "The minimum contract is 25 seats."),
    ),
    "a minimum and a maximum": (
        ("Plans", "Team", "Team needs at least 5 seats."),
        ("Plans", "Team", "Team is limited to 50 seats."),
    ),
    "an exception that says so": (
        ("Billing policy", "Payment terms", "Our standard payment term is net 30 from the invoice date."),
        ("Public sector guide", "Invoicing", "As an exception to the usual terms, universities pay net 60."),
    ),
    "another product": (
        ("Integrations", "Salesforce", "We integrate with Salesforce out of the box."),
        ("Integrations", "SAP", "There is no integration with SAP."),
    ),
    "the value among others": (
        ("Volume discounts", "Tiers", "Volume discounts:\n\n- 50–99 seats: 5%\n- from 250 seats: 15%\n"),
        ("Quick sheet", "Volume", "From 250 seats the volume discount is 15%."),
    ),
}


@pytest.mark.parametrize("name", CONFLICTS)
def test_passages_that_contradict_each_other(name: str):
    kind, one, other = CONFLICTS[name]
    assert conflict(one, other).kind == kind


@pytest.mark.parametrize("name", AGREEING)
def test_passages_that_only_seem_to(name: str):
    assert compare(*AGREEING[name]) is None


def test_the_values_and_the_sentences_are_told_as_they_are_written():
    first = "Some words first.\n\nInvoices are due **net 30**, always."
    second = "- Our standard payment term is 45 days from the invoice date."
    found = conflict(("Payment terms", "Standard", first), ("Contract FAQ", "When must customers pay?", second))
    assert (found.first_value, found.second_value) == ("net 30", "45 days")
    assert first[found.first.start : found.first.end] == "Invoices are due **net 30**, always."
    assert (
        second[found.second.start : found.second.end] == "Our standard payment term is 45 days from the invoice date."
    )
    assert found.why.startswith("“Payment terms” says net 30 (")
    assert "; “Contract FAQ” says 45 days (" in found.why


def test_a_sentence_that_stands_in_both_contradicts_neither():
    shared = "Refunds are not given. "
    one = ("Terms", "Refunds", f"{shared}Refunds are given for unused months.")
    assert compare(one, ("FAQ", "Refunds", shared)) is None


def test_the_surer_one_must_be_the_fewer_are_told():
    one = read("Pricing", "Minimum", "The minimum contract is 25 seats.")
    other = read("Enterprise playbook", "Minimum", "The minimum contract is 50 users.")
    found = disagreement(one, other)
    assert found is not None
    assert disagreement(one, other, likely=found.likelihood + 0.01) is None


def test_a_long_list_of_figures_is_compared_in_bounded_time():
    numbers = "1,000 " * 3_000
    assert compare(("Figures", "", numbers), ("More figures", "", f"{numbers} and 7")) is None
