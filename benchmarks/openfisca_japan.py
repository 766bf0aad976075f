"""The benefits that OpenFisca-Japan has too: the same households, results and seconds side by side.

    python benchmarks/openfisca_japan.py --install --json

Optional: without OpenFisca-Japan (AGPL-3.0, by others) it says how to get it and ends well. What
is compared, and what the differences come from: docs/explanation/openfisca.md.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from measure.beside import Beside, compare, theirs_of
from measure.peer import DEFAULT_FOLDER, Peer, find_peer, how_to_get_it, install
from measure.town import draw, loaded_town, town
from measure.worked_examples import examples, follow_one
from peers.openfisca_inputs import INCOME_MONTH
from sakimawari.rules.kernel import compile_calendar, compile_service


def main() -> None:
    """Compare, print what was found, and with --json one object as the last line."""
    asked = _asked()
    folder = Path(asked.peer)
    if asked.install and find_peer(folder) is None:
        install(folder)
    peer = find_peer(folder)
    if peer is None:
        print(how_to_get_it(folder))
        if asked.json:
            print(json.dumps({"skipped": "OpenFisca-Japan is not installed", "peer": str(folder)}))
        return
    found = _measured(asked, peer)
    _tell(found)
    if asked.json:
        print(json.dumps(found, ensure_ascii=False))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--residents", default="1000,10000", help="sizes, with commas between")
    parser.add_argument("--home", help="a loaded city to draw from (otherwise one is made)")
    parser.add_argument("--dir", default="var/bench", help="where cities and kernels are kept")
    parser.add_argument("--on", type=date.fromisoformat, default=date(2026, 11, 25))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peer", default=str(DEFAULT_FOLDER), help="where OpenFisca-Japan is")
    parser.add_argument("--install", action="store_true", help="have pip install it there")
    parser.add_argument("--no-examples", action="store_true", help="leave out the worked examples")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _measured(asked: argparse.Namespace, peer: Peer) -> dict[str, Any]:
    """Every size, the worked examples, and one household followed."""
    sizes = [int(size) for size in asked.residents.split(",")]
    place = Path(asked.dir)
    city = loaded_town(Path(asked.home), place) if asked.home else town(place, max(sizes))
    catalogue = city.shipped
    rules = {slug: catalogue.services[slug].rule for slug in INCOME_MONTH}
    beside = Beside(
        peer=peer,
        catalogue=catalogue,
        kernels={slug: compile_service(rule, cache=city.cache) for slug, rule in rules.items()},
        calendars={slug: compile_calendar(rule, cache=city.cache) for slug, rule in rules.items()},
        rounds=asked.rounds,
    )
    facts = catalogue.facts_needed(list(INCOME_MONTH))
    everybody = city.snapshot.population(facts)
    found: dict[str, Any] = {"on": asked.on.isoformat(), "sizes": {}}
    for size in sizes:
        drawn = draw(everybody, size, seed=asked.seed)
        with tempfile.TemporaryDirectory() as work:
            found["sizes"][str(size)] = compare(beside, drawn, asked.on, Path(work))
    found["versions"] = theirs_of(found["sizes"])
    if not asked.no_examples:
        found["examples"] = examples(beside)
        found["one_household"] = follow_one(beside)
    largest = found["sizes"][str(max(sizes))]
    return found | {name: value for name, value in largest.items() if name.startswith("ratio")}


def _tell(found: dict[str, Any]) -> None:
    """The figures for reading."""
    for one in found["sizes"].values():
        print(f"{one['residents']:,} residents, {one['households']:,} households, {found['on']}")
        for slug, benefit in one["benefits"].items():
            ours, theirs = (1000 * benefit[who]["calculate"] for who in ("ours", "theirs"))
            print(f"  {slug:<32} ours {ours:8.2f} ms   theirs {theirs:9.2f} ms (alone)")
            print(f"    as each has the figures of the law: {benefit['kinds']}")
            print(f"    with one set of figures:            {benefit['kinds_with_one_set']}")
            for cause in benefit["causes"][:6]:
                print(f"      {cause['households']:6,}  {cause['kind']}: {cause['cause']}")
        for name, value in one.items():
            if name.startswith(("ratio", "peak")):
                print(f"  {name} {value}")
    if "examples" in found:
        print("worked examples, with one set of figures")
        for slug, kinds in found["examples"]["kinds_with_one_set"].items():
            print(f"  {slug:<32} {dict(kinds)}")
        for one in found["examples"]["differing"]:
            print(f"    {one['kind']}: {one['example']}")
        for name, value in found["one_household"].items():
            print(f"  one household: {name} {value}")


if __name__ == "__main__":
    main()
