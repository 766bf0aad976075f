"""Proofs about a plan by CP-SAT: whether a stable one exists, the best for families, the fewest blocking.

Three questions, each answered True, False or None (not proved within the effort):

* **Is there a stable plan at all?** Where not, every plan leaves families blocked, and the fewest are
  sought with a bound from below (`fewest`).
* **Best for families.** *Best for each*: in no stable plan does any family get a tuple it prefers to
  what it has: nobody could ask for more. It is the strongest that can be said, and it need not hold
  where there are siblings. *Not to be bettered*: no stable plan is better for one family and worse
  for none (Pareto). Sums of ranks are not compared: a family's order of tuples is its own, and
  a gain of one family is not paid with another's loss.
* **Fewest blocking families**, where none is stable.

A plan that can be bettered for families without loss to any is bettered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from sakimawari.match.allocate.examining.blocked import blocking, worse_off
from sakimawari.match.allocate.examining.terms import Terms, terms_of
from sakimawari.match.allocate.examining.verifying import chosen_of
from sakimawari.match.allocate.market.flat import Ints
from sakimawari.match.allocate.market.values import Market
from sakimawari.match.allocate.proofs import sat as cp_model
from sakimawari.match.allocate.proofs.clauses import TUPLES_MOST, Effort, combinations_of, lists_of
from sakimawari.match.allocate.proofs.fewest import Fewest, Seeking, fewest_blocking
from sakimawari.match.results.certificate import Certificate, Claim, Violation
from sakimawari.problems import fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What is proved, and the plan it is proved of: the given one, or a better one that was found.

    `at_least` is the bound from below on blocking families; equal to `blocking`: the fewest there
    are. `groups` are families of whom at least one blocks in every plan, group by group without a
    family in common. `work` counts the solver's deterministic seconds.
    """

    placed: Mapping[str, str | None]
    bettered: bool
    exists: bool | None
    best_for_each: bool | None
    not_bettered: bool | None
    blocking: int
    at_least: int
    groups: tuple[tuple[str, ...], ...] = ()
    work: float = 0.0

    @property
    def fewest(self) -> bool | None:
        """Whether no plan has fewer blocking families; None: not proved."""
        return True if self.blocking == self.at_least else None


def prove(
    market: Market,
    placed: Mapping[str, str | None],
    *,
    told: Mapping[str, str | None] | None = None,
    effort: Effort | None = None,
) -> Proof:
    """Prove what can be proved of a plan that keeps seats and sibling rules.

    ALLOC024: it does not keep them (an examiner says where).
    """
    effort = effort or Effort()
    terms = terms_of(market, told=told)
    chosen = chosen_of(terms, placed)
    _check(terms, chosen)
    if int(combinations_of(terms).sum()) > TUPLES_MOST:
        return _nothing(terms, chosen)
    lists = lists_of(terms)
    seek = Seeking(terms, lists, effort, chosen)
    found = Fewest(chosen=chosen, blocked=seek.count, at_least=0)
    exists: bool | None = True
    if found.blocked:
        found, exists = _without_a_stable_one(seek)
    each, pareto, final = _best(seek, found.chosen) if exists else (None, None, found.chosen)
    return Proof(
        placed=_placed(terms, final),
        bettered=bool((final != chosen).any()),
        exists=exists,
        best_for_each=each,
        not_bettered=pareto,
        blocking=found.blocked,
        at_least=found.at_least,
        groups=tuple(tuple(terms.families[at] for at in core) for core in found.cores),
        work=round(seek.work, 3),
    )


def stable_plan(
    market: Market, *, effort: Effort | None = None
) -> tuple[Mapping[str, str | None] | None, bool | None]:
    """Any stable plan, and whether one exists (None: not found out)."""
    terms = terms_of(market)
    seek = Seeking(terms, lists_of(terms), effort or Effort(), terms.tables.floor)
    chosen, exists = _stable(seek, terms.tables.floor)
    return (_placed(terms, chosen) if exists else None), exists


def claims_of(proof: Proof) -> tuple[Claim, ...]:
    """A proof as claims: never broken ones, for what is not proved is not broken."""
    best = Claim(
        id="best_for_families",
        text="安定な結果のうち、どの世帯にとってもこれより良いものはない"
        if proof.best_for_each
        else "安定な結果のうち、どの世帯も損をせずに誰かが得をするものは他にない",
        holds=True if proof.best_for_each or proof.not_bettered else None,
        figures={"best_for_each": _said(proof.best_for_each), "pareto": _said(proof.not_bettered)},
    )
    fewest = Claim(
        id="fewest_blocking",
        text="安定な結果がある"
        if proof.exists
        else f"残る {proof.blocking} 世帯より少なくできない（下限 {proof.at_least} 世帯）",
        holds=proof.fewest,
        figures={"blocking": proof.blocking, "stable_exists": _said(proof.exists)},
        bound=float(proof.at_least),
    )
    return best, fewest


