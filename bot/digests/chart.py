"""The one picture of a digest: questions a day, and what became of them."""

from __future__ import annotations

import io
import threading
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle

from bot.digests.model import Digest
from bot.digests.words import DigestWords, digest_words
from bot.insights.model import DayFigures
from bot.locales import number, weekday

WIDTH, HEIGHT = 360, 224
"""In the pixels of a page; each is `SCALE` by `SCALE` of the picture's. A phone shows it at some 320 of them."""
SCALE = 2
_INCH = 100
_PAPER, _INK, _FAINT, _BORDER = "#ffffff", "#1d1c1d", "#5f6368", "#8a8f98"
_ANSWERED, _UNSURE, _NO_ANSWER = "#0072b2", "#e69f00", "#1d1c1d"
"""Of Okabe and Ito's colours, which colour-blind people tell apart (https://jfly.uni-koeln.de/color/); they also differ
in lightness, so that they do in grey."""
_MOST_LABELS = 8
_FAMILY = "DejaVu Sans"
"""It comes with the library, and knows Cyrillic."""
_DRAWING = threading.Lock()
"""The library's fonts are shared, and made for one thread."""


def chart_png(digest: Digest, language: str = "") -> bytes:
    """As PNG, on a light card of its own, with a border: it reads on dark and light pages alike.

    The same digest gives the same bytes. In the language of the digest's subscription where none is named. Drawing
    takes about a tenth of a second: not to be called on the event loop.
    """
    words = digest_words(language or digest.subscription.language)
    with _DRAWING:
        figure = Figure(figsize=(WIDTH / _INCH, HEIGHT / _INCH), dpi=_INCH * SCALE, facecolor=_PAPER)
        FigureCanvasAgg(figure)
        frame = Rectangle(
            (0, 0), 1, 1, transform=figure.transFigure, fill=False, edgecolor=_BORDER, linewidth=_points(2)
        )
        figure.add_artist(frame)
        figure.text(
            14 / WIDTH, 1 - 14 / HEIGHT, words.chart_title, va="top", color=_INK, fontproperties=_font(15, "bold")
        )
        _draw(figure, figure.add_axes((14 / WIDTH, 44 / HEIGHT, 1 - 28 / WIDTH, 1 - 108 / HEIGHT)), digest.days, words)
        picture = io.BytesIO()
        figure.savefig(picture, format="png", metadata={"Software": None})
    return picture.getvalue()


def _draw(figure: Figure, axes: Axes, days: Sequence[DayFigures], words: DigestWords) -> None:
    places = range(len(days))
    bottom = [0] * len(days)
    for counts, colour, label in (
        ([one.answered for one in days], _ANSWERED, words.chart_answered),
        ([one.unsure for one in days], _UNSURE, words.chart_unsure),
        ([one.no_answer for one in days], _NO_ANSWER, words.chart_no_answer),
    ):
        axes.bar(places, counts, 0.68, bottom, color=colour, edgecolor=_PAPER, linewidth=_points(0.8), label=label)
        bottom = [low + count for low, count in zip(bottom, counts, strict=True)]
    highest = max(bottom, default=0) or 1
    axes.set_ylim(0, highest * 1.16)
    axes.set_xlim(-0.6, len(days) - 0.4)
    every = -(-len(days) // _MOST_LABELS)
    for place, (one, height) in enumerate(zip(days, bottom, strict=True)):
        if every == 1 or height == highest:
            told = number(height, words.language)
            colour = _INK if height else _FAINT
            axes.text(
                place, height + highest * 0.03, told, ha="center", va="bottom", color=colour, fontproperties=_font(13)
            )
        if place % every == 0:
            named = f"{weekday(one.day, words.language)}\n{one.day.day}"
            axes.text(
                place,
                -0.05,
                named,
                ha="center",
                va="top",
                color=_INK,
                fontproperties=_font(12),
                transform=axes.get_xaxis_transform(),
                linespacing=1.25,
            )
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[["left", "right", "top"]].set_visible(False)
    axes.spines["bottom"].set_color(_BORDER)
    axes.legend(
        loc="upper left",
        bbox_to_anchor=(13 / WIDTH, 1 - 40 / HEIGHT),
        bbox_transform=figure.transFigure,
        ncols=3,
        frameon=False,
        prop=_font(12),
        labelcolor=_INK,
        borderpad=0,
        borderaxespad=0,
        handlelength=0.9,
        handleheight=0.9,
        handletextpad=0.5,
        columnspacing=1.3,
    )


def _points(pixels: float) -> float:
    return pixels * 72 / _INCH


def _font(pixels: float, weight: str = "normal") -> FontProperties:
    return FontProperties(family=_FAMILY, size=_points(pixels), weight=weight)
