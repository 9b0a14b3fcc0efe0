"""`cornerman manifest slack`: what a chat platform is told when the app is made there."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.options import DATA_DIR_WITHOUT_SETTINGS, Config, Json, Options, settings_for
from bot.cli.output import ERR, OUT, ExitCode, errors_in_words, fail, print_json
from config.settings import SETTINGS_FILE

if TYPE_CHECKING:
    from bot.slack.manifest import AppFacts
    from config.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the commands, one for each platform."""
    manifests = typer.Typer(
        help="Print an app's manifest for a chat platform, to make the app there.",
        epilog="Example: `cornerman manifest slack`",
        no_args_is_help=True,
    )
    manifests.command(
        "slack",
        epilog="Examples:  \n`cornerman manifest slack`  \n`cornerman manifest slack --http --output manifest.json`",
    )(slack)
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
    try:
        output.write_text(_written(made, as_yaml=as_yaml), encoding="utf-8")
    except OSError as error:
        message = f"{output} cannot be written: {error.strerror}."
        raise fail(message, ExitCode.FAILED, as_json=as_json) from error
    if as_json:
        print_json({"written": str(output)})
    else:
        OUT.print(f"Wrote {output}. Slack takes it at api.slack.com/apps → Create New App → From a manifest")


def _settings(context: typer.Context, config: Path | None) -> Settings:
    """The deployment's; where there is no file yet, the defaults and what the environment says."""
    before = context.find_object(Options) or Options()
    known = config or before.config or Path(SETTINGS_FILE).is_file() or os.environ.get("CORNERMAN_SOURCES")
    nothing = {"data_dir": DATA_DIR_WITHOUT_SETTINGS, "sources": [{"name": "content", "location": "content"}]}
    return settings_for(context, config, overrides=None if known else nothing)


def _facts(
    make: type[AppFacts], settings: Settings, *, http: bool | None, several: bool | None, pane: bool
) -> AppFacts:
    chosen = settings.slack
    return make(
        command=chosen.command,
        settings_command=chosen.settings_command,
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
