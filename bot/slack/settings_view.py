"""The dialog in which a channel's manners are changed, and what was typed in it. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.channel_manners import AUDIBLE, LISTENING, WEEKDAYS, ChannelManners
from bot.chat_words import ChatWords
from bot.slack.blocks import sections
from bot.slack.buttons import ACTION, cut, plain
from bot.slack.mrkdwn import escaped
from bot.slack.views import field_of, mapping

Block = dict[str, Any]

SETTINGS = ACTION + "settings"
RESET = ACTION + "reset"
HIGHEST_CAP = 1_000
MOST_GROUPS = 100
"""Options that Slack takes in one menu, or under one heading of it. It takes as many headings."""
_DIGITS = 9
_EMOJI = re.compile(r"[a-z0-9_+'-]{1,100}")
_OPTION_LIMIT, _VALUE_LIMIT = 75, 150


class WrongInputError(Exception):
    """What cannot be taken. `fields` maps a field's id to what is wrong with it, in words."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(", ".join(fields))
        self.fields = dict(fields)


def settings_view(  # noqa: PLR0913 - what stands in it, by name
    manners: ChannelManners,
    words: ChatWords,
    *,
    channel: str,
    groups: Sequence[str],
    may_give_audience: bool,
    outsiders: bool,
    kept: bool,
) -> dict[str, Any]:
    """The dialog, filled with what holds now.

    `groups` are the audiences of the deployment; `kept`: the channel has manners of its own.
    """
    offered = _offered({*groups, *manners.answers_to, *manners.audience}, {*manners.answers_to, *manners.audience})
    switches = [("follow_ups", words.settings_follow_ups), ("only_confident", words.settings_only_confident)]
    on = [name for name, _ in switches if getattr(manners, name)]
    blocks = [
        *([] if kept else sections(escaped(words.settings_default))),
        *(sections(f"⚠️ {escaped(words.settings_guests)}") if outsiders else []),
        _field("listening", words.settings_listening, _choice(words.settings_listening_options, manners.listening)),
        _field("audible", words.settings_audible, _choice(words.settings_audible_options, manners.audible)),
        _field("switches", words.settings_switches, _checks(switches, on), optional=True),
        *_groups("answers_to", words.settings_answers_to, offered, manners.answers_to, nobody=words.settings_everybody),
        *(
            _groups(
                "audience",
                words.settings_audience,
                offered,
                manners.audience,
                nobody="—",
                hint=words.settings_audience_hint,
            )
            if may_give_audience
            else []
        ),
        _field(
            "reaction",
            words.settings_reaction,
            {"type": "plain_text_input", "max_length": 102} | _given("initial_value", manners.reaction),
            words.settings_reaction_hint,
            optional=True,
        ),
        _field("opens", words.settings_opens, {"type": "timepicker", "initial_time": f"{manners.opens:%H:%M}"}),
        _field(
            "closes",
            words.settings_closes,
            {"type": "timepicker", "initial_time": f"{manners.closes:%H:%M}"},
            words.settings_hours_hint,
        ),
        _field(
            "weekdays",
            words.settings_weekdays,
            _checks([(str(day), words.weekdays[day]) for day in WEEKDAYS], [str(day) for day in manners.weekdays]),
            optional=True,
        ),
        _field(
            "zone",
            words.settings_zone,
            {"type": "plain_text_input", "max_length": 64, "initial_value": manners.zone},
        ),
        _field(
            "hourly_cap",
            words.settings_cap,
            {
                "type": "number_input",
                "is_decimal_allowed": False,
                "min_value": "0",
                "max_value": str(_highest_cap(manners)),
                "initial_value": str(manners.hourly_cap),
            },
            words.settings_cap_hint,
        ),
        *([_reset(words, channel)] if kept else []),
    ]
    return {
        "type": "modal",
        "callback_id": SETTINGS,
        "private_metadata": channel,
        "title": plain(words.settings_title),
        "submit": plain(words.save),
        "close": plain(words.cancel),
        "blocks": blocks,
    }


