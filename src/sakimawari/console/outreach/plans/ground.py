"""What a plan rests on as the city stands now, for pages and the program beside them."""

from __future__ import annotations

from datetime import date

from sakimawari.console.city import City
from sakimawari.reach.channels.link_store import linked_people
from sakimawari.reach.plans.gathering import gather, ground_now
from sakimawari.reach.plans.order import Ground, Sources
from sakimawari.reach.sending.optout_store import opted_out_by_medium
from sakimawari.reach.terms.reading import read_terms


def ground_of(there: City, on: date) -> Ground:
    """What a plan of a day would rest on now."""
    return ground_now(
        there.office.home,
        run=there.run,
        catalogue=there.catalogue,
        terms=read_terms(there.office.home),
        on=on,
    )


def sources_of(there: City, on: date) -> Sources:
    """Everything a plan of a day draws on."""
    return gather(
        there.office.home,
        run=there.run,
        catalogue=there.catalogue,
        keys=there.keys,
        terms=read_terms(there.office.home),
        on=on,
        stopped=opted_out_by_medium(),
        linked=linked_people(),
    )
