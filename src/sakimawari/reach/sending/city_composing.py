"""Words and addresses of a city: rights as the last night found them, in the words of the packs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from sakimawari.fit.store import Run
from sakimawari.guard.keys import Keys
from sakimawari.packs.catalogue import Catalogue
from sakimawari.problems import Problems
from sakimawari.reach.channels.addresses import AddressBook, open_book
from sakimawari.reach.channels.unsubscribe import stop_address
from sakimawari.reach.medium import Medium
from sakimawari.reach.plans.values import Why
from sakimawari.reach.sending.composing import Composed, Wanted
from sakimawari.reach.sending.gates import NOTHING_LEFT
from sakimawari.reach.sending.hours import JAPAN
from sakimawari.reach.sending.message import Telling
from sakimawari.reach.telling.offer import Sender
from sakimawari.reach.telling.offers import Right
from sakimawari.reach.wording.values import Errand
from sakimawari.reach.wording.writer import Writer, rights_by_subject, stock_of
from sakimawari.registry.store import current_snapshot, open_snapshot
from sakimawari.rules.outcome import Status

NO_ADDRESS, NO_WORDS = "no_address", "no_words"
# What is told because it stands in the gap; whoever stands there no longer has claimed it since.
_OF_THE_GAP = frozenset({"", Why.UNCLAIMED.value, Why.POSSIBLE.value, Why.DEADLINE.value})


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
        addresses = _addresses(wanted, day.book)
        return {each.id: self._composed(each, addresses[each.id], day, found) for each in wanted}

    def _composed(
        self, wanted: Wanted, address: str | None, day: _Day, found: Mapping[Telling, Right]
    ) -> Composed:
        if address is None:
            return Composed(missing=NO_ADDRESS)
        if wanted.medium is Medium.LETTER:
            return Composed(to=address)
        rights = tuple(_rights(wanted, day, found))
        if not rights:
            return Composed(missing=NOTHING_LEFT)
        stop = stop_address(self.sources.keys, self.sources.pages, wanted.id)
        errand = Errand(
            rights=rights,
            medium=wanted.medium,
            language=wanted.message.language,
            variant=wanted.message.variant,
            link=f"{self.sources.pages}/" if self.sources.pages else "",
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


def _rights(wanted: Wanted, day: _Day, found: Mapping[Telling, Right]) -> list[Right]:
    """The rights of a message. What does not rest on the gap is told as a possibility."""
    rights = []
    for telling in wanted.tellings:
        right = found.get(telling)
        occasion = wanted.message.occasions.get(telling, "")
        if right is None and occasion not in _OF_THE_GAP and telling[0] in day.writer.stock.told:
            right = Right(service=telling[0], status=Status.UNKNOWN)
        if right is not None and right.service in day.writer.stock.told:
            rights.append(right)
    return rights
