"""Random services that read each other's results: two to four, each after those it names."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from sakimawari.rules.results import capped, entitled_at, given_at, reduced, result_of
from sakimawari.rules.tree import (
    DATE,
    Award,
    Clause,
    Holder,
    Literal,
    ServiceRule,
    Truth,
    Type,
    Value,
)
from sakimawari.rules.vocabulary import ServiceResult
from tests.rules.strategies import fits_64_bits, variables
from tests.rules.trees import Trees
from tests.rules.vocabulary import GRADE, NUMBER

Results = tuple[ServiceResult, ...]


class Interplay(Trees):
    """Trees whose leaves are, now and then, results of services drawn before."""

    results: Results = ()

    def leaf(self, type: Type, top: int) -> Value:
        found = [result for result in self.results if result.amount is not None]
        if type != NUMBER or not found or self._draw(st.booleans()):
            return super().leaf(type, top)
        result = self._draw(st.sampled_from(found))
        depth = self._of_whom(result, top)
        if depth is None or result.amount is None:
            return super().leaf(type, top)
        return given_at(result, result.amount, depth, resident=self._resident(depth))

    def _truth_leaf(self, fuel: int, top: int) -> Truth:
        if not self.results or self._draw(st.booleans()):
            return super()._truth_leaf(fuel, top)
        result = self._draw(st.sampled_from(self.results))
        depth = self._of_whom(result, top)
        if depth is None:
            return super()._truth_leaf(fuel, top)
        return entitled_at(result, depth, resident=self._resident(depth))

    def _of_whom(self, result: ServiceResult, top: int) -> int | None:
        if result.holder is Holder.HOUSEHOLD:
            return 0
        depths = self.depths(top)
        return self._draw(st.sampled_from(depths)) if depths else None

    def _resident(self, depth: int) -> bool:
        return depth == 0 and self._of_person


@st.composite
def one_rule(draw: st.DrawFn, results: Results, *, slug: str) -> ServiceRule:
    """A rule that may read the results of others, and depend on them in each declared way."""
    holder = draw(st.sampled_from([Holder.PERSON, Holder.PERSON, Holder.HOUSEHOLD]))
    known = draw(variables()) if not results else ()
    trees = Interplay(draw, of_person=holder is Holder.PERSON, variables=known)
    trees.results = results
    clauses = tuple(
        Clause(
            id=f"clause-{at}",
            text="条項",
            article="第1条",
            truth=trees.truth(1, 0),
            excludes=draw(st.booleans()),
        )
        for at in range(draw(st.integers(1, 2)))
    )
    rule = ServiceRule(
        service=slug,
        holder=holder,
        clauses=clauses,
        amount=Award(value=trees.value(NUMBER, 1, 0), unit="円", article="第2条"),
        tier=Award(value=trees.value(GRADE, 1, 0), unit="", article="第3条"),
        deadline=trees.value(DATE, 1, 0) if draw(st.booleans()) else None,
    )
    for other in results:
        if other.holder in (holder, Holder.HOUSEHOLD):
            rule = draw(depending(rule, other))
    return rule


@st.composite
def depending(draw: st.DrawFn, rule: ServiceRule, other: ServiceResult) -> ServiceRule:
    """The rule with an exception, a reduction or a shared ceiling for the sake of another."""
    assert rule.amount is not None
    assert other.amount is not None
    amount = given_at(other, other.amount, 0, resident=True)
    match draw(st.sampled_from(["nothing", "not with", "reduced", "capped"])):
        case "not with":
            due = entitled_at(other, 0, resident=True)
            exception = Clause(id="other", text="併給", article="第4条", truth=due, excludes=True)
            return replace(rule, clauses=(*rule.clauses, exception))
        case "reduced":
            value = reduced(rule.amount.value, (amount,))
        case "capped":
            ceiling = Literal(draw(st.integers(0, 60)), NUMBER)
            value = capped(rule.amount.value, ceiling=ceiling, taken=(amount,))
        case _:
            return rule
    return replace(rule, amount=replace(rule.amount, value=value))


@st.composite
def drawn_services(draw: st.DrawFn) -> tuple[ServiceRule, ...]:
    """Two to four services, each of which may read those before it."""
    rules: tuple[ServiceRule, ...] = ()
    results: Results = ()
    for at in range(draw(st.integers(2, 4))):
        rule = draw(one_rule(results, slug=f"service-{at}"))
        rules = (*rules, rule)
        results = (*results, result_of(rule, name=f"制度{at}"))
    return rules


def services() -> st.SearchStrategy[tuple[ServiceRule, ...]]:
    """Such services as the checker takes."""
    return drawn_services().filter(lambda rules: all(map(fits_64_bits, rules)))
