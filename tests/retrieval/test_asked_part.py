"""A question for a part of a competitor's card is answered by that part, whatever the card calls it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from retrieval_samples import build, engine

from content_index.generation import Generation
from retrieval.asked_part import THEM, asked_part
from retrieval.model import Filters, Query, Retrieved

CARD = """---
kind: battlecard
competitors: [SlotHarbor, SH]
---
# Battlecard: SlotHarbor

## Where they win

- One contract for freight and docks, which procurement of large companies loves very much indeed.
- A name that the board of every carrier knows.

## Where we win

- Their calendar has no rules by door, product or temperature, so a reefer gets a dry door.

### Carriers pay

Each booking costs a carrier four dollars, which comes back on the rate.

## Questions that hurt them

1. Who pays for a booking, and can we see it in the contract?
2. May the site manager change the rules of a dock himself?

## What they say about us

"A point solution." True, and on purpose: we hand bookings to eleven systems.

> [!SAY]
> Keep SlotHarbor for freight, and let us run the dock.

## Good references

Corvane Foods looked at both and takes calls on Thursdays.
"""
IN_RUSSIAN = """---
kind: battlecard
competitors: [SlotHarbor]
---
# SlotHarbor: карточка

## Где сильны они

- Один договор на перевозки и склад, который нравится закупщикам больших компаний.

## Где сильны мы

- В их календаре нет правил по воротам, поэтому рефрижератор получает сухие ворота.
"""
OTHER = "# Lost deals\n\nWe beat nobody here: deals that SlotHarbor won against us this year, and why we win less.\n"


@pytest.fixture(scope="module")
def content() -> Generation:
    return build({"card.md": CARD, "card.ru.md": IN_RUSSIAN, "deals.md": OTHER})


def ask(content: Generation, question: str, *history: str, filters: Filters | None = None) -> Retrieved:
    return engine(content).search(Query(question, history, filters or Filters(groups=None)))


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("what is � weakness", "win"),
        ("What are �'s main weaknesses?", "win"),
        ("how do we beat �?", "win"),
        ("Why would anyone pick us over �", "win"),
        ("why do customers leave �", "win"),
        ("their weaknesses", "win"),
        ("чем мы лучше �", "win"),
        ("Почему клиенты уходят от �?", "win"),
        ("strengths of �", "they_win"),
        ("where is � better than us?", "they_win"),
        ("why do we lose to �", "they_win"),
        ("сильные стороны �", "they_win"),
        ("� objections", "objections"),
        ("what does � say about us", "objections"),
        ("возражения про �", "objections"),
        ("what questions should I ask a � customer?", "landmines"),
        ("questions to ask someone using �", "landmines"),
        ("почему выигрывает �", "they_win"),
        ("где � побеждает", "they_win"),
        ("как выигрывать у �", "win"),
        ("отличия от �", "win"),
        ("какие плюсы от �", None),
        ("our strengths against �", "win"),
        ("what are the advantages for �", "they_win"),
        ("the strengths with �", None),
        ("what's the edge for �", None),
        ("landmines for �", "landmines"),
        ("какие вопросы задать клиенту �", None),
        ("who switched from �", "proof"),
        ("кто перешёл к нам с �", "proof"),
        ("what should I say about �", "say"),
        ("what does � cost", None),
        ("how do we beat � on price in Texas", None),
        ("who won the � deal", None),
        ("�", None),
        ("", None),
    ],
)
def test_what_a_question_asks_for(question: str, part: str | None) -> None:
    assert asked_part(question.replace("�", THEM)) == part


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("how do we beat slotharbor", "no rules by door"),
        ("what are SH's weaknesses", "no rules by door"),
        ("what are the strengths of slotharbor", "One contract"),
        ("what questions should I ask a slotharbor customer", "Who pays for a booking"),
        ("who switched from slotharbor", "Corvane"),
        ("SlotHarbor objections", "point solution"),
        ("чем мы лучше slotharbor", "сухие ворота"),
        ("чем сильнее slotharbor", "Один договор"),
    ],
)
def test_the_part_is_quoted_whatever_the_card_calls_it(content: Generation, question: str, words: str) -> None:
    found = ask(content, question)
    assert found.status == "answered"
    assert found.quote is not None
    assert words in found.quote.text


def test_a_line_to_say_of_another_part_is_not_given_with_it(content: Generation) -> None:
    assert ask(content, "slotharbor objections").say == "Keep SlotHarbor for freight, and let us run the dock."
    assert ask(content, "how do we beat slotharbor").say is None


def test_their_weaknesses_are_those_of_whom_the_thread_named_last(content: Generation) -> None:
    found = ask(content, "and their weaknesses?", "who knows corvane", "is slotharbor cheap")
    assert found.quote is not None
    assert "no rules by door" in found.quote.text
    assert ask(content, "what are their weaknesses").status != "answered"


def test_a_card_that_the_asker_may_not_see_tells_nothing() -> None:
    restricted = CARD.replace("kind: battlecard", "kind: battlecard\naudience: [managers]")
    content = build({"card.md": restricted, "deals.md": OTHER})
    alone = build({"deals.md": OTHER})
    for_others = Filters(groups=frozenset({"reps"}))
    seen = ask(content, "what is slotharbor's weakness", filters=Filters(groups=frozenset({"managers"})))
    unseen = ask(content, "what is slotharbor's weakness", filters=for_others)
    assert seen.quote is not None
    assert "no rules by door" in seen.quote.text
    assert [one.document.path for one in unseen.passages] == ["deals.md"]
    assert (unseen.status, unseen.signs) == (
        ask(alone, "what is slotharbor's weakness", filters=for_others).status,
        ask(alone, "what is slotharbor's weakness", filters=for_others).signs,
    )


def test_a_bare_strengths_is_taken_for_theirs_and_a_card_without_the_part_is_searched_as_ever() -> None:
    content = build({"card.md": CARD.replace("Where they win", "Strengths").replace("Good references", "Notes")})
    found = ask(content, "why do we lose to slotharbor")
    assert found.quote is not None
    assert "One contract" in found.quote.text
    assert ask(content, "who switched from slotharbor").passages


def _card(text: str, names: str = "SlotHarbor") -> str:
    return f"---\nkind: battlecard\ncompetitors: [{names}]\n---\n# Battlecard\n\n{text}"


def _quoted(content: Generation, question: str, *history: str) -> str:
    found = ask(content, question, *history)
    return found.quote.text if found.quote else ""


OURS_AND_THEIRS = """## Us

