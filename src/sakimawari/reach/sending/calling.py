"""The calls themselves, one after another or some at a time, as a provider takes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from itertools import repeat

from sakimawari.reach.channels.seam import Answer, Outcome, Parcel
from sakimawari.reach.sending import provider_store as providers
from sakimawari.reach.sending.fence import LATE, Fence
from sakimawari.reach.sending.health import Limits, Standing
from sakimawari.reach.sending.preparing import Ready
from sakimawari.reach.sending.provider_store import Carrier

_KEPT_SECONDS = 2.0


def parcel_of(ready: Ready) -> Parcel:
    """What goes out, under our own id."""
    return Parcel(
        id=ready.held.ours,
        to=ready.composed.to,
        subject=ready.composed.subject,
        text=ready.composed.text,
        language=ready.held.message.language,
        unsubscribe=ready.composed.unsubscribe,
    )


class Caller:
    """Calls one provider, with as many threads as it takes calls at once."""

    def __init__(self, carrier: Carrier, checkpoint: Callable[[str], None]) -> None:
        self._carrier = carrier
        self._checkpoint = checkpoint
        self._threads = ThreadPoolExecutor(carrier.at_once) if carrier.at_once > 1 else None

    def __enter__(self) -> Caller:
        return self

    def __exit__(self, *trouble: object) -> None:
        if self._threads is not None:
            self._threads.shutdown()

    def call(self, parcels: Sequence[Parcel], fence: Fence) -> dict[str, Answer]:
        """Hand some parcels over; the answers by our id. LATE for one whose fence is shut: not called."""
        if self._threads is None:
            answers = [self._one(parcel, fence) for parcel in parcels]
        else:
            answers = list(self._threads.map(self._one, parcels, repeat(fence)))
        return {parcel.id: answer for parcel, answer in zip(parcels, answers, strict=True)}

    def _one(self, parcel: Parcel, fence: Fence) -> Answer:
        self._checkpoint("calling")
        if not fence.is_open:
            return LATE
        answer = self._carrier.provider.send(parcel)
        self._checkpoint("called")
        return answer


@dataclass(slots=True, kw_only=True)
class Pulse:
    """How the calls of one provider end, kept in the store now and then, and at once when one fails."""

    carrier: Carrier
    limits: Limits
    good: int = 0
    bad: int = 0
    kept_at: datetime | None = None
    standing: Standing = field(default=Standing.WHOLE)

    def add(self, answers: Sequence[Answer], at: datetime) -> Standing:
        """How it stands after these answers. One that asks to wait is well: it only is full."""
        for answer in answers:
            if answer is LATE:  # says nothing of the provider
                continue
            if answer.outcome is Outcome.UNSURE or (
                answer.outcome is Outcome.BUSY and not answer.wait_seconds
            ):
                self.bad += 1
            else:
                self.good += 1
        recent = self.kept_at is not None and (at - self.kept_at).total_seconds() < _KEPT_SECONDS
        if self.bad or not recent:
            self.keep(at)
        return self.standing

    def keep(self, at: datetime) -> None:
        """Write down what was not yet written."""
        if self.good or self.bad:
            self.standing = providers.note(
                self.carrier, good=self.good, bad=self.bad, at=at, limits=self.limits
            )
        self.good = self.bad = 0
        self.kept_at = at
