"""A card's parts, found by its headings: English and Russian, nothing lost, nothing internal before guests."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.battlecards.model import CardPart
from bot.battlecards.parts import MOST_PARTS, part_called, part_with, parts_of
from content_index.anchors import markdown_parser
from content_index.callouts import with_plain_callouts
from content_index.plain_text import plain_text
from content_index.sections import cut_sections
from retrieval.card_headings import kind_of_heading


def parts(markdown: str, *, guests: bool = False, names: tuple[str, ...] = ("Acme",)) -> tuple[CardPart, ...]:
    plain = with_plain_callouts(markdown, titles=True)  # as the index keeps it
    return parts_of(plain, title="Battlecard: Acme", language="en", names=names, guests=guests)


def kinds(markdown: str, **given: bool) -> list[tuple[str, str]]:
    return [(part.kind, part.heading) for part in parts(markdown, **given)]


def words(found: tuple[CardPart, ...]) -> str:
    return "\n".join(piece.text for part in found for one in part.sections for piece in one.pieces)


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Why we win", "win"),
        ("1. Why we win!", "win"),
        ("WHERE WE’RE STRONGER", "win"),
        ("How to beat Acme", "win"),
        ("Our strengths", "win"),
        ("Acme's weaknesses", "win"),
        ("Their weaknesses", "win"),
        ("Where Acme wins", "they_win"),
        ("Where they win", "they_win"),
        ("What they do better", "they_win"),
        ("Their strengths", "they_win"),
        ("Objections", "objections"),
        ("Objection handling", "objections"),
        ("They say", "objections"),
        ("What they say about us", "objections"),
        ('If they say "it is free"', "objections"),
        ("Say this", "say"),
        ("Talk track", "say"),
        ("Landmines", "landmines"),
        ("Landmines: the first call", "landmines"),
        ("Questions to plant", "landmines"),
        ("Proof", "proof"),
        ("Proof points", "proof"),
        ("Case studies", "proof"),
        ("Good references", "proof"),
        ("Почему мы выигрываем", "win"),
        ("Где сильны мы", "win"),
        ("Чем мы лучше", "win"),
        ("Наши преимущества", "win"),
        ("Где сильны они", "they_win"),
        ("Где они сильнее", "they_win"),
        ("Возражения", "objections"),
        ("Работа с возражениями", "objections"),
        ("Что они говорят о нас", "objections"),
        ("Скажите так", "say"),
        ("Вопросы, которые стоит задать", "landmines"),
        ("Неудобные вопросы", "landmines"),
        ("Кейсы", "proof"),
        ("Отзывы клиентов", "proof"),
        ("Strengths", "other"),  # whose is not known: it may be theirs
        ("Weaknesses", "other"),
        ("Преимущества", "other"),
        ("Price", "other"),
        ("Why we win awards for our office dogs", "other"),
        ("", "other"),
    ],
)
def test_headings_are_known_by_what_they_say_in_both_languages(heading: str, kind: str) -> None:
    assert kind_of_heading(heading, ("Acme",)) == kind


def test_known_parts_come_first_and_others_follow_as_the_page_has_them() -> None:
    card = """# Acme
Intro.
## Price
$5.
## Proof
Halden Tile.
## Why we win
### Speed
Fast.
### Cost
Cheap.
## Hiring
Nobody.
## Objections
"Small." True.
"""
    assert kinds(card) == [
        ("overview", ""),
        ("win", "Why we win"),
        ("objections", "Objections"),
        ("proof", "Proof"),
        ("other", "Price"),
        ("other", "Hiring"),
    ]
    win = parts(card)[1]
    assert [one.heading for one in win.sections] == ["Speed", "Cost"]
    assert win.key == "win"


def test_headings_that_say_the_same_are_one_part_and_a_page_without_a_title_has_them_too() -> None:
    card = "## Why we win\nFast.\n\n## Our strengths\nCheap.\n\n## Landmines\nAsk.\n"
    assert kinds(card) == [("win", "Why we win"), ("landmines", "Landmines")]
    assert [one.heading for one in parts(card)[0].sections] == ["Why we win", "Our strengths"]


def test_all_words_to_say_are_gathered_and_stay_where_they_stand() -> None:
    card = """## Price
They ask $5.

> [!SAY] On price
> We ask nothing.
> And mean it.

## Speed

> [!SAY]
> Fast.

> [!SAY]
> Faster.
"""
    found = {part.key: part for part in parts(card)}
    said = found["say"]
    assert [(one.heading, [piece.text for piece in one.pieces]) for one in said.sections] == [
        ("Price", ["We ask nothing.\nAnd mean it."]),
        ("Speed", ["Fast.", "Faster."]),
    ]
    assert [piece.kind for piece in found["h-price"].sections[0].pieces] == ["text", "say"]
    assert part_with(parts(card), "Price") == found["h-price"]
    assert part_with(parts(card), "nowhere") is None


INTERNAL = """## Why we win
Fast.

