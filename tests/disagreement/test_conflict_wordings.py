"""Contradictions whose values, names or cases are said in other words, or stand in the head of a table."""

from __future__ import annotations

import pytest

from content_index.disagreement.comparing import LIKELY, disagreement
from content_index.disagreement.statements import read

CONFLICTS = {
    "a share of the price in words": (
        "number",
        ("Channel terms", "Margin", "Silver dealers buy our pumps at a fifth below the list price."),
        ("Dealer guide", "Margin", "Silver dealers get 12% off the list price of our pumps."),
    ),
    "half of one more": (
        "number",
        ("Datasheet", "Battery", "The drill runs for two and a half hours on one charge."),
        ("Trade fair notes", "Battery", "The drill runs for four hours on one charge."),
    ),
    "the time of day in words": (
        "date",
        ("Warehouse rules", "Cut-off", "Express orders must be entered by four in the afternoon."),
        ("Order guide", "Cut-off", "Express orders must be entered by 11:00."),
    ),
    "every night and once a week": (
        "date",
        ("Sandbox", "Reset", "The training tenant is reset every night."),
        ("Trainer notes", "Reset", "The training tenant is reset once a week."),
    ),
    "within the hour": (
        "number",
        ("Service levels", "Critical incidents", "A critical incident gets its first response within 15 minutes."),
        ("Pitch", "Critical incidents", "A critical incident gets its first response within the hour."),
    ),
    "no file larger than": (
        "number",
        ("Upload help", "Attachments", "No attachment may be larger than 10 MB."),
        ("Form guide", "Attachments", "An attachment may be up to 40 MB."),
    ),
    "calls a second and requests a minute": (
        "number",
        ("API facts", "Rate limit", "A tenant may send 5 calls a second on any plan."),
        ("API manual", "Rate limit", "A tenant may send 900 requests per minute on any plan."),
    ),
    "a price for each person": (
        "number",
        ("Kurse", "Preise", "Die Teilnahme am Grundkurs kostet 400 Euro pro Person."),
        ("Fragen", "Preise", "Die Teilnahme am Grundkurs kostet 520 Euro je Teilnehmer."),
    ),
    "without any charge and a price": (
        "number",
        ("Price list", "Services", "Full data export at the end of the contract: EUR 700"),
        ("Renewals", "When they leave", "The customer gets a full data export at the end, without any charge."),
    ),
    "a time at the head of a row": (
        "number",
        ("Contract", "Notice", "Customers can give notice up to 60 days before the end of the term."),
        ("Calendar", "Notice", "| When | What |\n|---|---|\n| 90 days before | last day to give notice |"),
    ),
    "a number below the word day": (
        "number",
        ("Privacy sheet", "Deletion", "All tenant data is erased 60 days after the contract ends."),
        ("Checklist", "Deletion", "| Day | Step |\n|---|---|\n| 30 | all tenant data is erased |"),
    ),
    "a unit in the head of a column": (
        "number",
        ("Lead times", "Delivery", "| Model | Weeks until delivery |\n|---|---|\n| Atlas | 10 to 12 |"),
        ("Newsletter", "Delivery", "The Atlas is delivered within six weeks."),
    ),
    "ticks and dashes": (
        "yes_no",
        ("Plans", "Identity", "| | Core | Plus |\n|---|---|---|\n| Export of the audit log | – | ✓ |"),
        ("Objections", "Identity", "Plus offers no export of the audit log."),
    ),
    "what it became": (
        "number",
        ("Customer story: Halden Freight", "Results", "Time to invoice fell from 20 days to six."),
        ("Proof points", "Halden Freight", "At Halden Freight the time to invoice fell from 20 to 11 days."),
    ),
    "where things are made": (
        "name",
        ("Product range", "Origin", "The Atlas pump is assembled in Gdańsk."),
        ("Talk track", "Origin", "The Atlas pump is made in Brno."),
    ),
    "names with accents": (
        "name",
        ("Contacts", "Privacy", "Privacy requests go to Zdeněk Růžička."),
        ("Playbook", "Privacy", "Privacy requests go to Inés Carrillo."),
    ),
    "certified since a day and not yet": (
        "yes_no",
        ("Trust page", "Certificates", "We have been certified to ISO 27001 since March 2023."),
        ("Objections", "Certificates", "We are not certified to ISO 27001 yet."),
    ),
}
AGREEING = {
    "calls a second and requests a minute": (
        ("API facts", "Rate limit", "A tenant may send 5 calls a second on any plan."),
        ("API manual", "Rate limit", "A tenant may send 300 requests per minute on any plan."),
    ),
    "a fifth": (
        ("Channel terms", "Margin", "Silver dealers buy our pumps at a fifth below the list price."),
        ("Dealer guide", "Margin", "Silver dealers get 20% off the list price of our pumps."),
    ),
    "the time of day in words": (
        ("Warehouse rules", "Cut-off", "Express orders must be entered by four in the afternoon."),
        ("Order guide", "Cut-off", "Express orders must be entered by 16:00."),
    ),
    "what it became": (
        ("Customer story: Halden Freight", "Results", "Time to invoice fell from 20 days to six."),
        ("Proof points", "Halden Freight", "At Halden Freight the time to invoice fell from 20 to 6 days."),
    ),
    "what it was before": (
        ("Customer story: Halden Freight", "Results", "Time to invoice fell from 20 days to six."),
        ("Proof points", "Halden Freight", "At Halden Freight the time to invoice is now six days."),
    ),
    "a story of one customer and the price list": (
        ("Win story: Halden Freight", "Deal", "With the volume discount they pay $31 a seat each month."),
        ("Pricing", "List", "A seat costs $40 each month."),
    ),
    "no later than and at least": (
        ("Terms", "Notice", "Notice has to reach us no later than three months before the end of the term."),
        ("Summary", "Notice", "Notice has to reach us at least three months before the end of the term."),
    ),
    "one of several days": (
        ("Security pack", "Tests", "The failover test takes place in October."),
        ("Script", "Tests", "The failover test takes place in April and in October."),
    ),
}


@pytest.mark.parametrize("name", CONFLICTS)
def test_other_wordings_contradict_each_other(name: str):
    kind, one, other = CONFLICTS[name]
    found = disagreement(read(*one), read(*other), LIKELY)
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize("name", AGREEING)
def test_other_wordings_agree(name: str):
    one, other = AGREEING[name]
    assert disagreement(read(*one), read(*other), LIKELY) is None
