"""The smoothest path of a large target: a quadratic question answered from the inside.

A primal-dual interior point method with a predictor and a corrector (S. Mehrotra, SIAM J. Optim. 2,
1992) on sparse equations; a few dozen factorisations whatever the size, and prices exact enough to
prove the path.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import splu

from sakimawari.anticipate.backcast.equations import Equations
from sakimawari.anticipate.backcast.values import Floats

ROUNDS = 50
CLOSE = 1e-9
_RIDGE = 1e-11


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    """A path with the price of every row, and whether the method came close enough."""

    x: Floats
    dual: Floats
    close: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Problem:
    """min x'Qx/2 + c'x with e·x = b, g·x ≤ h, and signed bounds sign·x[at] ≤ bound."""

    q: Any
    c: Floats
    e: Any
    b: Floats
    g: Any
    h: Floats
    at: Any
    sign: Floats
    bound: Floats
    equal: Any
    over: Any
    under: Any

    def sides(self, x: Floats) -> Floats:
        """The left of every inequality: rows, then bounds."""
        return np.concatenate([self.g @ x, self.sign * x[self.at]])

    def pulled(self, z: Floats) -> Floats:
        """What prices of the inequalities pull at each column."""
        rows = len(self.h)
        out = np.asarray(self.g.T @ z[:rows])
        np.add.at(out, self.at, self.sign * z[rows:])
        return out


def from_inside(equations: Equations, q: Any) -> Inner:
    """Solve; `q` is the whole symmetric matrix of squares, sparse."""
    problem, size = _stated(equations, q)
    x, y, z, close = _walk(problem)
    dual = np.zeros(len(equations.row_low))
    dual[problem.equal] -= y
    dual[problem.over] -= z[: len(problem.over)]
    dual[problem.under] += z[len(problem.over) : len(problem.over) + len(problem.under)]
    return Inner(x=x, dual=dual / size, close=close)


def _stated(equations: Equations, q: Any) -> tuple[_Problem, Floats]:
    """The question, each row against its largest entry (returned as sizes)."""
    shape = (len(equations.row_low), len(equations.low))
    a = sparse.csr_array((equations.value, equations.index, equations.start), shape=shape)
    largest = abs(a).max(axis=1)
    size = np.maximum(np.asarray(largest.todense()).ravel(), 1e-9)
    a = sparse.csr_array(sparse.diags_array(1.0 / size) @ a)
    low, high = equations.row_low / size, equations.row_high / size
    equal = np.flatnonzero(low == high)
    over = np.flatnonzero(np.isfinite(high) & (low != high))
    under = np.flatnonzero(np.isfinite(low) & (low != high))
    top = np.flatnonzero(np.isfinite(equations.high))
    bottom = np.flatnonzero(np.isfinite(equations.low))
    problem = _Problem(
        q=q,
        c=equations.cost,
        e=a[equal],
        b=low[equal],
        g=sparse.vstack([a[over], -a[under]], format="csr"),
        h=np.concatenate([high[over], -low[under]]),
        at=np.concatenate([top, bottom]),
        sign=np.concatenate([np.ones(len(top)), -np.ones(len(bottom))]),
        bound=np.concatenate([equations.high[top], -equations.low[bottom]]),
        equal=equal,
        over=over,
        under=under,
    )
    return problem, size


def _walk(p: _Problem) -> tuple[Floats, Floats, Floats, bool]:
    limits = np.concatenate([p.h, p.bound])
    x, y = np.zeros(len(p.c)), np.zeros(len(p.b))
    size = 1.0 + float(np.abs(np.concatenate([limits, p.b])).max(initial=0.0))
    s = np.maximum(limits - p.sides(x), size)
    z = np.full(len(limits), 1.0 + float(np.abs(p.c).max(initial=0.0)))
    for _ in range(ROUNDS):
        r_dual = p.q @ x + p.c + p.e.T @ y + p.pulled(z)
        r_equal, r_side = p.e @ x - p.b, p.sides(x) + s - limits
        mean = float(s @ z) / max(len(s), 1)
        value = abs(0.5 * float(x @ (p.q @ x)) + float(p.c @ x))
        missed = max(np.abs(r_equal).max(initial=0.0), np.abs(r_side).max(initial=0.0))
        if (
            mean * len(s) < CLOSE * (1.0 + value)
            and np.abs(r_dual).max() < CLOSE * (1.0 + np.abs(p.c).max() + np.abs(z).max())
            and missed < CLOSE * (1.0 + np.abs(limits).max(initial=0.0))
        ):
            return x, y, z, True
        newton = _Newton(p, s, z, r_dual, r_equal, r_side)
        dx, dy, ds, dz = newton.step(s * z)
        far = min(_room(s, ds), _room(z, dz))
        ahead = float((s + far * ds) @ (z + far * dz)) / max(len(s), 1)
        dx, dy, ds, dz = newton.step(s * z + ds * dz - (ahead / mean) ** 3 * mean)
        length = 0.995 * min(_room(s, ds), _room(z, dz))
        x, y, s, z = x + length * dx, y + length * dy, s + length * ds, z + length * dz
    return x, y, z, False


class _Newton:
    """One factorisation of the conditions of optimality: bounds folded in, rows kept apart."""

    def __init__(
        self, p: _Problem, s: Floats, z: Floats, r_dual: Floats, r_equal: Floats, r_side: Floats
    ) -> None:
        self.p, self.s, self.z = p, s, z
        self.r_dual, self.r_equal, self.r_side = r_dual, r_equal, r_side
        rows = len(p.h)
        folded = np.full(len(p.c), _RIDGE)
        np.add.at(folded, p.at, (z / s)[rows:])
        body = p.q + sparse.diags_array(folded)
        below = np.concatenate([np.full(len(p.b), -_RIDGE), -(s / z)[:rows] - _RIDGE])
        sides = sparse.vstack([p.e, p.g], format="csr")
        whole = sparse.block_array([[body, sides.T], [sides, sparse.diags_array(below)]])
        self.whole = sparse.csc_matrix(whole)
        self.factor = splu(self.whole, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.1)

    def step(self, comp: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """The step for products of slack and price that are to shrink by `comp`."""
        p, s, z = self.p, self.s, self.z
        rows, columns = len(p.h), len(p.c)
        bent = (z * self.r_side - comp) / s
        right = -self.r_dual
        np.add.at(right, p.at, -p.sign * bent[rows:])
        below = (comp / z - self.r_side)[:rows]
        given = np.concatenate([right, -self.r_equal, below])
        both = self.factor.solve(given)
        both += self.factor.solve(given - self.whole @ both)
        dx, dy = both[:columns], both[columns : columns + len(p.b)]
        ds = -self.r_side - p.sides(dx)
        return dx, dy, ds, -(comp + z * ds) / s


def _room(level: Floats, change: Floats) -> float:
    """How far a step may go before something turns negative."""
    falling = change < 0
    return min(1.0, float((-level[falling] / change[falling]).min(initial=1.0)))
