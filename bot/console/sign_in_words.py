"""The words of the console's frame and of signing in, in each language they come in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SignInWords:
    """One language's words. Fields with braces are templates. `entries` are the pages that the frame names."""

    entries: Mapping[str, str]
    sign_in: str
    sign_out: str
    account: str
    signed_in_as: str
    signed_out: str
    signed_out_here: str
    title: str
    lead: str
    with_slack: str
    with_microsoft: str
    or_by_password: str
    name: str
    password: str
    this_machine: str
    not_set_up_title: str
    not_set_up: str
    needed_title: str
    needed: str
    forbidden_title: str
    forbidden: str
    unsure_title: str
    unsure: str
    foreign_title: str
    foreign: str
    roles: Mapping[str, str]
    wrong_password: str
    too_many: str
    not_of_the_team: str
    guest: str
    refused: str
    began_elsewhere: str
    provider_down: str
    looks_title: str
    looks_lead: str
    looks_empty: str
    looks_unavailable: str
    looks_person: str
    looks_filter: str
    looks_gap: str
    looks_file: str
    looks_newest: str
    looks_older: str
    column_person: str
    column_page: str
    column_subject: str
    column_time: str


ENGLISH = SignInWords(
    entries={
        "ask": "Ask",
        "documents": "Documents",
        "dashboard": "Dashboard",
        "gaps": "Gaps",
        "content": "Content",
        "map": "Map",
        "newcomers": "Newcomers",
        "log": "Questions",
        "digest": "Digest",
        "reindex": "Reindex",
        "looks": "Who looked",
    },
    sign_in="Sign in",
    sign_out="Sign out",
    account="Your account",
    signed_in_as="Signed in as {name}",
    signed_out="You are signed out, in every browser.",
    signed_out_here="You are signed out in this browser.",
    title="Sign in",
    lead="Cornerman shows you what is for your groups, and what your role may see.",
    with_slack="Sign in with Slack",
    with_microsoft="Sign in with Microsoft",
    or_by_password="Or with a name and a password",  # noqa: S106 - words on a page
    name="Name",
    password="Password",  # noqa: S106 - words on a page
    this_machine="No sign-in is set up: only this machine reaches these pages, and who sits at it sees all of them.",
    not_set_up_title="A sign-in must be set up first",
    not_set_up=(
        "This page shows what others asked, and this console does not know who you are. Whoever runs it can set up a "
        "sign-in with Slack, with Microsoft or with passwords: [sign_in] in the settings, told in docs/sign-in.md."
    ),
    needed_title="Sign in first",
    needed="This page is for people who have signed in.",
    forbidden_title="This page is not for your role",
    forbidden="You have signed in, but your role may not see this page. An administrator gives roles in the settings.",
    unsure_title="Who you are cannot be looked up just now",
    unsure="The database does not answer. Please try again in a moment.",
    foreign_title="That was not sent from a page of this console",
    foreign="Or the page was too old. Nothing was changed. Go back, load the page again, and try once more.",
    roles={"rep": "rep", "owner": "owner", "manager": "manager", "administrator": "administrator"},
    wrong_password="That name and password do not belong together.",  # noqa: S106 - words on a page
    too_many="Too many attempts. Try again in {minutes} minutes.",
    not_of_the_team="You signed in there with an account of another company or workspace. Use the one of this company.",
    guest="This console is for people of the company. Guests can ask where they were invited to.",
    refused="The sign-in was cancelled, or refused there.",
    began_elsewhere="This sign-in was begun elsewhere, or too long ago. Please begin again.",
    provider_down="The sign-in could not be finished: the other side did not answer as it should. Please try again.",
    looks_title="Who looked at what",
    looks_lead="Every look at what others asked, newest first.",
    looks_empty="Nobody has looked at anything yet.",
    looks_unavailable="This cannot be read just now: the database does not answer.",
    looks_person="Looks of {person}",
    looks_filter="Everybody's",
    looks_gap="A gap",
    looks_file="{page}, as a file",
    looks_newest="Newest",
    looks_older="Older",
    column_person="Who",
    column_page="Page",
    column_subject="Of what",
    column_time="When",
)

