"""The smallest change of facts that would alter a result, and what the next step would need.

Nothing here proposes to state a fact otherwise than it is: it tells how far a result is from
turning, for a resident whose circumstances change and for a clerk who checks a record. Dates in the
past (birth, moving in) are nobody's to change; only time moves what hangs on them (`later`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from sakimawari.fit.explaining.evidence import Evidence
from sakimawari.fit.explaining.nearest import Budget, nearest
from sakimawari.fit.explaining.varying import (
    Candidate,
    Change,
    Changes,
    Effect,
    FactChange,
    candidates_in,
    compared_in,
    fixed_in,
)
from sakimawari.packs.pack import Gives
from sakimawari.rules.outcome import Status
from sakimawari.rules.proof import Reading, Step
from sakimawari.rules.ranges import NO, UNKNOWN, YES, Range, negated
from sakimawari.rules.reads import Reads
from sakimawari.rules.reckon import FactAt, Reckoner, Verdict
from sakimawari.rules.tree import Kind

MOST_SHOWN = 3
MOST_HINTS = 50


def find_changes(evidence: Evidence, reading: Reading, reads: Reads) -> Changes:
    """The smallest changes for a result that is sure; none where it is open: facts are asked."""
    if reading.status is Status.UNKNOWN or reading.decided_by == -2:
        return Changes()
    return _Search(evidence, reading, reads, budget=Budget(left=evidence.effort)).changes()


class _Search:
    def __init__(
        self, evidence: Evidence, reading: Reading, reads: Reads, *, budget: Budget
    ) -> None:
        self._reading = reading
        self._reads = reads
        self._budget = budget
        self._effort = budget.left  # anew for what a right gives, and for what would end it
        self._gives = evidence.ground.about.gives
        self._reckoner = Reckoner(
            evidence.ground.rule,
            evidence.situation,
            evidence.ground.figures(evidence.on),
            subject=evidence.subject,
            reads=reads,
        )
        self._comparisons: list[Step] | None = None
        self._failing = [
            at for at, clause in enumerate(reading.clauses) if clause.outcome is Status.NO
        ]

    def changes(self) -> Changes:
        pairs = False
        if self._reading.status is Status.NO:
            steps = [self._reading.clauses[at].step for at in self._failing]
            candidates = candidates_in(steps)
            found = self._single(candidates, Effect.GAIN, self._gained)
            if not found:
                pairs = True
                found = self._paired(candidates)
        else:
            gifts = (self._reading.amount_step, self._reading.tier_step)
            found = self._gifts([step for step in gifts if step is not None])
            steps = [clause.step for clause in self._reading.clauses]
            self._budget.left = self._effort
            found += self._single(candidates_in(steps), Effect.LOSS, self._lost)[:1]
        everything = [clause.step for clause in self._reading.clauses]
        return Changes(
            found=tuple(found[:MOST_SHOWN]),
            pairs=pairs,
            complete=not self._budget.reached,
            fixed=fixed_in(everything if self._reading.status is Status.YES else steps),
            varied=bool(candidates_in(steps)),
        )

    # ------------------------------------------------------------ promises

    def _gained(self, verdict: Verdict) -> Range:
        """Whether the result is no "no"; at a single value a "possibly" counts."""
        return verdict.truth

    def _lost(self, verdict: Verdict) -> Range:
        return negated(verdict.truth)

    def _better(self, than: Range, *, at_least: bool = False) -> Callable[[Verdict], Range]:
        """Whether the service surely holds with a better amount."""
        sign = 1 if self._gives in {Gives.BENEFIT, Gives.RELIEF} else -1

        def promise(verdict: Verdict) -> Range:
            if verdict.truth == NO or verdict.amount is None:
                return NO
            low, high = sorted((sign * verdict.amount[0], sign * verdict.amount[1]))
            wanted = sign * than[0] + (0 if at_least else 1)
            better: Range = (int(low >= wanted), int(high >= wanted))
            return min(better[0], verdict.truth[0]), min(better[1], verdict.truth[1])

        return promise

    def _other_tier(self, verdict: Verdict) -> Range:
        if verdict.truth == NO or verdict.tier is None:
            return NO
        own = self._reading.tier_low
        apart = verdict.tier[1] < own or own < verdict.tier[0]
        same = verdict.tier == (own, own)
        other: Range = YES if apart else NO if same else UNKNOWN
        return min(other[0], verdict.truth[0]), min(other[1], verdict.truth[1])

    def _suppose(self, facts: dict[FactAt, Range], *, gifts: bool) -> Verdict:
        before = self._reckoner.work
        verdict = self._reckoner.suppose(facts, clauses=self._failing, gifts=gifts)
        self._budget.spend(self._reckoner.work - before)
        return verdict

    # ------------------------------------------------------------ one fact

    def _ask(
        self, at: FactAt, promise: Callable[[Verdict], Range], others: dict[FactAt, Range]
    ) -> Callable[[Range], Range]:
        gifts = promise not in (self._gained, self._lost)

        def ask(values: Range) -> Range:
            facts = {**others, at: values}
            return promise(self._suppose(facts, gifts=gifts))

        return ask

    def _single(
        self,
        candidates: Iterable[Candidate],
        effect: Effect,
        promise: Callable[[Verdict], Range],
        *,
        known: tuple[Change, ...] = (),
        first_only: bool = False,
    ) -> list[Change]:
        """The nearest change of each fact that has the effect alone, the smallest first.

        Facts are tried in groups: what a whole group cannot do, none of it can.

        Of a gain every fact's is wanted; of others only the smallest, so that once one is found
        the rest need only be searched as far.
        """
        listed = [
            one for one in candidates if effect is not Effect.GAIN or self._touches_all(one.at.name)
        ]
        found = list(known)
        waiting = [listed]
        while waiting and not (first_only and found):
            group = waiting.pop()
            bound = None
            if effect is not Effect.GAIN and found:
                bound = min(change.size[1] for change in found)
            within = [one.domain if bound is None else one.no_further(bound) for one in group]
            if not self._possible(group, promise, within):
                continue
            if len(group) > 1:
                middle = (len(group) + 1) // 2
                waiting += [group[middle:], group[:middle]]
                continue
            change = self._nearest(
                group[0], promise, {}, maybe=effect is Effect.GAIN, within=within[0]
            )
            if change is not None:
                found.append(self._told(effect, (change,)))
        return sorted(found, key=lambda change: (not change.surely, change.size))

    def _possible(
        self,
        group: list[Candidate],
        promise: Callable[[Verdict], Range],
        within: list[Range] | None = None,
    ) -> bool:
        """Whether facts all together, wherever they lie, could have the effect at all."""
        if not group or not self._budget.allows():
            return False
        gifts = promise not in (self._gained, self._lost)
        ranges = within or [one.domain for one in group]
        supposed = {one.at: values for one, values in zip(group, ranges, strict=True)}
        return promise(self._suppose(supposed, gifts=gifts)) != NO

    def _touches_all(self, name: str) -> bool:
        """Whether every clause that fails reads the fact: else it cannot turn the result alone."""
        clauses = self._reading.clauses
        return all(name in self._reads.of(clauses[at].clause.truth) for at in self._failing)

    def _nearest(
        self,
        one: Candidate,
        promise: Callable[[Verdict], Range],
        others: dict[FactAt, Range],
        *,
        maybe: bool,
        within: Range | None = None,
    ) -> FactChange | None:
        ask = self._ask(one.at, promise, others)
        within = within or one.domain
        if within[0] == within[1]:
            return None
        hit = nearest(
            ask,
            around=one.present,
            within=within,
            budget=self._budget,
            likely=self._hints(one) if one.fact.type.kind is Kind.NUMBER else (),
            maybe=maybe,
        )
        if hit is None:
            return None
        change = FactChange(at=one.at, fact=one.fact, present=one.present, value=hit.value)
        if one.fact.type.kind is not Kind.CATEGORY:
            return change
        labels = (
            label for label in range(one.domain[1] + 1) if label not in {one.present, hit.value}
        )
        others_too = [
            label for label in labels if self._budget.allows() and ask((label, label)) == YES
        ]
        return replace(change, others=tuple(others_too))

    def _hints(self, one: Candidate) -> list[int]:
        """Values worth trying: steps of ten away, and where a comparison that reads the fact would
        turn if the fact counts in full.
        """
        if self._comparisons is None:
            gifts = (self._reading.amount_step, self._reading.tier_step)
            roots = [step for step in gifts if step is not None]
            roots += [clause.step for clause in self._reading.clauses]
            self._comparisons = [
                step for step in compared_in(roots) if all(part.certain for part in step.parts)
            ]
        away = [sign * 10**digits for digits in range(1, 11) for sign in (-1, 1)]
        found = dict.fromkeys(one.present + step for step in away)
        for step in self._comparisons:
            if one.at.name not in self._reads.of(step.node):
                continue
            gap = step.parts[1].low - step.parts[0].low
            for turned in (gap, -gap):
                for beside in (-1, 0, 1):
                    found[one.present + turned + beside] = None
            if len(found) >= MOST_HINTS:
                break
        return list(found)

    # ------------------------------------------------------------ two facts

    def _paired(self, candidates: list[Candidate]) -> list[Change]:
        """The smallest changes of two facts at once; always verified, not always exhaustive.

        One of the two must turn the failing clause that reads the fewest facts. It is taken as
        near as it may be with all the others anywhere; then its nearest partner is looked for.
        """
        if len(candidates) < 2 or not self._possible(candidates, self._gained):
            return []
        found = [self._pair(one, candidates) for one in self._needed(candidates)]
        pairs = [change for change in found if change is not None]
        return sorted(pairs, key=lambda change: (not change.surely, change.size))

    def _needed(self, candidates: list[Candidate]) -> list[Candidate]:
        """The facts of the failing clause that reads the fewest."""
        clauses = self._reading.clauses
        by_clause = [
            [one for one in candidates if one.at.name in self._reads.of(clauses[at].clause.truth)]
            for at in self._failing
        ]
        return min(by_clause, key=len)

    def _cover_all(self, *names: str) -> bool:
        clauses = self._reading.clauses
        return all(
            not self._reads.of(clauses[at].clause.truth).isdisjoint(names) for at in self._failing
        )

    def _pair(self, one: Candidate, candidates: list[Candidate]) -> Change | None:
        """The nearest partner of a fact that is itself taken as near as it may be."""
        partners = [
            other
            for other in candidates
            if other.at != one.at and self._cover_all(one.at.name, other.at.name)
        ]
        if not partners:
            return None
        anywhere = {other.at: other.domain for other in partners}
        first = self._nearest(one, self._gained, anywhere, maybe=True)
        if first is None:
            return None
        fixed: dict[FactAt, Range] = {one.at: (first.value, first.value)}
        best: FactChange | None = None
        for other in partners:
            within = other.domain if best is None else other.no_further(best.distance)
            if not self._budget.allows():
                break
            if self._ask(other.at, self._gained, fixed)(within) == NO:
                continue
            second = self._nearest(other, self._gained, fixed, maybe=True, within=within)
            if second is not None and (best is None or second.distance < best.distance):
                best = second
        if best is None:
            return None
        return self._told(Effect.GAIN, (replace(first, others=()), replace(best, others=())))

    # ------------------------------------------------------------ amounts and classes

    def _gifts(self, steps: list[Step]) -> list[Change]:
        found: list[Change] = []
        candidates = candidates_in([*steps, *(clause.step for clause in self._reading.clauses)])
        amount = self._reading.amount
        if self._reading.amount_step is not None and amount[0] == amount[1]:
            better = self._better(amount)
            first = tuple(self._single(candidates, Effect.NEXT, better, first_only=True))
            best = self._best(first[0], candidates) if first else []
            found += self._single(candidates, Effect.NEXT, better, known=first)[:1] + best
        if (
            self._reading.tier_step is not None
            and self._reading.tier_low == self._reading.tier_high
        ):
            found += self._single(candidates, Effect.NEXT, self._other_tier)[:1]
        return list({change.facts: change for change in reversed(found)}.values())[::-1]

    def _best(self, change: Change, candidates: list[Candidate]) -> list[Change]:
        """The best amount the fact of a change alone can reach, and the nearest value for it."""
        one = next(each for each in candidates if each.at == change.facts[0].at)
        reached = []
        for end in one.domain:
            if not self._budget.allows():
                return []
            verdict = self._suppose({one.at: (end, end)}, gifts=True)
            if verdict.truth == YES and verdict.amount is not None:
                reached.append(verdict.amount)
        reached = [amount for amount in reached if amount[0] == amount[1]]
        if not reached:
            return []
        pick = max if self._gives in {Gives.BENEFIT, Gives.RELIEF} else min
        best = pick(reached)
        if change.amount is None or self._better(change.amount)(Verdict(YES, best)) != YES:
            return []
        nearer = self._nearest(one, self._better(best, at_least=True), {}, maybe=False)
        return [] if nearer is None else [self._told(Effect.BEST, (nearer,))]

    def _told(self, effect: Effect, facts: tuple[FactChange, ...]) -> Change:
        """The change with the result it leads to, read once more at its very values."""
        supposed = {change.at: (change.value, change.value) for change in facts}
        verdict = self._suppose(supposed, gifts=True)
        status = Status.UNKNOWN if verdict.truth == UNKNOWN else Status(verdict.truth[0])
        return Change(
            effect=effect,
            facts=facts,
            surely=status is not Status.UNKNOWN,
            status=status,
            amount=verdict.amount,
            tier=verdict.tier,
        )
