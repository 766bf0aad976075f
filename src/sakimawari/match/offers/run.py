"""A folder of tables to a folder with the result, its certificate and its pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sakimawari.match.offers.meaning import available
from sakimawari.match.offers.picture import exposure_picture
from sakimawari.match.offers.reading import read_question
from sakimawari.match.offers.solving import Progress, solve
from sakimawari.match.offers.tables import EXPOSURE, read_table, write_tables
from sakimawari.match.offers.values import Options
from sakimawari.match.offers.verifying import verify_folder
from sakimawari.match.reading.sheets import SetAside, write_set_aside
from sakimawari.match.results.certificate import Certificate
from sakimawari.match.results.folder import SET_ASIDE, result_folder, write_certificate
from sakimawari.problems import Problems

KIND = "offers"
PICTURE = "exposure.svg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a run left: where, what was set aside, what is said of it, what the examiner says."""

    folder: Path
    aside: tuple[SetAside, ...]
    summary: Mapping[str, Any]
    certificate: Certificate


def match_offers(
    problem: Path,
    out: Path,
    *,
    on: date,
    seed: int = 1,
    options: Options | None = None,
    go_on: bool = False,
    cache: Path | None = None,
    progress: Progress = lambda stage, done, total: None,
) -> Done:
    """Match the needs and offers of a folder. Bad rows raise together, or are set aside with `go_on`."""
    options = options or Options()
    reading = read_question(problem, on)
    if reading.aside and not go_on:
        raise Problems(each.problem for each in reading.aside)
    by_meaning = options.meaning == "on" or (options.meaning == "auto" and available())
    settings = {**asdict(options), "meaning_used": by_meaning, "seed": seed, "on": on.isoformat()}
    with result_folder(out, kind=KIND, problem=problem, settings=settings, on=on) as folder:
        matched = solve(reading.question, options, seed=seed, cache=cache, progress=progress)
        summary = write_tables(folder, reading.question, matched, options, seed)
        write_set_aside(folder / SET_ASIDE, reading.aside)
        picture = exposure_picture(read_table(folder / EXPOSURE))
        (folder / PICTURE).write_text(picture, encoding="utf-8")
        certificate = verify_folder(folder, settings, on)
        write_certificate(folder, certificate)
    return Done(folder=out, aside=tuple(reading.aside), summary=summary, certificate=certificate)
