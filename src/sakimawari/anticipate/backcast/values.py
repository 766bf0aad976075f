"""A target as checked values: stocks, decisions, rules on a grid of members × periods."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Words = dict[str, str]  # by language: ja, en


class Choose(StrEnum):
    """Which of the paths that reach the target is wanted."""

    LEAST_COST = "least-cost"
    SMOOTH = "smooth"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """Figures (members, periods); `table` names the table they were read from, which may be in doubt."""

    grid: Floats
    table: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Figures of a group (members, periods) with their relative standard error in the first period.

    The error grows with the square root of time. `draws` (draws, members, periods), where
    replicates were given (those of the microsimulation), stand for it. `outside`: read from a file
    or a run, not from the target itself.
    """

    id: str
    over: str | None
    grid: Floats
    doubt: float = 0.0
    draws: Floats | None = None
    outside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The run a table was taken from: `run` its kind (people or demand), `name` its folder.

    `sampled`: the run read a sample of households, whose error is drawn beside its replicates.
    """

    table: str
    run: str
    name: str
    service: str | None
    measure: str
    replicates: int
    sampled: bool
    snapshot: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """What is there in a period: stock(t) = retain(t) · stock(t-1) + inflow(t) + what decisions add.

    `start` (members) is the level before the first period; `cost` is per unit and period.
    """

    id: str
    over: str | None
    start: Floats
    retain: Amount
    inflow: Amount
    cost: Amount
    unit: str
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What the city does in each period, in units of its own.

    One unit adds `adds[stock]` to a stock, `after` periods later, in the shares of `spread` over
    the periods from then on. With `steps` (most, worth) the first units are worth more than the
    later ones. `now` is the level before the first period, for a smooth path.
    """

    id: str
    over: str | None
    adds: dict[str, Amount]
    after: int
    spread: tuple[float, ...]
    least: Amount
    most: Amount | None
    cost: Amount
    steps: tuple[tuple[float, float], ...]
    whole: bool
    now: Floats | None
    unit: str
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What must hold in the periods `at`: low ≤ sum of terms ≤ high, for each member of `over`.

    A term of another group is summed over its members. `cumulative` sums decisions from the first
    period on (bounds stand as written). A `goal` is the target itself; `fixed` rules are never offered for
    relaxation (laws, arithmetic).
    """

    id: str
    over: str | None
    at: tuple[int, ...]
    terms: dict[str, Amount]
    low: Amount | None
    high: Amount | None
    cumulative: bool
    goal: bool
    fixed: bool
    unit: str
    words: Words
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A target with everything that leads to it; periods are named `labels`."""

    file: str
    words: Words
    labels: tuple[str, ...]
    groups: dict[str, tuple[str, ...]]
    tables: dict[str, Table]
    stocks: dict[str, Stock]
    decisions: dict[str, Decision]
    rules: tuple[Rule, ...]
    choose: Choose
    chance: float = 0.9
    draws: int = 1_000
    seed: int = 20261001
    sources: tuple[Source, ...] = ()

    def members(self, over: str | None) -> tuple[str, ...]:
        """The members of a group; one nameless member where there is none."""
        return ("",) if over is None else self.groups[over]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One inequality as it stands in the model: of a rule, or of the most of a decision."""

    rule: str
    member: str
    period: int
    low: float
    high: float
    goal: bool
    fixed: bool
    unit: str
    words: Words
    scale: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """A row the path leans on. One unit more room would save `saves` of what is minimised."""

    row: Row
    amount: float
    saves: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Loosened:
    """A row and by how much it would have to give way, in its own unit.

    `everywhere`: every period of that rule for that member gives way by as much.
    """

    row: Row
    by: float
    everywhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """Why no path reaches the target.

    `conflict` are rows that cannot hold together, and any of them left out can (an irreducible
    set); `alone` are single rules that would do if they gave way by so much; `together` is the
    smallest giving way over all rows, each measured against its own size.
    """

    conflict: tuple[Row, ...]
    alone: tuple[Loosened, ...]
    together: tuple[Loosened, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """How often a goal is met for one member in one period when what is in doubt is drawn.

    `margin` is what it lacks, in its own unit, to be met alone with the chance asked for. `added` was
    asked more of it on the path with a margin, where it is met with the chance `after`. A row of
    `member` None stands for all members of a group together, and has no margin of its own.
    """

    rule: str
    member: str | None
    period: int
    chance: float
    margin: float | None
    added: float | None
    after: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """The path run forward: `residual` is the largest violation of a rule against its size, the
    chance that every goal is met when what is in doubt is drawn, and the extra asked of the goals
    (the share of their sizes it comes to) so that the chance is held. `chances` tell it by row.
    """

    residual: float
    chance: float | None = None
    draws: int = 0
    margin: float | None = None
    chance_with_margin: float | None = None
    cost_with_margin: float | None = None
    shortfalls: dict[str, float] = field(default_factory=dict)
    chances: tuple[Chance, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What walking back found: a path with what it leans on, or a certificate that there is none."""

    target: Target
    feasible: bool
    decisions: dict[str, Floats]
    stocks: dict[str, Floats]
    cost: float
    gap: float
    binding: tuple[Binding, ...]
    verified: Verified | None
    certificate: Certificate | None
    seconds: float
    about: dict[str, Any] = field(default_factory=dict)
