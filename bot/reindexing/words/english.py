"""What is said of reindexes, in English."""

from __future__ import annotations

from bot.reindexing.words.model import ReindexWords

ENGLISH = ReindexWords(
    language="en",
    help=(
        "`{command}` brings the index up to date with your sources: {sources}.\n"
        "`{command} SOURCE` looks at one of them alone.\n"
        "`{command} --dry-run` shows what would change, and changes nothing.\n"
        "`{command} --full` reads and embeds everything anew.\n"
        "`{command} --force` lets the new index serve even where golden questions are answered worse.\n"
        "`{command} status` shows what runs, `{command} cancel` stops it.\n"
        "`{rollback}` goes back to the index of before."
    ),
    titles={
        "waiting": "Reindex: about to begin",
        "running": "Reindexing…",
        "done": "Reindexed",
        "refused": "Not let in: answers would get worse",
        "failed": "The reindex failed",
        "cancelled": "The reindex was cancelled",
    },
    rollback_titles={
        "waiting": "Going back to the index of before…",
        "running": "Going back to the index of before…",
        "done": "The index of before serves again",
        "refused": "The index could not go back",
        "failed": "The index could not go back",
        "cancelled": "Going back was cancelled",
    },
    dry_run_done="Dry run: this would change",
    dry_run_refused="Dry run: this would not be let in, for answers would get worse",
    dry_run_nothing="Dry run: nothing would change",
    dry_run="dry run",
    nothing_changed="Nothing has changed",
    asked_by="asked for by {name}",
    by_schedule="by the schedule",
    by_webhook="after a push to the content",
    only="only {sources}",
    full="everything anew",
    forced="whatever golden questions say",
    stages={
        "preparing": "Preparing the model",
        "listing": "Looking for files",
        "reading": "Reading files",
        "embedding": "Embedding passages",
        "checking": "Building and checking the index",
        "asking": "Asking golden questions",
        "swapping": "Letting the new index serve",
        "done": "Done",
    },
    of="{done} of {total}",
    left="about {time} left",
    seconds="{n} s",
    minutes="{n} min",
    stopping="Stopping…",
    stopped_by="Stopped by {name}. Nothing has changed.",
    added={"one": "{n} added", "other": "{n} added"},
    changed={"one": "{n} changed", "other": "{n} changed"},
    removed={"one": "{n} removed", "other": "{n} removed"},
    other_source=(
        "Some were removed from one source and added to another by the same name, as where a source is renamed or its "
        "files are moved."
    ),
    failed={"one": "{n} left out", "other": "{n} left out"},
    kept="its last good version still answers",
    source_failed="source {source}",
    more={"one": "and {n} more", "other": "and {n} more"},
    passages={"one": "{n} passage", "other": "{n} passages"},
    embedded={"one": "{n} embedded anew", "other": "{n} embedded anew"},
    took="in {time}",
    closed={
        "one": "{n} gap is filled by it: whoever asked is being told.",
        "other": "{n} gaps are filled by it: whoever asked is being told.",
    },
    dry_nothing_served="Nothing was changed: the index of before serves on.",
    worse={
        "one": "{n} golden question would be answered worse",
        "other": "{n} golden questions would be answered worse",
    },
    worse_allowed={"one": "at most {n} may", "other": "at most {n} may"},
    better={"one": "{n} better", "other": "{n} better"},
    guarded={"one": "{n} golden question asked, none worse", "other": "{n} golden questions asked, none worse"},
    golden_trouble="The golden questions could not be used, so nothing was compared: {trouble}",
    first_before="now: {document}",
    first_after="then: {document}",
    nothing="no answer",
    refused_how=(
        "The index of before serves on. Mend the page and reindex, or let the new index serve all the same where the "
        "new answers are right."
    ),
    broke_off="The process that did it ended before it was done. Nothing has changed; ask for it again.",
    stalled="It made no progress any more, so it was ended. Nothing has changed; ask for it again.",
    unexpected="Something unforeseen went wrong ({error}); the server's log says more. Nothing has changed.",
    nothing_changed_by_that="Nothing has changed.",
    went_back="Schedule and webhook leave the index as it is until somebody asks for a reindex.",
    not_allowed="Reindexing is for the owners of a source and for administrators. Your questions need none: ask away.",
    not_yours="{sources} is not yours to reindex. Yours: {own}.",
    unknown_source="There is no source {sources}. There are: {own}.",
    rollback_not_allowed=(
        "Going back changes what every source answers, so it is for administrators and for owners of all."
    ),
    wrong_word="`{word}` means nothing here.",
    joined="{name} asked for this already, and I show how it goes. Files saved after it began may need another one.",
    waits="Another reindex runs. Yours begins when that has ended.",
    busy="A reindex runs just now: wait for its end, or cancel it, then go back.",
    not_latest="Another index serves by now, unknown to this button. Type the command to go back from that one.",
    cancel_not_allowed="Who asked for it may cancel it, and administrators.",
    cancel_late="It has ended already.",
    cancel_asked="It is being stopped.",
    gone="That reindex is not known any more.",
    none_yet="Nobody has reindexed yet.",
    down="The database does not answer now, so a reindex cannot be asked for. Questions are answered all the same.",
    trouble="That did not work; the server's log says why.",
    held="Nothing was begun: somebody went back to the index of before, so it stays until a person asks for a reindex.",
    follow="I show how it goes in our own chat.",
    cancel="Cancel",
    force="Let it serve all the same",
    force_confirm="The new index will answer reps from now on, also the questions above. You can go back afterwards.",
    your_sources="Your sources",
    reindex="Reindex",
    again="Reindex again",
    rollback="Go back",
    rollback_confirm="The index of before answers reps again. The content stays as it is.",
    yes="Yes",
    no="No",
)
