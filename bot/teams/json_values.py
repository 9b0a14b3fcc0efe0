"""Values of the JSON that Teams sends, whatever their shape. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def mapping_of(value: object) -> Mapping[str, Any]:
    """The value where it is an object of JSON; empty where it is not."""
    return value if isinstance(value, Mapping) else {}


def text_of(value: object) -> str:
    """The value where it is text; "" where it is not."""
    return value if isinstance(value, str) else ""


def objects_in(value: object) -> list[Mapping[str, Any]]:
    """The objects of a list of JSON; none where it is no list."""
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
