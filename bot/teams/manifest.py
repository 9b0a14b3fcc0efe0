"""The app's manifest: what Teams is told of the bot, its commands and its message extension. Pure.

The fields are those of Microsoft's schema (`bot/teams/package`), their meaning that of its reference
(learn.microsoft.com/microsoft-365/extensibility/schema). `supportsChannelFeatures` is left out, and Teams offers the
app in standard channels alone: who reads a shared or a private one is told in another way, and what may be answered
there depends on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bot.teams.manifest_words import WORDS, AppWords, Language

SCHEMA_VERSION = "1.27"
VERSION = "1.3.0"
"""Of what the manifest says: raise it with each change of that, or Teams keeps the package that it has."""

COMMANDS = ("ask", "help", "battlecard", "whatsnew", "gaps", "digest", "page", "reindex")
PERSONAL_COMMANDS = (
    "ask", "help", "battlecard", "whatsnew", "home", "content", "gaps", "digest", "page", "reindex", "rollback",
)  # fmt: skip
"""What Teams suggests where one writes to the bot: at most 12 fit. Each has its words in `manifest_words`."""
SEARCH_COMMAND = "searchAnswers"
FIND_ANSWER_COMMAND = "findAnswer"
SEARCH_PARAMETER = "question"

SCOPES = ("personal", "team", "groupChat")
LISTENING_PERMISSIONS = ("ChannelMessage.Read.Group",)
"""Given by a team's owner on adding the app there: in threads it hears what does not mention it, too."""

COLOR_ICON = "color.png"
OUTLINE_ICON = "outline.png"
_SCHEMAS = f"https://developer.microsoft.com/json-schemas/teams/v{SCHEMA_VERSION}"
_HERE = frozenset({"127.0.0.1", "localhost", "::1", "0.0.0.0"})  # noqa: S104 - recognised so as to be warned of


@dataclass(frozen=True, slots=True)
class AppFacts:
    """What a manifest depends on.

    `app_id` is the bot's Microsoft App ID; the app has the same, as Microsoft wants one app in Teams for each app
    registration. `base_url` is where Teams, and people's browsers, reach this deployment; the three addresses are the
    same where they are None. `listen`: the app asks to hear what does not mention it.
    """

    app_id: str
    base_url: str = "http://127.0.0.1:8080"
    name: str = "Cornerman"
    developer: str = "Cornerman"
    website: str | None = None
    privacy: str | None = None
    terms: str | None = None
    accent_color: str = "#0F6B5C"
    language: Language = "en"
    version: str = VERSION
    listen: bool = False


def manifest(facts: AppFacts) -> dict[str, Any]:
    """The manifest, as Teams takes it in an app's package."""
    words = WORDS[facts.language]
    return {
        "$schema": f"{_SCHEMAS}/MicrosoftTeams.schema.json",
        "manifestVersion": SCHEMA_VERSION,
        "version": facts.version,
        "id": facts.app_id,
        "developer": {
            "name": facts.developer,
            "websiteUrl": facts.website or facts.base_url,
            "privacyUrl": facts.privacy or facts.base_url,
            "termsOfUseUrl": facts.terms or facts.base_url,
        },
        "localizationInfo": {
            "defaultLanguageTag": facts.language,
            "additionalLanguages": [
                {"languageTag": tag, "file": _file_of(tag)} for tag in WORDS if tag != facts.language
            ],
        },
        "name": {"short": facts.name, "full": _full_name(facts, words)},
        "description": {"short": words.short, "full": words.full},
        "icons": {"color": COLOR_ICON, "outline": OUTLINE_ICON},
        "accentColor": facts.accent_color,
        "bots": [
            {
                "botId": facts.app_id,
                "scopes": list(SCOPES),
                "supportsFiles": False,
                "isNotificationOnly": False,
                "commandLists": [{"scopes": [scope], "commands": _commands(words, scope)} for scope in SCOPES],
            }
        ],
        "composeExtensions": [{"botId": facts.app_id, "commands": _extension(words)}],
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": [urlsplit(facts.base_url).hostname or ""],
        **(_listening(facts) if facts.listen else {}),
    }


def translations(facts: AppFacts) -> dict[str, dict[str, str]]:
    """For each language but the manifest's own the file in the package, and what it says in place of the manifest."""
    return {_file_of(tag): _translated(facts, words) for tag, words in WORDS.items() if tag != facts.language}


def doubt(facts: AppFacts) -> str | None:
    """Why Teams, or people whom it sends here, will not reach the addresses in it; None where nothing says so."""
    parts = urlsplit(facts.base_url)
    if parts.hostname in _HERE:
        why = "is an address of this machine alone"
    elif parts.scheme != "https":
        why = "does not begin with https://, which Teams asks for"
    else:
        return None
    return f"base_url {facts.base_url} {why}: set base_url to where Teams reaches this server"


def _commands(words: AppWords, scope: str) -> list[dict[str, str]]:
    """Elsewhere than in the chat with the bot only what it does not show to all who read there."""
    told = [words.commands[name] for name in (PERSONAL_COMMANDS if scope == "personal" else COMMANDS)]
    return [{"title": one.title, "description": one.description} for one in told]


def _extension(words: AppWords) -> list[dict[str, Any]]:
    return [
        {
            "id": SEARCH_COMMAND,
            "type": "query",
            "context": ["compose", "commandBox"],
            "title": words.search.title,
            "description": words.search.description,
            "parameters": [
                {
                    "name": SEARCH_PARAMETER,
                    "title": words.question.title,
                    "description": words.question.description,
                    "inputType": "text",
                }
            ],
        },
        {
            "id": FIND_ANSWER_COMMAND,
            "type": "action",
            "context": ["message"],
            "title": words.find_answer.title,
            "description": words.find_answer.description,
            "fetchTask": True,
        },
    ]


def _listening(facts: AppFacts) -> dict[str, Any]:
    """`resource` does nothing here, but Microsoft's reference says that it must not be missing."""
    wanted = [{"name": name, "type": "Application"} for name in LISTENING_PERMISSIONS]
    return {
        "webApplicationInfo": {"id": facts.app_id, "resource": f"api://{facts.app_id}"},
        "authorization": {"permissions": {"resourceSpecific": wanted}},
    }


def _translated(facts: AppFacts, words: AppWords) -> dict[str, str]:
    """Each text by the place where it stands in the manifest."""
    said = {
        "$schema": f"{_SCHEMAS}/MicrosoftTeams.Localization.schema.json",
        "name.short": facts.name,
        "name.full": _full_name(facts, words),
        "description.short": words.short,
        "description.full": words.full,
    }
    for number, scope in enumerate(SCOPES):
        for place, command in enumerate(_commands(words, scope)):
            said |= {f"bots[0].commandLists[{number}].commands[{place}].{key}": text for key, text in command.items()}
    for place, told in enumerate((words.search, words.find_answer)):
        said[f"composeExtensions[0].commands[{place}].title"] = told.title
        said[f"composeExtensions[0].commands[{place}].description"] = told.description
    said["composeExtensions[0].commands[0].parameters[0].title"] = words.question.title
    said["composeExtensions[0].commands[0].parameters[0].description"] = words.question.description
    return said


def _full_name(facts: AppFacts, words: AppWords) -> str:
    """Teams wants it to differ from the short one."""
    return f"{facts.name}: {words.tagline}"


def _file_of(tag: str) -> str:
    return f"{tag}.json"
