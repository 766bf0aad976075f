"""What is asked again on the day a message goes out: may this person be told, of what, by which medium.

Values and the order of the questions; where the answers come from is `city_gates`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sakimawari.guard.consents.values import Wishes
from sakimawari.reach.sending.message import Message, Telling

# Why a message is stopped before it leaves; codes, as they stand in the store and on pages.
PROTECTED = "protected"  # 支援措置: the person, the household, or whoever the message speaks of
DEPARTED = "departed"  # the addressee died or moved away
MOVED = "moved"  # lives in another household than when it was planned
OPTED_OUT = "opted_out"  # does not want to be told of anything
NOTHING_LEFT = "nothing_left"  # every service declined, applied for, or gone with its subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a message may go out today: `stop` is a code, "" where it may.

    `tellings` are the services that are still to be told; `wishes` the person's own, with their
    quiet hours.
    """

    stop: str = ""
    tellings: tuple[Telling, ...] = ()
    wishes: Wishes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of one message's people today; see the codes above.

    `gone`: keys of those among addressee and subjects who died or moved away. `done`: pairs of
    service and whose right it is that somebody applied for already.
    """

    protected: bool = False
    gone: frozenset[str] = frozenset()
    household: str = ""  # where the addressee lives now; "": nowhere
    opted_out: bool = False
    declined: frozenset[str] = frozenset()
    done: frozenset[Telling] = frozenset()
    wishes: Wishes | None = None


class Gates(Protocol):
    """Whoever judges messages by the registers and the words of residents of this moment."""

    def judge(self, messages: Sequence[Message], *, at: datetime) -> Mapping[str, Verdict]:
        """A verdict for each message, by its id."""


def verdict_on(message: Message, known: Known) -> Verdict:
    """The verdict by what is known: protection goes before everything."""
    if known.protected:
        return Verdict(stop=PROTECTED)
    if message.person in known.gone:
        return Verdict(stop=DEPARTED)
    if known.household != message.household:
        return Verdict(stop=MOVED)
    if known.opted_out:
        return Verdict(stop=OPTED_OUT)
    left = tuple(
        (slug, subject)
        for slug, subject in message.tellings
        if slug not in known.declined
        and (slug, subject) not in known.done
        and subject not in known.gone
    )
    if not left:
        return Verdict(stop=NOTHING_LEFT)
    return Verdict(tellings=left, wishes=known.wishes)
