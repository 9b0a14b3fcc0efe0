"""What is said of pages that their owners keep, in English."""

from __future__ import annotations

from bot.upkeep.words.model import UpkeepWords

ENGLISH = UpkeepWords(
    language="en",
    title="Is this page right?",
    buttons={
        "verified": "Still right",
        "needs_work": "Needs work",
        "pulled": "Pull it now",
        "restored": "Restore",
        "retired": "Retire",
    },
    buttons_asking={"needs_work": "Needs work…", "pulled": "Pull it now…", "retired": "Retire…"},
    typed={
        "verified": "verify",
        "needs_work": "needs-work",
        "pulled": "pull",
        "restored": "restore",
        "retired": "retire",
    },
    undo="Undo",
    this_page="This page…",
    notes={
        "needs_work": "What is being worked on (optional)",
        "pulled": "Why (optional)",
        "retired": "Why (optional)",
    },
    hints={
        "verified": "Counts as a review of today.",
        "needs_work": "It goes on answering, and its answers say that its owner is working on it.",
        "pulled": "Within a second no answer is made from it any more. You can restore it at any time.",
        "restored": "Answers are made from it again.",
        "retired": "No answer is made from it any more, for good. You can still restore it.",
    },
    done={
        "verified": "Noted: it is still right, and counts as reviewed today.",
        "needs_work": "Its answers now say that its owner is working on it.",
        "pulled": "Pulled: no answer is made from it any more.",
        "restored": "Restored: answers are made from it again.",
        "retired": "Retired: no answer is made from it any more.",
    },
    already={
        "needs_work": "Nothing was done: its answers say so already, since {date} ({name}).",
        "pulled": "Nothing was done: it is pulled already, since {date} ({name}).",
        "restored": "Nothing was done: it is neither pulled nor retired.",
        "retired": "Nothing was done: it is retired already, since {date} ({name}).",
    },
    verbs={
        "verified": "{name}: still right",
        "needs_work": "{name}: needs work",
        "pulled": "pulled by {name}",
        "restored": "restored by {name}",
        "retired": "retired by {name}",
    },
    hidden={"pulled": "{name} pulled this page on {date}.", "retired": "{name} retired this page on {date}."},
    reason="Reason: {words}",
    no_answers="No answer is made from it; only those who may restore it can read it here.",
    needs_work="{name} said on {date} that it needs work; its answers say so.",
    note="Note: {words}",
    reviewed="{name} said on {date} that it is still right.",
    nothing_said="It answers like any other page.",
    written="The date of review in the file itself was set to today as well: {file}.",
    not_written="The page itself does not say that it was reviewed: {reason}. Here it counts all the same.",
    not_written_short="The date inside the page itself could not be changed.",
    gone_title="Not shown now",
    gone={
        "pulled": "Its owner has pulled this page, so it is not shown, and no answer is made from it.",
        "retired": "Its owner has retired this page, so it is not shown, and no answer is made from it.",
    },
    ask_owner="Who knows more: {owner}.",
    marks={"pulled": "pulled", "retired": "retired", "needs_work": "needs work"},
    history="What was done with it",
    history_none="Nothing yet.",
    not_yours="That is for the page's owner, the owners of its source and administrators.",
    page_gone="The index holds no such page now.",
    none_meant="No page of yours is like that: {words}.",
    several_meant="That may be several pages:",
    none_listed="No page is pulled, retired or in need of work.",
    one_meant="Do you mean this page?",
    owner="Owner: {name}",
    review_due="The next review is due on {date}.",
    asked="In the last 7 days it answered {questions} questions of {people} people.",
    your_pages="Your pages",
    none_wants="None of them needs you now.",
    none_yours="No page is yours to look after: that goes by a page's owner, and by the owners of its source.",
    right="All right: {n}.",
    retired_count="Retired: {n}.",
    more="Further pages that need you: {n}.",
    which="Say which page: `{command} {verb} TITLE`. Its path or a link will do, too.",
    help=(
        "`{command}` lists your pages that need you. `{command} TITLE` shows one; its path or a link will do, too.\n"
        "`{command} pull TITLE: reason` takes it out of every answer at once, `{command} restore TITLE` takes that "
        "back. `{command} verify TITLE` says that it is still right, `{command} needs-work TITLE: note` that it is "
        "being worked on, `{command} retire TITLE: reason` that it is not to be used any more."
    ),
    down="The database does not answer now, so this cannot be done or looked up.",
)
