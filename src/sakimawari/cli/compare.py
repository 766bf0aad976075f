"""`sakimawari compare`: what a change of rules does to everybody, before it is decided."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from sakimawari.cli.terminal import (
    DirOption,
    Exit,
    JsonOption,
    OnOption,
    day_of,
    out,
    print_json,
    problems_in_words,
    reporting,
)
from sakimawari.fit.compare.outcomes import SHOWN, Outcome
from sakimawari.fit.compare.page import page_of
from sakimawari.fit.compare.question import Question
from sakimawari.fit.compare.report import Breakdown, Comparison, Gravity, ServiceImpact
from sakimawari.fit.compare.run import compare as compare_sides
from sakimawari.fit.compare.sheets import write_private, write_sheets
from sakimawari.fit.compare.sides import take_sides
from sakimawari.fit.compare.words import (
    CHECKS,
    GRAVITIES,
    TAKE_UP,
    counted,
    nothing_differs,
    of_companies,
    outcome_word,
    sentences,
    yen,
)
from sakimawari.office import office
from sakimawari.problems import fault
from sakimawari.registry.store import current_snapshot, open_snapshot


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("compare")(compare)


def compare(
    before: Annotated[str, typer.Argument(help="Pack folder, or `current`: the rules before.")],
    after: Annotated[
        str | None, typer.Argument(help="Pack folder, or `current`: the rules after.")
    ] = None,
    what_if: Annotated[
        list[str] | None,
        typer.Option(
            "--what-if",
            help="Suppose a figure otherwise: 'NAME +10%', 'NAME -10000円', 'NAME = 2300000', "
            "each also with `from 2027-04-01`. May be given several times.",
        ),
    ] = None,
    on: OnOption = None,
    months: Annotated[
        int, typer.Option("--months", min=1, max=60, help="How many months ahead are read.")
    ] = 12,
    take_up: Annotated[
        str | None,
        typer.Option("--take-up", help="Share of those who gain that apply, for example 80%."),
    ] = None,
    minutes: Annotated[
        int, typer.Option("--minutes", min=1, max=6000, help="Minutes of work a case.")
    ] = 30,
    exact: Annotated[
        bool, typer.Option("--exact", help="Named staff only: show counts below five.")
    ] = False,
    page: Annotated[
        Path | None, typer.Option("--html", help="Write a page for the council (one file).")
    ] = None,
    sheets: Annotated[
        Path | None, typer.Option("--csv", help="Write tables into this folder (for Excel).")
    ] = None,
    folder: DirOption = None,
    as_json: JsonOption = False,
) -> None:
    """Who gains and who loses by other rules, yen a year, by ward, age, income; cases a month."""
    with problems_in_words(as_json=as_json):
        place = office(folder)
        question = Question(
            on=day_of(on),
            months=months,
            threads=place.threads,
            exact=exact,
            take_up=_share(take_up),
            minutes=minutes,
        )
        snapshot = open_snapshot(current_snapshot(place.home))
        sides = take_sides(place.catalogue(), before, after, what_if or ())
        with reporting(quiet=as_json) as progress:
            found = compare_sides(
                snapshot, sides, question, cache=place.home / "cache", progress=progress
            )
        if page is not None:
            write_private(page, page_of(found))
        written = write_sheets(found, sheets) if sheets is not None else []
        if as_json:
            print_json(found.as_json())
        else:
            tell(found)
            for path in (*([page] if page is not None else []), *written):
                out.print(f"→ {path}", markup=False)
    errors = [c for i in found.impacts for c in i.contradictions if c.gravity is Gravity.ERROR]
    if errors:
        raise typer.Exit(Exit.WITH_REMARKS)


def _share(text: str | None) -> float | None:
    """80% or 0.8 as a share between 0 and 1."""
    if text is None:
        return None
    try:
        share = float(text[:-1]) / 100 if text.endswith("%") else float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise fault("CLI014", f"`{text}` is no share", "write a percentage, for example 80%")
    return share


def tell(found: Comparison) -> None:
    """Sentences first, then tables."""
    for told in of_companies(found):
        out.print(told, markup=False)
    if not found.impacts:
        out.print(nothing_differs(found), markup=False)
        return
    for impact in found.impacts:
        out.print()
        out.print(f"[bold]{impact.name}[/bold] {impact.slug}")
        for sentence in sentences(impact, found.months):
            out.print(f"  {sentence}", markup=False)
        for difference in impact.differences:
            out.print(
                f"  {difference.name}: {difference.before} → {difference.after}", markup=False
            )
        for cut in impact.breakdowns:
            if table := breakdown_table(cut, impact):
                out.print(table)
        out.print(workload_table(impact))
        tell_doubts(impact)
    out.print()
    out.print(f"変わらない制度 {len(found.unchanged)}: {'、'.join(found.unchanged)}", markup=False)
    spent = " · ".join(f"{stage} {seconds:.1f}" for stage, seconds in found.seconds.items())
    out.print(
        f"{found.residents:,} residents, {sum(found.seconds.values()):.1f} s ({spent};"
        f" {found.compiled} rules compiled anew)",
        markup=False,
    )


def breakdown_table(cut: Breakdown, impact: ServiceImpact) -> Table | None:
    """One cut for the screen: only outcomes that occur."""
    used = [o for o in SHOWN if any(row.counts[o] != 0 for row in cut.rows)]
    if not any(outcome is not Outcome.OPEN for outcome in used):
        return None
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column(f"  {cut.cut}", no_wrap=True)
    for heading in ("住民", *(outcome_word(outcome, impact) for outcome in used)):
        table.add_column(heading, justify="right")
    if impact.is_money:
        table.add_column("年額（確実な分）", justify="right")
    for row in cut.rows:
        cells = [f"{row.residents:,}", *(counted(row.counts[outcome]) for outcome in used)]
        cells += [yen(row.yen_certain)] if impact.is_money else []
        table.add_row(f"  {row.label}", *cells)
    return table


def workload_table(impact: ServiceImpact) -> Table:
    """Months in which anything is added, and the total."""
    load = impact.workload
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("  月", no_wrap=True)
    headings = (
        "新たに対象",
        "可能性",
        "停止の判断",
        "額の変更",
        "申請の見込み",
        "お知らせ",
        "時間",
    )
    for heading in headings:
        table.add_column(heading, justify="right")
    for month in (*load.months, load.total):
        counts = [month.gains, month.possible, month.stops, month.changes]
        if any(count != 0 for count in counts) or month is load.total:
            shares = ["-" if v is None else f"{v:,.0f}" for v in (month.applications, month.hours)]
            told = [*map(counted, counts), shares[0], counted(month.notices), shares[1]]
            table.add_row(f"  {month.month}", *told)
    table.caption = (
        f"申請率 {load.take_up:.1%}（{TAKE_UP[load.take_up_from]}）、1件 {load.minutes}分"
    )
    table.caption_justify = "left"
    return table


def tell_doubts(impact: ServiceImpact) -> None:
    """Contradictions, gravest as found, with their details."""
    for each in impact.contradictions:
        out.print(
            f"  {GRAVITIES[each.gravity.value]}・{CHECKS[each.check]}: {each.text}"
            f"（前 {counted(each.before)} → 後 {counted(each.after)}）",
            markup=False,
        )
        for line in each.detail[:10]:
            out.print(f"      {line}", markup=False)
