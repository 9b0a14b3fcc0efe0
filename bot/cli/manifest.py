"""`cornerman manifest slack` and `teams`: what a chat platform is told when the app is made there."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from bot.cli.options import DATA_DIR_WITHOUT_SETTINGS, Config, Json, Options, settings_for
from bot.cli.output import ERR, OUT, ExitCode, errors_in_words, fail, print_json
from config.settings import SETTINGS_FILE

if TYPE_CHECKING:
    from bot.slack.manifest import AppFacts
    from bot.teams.manifest import AppFacts as TeamsFacts
    from config.settings import Settings

TEAMS_PACKAGE = "cornerman-teams.zip"


def register(app: typer.Typer) -> None:
    """Add the commands, one for each platform."""
    manifests = typer.Typer(
        help="Make what a chat platform makes the app of: a manifest, or a package with it.",
        epilog="Examples:  \n`cornerman manifest slack`  \n`cornerman manifest teams`",
        no_args_is_help=True,
    )
    manifests.command(
        "slack",
        epilog="Examples:  \n`cornerman manifest slack`  \n`cornerman manifest slack --http --output manifest.json`",
    )(slack)
    manifests.command(
        "teams",
        epilog="Examples:  \n`cornerman manifest teams`  \n`cornerman manifest teams --listen --app-version 1.0.1`",
    )(teams)
    app.add_typer(manifests, name="manifest")


def slack(
    context: typer.Context,
    http: Annotated[
        bool | None,
        typer.Option("--http/--socket", help="How Slack reaches you. Default: as the settings say, else Socket Mode."),
    ] = None,
    several: Annotated[
        bool | None,
        typer.Option("--several/--one", help="Several workspaces install it. Default: as the settings say."),
    ] = None,
    pane: Annotated[
        bool, typer.Option("--pane", help="For an app older than Slack's agents: keep its assistant pane.")
    ] = False,
    as_yaml: Annotated[bool, typer.Option("--yaml", help="Print YAML instead of JSON.")] = False,
    output: Annotated[Path | None, typer.Option(help="Write it to this file instead.")] = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Print the Slack app's manifest: scopes, events, commands, shortcut. Slack makes the app of it.

    Command names, mode, base_url and whether several workspaces install it come from the settings, where there are any.
    """
    from bot.slack.manifest import AppFacts, doubt, manifest

    if as_json and as_yaml:
        raise fail("--json and --yaml: say one of the two", ExitCode.SETTINGS, as_json=True)
    with errors_in_words(context, as_json=as_json):
        settings = _settings(context, config)
    facts = _facts(AppFacts, settings, http=http, several=several, pane=pane)
    warning = doubt(facts)
    if warning is not None:
        ERR.print(f"Warning: {warning}", style="yellow", markup=False)
    made = manifest(facts)
    if output is None:
        typer.echo(_written(made, as_yaml=as_yaml), nl=False)
        return
    _write(output, _written(made, as_yaml=as_yaml).encode(), as_json=as_json)
    if as_json:
        print_json({"written": str(output)})
    else:
        OUT.print(f"Wrote {output}. Slack takes it at api.slack.com/apps → Create New App → From a manifest")


