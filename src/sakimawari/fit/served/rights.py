"""What a run says of its people (or its companies): the volume of a whole night, and what was read since.

A household read anew since stands in the supplement; for it the first volume speaks only of services
that were read for everybody later still.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from sakimawari.fit.served.keys import Numbers
from sakimawari.fit.served.receipts import Receipts
from sakimawari.fit.served.volume import FORM, NO_DAY, Volume
from sakimawari.fit.served.who import NOBODY, Who
from sakimawari.registry.shelf import Item
from sakimawari.rules.figures import day_of

NEVER = -1  # the layer of a household that was not read again
STATUS = {1: "yes", 2: "unknown"}


@dataclass(frozen=True, kw_only=True)
class Rights:
    """Rights of all households, or of all companies.

    `who` are those of the run; `earlier` those of the night the volume was made in, the same where
    no registers were loaded since. `since` holds what was read since, and by unit of `earlier` the
    layer that speaks for it.
    """

    who: Who
    earlier: Who
    volume: Volume
    supplement: Volume | None
    since: Item | None
    receipts: Receipts

    @cached_property
    def again(self) -> Numbers | None:
        """By unit of `earlier`: the layer in which it was read again, NEVER where it was not."""
        return None if self.since is None else self.since.arrays["again"]

    @cached_property
    def layers(self) -> Numbers:
        """By service of the volume: the layer in which everybody was read."""
        return self.volume.item.arrays["layer"]

    @cached_property
    def form(self) -> Mapping[str, npt.NDArray[Any]]:
        """The columns of all forms: those of the volume, then those of the supplement."""
        volumes = [self.volume, *([self.supplement] if self.supplement is not None else [])]
        if len(volumes) == 1:
            return {name: self.volume.column(name) for name in FORM}
        return {name: np.concatenate([each.column(name) for each in volumes]) for name in FORM}

    @cached_property
    def missing_words(self) -> tuple[str, ...]:
        """The names of missing facts, joined by ・, that forms number."""
        more = self.supplement.words if self.supplement is not None else ()
        return (*self.volume.words, *more)

    @cached_property
    def missing_code(self) -> Numbers:
        """Of each form: the number of its word among `missing_words`, -1 for none."""
        codes = self.form["missing"]
        if self.supplement is None:
            return codes
        codes = codes.copy()
        later = codes[len(self.volume.column("missing")) :]
        later[later >= 0] += len(self.volume.words)
        return codes

    def missing(self, form: int) -> str:
        """What is missing in a form."""
        code = int(self.missing_code[form])
        return self.missing_words[code] if code >= 0 else ""

    @cached_property
    def now(self) -> tuple[Numbers, Numbers] | None:
        """By row and by unit of `earlier`, the row and the unit of today; None where they are the same."""
        if self.earlier is self.who:
            return None
        table, rows = self.who.person_table()
        found = table.find(self.earlier.person)
        return (
            np.where(found >= 0, rows[found], NOBODY).astype(np.int32),
            self.who.household_table().find(self.earlier.household),
        )

    @property
    def services(self) -> tuple[str, ...]:
        return self.volume.services

    def stretches(self, service: int) -> tuple[Numbers, npt.NDArray[np.uint32]]:
        """All stretches of a service that count: rows (or units) and forms, as stored.

        Those of one subject follow one another by day; subjects stand in the order of units, those
        read since after all others.
        """
        of_person = self.volume.of_person[service]
        row, form = self.volume.stretches(service)
        if self.again is not None:
            units = self.earlier.unit[row] if of_person else row
            kept = self.layers[service] >= self.again[units]
            if not kept.all():
                row, form = row[kept], form[kept]
        if self.now is not None:
            row = self.now[0 if of_person else 1][row]
            row, form = row[row >= 0], form[row >= 0]
        if self.supplement is None or self.services[service] not in self.supplement.services:
            return row, form
        at = self.supplement.services.index(self.services[service])
        rows, forms = self.supplement.stretches(at)
        first = np.uint32(len(self.volume.column("status")))
        return np.append(row, rows), np.append(form, forms + first)

    def rows_of(self, unit: int, row: int) -> Iterator[dict[str, Any]]:
        """Stretches of a household and of one of its people (NOBODY: of none), as stored.

        By service, then by day.
        """
        found = list(self._of_volume(unit, row))
        if self.supplement is not None:
            member = row - int(self.who.offsets[unit]) + 1 if row >= 0 else 0
            found += _some(self.supplement, unit, member, None)
            found.sort(key=lambda each: (each["service"], each["since"]))
        yield from found

    def _of_volume(self, unit: int, row: int) -> Iterator[dict[str, Any]]:
        """What the first volume says, where it still counts."""
        if self.earlier is not self.who:
            unit, row = self._as_it_was(unit, row)
            if unit < 0:
                return
        least = NEVER if self.again is None else int(self.again[unit])
        services = None if least == NEVER else self.layers >= least
        member = row - int(self.earlier.offsets[unit]) + 1 if row >= 0 else 0
        yield from _some(self.volume, unit, member, services)

    def _as_it_was(self, unit: int, row: int) -> tuple[int, int]:
        """Unit and row of the same household and person in `earlier`."""
        then = self.earlier.unit_of(self.who.household[unit].decode())
        if then < 0 or row < 0:
            return then, row
        first, last = (int(each) for each in self.earlier.offsets[then : then + 2])
        own = np.flatnonzero(self.earlier.person[first:last] == self.who.person[row])
        return (then, first + int(own[0])) if len(own) else (then, NOBODY)


def _some(volume: Volume, unit: int, member: int, services: Any) -> list[dict[str, Any]]:
    """Stretches of a unit that are its own or of one member, of the services that count."""
    members, forms = volume.of_unit(unit)
    forms = forms[(members == 0) | (members == member)]
    of = volume.column("service")[forms]
    if services is not None:
        forms, of = forms[services[of]], of[services[of]]
    columns = {name: volume.column(name)[forms].tolist() for name in _TOLD}
    return [
        _as_row(volume, service, dict(zip(columns, values, strict=True)))
        for service, *values in zip(of.tolist(), *columns.values(), strict=True)
    ]


_TOLD = (
    "status",
    "since",
    "until",
    "amount_low",
    "amount_high",
    "tier_low",
    "tier_high",
    "deadline",
    "missing",
    "ended_by",
)


def _as_row(volume: Volume, service: int, told: dict[str, Any]) -> dict[str, Any]:
    missing, deadline = told["missing"], told["deadline"]
    told["service"] = volume.services[service]
    told["status"] = STATUS[told["status"]]
    told["missing"] = volume.words[missing] if missing >= 0 else None
    told["deadline"] = None if deadline == NO_DAY else day_of(deadline)
    return told


def receives(
    rights: Rights, unit: int, row: int, day: int, received_as: Mapping[str, tuple[bool, str]]
) -> frozenset[str]:
    """The services a household, and one of its people, receives on a day.

    `received_as` tells for each service whether its subjects are people, and its programme.
    """
    offsets = rights.who.offsets
    first, last = (
        (int(offsets[unit]), int(offsets[unit + 1])) if len(rights.who.person) else (unit, unit + 1)
    )
    of_unit = set(rights.receipts.active(first, last, day))
    of_row = set(rights.receipts.active(row, row + 1, day)) if row >= 0 else set()
    return frozenset(
        slug
        for slug, (of_person, programme) in received_as.items()
        if programme in (of_row if of_person else of_unit)
    )
