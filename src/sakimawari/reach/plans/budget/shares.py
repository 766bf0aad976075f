"""Groups against their floors; where one is missed, what is short and what would do, in words."""

from __future__ import annotations

import numpy as np

from sakimawari.reach.medium import Medium
from sakimawari.reach.plans.budget.blocks import Blocks
from sakimawari.reach.plans.budget.coupling import Coupling, Crowd
from sakimawari.reach.plans.budget.filling import Contacts
from sakimawari.reach.plans.budget.values import (
    BECAUSE,
    KINDS,
    Because,
    Bundles,
    Column,
    GroupShare,
    Lack,
)
from sakimawari.reach.terms.values import Terms


def group_shares(
    bundles: Bundles,
    terms: Terms,
    blocks: Blocks,
    contacts: Contacts,
    *,
    coupling: Coupling,
    crowd: Crowd,
    prices: Column,
    because: Column,
) -> tuple[GroupShare, ...]:
    """Every group of every kind that has a floor."""
    told = np.zeros(len(contacts.person), bool)
    told[contacts.rows.person[contacts.choice >= 0]] = True
    first = np.zeros(len(blocks.order), bool)
    first[np.unique(contacts.rows.person, return_index=True)[1]] = True
    shares, base = [], 0
    for column, kind in enumerate(sorted({KINDS.index(floor.by) for floor in terms.floors})):
        of_row = blocks.group_of_row[:, column]
        for at, label in enumerate(bundles.labels[KINDS[kind]]):
            group = base + at
            inside = first & (of_row == group)
            reached = int((inside & told[contacts.rows.person]).sum())
            missing = max(0, int(coupling.need[group]) - reached)
            waiting = because[inside & ~told[contacts.rows.person]]
            shares.append(
                GroupShare(
                    by=KINDS[kind],
                    group=label,
                    people=int(crowd.people[group]),
                    can=int(crowd.can[group]),
                    reached=reached,
                    needed=int(coupling.need[group]),
                    price=round(float(prices[group]), 2),
                    lacks=_lacks(missing, waiting, terms) if missing else (),
                )
            )
        base += len(bundles.labels[KINDS[kind]])
    return tuple(shares)


def _lacks(missing: int, waiting: Column, terms: Terms) -> tuple[Lack, ...]:
    """What the persons wait for whom the floor misses, the most frequent first."""
    lacks = []
    for at in np.argsort(-np.bincount(waiting, minlength=len(BECAUSE)), kind="stable"):
        persons = int((waiting == at).sum())
        if persons:
            because = BECAUSE[at]
            amount, unit = _more(because, min(persons, missing), terms)
            lacks.append(Lack(because=because, persons=persons, more=amount, unit=unit))
    return tuple(lacks)


def _more(because: Because, persons: int, terms: Terms) -> tuple[float, str]:
    """How much more of what is short would reach so many persons, at least."""
    costs = terms.costs
    if because is Because.POSTAGE and Medium.LETTER in costs:
        return float(persons * costs[Medium.LETTER].yen), "yen"
    if because is Because.STAFF:
        minutes = [costs[one].minutes for one in costs if one.takes_staff and one in terms.media]
        return persons * min(minutes, default=0.0), "minutes"
    if because is Because.COUNTER:
        effects = [costs[one].effect for one in costs if one in terms.media]
        return round(persons * min(effects, default=0.0), 1), "replies"
    return float(persons), "persons"
