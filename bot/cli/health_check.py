"""`cornerman health`: what is wrong with the content, for people and for the CI of a repository that holds it."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import Enum, StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text
from typer.core import TyperGroup

from bot.cli.options import Config, Content, Json, settings_for
from bot.cli.output import ERR, OUT, ExitCode, errors_in_words, fail, print_json, several
from bot.cli.progress import progress_bar
from content_index.health.model import KINDS, SEVERITIES, Kind, Severity

if TYPE_CHECKING:
    from bot.content_health.model import Seen
    from bot.wiring import Cornerman
    from bot.wiring.content_health import Found
    from config.settings import Settings

EXAMPLES = (
    "Examples:  \n`cornerman health`  \n`cornerman health --content docs/ --fail-on warning`  \n"
    "`cornerman health playbooks --kind dead-link --links --json`"
)
NOTHING, FINDINGS, TROUBLE = 0, 1, 2
"""Exit codes. They are this command's own, since a program waits for them."""
_STYLES: dict[Severity, str] = {"error": "bold red", "warning": "yellow", "note": "dim"}


class FailOn(StrEnum):
    """The level from which on findings make the command fail."""

    error = "error"
    warning = "warning"
    never = "never"


KindName = Enum("KindName", {kind: kind for kind in KINDS}, type=str)  # type: ignore[misc]
"""What `--kind` takes."""


def _kind(word: str, before: str) -> str:
    """A word of the command; `--kind contradiction` is a conflict, which reports and docs call so."""
    option, _, kind = word.rpartition("=")
    if kind in {"contradiction", "contradictions"} and "--kind" in (option, before if not option else ""):
        return f"{option}=conflict" if option else "conflict"
    return word


class ChecksUnlessTold(TyperGroup):
    """A group whose command `check` is meant where no other is named."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        """`cornerman health playbooks --json` is `cornerman health check playbooks --json`."""
        is_help = bool(args) and args[0] in ctx.help_option_names
        if not is_help and (not args or args[0] not in self.commands):
            args = ["check", *args]
        return super().parse_args(ctx, [_kind(one, before) for one, before in zip(args, ["", *args], strict=False)])

    def format_help(self, ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override]
        """Whoever asks what `cornerman health` takes asks about `check`: its page follows."""
        super().format_help(ctx, formatter)
        meant = self.commands["check"]
        meant.format_help(typer.Context(meant, info_name="check", parent=ctx), formatter)


def check(
    context: typer.Context,
    source: Annotated[list[str] | None, typer.Argument(help="Only these sources, by name. Default: all.")] = None,
    kind: Annotated[
        list[KindName] | None,
        typer.Option(help="Only this kind of finding; may be given several times. A contradiction is a conflict."),
    ] = None,
    fail_on: Annotated[FailOn, typer.Option(help="The level from which on the exit code is 1.")] = FailOn.error,
    links: Annotated[bool, typer.Option("--links", help="Ask web addresses, too, whether they still answer.")] = False,
    quick: Annotated[
        bool,
        typer.Option(
            "--quick", help="Read the files alone: no model, no index, neither contradictions nor duplicates."
        ),
    ] = False,
    content: Content = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Tell what is wrong with the content, or worth a look: the worst first, by page, with file and line.

    Without `--content` what is indexed is checked; with it the folder is indexed first, in a folder for temporary files
    unless the settings or CORNERMAN_DATA_DIR name one. Exits with 0 where nothing is found at or above `--fail-on`, 1
    where something is, 2 where it could not be checked.
    """
    from bot.wiring.content_health import Wanted, check_now

    kinds: tuple[Kind, ...] = tuple(one for one in KINDS if not kind or one in {named.value for named in kind})
    with _trouble(), errors_in_words(context, as_json=as_json), _deployment(context, config, content) as cornerman:
        sources = _named(cornerman, source or ())
        needs_index = not quick and bool({"conflict", "near-duplicate"} & set(kinds))
        quick = quick or (content is not None and not needs_index)
        if content is not None and not quick:
            _index(cornerman, as_json=as_json)
        wanted = Wanted(kinds, sources, quick, links, log=content is None and not quick)
        with _telling_of_links(quiet=as_json or not links) as done:
            found = check_now(cornerman, wanted, done)
        if content is not None and not found.documents and not found.report.findings:
            # A folder that is named wrongly must not look like one in which all is well.
            raise fail(f"{content} holds no page that can be checked", ExitCode.NO_INDEX, as_json=as_json)
    fails = () if fail_on is FailOn.never else SEVERITIES[: SEVERITIES.index(fail_on.value) + 1]
    findings = found.report.findings
    if as_json:
        from bot.content_health.as_json import report_as_json

        print_json(report_as_json(found.report, findings, pages=found.documents, fails=fails))
    else:
        _print(found)
    if any(one.finding.severity in fails for one in findings):
        raise typer.Exit(FINDINGS)


