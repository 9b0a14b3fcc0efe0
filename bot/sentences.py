"""Every sentence that the bot says, in each language that it speaks. Content is not here: it is quoted as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.model import Answer, AnswerSource
from content_index.model import Document
from retrieval.model import Reason, ReasonName


@dataclass(frozen=True, slots=True)
class Sentences:
    """One language's sentences. Fields with braces are templates; the functions of this file fill them."""

    unsure: str
    gap: str
    gap_with_related: str
    say_this: str
    sources: str
    learn_more: str
    reviewed: str
    review_due_today: str
    review_overdue: str
    needs_work: str
    owner: str
    only_for: str
    searched_as: str
    goes_on: str
    cut: str
    reasons: Mapping[ReasonName, str]
    quoted_word: str
    thousands: str
    trouble: str
    no_index: str
    thinking: str
    help: str
    internal: str
    sources_differ: str
    undated: str
    months: tuple[str, ...]
    day: str
    day_of_year: str

    @property
    def internal_mark(self) -> str:
        """What stands above words that are not for customers, where no colour tells it."""
        return f"🔒 {self.internal}"

    def number(self, number: int) -> str:
        """A whole number as the language writes it."""
        return f"{number:,}".replace(",", self.thousands)


ENGLISH = Sentences(
    unsure="I am not sure. This is close, but it may not be the answer:",
    gap="I did not find an answer in the content.",
    gap_with_related="I did not find an answer in the content. The nearest that it holds, which is not an answer:",
    say_this="Say this:",
    sources="Sources",
    learn_more="To learn more:",
    reviewed="reviewed {date}",
    review_due_today="review due today",
    review_overdue="review due {days} days ago",
    needs_work="its owner is working on it: check before you rely on it",
    owner="owner {owner}",
    only_for="🔒 only for {groups}",
    searched_as="I searched for “{question}”.",
    goes_on="Understood as going on from “{question}”.",
    cut="Your question is long: I read its first {characters} characters.",
    reasons={
        "small_talk": "Ask me anything that the playbooks and battlecards should know.",
        "empty_index": "The index is empty. An administrator finds out why with `cornerman doctor`.",
        "no_words": "The question holds no words to search for.",
        "old_index": (
            "The index was made by another model or version, so only matching words were compared. "
            "An administrator mends that with `cornerman reindex`."
        ),
        "blind": "The search model does not know this language, so only matching words were compared.",
        "unknown_words": "Nothing that I may show here mentions {words}.",
        "no_figure": "There is a page on this, but what I found there gives no figure.",
        "no_time": "There is a page on this, but what I found there gives no date or time.",
        "no_person": "There is a page on this, but what I found there does not say who.",
        "unmentioned": "What I found does not mention {words}.",
        "partly": "No passage holds all that you asked about.",
        "distant": "The nearest passage is only on a related topic.",
    },
    quoted_word="“{word}”",
    thousands=",",
    trouble="Something went wrong while I was looking. Your question is noted; please ask again in a minute.",
    no_index="There is no content to answer from yet. An administrator starts with `cornerman reindex`.",
    thinking="Looking it up…",
    help=(
        "Ask me anything that the playbooks and battlecards should know; I answer with their own words and a link.\n"
        "• In a channel: mention me, and I answer in the thread. A follow-up in the thread keeps its context.\n"
        "• In a direct message: just type.\n"
        "• `{command} your question`: only you see the answer."
    ),
    internal="Internal: not for customers",
    sources_differ="Two sources disagree: {said} in “{title}” ({date}), {other} in “{other_title}” ({other_date}).",
    undated="no review date",
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"),
    day="{day} {month} {year}",
    day_of_year="{day} {month}",
)

