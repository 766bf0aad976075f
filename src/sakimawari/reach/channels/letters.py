"""Letters as a medium: a batch is handed to the room that writes, prints and sorts letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sakimawari.reach.channels.seam import Answer, Item, Outcome
from sakimawari.reach.letters.batches import Step, write_batch
from sakimawari.reach.letters.order import Order, Sources
from sakimawari.reach.medium import Medium


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterWriter:
    """A BatchWriter for LETTER. The words of a letter are made from the run, not from the item's text:
    a letter has a page to say more than any other medium.

    `order` says how letters are printed; its day is that of the batch.
    """

    home: Path
    order: Order
    sources: Sources
    name: str = "letters"
    medium: Medium = Medium.LETTER

    def write(self, batch: str, items: Sequence[Item], *, on: date) -> Mapping[str, Answer]:
        """Write the letters of a batch; REFUSED, with the reason, where somebody gets none."""
        steps = [
            Step(
                id=item.id,
                person=item.person,
                services=item.services,
                subjects=item.subjects,
                language=item.language,
                variant=item.variant,
            )
            for item in items
        ]
        order = replace(self.order, on=on)
        written = write_batch(self.home, batch, steps, order=order, sources=self.sources)
        return {
            id: Answer(outcome=Outcome.ACCEPTED, theirs=told.reference)
            if told.is_written
            else Answer(outcome=Outcome.REFUSED, why=told.why)
            for id, told in written.items()
        }
