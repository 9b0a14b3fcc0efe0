"""Reads Adaptive Cards as whoever sees one: its words, its buttons, and what is filled into its inputs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clients.teams_stream import CARD, Message

Card = dict[str, Any]
_FACES = ("value", "text", "title", "label", "placeholder")


def cards(message: Message) -> list[Card]:
    """The Adaptive Cards of a message."""
    return [one["content"] for one in message["attachments"] if one["contentType"] == CARD]


def _inside(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        yield part
        for key, value in part.items():
            if key not in {"data", "msteams", "fallback"}:
                yield from _inside(value)
    elif isinstance(part, list):
        for one in part:
            yield from _inside(one)


def buttons(message: Message) -> list[str]:
    """The titles of all its cards' buttons, those that another button unfolds too."""
    every = [part for card in cards(message) for part in _inside(card) if _is_action(part)]
    return [str(part.get("title") or part.get("id") or part["type"]) for part in every]


def row(message: Message) -> list[str]:
    """The titles of the buttons that stand below its card."""
    return [str(action["title"]) for card in cards(message) for action in card.get("actions", ())]


def words(message: Message) -> str:
    """All that a message says: its text, and what stands in its cards."""
    said = [message["text"] or ""]
    unseen = {"TextRun", "Action.OpenUrl"}  # a run is part of its line; an address is opened by what says so
    parts = [part for card in cards(message) for part in _inside(card)]
    chosen = [part for part in parts if part.get("type") == "Input.ChoiceSet"]
    coded = {id(one) for part in chosen for one in (part, *part.get("choices", ()))}  # their values are not shown
    for part in (part for part in parts if part.get("type") not in unseen):
        said += [part[face] for face in _FACES[id(part) in coded :] if isinstance(part.get(face), str)]
        said.append("".join(run["text"] for run in part.get("inlines", ())))
    return "\n".join(filter(None, said))


def find_action(message: Message, button: str) -> tuple[dict[str, Any], Card]:
    """The action of a button by its title (or its `id`, where it shows none), and the card in which it stands."""
    for card in cards(message):
        for part in _inside(card):
            if _is_action(part) and button in {part.get("title"), part.get("id")}:
                return part, card
    raise LookupError(f"no button {button!r} there, but {buttons(message)}")


def values_of(card: Card, typed: dict[str, Any]) -> dict[str, Any]:
    """What a card's inputs send along: what was typed, else what stood in them from the start."""
    inputs = {part["id"]: part for part in _inside(card) if str(part.get("type", "")).startswith("Input.")}
    if unknown := typed.keys() - inputs.keys():
        raise LookupError(f"no input {sorted(unknown)} there, but {sorted(inputs)}")
    empty = [
        name
        for name, part in inputs.items()
        if part.get("isRequired") and not (typed | {}).get(name, part.get("value"))
    ]
    if empty:
        raise LookupError(f"{empty} must be filled in")
    return {name: part["value"] for name, part in inputs.items() if "value" in part} | typed


def _is_action(part: dict[str, Any]) -> bool:
    return str(part.get("type", "")).startswith("Action.")
