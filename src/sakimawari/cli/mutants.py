"""`sakimawari check --mutants`: the small changes of a rule or figure that no example notices."""

from __future__ import annotations

import typer

from sakimawari.cli.terminal import Exit, out, print_json, reporting
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.findings import nearest
from sakimawari.packs.mutants.run import try_mutants
from sakimawari.problems import fault


def try_out(catalogue: Catalogue, services: list[str], *, as_json: bool) -> None:
    """Try every mutant; leave with 1 where some survive."""
    _all_known(catalogue, services)
    with reporting(quiet=as_json) as show:
        report = try_mutants(
            catalogue,
            services=services,
            progress=lambda done, total: show("mutants", done, total),
        )
    if as_json:
        print_json(report.as_json())
    else:
        for survivor in report.survivors:
            out.print(str(survivor), markup=False)
        total = report.total
        out.print(
            f"{total.mutants} mutants · {total.killed} noticed by an example · "
            f"{total.survived} survived ({100 * total.rate:.1f} %)"
        )
    if report.survivors:
        raise typer.Exit(Exit.WITH_REMARKS)


def _all_known(catalogue: Catalogue, services: list[str]) -> None:
    """See to it that every slug is of some pack. Raises Problems."""
    for slug in services:
        if slug not in catalogue.services:
            raise fault(
                "CASE001",
                f"the service `{slug}` is in no pack",
                "correct the slug",
                near=nearest(slug, catalogue.services),
            )
