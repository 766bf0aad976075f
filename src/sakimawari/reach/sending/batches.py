"""Media that leave as a batch: letters, the portal's file, lists of calls and visits.

All messages of a day are claimed under one batch id and handed over as one. A worker that dies
leaves the id behind: the next writes the same batch again, which its writer publishes once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sakimawari.problems import Problems
from sakimawari.reach.channels.seam import Answer, BatchWriter, Item, Outcome
from sakimawari.reach.sending import batch_store
from sakimawari.reach.sending import call_store as calls
from sakimawari.reach.sending import claim_store as claims
from sakimawari.reach.sending.claim_store import Held
from sakimawari.reach.sending.composing import Composed
from sakimawari.reach.sending.hours import JAPAN, allowed_from
from sakimawari.reach.sending.own_id import batch_id
from sakimawari.reach.sending.post import Post
from sakimawari.reach.sending.preparing import Ready, prepare, said_of

NOT_ANSWERED = "not_answered"
# The batch was published, with other messages than are asked for now: of letters, of the portal.
_OTHERS_IN_IT = frozenset({"REACH010", "REACH075"})


def leave(post: Post, writer: BatchWriter) -> int:
    """Hand over what is due by a medium as a new batch; how many messages were looked at."""
    asking = post.asking(most=post.most_in_batch, batch=True)
    if allowed_from(writer.medium, asking.at, post.terms) != asking.at:
        return 0
    batch = batch_id(asking.token, writer.medium, 0)
    held, seen = claims.claim_batch(
        writer.medium,
        writer.name,
        batch,
        asking,
        terms=post.terms,
        beyond=post.beyond(asking.at),
    )
    post.checkpoint("claimed")
    if held:
        on = asking.at.astimezone(JAPAN).date()
        batch_store.begin(batch, writer.medium, on=on, claim=asking.token, at=asking.at)
        hand_over(post, writer, batch, held, token=asking.token)
    return seen


def hand_over(
    post: Post, writer: BatchWriter, batch: str, held: Sequence[Held], *, token: str
) -> None:
    """Write a batch and keep what became of each message; the same id again writes nothing twice."""
    ready = prepare(post, held, token, batch=True)
    marked = (
        calls.mark([each.held for each in ready], post.lease_of(token, batch=True), said_of(ready))
        if ready
        else ()
    )
    post.checkpoint("marked")
    going = [each for each in ready if each.held.ours in marked]
    on = batch_store.day_of(batch) or post.clock().astimezone(JAPAN).date()
    answers = _written(writer, batch, going, held, on)
    post.checkpoint("written")
    for answer in answers.values():
        post.done[answer.outcome.value] += 1
    lease = post.lease_of(token, batch=True)
    calls.keep(answers, [each.held for each in going], lease)
    accepted = sum(answer.outcome is Outcome.ACCEPTED for answer in answers.values())
    batch_store.published(batch, count=accepted, at=lease.at)
    post.checkpoint("kept")


def _written(
    writer: BatchWriter, batch: str, going: Sequence[Ready], held: Sequence[Held], on: date
) -> Mapping[str, Answer]:
    """The answers of a writer for each that goes.

    A batch that was published before its worker died may hold somebody who is stopped since: then it
    is asked for as it was, which publishes nothing, and that one stays unsure.
    """
    if not going:
        return {}
    items = [item_of(each) for each in going]
    try:
        answers = writer.write(batch, items, on=on)
    except Problems as refused:
        if not {problem.id for problem in refused.found} <= _OTHERS_IN_IT:
            raise
        ours = {item.id for item in items}
        before = [_as_before(each) for each in held if each.ours not in ours]
        answers = writer.write(batch, [*items, *before], on=on)
    silent = Answer(outcome=Outcome.UNSURE, why=NOT_ANSWERED)
    return {each.held.ours: answers.get(each.held.ours, silent) for each in going}


def _as_before(held: Held) -> Item:
    nothing = Composed()
    return item_of(Ready(held=held, composed=nothing, tellings=held.message.tellings))


def item_of(ready: Ready) -> Item:
    """A message as a batch takes it."""
    message = ready.held.message
    return Item(
        id=ready.held.ours,
        person=message.person,
        household=message.household,
        ward=message.ward,
        language=message.language,
        services=tuple(slug for slug, _ in ready.tellings),
        subjects=tuple(subject for _, subject in ready.tellings),
        subject=ready.composed.subject,
        text=ready.composed.text,
        useful_until=message.useful_until,
        variant=message.variant,
        why=tuple(message.occasions.get(telling, "") for telling in ready.tellings),
        plan=message.plan,
    )
