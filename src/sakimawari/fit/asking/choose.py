"""Which missing fact to ask next: what an answer would settle, found by reading the rules with it.

One step ahead: each answer a fact may have is supposed in turn, and the open services that miss
the fact are read again. The worth of a question is the yen a year that stop being open, by the
chance of each answer, for what answering takes. See docs/explanation/questions.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sakimawari.fit.asking.exact import exactly
from sakimawari.fit.asking.expected import Pair, Trial, expected_questions
from sakimawari.fit.asking.family import FAMILY
from sakimawari.fit.asking.fitting import hangs_on, unfitting
from sakimawari.fit.asking.questionnaire import Questionnaire
from sakimawari.fit.asking.stakes import at_stake, burden
from sakimawari.rules.brief import Brief, Key, View
from sakimawari.rules.brief.view import NOTHING
from sakimawari.rules.situation import Situation
from sakimawari.rules.tree import Holder

MOST_READINGS = 200  # of supposed answers for one question; beyond, the weightiest facts only
# What an answer leaves open counts less, the fewer facts are then still missing: so a question
# that spares others is asked before one that only adds its part.
SPARING = 1.0
FAMILY_SETTLES = 0.9  # of what looks at the family, once it is known who lives there
AS_FEW = 0.1  # of a question: fewer is no difference, and the yen decide
MANY = 1_000.0  # questions, where nothing is known of what a fact spares
LATER = 0.1  # of the weight, for what only an amount needs while the status is still unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A fact worth asking: the yen a year its answer settles on average, and for which services.

    `open_yen` a year are open in the services it touches; `worth` is what decides the order.
    """

    key: Key
    yen: float
    open_yen: int
    worth: float
    pairs: tuple[Pair, ...]
    questions: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """The results so far, and what could still be asked, the worthiest first.

    `open_keys` are all missing facts that may still change something and can be asked: never more
    questions than these will follow. `not_asked` are those left out because they do not fit the
    person's age; `set_aside` the services that stay open for want of them, of which nothing is asked.
    """

    results: Mapping[Pair, Brief]
    candidates: tuple[Candidate, ...]
    open_keys: frozenset[Key]
    not_asked: frozenset[Key] = NOTHING
    set_aside: frozenset[Pair] = frozenset()


def pairs_of(
    questionnaire: Questionnaire, situation: Situation, subjects: Iterable[int] | None
) -> tuple[Pair, ...]:
    """Each service with each subject it is read for; all who are subjects, if none is named."""
    people = situation.people
    chosen = range(len(people)) if subjects is None else subjects
    of_people = [at for at in chosen if people[at].is_subject]
    return tuple(
        (slug, at)
        for slug, service in questionnaire.services.items()
        for at in (of_people if service.holder is Holder.PERSON else [0])
    )


def look_ahead(
    questionnaire: Questionnaire,
    situation: Situation,
    *,
    subjects: Iterable[int] | None = None,
    family_known: bool = True,
    skipped: Iterable[Key] = (),
    everything: bool = False,
) -> Outlook:
    """Read every service, and weigh every fact that may still be asked.

    `everything`: also what packs hold not worth asking of somebody of that age.
    """
    view = questionnaire.view(situation)
    readers = questionnaire.readers(family_known=family_known)
    results = {
        pair: readers[pair[0]].read(view, pair[1])
        for pair in pairs_of(questionnaire, situation, subjects)
    }
    results = {
        pair: exactly(questionnaire, readers[pair[0]], view, pair[1], brief)
        for pair, brief in results.items()
    }
    left = frozenset(skipped)
    unfit = NOTHING if everything else unfitting(questionnaire, situation, results.values()) - left
    aside = frozenset(pair for pair, brief in results.items() if hangs_on(brief, unfit))
    weighing = _Weighing(
        questionnaire, view, results, family_known=family_known, unfit=unfit, aside=aside
    )
    weighing.weigh(left)
    weighing.settle()
    missing = weighing.missing(left)
    expected = weighing.expected(missing)
    candidates = [weighing.candidate(key, expected.get(key)) for key in missing]
    return Outlook(
        results=weighing.results,
        candidates=tuple(_in_order(candidates)),
        open_keys=frozenset(missing),
        not_asked=unfit,
        set_aside=aside,
    )


