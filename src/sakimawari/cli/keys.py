"""`sakimawari keys`: make them, see which are needed, and go over to new ones."""

from __future__ import annotations

import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
from sakimawari.guard.audit.signing import add_audit_key, open_signer
from sakimawari.guard.keys import SESSION, SealKey, add_seal_key, renew_key, seal_keys, write_key
from sakimawari.office import Office, office
from sakimawari.problems import fault

if TYPE_CHECKING:
    from sakimawari.guard.custody.values import Place as Custody

keys = typer.Typer(help="Keys: made, listed, rotated, retired.", no_args_is_help=True)
_KNOWN_AFTER_SECONDS = 5  # a server looks into the folder of keys every few seconds


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(keys, name="keys")


@keys.command("new")
def new(folder: DirOption = None) -> None:
    """Make every key a city needs and lacks; none is ever replaced."""
    with problems_in_words():
        place = office(folder)
        place.keys()
        open_signer(place.keys_folder)
        if not (place.keys_folder / SESSION).exists():
            write_key(place.keys_folder / SESSION)
        for path in _files(place):
            out.print(path.name, markup=False)
        out.print(f"in {place.keys_folder}: keep a copy of this folder apart from the data")


@keys.command("list")
def listed(folder: DirOption = None, as_json: JsonOption = False) -> None:
    """The keys with their age, and what still needs each seal key."""
    with problems_in_words(as_json=as_json):
        place = office(folder)
        used = _used(place)
        seals = seal_keys(place.keys_folder)
        rows = [
            {
                "key": path.name,
                "made": _made(path),
                "does": _does(path, seals),
                "needed_by": used.get(_id_of(path, seals), 0)
                if path.name.startswith("seal")
                else None,
            }
            for path in _files(place)
        ]
        if as_json:
            print_json({"keys": rows})
            return
        for row in rows:
            needed = "" if row["needed_by"] is None else f"  {row['needed_by']:>12,} sealed entries"
            out.print(f"{row['key']:<16}{row['made']}  {row['does']:<26}{needed}", markup=False)


@keys.command("rotate")
def rotate(
    sessions: Annotated[
        bool, typer.Option("--sessions", help="The key of sessions: signs everybody out.")
    ] = False,
    audit: Annotated[
        bool, typer.Option("--audit", help="The key that signs the audit, from the next start on.")
    ] = False,
    only_add: Annotated[
        bool,
        typer.Option(
            "--only-add",
            help="Add the new seal key and stop: to bring it to every server first.",
        ),
    ] = False,
    folder: DirOption = None,
) -> None:
    """Go over to a new seal key: whatever lies under older ones in the store is sealed anew.

    May be stopped at any time; run again, it goes on, and adds a further key only when all is under
    the newest. Identities of residents are sealed anew by the next load.
    """
    with problems_in_words():
        place = office(folder)
        if sessions:
            renew_key(place.keys_folder / SESSION)
            out.print("a new key of sessions: restart the server; everybody signs in again")
        if audit:
            out.print(
                f"the audit is signed with {add_audit_key(place.keys_folder).name} from the next start on"
            )
        if not sessions and not audit:
            _rotate_seals(place, only_add=only_add)


def _rotate_seals(place: Office, *, only_add: bool) -> None:
    opened(place)
    from sakimawari.guard.custody.resealing import keys_in_use, reseal

    place.keys()
    newest = seal_keys(place.keys_folder)[-1]
    unfinished = +Counter(
        {id: n for id, n in keys_in_use(_custody(place)).items() if id != newest.id}
    )
    if unfinished and not only_add:
        out.print(
            f"going on with {newest.path.name}: {unfinished.total():,} entries are under older keys"
        )
    else:
        add_seal_key(place.keys_folder)
        out.print(f"added {seal_keys(place.keys_folder)[-1].path.name}")
        if only_add:
            out.print(
                "bring it to the folder of keys of every server, then run `keys rotate` again"
            )
            return
        time.sleep(_KNOWN_AFTER_SECONDS)  # for servers to know it before they meet its seals
    with reporting() as progress:
        done = reseal(_custody(place), progress)
    out.print(f"{done.done:,} entries sealed anew; load again for the identities: sakimawari load")
    if done.left:
        out.print(f"{done.left:,} entries changed meanwhile: run `sakimawari keys rotate` again")
        raise typer.Exit(Exit.WITH_REMARKS)


@keys.command("retire")
def retire(
    key: Annotated[str, typer.Argument(help="File of a seal key, for example seal-0001.key.")],
    folder: DirOption = None,
) -> None:
    """Destroy a seal key nothing needs any more; what still lay under it could never be opened again."""
    with problems_in_words():
        place = office(folder)
        opened(place)
        seals = seal_keys(place.keys_folder)
        found = next((seal for seal in seals if seal.path.name == key), None)
        needed = 0 if found is None else _used(place)[found.id]
        if found is None or found == seals[-1] or needed:
            raise fault(
                "GUARD030",
                f"`{key}` is no seal key that could be retired"
                if found is None or found == seals[-1]
                else f"{needed:,} entries are still sealed with `{key}`",
                "look at `sakimawari keys list`; rotate, load again, and remove old snapshots "
                "(`sakimawari retention apply`) first",
            )
        found.path.unlink()
        out.print(f"{key} is destroyed; destroy its copies too", markup=False)


def _used(place: Office) -> Counter[bytes]:
    """How many sealed entries need each key: in the operational store, and in every snapshot."""
    from sakimawari.registry.seals import keys_of_snapshots

    used = keys_of_snapshots(place.home)
    if place.database is not None or (place.home / "operations.sqlite3").exists():
        opened(place)
        from sakimawari.guard.custody.resealing import keys_in_use

        used += keys_in_use(_custody(place))
    return used


def _custody(place: Office) -> Custody:
    from sakimawari.guard.custody.values import Place

    return Place(home=place.home, keys=place.keys(), keys_folder=place.keys_folder)


def _files(place: Office) -> list[Path]:
    return sorted(path for path in place.keys_folder.iterdir() if path.suffix == ".key")


def _made(path: Path) -> str:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()


def _does(path: Path, seals: tuple[SealKey, ...]) -> str:
    if path.name.startswith("seal-"):
        return "seals" if path == seals[-1].path else "opens older seals"
    if path.name.startswith("audit-"):
        return "signs the audit"
    return "signs sessions" if path.name == SESSION else "makes pseudonyms, for ever"


def _id_of(path: Path, seals: tuple[SealKey, ...]) -> bytes:
    return next((seal.id for seal in seals if seal.path == path), b"")
