"""Words and addresses of a city: rights as the last night found them, in the words of the packs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from sakimawari.fit.store import Run
from sakimawari.guard.keys import Keys
from sakimawari.packs.catalogue import Catalogue
from sakimawari.problems import Problems
from sakimawari.reach.addressing.ahead import ahead_of
from sakimawari.reach.addressing.rights import right_of
from sakimawari.reach.channels.addresses import AddressBook, open_book
from sakimawari.reach.channels.unsubscribe import stop_address
from sakimawari.reach.medium import Medium
from sakimawari.reach.plans.folder import open_plan, topics_of
from sakimawari.reach.sending.composing import Composed, Wanted
from sakimawari.reach.sending.gates import NOTHING_LEFT
from sakimawari.reach.sending.hours import JAPAN
from sakimawari.reach.sending.message import Telling
from sakimawari.reach.telling.occasion import BEYOND_THE_GAP, RECEIVED_WHY, Occasion
from sakimawari.reach.telling.offer import Sender
from sakimawari.reach.telling.offers import Right
from sakimawari.reach.telling.staff_topic import TOPIC, StaffTopic
from sakimawari.reach.wording.values import Errand
from sakimawari.reach.wording.writer import Writer, rights_by_subject, stock_of
from sakimawari.registry.store import current_snapshot, open_snapshot
from sakimawari.rules.outcome import Status

NO_ADDRESS, NO_WORDS = "no_address", "no_words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What is written from. `run` and `catalogue` are asked for anew each day, as nights pass.

    `pages`: where browsers find the residents' pages; "" where the city told none.
    """

    home: Path
    keys: Keys
    sender: Sender
    pages: str
    run: Callable[[], Run]
    catalogue: Callable[[], Catalogue]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Day:
    on: date
    snapshot: Path
    run: Run
    catalogue: Catalogue
    writer: Writer
    book: AddressBook
    ahead: list[pa.Table] = field(default_factory=list)
    topics: dict[str, Mapping[str, StaffTopic]] = field(default_factory=dict)

    def rights_ahead(self, subjects: Sequence[str]) -> Mapping[tuple[str, str, Occasion], Right]:
        """What begins, ends or must be renewed for some subjects; looked up at the first need."""
        if not self.ahead:
            self.ahead.append(ahead_of(self.run, on=self.on))
        rows = self.ahead[0]
        mine = rows.filter(pc.is_in(rows["subject"], value_set=pa.array(subjects, pa.string())))
        rights = ((row, right_of(row)) for row in mine.to_pylist())
        return {(row["service"], row["subject"], right.occasion): right for row, right in rights}

    def topics_of(self, plan: str, home: Path) -> Mapping[str, StaffTopic]:
        """What a plan tells in the words of staff; nothing where its folder is gone."""
        if plan not in self.topics:
            try:
                self.topics[plan] = topics_of(open_plan(home, plan))
            except Problems:
                self.topics[plan] = {}
        return self.topics[plan]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What the last night knows of the subjects of some messages: the gap, and the days ahead."""

    gap: Mapping[Telling, Right]
    ahead: Mapping[tuple[str, str, Occasion], Right]

    def right_of(self, telling: Telling, why: str) -> Right | None:
        """A right as it may be told today; None where what was planned holds no more.

        Whoever is in no gap any more has claimed since, unless it was told for another reason.
        """
        if telling in self.gap and why not in RECEIVED_WHY:
            return self.gap[telling]
        occasion = BEYOND_THE_GAP.get(why)
        if occasion is Occasion.NOTICE:
            return Right(service=telling[0], status=Status.UNKNOWN, occasion=occasion)
        return None if occasion is None else self.ahead.get((*telling, occasion))


@dataclass(slots=True, kw_only=True)
class CityComposer:
    """Writes messages and finds addresses; nobody under protection has one, whoever asks."""

    sources: Sources
    held: list[_Day] = field(default_factory=list)

    def compose(self, wanted: Sequence[Wanted], *, at: datetime) -> Mapping[str, Composed]:
        """Each message in words, by `Wanted.id`; letters are drafted by their own writer."""
        day = self._day(at.astimezone(JAPAN).date())
        subjects = {subject for each in wanted for _, subject in each.tellings}
        services = day.catalogue.residents.services
        found = rights_by_subject(day.run.table("gap"), services, sorted(subjects))
        beyond = sorted({whose for each in wanted for whose in _beyond(each, found)})
        ahead = day.rights_ahead(beyond) if beyond else {}
        known = _Known(gap=found, ahead=ahead)
        addresses = _addresses(wanted, day.book)
        return {each.id: self._composed(each, addresses[each.id], day, known) for each in wanted}

    def _composed(self, wanted: Wanted, address: str | None, day: _Day, known: _Known) -> Composed:
        if address is None:
            return Composed(missing=NO_ADDRESS)
        if wanted.medium is Medium.LETTER:
            return Composed(to=address)
        topics = day.topics_of(wanted.message.plan, self.sources.home) if _staff(wanted) else {}
        rights = tuple(_rights(wanted, day, known, topics))
        if not rights:
            return Composed(missing=NOTHING_LEFT)
        stop = stop_address(self.sources.keys, self.sources.pages, wanted.id)
        errand = Errand(
            rights=rights,
            medium=wanted.medium,
            language=wanted.message.language,
            variant=wanted.message.variant,
            link=f"{self.sources.pages}/" if self.sources.pages else "",
            staff=topics,
        )
        try:
            said = day.writer.write(errand)
        except Problems:  # the least does not fit this medium: the next one has more room
            return Composed(missing=NO_WORDS)
        return Composed(to=address, subject=said.subject, text=said.text, unsubscribe=stop)

    def _day(self, on: date) -> _Day:
        run, snapshot = self.sources.run(), current_snapshot(self.sources.home)
        held = self.held[0] if self.held else None
        if held is None or (held.on, held.snapshot, held.run.folder) != (on, snapshot, run.folder):
            catalogue = self.sources.catalogue()
            stock = stock_of(catalogue, self.sources.sender, on=on, home=self.sources.home)
            held = _Day(
                on=on,
                snapshot=snapshot,
                run=run,
                catalogue=catalogue,
                writer=Writer(stock=stock),
                book=open_book(open_snapshot(snapshot), self.sources.keys, on=on),
            )
            self.held[:] = [held]
        return held


def _addresses(wanted: Sequence[Wanted], book: AddressBook) -> dict[str, str | None]:
    """The address of each message by its medium, asked for all of a medium at once."""
    found: dict[str, str | None] = {}
    for medium in {each.medium for each in wanted}:
        some = [each for each in wanted if each.medium is medium]
        addresses = book.addresses_of({each.message.person for each in some}, medium)
        found |= {each.id: addresses[each.message.person] for each in some}
    return found


def _rights(
    wanted: Wanted, day: _Day, known: _Known, topics: Mapping[str, StaffTopic]
) -> Iterator[Right]:
    """The rights of a message, each as what it was planned as where that still holds."""
    for telling in wanted.tellings:
        service, _ = telling
        if service in topics:
            yield _notice(service, wanted)
            continue
        if service not in day.writer.stock.told:
            continue
        right = known.right_of(telling, wanted.message.occasions.get(telling, ""))
        if right is not None:
            yield _notice(service, wanted) if right.occasion is Occasion.NOTICE else right


def _notice(service: str, wanted: Wanted) -> Right:
    """What staff have to say of something; of one thing alone the last day to act is known."""
    alone = len(wanted.message.tellings) == 1
    return Right(
        service=service,
        status=Status.UNKNOWN,
        deadline=wanted.message.useful_until if alone else None,
        occasion=Occasion.NOTICE,
    )


def _staff(wanted: Wanted) -> bool:
    return any(service.startswith(TOPIC) for service, _ in wanted.tellings)


def _beyond(wanted: Wanted, gap: Mapping[Telling, Right]) -> Iterator[str]:
    """Whose rights are to be looked for beyond the gap."""
    for telling in wanted.tellings:
        why = wanted.message.occasions.get(telling, "")
        occasion = BEYOND_THE_GAP.get(why, Occasion.NOTICE)
        if occasion is not Occasion.NOTICE and (telling not in gap or why in RECEIVED_WHY):
            yield telling[1]
