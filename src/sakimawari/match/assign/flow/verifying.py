"""Whether an answer keeps the rules and is the best: told without the solver."""

from __future__ import annotations

from sakimawari.match.assign.flow.transport import Placement, Transport
from sakimawari.match.results.certificate import Certificate


def examine(problem: Transport, placement: Placement, *, kind: str = "transport") -> Certificate:
    """Claims `admitted`, `capacity`, `cost`, `prices`, `optimal`, `witness`, each checked anew."""
    raise NotImplementedError((problem, placement, kind))
