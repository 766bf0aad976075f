"""The mutation test of the catalogue: which small mistakes in a rule or figure no example notices.

    python benchmarks/mutation.py                              all shipped packs
    python benchmarks/mutation.py --pack children --pack care  two of them
    python benchmarks/mutation.py --service child-allowance    what one service reads
    python benchmarks/mutation.py --packs FOLDER --json        packs of a folder (or one pack)
    python benchmarks/mutation.py --list                       the mutants, untried

Each mutant is the catalogue with one thing changed: a bound, an operator, a figure, a first day in
force, a row of a table. It is killed where an example that held now fails. See
benchmarks/README.md for what is changed and how to read the figures.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.load import load_packs, packs_in, scope_of
from sakimawari.packs.mutants.figures import tenth_more
from sakimawari.packs.mutants.graph import Graph
from sakimawari.packs.mutants.mutant import ParameterChange
from sakimawari.packs.mutants.report import Count, MutantReport, joined
from sakimawari.packs.mutants.run import prepare, trials_of, try_mutants
from sakimawari.packs.pack import NATIONAL
from sakimawari.rules.tree import Kind

DOMAINS = Path(str(resources.files("sakimawari"))) / "domains"
PEER = Count(mutants=153, survived=15)  # OpenFisca-Japan: each of its parameters a tenth more


def main() -> None:
    wanted = arguments()
    grounds = [ground for ground in catalogues(wanted.packs) if ground.of(wanted.pack)]
    if not grounds:
        raise SystemExit("no such pack")
    if wanted.list:
        for ground in grounds:
            tried = ground.of(wanted.pack)
            for mutant, _ in prepare(
                ground.catalogue, packs=tried, services=wanted.service
            ).mutants:
                print(mutant)
        return
    began = time.perf_counter()
    report = joined(
        try_mutants(
            ground.catalogue,
            packs=ground.of(wanted.pack),
            services=wanted.service,
            workers=wanted.workers,
            progress=progress if sys.stderr.isatty() else None,
        )
        for ground in grounds
    )
    seconds = time.perf_counter() - began
    peer = as_the_peer(grounds, wanted.pack, wanted.service)
    for survivor in report.survivors:
        print(survivor)
    for line in lines(report, peer, seconds):
        print(line)
    if wanted.json:
        found = {**report.as_json(), **beside(report, peer), "seconds": round(seconds, 2)}
        print(json.dumps(found, ensure_ascii=False))


def arguments() -> argparse.Namespace:
    """What to try."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--pack", action="append", default=[], help="a pack's id; may be repeated")
    parser.add_argument("--service", action="append", default=[], help="a slug; may be repeated")
    parser.add_argument("--packs", type=Path, help="a folder of packs, instead of those shipped")
    parser.add_argument("--workers", type=int, default=1, help="processes side by side")
    parser.add_argument("--list", action="store_true", help="only list the mutants")
    parser.add_argument("--json", action="store_true", help="one object as the last line")
    return parser.parse_args()


@dataclass(frozen=True, slots=True)
class Ground:
    """Packs that are loaded together, and those of them tried here."""

    catalogue: Catalogue
    packs: tuple[str, ...]

    def of(self, named: list[str]) -> tuple[str, ...]:
        """Those named, or all."""
        return tuple(pack for pack in self.packs if not named or pack in named)


def catalogues(place: Path | None) -> Iterator[Ground]:
    """The national packs with each city's; the national ones are tried with the first city."""
    found = packs_in(DOMAINS if place is None else place)
    if not found:
        raise SystemExit("no pack in that folder")
    scopes = {folder: scope_of(folder) for folder in found}
    national = [folder for folder in found if scopes[folder] == NATIONAL]
    cities = sorted({scope for scope in scopes.values() if scope not in {None, NATIONAL}})
    tried: set[str] = set()
    for city in cities or [NATIONAL]:
        own = [folder for folder in found if scopes[folder] == city]
        catalogue = load_packs(dict.fromkeys([*national, *own]))
        yield Ground(catalogue, tuple(each.id for each in catalogue.packs if each.id not in tried))
        tried |= {pack.id for pack in catalogue.packs}


def progress(done: int, total: int) -> None:
    """One line that is written over."""
    if done == total or done % 50 == 0:
        print(f"\r{done}/{total}", end="" if done < total else "\n", file=sys.stderr, flush=True)


def as_the_peer(grounds: list[Ground], named: list[str], services: list[str]) -> Count:
    """Our parameters mutated as the peer's were: all values of one a tenth more."""
    survived = [
        alive for ground in grounds for alive in _tenths(ground, ground.of(named), services)
    ]
    return Count(mutants=len(survived), survived=sum(survived))


def _tenths(ground: Ground, packs: tuple[str, ...], services: list[str]) -> Iterator[bool]:
    for trial, own in trials_of(ground.catalogue):
        held = trial.catalogue.services
        read = Graph({slug: held[slug].rule for slug in services if slug in held})
        graph = read if services else trial.graph
        for pack in trial.catalogue.packs:
            for dated in pack.parameters if pack.id in own and pack.id in packs else ():
                is_number = dated.parameter.type.kind is Kind.NUMBER
                certain = any(value.provenance.certain for value in dated.values)
                if is_number and certain and graph.reading_parameter(dated.parameter.name):
                    yield trial.killed_by(ParameterChange(tenth_more(dated))) is None


def lines(report: MutantReport, peer: Count, seconds: float) -> Iterator[str]:
    """The figures in words."""
    for kind, count in report.by_kind():
        yield f"  {kind.value:26}{told(count)}"
    for pack, count in report.by_pack():
        yield f"{pack:28}{told(count)}"
    yield f"{'all':28}{told(report.total)}"
    yield f"{'parameters and their days':28}{told(report.of_parameters)}"
    yield f"{'parameters a tenth more':28}{told(peer)}"
    yield f"{'OpenFisca-Japan, the same':28}{told(PEER)}"
    yield f"{report.expectations} expectations, {seconds:.1f} s"


def told(count: Count) -> str:
    """A count in one line."""
    return (
        f"{count.mutants:6} mutants, {count.killed:6} killed, {count.survived:5} survived"
        f" ({100 * count.rate:.1f} %)"
    )


def beside(report: MutantReport, peer: Count) -> dict[str, object]:
    """The figures beside those of the peer; a ratio below 1 means that we let fewer live."""
    return {
        "parameters_tenth_more": peer.as_json(),
        "openfisca_japan_parameters_tenth_more": PEER.as_json(),
        "ratio_of_survival_to_openfisca_japan": round(peer.rate / PEER.rate, 4),
        "ratio_of_survival_to_openfisca_japan_smallest_unit": round(
            report.of_parameters.rate / PEER.rate, 4
        ),
    }


if __name__ == "__main__":
    main()