### Strengths

- Our rules by door and by product, which nobody else has today in a dock of any size.

### Weaknesses

- We have no freight contract and our reports are slow, so large companies walk away often.

## SlotHarbor

### Strengths

- One contract for freight, and the boards know the name all over the world for years.

### Weaknesses

- Their calendar has no rules by door, product or temperature at all.
"""


def test_our_own_weaknesses_are_never_quoted_as_theirs() -> None:
    content = build({"card.md": _card(OURS_AND_THEIRS), "deals.md": OTHER})
    assert "Their calendar" in _quoted(content, "slotharbor weaknesses")
    assert "Their calendar" in _quoted(content, "how do we beat slotharbor")
    assert "One contract" in _quoted(content, "strengths of slotharbor")


def test_strengths_under_why_us_are_ours_and_limitations_there_are_nobodys() -> None:
    text = OURS_AND_THEIRS.partition("## SlotHarbor")[0].replace("Us", "Why us").replace("Weaknesses", "Limitations")
    content = build({"card.md": _card(text), "deals.md": OTHER})
    assert "Our rules" in _quoted(content, "how do we beat slotharbor")
    assert "Our rules" in _quoted(content, "slotharbor weaknesses")


def test_a_neighbour_of_the_part_that_was_joined_to_it_is_not_quoted_as_part_of_it() -> None:
    text = "## Where we win\n\n- Rules by door.\n\n## Where SlotHarbor is strong\n\n- They beat us and win boards.\n"
    content = build({"card.md": _card(f"{text}\n## Boards\n\n- Where SlotHarbor and we win weaknesses.\n")})
    assert _quoted(content, "how do we beat slotharbor") == "Rules by door."
    assert _quoted(content, "where does slotharbor win") == "They beat us and win boards."


def test_on_a_card_on_several_competitors_the_part_is_that_of_the_one_who_is_named() -> None:
    text = (
        "## Where Oracle wins\n\n- Oracle has a database that every bank knows and loves, says each board.\n\n"
        "## Where SH wins\n\n- SH has one contract for freight and docks, which procurement loves very much.\n\n"
        "## Our pitch\n\n- Rules by door.\n"
    )
    content = build({"card.md": _card(text, "SH, Oracle"), "deals.md": OTHER})
    assert _quoted(content, "where does SH win").startswith("SH has")
    assert _quoted(content, "where does oracle win").startswith("Oracle has")
    assert _quoted(content, "the pitch against oracle") == "Rules by door."


def test_their_weaknesses_are_told_though_the_thread_named_them_long_before() -> None:
    names = ("Ablequay", "Brimdock", "Cornwharf", "Duskpier")
    parts = "## Where they win\n\n- {0} has one contract.\n\n## Where we win\n\n- {0} has no rules by door.\n"
    content = build({f"{name}.md": _card(parts.format(name), name) for name in names})
    since = ("how long does onboarding take for large customers", "who approves discounts above twenty per cent")
    assert _quoted(content, "their weaknesses", "what does brimdock sell", *since) == "Brimdock has no rules by door."


@pytest.mark.parametrize("earlier", ["can I put it in a box", "call Corvane on monday", "slotharbor or yardolith"])
def test_an_everyday_word_a_day_or_two_names_do_not_tell_whose_weaknesses(earlier: str) -> None:
    part = "## Where we win\n\n- Rules by door.\n"
    cards = {f"{name}.md": _card(part, name) for name in ("Box", "Monday", "SlotHarbor", "Yardolith")}
    assert ask(build(cards), "their weaknesses", earlier).status != "answered"


def test_a_long_question_of_signs_is_read_at_once() -> None:
    signs = "!" * 200_000  # each of these tried as the first of the last ones would take minutes
    assert asked_part(f"a{signs}a") is None
    assert asked_part(f"what are {THEM} weaknesses{signs}") == "win"


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    assert asked_part(text) in {None, "win", "they_win", "objections", "landmines", "proof", "say"}