RUSSIAN = Sentences(
    unsure="Не уверен. Это близко, но, возможно, не ответ:",
    gap="Не нашёл ответа в материалах.",
    gap_with_related="Не нашёл ответа в материалах. Ближайшее, что в них есть, но это не ответ:",
    say_this="Скажите так:",
    sources="Источники",
    learn_more="Узнать больше:",
    reviewed="проверено {date}",
    review_due_today="срок проверки сегодня",
    review_overdue="срок проверки истёк {days} дн. назад",
    needs_work="владелец правит страницу: проверьте, прежде чем полагаться",
    owner="владелец {owner}",
    only_for="🔒 только для {groups}",
    searched_as="Искал: «{question}».",
    goes_on="Понято как продолжение вопроса «{question}».",
    cut="Вопрос длинный: прочитаны первые {characters} знаков.",
    reasons={
        "small_talk": "Спросите всё, что должны знать плейбуки и карточки конкурентов.",
        "empty_index": "Индекс пуст. Администратор узнает причину командой `cornerman doctor`.",
        "no_words": "В вопросе нет слов для поиска.",
        "old_index": (
            "Индекс создан другой моделью или версией, поэтому сравнивались только слова. "
            "Администратор исправит это командой `cornerman reindex`."
        ),
        "blind": "Модель поиска не знает этого языка, поэтому сравнивались только слова.",
        "unknown_words": "В том, что я могу здесь показать, нет слов: {words}.",
        "no_figure": "Страница об этом есть, но в том, что я на ней нашёл, нет числа.",
        "no_time": "Страница об этом есть, но в том, что я на ней нашёл, нет ни даты, ни срока.",
        "no_person": "Страница об этом есть, но в том, что я на ней нашёл, не сказано, кто это.",
        "unmentioned": "В том, что я нашёл, нет слов: {words}.",
        "partly": "Ни один отрывок не содержит всего, о чём вы спросили.",
        "distant": "Ближайший отрывок лишь на смежную тему.",
    },
    quoted_word="«{word}»",
    thousands="\u00a0",
    trouble="Во время поиска что-то пошло не так. Вопрос записан; спросите ещё раз через минуту.",
    no_index="Материалов для ответа пока нет. Администратор начинает с команды `cornerman reindex`.",
    thinking="Ищу…",
    help=(
        "Спросите всё, что должны знать плейбуки и карточки конкурентов; отвечу их же словами и дам ссылку.\n"
        "• В канале: упомяните меня, и я отвечу в ветке. Уточнение в ветке помнит, о чём шла речь.\n"
        "• В личном сообщении: просто напишите.\n"
        "• `{command} ваш вопрос`: ответ увидите только вы."
    ),
    internal="Внутреннее: не для клиентов",
    sources_differ="Два источника расходятся: {said} в «{title}» ({date}), {other} в «{other_title}» ({other_date}).",
    undated="без даты проверки",
    months=("янв.", "февр.", "мар.", "апр.", "мая", "июн.", "июл.", "авг.", "сент.", "окт.", "нояб.", "дек."),
    day="{day} {month} {year}\u202fг.",
    day_of_year="{day} {month}",
)

_TITLE = 80
"""Characters of a title in a sentence: enough to tell two pages apart."""
_BY_LANGUAGE = {"en": ENGLISH, "ru": RUSSIAN}


def sentences(language: str) -> Sentences:
    """The sentences in `language` (ISO 639-1), or in English where the bot does not speak it."""
    return _BY_LANGUAGE.get(language, ENGLISH)


def headline(answer: Answer) -> str:
    """What is said before the quoted words: nothing above an answer, a plain word of doubt above anything less.

    Where nothing was asked, or could be searched (then there is no generation), the note says so, and doubt would
    mislead.
    """
    words = sentences(answer.language)
    if answer.status == "answered" or answer.small_talk or not answer.generation:
        return ""
    if answer.status == "unsure" and answer.text:
        return words.unsure
    return words.gap_with_related if answer.sources else words.gap


def reason_in_words(reason: Reason, language: str) -> str:
    """Why an answer is not sure, as a sentence."""
    words = sentences(language)
    named = ", ".join(words.quoted_word.format(word=word) for word in reason.words)
    return words.reasons[reason.name].format(words=named)


def access(source: AnswerSource, language: str) -> str:
    """Whose eyes a source is for; nothing where it is for everybody's."""
    return sentences(language).only_for.format(groups=", ".join(source.audience)) if source.audience else ""


def freshness(source: AnswerSource | Document, today: date, language: str) -> str:
    """How fresh a source or document is: being worked on, overdue, or else when it was reviewed; else nothing."""
    words = sentences(language)
    if isinstance(source, AnswerSource) and source.needs_work:
        return words.needs_work
    if source.review_due is not None and source.review_due <= today:
        days = (today - source.review_due).days
        return words.review_overdue.format(days=days) if days else words.review_due_today
    if source.reviewed is None:
        return ""
    return words.reviewed.format(date=day_in_words(source.reviewed, language, today))


def cautions(source: AnswerSource, today: date, language: str) -> str:
    """What to mind of a page that is named in one line: that it is overdue or worked on, and whose eyes it is for."""
    is_overdue = source.review_due is not None and source.review_due <= today
    state = freshness(source, today, language) if source.needs_work or is_overdue else ""
    return " · ".join(filter(None, (state, access(source, language))))


def contradiction(quoted: Document, other: Document, values: tuple[str, str], language: str) -> str:
    """That two documents disagree, with their dates and what each says."""
    words = sentences(language)
    dates = [
        words.reviewed.format(date=day_in_words(one.reviewed, language)) if one.reviewed else words.undated
        for one in (quoted, other)
    ]
    titles = [one.title if len(one.title) <= _TITLE else f"{one.title[: _TITLE - 1]}…" for one in (quoted, other)]
    return words.sources_differ.format(
        said=values[0], title=titles[0], date=dates[0], other=values[1], other_title=titles[1], other_date=dates[1]
    )


def day_in_words(day: date, language: str, today: date | None = None) -> str:
    """A day as `bot.locales.day` writes it. An answer at the terminal does not wait for Babel to be loaded for that."""
    words = sentences(language)
    form = words.day_of_year if today is not None and today.year == day.year else words.day
    return form.format(day=day.day, month=words.months[day.month - 1], year=day.year)
