"""`sakimawari forecast`: what comes in the series of a file, with intervals that add up."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.table import Table

from sakimawari.anticipate.reading.exposing import with_exposure
from sakimawari.anticipate.reading.run import Asked, examine_series
from sakimawari.anticipate.reading.values import Examined, Frequency
from sakimawari.anticipate.reading.wording import problems_of
from sakimawari.anticipate.series.run import Order, Outcome, forecast
from sakimawari.anticipate.series.store import manifest_of, overall, write_folder, write_out
from sakimawari.cli.terminal import (
    DirOption,
    Exit,
    JsonOption,
    OnOption,
    day_of,
    err,
    out,
    print_json,
    problems_in_words,
    reporting,
)
from sakimawari.office import office
from sakimawari.problems import Problem, fault

_SHOWN = 12


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("forecast")(forecast_file)


def forecast_file(
    file: Annotated[Path, typer.Argument(help="Series: CSV, Excel or Parquet.", metavar="FILE")],
    horizon: Annotated[
        int, typer.Option("--horizon", help="Periods ahead, in the file's own frequency.", min=1)
    ],
    out_path: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="A folder for everything, or a .csv or .parquet file for the table alone. "
            "Default: in the city's home, by --name.",
        ),
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", help="Name in the city's home. Default: the file's.")
    ] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", help="Columns that tell series apart: ward,service. Default: found."),
    ] = None,
    value: Annotated[
        str | None, typer.Option("--value", help="The column of figures. Default: found.")
    ] = None,
    when: Annotated[
        str | None, typer.Option("--date", help="The column of dates. Default: found.")
    ] = None,
    exposure: Annotated[
        str | None,
        typer.Option(
            "--exposure",
            help="People at risk: a column of FILE, or a file of its own that reaches to the horizon.",
        ),
    ] = None,
    frequency: Annotated[
        str | None,
        typer.Option("--frequency", help="day, week, month, quarter or year. Default: found."),
    ] = None,
    same: Annotated[
        list[str] | None,
        typer.Option("--same", help="Two names of one series: OLD=NEW. May be repeated."),
    ] = None,
    paths: Annotated[
        int, typer.Option("--paths", help="Sample paths for each series.", min=50, max=5_000)
    ] = 500,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same paths.")] = 1,
    folder: DirOption = None,
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Forecast every series of a file; totals and parts agree, and each keeps its backtest."""
    with problems_in_words(as_json=as_json):
        asked = Asked(
            by=_listed(by),
            value=value,
            when=when,
            frequency=_frequency(frequency),
            on=day_of(on),
            same=_pairs(same),
            exposure=None if _is_file(exposure) else exposure,
        )
        with reporting(quiet=as_json) as progress:
            progress("reading", 0, 1)
            told = examine_series(_found(file), asked)
            if exposure is not None and _is_file(exposure):
                told = with_exposure(told, Path(exposure), horizon)
            progress("reading", 1, 1)
            order = Order(horizon=horizon, paths=paths, seed=seed)
            outcome = forecast(told, order, progress=progress)
            about = manifest_of(file, outcome, told, order)
            if out_path is None:
                home = office(folder).home
                written = write_folder(home, name or file.stem, outcome, told, about)
            else:
                written = write_out(out_path, outcome, told, about)
        problems = problems_of(file.name, outcome.defects, told.set_aside)
        if as_json:
            print_json(
                {**about, "out": str(written), "problems": [_in_json(one) for one in problems]}
            )
        else:
            _tell(outcome, told, problems, written)
    if told.set_aside:
        raise typer.Exit(Exit.WITH_REMARKS)


def _found(file: Path) -> Path:
    if file.is_file():
        return file
    raise fault(
        "SERIES001", f"there is no file `{file.name}`", "give the path of a table of series"
    )


def _is_file(exposure: str | None) -> bool:
    return exposure is not None and Path(exposure).is_file()


def _listed(text: str | None) -> list[str] | None:
    return None if text is None else [part.strip() for part in text.split(",") if part.strip()]


def _frequency(text: str | None) -> Frequency | None:
    if text is None:
        return None
    try:
        return Frequency(text.lower())
    except ValueError:
        known = ", ".join(one.value for one in Frequency)
        raise fault("SERIES002", f"`{text}` is no frequency", f"choose one of {known}") from None


def _pairs(texts: list[str] | None) -> dict[str, str] | None:
    if not texts:
        return None
    pairs = [text.partition("=") for text in texts]
    for old, sign, new in pairs:
        if not (sign and old.strip() and new.strip()):
            raise fault("SERIES002", f"`{old}` has no new name", 'write --same "OLD=NEW"')
    return {old.strip(): new.strip() for old, _, new in pairs}


def _in_json(problem: Problem) -> dict[str, str]:
    where = "" if problem.where is None else str(problem.where)
    return {"id": problem.id, "where": where, "what": problem.what, "do": problem.do}


def _tell(outcome: Outcome, told: Examined, problems: tuple[Problem, ...], written: Path) -> None:
    panel = outcome.panel
    out.print(
        f"{len(panel.ids):,} series by {panel.frequency.value}, {panel.starts[0].astype('M8[D]')} to "
        f"{panel.starts[-1].astype('M8[D]')}; {told.rows:,} rows, {len(told.set_aside):,} set aside"
    )
    out.print(_table(outcome))
    for member, scores in overall(outcome).items():
        if member == "combined" and "loss" in scores:
            out.print(
                f"on {len(outcome.origins)} past origins: MASE {scores['mase']:.3f}, scaled loss {scores['loss']:.3f}, "
                f"80 % intervals held {100 * scores['cover80']:.0f} %, 95 % held {100 * scores['cover95']:.0f} %"
            )
    shares = " · ".join(f"{name} {share:.2f}" for name, share in outcome.weights.items())
    out.print(f"members: {shares}")
    if outcome.learnt is not None:
        gains = " · ".join(
            f"{level} {100 * (ratio - 1):+.1f} %" for level, ratio in outcome.learnt.ratios.items()
        )
        out.print(f"made to add up; loss on the past by level: {gains}")
    out.print(f"written to {written}")
    for problem in problems:
        err.print(str(problem), markup=False)


def _table(outcome: Outcome) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in ("series", "period", "low 80 %", "middle", "high 80 %"):
        table.add_column(name, justify="left" if name in ("series", "period") else "right")
    last = len(outcome.ahead) - 1
    shown = sorted({0, last})
    for row in range(min(len(outcome.panel.ids), _SHOWN)):
        for at in shown:
            low, middle, high = (outcome.quantiles[row, at, place] for place in (1, 3, 5))
            day = str(outcome.ahead[at].astype("M8[D]"))
            name = outcome.panel.ids[row] if at == 0 else ""
            table.add_row(name, day, _figure(low), _figure(middle), _figure(high))
    if len(outcome.panel.ids) > _SHOWN:
        table.add_row(f"and {len(outcome.panel.ids) - _SHOWN:,} more", "", "", "", "")
    return table


def _figure(value: float) -> str:
    return f"{value:,.0f}" if np.abs(value) >= 100 or float(value).is_integer() else f"{value:,.1f}"
