"""Every benefit OpenFisca-Japan has too, on thousands of drawn households: who is right, class by class.

    python benchmarks/openfisca_crosscheck.py --install --households 3000 --json

Ends with 1 where a difference stands in no settled class (peers/crosscheck/settled.csv). Optional:
without OpenFisca-Japan (AGPL-3.0, by others) it says how to get it and ends well.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from measure.peer import DEFAULT_FOLDER, find_peer, how_to_get_it, install
from peers.crosscheck.benefits_of_both import SHARED
from peers.crosscheck.measured import write_table
from peers.crosscheck.run import Asked, crosscheck, unsettled
from peers.crosscheck.settled import settled
from sakimawari.packs.load import load_city
from sakimawari.settings import Settings

DAYS = "2025-11-25,2026-11-25"


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
    chosen = asked.benefits.split(",") if asked.benefits else [one.slug for one in SHARED]
    unknown = set(chosen) - {one.slug for one in SHARED}
    if unknown:
        sys.exit(f"not a benefit of both: {', '.join(sorted(unknown))}")
    place = Path(asked.dir)
    catalogue = load_city(place, Settings.read().municipality)
    found = crosscheck(
        Asked(
            benefits=[
                one for one in SHARED if one.slug in chosen and one.slug in catalogue.services
            ],
            days=[date.fromisoformat(day) for day in asked.on.split(",")],
            households=asked.households,
            seed=asked.seed,
        ),
        peer,
        catalogue,
        settled(),
        place / "cache",
    )
    _tell(found, examples=asked.examples)
    if asked.table:
        write_table(found, settled(), Path(asked.table))
    left = unsettled(found)
    if asked.json:
        print(json.dumps(found | {"unsettled": left}, ensure_ascii=False))
    if left:
        sys.exit("differences in no settled class:\n  " + "\n  ".join(left))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--benefits", help="slugs, with commas between (otherwise all)")
    parser.add_argument("--households", type=int, default=3_000, help="by benefit and date")
    parser.add_argument("--on", default=DAYS, help="dates, with commas between")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dir", default="var/bench", help="where compiled rules are kept")
    parser.add_argument("--peer", default=str(DEFAULT_FOLDER), help="where OpenFisca-Japan is")
    parser.add_argument("--install", action="store_true", help="have pip install it there")
    parser.add_argument("--examples", action="store_true", help="show a household of every class")
    parser.add_argument("--table", help="write every class with a household of it into a CSV file")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _tell(found: dict[str, Any], *, examples: bool) -> None:
    """The figures for reading."""
    for name, one in found["results"].items():
        print(f"{name}: {one['households']:,} households, agree {one['agree']:.1%}", end="")
        print(f", or open {one['agree_or_open']:.1%}")
        print(f"  with one set of figures {one['kinds']}")
        print(f"  each with its own       {one['kinds_with_own_figures']}")
        for told in one["figures"]:
            print(f"  figure {told['class']}, ours {told['ours']}: right {told['right']}")
        for told in one["classes"]:
            print(f"  {told['households']:6,}  {told['class']}: right {told['right']}")
            if examples:
                print(f"          {json.dumps(one['examples'][told['class']], ensure_ascii=False)}")


if __name__ == "__main__":
    main()