def teams(
    context: typer.Context,
    app_id: Annotated[
        str | None, typer.Option("--app-id", help="The bot's Microsoft App ID. Default: teams.app_id of the settings.")
    ] = None,
    listen: Annotated[
        bool, typer.Option("--listen", help="Ask to hear what does not mention it: follow-ups need no mention then.")
    ] = False,
    app_version: Annotated[
        str | None, typer.Option("--app-version", help="Such as 1.0.1. Teams takes an update by its higher version.")
    ] = None,
    manifest_only: Annotated[
        bool, typer.Option("--manifest-only", help="Print the manifest, and write nothing.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option(help=f"Write the package to this file. Default: {TEAMS_PACKAGE}.")
    ] = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Write the Teams app's package, which Teams installs the app from: manifest, translations, icons.

    Name, addresses and language come from the settings (base_url, teams.app_id, teams.app), where there are any.
    """
    from bot.teams.app_package import PackageError, app_package, checked
    from bot.teams.manifest import doubt

    if manifest_only and output is not None:
        raise fail("--manifest-only and --output: say one of the two", ExitCode.SETTINGS, as_json=as_json)
    with errors_in_words(context, as_json=as_json):
        settings = _settings(context, config, {"teams": {"mode": "off"}})
    facts = _teams_facts(settings, app_id, app_version, listen=listen, as_json=as_json)
    warning = doubt(facts)
    if warning is not None:
        ERR.print(f"Warning: {warning}", style="yellow", markup=False)
    try:
        if manifest_only:
            typer.echo(_written(checked(facts), as_yaml=False), nl=False)
            return
        package = app_package(facts)
    except PackageError as error:
        raise fail(f"Teams would not take it:\n{error}", ExitCode.SETTINGS, as_json=as_json) from error
    target = output or Path(TEAMS_PACKAGE)
    _write(target, package, as_json=as_json)
    if as_json:
        print_json({"written": str(target), "app_id": facts.app_id, "version": facts.version, "warning": warning})
        return
    OUT.print(f"Wrote {target}: {facts.name} {facts.version}, app id {facts.app_id}", markup=False)
    OUT.print("For yourself:  Teams → Apps → Manage your apps → Upload an app → Upload a custom app")
    OUT.print("For everybody: admin.teams.microsoft.com → Teams apps → Manage apps → Actions → Upload new app")
    OUT.print(f"Its bot in Azure sends to {settings.base_url}/teams/messages", markup=False)


def _teams_facts(
    settings: Settings, app_id: str | None, version: str | None, *, listen: bool, as_json: bool
) -> TeamsFacts:
    from bot.teams.manifest import VERSION, AppFacts

    chosen = settings.teams
    try:
        known = str(UUID(app_id)) if app_id else chosen.app_id
    except ValueError:
        known = None
    if known is None:
        given = f"--app-id {app_id} is no id such as 11111111-2222-3333-4444-555555555555" if app_id else ""
        wrong = given or "Which bot is it? Set teams.app_id, or give --app-id"
        message = f"{wrong}: it is the Microsoft App ID on the bot's Configuration page in Azure."
        raise fail(message, ExitCode.SETTINGS, as_json=as_json)
    return AppFacts(
        app_id=known,
        base_url=settings.base_url,
        name=chosen.app.name,
        developer=chosen.app.developer,
        website=chosen.app.website,
        privacy=chosen.app.privacy,
        terms=chosen.app.terms,
        accent_color=chosen.app.accent_color,
        language=chosen.app.language,
        version=version or VERSION,
        listen=listen,
    )


def _write(target: Path, content: bytes, *, as_json: bool) -> None:
    try:
        target.write_bytes(content)
    except OSError as error:
        message = f"{target} cannot be written: {error.strerror}."
        raise fail(message, ExitCode.FAILED, as_json=as_json) from error


def _settings(
    context: typer.Context, config: Path | None, overrides: dict[str, dict[str, str]] | None = None
) -> Settings:
    """The deployment's; where there is no file yet, the defaults and what the environment says.

    `overrides` leave out what a manifest does not need: a package is made where the secret is not.
    """
    before = context.find_object(Options) or Options()
    known = config or before.config or Path(SETTINGS_FILE).is_file() or os.environ.get("CORNERMAN_SOURCES")
    nothing = {"data_dir": DATA_DIR_WITHOUT_SETTINGS, "sources": [{"name": "content", "location": "content"}]}
    return settings_for(context, config, overrides={**({} if known else nothing), **(overrides or {})})


def _facts(
    make: type[AppFacts], settings: Settings, *, http: bool | None, several: bool | None, pane: bool
) -> AppFacts:
    chosen = settings.slack
    return make(
        command=chosen.command,
        settings_command=chosen.settings_command,
        gaps_command=chosen.gaps_command,
        digest_command=chosen.digest_command,
        reindex_command=chosen.reindex_command,
        rollback_command=chosen.rollback_command,
        page_command=chosen.page_command,
        battlecard_command=chosen.battlecard_command,
        whatsnew_command=chosen.whatsnew_command,
        base_url=settings.base_url,
        http=chosen.active_mode == "http" if http is None else http,
        several=chosen.is_for_several if several is None else several,
        pane=pane,
    )


def _written(made: dict[str, Any], *, as_yaml: bool) -> str:
    if not as_yaml:
        return json.dumps(made, ensure_ascii=False, indent=2) + "\n"
    import yaml

    return str(yaml.safe_dump(made, allow_unicode=True, sort_keys=False, width=100))