RUSSIAN = SignInWords(
    entries={
        "ask": "Спросить",
        "documents": "Документы",
        "dashboard": "Обзор",
        "gaps": "Пробелы",
        "content": "Материалы",
        "map": "Карта",
        "newcomers": "Новички",
        "log": "Вопросы",
        "digest": "Сводка",
        "reindex": "Переиндексация",
        "looks": "Кто смотрел",
    },
    sign_in="Войти",
    sign_out="Выйти",
    account="Ваша учётная запись",
    signed_in_as="Вы вошли как {name}",
    signed_out="Вы вышли, во всех браузерах.",
    signed_out_here="Вы вышли в этом браузере.",
    title="Вход",
    lead="Cornerman показывает то, что предназначено вашим группам и вашей роли.",
    with_slack="Войти через Slack",
    with_microsoft="Войти через Microsoft",
    or_by_password="Или по имени и паролю",  # noqa: S106 - words on a page
    name="Имя",
    password="Пароль",  # noqa: S106 - words on a page
    this_machine=(
        "Вход не настроен: эти страницы доступны только с этой машины, и тот, кто за ней сидит, видит их все."
    ),
    not_set_up_title="Сначала нужно настроить вход",
    not_set_up=(
        "На этой странице то, о чём спрашивали другие, а кто вы, консоль не знает. Тот, кто её обслуживает, может "
        "настроить вход через Slack, через Microsoft или по паролю: [sign_in] в настройках, см. docs/sign-in.md."
    ),
    needed_title="Сначала войдите",
    needed="Эта страница для тех, кто вошёл.",
    forbidden_title="Эта страница не для вашей роли",
    forbidden="Вы вошли, но ваша роль не даёт видеть эту страницу. Роли назначает администратор в настройках.",
    unsure_title="Сейчас не удаётся узнать, кто вы",
    unsure="База данных не отвечает. Попробуйте ещё раз чуть позже.",
    foreign_title="Это отправлено не со страницы этой консоли",
    foreign="Или страница устарела. Ничего не изменено. Вернитесь, загрузите страницу снова и повторите.",
    roles={"rep": "продавец", "owner": "владелец", "manager": "руководитель", "administrator": "администратор"},
    wrong_password="Имя и пароль не подходят друг к другу.",  # noqa: S106 - words on a page
    too_many="Слишком много попыток. Попробуйте через {minutes} мин.",
    not_of_the_team="Вы вошли там под учётной записью другой компании. Войдите под записью этой компании.",
    guest="Эта консоль для сотрудников компании. Гости могут спрашивать там, куда их пригласили.",
    refused="Вход отменён или отклонён на той стороне.",
    began_elsewhere="Этот вход начат в другом месте или слишком давно. Начните заново.",
    provider_down="Вход не удалось завершить: другая сторона ответила не так, как должна. Попробуйте ещё раз.",
    looks_title="Кто что смотрел",
    looks_lead="Каждый просмотр того, о чём спрашивали другие, новые сверху.",
    looks_empty="Пока никто ничего не смотрел.",
    looks_unavailable="Сейчас это не прочесть: база данных не отвечает.",
    looks_person="Просмотры: {person}",
    looks_filter="Все",
    looks_gap="Пробел",
    looks_file="{page}, файл",
    looks_newest="Самые новые",
    looks_older="Более ранние",
    column_person="Кто",
    column_page="Страница",
    column_subject="О чём",
    column_time="Когда",
)

_BY_LANGUAGE = {"en": ENGLISH, "ru": RUSSIAN}


def sign_in_words(language: str) -> SignInWords:
    """The words in a language that the console speaks."""
    return _BY_LANGUAGE[language]
