"""In English."""

from __future__ import annotations

from bot.chat_words.model import ChatWords

ENGLISH = ChatWords(
    helpful="👍 Helpful",
    not_helpful="👎 Not helpful",
    share="Share",
    ask_owner="Ask the owner",
    more="More results",
    open="Open",
    thanks="Thank you, noted.",
    noted="Thank you. It is noted, with your reason.",
    why_title="Not helpful",
    why_lead="Noted. What was wrong with it?",
    why="Reason",
    reasons={
        "wrong": "It is wrong",
        "outdated": "It is outdated",
        "missing": "Something is missing",
        "too_long": "It is too long",
    },
    in_words="In your words",
    send="Send",
    save="Save",
    cancel="Cancel",
    close="Close",
    one_moment="One moment…",
    sent_before="You have sent this already.",
    share_title="Share the answer",
    share_where="Where to",
    share_here="this conversation",
    share_nowhere="I know of no channel or group chat that we are both in. Add me to one, or mention me in it.",
    shared_by="{person} shares an answer to “{question}”:",
    shared="Shared in {channel}.",
    was_shared="Shared.",
    withheld="Not shared: the answer is from “{title}”, which not everybody in {channel} may see.",
    withheld_internal="Not shared: {channel} has people from outside, and “{title}” is not marked as safe for buyers.",
    withheld_unsure="Not shared: from what everybody in {channel} may see, the answer would not be sure.",
    withheld_unknown=("Not shared: I could not look up who reads {channel}. If I am not in it, invite me there first."),
    invite_me="Not shared: I am not in {channel}. Invite me there first.",
    owner_title="Ask the owner",
    owner_lead="{owner} gets your question, what was asked before it in the thread, and the nearest content.",
    owner_note="A word to the owner",
    owner_sent="Sent to {owner}. You hear from me as soon as there is a reply.",
    owner_before="You have sent this to {owner} already. You hear from me as soon as there is a reply.",
    owner_none="The content names no owner for this. Whoever looks after the content sees your question as a gap.",
    owner_unknown=(
        "The content names {owner} as its owner, but I do not know who that is here. "
        "An administrator can say so in the settings, under [owners]."
    ),
    owner_you="The content names you yourself as its owner.",
    owner_unreachable="The message to {owner} could not be delivered. Please write directly.",
    owner_asks="{person} asks you, because the content names you as the owner:",
    owner_after="Asked before it: {questions}",
    owner_nearest="The nearest that the content holds:",
    owner_no_nearest="The content holds nothing near it.",
    owner_asked="{owner} was asked. You hear from me as soon as there is a reply.",
    owner_was_asked="The owner was asked.",
    owner_how=(
        "Reply in this thread, or with the button. Your words go to {person}, and are kept as a draft for the content."
    ),
    owner_how_in_channel=("Reply with the button. Your words go to {person}, and are kept as a draft for the content."),
    owner_how_in_chat=(
        "Reply to this message, or with the button. Your words go to {person}, and are kept as a draft for the content."
    ),
    reply="Reply",
    reply_title="Reply",
    reply_label="Your reply to {person}",
    reply_kept="Sent to {person}, and kept as a draft for the content.",
    reply_undelivered="Your reply is kept as a draft, but it could not be delivered to {person}.",
    reply_empty="There are no words in your reply.",
    replied="{owner} replies to your question “{question}”:",
    more_title="More results",
    more_lead="“{question}”",
    more_none="There is nothing more that you may see.",
    groups_unknown="I could not look up your groups just now, so this is only from what everybody may see.",
    asker_unknown="I could not look up who you are just now, so this is only from what is safe for buyers.",
    outsiders_unknown=(
        "I could not look up who reads this channel just now, so this is only from what is safe for buyers."
    ),
    refused="In this channel I answer only {groups}. Ask me in a direct message, or with `{command}`.",
    only_you="Only you see this: the answer is not sure enough for the channel.",
    full="Only you see this: the channel has had its answers for this hour.",
    gone="I no longer know this answer. Please ask again.",
    log_down="I cannot reach my notes just now. Please try again in a minute.",
    trouble="Something went wrong. Please try again in a minute.",
    cannot_read="I cannot read that message. Invite me to the channel first.",
    nothing_to_ask="I found no words in that message.",
    told_you_alone="I am not sure enough to say it here, and have written to you in our own chat.",
    add_me="I have something to tell you about that, and cannot write to you: add me under Apps, and press again.",
    ask_me_alone="I am not sure enough to say it here. Ask me in our own chat.",
    teams_help=(
        "Ask me anything that the playbooks and battlecards should know; I answer with their own words and a link.\n"
        "• In our own chat: just type.\n"
        "• In a channel or a group chat: mention me. A follow-up in the thread keeps its context.\n"
        "• Where you write a message: **Search answers** finds an answer to insert.\n"
        "• On somebody's message: **Find an answer** shows it to you alone.\n"
        "• **battlecard NAME** opens the card on a competitor; words behind it, the part that says most of them.\n"
        "• In our own chat, **home** shows your questions and what is new, **content** what waits for you as an owner, "
        "**gaps** what the content does not answer, and **digest** what is sent about it, for managers and owners."
    ),
    extension_empty="Type a question, and I look for the answer.",
    find_title="Find an answer",
    prompts_title="For example",
    looking="is looking it up…",
    home_lead="Answers from your company's own playbooks and battlecards, with links.",
    home_ask="Mention me in a channel, write to me under *Messages*, or type `{command} your question`.",
    home_recent="Your recent questions",
    home_recent_none="Nothing yet. Your questions will stand here.",
    home_most="Most asked about this week",
    home_most_none="Too few questions this week to tell.",
    home_most_line="{questions} questions from {people} people",
    home_owner="Your content",
    home_owner_waiting="Waiting for your reply:",
    home_owner_overdue="Past its review date:",
    home_owner_nothing="Nothing waits for you.",
    home_manager="For managers",
    home_manager_lead="What is asked, and how it was answered, is in the console.",
    home_console="Open the console",
    statuses={"answered": "answered", "unsure": "not sure", "gap": "no answer found"},
    settings_title="Cornerman here",
    settings_default="This channel keeps to the default. It changes with the first thing that you save.",
    settings_not_here="Type this in the channel whose settings you want to change.",
    settings_not_you=(
        "Only administrators, managers, and who created the channel change its settings. "
        "They are named in the settings under [roles], or are administrators of the workspace."
    ),
    settings_unknown=(
        "Slack did not tell me who you are, or who reads this channel. "
        "If I am not in it, invite me first; else try again in a minute."
    ),
    settings_saved="Saved. This is how I behave in this channel from now on.",
    settings_back="Done. This channel keeps to the default again.",
    settings_listening="What I answer without being mentioned",
    settings_listening_options={
        "mentions": "Nothing",
        "questions": "Questions",
        "everything": "Everything",
    },
    settings_audible="Who hears the answer",
    settings_audible_options={"thread": "The thread", "ephemeral": "Only who asked"},
    settings_switches="Manners",
    settings_follow_ups="Who asked in a thread may go on there without mentioning me",
    settings_only_confident="What I am not sure of, only who asked hears",
    settings_answers_to="Whom I answer",
    settings_everybody="Everybody",
    settings_audience="Groups that everybody here is in",
    settings_audience_hint="I quote what is for these groups. Only administrators change this.",
    settings_reaction="The emoji that asks me",
    settings_reaction_hint="Its name without colons, for example question. Leave it empty for none.",
    settings_opens="From",
    settings_closes="To",
    settings_hours_hint="Outside these hours I speak only when mentioned. The same hour twice means the whole day.",
    settings_weekdays="Days",
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    settings_zone="Time zone",
    settings_zone_wrong="I know no such time zone. Write it like Europe/Berlin.",
    settings_cap="Answers an hour that the channel hears",
    settings_cap_hint="0 means any number. Past it, only who mentions me hears the answer.",
    settings_cap_wrong="Write a whole number from 0 to {most}.",
    settings_reaction_wrong="An emoji's name has small letters, digits, _, + and - only.",
    settings_guests=(
        "People from outside read this channel: I speak only when mentioned, and quote only what is safe for buyers."
    ),
    settings_reset="Back to the default",
    command_help=(
        "`{command} settings`: how I behave in this channel\n`{command} help`: this\n"
        "`{ask} your question`: an answer that only you see"
    ),
)
