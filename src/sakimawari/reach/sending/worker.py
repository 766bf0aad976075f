"""The worker: round after round, as long as something is due or until it is told to stop.

Several may work at the same time, on one machine or many, with one operational store.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import DatabaseError, close_old_connections

from sakimawari.reach.sending import batches, following, one_by_one, report_store
from sakimawari.reach.sending.looking_after import after_lapses, after_silence
from sakimawari.reach.sending.message_store import be_durable
from sakimawari.reach.sending.post import Post
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

    What was said by residents comes first: it may stop what would go out in the same round.
    """
    done = report_store.read_reports(
        post.clock(), most=_REPORTS_AT_ONCE, reply_within=post.reply_within
    )
    done += following.follow(post.clock())
    steps: list[Callable[[], int]] = [lambda: after_lapses(post), lambda: after_silence(post)]
    for medium in post.media():
        steps.append(lambda medium=medium: one_by_one.send_due(post, medium))  # type: ignore[misc]
    for writer in post.writers:
        steps.append(lambda writer=writer: batches.leave(post, writer))  # type: ignore[misc]
    for step in steps:
        if post.stopping.is_set():
            break
        done += step()
    return done


def send_all(post: Post, *, progress: Progress = _quietly) -> None:
    """Do what is due now, and what becomes due by it, then end."""
    be_durable()
    while not post.stopping.is_set():
        done = one_round(post)
        progress(post)
        if not done:
            if not _only_full(post):
                return
            post.stopping.wait(_FULL_SECONDS)


def keep_sending(post: Post, *, progress: Progress = _quietly, idle: float = IDLE_SECONDS) -> None:
    """Work until told to stop. What the store refuses is tried again; nothing of it is lost."""
    be_durable()
    while not post.stopping.is_set():
        try:
            done = one_round(post)
        except DatabaseError as trouble:
            log.error("a round of sending ended early: %s", type(trouble).__name__)
            close_old_connections()
            be_durable()
            post.stopping.wait(_AFTER_FAULT_SECONDS)
            continue
        progress(post)
        if not done:
            post.stopping.wait(_FULL_SECONDS if _only_full(post) else idle)


def _only_full(post: Post) -> bool:
    """Whether messages wait for nothing but the next second of a provider that takes so many."""
    limited = [each.medium for each in post.carriers if each.a_second is not None]
    return bool(limited) and due_now(post.clock(), limited, post.terms)
