"""neworder's own way of moving people on, for comparison: pandas columns, hazards drawn with its generator.

    python neworder_runner.py PEOPLE YEARLY_STEPS

Runs in an environment of its own with neworder 1.4; the last line is one JSON object. Five transitions
(death, birth, leaving, arriving, moving), no households.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import neworder  # type: ignore[import-not-found,unused-ignore]
import numpy as np
import pandas as pd

AREAS = 7


class City(neworder.Model):  # type: ignore[misc,unused-ignore]
    """People as a data frame; each step draws every event for everybody, as its examples do."""

    def __init__(self, people: int, steps: int) -> None:
        timeline = neworder.LinearTimeline(2026.0, 2026.0 + steps, steps)
        super().__init__(timeline, neworder.MonteCarlo.deterministic_identical_stream)
        lot = np.random.default_rng(1)
        self.people = pd.DataFrame(
            {
                "age": lot.integers(0, 95, people),
                "sex": lot.integers(0, 2, people),
                "area": lot.integers(0, AREAS, people),
            }
        )
        ages = np.arange(140)
        self.death = np.minimum(0.00002 * np.exp(0.095 * ages), 0.9)
        self.leave = np.where((ages > 17) & (ages < 35), 0.09, 0.025)
        self.move = np.where((ages > 17) & (ages < 35), 0.06, 0.02)
        self.birth = np.where((ages > 19) & (ages < 40), 0.065, 0.0)

    def step(self) -> None:
        """One year: births, deaths, moves out, in and within."""
        people, mc = self.people, self.mc
        age = people.age.to_numpy()
        hazard = np.where(people.sex.to_numpy() == 1, self.birth[age], 0.0)
        mothers = people[mc.hazard(hazard) == 1]
        born = mothers.assign(age=-1, sex=mc.hazard(0.49, len(mothers)).astype(int))
        stays = (mc.hazard(self.death[age]) == 0) & (mc.hazard(self.leave[age]) == 0)
        moved = mc.hazard(self.move[age]) == 1
        people.loc[moved, "area"] = (mc.ustream(int(moved.sum())) * AREAS).astype(int)
        arrived = people[mc.hazard(self.leave[age]) == 1]
        self.people = pd.concat([people[stays], born, arrived], ignore_index=True)
        self.people["age"] += 1

    def finalise(self) -> None:
        """Nothing is kept."""


def main() -> None:
    """Run and tell."""
    people, steps = int(sys.argv[1]), int(sys.argv[2])
    model = City(people, steps)
    begun = time.perf_counter()
    neworder.run(model)
    seconds = time.perf_counter() - begun
    told: dict[str, Any] = {
        "version": neworder.__version__ if hasattr(neworder, "__version__") else "1.4",
        "transitions": 5,
        "seconds": seconds,
        "people_at_the_end": len(model.people),
        "person_steps_a_second": people * steps / seconds,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
