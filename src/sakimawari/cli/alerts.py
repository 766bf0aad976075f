"""`sakimawari alerts`: where the series of a file leave what was to be expected."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from sakimawari.anticipate.alerts.run import Report, watch_panel
from sakimawari.anticipate.alerts.store import about_run, as_json, publish, write_out
from sakimawari.anticipate.alerts.values import Watch
from sakimawari.anticipate.reading.run import Asked, examine_series
from sakimawari.anticipate.reading.values import Examined, Frequency
from sakimawari.anticipate.reading.wording import problems_of
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

LANGUAGES = ("ja", "easy", "en")


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("alerts")(alerts)


def alerts(
    file: Annotated[Path, typer.Argument(help="Series: CSV, Excel or Parquet.", metavar="FILE")],
    alpha: Annotated[
        float, typer.Option("--alpha", help="Share of quiet series-periods that may alarm.")
    ] = Watch().rate,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            help="Watch from this day on. Default: the last year of the file, or its last third.",
        ),
    ] = None,
    out_path: Annotated[
        Path | None,
        typer.Option("--out", help="A folder for the run. Default: anticipate/alerts/NAME."),
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", help="Name of the run. Default: that of the file.")
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
        str | None, typer.Option("--exposure", help="The column of people at risk.")
    ] = None,
    frequency: Annotated[
        str | None,
        typer.Option("--frequency", help="day, week, month, quarter or year. Default: found."),
    ] = None,
    least: Annotated[
        int, typer.Option("--least", min=1, help="Cases a window must hold to alarm.")
    ] = Watch().least,
    seed: Annotated[
        int, typer.Option("--seed", help="The same seed gives the same thresholds.")
    ] = Watch().seed,
    language: Annotated[
        str, typer.Option("--language", help="Of the sentences shown: ja, easy or en.")
    ] = "ja",
    show: Annotated[int, typer.Option("--show", min=0, help="How many alerts are shown.")] = 20,
    folder: DirOption = None,
    on: OnOption = None,
    as_json_: JsonOption = False,
) -> None:
    """Tell where series leave what was to be expected: how large, since when, what else moved."""
    with problems_in_words(as_json=as_json_):
        if language not in LANGUAGES:
            raise fault("ALERT004", f"`{language}` is no language", "choose ja, easy or en")
        if not file.is_file():
            raise fault("ALERT005", f"there is no file `{file.name}`", "give a table of series")
        asked = Asked(
            by=[part.strip() for part in by.split(",")] if by else None,
            value=value,
            when=when,
            exposure=exposure,
            frequency=_frequency(frequency),
            on=day_of(on),
        )
        with reporting(quiet=as_json_) as progress:
            progress("reading", 0, 1)
            read = examine_series(file, asked)
            progress("reading", 1, 1)
            progress("watching", 0, 1)
            watch = replace(Watch(), rate=alpha, least=least, seed=seed)
            begin = day_of(since) if since else None
            report = watch_panel(read.panel, read.hierarchy, watch, since=begin)
            progress("watching", 1, 1)
        about = about_run(file, report)
        if out_path is not None:
            written = write_out(out_path, report, read, about)
        else:
            written = publish(office(folder).home, name or file.stem, report, read, about)
        problems = problems_of(file.name, read.defects, read.set_aside)
    if as_json_:
        found = [as_json(one) for one in report.alerts]
        print_json({**about, "out": str(written), "found": found, "problems": _ids(problems)})
    else:
        _tell(report, about, read, problems, written, language, show)
    if read.set_aside:
        raise typer.Exit(Exit.WITH_REMARKS)


def _frequency(text: str | None) -> Frequency | None:
    if text is None:
        return None
    try:
        return Frequency(text.lower())
    except ValueError:
        known = ", ".join(one.value for one in Frequency)
        raise fault("ALERT004", f"`{text}` is no frequency", f"choose one of {known}") from None


def _ids(problems: tuple[Problem, ...]) -> list[dict[str, str]]:
    return [{"id": one.id, "what": one.what, "do": one.do} for one in problems]


def _tell(
    report: Report,
    about: dict[str, object],
    read: Examined,
    problems: tuple[Problem, ...],
    written: Path,
    language: str,
    show: int,
) -> None:
    out.print(
        f"{about['series']:,} series by {about['frequency']}, watched {about['watched_from']} to "
        f"{about['last']}: {len(report.alerts):,} {'alert' if len(report.alerts) == 1 else 'alerts'}, "
        f"{about['alarms']:,} periods in alarm; "
        f"{about['false_alarms_expected']} false ones are to be expected at {report.watch.rate:g}",
        markup=False,
    )
    for alert in report.alerts[:show]:
        out.print(f"- {alert.words[language]}", markup=False)
    if len(report.alerts) > show:
        out.print(f"and {len(report.alerts) - show:,} more in {written.name}/alerts.csv")
    if report.unread:
        names = ", ".join(report.unread[:4]) + (" …" if len(report.unread) > 4 else "")
        out.print(
            f"not watched, {len(report.unread):,} series of too short a past, or totals of which "
            f"parts began or ended: {names}",
            markup=False,
        )
    if read.set_aside:
        rows = "row" if len(read.set_aside) == 1 else "rows"
        out.print(f"{len(read.set_aside):,} {rows} set aside: {written.name}/set_aside.csv")
    out.print(f"written to {written}", markup=False)
    for problem in problems:
        err.print(str(problem), markup=False)
