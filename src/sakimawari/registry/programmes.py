"""Registers of recipients in which each row names its programme, and of which programmes they speak.

A register of recipients is either of one programme (`receiving` in its layout) or a general one with
a column of names. The layout lists the names a general register of people holds; a row that bears
another one is taken in under that name, and noted: a receipt is not lost for a spelling.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sakimawari.registry.gathering import Register
from sakimawari.registry.journal import Journal
from sakimawari.registry.layouts import Layout, Role, layouts


def name_programmes(register: Register, journal: Journal) -> None:
    """Turns other names of programmes into the layout's; rows without a name are set aside."""
    column = register.layout.column(Role.PROGRAMME)
    if column is None:
        return
    named = register.texts[column.name].replace(dict(column.values))
    register.texts[column.name] = named
    register.set_aside(journal, "ROW043", named.is_null().to_numpy(), column.name)
    if column.labels:
        known = {name for layout in layouts().values() for name in layout.programmes}
        other = ~named.is_in(list(known)).fill_null(True)
        register.notice(journal, "ROW061", other.to_numpy(), column.name)


def programmes_in(register: Register, rows: npt.NDArray[np.int64]) -> pa.Array:
    """The programme of each of some rows of a register of recipients."""
    column = register.layout.column(Role.PROGRAMME)
    if column is None:
        return pa.array([register.layout.receiving] * len(rows), pa.string())
    return pa.array(register.texts[column.name].gather(rows).to_list(), pa.string())


def told_of(layout: Layout, kept: npt.NDArray[np.bool_]) -> frozenset[str]:
    """The programmes of which a register that was read tells who receives them.

    A register without a row that was taken in tells nothing: it may be an export that failed. One
    with rows tells of every programme its layout lists, also of one that nobody receives.
    """
    return frozenset(layout.programmes if kept.any() else ())
