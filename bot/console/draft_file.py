"""A starting text for the page that is missing: what was asked, and what an owner replied. Pure."""

from __future__ import annotations

from datetime import date

from bot.console.dashboard_frame import Telling
from bot.console.gap_told import different
from bot.gap_words.telling import day_told
from bot.gaps.alike import asked_alike
from bot.gaps.model import GapView

_QUESTIONS = 20


def draft_markdown(view: GapView, telling: Telling, today: date) -> str:
    """Markdown with front matter as content carries it; whoever takes it over works it into a page.

    `draft: true` keeps it from being answered from until then. It says no day of review: nobody has reviewed it.
    """
    gap, say = view.gap, telling.say
    lists = {"products": gap.product, "competitors": gap.competitor, "stages": gap.stage}
    head = [
        f"{name}: {_quoted(value)}"
        for name, value in {"title": gap.title, "owner": gap.assigned or gap.owner}.items()
        if value
    ]
    head += [f"{name}: [{_quoted(value)}]" for name, value in lists.items() if value]
    unfinished = [f"# {say.draft_unfinished}", "draft: true"]
    parts = ["---", *head, *unfinished, "---", "", f"# {_line(gap.title)}", ""]
    for draft in different(view.drafts):
        written = day_told(draft.written_at.date(), today, telling.language)
        by = _comment(_line(say.draft_by.format(author=draft.author, date=written)))
        parts += [f"<!-- {by} -->", "", draft.text.strip(), ""]
    asked = [f"- {_comment(one.words)}" for one in asked_alike(view.questions)[-_QUESTIONS:]]
    return "\n".join([*parts, f"<!-- {say.draft_questions}:", *asked, "-->"]) + "\n"


def _quoted(value: str) -> str:
    """A YAML string."""
    escaped = _line(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _line(text: str) -> str:
    return " ".join(text.split())


def _comment(text: str) -> str:
    """What ends no comment of HTML."""
    return text.replace("--", "—")
