"""The rival of the contact budget: whoever is worth most is told first, by the best way that fits."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date

import numpy as np

from sakimawari.reach.plans.budget.blocks import blocks_of
from sakimawari.reach.plans.budget.coupling import coupling_of, crowd_of
from sakimawari.reach.plans.budget.days import calendar_of
from sakimawari.reach.plans.budget.filling import Contacts, Rows
from sakimawari.reach.plans.budget.pricing import caps_of
from sakimawari.reach.plans.budget.values import Bundles
from sakimawari.reach.terms.values import Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What the greedy comes to."""

    value: float
    seconds: float


def greedy(bundles: Bundles, terms: Terms, start: date) -> Taken:
    """From an empty schedule, fill in the most worth first. Floors are not its matter."""
    begun = time.perf_counter()
    blocks = blocks_of(bundles, terms, calendar_of(start, terms), None)
    person = np.unique(bundles.person[blocks.order], return_inverse=True)[1]
    size = np.diff(np.append(blocks.start, len(blocks.order)))
    rows = Rows(person=person, household=np.repeat(np.arange(len(size)), size))
    crowd = crowd_of(blocks, person, 0)
    coupling = coupling_of(terms, blocks, crowd, np.zeros(0))
    empty = np.full(len(blocks.order), -1, np.int64)
    contacts = Contacts(blocks, coupling, caps_of(terms), rows, empty)
    contacts.fill()
    told = contacts.choice >= 0
    media, choice = contacts.media, contacts.choice[told]
    value = blocks.worth[blocks.row_code[told], choice // media, choice % media].sum()
    return Taken(value=float(value), seconds=time.perf_counter() - begun)
