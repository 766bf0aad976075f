"""`sakimawari accounts`: who of the staff may sign in, codes on paper, and closing an account."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer

from sakimawari.cli.store import opened
from sakimawari.cli.terminal import DirOption, JsonOption, out, print_json, problems_in_words
from sakimawari.fit.desk import desk_of
from sakimawari.guard.keys import Keys
from sakimawari.office import Office, office
from sakimawari.problems import fault
from sakimawari.registry.store import current_snapshot, open_snapshot
from sakimawari.rules.tree import Holder

accounts = typer.Typer(
    help="Accounts: of staff, and codes that tie a resident's card to their record.",
    no_args_is_help=True,
)


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(accounts, name="accounts")


@accounts.command("list")
def listed(folder: DirOption = None, as_json: JsonOption = False) -> None:
    """Everybody of the staff who ever signed in, with what they may do."""
    with problems_in_words(as_json=as_json):
        place = office(folder)
        opened(place)
        from sakimawari.guard.accounts.store import staff

        rows: list[dict[str, Any]] = [
            {
                "account": one.id,
                "name": one.name,
                "roles": sorted(role.value for role in one.roles),
                "departments": sorted(one.departments),
                "wards": sorted(one.wards),
                "named": one.named,
                "active": one.active,
            }
            for one in staff(place.keys())
        ]
        if as_json:
            print_json({"accounts": rows})
            return
        for row in rows:
            marks = ("" if row["active"] else "  closed") + ("  named" if row["named"] else "")
            roles = " ".join(row["roles"])
            out.print(f"{row['account']}  {row['name']}  {roles}{marks}", markup=False)


@accounts.command("close")
def close(
    account: Annotated[str, typer.Argument(help="Id of an account of the staff.")],
    folder: DirOption = None,
) -> None:
    """Close an account and end its sessions at once, whatever the directory says."""
    _set_active(office(folder), account, active=False)


@accounts.command("open")
def reopen(
    account: Annotated[str, typer.Argument(help="Id of an account of the staff.")],
    folder: DirOption = None,
) -> None:
    """Open a closed account again."""
    _set_active(office(folder), account, active=True)


def _set_active(place: Office, account: str, *, active: bool) -> None:
    with problems_in_words():
        opened(place)
        from sakimawari.guard.accounts import store

        keys = place.keys()
        found = store.profile(account, keys)
        if found is None or found.person:
            raise _nobody()
        store.keep_staff(replace(found, active=active), keys)
        store.end_all_sessions(account)
        out.print(f"{account} is {'open' if active else 'closed'}", markup=False)


@accounts.command("code")
def code(
    account: Annotated[str, typer.Argument(help="Id of an account of the staff.")],
    hours: Annotated[int, typer.Option("--hours", min=1, max=168, help="How long it works.")] = 24,
    folder: DirOption = None,
) -> None:
    """A code with which a member of staff adds their first passkey. Hand it over in person."""
    with problems_in_words():
        place = office(folder)
        opened(place)
        from sakimawari.guard.accounts import store

        keys = place.keys()
        found = store.profile(account, keys)
        if found is None or found.person or not found.active:
            raise _nobody()
        out.print(_issued(account, keys, timedelta(hours=hours)), markup=False)


@accounts.command("link")
def link(
    resident: Annotated[str, typer.Argument(help="Opaque key of the resident.")],
    days: Annotated[int, typer.Option("--days", min=1, max=180, help="How long it works.")] = 60,
    at_counter: Annotated[
        bool,
        typer.Option("--at-counter", help="It is handed over in person, not sent by post."),
    ] = False,
    folder: DirOption = None,
) -> None:
    """A code that ties a resident's card to their record, once, together with the birth date.

    For somebody under 支援措置 none is made to be sent: a letter may fall into the wrong hands.
    """
    with problems_in_words():
        place = office(folder)
        opened(place)
        desk = desk_of(open_snapshot(current_snapshot(place.home)))
        desk.find(resident, Holder.PERSON)
        today = datetime.now(UTC).date()
        if desk.is_protected(resident, today) and not at_counter:
            raise fault(
                "SIGN020",
                "no code is made to be sent to somebody under 支援措置",
                "hand it over in person to whoever proves to be this person, with --at-counter",
            )
        out.print(_issued(resident, place.keys(), timedelta(days=days)), markup=False)


def _issued(holder: str, keys: Keys, works_for: timedelta) -> str:
    from sakimawari.guard.accounts.code_store import issue

    return issue(holder, keys, until=datetime.now(UTC) + works_for)


def _nobody() -> Exception:
    return fault(
        "SIGN021",
        "no member of the staff has an account with this id",
        "look at `sakimawari accounts list`; an account is made when somebody first signs in",
    )
