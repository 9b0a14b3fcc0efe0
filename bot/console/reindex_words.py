"""The words of the console's page about reindexes beside those of `bot.reindexing.words`, in each language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReindexPageWords:
    """One language's words."""

    title: str
    lead: str
    sources: str
    source: str
    owner: str
    documents: str
    last_run: str
    never: str
    no_owner: str
    everything: str
    all_of_yours: str
    options: str
    full: str
    dry_run: str
    allow_empty: str
    force: str
    going_back: str
    progress: str
    look_again: str
    question: str
    before: str
    after: str
    closed: str
    history: str
    history_empty: str
    when: str
    run: str
    changes: str
    newest: str
    older: str
    run_gone: str
    another_serves: str


ENGLISH = ReindexPageWords(
    title="Reindex",
    lead="Bring the index up to date with the content. The old index answers until the new one is ready.",
    sources="Your sources",
    source="Source",
    owner="Owner",
    documents="Documents",
    last_run="Last run",
    never="never",
    no_owner="nobody",
    everything="All sources",
    all_of_yours="All of yours",
    options="Options",
    full="Read and embed everything anew",
    dry_run="Dry run",
    allow_empty="Also take away the documents of a source that holds none any more",
    force="Let the new index serve even where golden questions are answered worse",
    going_back="Going back",
    progress="How far it is",
    look_again="Look again",
    question="Question",
    before="Now",
    after="With the new index",
    closed="Gaps that it filled",
    history="Runs",
    history_empty="Nobody has reindexed yet.",
    when="When",
    run="What",
    changes="Changes",
    newest="Newest",
    older="Older",
    run_gone="That run is not known any more.",
    another_serves="Nothing was done: another index serves since you opened this page. Look, then go back from that.",
)

RUSSIAN = ReindexPageWords(
    title="Переиндексация",
    lead="Обновить индекс по материалам. Пока новый индекс не готов, отвечает прежний.",
    sources="Ваши источники",
    source="Источник",
    owner="Владелец",
    documents="Документы",
    last_run="Последний запуск",
    never="не было",
    no_owner="никто",
    everything="Все источники",
    all_of_yours="Все ваши",
    options="Параметры",
    full="Прочитать и обработать всё заново",
    dry_run="Пробный прогон",
    allow_empty="Убрать и документы источника, в котором их больше нет",
    force="Ввести новый индекс, даже если на контрольные вопросы он отвечает хуже",
    going_back="Возврат",
    progress="Ход выполнения",
    look_again="Обновить",
    question="Вопрос",
    before="Сейчас",
    after="С новым индексом",
    closed="Закрытые пробелы",
    history="Запуски",
    history_empty="Ещё никто не переиндексировал.",
    when="Когда",
    run="Что",
    changes="Изменения",
    newest="Самые новые",
    older="Более ранние",
    run_gone="Этот запуск уже не известен.",
    another_serves="Ничего не сделано: с тех пор как вы открыли страницу, отвечает уже другой индекс. Посмотрите ниже.",
)


def reindex_page_words(language: str) -> ReindexPageWords:
    """The words in `language` (ISO 639-1), or in English where the console does not speak it."""
    return {"en": ENGLISH, "ru": RUSSIAN}.get(language, ENGLISH)
