"""What staff have to say that is no service: a topic of a list, in the staff's own words."""

from __future__ import annotations

from dataclasses import dataclass

from sakimawari.packs.messages import Messages
from sakimawari.packs.pack import Gives, Rung
from sakimawari.reach.telling.occasion import Occasion
from sakimawari.reach.telling.offer import Offer, Wording
from sakimawari.reach.telling.offers import Right
from sakimawari.rules.outcome import Status

TOPIC = "topic:"  # before what a list names that is no service


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffTopic:
    """A topic: `slug` with `topic:` before it, its name, and what is said, whole, in three languages.

    `shows` is whether others may read it (on a locked screen), for the reason in `basis`.
    """

    slug: str
    name: Wording
    text: Wording
    department: str = ""
    shows: bool = False
    basis: str = ""

    @property
    def messages(self) -> Messages:
        """As the words of a service: its name in other languages, and who may see it."""
        named = {"ja": self.name.ja, "easy": self.name.easy, "en": self.name.en}
        return Messages(
            names={tag: name for tag, name in named.items() if name},
            shows=self.shows,
            basis=self.basis or None,
        )

    def offer(self, right: Right) -> Offer:
        """As an offer: there is nothing to get, and somebody to ask."""
        return Offer(
            service=self.slug,
            name=self.name,
            status=Status.UNKNOWN,
            said=self.text,
            gives=Gives.RELIEF,
            deadline=right.deadline,
            rung=Rung.INFORM,
            department=self.department,
            occasion=Occasion.NOTICE,
        )
