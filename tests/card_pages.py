"""Battlecards of a small company, behind the doors of chat platforms and the console."""

from __future__ import annotations

from datetime import date
from typing import Any

from library import Page

GLOBEX = """# Globex

Globex sells to head offices. Ask who signs.

## Why we win

Carriers book for free with us.

> [!SAY]
> Ask your carriers what they pay per booking today.

## What they say about us

"You are small." True, and on purpose.

## Questions that hurt them

1. Who pays for a booking?

## Price

They quote $1,700 a site.

> [!INTERNAL]
> Win rate 46%. Floor is $900.

## Good references

Halden Tile looked at both.
"""
GLOBEX_RU = """# Глобекс

Карточка для региона.

## Где сильны мы

Запись для перевозчика бесплатна.

## Возражения

«Вы маленькие». Да, и нарочно.
"""
PARTNER = """# Initech

## Why we win

Open interfaces <!channel> & [a link](https://evil.example).

## INTERNAL: margins

Their margin is 12%.
"""


def card(path: str, title: str, markdown: str, text: str = "", heading: str = "Price", **more: Any) -> Page:
    """A page of the kind."""
    given = {"kind": "battlecard", "competitors": ("Globex", "GBX"), "url": None, "review_every_days": 90}
    return Page(path, text or markdown, title, heading, more=given | more, markdown=markdown)


CARDS = (
    card("cards/globex.md", "Battlecard: Globex", GLOBEX, "Globex price they quote $1,700 a site."),
    card(
        "cards/initech.md",
        "Battlecard: Initech",
        PARTNER,
        "Initech has open interfaces.",
        "Why we win",
        competitors=("Initech", "Ini Tech"),
        buyer_safe=True,
        reviewed=date(2026, 5, 1),
    ),
    card(
        "cards/hooli.md",
        "Battlecard: Hooli",
        "## Why we win\n\nHooli leaks.\n",
        competitors=("Hooli",),
        audience=("managers",),
    ),
)
RUSSIAN = card("cards/globex.ru.md", "Баттлкарта: Globex", GLOBEX_RU, language="ru", competitors=("Globex", "Глобекс"))
REGIONAL = card("cards/globex-apac.md", "Battlecard: Globex in APAC", "## Proof\n\nThree sites in Osaka.\n")
