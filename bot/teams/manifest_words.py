"""What the app says of itself in Teams' lists, menus and store, in each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "ru"]


@dataclass(frozen=True, slots=True)
class Told:
    """A line of a menu: what is pressed, and what it does. Teams takes 32 characters and 128."""

    title: str
    description: str


@dataclass(frozen=True, slots=True)
class AppWords:
    """All of it in one language. `tagline` follows the app's name; `commands` stand by their names."""

    tagline: str
    short: str
    full: str
    commands: Mapping[str, Told]
    search: Told
    question: Told
    find_answer: Told


ENGLISH = AppWords(
    tagline="answers from your own playbooks",
    short="Answers sales questions in the words of your own playbooks and battlecards.",
    full=(
        "Ask Cornerman while the buyer is talking: write to it, mention it in a channel or a group chat, search from "
        "the box where you write, or choose “Find an answer” on a message. It answers with the words of your company's "
        "own playbooks and battlecards, with links that jump to them, says so plainly when it does not know, and can "
        "hand your question to the owner of the content. Your company runs it itself."
    ),
    commands={
        "ask": Told("ask", "Ask a question: ask what discount can I give on two years?"),
        "help": Told("help", "What I can do, and examples of questions"),
        "battlecard": Told("battlecard", "The card on a competitor: battlecard NAME, or battlecard NAME price"),
        "whatsnew": Told("whatsnew", "What is new and changed in the content; whatsnew help says more"),
        "home": Told("home", "Your questions, what is new in the content, and what is asked about"),
        "content": Told("content", "For owners: questions that wait for your reply, and pages past their review"),
        "gaps": Told("gaps", "For managers and owners: what the content does not answer; gaps help says more"),
        "digest": Told("digest", "For managers and owners: the digest now, or regularly; digest help says more"),
        "page": Told("page", "For owners: your pages that need you; page help says more"),
        "reindex": Told("reindex", "For owners of sources: bring the index up to date; reindex help says more"),
        "rollback": Told("rollback", "For administrators: let the index of before answer again"),
    },
    search=Told("Search answers", "Find an answer and insert it into your message"),
    question=Told("Question", "What does the buyer want to know?"),
    find_answer=Told("Find an answer", "Answers this message; only you see it"),
)

RUSSIAN = AppWords(
    tagline="ответы из ваших материалов",
    short="Отвечает на вопросы о продажах словами ваших собственных материалов.",
    full=(
        "Спрашивайте Cornerman, пока говорит покупатель: напишите ему, упомяните его в канале или в групповом чате, "
        "ищите из поля сообщения или выберите «Найти ответ» в меню сообщения. Он отвечает словами материалов вашей "
        "компании, со ссылками на нужное место, прямо говорит, если не знает, и может передать вопрос владельцу "
        "материала. Им управляет сама ваша компания."
    ),
    commands={
        "ask": Told("спроси", "Задать вопрос: спроси, какую скидку дать на два года?"),
        "help": Told("помощь", "Что я умею и примеры вопросов"),
        "battlecard": Told("карточка", "Карточка конкурента: карточка ИМЯ или карточка ИМЯ цена"),
        "whatsnew": Told("новости", "Что нового и что изменилось в материалах; новости помощь — подробнее"),
        "home": Told("главная", "Ваши вопросы, новое в материалах и о чём спрашивают"),
        "content": Told("материалы", "Владельцам: вопросы, которые ждут ответа, и просроченные страницы"),
        "gaps": Told(
            "пробелы", "Руководителям и владельцам: на что в материалах нет ответа; пробелы помощь — подробнее"
        ),
        "digest": Told("сводка", "Руководителям и владельцам: сводка сейчас или регулярно; сводка помощь — подробнее"),
        "page": Told("страница", "Владельцам: страницы, которые вас ждут; страница помощь — подробнее"),
        "reindex": Told("переиндексация", "Владельцам источников: обновить индекс; переиндексация помощь — подробнее"),
        "rollback": Told("откат", "Администраторам: пусть снова отвечает прежний индекс"),
    },
    search=Told("Поиск ответов", "Найти ответ и вставить его в сообщение"),
    question=Told("Вопрос", "Что хочет знать покупатель?"),
    find_answer=Told("Найти ответ", "Отвечает на это сообщение; видите только вы"),
)

WORDS: Mapping[Language, AppWords] = {"en": ENGLISH, "ru": RUSSIAN}
