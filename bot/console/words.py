"""The words on the console's pages, in each language they come in. What the bot says is in bot/sentences.py."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageWords:
    """One language's words. Fields with braces are templates."""

    language: str
    skip: str
    nav: str
    nav_ask: str
    nav_documents: str
    nav_log: str
    generation: str
    generation_why: str
    no_generation: str
    ask_title: str
    ask_label: str
    ask_placeholder: str
    ask_button: str
    asking: str
    ask_lead: str
    examples: str
    no_index_title: str
    no_index: str
    answer: str
    confidence: str
    statuses: dict[str, str]
    overdue: str
    here: str
    follow_up: str
    follow_up_to: str
    follow_up_button: str
    start_over: str
    vote_title: str
    vote_helped: str
    vote_helped_not: str
    vote_no_reason: str
    details: str
    latency: str
    stage: str
    milliseconds: str
    ranked: str
    holds_internal: str
    score: str
    documents_title: str
    documents_count: str
    filter_label: str
    filter_button: str
    clear: str
    nothing_filtered: str
    column_title: str
    column_kind: str
    column_owner: str
    column_product: str
    column_language: str
    column_review: str
    back_to_question: str
    all_documents: str
    contents: str
    original: str
    laid_out_plainly: str
    preview_title: str
    preview_lead: str
    preview_link: str
    preview_both: str
    preview_views: dict[str, str]
    say: str
    table: str
    log_title: str
    log_lead: str
    log_empty: str
    log_empty_filtered: str
    log_unavailable: str
    column_time: str
    column_status: str
    column_confidence: str
    column_surface: str
    column_question: str
    every_status: str
    older: str
    newest: str
    not_found_title: str
    not_found: str
    error_title: str
    error: str
    bad_request_title: str
    bad_request: str
    home: str


ENGLISH = PageWords(
    language="en",
    skip="Skip to the content",
    nav="Pages",
    nav_ask="Ask",
    nav_documents="Documents",
    nav_log="Questions",
    generation="Documents that you may read: {documents} · indexed",
    generation_why="The others are for certain groups alone, or their owners have pulled them.",
    no_generation="No index yet",
    ask_title="What does the buyer want to know?",
    ask_label="Your question",
    ask_placeholder="Ask as you would ask a colleague",
    ask_button="Ask",
    asking="Looking…",
    ask_lead="The answer comes in the words of your own playbooks and battlecards, with a link to where they stand.",
    examples="For example",
    no_index_title="There is nothing to answer from yet",
    no_index="Build the index in a terminal, then load this page again:",
    answer="Answer",
    confidence="{percent}% sure",
    statuses={"answered": "Answered", "unsure": "Unsure", "gap": "No answer", "small_talk": "Small talk"},
    overdue="overdue",
    here="read it here",
    follow_up="Ask a follow-up",
    follow_up_to="Follow-up to",
    follow_up_button="Follow up",
    start_over="Start over",
    vote_title="Does this help?",
    vote_helped="You found this helpful.",
    vote_helped_not="You found this not helpful.",
    vote_no_reason="Without a reason",
    details="How this answer was found",
    latency="Time taken",
    stage="Stage",
    milliseconds="Milliseconds",
    ranked="Passages, best first",
    holds_internal="Holds something internal: not for customers",
    score="score {score}",
    documents_title="Documents",
    documents_count="{shown} of {all}",
    filter_label="Filter by title, kind, owner, product or competitor",
    filter_button="Filter",
    clear="Show all",
    nothing_filtered="No document matches “{filter}”.",
    column_title="Title",
    column_kind="Kind",
    column_owner="Owner",
    column_product="Product",
    column_language="Language",
    column_review="Review",
    back_to_question="Back to “{question}”",
    all_documents="All documents",
    contents="On this page",
    original="Open the original",
    laid_out_plainly="This document takes too long to lay out, so here is its text as it stands. Split it.",
    preview_title="How it looks in Slack",
    preview_lead="Drawn from what Slack is sent. Links work; buttons and menus do nothing here.",
    preview_link="See it as in Slack",
    preview_both="Both",
    preview_views={"desktop": "On a computer", "phone": "On a phone"},
    say="Say this",
    table="Table",
    log_title="Questions",
    log_lead="What was asked, newest first, on every surface.",
    log_empty="Nobody has asked anything yet.",
    log_empty_filtered="No question here has this status.",
    log_unavailable="The question log cannot be read just now. Questions are answered, and kept until it is back.",
    column_time="Asked",
    column_status="Status",
    column_confidence="Sure",
    column_surface="Where",
    column_question="Question",
    every_status="All",
    older="Older questions",
    newest="Newest questions",
    not_found_title="There is no such page",
    not_found=(
        "The document may have been moved or removed since the link was made; or it is for some groups alone: "
        "the console shows what is for everybody."
    ),
    error_title="Something went wrong",
    error="The page could not be made. The reason stands in the server's log; please try again.",
    bad_request_title="That request made no sense",
    bad_request="The address or the request is not one that this console knows.",
    home="Ask a question",
)