def _in_order(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The questions that lead to the fewest come first, among them what settles most yen."""
    least = min((one.questions for one in candidates), default=0.0)
    return sorted(
        candidates,
        key=lambda one: (max(one.questions - least, AS_FEW), -one.worth, _order(one.key)),
    )


def _order(key: Key) -> tuple[int, str, int]:
    name, person, year = key
    return -1 if person is None else person, name, year or 0


class _Weighing:
    """What each supposed answer would leave open, for one household at one moment."""

    def __init__(
        self,
        questionnaire: Questionnaire,
        view: View,
        results: Mapping[Pair, Brief],
        *,
        family_known: bool,
        unfit: frozenset[Key],
        aside: frozenset[Pair],
    ) -> None:
        self.questionnaire = questionnaire
        self.results = dict(results)
        self._view = view
        self._unfit, self._aside = unfit, aside
        self._readers = questionnaire.readers(family_known=family_known)
        self._stakes = {pair: self._stake(pair, brief) for pair, brief in results.items()}
        self._gains: dict[Key, dict[Pair, float]] = {}
        self._trials: dict[Key, list[Trial]] = {}
        self._settled: dict[Pair, Brief] = {}

    def _left(self, pair: Pair, brief: Brief) -> float:
        """The yen a year still open after an answer, less where it spares further questions."""
        stake = self._stake(pair, brief)
        share = len(brief.missing) / max(len(self.results[pair].missing), 1)
        return stake * (1 - SPARING * (1 - share))

    def _stake(self, pair: Pair, brief: Brief) -> int:
        return at_stake(self.questionnaire.services[pair[0]], brief)

    def missing(self, skipped: frozenset[Key]) -> dict[Key, list[Pair]]:
        """The facts that may be asked, each with the open services that miss it."""
        found: dict[Key, list[Pair]] = defaultdict(list)
        for pair, brief in self.results.items():
            if pair in self._aside:
                continue
            for key in brief.missing - self._unfit:
                if key not in skipped and self.questionnaire.can_be_asked(key):
                    found[key].append(pair)
        return found

    def weigh(self, skipped: frozenset[Key]) -> None:
        """Suppose the answers of the facts that touch most, as far as the readings reach."""
        missing, readings = self.missing(skipped), 0
        heaviest = sorted(missing, key=lambda key: (-self._touched(key, missing[key]), _order(key)))
        for key in heaviest:
            cells = self.questionnaire.examples(key, self._view.on.situation)
            readings += len(cells) * len(missing[key])
            if readings > MOST_READINGS:
                return
            self._gains[key] = self._suppose(key, missing[key])

    def _suppose(self, key: Key, pairs: list[Pair]) -> dict[Pair, float]:
        if key[0] == FAMILY:
            # No answer can be supposed before the people are there; most close most of it.
            settled = Trial(chance=FAMILY_SETTLES, left=dict.fromkeys(pairs, NOTHING))
            self._trials[key] = [settled, Trial(chance=1 - FAMILY_SETTLES, left={})]
            return {pair: self._stakes[pair] * FAMILY_SETTLES for pair in pairs}
        cells = self.questionnaire.examples(key, self._view.on.situation)
        gains = {pair: float(self._stakes[pair]) for pair in pairs}
        came: dict[Pair, set[Brief]] = defaultdict(set)
        self._trials[key] = []
        for cell in cells:
            supposed = self._view.suppose(key, cell.answer)
            left: dict[Pair, frozenset[Key]] = {}
            for pair in pairs:
                brief = self._readers[pair[0]].read(supposed, pair[1])
                left[pair] = brief.missing - {key}
                gains[pair] -= cell.chance * self._left(pair, brief)
                came[pair].add(replace(brief, decided_by=-1))
            self._trials[key].append(Trial(chance=cell.chance, left=left))
        for pair in pairs:
            if self.results[pair].deciding and key not in self.results[pair].deciding:
                gains[pair] *= LATER
        for pair, outcomes in came.items():
            only = next(iter(outcomes))
            if len(outcomes) == 1 and only.certain and self._always(key, pair, only):
                self._settled[pair] = only
        return gains

    def _always(self, key: Key, pair: Pair, outcome: Brief) -> bool:
        """Whether a service comes to the same for every answer there is, not for examples alone."""
        cells = self.questionnaire.cells(key, self._view.on.situation)
        reader = self._readers[pair[0]]
        return all(
            replace(reader.read(self._view.suppose(key, cell.answer), pair[1]), decided_by=-1)
            == outcome
            for cell in cells
        )

    def settle(self) -> None:
        """Close what comes to the same whatever is answered: nothing of it need be asked."""
        for pair, brief in self._settled.items():
            self.results[pair] = brief
            self._stakes[pair] = 0

    def expected(self, missing: Mapping[Key, list[Pair]]) -> Mapping[Key, float]:
        """The questions to expect in all, by the fact asked first."""
        of_pair: dict[Pair, set[Key]] = defaultdict(set)
        for key, pairs in missing.items():
            for pair in pairs:
                of_pair[pair].add(key)
        trials = {
            key: [
                Trial(chance=one.chance, left={p: k for p, k in one.left.items() if p in of_pair})
                for one in trials
            ]
            for key, trials in self._trials.items()
            if key in missing
        }
        return expected_questions({p: frozenset(k) for p, k in of_pair.items()}, trials)

    def candidate(self, key: Key, questions: float | None) -> Candidate:
        pairs = tuple(
            pair
            for pair, brief in self.results.items()
            if key in brief.missing and pair not in self._aside
        )
        gains = self._gains.get(key, {})
        yen = sum(gains.get(pair, 0.0) for pair in pairs)
        open_yen = sum(self._stakes[pair] for pair in pairs)
        worth = (yen + open_yen / 1_000) / burden(self.questionnaire.declared(key[0]))
        return Candidate(
            key=key,
            yen=yen,
            open_yen=open_yen,
            worth=worth,
            pairs=pairs,
            questions=MANY if questions is None else questions,
        )

    def _touched(self, key: Key, pairs: list[Pair]) -> float:
        return sum(self._stakes[pair] for pair in pairs) / burden(
            self.questionnaire.declared(key[0])
        )
