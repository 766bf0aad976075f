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
from pathlib import Path

from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.load import discover, load_packs, packs_in
from sakimawari.packs.mutants.figures import tenth_more
from sakimawari.packs.mutants.mutant import ParameterChange
from sakimawari.packs.mutants.report import Count, MutantReport
from sakimawari.packs.mutants.run import prepare, trials_of, try_mutants

PEER = Count(mutants=153, survived=15)  # OpenFisca-Japan: each of its parameters a tenth more


def main() -> None:
    wanted = arguments()
    catalogue = load_packs(folders(wanted.packs))
    if wanted.list:
        for mutant, _ in prepare(catalogue, packs=wanted.pack, services=wanted.service).mutants:
            print(mutant)
        return
    began = time.perf_counter()
    report = try_mutants(
        catalogue,
        packs=wanted.pack,
        services=wanted.service,
        workers=wanted.workers,
        progress=progress if sys.stderr.isatty() else None,
    )
    seconds = time.perf_counter() - began
    peer = as_the_peer(catalogue, wanted.pack)
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


def folders(place: Path | None) -> tuple[Path, ...]:
    """The packs of a folder, or all there are."""
    if place is None:
        return discover(None)
    found = packs_in(place)
    if not found:
        raise SystemExit(f"no pack in {place.name}")
    return found


def progress(done: int, total: int) -> None:
    """One line that is written over."""
    if done == total or done % 50 == 0:
        print(f"\r{done}/{total}", end="" if done < total else "\n", file=sys.stderr, flush=True)


def as_the_peer(catalogue: Catalogue, packs: list[str]) -> Count:
    """Our parameters mutated as the peer's were: all values of one a tenth more."""
    survived = list(_tenths(catalogue, packs))
    return Count(mutants=len(survived), survived=sum(survived))


def _tenths(catalogue: Catalogue, packs: list[str]) -> Iterator[bool]:
    for trial, own in trials_of(catalogue):
        for pack in trial.catalogue.packs:
            if pack.id not in own or (packs and pack.id not in packs):
                continue
            for dated in pack.parameters:
                name = dated.parameter.name
                if dated.parameter.type.kind.value != "number":
                    continue
                certain = any(value.provenance.certain for value in dated.values)
                if certain and trial.graph.reading_parameter(name):
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
