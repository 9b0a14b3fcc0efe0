"""The buttons and forms of gaps, opening inside their card. Pure.

What a button sends holds ids, and in which `View` it stood, so that the same can be shown again; whether the person who
pressed may do it is decided then. Several gaps stand in one card, so each has a number that its fields' ids end with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from bot.gap_words import GapWords
from bot.gap_words.telling import GapPress
from bot.gaps.alike import asked_alike
from bot.gaps.model import Gap, GapQuestion
from bot.teams.card_text import line, shortened, shown
from bot.teams.forms import opening
from bot.teams.invokes import DATA

Element = dict[str, Any]
ViewKind = Literal["list", "gap", "digest", "sent"]
_KINDS: tuple[ViewKind, ...] = get_args(ViewKind)

OWNERS_IN_A_LIST = 6
"""More owners than that would fill a list or a digest, once for each gap: there the gap's own card is opened."""
OWNERS = 100
LONGEST_OWNER = 200
"""Characters of a name that is sent back: what is longer is none."""
QUESTIONS_TO_SPLIT = 30
CHOICE_LIMIT = 100
TITLE_LIMIT = 300
"""Of a title that somebody types, and of a reason."""
WANTED_LIMIT = 200
ANY_GAP = "gaps"
"""What stands for a gap's id in a button that is about none."""
_NOBODY = "-"
"""Teams takes no choice without a value."""
_DIGITS = 3
"""Of the number of a page."""
_FORMS: frozenset[GapPress] = frozenset({"assign", "snooze", "dismiss", "rename", "split"})
_ROW = 6
"""Teams shows so many buttons in a row."""


@dataclass(frozen=True, slots=True)
class View:
    """Where a button stands: in a list (of what is `wanted`, on which `page`), on a gap's own card, in a digest.

    `sent`: on the card that tells an owner that a gap is theirs.
    """

    kind: ViewKind
    wanted: str = ""
    page: int = 1

    @property
    def data(self) -> Mapping[str, str]:
        """As it goes into a button."""
        wanted = {"wanted": self.wanted} if self.wanted else {}
        return {"view": self.kind, **wanted, **({"page": str(self.page)} if self.page > 1 else {})}


def view_of(data: Mapping[str, str]) -> View:
    """As a button gives it back; it may be written by hand."""
    told, page = data.get("view", ""), data.get("page", "")
    kind: ViewKind = next((one for one in _KINDS if one == told), "gap")
    is_page = page.isascii() and page.isdecimal() and len(page) <= _DIGITS
    return View(kind, data.get("wanted", "")[:WANTED_LIMIT], max(1, int(page)) if is_page else 1)


def rows(actions: Sequence[Element]) -> list[Element]:
    """Buttons in rows that Teams shows whole."""
    return [
        {"type": "ActionSet", "actions": list(actions[at : at + _ROW]), "spacing": "Small"}
        for at in range(0, len(actions), _ROW)
    ]


def gap_row(  # noqa: PLR0913 - what the buttons depend on, by name
    gap: Gap,
    presses: Sequence[GapPress],
    words: GapWords,
    *,
    owners: Sequence[str],
    view: View,
    number: int,
    questions: Sequence[GapQuestion] = (),
    forms: bool = True,
) -> list[Element]:
    """The buttons of one gap that make sense: `presses`. `owners` may be given it, `questions` may be split off.

    Without `forms`, what needs one opens the gap's own card, which has them: five gaps' take 12 KB.
    """
    return [
        gap_press("see", gap.id, str(getattr(words, one)), view=view, number=number)
        if _needs_own_card(one, owners, view, forms=forms)
        else _button(one, gap, words, owners=owners, view=view, number=number, questions=questions)
        for one in presses
    ]


def _needs_own_card(name: GapPress, owners: Sequence[str], view: View, *, forms: bool) -> bool:
    if view.kind == "gap" or name not in _FORMS:
        return False
    return not forms or (name == "assign" and len(owners) > OWNERS_IN_A_LIST)


def gap_press(  # noqa: PLR0913 - what is sent, by name
    name: str,
    gap_id: str,
    title: str,
    *,
    view: View,
    number: int = 0,
    other: str = "",
    form: bool = False,
) -> Element:
    """A button that sends; with what was typed where it ends a `form`, else with nothing."""
    told = {"press": f"gap_{name}", "subject": gap_id, "number": str(number), **view.data}
    data = {DATA: told | ({"other": other} if other else {})}
    made: Element = {"type": "Action.Submit", "title": shown(title), "data": data}
    return made | ({"style": "positive"} if form else {"associatedInputs": "none"})


