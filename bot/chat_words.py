"""What stands on the buttons, dialogs and home pages of the chat platforms, and what is said around answers.

The answers' own sentences are in `bot.sentences`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.conversation_model import VoteReason


@dataclass(frozen=True, slots=True)
class ChatWords:
    """One language's words. Fields with braces are templates. Buttons' words have at most 75 characters."""

    # below an answer
    helpful: str
    not_helpful: str
    share: str
    ask_owner: str
    more: str
    open: str
    # a vote
    thanks: str
    noted: str
    why_title: str
    why_lead: str
    why: str
    reasons: Mapping[VoteReason, str]
    in_words: str
    send: str
    save: str
    cancel: str
    close: str
    one_moment: str
    sent_before: str
    # sharing
    share_title: str
    share_where: str
    shared_by: str
    shared: str
    withheld: str
    withheld_internal: str
    withheld_unsure: str
    withheld_unknown: str
    invite_me: str
    # asking the owner
    owner_title: str
    owner_lead: str
    owner_note: str
    owner_sent: str
    owner_before: str
    owner_none: str
    owner_unknown: str
    owner_you: str
    owner_unreachable: str
    owner_asks: str
    owner_after: str
    owner_nearest: str
    owner_no_nearest: str
    owner_how: str
    owner_how_in_channel: str
    reply: str
    reply_title: str
    reply_label: str
    reply_kept: str
    reply_undelivered: str
    replied: str
    # more results
    more_title: str
    more_lead: str
    more_none: str
    # what is said instead of an answer
    groups_unknown: str
    asker_unknown: str
    outsiders_unknown: str
    refused: str
    only_you: str
    full: str
    gone: str
    log_down: str
    trouble: str
    cannot_read: str
    nothing_to_ask: str
    # the assistant pane
    prompts_title: str
    looking: str
    # home
    home_lead: str
    home_ask: str
    home_recent: str
    home_recent_none: str
    home_new: str
    home_new_none: str
    home_most: str
    home_most_none: str
    home_most_line: str
    home_owner: str
    home_owner_waiting: str
    home_owner_overdue: str
    home_owner_nothing: str
    home_manager: str
    home_manager_lead: str
    home_console: str
    statuses: Mapping[str, str]
    # settings of a channel
    settings_title: str
    settings_default: str
    settings_not_here: str
    settings_not_you: str
    settings_unknown: str
    settings_saved: str
    settings_back: str
    settings_listening: str
    settings_listening_options: Mapping[str, str]
    settings_audible: str
    settings_audible_options: Mapping[str, str]
    settings_switches: str
    settings_follow_ups: str
    settings_only_confident: str
    settings_answers_to: str
    settings_everybody: str
    settings_audience: str
    settings_audience_hint: str
    settings_reaction: str
    settings_reaction_hint: str
    settings_opens: str
    settings_closes: str
    settings_hours_hint: str
    settings_weekdays: str
    weekdays: tuple[str, ...]
    settings_zone: str
    settings_zone_wrong: str
    settings_cap: str
    settings_cap_hint: str
    settings_cap_wrong: str
    settings_reaction_wrong: str
    settings_guests: str
    settings_reset: str
    command_help: str


ENGLISH = ChatWords(
    helpful="👍 Helpful",
    not_helpful="👎 Not helpful",
    share="Share",
    ask_owner="Ask the owner",
    more="More results",
    open="Open",
    thanks="Thank you, noted.",
    noted="Thank you. It is noted, with your reason.",
    why_title="Not helpful",
    why_lead="Noted. What was wrong with it?",
    why="Reason",
    reasons={
        "wrong": "It is wrong",
        "outdated": "It is outdated",
        "missing": "Something is missing",
        "too_long": "It is too long",
    },
    in_words="In your words",
    send="Send",
    save="Save",
    cancel="Cancel",
    close="Close",
    one_moment="One moment…",
    sent_before="You have sent this already.",
    share_title="Share the answer",
    share_where="Where to",
    shared_by="{person} shares an answer to “{question}”:",
    shared="Shared in {channel}.",
    withheld="Not shared: the answer is from “{title}”, which not everybody in {channel} may see.",
    withheld_internal="Not shared: {channel} has people from outside, and “{title}” is not marked as safe for buyers.",
    withheld_unsure="Not shared: from what everybody in {channel} may see, the answer would not be sure.",
    withheld_unknown=("Not shared: I could not look up who reads {channel}. If I am not in it, invite me there first."),
    invite_me="Not shared: I am not in {channel}. Invite me there first.",
    owner_title="Ask the owner",
    owner_lead="{owner} gets your question, what was asked before it in the thread, and the nearest content.",
    owner_note="A word to the owner",
    owner_sent="Sent to {owner}. You hear from me as soon as there is a reply.",
    owner_before="You have sent this to {owner} already. You hear from me as soon as there is a reply.",
    owner_none="The content names no owner for this. Whoever looks after the content sees your question as a gap.",
    owner_unknown=(
        "The content names {owner} as its owner, but I do not know who that is here. "
        "An administrator can say so in the settings, under [owners]."
    ),
    owner_you="The content names you yourself as its owner.",
    owner_unreachable="The message to {owner} could not be delivered. Please write directly.",
    owner_asks="{person} asks you, because the content names you as the owner:",
    owner_after="Asked before it: {questions}",
    owner_nearest="The nearest that the content holds:",
    owner_no_nearest="The content holds nothing near it.",
    owner_how=(
        "Reply in this thread, or with the button. Your words go to {person}, and are kept as a draft for the content."
    ),
    owner_how_in_channel=("Reply with the button. Your words go to {person}, and are kept as a draft for the content."),
    reply="Reply",
    reply_title="Reply",
    reply_label="Your reply to {person}",
    reply_kept="Sent to {person}, and kept as a draft for the content.",
    reply_undelivered="Your reply is kept as a draft, but it could not be delivered to {person}.",
    replied="{owner} replies to your question “{question}”:",
    more_title="More results",
    more_lead="“{question}”",
    more_none="There is nothing more that you may see.",
    groups_unknown="I could not look up your groups just now, so this is only from what everybody may see.",
    asker_unknown="I could not look up who you are just now, so this is only from what is safe for buyers.",
    outsiders_unknown=(
        "I could not look up who reads this channel just now, so this is only from what is safe for buyers."
    ),
    refused="In this channel I answer only {groups}. Ask me in a direct message, or with `{command}`.",
    only_you="Only you see this: the answer is not sure enough for the channel.",
    full="Only you see this: the channel has had its answers for this hour.",
    gone="I no longer know this answer. Please ask again.",
    log_down="I cannot reach my notes just now. Please try again in a minute.",
    trouble="Something went wrong. Please try again in a minute.",
    cannot_read="I cannot read that message. Invite me to the channel first.",
    nothing_to_ask="I found no words in that message.",
    prompts_title="For example",
    looking="is looking it up…",
    home_lead="Answers from your company's own playbooks and battlecards, with links.",
    home_ask="Mention me in a channel, write to me under *Messages*, or type `{command} your question`.",
    home_recent="Your recent questions",
    home_recent_none="Nothing yet. Your questions will stand here.",
    home_new="New in the content",
    home_new_none="Nothing was reviewed in the last 30 days.",
    home_most="Most asked about this week",
    home_most_none="Too few questions this week to tell.",
    home_most_line="{questions} questions from {people} people",
    home_owner="Your content",
    home_owner_waiting="Waiting for your reply:",
    home_owner_overdue="Past its review date:",
    home_owner_nothing="Nothing waits for you.",
    home_manager="For managers",
    home_manager_lead="What is asked, and how it was answered, is in the console.",
    home_console="Open the console",
    statuses={"answered": "answered", "unsure": "not sure", "gap": "no answer found"},
    settings_title="Cornerman here",
    settings_default="This channel keeps to the default. It changes with the first thing that you save.",
    settings_not_here="Type this in the channel whose settings you want to change.",
    settings_not_you=(
        "Only administrators, managers, and who created the channel change its settings. "
        "They are named in the settings under [roles], or are administrators of the workspace."
    ),
    settings_unknown=(
        "Slack did not tell me who you are, or who reads this channel. "
        "If I am not in it, invite me first; else try again in a minute."
    ),
    settings_saved="Saved. This is how I behave in this channel from now on.",
    settings_back="Done. This channel keeps to the default again.",
    settings_listening="What I answer without being mentioned",
    settings_listening_options={
        "mentions": "Nothing",
        "questions": "Questions",
        "everything": "Everything",
    },
    settings_audible="Who hears the answer",
    settings_audible_options={"thread": "The thread", "ephemeral": "Only who asked"},
    settings_switches="Manners",
    settings_follow_ups="Who asked in a thread may go on there without mentioning me",
    settings_only_confident="What I am not sure of, only who asked hears",
    settings_answers_to="Whom I answer",
    settings_everybody="Everybody",
    settings_audience="Groups that everybody here is in",
    settings_audience_hint="I quote what is for these groups. Only administrators change this.",
    settings_reaction="The emoji that asks me",
    settings_reaction_hint="Its name without colons, for example question. Leave it empty for none.",
    settings_opens="From",
    settings_closes="To",
    settings_hours_hint="Outside these hours I speak only when mentioned. The same hour twice means the whole day.",
    settings_weekdays="Days",
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    settings_zone="Time zone",
    settings_zone_wrong="I know no such time zone. Write it like Europe/Berlin.",
    settings_cap="Answers an hour that the channel hears",
    settings_cap_hint="0 means any number. Past it, only who mentions me hears the answer.",
    settings_cap_wrong="Write a whole number from 0 to {most}.",
    settings_reaction_wrong="An emoji's name has small letters, digits, _, + and - only.",
    settings_guests=(
        "People from outside read this channel: I speak only when mentioned, and quote only what is safe for buyers."
    ),
    settings_reset="Back to the default",
    command_help=(
        "`{command} settings`: how I behave in this channel\n`{command} help`: this\n"
        "`{ask} your question`: an answer that only you see"
    ),
)

RUSSIAN = ChatWords(
    helpful="👍 Полезно",
    not_helpful="👎 Не помогло",
    share="Поделиться",
    ask_owner="Спросить владельца",
    more="Ещё результаты",
    open="Открыть",
    thanks="Спасибо, учтено.",
    noted="Спасибо. Учтено вместе с причиной.",
    why_title="Не помогло",
    why_lead="Учтено. Что не так?",
    why="Причина",
    reasons={
        "wrong": "Неверно",
        "outdated": "Устарело",
        "missing": "Чего-то не хватает",
        "too_long": "Слишком длинно",
    },
    in_words="Своими словами",
    send="Отправить",
    save="Сохранить",
    cancel="Отмена",
    close="Закрыть",
    one_moment="Минутку…",
    sent_before="Вы это уже отправили.",
    share_title="Поделиться",
    share_where="Куда",
    shared_by="{person} делится ответом на вопрос «{question}»:",
    shared="Отправлено в {channel}.",
    withheld="Не отправлено: ответ взят из «{title}», а это в {channel} могут видеть не все.",
    withheld_internal=(
        "Не отправлено: в {channel} есть люди извне, а «{title}» не отмечено как безопасное для покупателей."
    ),
    withheld_unsure="Не отправлено: по тому, что в {channel} могут видеть все, ответ был бы неуверенным.",
    withheld_unknown=(
        "Не отправлено: не удалось узнать, кто читает {channel}. Если меня там нет, сначала пригласите меня."
    ),
    invite_me="Не отправлено: меня нет в {channel}. Сначала пригласите меня туда.",
    owner_title="Спросить владельца",
    owner_lead="{owner} получит ваш вопрос, прежние вопросы ветки и ближайший материал.",
    owner_note="Несколько слов владельцу",
    owner_sent="Отправлено: {owner}. Сообщу, как только придёт ответ.",
    owner_before="Вы уже отправили это: {owner}. Сообщу, как только придёт ответ.",
    owner_none="У этого материала не указан владелец. Те, кто ведёт материалы, увидят ваш вопрос как пробел.",
    owner_unknown=(
        "Владельцем указан {owner}, но я не знаю, кто это здесь. "
        "Администратор может указать это в настройках, в разделе [owners]."
    ),
    owner_you="Владельцем этого материала указаны вы сами.",
    owner_unreachable="Сообщение не удалось доставить: {owner}. Напишите, пожалуйста, напрямую.",
    owner_asks="{person} спрашивает вас: вы указаны владельцем материала.",
    owner_after="До этого: {questions}",
    owner_nearest="Ближайшее, что есть в материалах:",
    owner_no_nearest="Ничего близкого в материалах нет.",
    owner_how=(
        "Ответьте в этой ветке или кнопкой. Ваши слова получит {person}, и они останутся черновиком для материала."
    ),
    owner_how_in_channel=("Ответьте кнопкой. Ваши слова получит {person}, и они останутся черновиком для материала."),
    reply="Ответить",
    reply_title="Ответ",
    reply_label="Ваш ответ для {person}",
    reply_kept="Отправлено: {person}. Сохранено как черновик для материала.",
    reply_undelivered="Ответ сохранён как черновик, но доставить его не удалось: {person}.",
    replied="{owner} отвечает на ваш вопрос «{question}»:",
    more_title="Ещё результаты",
    more_lead="«{question}»",
    more_none="Больше ничего, что вам можно видеть, нет.",
    groups_unknown="Сейчас не удалось узнать ваши группы, поэтому здесь только то, что могут видеть все.",
    asker_unknown="Сейчас не удалось узнать, кто вы, поэтому здесь только то, что безопасно для покупателей.",
    outsiders_unknown=(
        "Сейчас не удалось узнать, кто читает этот канал, поэтому здесь только то, что безопасно для покупателей."
    ),
    refused=(
        "В этом канале я отвечаю только группам: {groups}. Спросите меня в личном сообщении или командой `{command}`."
    ),
    only_you="Это видите только вы: для канала ответ недостаточно уверенный.",
    full="Это видите только вы: за этот час канал уже получил свои ответы.",
    gone="Этого ответа я уже не помню. Спросите, пожалуйста, ещё раз.",
    log_down="Сейчас не могу заглянуть в свои записи. Попробуйте через минуту.",
    trouble="Что-то пошло не так. Попробуйте через минуту.",
    cannot_read="Не могу прочитать это сообщение. Сначала пригласите меня в канал.",
    nothing_to_ask="В этом сообщении нет слов.",
    prompts_title="Например",
    looking="ищет ответ…",
    home_lead="Ответы из плейбуков и карточек вашей компании, со ссылками.",
    home_ask="Упомяните меня в канале, напишите на вкладке *Сообщения* или введите `{command} ваш вопрос`.",
    home_recent="Ваши недавние вопросы",
    home_recent_none="Пока ничего. Здесь будут ваши вопросы.",
    home_new="Новое в материалах",
    home_new_none="За последние 30 дней ничего не проверяли.",
    home_most="О чём чаще спрашивают на этой неделе",
    home_most_none="На этой неделе вопросов слишком мало.",
    home_most_line="вопросов: {questions}, людей: {people}",
    home_owner="Ваши материалы",
    home_owner_waiting="Ждут вашего ответа:",
    home_owner_overdue="Срок проверки истёк:",
    home_owner_nothing="Вас ничего не ждёт.",
    home_manager="Руководителям",
    home_manager_lead="О чём спрашивают и что было отвечено, видно в консоли.",
    home_console="Открыть консоль",
    statuses={"answered": "есть ответ", "unsure": "не уверен", "gap": "ответа нет"},
    settings_title="Cornerman здесь",
    settings_default="В этом канале всё по умолчанию. Изменится с первым сохранением.",
    settings_not_here="Введите это в том канале, настройки которого хотите изменить.",
    settings_not_you=(
        "Настройки канала меняют только администраторы, руководители и тот, кто создал канал. "
        "Они названы в настройках в разделе [roles] или являются администраторами рабочего пространства."
    ),
    settings_unknown=(
        "Slack не сообщил, кто вы или кто читает этот канал. "
        "Если меня в нём нет, сначала пригласите меня; иначе попробуйте через минуту."
    ),
    settings_saved="Сохранено. Так я теперь веду себя в этом канале.",
    settings_back="Готово. В этом канале снова всё по умолчанию.",
    settings_listening="На что отвечаю без упоминания",
    settings_listening_options={"mentions": "Ни на что", "questions": "На вопросы", "everything": "На всё"},
    settings_audible="Кто видит ответ",
    settings_audible_options={"thread": "Ветка", "ephemeral": "Только спросивший"},
    settings_switches="Манеры",
    settings_follow_ups="Спросивший в ветке может продолжать в ней без упоминания",
    settings_only_confident="Неуверенный ответ видит только спросивший",
    settings_answers_to="Кому отвечаю",
    settings_everybody="Всем",
    settings_audience="Группы, в которых состоят все здесь",
    settings_audience_hint="Я цитирую то, что предназначено этим группам. Меняют только администраторы.",
    settings_reaction="Эмодзи, которым меня спрашивают",
    settings_reaction_hint="Название без двоеточий, например question. Пусто: никакого.",
    settings_opens="С",
    settings_closes="До",
    settings_hours_hint="Вне этих часов говорю только по упоминанию. Одинаковые часы значат весь день.",
    settings_weekdays="Дни",
    weekdays=("Понедельник", "Вторник", "Среда", "Четверг", "Пятница", "Суббота", "Воскресенье"),
    settings_zone="Часовой пояс",
    settings_zone_wrong="Такого часового пояса я не знаю. Пишите так: Europe/Moscow.",
    settings_cap="Сколько ответов в час слышит канал",
    settings_cap_hint="0: сколько угодно. Сверх того ответ видит только тот, кто упомянул меня.",
    settings_cap_wrong="Напишите целое число от 0 до {most}.",
    settings_reaction_wrong="В названии эмодзи только строчные буквы, цифры, _, + и -.",
    settings_guests=(
        "Этот канал читают люди извне: говорю только по упоминанию и цитирую только безопасное для покупателей."
    ),
    settings_reset="Вернуть по умолчанию",
    command_help=(
        "`{command} settings`: как я веду себя в этом канале\n`{command} help`: эта справка\n"
        "`{ask} ваш вопрос`: ответ, который видите только вы"
    ),
)

_BY_LANGUAGE = {"en": ENGLISH, "ru": RUSSIAN}


def chat_words(language: str) -> ChatWords:
    """The words in `language` (ISO 639-1), or in English where the bot does not speak it."""
    return _BY_LANGUAGE.get(language, ENGLISH)
