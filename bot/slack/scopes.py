"""What the app asks Slack for, and no more. A test compares it with the methods that are called."""

from __future__ import annotations

BOT_SCOPES = (
    "app_mentions:read",  # mentions in channels
    "assistant:write",  # questions offered to who opens it, titles of threads
    "channels:history",  # messages in public channels: automatic answers, follow-ups, the message under a reaction
    "channels:read",  # who reads a public channel
    "chat:write",  # answers
    "commands",  # the slash commands and the message shortcut
    "files:write",  # the chart of a digest
    "groups:history",  # the same in private channels
    "groups:read",
    "im:history",  # direct messages
    "im:write",  # to write to somebody first: a digest, word that a gap is filled or theirs
    "mpim:history",  # direct messages of several people
    "mpim:read",
    "reactions:read",  # the emoji that asks
    "usergroups:read",  # groups of people, for audiences
    "users:read",  # guests, administrators, languages, time zones
    "users:read.email",  # owners that the content names by address
)
BOT_EVENTS = (
    "app_home_opened",
    "app_mention",
    "member_joined_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "message.mpim",
    "reaction_added",
)
PANE_EVENTS = ("assistant_thread_context_changed", "assistant_thread_started")
"""What an app that is older than Slack's agents hears beside: new ones have no assistant pane, and no such threads."""
INSTALLATION_EVENTS = ("app_uninstalled", "tokens_revoked")
"""What an app in several workspaces hears beside, so that it forgets tokens that no longer hold."""
APP_SCOPES = ("connections:write",)
"""Of the app-level token, which Socket Mode needs."""
FIND_ANSWER = "find_answer"
"""The message shortcut's callback id."""
