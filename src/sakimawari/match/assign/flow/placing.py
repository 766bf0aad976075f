"""The whole answer to a transport problem."""

from __future__ import annotations

from sakimawari.match.assign.flow.transport import Placement, Transport


def place(problem: Transport, *, effort: float = 20.0) -> Placement:
    """Everybody's place at the least total cost.

    Exact where every unit is one person. Households are kept whole: improved and proved within
    `effort` (units of work of the exact search, about seconds; the same answer on every machine), the
    gap to what a split would allow told. ASSIGN001, ASSIGN002: a problem that is not consistent.
    """
    raise NotImplementedError((problem, effort))
