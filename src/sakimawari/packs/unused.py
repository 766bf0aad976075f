"""What packs declare and no service reads: remarks, for a pack to stay small enough to read."""

from __future__ import annotations

from dataclasses import replace

from sakimawari.packs.catalogue import Catalogue, roots_with_form
from sakimawari.packs.findings import Findings
from sakimawari.packs.pack import Pack
from sakimawari.packs.variables import in_rules
from sakimawari.problems import Problem
from sakimawari.rules.walk import facts_of, parameters_of, tables_of, variables_of


def remark_unused(catalogue: Catalogue, findings: Findings) -> Catalogue:
    """The catalogue with all remarks of its reading, those on unused names included."""
    figures_used = _figures_used(catalogue)
    for pack in catalogue.packs:
        for kind, name in _unused(pack, figures_used):
            findings.remark(
                _ID[kind],
                f"no service reads the {kind} `{name}`",
                "use it, or remove it",
                where=pack.places[kind, name],
            )
    packs = tuple(replace(pack, remarks=_remarks_of(pack, findings)) for pack in catalogue.packs)
    return replace(catalogue, packs=packs, remarks=tuple(findings.remarks))


_ID = {"variable": "PACK050", "fact": "PACK051", "parameter": "PACK052", "table": "PACK053"}


def _figures_used(catalogue: Catalogue) -> set[tuple[str, str]]:
    """Parameters and tables read by any pack: a city's figure may serve a national rule."""
    roots = [
        root
        for pack in catalogue.packs
        for service in pack.services.values()
        for root in roots_with_form(service)
    ]
    return {("parameter", parameter.name) for parameter in parameters_of(*roots)} | {
        ("table", table.name) for table in tables_of(*roots)
    }


def _unused(pack: Pack, figures_used: set[tuple[str, str]]) -> list[tuple[str, str]]:
    roots = [root for service in pack.services.values() for root in roots_with_form(service)]
    used = figures_used | {
        ("variable", in_rules(variable.name, variable.holder))
        for variable in variables_of(*roots)
        if variable.home == pack.id
    }
    used |= {("fact", in_rules(fact.name, fact.holder)) for fact in facts_of(*roots)}
    return [key for key in pack.places if key[0] in _ID and key not in used]


def _remarks_of(pack: Pack, findings: Findings) -> tuple[Problem, ...]:
    begins = f"{pack.folder.name}/"
    return tuple(
        remark
        for remark in findings.remarks
        if remark.where is not None and remark.where.file.startswith(begins)
    )
