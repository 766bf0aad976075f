"""Looking after what is in the air: calls of dead workers, unsure messages, replies that do not come."""

from __future__ import annotations

from collections.abc import Sequence

from sakimawari.reach.sending import lapse_store as lapses
from sakimawari.reach.sending import provider_store as providers
from sakimawari.reach.sending.batches import hand_over
from sakimawari.reach.sending.claim_store import Asking
from sakimawari.reach.sending.lapse_store import Lapsed
from sakimawari.reach.sending.post import Post
from sakimawari.reach.sending.values import Step

_CERTAIN = 0.9  # of the time in which a second call is harmless


def after_lapses(post: Post) -> int:
    """Take over what ended without an answer, and find out how; how many messages were looked at."""
    asking = post.asking(batch=True)
    lapsed, seen = lapses.take_lapsed(asking)
    post.checkpoint("taken over")
    _batches(post, [each for each in lapsed if each.batch], asking)
    single = [each for each in lapsed if not each.batch]
    steps = {}
    resting: dict[str, bool] = {}
    for each in single:
        name = each.held.provider
        if name not in resting:
            resting[name] = providers.is_resting(name, asking.at)
        if not resting[name]:  # else its lease runs out once more, and it is asked then
            steps[each.held.ours] = _step(post, each)
    post.checkpoint("asked")
    lapses.found_out(steps, single, post.lease_of(asking.token))
    return seen


def _step(post: Post, each: Lapsed) -> Step:
    """Where an attempt stands whose call may have begun, by what its provider can tell."""
    carrier = post.carrier(each.held.provider)
    if carrier is None:
        return Step.UNSURE
    has = carrier.provider.has(each.held.ours)
    if has is not None:
        return Step.SENT if has else Step.BUSY
    gone = post.clock() - each.called_at
    return Step.AGAIN if gone < carrier.provider.repeats_for * _CERTAIN else Step.UNSURE


def _batches(post: Post, lapsed: Sequence[Lapsed], asking: Asking) -> None:
    """Write each batch that was left behind again, under its own id."""
    writers = {each.name: each for each in post.writers}
    by_batch: dict[str, list[Lapsed]] = {}
    for each in lapsed:
        by_batch.setdefault(each.batch, []).append(each)
    for batch, some in by_batch.items():
        writer = writers.get(some[0].held.provider)
        if writer is not None:
            hand_over(post, writer, batch, [each.held for each in some], token=asking.token)


def after_silence(post: Post) -> int:
    """Ask about unsure messages once more; turn to the next medium where no reply came in time."""
    asking = post.asking()
    unsure, seen = lapses.take_silent(asking, post.reply_within)
    steps = {}
    for each in unsure:
        carrier = post.carrier(each.held.provider)
        has = None if carrier is None or each.batch else carrier.provider.has(each.held.ours)
        if has is not None:
            steps[each.held.ours] = Step.SENT if has else Step.BUSY
    post.checkpoint("asked again")
    lapses.answered_later(steps, unsure, post.lease_of(asking.token))
    return seen
