"""支援措置: measures of protection taken in so that no doubt in the data can end a protection.

A measure whose dates cannot be read holds without end, and a protected person who is not in the
resident records stays protected all the same.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa

from sakimawari.registry.columns import BLANK, NO_NUMBER, READ, REFUSED
from sakimawari.registry.dates import FIRST_DAY_EVER, LAST_DAY_EVER
from sakimawari.registry.gathering import Register
from sakimawari.registry.journal import Journal
from sakimawari.registry.layouts import Role
from sakimawari.registry.residents import Residents


def protection_table(
    register: Register, residents: Residents, journal: Journal, key_of: Callable[[int], str]
) -> pa.Table:
    """`protection.parquet`."""
    column = register.layout.column(Role.PERSON)
    starts, ends = register.layout.column(Role.FROM), register.layout.column(Role.UNTIL)
    if column is None or starts is None or ends is None:
        raise ValueError(f"the layout {register.layout.register} lacks person or period")
    numbers = register.numbers[column.name]
    register.set_aside(journal, "ROW005", numbers == NO_NUMBER, column.name)
    first, last = register.cells[starts.name], register.cells[ends.name]
    since = np.where(first.state == READ, first.values, FIRST_DAY_EVER)
    until = np.where(last.state == READ, last.values, LAST_DAY_EVER)
    doubtful = (first.state == BLANK) | (first.state == REFUSED) | (last.state == REFUSED)
    backwards = until < since
    register.notice(journal, "ROW034", doubtful | backwards)
    since = np.where(backwards, FIRST_DAY_EVER, since)
    until = np.where(backwards, LAST_DAY_EVER, until)
    gone = residents.departed.find.find(numbers) >= 0
    register.notice(journal, "ROW035", (residents.find.find(numbers) < 0) & ~gone, column.name)
    kept = ~register.aside
    return pa.table(
        {
            "person": pa.array((key_of(number) for number in numbers[kept].tolist()), pa.string()),
            "since": pa.array(since[kept].astype(np.int32)),
            "until": pa.array(until[kept].astype(np.int32)),
        }
    )
