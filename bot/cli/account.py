"""`cornerman account`: who signs in to the console by a name and a password."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from bot.cli.options import Config, Json, settings_for
from bot.cli.output import ERR, OUT, ExitCode, errors_in_words, fail, print_json

if TYPE_CHECKING:
    from bot.accounts import Accounts
    from bot.wiring import Cornerman


class RoleName(StrEnum):
    """As in `bot.viewer.Role`."""

    REP = "rep"
    OWNER = "owner"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


Name = Annotated[str, typer.Argument(help="The name to sign in with; case means nothing.")]
FromStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input, not from the keyboard.")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    accounts = typer.Typer(
        help="Accounts that sign in to the console by a password (`sign_in.passwords = true`).", no_args_is_help=True
    )
    accounts.command(
        "add",
        epilog="Examples:  \n`cornerman account add dana --role manager --group sales`  \n"
        "`pass show cornerman/dana | cornerman account add dana --password-stdin`",
    )(add)
    accounts.command("list", epilog="Examples:  \n`cornerman account list`  \n`cornerman account list --json`")(
        list_accounts
    )
    accounts.command("password", epilog="Example:  \n`cornerman account password dana`")(password)
    accounts.command("remove", epilog="Example:  \n`cornerman account remove dana`")(remove)
    app.add_typer(accounts, name="account")


def add(
    context: typer.Context,
    name: Name,
    role: Annotated[list[RoleName] | None, typer.Option(help="What they may do; may be given again.")] = None,
    group: Annotated[list[str] | None, typer.Option(help="An audience they are in; may be given again.")] = None,
    email: Annotated[str, typer.Option(help="Their address, as owners, roles and groups name it.")] = "",
    password_stdin: FromStdin = False,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Make an account, with a password that is asked for. Without `--role` it is a rep's."""
    from bot.accounts import Account, hashed, login_name

    with _opened(context, config, as_json=as_json) as (cornerman, accounts):
        if not cornerman.settings.sign_in.passwords:  # before a password is thought of that nobody can use
            told = "Note: passwords are off until the settings say [sign_in] passwords = true."
            ERR.print(told, style="yellow", markup=False)
        now = cornerman.clock.now()
        account = Account(
            name=login_name(name),
            password_hash=hashed(_password(stdin=password_stdin)),
            roles=tuple(one.value for one in role or [RoleName.REP]),
            groups=tuple(group or ()),
            email=email.casefold(),
            created_at=now,
            password_changed_at=now,
        )
        if not account.name or not accounts.add(account):
            raise fail(f"There is an account named {account.name!r} already.", ExitCode.FAILED, as_json=as_json)
        unknown = [one for one in account.groups if one not in cornerman.settings.groups]
    _tell(f"{account.name} may sign in to the console.", account.name, as_json=as_json)
    if unknown:
        told = f"Note: [groups] of the settings does not name {', '.join(unknown)}."
        ERR.print(told, style="yellow", markup=False)


def list_accounts(context: typer.Context, config: Config = None, as_json: Json = False) -> None:
    """Show the accounts."""
    with _opened(context, config, as_json=as_json) as (_, accounts):
        found = accounts.listing()
    if as_json:
        shown = ("name", "roles", "groups", "email", "created_at", "password_changed_at")
        print_json({"accounts": [{key: getattr(one, key) for key in shown} for one in found]})
    elif not found:
        OUT.print("No accounts yet: `cornerman account add NAME` makes one.")
    else:
        table = Table("Name", "Roles", "Groups", "E-mail", "Password of")
        for one in found:
            changed = f"{one.password_changed_at:%Y-%m-%d}"
            table.add_row(one.name, ", ".join(one.roles), ", ".join(one.groups), one.email, changed)
        OUT.print(table)


def password(
    context: typer.Context,
    name: Name,
    password_stdin: FromStdin = False,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Change a password. Whoever is signed in with the old one is signed out."""
    from bot.accounts import hashed

    with _opened(context, config, as_json=as_json) as (cornerman, accounts):
        if accounts.find(name) is None:
            raise _nobody(name, as_json=as_json)
        if not accounts.change_password(name, hashed(_password(stdin=password_stdin)), cornerman.clock.now()):
            raise _nobody(name, as_json=as_json)
    _tell("The password is changed; sessions of before have ended.", name, as_json=as_json)


def remove(context: typer.Context, name: Name, config: Config = None, as_json: Json = False) -> None:
    """Remove an account, and end its sessions."""
    with _opened(context, config, as_json=as_json) as (_, accounts):
        if not accounts.remove(name):
            raise _nobody(name, as_json=as_json)
    _tell("The account is removed; its sessions have ended.", name, as_json=as_json)


@contextmanager
def _opened(context: typer.Context, config: Config, *, as_json: bool = False) -> Iterator[tuple[Cornerman, Accounts]]:
    from bot.accounts import WeakPasswordError
    from bot.ports import KeepingError
    from bot.wiring import Cornerman

    with errors_in_words(context, as_json=as_json), Cornerman(settings_for(context, config)) as cornerman:
        cornerman.prepare_database()
        try:
            yield cornerman, cornerman.stores.accounts
        except WeakPasswordError as error:
            raise fail(str(error), ExitCode.FAILED, as_json=as_json) from error
        except KeepingError as error:
            raise fail(f"The accounts cannot be reached: {error}", ExitCode.FAILED, as_json=as_json) from error


def _password(*, stdin: bool) -> str:
    if stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))


def _tell(words: str, name: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"account": name})
    else:
        OUT.print(words, markup=False)


def _nobody(name: str, *, as_json: bool) -> typer.Exit:
    return fail(f"There is no account named {name!r}.", ExitCode.FAILED, as_json=as_json)
