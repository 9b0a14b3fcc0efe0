"""What is said of pulled pages in earlier answers, and in reminders, in English."""

from __future__ import annotations

from bot.upkeep.notice_words.model import NoticeWords

ENGLISH = NoticeWords(
    language="en",
    question="“{question}”",
    pulled="The page that this answer quoted was taken out of answers by its owner on {date}, so its words no longer "
    "stand here. Ask again: the answer is then made without that page.",
    restored="The page that this answer quoted was taken out of answers for a while, and is answered from again. Ask "
    "again to see what it says now.",
    notice={"one": "{n} page of yours wants a look", "other": "{n} pages of yours want a look"},
    head="Reps get answers from these pages. Say which are still right, or what is to become of them.",
    overdue={"one": "review due {n} day ago", "other": "review due {n} days ago"},
    due={"one": "review due in {n} day", "other": "review due in {n} days"},
    due_today="review due today",
    used={"one": "used in {n} answer in 30 days", "other": "used in {n} answers in 30 days"},
    unused="not used in 30 days",
    more={"one": "… and {n} more.", "other": "… and {n} more."},
    owned_by="owner: {owner}",
    nobodys={
        "source": "Nobody can be found by the owner of these pages, so they come to you as an owner of their source:",
        "administrators": "Nobody can be found by the owner of these pages, nor by those of their source, so they come "
        "to you as an administrator:",
    },
    not_this_week="Not this week",
    snoozed="Nothing of this until Monday.",
    not_yours="That is for whoever the reminder was sent to.",
    console="All pages",
)