def with_proof(certificate: Certificate, proof: Proof) -> Certificate:
    """A certificate of the proof's plan with what is proved."""
    told = {claim.id: claim for claim in claims_of(proof)}
    kept = tuple(told.pop(claim.id, claim) for claim in certificate.claims)
    return replace(certificate, claims=(*kept, *told.values()))


def reproof(certificate: Certificate, proof: Proof) -> Certificate:
    """A result's certificate with what is proved of it now.

    Where a better plan is found, the result is not what it may claim to be: the best for families, or
    the fewest blocked. What is not proved this time is said to be open, whatever was said before.
    """
    anew = with_proof(certificate, proof)
    if not proof.bettered:
        return anew
    stable = next(claim for claim in certificate.claims if claim.id == "stable")
    fewer = proof.blocking < int(stable.figures["blocking"])
    broken = "fewest_blocking" if fewer else "best_for_families"
    open_now = {"best_for_families": None} if fewer else {}
    holds = {**open_now, broken: False}
    claims = tuple(
        replace(each, holds=holds[each.id]) if each.id in holds else each for each in anew.claims
    )
    found = Violation(
        claim=broken, who=(), text="これより良い結果が見つかった（--seed と --prove で作り直す）"
    )
    return replace(anew, claims=claims, violations=(*anew.violations, found))


def _said(proved: bool | None) -> str:
    return {True: "yes", False: "no", None: "not proved"}[proved]


def _nothing(terms: Terms, chosen: Ints) -> Proof:
    """What can be said without a solver, of a market too large to list."""
    wanted = np.full(len(chosen), -1, dtype=np.int64)
    count = len(blocking(terms.flat, chosen, np.zeros(len(terms.families), np.int64), wanted))
    return Proof(
        placed=_placed(terms, chosen),
        bettered=False,
        exists=None if count else True,
        best_for_each=None,
        not_bettered=None,
        blocking=count,
        at_least=0,
    )


def _check(terms: Terms, chosen: Ints) -> None:
    accepted, worse = np.zeros((2, len(terms.families)), dtype=np.int64)
    worse_off(terms.flat, terms.tables.floor, chosen, accepted, worse)
    for family in np.flatnonzero((accepted == 0) | (worse != 0)).tolist():
        raise fault(
            "ALLOC024",
            f"the plan gives the family {terms.families[family]} what it does not accept",
            "examine the plan first: it names what is broken",
        )


def _placed(terms: Terms, chosen: Ints) -> dict[str, str | None]:
    pool = terms.tables.pool
    return {
        child: None if option < 0 else terms.pools[pool[option]]
        for child, option in zip(terms.children, chosen.tolist(), strict=True)
    }


def _without_a_stable_one(seek: Seeking) -> tuple[Fewest, bool | None]:
    """Fewer blocking families, none where that is possible, and whether it is."""
    fewest = fewest_blocking(seek)
    if fewest.blocked == 0:
        return fewest, True
    return fewest, False if fewest.at_least else None


def _stable(seek: Seeking, start: Ints) -> tuple[Ints, bool | None]:
    clauses = seek.clauses()
    if clauses is None:
        return start, None
    clauses.model.add(sum(clauses.blocks.values()) == 0)
    solver, status = seek.solve(clauses, seek.left())
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return clauses.plan(solver, start), True
    return start, False if status == cp_model.INFEASIBLE else None


def _best(seek: Seeking, chosen: Ints) -> tuple[bool | None, bool | None, Ints]:
    """Whether a stable plan is best for each, whether it cannot be bettered; and it, bettered."""
    while True:
        other, pareto = _better(seek, chosen, no_worse=True, share=0.5)
        if other is None:
            break
        chosen = other
    _, each = _better(seek, chosen, no_worse=False, share=1.0)
    return each, pareto, chosen


def _better(
    seek: Seeking, chosen: Ints, *, no_worse: bool, share: float
) -> tuple[Ints | None, bool | None]:
    """A stable plan in which some family is better off; None, and whether it is proved there is none.

    `no_worse`: and no family worse off.
    """
    tables = seek.terms.tables
    now = [
        seek.lists.at(at, chosen[tables.child_from[at] : tables.child_from[at + 1]])
        for at in range(len(seek.terms.families))
    ]
    allowed = {at: range(row + 1) for at, row in enumerate(now)} if no_worse else {}
    clauses = seek.clauses(allowed=allowed)
    if clauses is None:
        return None, None
    for blocks in clauses.blocks.values():
        clauses.model.add(blocks == 0)
    gains = [
        var for at, row in enumerate(now) for each, var in clauses.gets[at].items() if each < row
    ]
    clauses.model.add_bool_or(gains)
    solver, status = seek.solve(clauses, seek.left(share))
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return clauses.plan(solver, chosen), False
    return None, True if status == cp_model.INFEASIBLE else None
