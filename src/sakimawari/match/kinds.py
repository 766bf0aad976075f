"""Every kind of match by its name on the command line and in manifests."""

from __future__ import annotations

from collections.abc import Mapping

from sakimawari.match.allocate.kinds import LOTTERY, NURSERY, PLACES, kind_for
from sakimawari.match.results.kind import Kind
from sakimawari.problems import fault

KINDS: Mapping[str, Kind] = {each.kind: kind_for(each) for each in (NURSERY, PLACES, LOTTERY)}


def kind_of(name: str) -> Kind:
    """A kind by name. MATCH007 where a result is of a kind this version does not know."""
    if name not in KINDS:
        raise fault(
            "MATCH007",
            f"this version knows no match of the kind {name!r}",
            f"use the version that made the result; known here: {', '.join(KINDS)}",
        )
    return KINDS[name]