def _button(  # noqa: PLR0913 - as above
    name: GapPress,
    gap: Gap,
    words: GapWords,
    *,
    owners: Sequence[str],
    view: View,
    number: int,
    questions: Sequence[GapQuestion],
) -> Element:
    title = str(getattr(words, name))
    whole = view.kind == "gap"
    fields: dict[str, list[Element]] = {}
    if name == "assign":
        fields[name] = assign_fields(gap, owners, words, number=number, whole=whole)
    elif name == "snooze":
        fields[name] = snooze_fields(words, number=number, whole=whole)
    elif name == "dismiss":
        fields[name] = dismiss_fields(words, number=number)
    elif name == "rename":
        fields[name] = rename_fields(gap, words, number=number)
    elif name == "split":
        fields[name] = split_fields(questions, words, number=number)
    if name not in fields:
        return gap_press(name, gap.id, title, view=view, number=number)
    send = gap_press(name, gap.id, title, view=view, number=number, form=True)
    return opening(title, [*fields[name], *rows([send])])


def assign_fields(gap: Gap, owners: Sequence[str], words: GapWords, *, number: int, whole: bool) -> list[Element]:
    """Whom it goes to: an owner; on the gap's own card anybody of the company, as Teams finds them.

    learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/people-picker: what is chosen there comes
    back as the object id of Microsoft Entra. Where a client does not know it, the field stays empty.
    """
    known = [one for one in owners if 0 < len(one) <= LONGEST_OWNER]
    first = next((one for one in (gap.assigned, gap.owner) if one in known), "")
    named = [first, *(one for one in known if one != first)] if first else known
    offered = [(one, one) for one in named[:OWNERS]]
    taken = [(words.nobody, _NOBODY)] if gap.assigned else []
    fields = [choices(f"owner_{number}", words.assign_owner, [*offered, *taken], value=first)] if named else []
    if whole:
        person = choices(f"chosen_{number}", words.assign_person, [])
        fields.append(person | {"choices.data": {"type": "Data.Query", "dataset": "graph.microsoft.com/users"}})
    return [*fields, line(words.assign_hint, "subtle")]


def snooze_fields(words: GapWords, *, number: int, whole: bool) -> list[Element]:
    """For how long; on the gap's own card also until which day."""
    spans = list(words.snooze_spans.items())
    chosen = choices(f"span_{number}", words.snooze_for, [(said, span) for span, said in spans], value=spans[0][0])
    day: Element = {"type": "Input.Date", "id": f"until_{number}", "label": words.snooze_date}
    return [chosen, *([day] if whole else [])]


def dismiss_fields(words: GapWords, *, number: int) -> list[Element]:
    """Why it is none."""
    reasons = [(said, name) for name, said in words.dismiss_reasons.items()]
    return [
        choices(f"reason_{number}", words.dismiss_reason, reasons, value=reasons[0][1]),
        text_field(f"words_{number}", words.dismiss_words),
    ]


def rename_fields(gap: Gap, words: GapWords, *, number: int) -> list[Element]:
    """What it is called."""
    field = text_field(f"title_{number}", words.rename_label, value=shortened(gap.title, TITLE_LIMIT))
    return [field, line(words.rename_hint, "subtle")]


def split_fields(questions: Sequence[GapQuestion], words: GapWords, *, number: int) -> list[Element]:
    """Which questions go into a gap of their own."""
    different = asked_alike(questions)[::-1][:QUESTIONS_TO_SPLIT]
    offered = [(one.words, one.latest.question_id) for one in different]
    chosen = choices(f"questions_{number}", words.split_label, offered, style="expanded")
    return [chosen | {"isMultiSelect": True}, line(words.split_hint, "subtle")]


def chosen_owner(given: Mapping[str, str]) -> str | None:
    """Whom a form gives a gap to: "" nobody, None where nothing was chosen. A person goes before an owner."""
    person, owner = given.get("chosen", ""), given.get("owner", "")
    if person:
        return person.partition(",")[0]
    return None if not owner else "" if owner == _NOBODY else owner


def choices(
    name: str, label: str, offered: Sequence[tuple[str, str]], *, value: str = "", style: str = "compact"
) -> Element:
    """A field to choose in: (what is shown, what is sent) of each."""
    made: Element = {
        "type": "Input.ChoiceSet",
        "id": name,
        "label": shown(label),
        "style": style,
        "wrap": True,
        "choices": [
            {"title": shown(shortened(said, CHOICE_LIMIT)) or "…", "value": one} for said, one in offered if one
        ],
    }
    return made | ({"value": value} if value else {})


def text_field(name: str, label: str, *, value: str = "") -> Element:
    """A field for a line of words."""
    made: Element = {"type": "Input.Text", "id": name, "label": shown(label), "maxLength": TITLE_LIMIT}
    return made | ({"value": shown(value)} if value else {})
