"""Asks OpenFisca-Japan about the households of a folder; run by its own Python, never imported.

    VENV/bin/python -I openfisca_runner.py FOLDER

Reads `asked.json` (date, repeats, whether to follow one household) and `inputs.npz`, as written by
`openfisca_inputs`; writes `answers.npz` and prints a report of one line of JSON. It speaks to the
public interface of openfisca-core only and builds by arrays, its fastest way.
"""

from __future__ import annotations

import gc
import importlib.metadata
import json
import statistics
import sys
import time
from pathlib import Path

STARTED = time.perf_counter()

import numpy as np  # noqa: E402
from openfisca_core.simulations import SimulationBuilder  # noqa: E402

import openfisca_japan  # noqa: E402

IMPORTED = time.perf_counter()
HOUSEHOLD, PERSON = "世帯", "人物"
ROLES = np.array(["親", "子", "祖父母"])
PHYSICAL = np.array(["無", "一級", "二級", "三級", "四級", "五級", "六級"])
INTELLECTUAL = np.array(["無", "A", "B"])
MENTAL = np.array(["無", "一級", "二級", "三級"])
# A benefit's variables, the highest last, and what tells why it is nothing.
BENEFITS = {
    "child-allowance": (["児童手当"], []),
    "child-rearing-allowance": (
        ["児童扶養手当_最小", "児童扶養手当_最大"],
        [
            "ひとり親",
            "児童扶養手当の対象児童人数",
            "児童扶養手当の全部支給所得条件",
            "児童扶養手当の一部支給所得条件",
        ],
    ),
    "special-child-rearing-allowance": (
        ["特別児童扶養手当_最小", "特別児童扶養手当_最大"],
        ["特別児童扶養手当の所得条件"],
    ),
}
YEARLY = {  # person variables of a benefit, by their name in the file
    "income": "所得",
    "disability": "障害者控除",
    "student": "勤労学生控除",
    "other": "配偶者特別控除",
    "lone_parent": "ひとり親控除",
    "widow": "寡婦控除",
}
FIGURES = {  # the parameters to be reported
    "児扶_本体額": ("児童扶養手当", "金額", "全部支給", "児童1人"),
    "児扶_加算額": ("児童扶養手当", "金額", "全部支給", "児童2人"),
    "特児_1級": ("特別児童扶養手当", "金額", "一級"),
    "特児_2級": ("特別児童扶養手当", "金額", "二級"),
}


def simulation(system, inputs, benefit, on, *, own_deductions=False):
    """All households with the inputs of one benefit.

    With its own deductions it is given wages and works out income, deductions and dependants.
    """
    households = int(inputs["households"])
    builder = SimulationBuilder()
    builder.create_entities(system)
    builder.declare_person_entity(PERSON, np.arange(len(inputs["household"])))
    declared = builder.declare_entity(HOUSEHOLD, np.arange(households))
    builder.join_with_persons(declared, inputs["household"], ROLES[inputs["role"]])
    made = builder.build(system)
    made.set_input("誕生年月日", "ETERNITY", inputs["birth"].astype("datetime64[D]"))
    made.set_input("身体障害者手帳等級", on, PHYSICAL[inputs["physical"]])
    made.set_input("療育手帳等級", on, INTELLECTUAL[inputs["intellectual"]])
    made.set_input("精神障害者保健福祉手帳等級", on, MENTAL[inputs["mental"]])
    made.set_input("配偶者がいるがひとり親に該当", on, inputs["lone_with_spouse"])
    if own_deductions:
        made.set_input("収入", on, inputs[f"{benefit}/wages"])
        return made
    made.set_input("扶養人数", on, inputs[f"{benefit}/dependants"])
    for name, variable in YEARLY.items():
        made.set_input(variable, on, inputs[f"{benefit}/{name}"])
    return made


def timed(system, inputs, benefits, on, *, own_deductions):
    """Seconds of building one simulation and of calculating benefits in it."""
    gc.collect()
    started = time.perf_counter()
    made = simulation(system, inputs, benefits[-1], on, own_deductions=own_deductions)
    built = time.perf_counter()
    for benefit in benefits:
        for variable in BENEFITS[benefit][0]:
            made.calculate(variable, on)
    return built - started, time.perf_counter() - built


def median_of(system, inputs, benefits, on, rounds, *, own_deductions=False):
    """Medians of building and of calculating, each round in a new simulation."""
    took = [
        timed(system, inputs, benefits, on, own_deductions=own_deductions) for _ in range(rounds)
    ]
    build, calculate = zip(*took, strict=True)
    return {"build": statistics.median(build), "calculate": statistics.median(calculate)}


def answers(system, inputs, on):
    """The least and most of every benefit, and what decides it, each with the benefit's inputs."""
    found = {}
    for benefit, (amounts, reasons) in BENEFITS.items():
        made = simulation(system, inputs, benefit, on)
        found[f"{benefit}/low"] = made.calculate(amounts[0], on)
        found[f"{benefit}/high"] = made.calculate(amounts[-1], on)
        for reason in reasons:
            found[f"{benefit}/{reason}"] = made.calculate(reason, on)
    return found


def traced(system, inputs, on, rounds):
    """Seconds for one household with the trace of how each benefit came about."""
    seconds, steps = [], 0
    for _ in range(rounds):
        started = time.perf_counter()
        made = simulation(system, inputs, next(iter(BENEFITS)), on, own_deductions=True)
        made.trace = True
        for amounts, _ in BENEFITS.values():
            made.calculate(amounts[-1], on)
        steps = len(made.tracer.get_serialized_flat_trace())
        seconds.append(time.perf_counter() - started)
    return {"seconds": statistics.median(seconds), "steps": steps}


def figures(system, on):
    """Figures of the law on the date, by our names for them."""
    rearing = system.get_parameters_at_instant(on).福祉.育児
    found = {}
    for name, path in FIGURES.items():
        node = rearing
        for part in path:
            node = getattr(node, part)
        found[name] = int(node)
    return found


def memory_peak():
    """The most memory of this process in MiB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def main():
    folder = Path(sys.argv[1])
    asked = json.loads((folder / "asked.json").read_text(encoding="utf-8"))
    on, rounds = asked["on"], asked["rounds"]
    started = time.perf_counter()
    system = openfisca_japan.CountryTaxBenefitSystem()
    loaded = time.perf_counter()
    inputs = dict(np.load(folder / "inputs.npz"))
    told = {
        "versions": {
            name: importlib.metadata.version(name) for name in ("openfisca-japan", "openfisca-core")
        },
        "import": IMPORTED - STARTED,
        "system": loaded - started,
        "figures": figures(system, on),
    }
    if asked.get("trace"):
        told["trace"] = traced(system, inputs, on, rounds)
    else:
        np.savez(folder / "answers.npz", **answers(system, inputs, on))
        if rounds:
            together = list(BENEFITS)
            told["alone"] = {b: median_of(system, inputs, [b], on, rounds) for b in together}
            told["together"] = median_of(system, inputs, together, on, rounds)
            told["own_deductions"] = median_of(
                system, inputs, together, on, rounds, own_deductions=True
            )
    told["peak_mib"] = memory_peak()
    print(json.dumps(told))


if __name__ == "__main__":
    main()
