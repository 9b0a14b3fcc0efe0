"""What is said of what is new, in English."""

from __future__ import annotations

from bot.reach.words.model import ReachWords

ENGLISH = ReachWords(
    language="en",
    help=(
        "`{command}` shows what is new and changed in the content; `{command} 7` of seven days, `{command} all` of all "
        "time.\n"
        "`{command} weekly` sends it to you once a week, where there is anything; `{command} stop` ends that.\n"
        "`{command} launches` lists what is launched now.\n"
        "For managers: `{command} weekly #channel` and `{command} stop #channel`.\n"
        "For owners of pages and managers: `{command} launch PAGE until 31 December: what is new about it` tells all "
        "who get the weekly news, and pins the page on top until then; `{command} unlaunch PAGE` ends that."
    ),
    title="What is new",
    home_title="New and changed",
    weekly_title="New in the content, {days}",
    days={"one": "in the last day", "other": "in the last {n} days"},
    ever="so far",
    pinned="Launched",
    heads={"added": "New", "changed": "Changed"},
    on={"added": "new on {date}", "changed": "changed on {date}"},
    owned_by="owner {owner}",
    until="until {date}",
    bulk={
        "added": {
            "one": "{n} page came in together with others on {date}.",
            "other": "{n} pages came in at once on {date}.",
        },
        "changed": {
            "one": "{n} page changed together with others on {date}.",
            "other": "{n} pages changed at once on {date}.",
        },
    },
    more={"one": "and {n} more", "other": "and {n} more"},
    console="All pages",
    empty="Nothing is new or changed {span}.",
    empty_ever="Nothing has come in or changed yet.",
    empty_how="`{command} all` shows what came before.",
    notice="{title}: {parts}",
    new_count={"one": "{n} new page", "other": "{n} new pages"},
    changed_count={"one": "{n} changed page", "other": "{n} changed pages"},
    launch_title="New",
    launch_notice="New: {title}",
    launched_by="launched by {name}",
    launch_how="You get this because you wanted the weekly news; `{command} stop` ends it.",
    subscribed="From now on the news come {where} on Mondays at {time} ({zone}), where there are any. Next: {next}.",
    subscribed_before="The news come {where} already, on Mondays at {time} ({zone}). Next: {next}.",
    to_you="to you",
    to_channel="to {channel}",
    stopped="The news come {where} no longer.",
    stopped_none="No news were sent {where}.",
    only_managers="Only managers and administrators can have the news sent to a channel. `{command} weekly` sends them "
    "to you.",
    not_in_channel="I am not in {channel}: invite me there first.",
    channel_unknown="I do not know the channel {channel}.",
    not_here="I cannot send news here: name a channel.",
    not_for_guests="News are sent to people of the company only.",
    done="{title} is launched until {date}.",
    done_announced="All who get the weekly news and may see it are told now.",
    already="{title} is launched already. End that first: `{command} unlaunch {title}`",
    ended="{title} is launched no longer.",
    not_launched="{title} is not launched.",
    day_unknown="“{words}” is no day that I understand. Write it like 31 December or 2026-12-31.",
    day_wrong="A page can be launched until a day from today on, of the next 365.",
    which_page="Say which page: `{command} launch PAGE until 31 December: what is new about it`",
    page_unknown="No page that you may launch is called “{words}”.",
    which_of="Several pages may be meant. Type one of these in place of its name:",
    not_yours="Only its owner, managers and administrators can launch this page.",
    launches="Launched now",
    no_launches="Nothing is launched now.",
    wrong_word="I do not understand “{word}”.",
    use_title="How this page was used",
    use_columns=("In the last", "Answers it was quoted in", "People", "Opened", "Shared", "Helpful"),
    use_days={"one": "{n} day", "other": "{n} days"},
    use_before="{now} (before: {before})",
    use_few_people="fewer than 2",
    use_rated="{part} of {whole}",
    use_unrated="not rated",
    use_none="No answer was made from this page, and nobody opened it, in the last 90 days.",
    use_how="In brackets: in the same time before that. Of what one person alone asked, nobody is counted.",
    down="I cannot look that up just now: the database does not answer. Please try again in a minute.",
    trouble="That did not work. Please try again.",
)