> [!INTERNAL] Not for them
> Secret one.
> ![Secret plan](secret-two.png)

## Plan

| who | what |
| --- | --- |
| us | open row |
| [!INTERNAL] | secret three |

- Open item.
  > [!INTERNAL]
  > secret four

## INTERNAL: Secret five

Secret six.

### Below

> [!SAY]
> Secret seven.

## Proof

[!INTERNAL] Secret eight.

Open words.
"""


def test_guests_see_nothing_internal_nor_its_headings() -> None:
    everything = words(parts(INTERNAL))
    for secret in ("Secret one", "secret three", "secret four", "Secret six", "Secret seven", "Secret eight"):
        assert secret in everything
    found = parts(INTERNAL, guests=True)
    told = words(found) + str([(part.heading, [one.heading for one in part.sections]) for part in found])
    assert "secret" not in told.casefold()
    assert "Open item." in told
    assert "Open words." in told
    assert "> [!" not in words(parts(INTERNAL))


def test_what_is_internal_carries_its_mark_for_us() -> None:
    found = {part.heading: part for part in parts(INTERNAL)}
    assert [piece.kind for piece in found["Why we win"].sections[0].pieces] == ["text", "internal"]
    assert {piece.kind for one in found["INTERNAL: Secret five"].sections for piece in one.pieces} == {"internal"}


def test_a_card_with_many_headings_keeps_the_rest_in_a_last_part() -> None:
    card = "\n\n".join(f"## Heading {number}\nWords {number}." for number in range(30))
    found = parts(card)
    assert len(found) == MOST_PARTS
    assert (found[-1].key, found[-1].heading) == ("more", "")
    assert "Words 29." in words(found)


@pytest.mark.parametrize(
    ("said", "key"),
    [("objections", "objections"), ("Why we win", "win"), ("возражения", "objections"), ("price", "h-price")],
)
def test_a_part_is_found_by_its_name(said: str, key: str) -> None:
    found = part_called(parts("## Why we win\nFast.\n\n## They say\nHm.\n\n## Price\n$5."), said)
    assert found is not None
    assert found.key == key
    assert part_called((), said) is None


def test_an_empty_page_has_no_parts() -> None:
    assert parts("") == ()
    assert parts("# Acme\n\n---\n") == ()


HEADINGS = st.sampled_from(
    ["# Acme", "## Why we win", "## Objections", "## Price", "### More", "## INTERNAL: x", "## Кейсы", "## Price"]
)
BLOCKS = st.sampled_from(
    [
        "Plain open{n} words.",
        "- open{n} item\n- another",
        "> [!SAY]\n> open{n} line",
        "> [!INTERNAL]\n> hidden{n} line\n> more",
        "> quoted open{n}\n> [!INTERNAL]\n> hidden{n}",
        "[!INTERNAL] hidden{n} paragraph",
        "| a | b |\n| --- | --- |\n| open{n} | x |\n| INTERNAL | hidden{n} |",
        "**[!SAY]** open{n}",
        "```\nopen{n} code\n```",
        "1. one\n   > [!INTERNAL]\n   > hidden{n}\n2. two",
        "> [!SAY]\n> open{n}\n>\n> [!INTERNAL]\n> hidden{n}",
    ]
)


@st.composite
def pages(draw: st.DrawFn) -> str:
    made = [draw(HEADINGS | BLOCKS).format(n=number) for number in range(draw(st.integers(0, 9)))]
    return "\n\n".join(made)


@settings(max_examples=150, deadline=None)
@given(pages())
def test_nothing_is_lost_for_us_and_nothing_internal_is_left_for_guests(page: str) -> None:
    plain = with_plain_callouts(page, titles=True)
    sections = cut_sections(plain, markdown_parser(), title="Battlecard: Acme", language="en", unit_level=0)
    sentences = [(one, plain_text(plain[one.start : one.end])) for section in sections for one in section.sentences]
    ours, theirs = parts(page), parts(page, guests=True)
    shown = plain_text(words(ours))
    for sentence, said in sentences:
        assert said in shown or sentence.kind in {"row", "code"}
    for sentence, said in sentences:
        if sentence.callout == "internal" and "hidden" in said:
            assert said not in plain_text(words(theirs))
    assert "hidden" not in words(theirs)
    for found in (ours, theirs):
        assert len({part.key for part in found}) == len(found) <= MOST_PARTS
        assert all(one.pieces and all(piece.text.strip() for piece in one.pieces) for p in found for one in p.sections)


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=300))
def test_whatever_stands_on_a_page_it_has_parts_or_none(page: str) -> None:
    for guests in (False, True):
        assert all(part.sections for part in parts(page, guests=guests))
    assert kind_of_heading(page, (page[:10],))
