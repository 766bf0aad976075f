"""Facts as packs declare them against facts as a snapshot holds them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sakimawari.problems import Place, Problem
from sakimawari.rules.tree import Fact


def described(fact: Fact) -> dict[str, Any]:
    """A fact as the manifest tells it."""
    return {
        "type": fact.type.kind.value,
        "unit": fact.type.unit,
        "decimals": fact.type.scale,
        "shape": fact.shape.value,
        "labels": list(fact.type.labels),
        "holder": fact.holder.value,
    }


def difference(fact: Fact, held: Mapping[str, Any]) -> Problem | None:
    """How a declared fact differs from the one the snapshot holds."""
    declared = described(fact)
    differing = [key for key, value in declared.items() if value != held.get(key, 0)]
    if not differing:
        return None
    shown = "; ".join(f"{key} is {declared[key]}" for key in differing)
    near = "; ".join(f"{key} is {held.get(key, 0)}" for key in differing)
    return Problem(
        id="SNAP002",
        what=f"the fact {fact.name} is declared otherwise than the registry holds it: {shown}",
        near=f"in the snapshot {near}",
        do="declare the fact as the register delivers it, or change the register's layout and load again",
        where=Place(file="facts.yaml"),
    )
