"""What guests may read of a passage, cut out of passages as the project's own reader makes them."""

from __future__ import annotations

import pytest

from bot.internal_lines import holds_internal, without_internal
from content_index.model import Passage, Source
from content_index.reading import FileReader


def passages(markdown: str) -> tuple[Passage, ...]:
    return FileReader().read(Source("pages", "memory"), "page.md", f"# Page\n\n{markdown}\n".encode(), None).passages


@pytest.mark.parametrize(
    ("markdown", "left"),
    [
        ("Open.\n\n> [!INTERNAL]\n> Secret.\n\nOpen again.", "Open.\n\nOpen again."),
        ("Open.\n> [!internal] Secret title\n> Secret.\nSecret, too.\n\nOpen again.", "Open.\n\nOpen again."),
        ("Open.\n\n> [!INTERNAL]\n> Secret.\n>\n> ## Secret\n>\n> ```\n> == secret\n> ```\n", "Open."),
        ("Open.\n\n> [!INTERNAL]\n> Secret.\n>\n> > [!SAY]\n> > Secret, too.\n", "Open."),
        ("Open.\n\n- Open item.\n\n  > [!INTERNAL]\n  > Secret.\n", "Open.\n\n- Open item."),
        ("Open.\n\n1. > [!INTERNAL]\n   > Secret.\n", "Open."),
        ("> Open quote.\n\n> [!INTERNAL]\n> ![secret](a.png)\n> Secret.\n\n> [!SAY]\n> Open.", None),
        (
            "Open.\n\n## INTERNAL: prices\n\nSecret.\n\n![secret](a.png)\n\n### Floor\n\nSecret.\n\n## On\n\nOpen.",
            None,
        ),
        (
            "| Open | Price |\n|---|---|\n| A | 5 |\n| INTERNAL: secret | 4 |\n| B | 6 |",
            "| Open | Price |\n|---|---|\n| A | 5 |\n| B | 6 |",
        ),
        ("Open.\n\n| Plan | INTERNAL |\n|---|---|\n| A | secret |", "Open."),
        ("Open.\n\n> **[!INTERNAL]** Secret.\n\nOpen again.", "Open.\n\nOpen again."),
        ("Open.\n\n\\[!INTERNAL\\] Secret.\n\nOpen again.", "Open.\n\nOpen again."),
        (
            "Open.\n\n> [!INTERNAL]\n> Secret.\n> [!SAY]\n> Open line.\n\nOpen again.",
            "Open.\n\n> Open line.\n\nOpen again.",
        ),
        ("Open.\n\n> [!NOTE]\n> Open note.", "Open.\n\n> [!NOTE]\n> Open note."),
    ],
)
def test_internal_blocks_go_whole_and_nothing_else_does(markdown: str, left: str | None) -> None:
    cut = passages(markdown)
    shown = "\n\n".join(filter(None, map(without_internal, cut)))
    assert "Open" in shown
    assert "ecret" not in shown
    if left is not None:
        assert shown == left
    assert any(map(holds_internal, cut)) == ("ecret" in markdown)


def test_a_long_internal_block_that_was_cut_into_passages_goes_from_each() -> None:
    lines = "\n".join(f"> Secret number {number} about the price that we never tell anybody." for number in range(120))
    cut = passages(f"Open words stand before.\n\n> [!INTERNAL]\n{lines}\n\nOpen words stand behind.")
    assert len(cut) > 1
    assert "ecret" not in "".join(map(without_internal, cut))
    assert "Open words stand before." in "".join(map(without_internal, cut))
