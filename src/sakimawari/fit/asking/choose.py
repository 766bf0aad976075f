"""Which missing fact to ask next: what an answer would settle, found by reading the rules with it.

One step ahead: each answer a fact may have is supposed in turn, and the open services that miss
the fact are read again. The worth of a question is the yen a year that stop being open, by the
chance of each answer, for what answering takes. See docs/explanation/questions.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sakimawari.fit.asking.exact import exactly
from sakimawari.fit.asking.family import FAMILY
from sakimawari.fit.asking.fitting import hangs_on, unfitting
from sakimawari.fit.asking.questionnaire import Questionnaire
from sakimawari.fit.asking.stakes import at_stake, burden
from sakimawari.fit.asking.usual import rests_on
from sakimawari.rules.brief import Brief, Key, View
from sakimawari.rules.brief.view import NOTHING
from sakimawari.rules.situation import Situation
from sakimawari.rules.tree import Holder

Pair = tuple[str, int]  # a service and the position of its subject (0: the household)

MOST_READINGS = 200  # of supposed answers for one question; beyond, the weightiest facts only
# What an answer leaves open counts less, the fewer facts are then still missing: so a question
# that spares others is asked before one that only adds its part.
SPARING = 1.0
# A service with ten times the money weighs two and a half times as much: in full, the yen would
# keep the questions at the dearest service, though others could be closed with one.
FLATTENED = 0.4
FAMILY_SETTLES = 0.9  # of what looks at the family, once it is known who lives there
BESIDE = 0.2  # of the weight, for what a result does not rest on if all answer as is usual
LATER = 0.02  # of the weight, for what only an amount needs while the status is still unknown


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
    weighing.prefer_what_settles()
    weighing.settle()
    missing = weighing.missing(left)
    candidates = sorted(
        (weighing.candidate(key) for key in missing),
        key=lambda one: (
            -round(one.worth, 6),
            burden(questionnaire.declared(one.key[0])),
            _order(one.key),
        ),
    )
    return Outlook(
        results=weighing.results,
        candidates=tuple(candidates),
        open_keys=frozenset(missing),
        not_asked=unfit,
        set_aside=aside,
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
        self._yen: dict[Key, dict[Pair, float]] = {}
        self._settled: dict[Pair, Brief] = {}

    def _left(self, pair: Pair, brief: Brief) -> float:
        """The yen a year still open after an answer, less where it spares further questions."""
        return self._weight(self._stake(pair, brief)) * self._share(pair, brief)

    def _share(self, pair: Pair, brief: Brief) -> float:
        share = len(brief.missing) / max(len(self.results[pair].missing), 1)
        return 1 - SPARING * (1 - share)

    @staticmethod
    def _weight(yen: float) -> float:
        """What the yen a year at stake count for in the order of questions."""
        return float(yen**FLATTENED)

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
            cells = self.questionnaire.cells(key, self._view.on.situation)
            readings += len(cells) * len(missing[key])
            if readings > MOST_READINGS:
                return
            self._gains[key] = self._suppose(key, missing[key])

    def _suppose(self, key: Key, pairs: list[Pair]) -> dict[Pair, float]:
        if key[0] == FAMILY:
            # No answer can be supposed before the people are there; most close most of it.
            self._yen[key] = {pair: self._stakes[pair] * FAMILY_SETTLES for pair in pairs}
            return {pair: self._weight(self._stakes[pair]) * FAMILY_SETTLES for pair in pairs}
        cells = self.questionnaire.cells(key, self._view.on.situation)
        gains = {pair: self._weight(self._stakes[pair]) for pair in pairs}
        yen = self._yen[key] = {pair: float(self._stakes[pair]) for pair in pairs}
        came: dict[Pair, set[Brief]] = defaultdict(set)
        for cell in cells:
            supposed = self._view.suppose(key, cell.answer)
            for pair in pairs:
                brief = self._readers[pair[0]].read(supposed, pair[1])
                gains[pair] -= cell.chance * self._left(pair, brief)
                yen[pair] -= cell.chance * self._stake(pair, brief)
                came[pair].add(replace(brief, decided_by=-1))
        for pair in pairs:
            if self.results[pair].deciding and key not in self.results[pair].deciding:
                gains[pair] *= LATER
        for pair, outcomes in came.items():
            if len(outcomes) == 1 and (only := next(iter(outcomes))).certain:
                self._settled[pair] = only
        return gains

    def prefer_what_settles(self) -> None:
        """Facts a service does not rest on, if all answer as is usual, come after those it does."""
        for pair, brief in self.results.items():
            keys = [key for key in brief.missing if pair in self._gains.get(key, {})]
            if pair in self._aside or pair in self._settled or len(keys) < len(brief.missing):
                continue
            keys.sort(key=lambda key: (self._gains[key][pair], _order(key)))
            reader = self._readers[pair[0]]
            found = rests_on(self.questionnaire, reader, self._view, pair[1], keys)
            needed, chance = found or (frozenset(keys), 0.0)
            for key in keys:
                if key not in needed:
                    self._gains[key][pair] *= 1 - (1 - BESIDE) * chance

    def settle(self) -> None:
        """Close what comes to the same whatever is answered: nothing of it need be asked."""
        for pair, brief in self._settled.items():
            self.results[pair] = brief
            self._stakes[pair] = 0

    def candidate(self, key: Key) -> Candidate:
        pairs = tuple(
            pair
            for pair, brief in self.results.items()
            if key in brief.missing and pair not in self._aside
        )
        gains = self._gains.get(key, {})
        yen = sum(self._yen.get(key, {}).get(pair, 0.0) for pair in pairs)
        open_yen = sum(self._stakes[pair] for pair in pairs)
        worth = sum(
            gains.get(pair, 0.0) + self._weight(self._stakes[pair]) / 1_000 for pair in pairs
        )
        return Candidate(key=key, yen=yen, open_yen=open_yen, worth=worth, pairs=pairs)

    def _touched(self, key: Key, pairs: list[Pair]) -> float:
        return sum(self._stakes[pair] for pair in pairs) / burden(
            self.questionnaire.declared(key[0])
        )
