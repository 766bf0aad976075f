"""CP-SAT, loaded when a proof is first asked for: it brings pandas with it, and most commands prove nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import (
        FEASIBLE,
        INFEASIBLE,
        OPTIMAL,
        CpModel,
        CpSolver,
        IntVar,
    )

__all__ = ["FEASIBLE", "INFEASIBLE", "OPTIMAL", "CpModel", "CpSolver", "IntVar", "model"]


def model() -> CpModel:
    """A model without anything in it."""
    from ortools.sat.python import cp_model

    return cp_model.CpModel()


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(name)
    from ortools.sat.python import cp_model

    return getattr(cp_model, name)
