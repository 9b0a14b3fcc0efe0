"""What `--help` shows, where typer's own way would mislead, and `help` in its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer
from typer.core import TyperGroup, TyperOption


class Commands(TyperGroup):
    """All commands. Typer writes `<bool>` behind flags, as if they took a value: here, nothing stands there."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        """`cornerman help gaps list` is `cornerman gaps list --help`: many other programs have it so."""
        if args and args[0] == "help":
            args = [*(one for one in args[1:] if one != "help"), "--help"]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]
        """Says what is wrong with an option's value as the settings say it, not as the library that reads it does."""
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            from pydantic import ValidationError

            from config.problems import mend_of

            if isinstance(error.__cause__, ValidationError):
                error.message = "; ".join(dict.fromkeys(mend_of(one) for one in error.__cause__.errors()))
            raise

    def get_params(self, ctx: typer.Context) -> list[Any]:  # type: ignore[override]
        """Its options; those of the commands in it are brought in order, too."""
        for option in _options(self, ctx, super().get_params(ctx)):
            if option.is_flag and option.metavar is None:
                option.metavar = ""
        return list(super().get_params(ctx))


def _options(group: Any, ctx: typer.Context, own: list[Any]) -> Iterator[TyperOption]:
    yield from (one for one in own if isinstance(one, TyperOption))
    for command in group.commands.values():
        if isinstance(command, TyperGroup):
            yield from _options(command, ctx, command.get_params(ctx))
        else:
            yield from (one for one in command.get_params(ctx) if isinstance(one, TyperOption))
