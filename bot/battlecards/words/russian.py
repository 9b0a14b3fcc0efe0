"""What is said around battlecards, in Russian."""

from __future__ import annotations

from bot.battlecards.words.model import CardWords

RUSSIAN = CardWords(
    language="ru",
    help=(
        "`{command} КОНКУРЕНТ` открывает карточку конкурента; слова после имени открывают ту часть, где о них "
        "сказано больше всего: `{command} КОНКУРЕНТ цена`. Видите её только вы."
    ),
    parts={
        "overview": "Обзор",
        "win": "Почему мы выигрываем",
        "objections": "Возражения",
        "say": "Скажите так",
        "landmines": "Неудобные вопросы",
        "proof": "Доказательства",
        "they_win": "Где сильны они",
    },
    more="Ещё",
    other_cards="Другие карточки: {name}",
    choose="О конкуренте {name} есть несколько карточек:",
    like="Карточки «{typed}» не знаю. Может быть:",
    no_card="Карточки «{typed}», которую я могу вам показать, нет. Записал, что её не хватает.",
    all="Карточки конкурентов: {names}",
    none="Карточек конкурентов, которые я могу вам показать, пока нет.",
    and_more="и ещё {count}",
    repaired="Понял ваш запрос как «{name}».",
    missed="На этой карточке не нашёл «{topic}».",
    unsure="Не уверен, что это о «{topic}».",
    gone="Этой карточки больше нет.",
    open="Открыть",
    share="Показать здесь",
    shared_by="{person} показывает карточку конкурента:",
    trouble="С карточкой что-то пошло не так; попробуйте ещё раз через минуту.",
)
