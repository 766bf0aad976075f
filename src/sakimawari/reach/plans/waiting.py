"""Steps of applied plans whose day has not come: kept as they are, as long as they may be sent."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sakimawari.reach.addressing.closure import Bools
from sakimawari.reach.addressing.selection import Residents
from sakimawari.reach.plans.occasions.gates import Said
from sakimawari.reach.plans.tables import STEPS

_SIDE_BY_SIDE = ("services", "subjects", "why")


def still_waiting(waiting: pa.Table, residents: Residents, *, shut: Bools, said: Said) -> pa.Table:
    """The steps that stay; nothing of them is weighed anew.

    Not those to somebody who may not be told any more; what was declined, is being worked on, or
    concerns somebody who may not be told of, is taken out of the others, as sending does on the day.
    """
    open_people = pa.array(residents.person[~shut & (residents.is_subject == 1)], pa.string())
    waiting = waiting.filter(pc.is_in(waiting["person"], value_set=open_people)).combine_chunks()
    if not waiting.num_rows:
        return STEPS.empty_table()
    lists = {name: _whole(waiting[name]) for name in _SIDE_BY_SIDE}
    flat = {name: pc.list_flatten(column) for name, column in lists.items()}
    owner = np.asarray(pc.list_parent_indices(lists["services"]))
    person = _whole(waiting["person"]).take(pa.array(owner))
    gone = pc.is_in(flat["subjects"], value_set=pa.array(residents.person[shut], pa.string()))
    for who, pairs in (
        (person, said.declined),
        (flat["subjects"], said.declined),
        (flat["subjects"], [(about, service) for _, about, service in said.in_hand]),
    ):
        gone = pc.or_(gone, pc.is_in(_pair(who, flat["services"]), value_set=_pairs(pairs)))
    stays = ~np.asarray(gone).astype(np.bool_)
    counts = np.bincount(owner[stays], minlength=waiting.num_rows)
    offsets = pa.array(np.r_[0, np.cumsum(counts)].astype(np.int32))
    for name, values in flat.items():
        place = waiting.schema.get_field_index(name)
        left = pa.ListArray.from_arrays(offsets, values.filter(pa.array(stays)))
        waiting = waiting.set_column(place, name, left)
    return waiting.filter(pa.array(counts > 0)).select(STEPS.names).cast(STEPS)


def _pair(who: pa.ChunkedArray | pa.Array, what: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(_whole(who), what, " ")


def _pairs(pairs: Iterable[tuple[str, str]]) -> pa.Array:
    return pa.array([f"{who} {what}" for who, what in pairs], pa.string())


def _whole(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    if isinstance(column, pa.Array):
        return column
    joined = column.combine_chunks()
    return joined.chunk(0) if isinstance(joined, pa.ChunkedArray) else joined
