"""Draws messages and views of Slack as a picture: for the docs. Needs Chromium, and a font with emoji for theirs.

    python tests/clients/draw_blocks.py messages.json docs/images/slack.png --width 420
    python tests/clients/draw_blocks.py folder-of-json docs/images

The file holds a list like `[{"title": "A gap", "blocks": [...]}, {"view": {...}}]`; what else each may have is told at
`draw_page` in bot/console/block_kit_page.py. Of a folder every file is drawn, at a telephone's width where its name
ends on `-phone`. Colours are reduced, so that a picture stays small.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from PIL import Image
from playwright.sync_api import sync_playwright

from bot.console.block_kit_page import draw_page

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_COLOURS = 96
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


def draw(html: str, picture: Path, width: int, scheme: str) -> None:
    chromium = next((path for name in NAMES if (path := shutil.which(name))), None)
    if chromium is None:
        sys.exit("no Chromium on the PATH: install it to draw pictures")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": width, "height": 100}, color_scheme=scheme, device_scale_factor=2)
        page.set_content(html)
        page.screenshot(path=picture, full_page=True)
        browser.close()
    fewer_colours(picture)


def fewer_colours(picture: Path) -> None:
    """Make a picture small."""
    with Image.open(picture) as drawn:
        few = drawn.convert("RGB").quantize(_COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(picture, optimize=True)


def pictures(messages: Path, picture: Path, width: int) -> Iterator[tuple[Path, Path, int]]:
    """What is drawn, where to, and how wide."""
    if messages.is_dir():
        for file in sorted(messages.glob("*.json")):
            yield file, picture / f"{file.stem}.png", 420 if file.stem.endswith("-phone") else width
    else:
        yield messages, picture, width


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("messages", type=Path, help="the JSON file, or a folder of them")
    parser.add_argument("picture", type=Path, help="the PNG file to write, or the folder")
    parser.add_argument("--width", type=int, choices=[420, 760], default=760, help="a telephone's, or a computer's")
    parser.add_argument("--scheme", choices=["light", "dark"], default="light")
    options = parser.parse_args()
    for file, picture, width in pictures(options.messages, options.picture, options.width):
        messages = json.loads(file.read_text(encoding="utf-8"))
        draw(draw_page(messages), picture, width, options.scheme)


if __name__ == "__main__":
    main()
