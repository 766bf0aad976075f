"""Messages that a program sends one by one: claim, prepare, and then mark, call, keep; some at a time."""

from __future__ import annotations

from collections.abc import Sequence

from sakimawari.reach.channels.seam import Answer
from sakimawari.reach.medium import Medium
from sakimawari.reach.sending import call_store as calls
from sakimawari.reach.sending import claim_store as claims
from sakimawari.reach.sending.calling import Caller, Pulse, parcel_of
from sakimawari.reach.sending.fence import fence_of
from sakimawari.reach.sending.health import Standing
from sakimawari.reach.sending.hours import allowed_from
from sakimawari.reach.sending.post import Post
from sakimawari.reach.sending.preparing import Ready, prepare, said_of
from sakimawari.reach.sending.provider_store import Carrier

# So many calls in a row are marked as one change of the store, where a mark without a call does no
# harm; where nobody can tell or refuse, each call of a thread is marked alone.
_AHEAD = 4


def send_due(post: Post, medium: Medium) -> int:
    """Send due messages of a medium, as many as one claim takes; how many were looked at."""
    asking = post.asking()
    if allowed_from(medium, asking.at, post.terms) != asking.at:
        return 0
    carriers = post.carriers_of(medium)
    held, seen = claims.claim(
        medium,
        carriers,
        asking,
        terms=post.terms,
        limits=post.limits,
        beyond=post.beyond(asking.at),
    )
    post.checkpoint("claimed")
    if not held:
        return seen
    try:
        ready = prepare(post, held, asking.token)
        for carrier in carriers:
            mine = [each for each in ready if each.held.provider == carrier.name]
            if mine:
                _call_all(post, carrier, mine, asking.token)
    except Exception:
        calls.give_back(asking.token, post.clock())
        raise
    calls.give_back(asking.token, post.clock())
    return seen


def _call_all(post: Post, carrier: Carrier, ready: Sequence[Ready], token: str) -> None:
    """Call a provider for each, as long as it is well and nobody says stop."""
    size = max(1, carrier.at_once) * (_AHEAD if carrier.provider.repeats_for else 1)
    chunks = [ready[first : first + size] for first in range(0, len(ready), size)]
    pulse = Pulse(carrier=carrier, limits=post.limits)
    answers: dict[str, Answer] = {}
    called: Sequence[Ready] = ()
    with Caller(carrier, post.checkpoint) as caller:
        for chunk in chunks:
            if post.stopping.is_set() or pulse.standing is Standing.RESTING:
                break
            lease = post.lease_of(token)
            fence = fence_of(lease, post.clock)
            marked = calls.keep_and_mark(
                answers,
                [each.held for each in called],
                [each.held for each in chunk],
                lease,
                said_of(chunk),
            )
            post.checkpoint("marked")
            called = [each for each in chunk if each.held.ours in marked]
            answers = caller.call([parcel_of(each) for each in called], fence)
            for answer in answers.values():
                post.done[answer.outcome.value] += 1
            pulse.add(list(answers.values()), post.clock())
    calls.keep(answers, [each.held for each in called], post.lease_of(token))
    post.checkpoint("kept")
    pulse.keep(post.clock())
