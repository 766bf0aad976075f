"""The frozen edition of thirteen services: real rules for tests of the engine.

The shipped packs grow with the law; what tests the engine reads the edition, so that it compiles
thirteen kernels and not a hundred, and its expectations stay.
"""

from __future__ import annotations

from pathlib import Path

from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.load import load_packs, packs_in

EDITION = packs_in(Path(__file__).resolve().parents[1] / "benchmarks" / "edition")
KITAKYUSHU = "401005"


def thirteen_services() -> Catalogue:
    """The packs of the edition as one catalogue."""
    return load_packs(EDITION)
