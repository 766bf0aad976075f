"""Takes a batch over as letters: printed, sorted, published by one rename, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sakimawari.problems import Problems
from sakimawari.reach.channels.seam import Answer, Item, Outcome
from sakimawari.reach.letters.batches import Step, write_batch
from sakimawari.reach.letters.order import Order, Sources
from sakimawari.reach.medium import Medium
from sakimawari.reach.plans.folder import open_plan, topics_of
from sakimawari.reach.telling.staff_topic import StaffTopic


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterWriter:
    """A BatchWriter for LETTER. `theirs` of an answer is the letter's reference.

    What a letter says is drafted from the run and the packs, more fully than the text of a message.
    `order` and `sources` are asked for on the day a batch is written.
    """

    home: Path
    order: Callable[[date], Order]
    sources: Callable[[date], Sources]
    name: str = "letters"
    medium: Medium = Medium.LETTER

    def write(self, batch: str, items: Sequence[Item], *, on: date) -> Mapping[str, Answer]:
        """Write the letters of a batch; written before, it is the same again (REACH010 if not)."""
        topics = {plan: _topics(self.home, plan) for plan in {item.plan for item in items}}
        told = write_batch(
            self.home,
            batch,
            [_step(item, topics[item.plan]) for item in items],
            order=self.order(on),
            sources=self.sources(on),
        )
        return {
            id: Answer(outcome=Outcome.ACCEPTED, theirs=each.reference)
            if each.is_written
            else Answer(outcome=Outcome.REFUSED, why=each.why)
            for id, each in told.items()
        }


def _topics(home: Path, plan: str) -> Mapping[str, StaffTopic]:
    """What a plan tells in the words of staff; nothing where there is no such plan."""
    try:
        return topics_of(open_plan(home, plan))
    except Problems:
        return {}


def _step(item: Item, topics: Mapping[str, StaffTopic]) -> Step:
    return Step(
        id=item.id,
        person=item.person,
        services=item.services,
        subjects=item.subjects,
        language=item.language,
        variant=item.variant,
        why=item.why,
        staff={slug: topics[slug] for slug in item.services if slug in topics},
    )