@contextmanager
def _trouble() -> Iterator[None]:
    """Whatever keeps the content from being checked has one exit code, for findings have the other."""
    try:
        yield
    except typer.Exit as error:
        raise typer.Exit(TROUBLE if error.exit_code else NOTHING) from error
    except Exception as error:  # a crash must not be taken for findings
        ERR.print_exception()
        raise typer.Exit(TROUBLE) from error


@contextmanager
def _deployment(context: typer.Context, config: Path | None, content: Path | None) -> Iterator[Cornerman]:
    """The settings' deployment; for a folder without settings one that is gone afterwards."""
    from bot.cli.options import DATA_DIR_WITHOUT_SETTINGS
    from bot.wiring import Cornerman

    settings = settings_for(context, config, content)
    if content is None or DATA_DIR_WITHOUT_SETTINGS not in settings.data_dir.parts:
        with Cornerman(settings) as cornerman:
            yield cornerman
        return
    with (
        tempfile.TemporaryDirectory(prefix="cornerman-health-") as folder,
        Cornerman(_in(folder, settings)) as cornerman,
    ):
        yield cornerman


def _in(folder: str, settings: Settings) -> Settings:
    """The same settings with their data elsewhere; a model that was prepared here before is used again."""
    models = settings.embedding.models_dir
    embedding = (
        settings.embedding
        if models and models.is_dir()
        else settings.embedding.model_copy(update={"models_dir": Path(folder) / "models"})
    )
    return settings.model_copy(update={"data_dir": Path(folder), "embedding": embedding})


def _index(cornerman: Cornerman, *, as_json: bool) -> None:
    with progress_bar(quiet=as_json) as progress:
        cornerman.reindex(progress)


def _named(cornerman: Cornerman, sources: Sequence[str]) -> frozenset[str]:
    """The sources as the settings write them; none: all. Raises SettingsError."""
    from config.loading import SettingsError

    by_name = {one.name.casefold(): one.name for one in cornerman.settings.sources}
    unknown = [one for one in sources if one.casefold() not in by_name]
    if unknown:
        raise SettingsError((f"no source is named {', '.join(unknown)}: there are {', '.join(by_name.values())}",))
    return frozenset(by_name[one.casefold()] for one in sources)


@contextmanager
def _telling_of_links(*, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    if quiet:
        yield lambda _done, _of: None
        return
    with ERR.status("Asking web addresses …") as status:
        yield lambda done, of: status.update(f"Asking web addresses: {done} of {of}")


def _print(found: Found) -> None:
    from bot.content_health.telling import counts_told
    from bot.content_health.words import health_words

    words = health_words("en")
    by_page: dict[tuple[str, str], list[Seen]] = {}
    for one in found.report.findings:
        by_page.setdefault((one.finding.place.source, one.finding.place.path), []).append(one)
    for (source, path), findings in by_page.items():
        OUT.print(Text(path or source, style="bold"))
        OUT.print(_table(findings))
        OUT.print()
    for kind, why in found.report.unchecked.items():
        if why != "not_asked":
            OUT.print(words.not_checked.format(kind=words.kinds[kind], why=words.unchecked[why]), style="dim")
    counts = Counter(one.finding.severity for one in found.report.findings)
    told = ", ".join(several(counts[severity], severity) for severity in SEVERITIES)
    OUT.print(f"{several(found.documents, 'page')}: {told}.", markup=False)
    if found.report.findings:
        OUT.print(counts_told((one.kind for one in found.report.findings), "en"), markup=False)


def _table(findings: Sequence[Seen]) -> Table:
    from bot.content_health.telling import said, where

    table = Table(box=None, pad_edge=False, show_header=False)
    for one in findings:
        finding = one.finding
        line = f"{finding.place.line}:" if finding.place.line else ""
        words = Text(said(one, "en"))
        heading = where(finding, "en") if finding.place.heading else ""
        if heading:
            words.append(f"  (under “{heading}”)", style="dim")
        for place in (finding.place, finding.other) if finding.other else ():
            at = f"{place.path}:{place.line}" if place.line else place.path
            words.append(f"\n{at}: {place.text}", style="dim")
        level = Text(finding.severity, style=_STYLES[finding.severity])
        table.add_row(Text(f"  {line}"), level, Text(finding.kind), words)
    return table
