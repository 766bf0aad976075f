"""The worker: round after round, as long as something is due or until it is told to stop.

Several may work at the same time, on one machine or many, with one operational store.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

from django.db import DatabaseError, close_old_connections

from sakimawari.problems import Problems
from sakimawari.reach.sending import batches, following, one_by_one, report_store
from sakimawari.reach.sending.looking_after import after_lapses, after_silence
from sakimawari.reach.sending.message_store import be_durable
from sakimawari.reach.sending.post import Post
from sakimawari.reach.sending.provider_store import is_resting
from sakimawari.reach.sending.reading_store import due_now

log = logging.getLogger("sakimawari.sending")
IDLE_SECONDS = 2.0
_FULL_SECONDS = 0.1  # a provider whose calls of this second are used up
_AFTER_FAULT_SECONDS = 5.0
_REPORTS_AT_ONCE = 2_000

Progress = Callable[[Post], None]


def _quietly(post: Post) -> None:
    """Tells nobody."""


def one_round(post: Post) -> int:
    """Do once what is due: reports, replies, what was left behind, then messages; how much it was.

    What was said by residents comes first: it may stop what would go out in the same round. A step
    that fails (a writer's disk is full, a provider's secret is gone) holds up no other; what it had in
    hand is looked after once its lease ends. The store's own faults end the round.
    """
    done = report_store.read_reports(
        post.clock(), most=_REPORTS_AT_ONCE, reply_within=post.reply_within
    )
    done += following.follow(post.clock())
    for step in _steps(post):
        if post.stopping.is_set():
            break
        try:
            done += step()
        except DatabaseError:
            raise
        except Exception as trouble:  # its kind alone: its words might tell of a resident
            post.troubles.append(trouble)
            log.error("a step of sending failed: %s", _kind(trouble))
    return done


def _steps(post: Post) -> list[Callable[[], int]]:
    return [
        partial(after_lapses, post),
        partial(after_silence, post),
        *(partial(one_by_one.send_due, post, medium) for medium in post.media()),
        *(partial(batches.leave, post, writer) for writer in post.writers),
    ]


def _kind(trouble: Exception) -> str:
    if isinstance(trouble, Problems):
        return ", ".join(sorted({problem.id for problem in trouble.found}))
    return type(trouble).__name__


def send_all(post: Post, *, progress: Progress = _quietly) -> None:
    """Do what is due now, and what becomes due by it, then end; with the first fault, if there was one."""
    be_durable()
    while not post.stopping.is_set():
        done = one_round(post)
        progress(post)
        if not done:
            if not _only_full(post):
                break
            post.stopping.wait(_FULL_SECONDS)
    if post.troubles:
        raise post.troubles[0]


def keep_sending(
    post: Post,
    *,
    progress: Progress = _quietly,
    idle: float = IDLE_SECONDS,
    is_stale: Callable[[], bool] = lambda: False,
) -> None:
    """Work until told to stop, or until what the post was opened from has changed.

    What the store refuses is tried again; nothing of it is lost.
    """
    be_durable()
    while not post.stopping.is_set() and not is_stale():
        try:
            done = one_round(post)
        except DatabaseError as trouble:
            log.error("a round of sending ended early: %s", type(trouble).__name__)
            close_old_connections()
            post.stopping.wait(_AFTER_FAULT_SECONDS)
            be_durable()
            continue
        progress(post)
        if post.troubles:
            post.troubles.clear()
            post.stopping.wait(_AFTER_FAULT_SECONDS)
        elif not done:
            post.stopping.wait(_FULL_SECONDS if _only_full(post) else idle)


def _only_full(post: Post) -> bool:
    """Whether messages wait for nothing but the next second of a provider that takes so many."""
    at = post.clock()
    limited = [
        each.medium
        for each in post.carriers
        if each.a_second is not None and not is_resting(each.name, at)
    ]
    return bool(limited) and due_now(at, limited, post.terms)
