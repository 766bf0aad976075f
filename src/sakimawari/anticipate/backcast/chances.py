"""How often a path meets its goals when what is in doubt is drawn, and the margins that hold a chance."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sakimawari.anticipate.backcast.forward import Factors, run_forward, shortfall
from sakimawari.anticipate.backcast.values import Amount, Chance, Floats, Row, Rule, Target

TRIES = 5
LEVELS = 24
MOST_STEPS = 40_000_000  # figures looked through to leave out draws, about half a second
MET = 1e-6  # of a goal's size
Bools = npt.NDArray[np.bool_]
Extras = dict[str, Floats]  # by goal: (members, periods of the rule), asked more of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Chances:
    """By how much each goal is missed in each draw (draws, members, periods of the rule).

    `spare` (members, periods of the rule) is what the path has above a goal when nothing is in doubt.
    """

    goals: tuple[Rule, ...]
    missing: Mapping[str, Floats]
    spare: Mapping[str, Floats]
    sizes: Mapping[str, float]
    asked: float

    @property
    def chance(self) -> float:
        """The share of draws in which every goal is met."""
        return float(self._all(self.missing).mean())

    def _all(self, lacking: Mapping[str, Floats]) -> Bools:
        fine = [
            (lacking[rule.id] <= MET * self.sizes[rule.id]).all(axis=(1, 2)) for rule in self.goals
        ]
        return np.asarray(np.logical_and.reduce(fine))

    def missed(self) -> dict[str, float]:
        """How often each goal is missed."""
        return {
            rule.id: float(
                (self.missing[rule.id] > MET * self.sizes[rule.id]).any(axis=(1, 2)).mean()
            )
            for rule in self.goals
        }

    def lacking(self, level: float) -> Extras:
        """What each row lacks so as to be met, alone, in a share `level` of the draws."""
        return {id: np.maximum(one, 0.0) for id, one in self._at_level(level).items()}

    def together(self) -> Extras:
        """What is to be asked above the goals so that all hold in the share asked for: the smaller of two ways.

        One level for all rows, or all draws but the few whose leaving out spares most.
        """
        return min((self._at_one_level(), *self._without_the_worst()), key=self._size)

    def _size(self, extras: Extras) -> float:
        return sum(
            float(np.maximum(one - self.spare[id], 0.0).sum()) / self.sizes[id]
            for id, one in extras.items()
        )

    def _above(self, lacking: Extras) -> Extras:
        """Reckoned from the goal itself instead of from the path's level."""
        return {id: np.maximum(one + self.spare[id], 0.0) for id, one in lacking.items()}

    def _at_level(self, level: float) -> Extras:
        return {
            rule.id: np.quantile(self.missing[rule.id], level, axis=0, method="inverted_cdf")
            for rule in self.goals
        }

    def _holds(self, level: float) -> bool:
        room = self._at_level(level)
        left = {id: one - room[id] for id, one in self.missing.items()}
        return float(self._all(left).mean()) >= self.asked

    def _at_one_level(self) -> Extras:
        low, high = self.asked, 1.0
        if self._holds(low):
            return self._above(self._at_level(low))
        for _ in range(LEVELS):
            middle = 0.5 * (low + high)
            low, high = (low, middle) if self._holds(middle) else (middle, high)
        return self._above(self._at_level(high))

    def _without_the_worst(self) -> list[Extras]:
        """Draws are left out one by one, each time the one that spares most; none where too many."""
        each = [self.missing[rule.id] / self.sizes[rule.id] for rule in self.goals]
        flat = np.concatenate([np.maximum(one, 0.0).reshape(len(one), -1) for one in each], axis=1)
        draws = len(flat)
        over = int(draws * (1 - self.asked) + 1e-9)
        if draws < 2 or over * flat.size > MOST_STEPS:
            return []
        kept = np.arange(draws)
        for _ in range(over):
            part = flat[kept]
            second, first = np.partition(part, len(part) - 2, axis=0)[-2:]
            spared = np.bincount(part.argmax(axis=0), first - second, minlength=len(part))
            kept = np.delete(kept, int(spared.argmax()))
            if len(kept) < 2:
                break
        return [self._above({id: one[kept].max(axis=0) for id, one in self.missing.items()})]

    def _fine(self, rule: Rule, chances: Chances) -> Bools:
        return np.asarray(chances.missing[rule.id] <= MET * self.sizes[rule.id])

    def rows(self, target: Target, best: Margin | None = None) -> tuple[Chance, ...]:
        """The chance of each goal by member and period, and of all members of a group together."""
        alone = self.lacking(self.asked)
        found = []
        for rule in self.goals:
            fine = self._fine(rule, self)
            later = None if best is None else self._fine(rule, best.held)
            for place, period in enumerate(rule.at):
                for k, member in enumerate(target.members(rule.over)):
                    found.append(
                        Chance(
                            rule=rule.id,
                            member=member,
                            period=period,
                            chance=float(fine[:, k, place].mean()),
                            margin=float(alone[rule.id][k, place]),
                            added=None if best is None else float(best.extras[rule.id][k, place]),
                            after=None if later is None else float(later[:, k, place].mean()),
                        )
                    )
                if rule.over is not None:
                    found.append(_of_all(rule, place, fine, later))
        return tuple(found)


