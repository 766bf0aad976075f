"""Gates before anything is planned: who may not be told of something, whatever it is worth.

First those of addressing (protected, departed, opted out, moved, nobody of age), then what the
person declined, what is being worked on, what was said before. Each reason is counted, never listed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sakimawari.packs.pack import Rung, Service
from sakimawari.reach.addressing.closure import Bools
from sakimawari.reach.addressing.selection import Residents, obstacles, recipients
from sakimawari.reach.addressing.town import Town
from sakimawari.reach.plans.occasions.told import MOST_TIMES, YEAR, Before, answer_awaited_until
from sakimawari.reach.plans.occasions.values import Occasions, about
from sakimawari.reach.terms.values import Terms
from sakimawari.rules.figures import days
from sakimawari.rules.population import Int32s, Int64s

DECLINED, IN_HAND, TOLD, OFTEN = "declined", "in_hand", "told", "told_often"
SETTLED_DAYS = 180  # an answer that young: the same is not offered again
HOLD_ROUNDS = 2  # times the reply period that somebody held out waits before being told after all


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the operational store holds against telling: (person, service) declined, and cases under
    way or settled lately as (applicant, subject, service).
    """

    declined: Sequence[tuple[str, str]] = ()
    in_hand: Sequence[tuple[str, str, str]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """What came through: the occasions, the row of the adult each is told to, how often that person
    heard of it before, and whose waiting as held out has not ended (`held`), or has (`released`).

    `shut` are the people to whom nothing may be sent at all; `stopped` counts what was left out.
    """

    occasions: Occasions
    to: Int64s
    times: Int32s
    held: Bools  # by row of people
    released: Bools
    shut: Bools
    stopped: Counter[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """Keys as the numbers of a plan: rows of people, units, codes of topics."""

    person: pa.Array  # key by row; a person who visits elsewhere stands several times
    home: Int64s  # the row in which each of them is registered
    household: pa.Array  # key by unit
    topics: tuple[str, ...]

    def rows(self, keys: pa.Array) -> Int64s:
        """The row in which each of these people is registered, -1 for those the run did not see."""
        place = np.asarray(pc.fill_null(pc.index_in(keys, value_set=self.person), -1), np.int64)
        return np.where(place >= 0, self.home[np.maximum(place, 0)], -1)

    def subjects(self, keys: pa.Array) -> Int64s:
        """People and households as one number, as in `about`; -1 for those the run did not see."""
        rows = self.rows(keys)
        unit = np.asarray(pc.fill_null(pc.index_in(keys, value_set=self.household), -1), np.int64)
        return np.where(rows >= 0, 2 * rows, np.where(unit >= 0, 2 * unit + 1, -1))

    def subject_of(self, occasions: Occasions, places: Int64s) -> pa.Array:
        """Whose right some occasions are: the key of a person, or of a household."""
        row, unit = occasions.rights.row[places], occasions.rights.unit[places]
        people = self.person.take(pa.array(np.maximum(row, 0)))
        homes = self.household.take(pa.array(unit))
        return pc.if_else(pa.array(row >= 0), people, homes)

    def codes(self, topics: pa.Array) -> Int64s:
        """Codes of topics, -1 for those nothing is said about."""
        named = pa.array(self.topics, pa.string())
        return np.asarray(pc.fill_null(pc.index_in(topics, value_set=named), -1), np.int64)

    def matters(self, subjects: Int64s, codes: Int64s) -> Int64s:
        """The same number for the same topic about the same subject, as in `about`; -1 unknown."""
        known = (subjects >= 0) & (codes >= 0)
        return np.where(known, subjects * len(self.topics) + codes, -1)


def numbers_of(town: Town, topics: tuple[str, ...]) -> Numbers:
    """The numbers of a town for these topics."""
    residents = town.residents
    return Numbers(
        person=pa.array(residents.person, pa.string()),
        home=residents.home,
        household=town.households.cast(pa.string()),
        topics=topics,
    )


def through_the_gates(
    occasions: Occasions,
    town: Town,
    *,
    services: Mapping[str, Service],
    said: Said,
    before: Before,
    terms: Terms,
    on: date,
) -> Passed:
    """The occasions that may be told on a day, each with its adult."""
    residents = town.residents
    numbers = numbers_of(town, occasions.topics)
    to = recipients(residents, occasions.rights, on=on)
    heard = _heard(numbers, before, services, terms=terms, on=on)
    matter = about(occasions)
    stopped: Counter[str] = Counter()
    open_one = np.ones(len(to), np.bool_)
    reasons = (
        *obstacles(residents, occasions.rights, to),
        *_against(numbers, occasions, to, matter, said),
        *heard.against(to, matter),
    )
    for reason, blocked in reasons:
        stopped[reason] += int((blocked & open_one).sum())
        open_one &= ~blocked
    kept = np.flatnonzero(open_one)
    return Passed(
        occasions=occasions.only(kept),
        to=to[kept],
        times=heard.times(to[kept], matter[kept]),
        held=heard.held,
        released=heard.released,
        shut=shut_people(residents),
        stopped=+stopped,
    )


def shut_people(residents: Residents) -> Bools:
    """People to whom nothing may be sent, by row: whoever they are told about."""
    opted_out = np.asarray(residents.consent == 0, np.bool_)
    return residents.shut_in | residents.departed | opted_out | residents.moved


def _against(
    numbers: Numbers, occasions: Occasions, to: Int64s, matter: Int64s, said: Said
) -> Iterator[tuple[str, Bools]]:
    """What the operational store says: declined by the adult or the subject, or under way."""
    count = len(occasions.topics)
    code = occasions.rights.service.astype(np.int64)
    no = numbers.matters(*_columns(numbers, said.declined))
    yield DECLINED, _in(matter, no) | _in(2 * to * count + code, no)
    subjects, codes = _columns(numbers, [(subject, slug) for _, subject, slug in said.in_hand])
    applicants = numbers.subjects(pa.array([who for who, _, _ in said.in_hand], pa.string()))
    # A household's service is applied for by one adult, whichever: the unit knows it.
    of_unit = np.where(occasions.rights.row < 0, 2 * to * count + code, -1)
    yield (
        IN_HAND,
        _in(matter, numbers.matters(subjects, codes))
        | (_in(of_unit, numbers.matters(applicants, codes)) & (of_unit >= 0)),
    )


def _columns(numbers: Numbers, pairs: Iterable[tuple[str, str]]) -> tuple[Int64s, Int64s]:
    keys, slugs = list(zip(*pairs, strict=True)) or ((), ())
    return (
        numbers.subjects(pa.array(keys, pa.string())),
        numbers.codes(pa.array(slugs, pa.string())),
    )


def _in(numbers: Int64s, among: Int64s) -> Bools:
    """Which of these numbers stand among others; a search in what is short."""
    wanted = np.unique(among[among >= 0])
    if not len(wanted):
        return np.zeros(len(numbers), np.bool_)
    place = np.minimum(np.searchsorted(wanted, numbers), len(wanted) - 1)
    return np.asarray(wanted[place] == numbers, np.bool_)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Who heard of what: `pairs` of adult and matter in order, how often in a year, and until when
    an answer is awaited; `any_subject` the same by adult and service, from letters of the older kind.
    """

    size: int  # of the numbers of matters
    topics: int
    pairs: Int64s
    often: Int32s
    awaited: Int32s
    any_subject: Int64s
    any_awaited: Int32s
    held: Bools
    released: Bools
    day: int

    def against(self, to: Int64s, matter: Int64s) -> Iterator[tuple[str, Bools]]:
        """Those who heard it while an answer may come, and those who heard it often enough."""
        place, found = _place(self.pairs, to * self.size + matter)
        old, known = _place(self.any_subject, to * self.topics + matter % self.topics)
        yield (
            TOLD,
            (found & (_at(self.awaited, place) >= self.day))
            | (known & (_at(self.any_awaited, old) >= self.day)),
        )
        yield OFTEN, found & (_at(self.often, place) >= MOST_TIMES)

    def times(self, to: Int64s, matter: Int64s) -> Int32s:
        """How often each heard of it before."""
        place, found = _place(self.pairs, to * self.size + matter)
        return np.where(found, _at(self.often, place), 0).astype(np.int32)


def _heard(
    numbers: Numbers, before: Before, services: Mapping[str, Service], *, terms: Terms, on: date
) -> Heard:
    told, today = before.told, days(on)
    to = numbers.rows(_whole(told["person"]))
    codes = numbers.codes(_whole(told["service"]))
    subject = _whole(told["subject"])
    day, tries = np.asarray(told["day"]), np.asarray(told["tries"])
    held_out = np.asarray(told["held_out"]).astype(np.bool_)
    count = len(numbers.topics)
    size = (2 * max(len(numbers.person), len(numbers.household)) + 2) * count
    awaited = answer_awaited_until(day, tries, reply_within=terms.reply_within_days)
    informs = np.array([_informs(topic, services) for topic in numbers.topics] or [False])
    awaited = np.where(informs[codes], np.maximum(awaited, day + YEAR), awaited)
    # Who is held out hears nothing: the waiting has an end of its own, and comes once a year.
    hold_ends = day + HOLD_ROUNDS * terms.reply_within_days
    waits = held_out & (hold_ends >= today)
    held, released = (np.zeros(len(numbers.person), np.bool_) for _ in range(2))
    held[to[waits & (to >= 0)]] = True
    released[to[held_out & ~waits & (to >= 0)]] = True
    matter = numbers.matters(numbers.subjects(subject), codes)
    whole = (to >= 0) & (matter >= 0) & ~held_out
    pairs, often, longest = _by_pair(to[whole] * size + matter[whole], awaited[whole])
    old = (to >= 0) & (codes >= 0) & np.asarray(pc.equal(subject, ""))
    any_pairs, _, any_longest = _by_pair(to[old] * count + codes[old], awaited[old])
    return Heard(
        size=size,
        topics=max(count, 1),
        pairs=pairs,
        often=often,
        awaited=longest,
        any_subject=any_pairs,
        any_awaited=any_longest,
        held=held,
        released=released & ~held,
        day=today,
    )


def _by_pair(numbers: Int64s, until: Int32s) -> tuple[Int64s, Int32s, Int32s]:
    """Each different number once, in order, with how often it stands there and its last day."""
    order = np.lexsort((until, numbers))
    pairs, start, often = np.unique(numbers[order], return_index=True, return_counts=True)
    last = start + often - 1
    return pairs, often.astype(np.int32), until[order][last].astype(np.int32)


def _place(pairs: Int64s, wanted: Int64s) -> tuple[Int64s, Bools]:
    if not len(pairs):
        return np.zeros(len(wanted), np.int64), np.zeros(len(wanted), np.bool_)
    place = np.minimum(np.searchsorted(pairs, wanted), len(pairs) - 1)
    return place, np.asarray(pairs[place] == wanted, np.bool_)


def _at(values: Int32s, place: Int64s) -> Int32s:
    return values[place] if len(values) else np.zeros(len(place), np.int32)


def _whole(column: pa.ChunkedArray) -> pa.Array:
    joined = column.combine_chunks()
    return joined.chunk(0) if isinstance(joined, pa.ChunkedArray) else joined


def _informs(topic: str, services: Mapping[str, Service]) -> bool:
    service = services.get(topic)
    return service is not None and service.rung is Rung.INFORM
