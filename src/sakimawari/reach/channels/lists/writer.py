"""Takes a batch over as a list that staff work through: calls, or visits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sakimawari.guard.keys import Keys
from sakimawari.reach.channels import list_store
from sakimawari.reach.channels.addresses import AddressBook
from sakimawari.reach.channels.seam import Answer, Item, Outcome
from sakimawari.reach.medium import Medium

_NAMES = {Medium.CALL: "calls", Medium.VISIT: "visits"}
_TAKEN = Answer(outcome=Outcome.ACCEPTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListWriter:
    """A BatchWriter for CALL or VISIT. Whoever has no number, or is hidden, is REFUSED."""

    medium: Medium
    book: AddressBook
    keys: Keys
    now: Callable[[], datetime]

    @property
    def name(self) -> str:
        """calls or visits."""
        return _NAMES[self.medium]

    def write(self, batch: str, items: Sequence[Item], *, on: date) -> Mapping[str, Answer]:
        """Make the list, whole or not at all; done before, it is the same again."""
        answers = {item.id: self._answer(item) for item in items}
        taken = [item for item in items if answers[item.id].outcome is Outcome.ACCEPTED]
        list_store.make(batch, self.medium, taken, self.keys, on=on, at=self.now())
        return answers

    def _answer(self, item: Item) -> Answer:
        if self.book.address_of(item.person, self.medium) is None:
            return Answer(outcome=Outcome.REFUSED, why="no_address")
        return _TAKEN
