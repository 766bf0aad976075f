"""Asks OpenFisca-Japan for any of its variables; run by its own Python, never imported.

    VENV/bin/python -I openfisca_variables.py FOLDER

Reads `asked.json` and, for every job in it, `JOB.npz`: who lives in which household in which role,
and by variable the values of everybody or every household. Writes `JOB.answers.npz` and prints a
report of one line of JSON. It speaks to the public interface of openfisca-core only.
"""

from __future__ import annotations

import importlib.metadata
import json
import sys
from pathlib import Path

import numpy as np
from openfisca_core.simulations import SimulationBuilder

import openfisca_japan

HOUSEHOLD, PERSON = "世帯", "人物"
ROLES = np.array(["親", "子", "祖父母"])
LAID_OUT = ("households", "household", "role")


def simulation(system, inputs, on):
    """All households of a job with everything said of them."""
    builder = SimulationBuilder()
    builder.create_entities(system)
    builder.declare_person_entity(PERSON, np.arange(len(inputs["household"])))
    declared = builder.declare_entity(HOUSEHOLD, np.arange(int(inputs["households"])))
    builder.join_with_persons(declared, inputs["household"], ROLES[inputs["role"]])
    made = builder.build(system)
    for name, values in inputs.items():
        if name in LAID_OUT:
            continue
        variable = system.variables[name]
        dated = variable.value_type.__name__ == "date"
        given = values.astype("datetime64[D]") if dated else values
        made.set_input(name, str(variable.definition_period) if _eternal(variable) else on, given)
    return made


def _eternal(variable):
    return str(variable.definition_period).lower() == "eternity"


def figure(system, on, path):
    """One parameter of theirs on a date, or nothing where it does not exist on that date."""
    node = system.get_parameters_at_instant(on)
    try:
        for part in path:
            node = node[part] if isinstance(part, int) else getattr(node, part)
    except Exception:  # a parameter that has not begun: openfisca-core raises several kinds
        return None
    return float(node)


def main():
    folder = Path(sys.argv[1])
    asked = json.loads((folder / "asked.json").read_text(encoding="utf-8"))
    system = openfisca_japan.CountryTaxBenefitSystem()
    told = {
        "versions": {
            name: importlib.metadata.version(name) for name in ("openfisca-japan", "openfisca-core")
        },
        "variables": sorted(system.variables) if asked.get("list") else None,
        "figures": {},
    }
    for job in asked.get("jobs", []):
        on = job["on"]
        made = simulation(system, dict(np.load(folder / f"{job['name']}.npz")), on)
        found = {name: made.calculate(name, on) for name in job["variables"]}
        np.savez(folder / f"{job['name']}.answers.npz", **found)
        told["figures"][job["name"]] = {
            name: figure(system, on, path) for name, path in job["figures"].items()
        }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