def _of_all(rule: Rule, place: int, fine: Bools, later: Bools | None) -> Chance:
    return Chance(
        rule=rule.id,
        member=None,
        period=rule.at[place],
        chance=float(fine[:, :, place].all(axis=1).mean()),
        margin=None,
        added=None,
        after=None if later is None else float(later[:, :, place].all(axis=1).mean()),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """What was asked more of each row, the path that gives it, and how often its goals are met."""

    extras: Extras
    path: dict[str, Floats]
    held: Chances

    def share(self, rows: Iterable[Row]) -> float:
        """The extras as a share of the sizes of the goals' rows."""
        whole = sum(row.scale for row in rows if row.goal)
        return sum(float(one.sum()) for one in self.extras.values()) / max(whole, 1.0)


def chances_of(
    target: Target,
    decisions: dict[str, Floats],
    sizes: Mapping[str, float],
    draws: Iterable[Factors],
) -> Chances:
    """The path run forward in every draw."""
    goals = tuple(rule for rule in target.rules if rule.goal)
    missing: dict[str, list[Floats]] = {rule.id: [] for rule in goals}
    for factors in draws:
        stocks = run_forward(target, decisions, factors)
        for rule in goals:
            missing[rule.id].append(shortfall(target, rule, decisions, stocks, factors))
    known = run_forward(target, decisions)
    return Chances(
        goals=goals,
        spare={
            rule.id: np.maximum(-shortfall(target, rule, decisions, known), 0.0) for rule in goals
        },
        missing={id: np.array(each) for id, each in missing.items()},
        sizes=sizes,
        asked=target.chance,
    )


def margins(
    target: Target,
    first: Chances,
    solve: Callable[[Target], dict[str, Floats] | None],
    held: Callable[[dict[str, Floats]], Chances],
) -> Margin | None:
    """The margins, row by row, that hold the chance asked for, and the path with them.

    Where no path is left before the chance is held: those of the best path found. None where there
    is none.
    """
    wanted: Extras = first.together()
    good: Extras = {id: np.zeros_like(one) for id, one in wanted.items()}
    bad: Extras | None = None
    best: Margin | None = None
    for _ in range(TRIES):
        path = solve(harder(target, wanted))
        if path is None:
            bad = wanted
            wanted = _between(good, bad)
            continue
        now = held(path)
        best = Margin(extras=wanted, path=path, held=now)
        if now.chance >= target.chance:
            break
        good, more = wanted, now.together()
        grown = {id: np.maximum(wanted[id], more[id]) + MET * first.sizes[id] for id in wanted}
        wanted = grown if bad is None else _between(good, bad)
    return best


def _between(low: Extras, high: Extras) -> Extras:
    return {id: 0.5 * (low[id] + high[id]) for id in low}


def harder(target: Target, extras: Extras) -> Target:
    """The target with more asked of its goals."""
    return replace(target, rules=tuple(_tightened(one, extras) for one in target.rules))


def _tightened(rule: Rule, extras: Extras) -> Rule:
    if rule.id not in extras:
        return rule
    shape = (rule.low or rule.high or next(iter(rule.terms.values()))).grid.shape
    extra = np.zeros(shape)
    extra[:, list(rule.at)] = extras[rule.id]
    low = None if rule.low is None else Amount(grid=rule.low.grid + extra, table=rule.low.table)
    high = None if rule.high is None else Amount(grid=rule.high.grid - extra, table=rule.high.table)
    return replace(rule, low=low, high=high)
