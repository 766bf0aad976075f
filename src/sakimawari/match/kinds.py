"""Every kind of match by its name on the command line and in manifests."""

from __future__ import annotations

from collections.abc import Mapping

from sakimawari.match.allocate.kinds import LOTTERY, NURSERY, PLACES, kind_for
from sakimawari.match.assign.evacuation.run import SHELTERS
from sakimawari.match.assign.helping.run import HELPERS
from sakimawari.match.assign.siting.running import SITES
from sakimawari.match.offers.kind import OFFERS
from sakimawari.match.results.kind import Kind
from sakimawari.match.rides.examining import RIDES
from sakimawari.match.visits.examining import VISITS
from sakimawari.problems import fault

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        kind_for(NURSERY),
        kind_for(PLACES),
        kind_for(LOTTERY),
        SHELTERS,
        HELPERS,
        SITES,
        OFFERS,
        VISITS,
        RIDES,
    )
}


def kind_of(name: str) -> Kind:
    """A kind by name. MATCH007 where a result is of a kind this version does not know."""
    if name not in KINDS:
        raise fault(
            "MATCH007",
            f"this version knows no match of the kind {name!r}",
            f"use the version that made the result; known here: {', '.join(KINDS)}",
        )
    return KINDS[name]
