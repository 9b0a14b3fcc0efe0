"""The dialogs in which a gap is looked at and worked. Pure, and within Slack's limits whatever comes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.chat.gap_desk import GapSight
from bot.chat_words import ChatWords
from bot.gap_words import GapWords, gap_words
from bot.gap_words.telling import NearPage, change_told, day_told, gap_told, presses_on
from bot.gaps.alike import AskedAlike, asked_alike
from bot.gaps.history import of_its_own
from bot.gaps.model import Gap, GapQuestion
from bot.locales import counted
from bot.slack.blocks import context, sections
from bot.slack.buttons import ACTION, cut, plain
from bot.slack.gap_blocks import LINE_LIMIT, draft_blocks, gap_section, mentioned
from bot.slack.gap_buttons import GapPressed, gap_button, gap_row
from bot.slack.mrkdwn import emphasised, escaped, shortened
from bot.slack.views import field_of, mapping

View = dict[str, Any]
Block = dict[str, Any]

ASSIGN, SNOOZE, DISMISS, RENAME, SEE = (
    f"{ACTION}gap.{name}" for name in ("assign", "snooze", "dismiss", "rename", "see")
)
FORMS = frozenset({ASSIGN, SNOOZE, DISMISS, RENAME, SEE})
NOBODY = "-"
"""What is chosen to take a gap back from whoever has it."""
OPTIONS, OPTION_LIMIT, VALUE_LIMIT, CHECKS = 100, 75, 150, 10
"""What Slack takes: options of a menu, characters of an option and of its value, checkboxes of one field."""
QUESTIONS = 50
HISTORY = 8
TITLE_LIMIT = 300
WORDS_LIMIT = 1_000


def assign_view(gap: Gap, owners: Sequence[str], language: str, pressed: GapPressed, chat: ChatWords) -> View:
    """Who has it: an owner as the content names them, or anybody of the workspace."""
    words = gap_words(language)
    own = [*([gap.owner] if gap.owner else []), *(one for one in owners if one != gap.owner)]
    offered = [_option(one, one) for one in own if one and len(one) <= VALUE_LIMIT][: OPTIONS - 1]
    if gap.assigned:
        offered = [_option(words.nobody, NOBODY), *offered]
    choice: dict[str, Any] = {"type": "static_select", "options": offered}
    known = next((one for one in offered if one["value"] == (gap.assigned or gap.owner)), None)
    if known is not None:
        choice["initial_option"] = known
    return _form(ASSIGN, words.title_assign, words.assign, pressed, chat) | {
        "blocks": [
            *_about(gap),
            *([_field("owner", words.assign_owner, choice, optional=True)] if offered else []),
            _field("person", words.assign_person, {"type": "users_select"}, words.assign_hint, optional=True),
        ]
    }


def snooze_view(gap: Gap, language: str, pressed: GapPressed, chat: ChatWords) -> View:
    """Until when it is off the board."""
    words = gap_words(language)
    spans = [_option(label, span) for span, label in words.snooze_spans.items()]
    return _form(SNOOZE, words.title_snooze, words.snooze, pressed, chat) | {
        "blocks": [
            *_about(gap),
            _field("span", words.snooze_for, _radio(spans) | {"initial_option": spans[1]}, optional=True),
            _field("until", words.snooze_date, {"type": "datepicker"}, optional=True),
        ]
    }


def dismiss_view(gap: Gap, language: str, pressed: GapPressed, chat: ChatWords) -> View:
    """Why it is no gap."""
    words = gap_words(language)
    reasons = [_option(label, reason) for reason, label in words.dismiss_reasons.items()]
    return _form(DISMISS, words.title_dismiss, words.dismiss, pressed, chat) | {
        "blocks": [
            *_about(gap),
            _field("reason", words.dismiss_reason, _radio(reasons)),
            _field("words", words.dismiss_words, _text(WORDS_LIMIT, multiline=True), optional=True),
        ]
    }


def rename_view(gap: Gap, language: str, pressed: GapPressed, chat: ChatWords) -> View:
    """What it is called."""
    words = gap_words(language)
    title = _text(TITLE_LIMIT) | {"initial_value": cut(gap.title, TITLE_LIMIT)}
    return _form(RENAME, words.title_rename, chat.save, pressed, chat) | {
        "blocks": [_field("title", words.rename_label, title, words.rename_hint, optional=True)]
    }


def gap_view(  # noqa: PLR0913 - what stands in it
    sight: GapSight, language: str, today: date, *, pressed: GapPressed, chat: ChatWords, note: str = ""
) -> View:
    """All of one gap: its questions, what may be the same, drafts, history. `note` is what was done to it."""
    words = gap_words(language)
    view, gap = sight.view, sight.view.gap
    told = gap_told(gap, sight.near.get(gap.id, NearPage()), language, today)
    presses = [press for press in presses_on(view) if press in {"reopen", "rename", "undo"}]
    shown = _form(SEE, words.title_gap, words.split, pressed, chat)
    splits = len(asked_alike(view.questions)) > 1
    if not splits:
        shown.pop("submit")
    return shown | {
        "blocks": [
            *(sections(mentioned(shortened(note, LINE_LIMIT * 3), gap.assigned)) if note else []),
            gap_section(told, gap),
            *gap_row(gap, presses, words, url=told.url),
            *(_choosable if splits else _listed)(view.questions, words, language, today),
            *_perhaps(sight, words, language, today),
            *draft_blocks(view.drafts[:2], words, language, today),
            *_history(sight, words, language, today),
        ]
    }


def chosen_questions(view: Mapping[str, Any]) -> tuple[str, ...]:
    """The questions that were ticked."""
    found: list[str] = []
    for index in range(0, QUESTIONS, CHECKS):
        ticked = (field_of(view, f"split{index}") or {}).get("selected_options")
        found += [str(mapping(one).get("value")) for one in ticked] if isinstance(ticked, list) else []
    return tuple(found)


def chosen_person(view: Mapping[str, Any]) -> str:
    """The person that was chosen, "" where none was."""
    chosen = (field_of(view, "person") or {}).get("selected_user")
    return chosen if isinstance(chosen, str) else ""


def chosen_day(view: Mapping[str, Any]) -> date | None:
    """The day that was chosen; None where none was."""
    chosen = (field_of(view, "until") or {}).get("selected_date")
    try:
        return date.fromisoformat(str(chosen)) if chosen else None
    except ValueError:
        return None


def _choosable(questions: Sequence[GapQuestion], words: GapWords, language: str, today: date) -> list[Block]:
    """The latest questions, to be ticked. What is asked is told, and not who asked."""
    different = asked_alike(questions)
    latest = different[::-1][:QUESTIONS]
    fields: list[Block] = []
    for index in range(0, len(latest), CHECKS):
        options = [_question(one, language, today) for one in latest[index : index + CHECKS]]
        label = words.split_label if not index else "…"
        hint = words.split_hint if not index else ""
        fields.append(_field(f"split{index}", label, {"type": "checkboxes", "options": options}, hint, optional=True))
    return [*fields, *_left_out(len(different) - len(latest), words, language)]


def _question(one: AskedAlike, language: str, today: date) -> dict[str, Any]:
    when = day_told(one.latest.asked_at.date(), today, language)
    text = one.words
    rest = cut(text, OPTION_LIMIT)
    option = {"text": plain(rest or "…"), "value": one.latest.question_id}
    more = text[len(rest) :].strip()
    return option | {"description": plain(cut(f"… {more} · {when}" if more else when, OPTION_LIMIT))}


def _listed(questions: Sequence[GapQuestion], words: GapWords, language: str, today: date) -> list[Block]:
    lines = [
        f"• {shortened(one.words, TITLE_LIMIT)}  _{escaped(day_told(one.latest.asked_at.date(), today, language))}_"
        for one in asked_alike(questions)[-CHECKS // 2 :]
    ]
    return sections("\n".join((f"*{escaped(words.questions)}*", *lines))) if lines else []


def _left_out(count: int, words: GapWords, language: str) -> list[Block]:
    return [context(escaped(counted(count, words.questions_more, language)))] if count > 0 else []


def _perhaps(sight: GapSight, words: GapWords, language: str, today: date) -> list[Block]:
    gap = sight.view.gap
    shown: list[Block] = []
    for other in sight.view.perhaps:
        told = gap_told(other, sight.near.get(other.id, NearPage()), language, today)
        first = next(iter(told.lines), "")
        shown += [
            *sections("\n".join((emphasised(told.title, TITLE_LIMIT), shortened(first, LINE_LIMIT)))),
            {
                "type": "actions",
                "block_id": cut(f"perhaps {other.id}", 255),
                "elements": [
                    gap_button("merge", gap.id, words, title=other.title, other=other.id),
                    gap_button("apart", gap.id, words, title=other.title, other=other.id),
                ],
            },
        ]
    return [*sections(f"*{escaped(words.perhaps)}*"), *shown] if shown else []


def _history(sight: GapSight, words: GapWords, language: str, today: date) -> list[Block]:
    told = [change for change in sight.view.history if change.verb not in {"joined", "left"} and of_its_own(change)][
        :HISTORY
    ]
    lines = [shortened(change_told(one, sight.view.names, language, today), LINE_LIMIT) for one in told]
    return [context("\n".join((f"*{escaped(words.history)}*", *lines)))] if lines else []


def _about(gap: Gap) -> list[Block]:
    return sections(emphasised(gap.title, TITLE_LIMIT))


def _form(callback: str, title: str, submit: str, pressed: GapPressed, chat: ChatWords) -> View:
    return {
        "type": "modal",
        "callback_id": callback,
        "private_metadata": pressed.kept(),
        "title": plain(title),
        "submit": plain(submit),
        "close": plain(chat.close if callback == SEE else chat.cancel),
    }


def _field(name: str, label: str, element: Mapping[str, Any], hint: str = "", *, optional: bool = False) -> Block:
    field: Block = {
        "type": "input",
        "block_id": name,
        "label": plain(label),
        "optional": optional,
        "element": {**element, "action_id": name},
    }
    return field | ({"hint": plain(hint)} if hint else {})


def _option(label: str, value: str) -> dict[str, Any]:
    return {"text": plain(cut(label, OPTION_LIMIT)), "value": value}


def _radio(options: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {"type": "radio_buttons", "options": list(options)}


def _text(most: int, *, multiline: bool = False) -> dict[str, Any]:
    return {"type": "plain_text_input", "multiline": multiline, "max_length": most}
