"""Reads Block Kit's JSON, which comes from anywhere: what is missing or of another kind is nothing, never an error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Shape = Mapping[str, Any]
"""A block, an element, a text object or a view."""


def part(shape: Shape, name: str) -> Shape:
    """The object of that name; an empty one where there is none."""
    value = shape.get(name)
    return value if isinstance(value, Mapping) else {}


def parts(shape: Shape, name: str) -> list[Shape]:
    """The objects of the list of that name."""
    value = shape.get(name)
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list | tuple) else []


def string(shape: Shape, name: str) -> str:
    """The string of that name, "" where there is none."""
    value = shape.get(name)
    return value if isinstance(value, str) else ""


def strings(shape: Shape, name: str) -> list[str]:
    """The strings of the list of that name."""
    value = shape.get(name)
    return [each for each in value if isinstance(each, str)] if isinstance(value, list | tuple) else []