RUSSIAN = PageWords(
    language="ru",
    skip="К содержанию",
    nav="Страницы",
    nav_ask="Спросить",
    nav_documents="Документы",
    nav_log="Вопросы",
    generation="Документов, доступных вам: {documents} · индекс от",
    generation_why="Остальные — только для определённых групп или сняты ответственными.",
    no_generation="Индекса ещё нет",
    ask_title="Что хочет знать покупатель?",
    ask_label="Ваш вопрос",
    ask_placeholder="Спросите, как спросили бы коллегу",
    ask_button="Спросить",
    asking="Ищу…",
    ask_lead="Ответ приходит словами ваших же плейбуков и карточек конкурентов, со ссылкой на место.",
    examples="Например",
    no_index_title="Отвечать пока не из чего",
    no_index="Постройте индекс в терминале и загрузите страницу снова:",
    answer="Ответ",
    confidence="уверенность {percent} %",
    statuses={"answered": "Ответ есть", "unsure": "Не уверен", "gap": "Ответа нет", "small_talk": "Не вопрос"},
    overdue="просрочено",
    here="прочесть здесь",
    follow_up="Уточнить",
    follow_up_to="Уточнение к",
    follow_up_button="Уточнить",
    start_over="Начать заново",
    vote_title="Это помогло?",
    vote_helped="Вы отметили, что это помогло.",
    vote_helped_not="Вы отметили, что это не помогло.",
    vote_no_reason="Без причины",
    details="Как найден ответ",
    latency="Сколько это заняло",
    stage="Этап",
    milliseconds="Миллисекунды",
    ranked="Фрагменты, лучшие сверху",
    holds_internal="Есть внутреннее: не для клиентов",
    score="оценка {score}",
    documents_title="Документы",
    documents_count="{shown} из {all}",
    filter_label="Отбор по названию, виду, владельцу, продукту или конкуренту",
    filter_button="Отобрать",
    clear="Показать все",
    nothing_filtered="Под «{filter}» не подходит ни один документ.",
    column_title="Название",
    column_kind="Вид",
    column_owner="Владелец",
    column_product="Продукт",
    column_language="Язык",
    column_review="Проверка",
    back_to_question="К вопросу «{question}»",
    all_documents="Все документы",
    contents="На этой странице",
    original="Открыть оригинал",
    laid_out_plainly="Верстать этот документ слишком долго, поэтому вот его текст как он есть. Разделите его.",
    preview_title="Как это выглядит в Slack",
    preview_lead="Нарисовано по тому, что получает Slack. Ссылки работают, а кнопки и меню здесь ничего не делают.",
    preview_link="Показать как в Slack",
    preview_both="Оба вида",
    preview_views={"desktop": "На компьютере", "phone": "На телефоне"},
    say="Скажите так",
    table="Таблица",
    log_title="Вопросы",
    log_lead="Что спрашивали, новое сверху, где бы ни спросили.",
    log_empty="Пока никто ничего не спросил.",
    log_empty_filtered="Вопросов с таким итогом здесь нет.",
    log_unavailable="Журнал вопросов сейчас не читается. Ответы приходят, а вопросы сохранятся до его возвращения.",
    column_time="Когда",
    column_status="Итог",
    column_confidence="Уверенность",
    column_surface="Где",
    column_question="Вопрос",
    every_status="Все",
    older="Более ранние",
    newest="Самые новые",
    not_found_title="Такой страницы нет",
    not_found=(
        "Возможно, документ переместили или убрали после того, как ссылка была сделана; или он только для некоторых "
        "групп: консоль показывает то, что для всех."
    ),
    error_title="Что-то пошло не так",
    error="Страницу не удалось собрать. Причина записана в журнале сервера; попробуйте ещё раз.",
    bad_request_title="Непонятный запрос",
    bad_request="Такого адреса или запроса эта консоль не знает.",
    home="Задать вопрос",
)

_BY_LANGUAGE = {"en": ENGLISH, "ru": RUSSIAN}


def page_words(accept_language: str) -> PageWords:
    """The words in the language that an Accept-Language header likes best, English where it names none of ours."""
    liked: list[tuple[float, str]] = []
    for entry in accept_language.split(","):
        name, _, parameters = entry.partition(";")
        language = name.strip().lower().partition("-")[0]
        weight = _weight(parameters)
        if language in _BY_LANGUAGE and weight > 0:
            liked.append((weight, language))
    return _BY_LANGUAGE[max(liked, key=lambda entry: entry[0])[1]] if liked else ENGLISH


def _weight(parameters: str) -> float:
    value = parameters.strip().removeprefix("q=")
    try:
        return float(value) if parameters.strip() else 1.0
    except ValueError:
        return 0.0
