"""Replies: a case that begins answers the message that spoke of its service.

The history of cases is read on from where it was left; two processes may write at once and the
later place be seen first, so a little is read again: a reply noted twice is one reply.
"""

from __future__ import annotations

from datetime import datetime

from sakimawari.cases.happening_store import begun_after, last_place
from sakimawari.reach.sending.store import place_of, reach_place, replied

_AT_ONCE = 500
_AGAIN = 200
REPLIES = "replies"


def follow(at: datetime) -> int:
    """Note the cases that began since last time; how many new steps were read."""
    place = place_of(REPLIES, otherwise=last_place)
    begun = begun_after(max(place - _AGAIN, 0), most=_AT_ONCE + _AGAIN)
    fresh = 0
    for each in begun.cases:
        if each.place > place - _AGAIN:
            replied(
                each.applicant,
                each.service,
                each.at,
                subject=each.subject,
                household=each.household,
            )
    if begun.reached > place:
        fresh = begun.reached - place
        reach_place(REPLIES, begun.reached)
    return min(fresh, _AT_ONCE)