def typed_manners(
    view: Mapping[str, Any], before: ChannelManners, words: ChatWords, *, may_give_audience: bool
) -> ChannelManners:
    """What was typed. What the dialog did not show stays as it was, and so does the audience for who may not give it.

    Raises WrongInputError.
    """

    def field(name: str) -> Mapping[str, Any]:
        return field_of(view, name) or {}

    def chosen(name: str) -> tuple[str, ...]:
        options = field(name).get("selected_options")
        values = (mapping(option).get("value") for option in (options if isinstance(options, list) else ()))
        return tuple(value for value in values if isinstance(value, str))

    def groups(name: str, now: Sequence[str]) -> tuple[str, ...]:
        if field_of(view, name) is None:
            return tuple(now)
        return (*chosen(name), *(group for group in now if not _fits(group)))

    wrong: dict[str, str] = {}
    reaction = str(field("reaction").get("value") or "").strip().strip(":").casefold()
    if reaction and _EMOJI.fullmatch(reaction) is None:
        wrong["reaction"] = words.settings_reaction_wrong
    zone = str(field("zone").get("value") or "UTC").strip()
    if not _is_zone(zone):
        wrong["zone"] = words.settings_zone_wrong
    cap = str(field("hourly_cap").get("value") or "0")
    if not cap.isascii() or not cap.isdigit() or len(cap) > _DIGITS or int(cap) > _highest_cap(before):
        wrong["hourly_cap"] = words.settings_cap_wrong.format(most=_highest_cap(before))
    if wrong:
        raise WrongInputError(wrong)
    listening, audible = _option(field("listening")), _option(field("audible"))
    switches = chosen("switches")
    return ChannelManners(
        listening=listening if listening in LISTENING else before.listening,
        audible=audible if audible in AUDIBLE else before.audible,
        follow_ups="follow_ups" in switches,
        answers_to=groups("answers_to", before.answers_to),
        audience=groups("audience", before.audience) if may_give_audience else before.audience,
        only_confident="only_confident" in switches,
        reaction=reaction,
        opens=_time(field("opens"), before.opens),
        closes=_time(field("closes"), before.closes),
        weekdays=tuple(int(day) for day in chosen("weekdays") if day.isdigit() and int(day) in WEEKDAYS),
        zone=zone,
        hourly_cap=int(cap),
    )


def _field(name: str, label: str, element: Mapping[str, Any], hint: str = "", *, optional: bool = False) -> Block:
    return {
        "type": "input",
        "block_id": name,
        "label": plain(label),
        "element": {**element, "action_id": name},
        "optional": optional,
        **({"hint": plain(hint)} if hint else {}),
    }


def _choice(options: Mapping[str, str], now: str) -> dict[str, Any]:
    offered = [{"text": plain(text), "value": value} for value, text in options.items()]
    return {
        "type": "static_select",
        "options": offered,
        "initial_option": next(one for one in offered if one["value"] == now),
    }


def _checks(options: Sequence[tuple[str, str]], on: Sequence[str]) -> dict[str, Any]:
    offered = [{"text": plain(text), "value": value} for value, text in options]
    return {"type": "checkboxes", "options": offered} | _given(
        "initial_options", [one for one in offered if one["value"] in on]
    )


def _groups(  # noqa: PLR0913 - the parts of one field
    name: str, label: str, offered: Sequence[str], now: Sequence[str], *, nobody: str, hint: str = ""
) -> list[Block]:
    """A menu of groups; none where the deployment has no groups. Many of them stand under headings."""
    options = [{"text": plain(cut(group, _OPTION_LIMIT)), "value": group} for group in offered]
    if not options:
        return []
    parts = [options[start : start + MOST_GROUPS] for start in range(0, len(options), MOST_GROUPS)]
    shown = {"options": options} if len(parts) == 1 else {"option_groups": [_headed(part) for part in parts]}
    menu = {"type": "multi_static_select", "placeholder": plain(nobody)} | shown
    chosen = _given("initial_options", [one for one in options if one["value"] in now])
    return [_field(name, label, menu | chosen, hint, optional=True)]


def _headed(options: Sequence[Block]) -> Block:
    """The heading says where its part of the alphabet begins and ends."""
    first, last = (cut(str(options[at]["value"]), _OPTION_LIMIT // 2 - 2) for at in (0, -1))
    return {"label": plain(f"{first} – {last}"), "options": list(options)}


def _offered(groups: Collection[str], chosen: Collection[str]) -> list[str]:
    """Groups for a menu, by their names. Of more than it takes, those that are chosen come first."""
    fitting = sorted((group for group in groups if _fits(group)), key=lambda group: (group not in chosen, group))
    return sorted(fitting[: MOST_GROUPS**2])


def _fits(group: str) -> bool:
    return bool(group.strip()) and cut(group, _VALUE_LIMIT) == group


def _highest_cap(manners: ChannelManners) -> int:
    """More only where the deployment's settings gave more."""
    return max(HIGHEST_CAP, manners.hourly_cap)


def _reset(words: ChatWords, channel: str) -> Block:
    button = {"type": "button", "action_id": RESET, "text": plain(words.settings_reset), "value": channel}
    return {"type": "actions", "elements": [button]}


def _given(key: str, value: object) -> dict[str, Any]:
    """Slack refuses what is empty, and takes what is left out."""
    return {key: value} if value else {}


def _option(field: Mapping[str, Any]) -> str:
    return str(mapping(field.get("selected_option")).get("value") or "")


def _time(field: Mapping[str, Any], otherwise: time) -> time:
    try:
        return time.fromisoformat(str(field.get("selected_time")))
    except ValueError:
        return otherwise


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
