"""What is said around battlecards, in English."""

from __future__ import annotations

from bot.battlecards.words.model import CardWords

ENGLISH = CardWords(
    language="en",
    help=(
        "`{command} COMPETITOR` opens the battlecard on a competitor; words behind the name open the part that says "
        "most of them: `{command} COMPETITOR price`. Only you see it."
    ),
    parts={
        "overview": "Overview",
        "win": "Why we win",
        "objections": "Objections",
        "say": "Say this",
        "landmines": "Landmines",
        "proof": "Proof",
        "they_win": "Where they win",
    },
    more="More",
    other_cards="Other cards on {name}",
    choose="There are several cards on {name}:",
    like="I know no card on “{typed}”. Did you mean:",
    no_card="There is no battlecard on “{typed}” that I may show you. It is noted as missing.",
    all="Battlecards: {names}",
    none="There is no battlecard yet that I may show you.",
    and_more="and {count} more",
    repaired="I took what you typed for {name}.",
    missed="I did not find “{topic}” on this card.",
    unsure="I am not sure that this is about “{topic}”.",
    gone="That card is not there any more.",
    open="Open",
    share="Share here",
    shared_by="{person} shares a battlecard:",
    trouble="Something went wrong with the battlecard; please try again in a minute.",
)
