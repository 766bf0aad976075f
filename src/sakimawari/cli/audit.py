"""`sakimawari audit`: whether the audit is whole, as a file, and a checkpoint for tonight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sakimawari.cli.store import opened
from sakimawari.cli.terminal import (
    DirOption,
    Exit,
    JsonOption,
    out,
    print_json,
    problems_in_words,
    reporting,
)
from sakimawari.guard.audit.exchange import read_export, write_export
from sakimawari.guard.audit.signing import open_signer
from sakimawari.guard.audit.verify import Finding, Flaw, Verdict, verify
from sakimawari.office import Office, office
from sakimawari.problems import Problems

if TYPE_CHECKING:  # Django's models exist only once the store is opened
    from sakimawari.guard.audit.store import Book

audit = typer.Typer(
    help="Who looked at whom: verify the chain, export it, sign it.", no_args_is_help=True
)
_SHOWN = 20
_WORDS = {
    Flaw.ALTERED: "the content was altered",
    Flaw.BROKEN: "it does not follow the entry before it (altered, exchanged or put in)",
    Flaw.MISSING: "removed",
    Flaw.OUT_OF_ORDER: "it stands out of order",
    Flaw.CUT_OFF: "cut off from the end",
    Flaw.REWRITTEN: "it is not what was signed: the chain was written anew up to here",
    Flaw.FORGED: "the checkpoint bears no good signature",
    Flaw.UNMARKED: "the checkpoint that belongs here was taken away",
    Flaw.UNWITNESSED: "the files beside the store are gone, damaged, or know what the store does not",
}


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(audit, name="audit")


@audit.command("verify")
def verify_chain(
    file: Annotated[
        Path | None,
        typer.Option(
            "--file", help="An export instead of the store; needs neither store nor keys."
        ),
    ] = None,
    key: Annotated[
        list[str] | None,
        typer.Option(
            "--key", help="Id of a key that may sign an export; repeat. Default: any in it."
        ),
    ] = None,
    folder: DirOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find any altered, removed, reordered, cut-off or forged entry, and say where.

    Leaves with 0 if the chain is whole, 1 if something was found, 2 if it cannot be read.
    """
    with problems_in_words(as_json=as_json):
        verdict = (
            _of_store(office(folder), quiet=as_json)
            if file is None
            else _of_file(file, key or (), quiet=as_json)
        )
        if as_json:
            print_json(_plain(verdict))
        else:
            _tell(verdict)
        if not verdict.whole:
            raise typer.Exit(Exit.WITH_REMARKS)


@audit.command("export")
def export(
    to: Annotated[Path, typer.Option("--out", help="The file to write (JSON lines).")],
    folder: DirOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the whole audit with its checkpoints and public keys: for an auditor, and to keep apart."""
    with problems_in_words(as_json=as_json):
        place = office(folder)
        book = _book(place)
        from sakimawari.guard.audit.store import all_entries

        with to.open("w", encoding="utf-8") as file:
            until, witnesses = book.state()
            count = write_export(file, all_entries(until), witnesses, book.signer.verifier)
        keys = sorted(book.signer.verifier.keys)
        if as_json:
            print_json({"entries": count, "file": to.name, "keys": keys})
        else:
            out.print(f"{count:,} entries → {to}", markup=False)
            out.print(f"signed with the keys {', '.join(keys)}: tell the auditor by another way")


@audit.command("mark")
def mark(folder: DirOption = None, as_json: JsonOption = False) -> None:
    """Sign a checkpoint of the chain as it stands: every night, before the backup."""
    with problems_in_words(as_json=as_json):
        checkpoint = _book(office(folder)).mark(datetime.now(UTC))
        if as_json:
            print_json({"seq": checkpoint.seq if checkpoint is not None else 0})
        elif checkpoint is None:
            out.print("the audit is empty: nothing to sign")
        else:
            out.print(f"signed up to entry {checkpoint.seq:,} with the key {checkpoint.key}")


@audit.command("colleague")
def colleague(
    account: Annotated[str, typer.Argument(help="The account of a member of staff.")],
    resident: Annotated[str, typer.Argument(help="Their own opaque key as a resident.")],
    remove: Annotated[
        bool, typer.Option("--remove", help="No longer: they left the office or the city.")
    ] = False,
    folder: DirOption = None,
) -> None:
    """Note that a resident works for the city: whoever opens their record raises an alarm."""
    with problems_in_words():
        opened(office(folder))
        from sakimawari.guard.audit.store import forget_staff, keep_staff

        if remove:
            forget_staff(resident)
            out.print("their record is no longer watched")
        else:
            keep_staff(resident, account)
            out.print("their record is watched from now on")


def sign_tonight(place: Office) -> str:
    """A checkpoint after the night, where there is a store; what to tell of it, empty if nothing.

    The night is done by then: a store that does not answer is told, and undoes nothing.
    """
    if place.database is None and not (place.home / "operations.sqlite3").exists():
        return ""
    from django.db import DatabaseError

    try:
        checkpoint = _book(place).mark(datetime.now(UTC))
    except (DatabaseError, OSError, Problems):
        return "the audit could not be signed: sakimawari audit mark"
    return "" if checkpoint is None else f"the audit is signed up to entry {checkpoint.seq:,}"


def _book(place: Office) -> Book:
    opened(place)
    from sakimawari.guard.audit.store import Book

    return Book(home=place.home, signer=open_signer(place.keys_folder))


def _of_store(place: Office, *, quiet: bool) -> Verdict:
    book = _book(place)
    from sakimawari.guard.audit.store import all_entries, count_entries

    until, witnesses = book.state()
    total = count_entries()
    with reporting(quiet=quiet) as report:
        return verify(
            all_entries(until),
            witnesses,
            book.signer.verifier,
            progress=lambda done: report("verifying", done, total),
        )


def _of_file(path: Path, keys: Sequence[str], *, quiet: bool) -> Verdict:
    exported = read_export(path)
    verifier = exported.verifier.only(keys) if keys else exported.verifier
    total = sum(1 for _ in exported.entries())
    with reporting(quiet=quiet) as report:
        return verify(
            exported.entries(),
            exported.witnesses,
            verifier,
            progress=lambda done: report("verifying", done, total),
        )


def _plain(verdict: Verdict) -> dict[str, Any]:
    found = [{**asdict(each), "flaw": each.flaw.value} for each in verdict.findings]
    return {**asdict(verdict), "findings": found, "whole": verdict.whole}


def _tell(verdict: Verdict) -> None:
    keys = ", ".join(verdict.keys) or "none"
    out.print(
        f"{verdict.entries:,} entries ({verdict.first:,} to {verdict.last:,}), "
        f"{verdict.checkpoints:,} checkpoints, keys: {keys}"
    )
    if verdict.whole:
        out.print("the chain is whole")
        return
    for finding in verdict.findings[:_SHOWN]:
        out.print(f"  {_where(finding)}: {_WORDS[finding.flaw]}")
    more = len(verdict.findings) - _SHOWN
    if more > 0:
        out.print(f"  … and {more:,} more: sakimawari audit verify --json")
    out.print(
        "the chain is NOT whole: keep the store as it is, and compare it with last night's copy"
    )


def _where(finding: Finding) -> str:
    if not finding.first:
        return "<home>/audit"
    if finding.first == finding.last:
        return f"entry {finding.first:,}"
    return f"entries {finding.first:,} to {finding.last:,}"
