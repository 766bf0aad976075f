"""`sakimawari list`: subjects of the current run by ward, service and age, for staff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from sakimawari.cli.terminal import (
    DirOption,
    JsonOption,
    day_of,
    out,
    print_json,
    problems_in_words,
)
from sakimawari.fit.closed import closed_households
from sakimawari.fit.gap import GapKind
from sakimawari.fit.lists import ListQuery, write_list
from sakimawari.fit.store import Run
from sakimawari.night.run import current_run
from sakimawari.office import office
from sakimawari.problems import fault
from sakimawari.registry.store import current_snapshot, open_snapshot
from sakimawari.rules.figures import WIDEST, days


class ListName(StrEnum):
    """The tables of a run that list subjects."""

    CALENDAR = "calendar"
    GAP = "gap"
    ENTITLEMENTS = "entitlements"
    COMING = "coming"
    DEADLINES = "deadlines"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("list")(show_list)


def show_list(
    name: Annotated[ListName, typer.Argument(help="Which list.")] = ListName.GAP,
    service: Annotated[str | None, typer.Option("--service", help="Slug of a service.")] = None,
    ward: Annotated[str | None, typer.Option("--ward", help="Ward, for example 小倉北区.")] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind",
            help="gap: unclaimed, possible, to_review. coming: begins, changes, ends. "
            "deadlines: claim, renewal.",
        ),
    ] = None,
    age: Annotated[str | None, typer.Option("--age", help="Ages, for example 0-3 or 65-.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Rows shown on the screen.")] = 20,
    to: Annotated[
        Path | None, typer.Option("--out", help="Write the whole list as CSV (opens in Excel).")
    ] = None,
    folder: DirOption = None,
    as_json: JsonOption = False,
) -> None:
    """List people by opaque key: no names, and nobody under protection (支援措置)."""
    with problems_in_words(as_json=as_json):
        home = office(folder).home
        run = current_run(home)
        youngest, oldest = ages(age)
        known(run, name, service=service, ward=ward, kind=kind)
        query = ListQuery(
            table=name.value,
            service=service,
            ward=ward,
            kind=kind,
            youngest=youngest,
            oldest=oldest,
            closed=closed_today(home, run),
        )
        if to is not None:
            count = write_list(run, query, to)
            out.print(f"{count:,} rows → {to}")
            return
        rows = run.list(query, limit=limit).to_pylist()
    if as_json:
        print_json(rows)
        return
    if not rows:
        out.print("No one in this list. Try fewer conditions, or another list.")
        return
    out.print(rows_table(rows))


def known(run: Run, list_name: ListName, **asked: str | None) -> None:
    """Refuse a service, ward or kind the run does not have: an empty list would say "nobody"."""
    sql = "SELECT DISTINCT {0}::VARCHAR AS word FROM {1} WHERE {0} IS NOT NULL"
    for name, word in asked.items():
        if word is None:
            continue
        if name == "kind":
            words = list(KINDS.get(list_name, ()))
        else:
            source = "services" if name == "service" else "households"
            words = run.ask(sql.format(name, source))["word"].to_pylist()
        if word not in words:
            near = get_close_matches(word, words, n=1, cutoff=0.3)
            raise fault(
                "CLI013",
                f"there is no {name} `{word}` in this run",
                "choose one of: " + ", ".join(sorted(words))
                if words
                else f"leave --{name} out: rows of this list are not told apart so",
                near=near[0] if near else None,
            )


def closed_today(home: Path, run: Run) -> frozenset[str]:
    """Households that came under protection, by the run's snapshot or by the current one."""
    snapshots = home / "snapshots"
    return closed_households(
        open_snapshot(snapshots / run.manifest["snapshot"]),
        open_snapshot(current_snapshot(home)),
        days(day_of(None)),
    )


KINDS = {
    ListName.GAP: tuple(kind.value for kind in GapKind),
    ListName.COMING: ("begins", "changes", "ends"),
    ListName.DEADLINES: ("claim", "renewal"),
}
HIDDEN = ("unit", "row", "undecided", "subject_kind", "household", "unit_of_amount", "ended_by")
MERGED = {"amount_low": "amount", "amount_high": None, "tier_low": None, "tier_high": None}


def rows_table(rows: Sequence[Mapping[str, Any]]) -> Table:
    """Rows for the screen: keys whole, so that they can be copied; amounts in one column."""
    table = Table(box=None, header_style="bold")
    keys = [key for key in rows[0] if key not in HIDDEN and MERGED.get(key, key) is not None]
    for key in keys:
        table.add_column(MERGED.get(key) or key, no_wrap=key != "missing")
    for row in rows:
        cells = (_amount(row) if key == "amount_low" else row[key] for key in keys)
        table.add_row(*("" if cell is None else str(cell) for cell in cells))
    return table


def _amount(row: Mapping[str, Any]) -> str:
    low, high, unit = row["amount_low"], row["amount_high"], row.get("unit_of_amount", "")
    if low is None or not unit:
        return ""
    if low == high:
        return f"{low:,}{unit}"
    return f"{low:,}〜{unit}" if high >= WIDEST else f"{low:,}〜{high:,}{unit}"


def ages(text: str | None) -> tuple[int | None, int | None]:
    """`3`, `0-3`, `65-` or `-18` as youngest and oldest age."""
    if text is None:
        return None, None
    first, dash, last = text.partition("-")
    if not all(part == "" or part.isdecimal() for part in (first, last)) or text in ("", "-"):
        raise fault(
            "CLI002", f"`{text}` is not a range of ages", "write for example 0-3, 65- or 18"
        )
    youngest = int(first) if first else None
    oldest = (int(last) if last else None) if dash else youngest
    if youngest is not None and oldest is not None and youngest > oldest:
        raise fault("CLI002", f"`{text}` ends before it begins", f"write {oldest}-{youngest}")
    return youngest, oldest
