"""Steps of applied plans whose day has not come: kept as they are, as long as they may be sent."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc

from sakimawari.reach.addressing.closure import Bools
from sakimawari.reach.addressing.selection import Residents
from sakimawari.reach.plans.occasions.gates import Said
from sakimawari.reach.plans.tables import STEPS


def still_waiting(waiting: pa.Table, residents: Residents, *, shut: Bools, said: Said) -> pa.Table:
    """The steps that stay; nothing of them is weighed anew.

    Not those to or about somebody who may not be told any more, and not those of which something was
    declined or is being worked on since: sending looks again on the day itself, and stops them.
    """
    if not waiting.num_rows:
        return STEPS.empty_table()
    open_people = pa.array(residents.person[~shut & (residents.is_subject == 1)], pa.string())
    closed_people = pa.array(residents.person[shut], pa.string())
    waiting = waiting.combine_chunks()
    told = pc.list_flatten(waiting["services"].combine_chunks())
    subject = pc.list_flatten(waiting["subjects"].combine_chunks())
    owner = pc.list_parent_indices(waiting["services"].combine_chunks())
    person = waiting["person"].take(owner)
    gone = pc.is_in(subject, value_set=closed_people)
    for who, pairs in (
        (person, said.declined),
        (subject, said.declined),
        (subject, [(about, service) for _, about, service in said.in_hand]),
    ):
        over = pc.is_in(_pair(who, told), value_set=_pairs(pairs))
        gone = pc.or_(gone, over)
    ended = waiting["step"].take(owner.filter(gone)).combine_chunks()
    stays = pc.and_(
        pc.is_in(waiting["person"], value_set=open_people),
        pc.invert(pc.is_in(waiting["step"], value_set=_whole(ended))),
    )
    return waiting.filter(stays).select(STEPS.names).cast(STEPS)


def _pair(who: pa.ChunkedArray | pa.Array, what: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(_whole(who), what, " ")


def _pairs(pairs: Iterable[tuple[str, str]]) -> pa.Array:
    return pa.array([f"{who} {what}" for who, what in pairs], pa.string())


def _whole(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    if isinstance(column, pa.Array):
        return column
    joined = column.combine_chunks()
    return joined.chunk(0) if isinstance(joined, pa.ChunkedArray) else joined
