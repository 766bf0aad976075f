"""Whose records the present request was cleared to open: a net under everything that reads them.

Within `watched()` (each request of the console) a reader of somebody's data calls `require` with
their key and fails loudly if nobody decided and logged that reading. Outside, on the command line
and at night, nothing is watched: there no human reads a single record unasked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class Uncleared(AssertionError):
    """A person's data was about to be read without a decision: an error of this program."""


_cleared: ContextVar[set[str] | None] = ContextVar("cleared", default=None)


@contextmanager
def watched() -> Iterator[None]:
    """Watch every reading until the end of the block; nothing is cleared at its beginning."""
    token = _cleared.set(set())
    try:
        yield
    finally:
        _cleared.reset(token)


def is_watched() -> bool:
    """Whether readings are watched at all: for readers to whom finding the people is work."""
    return _cleared.get() is not None


def clear(*persons: str) -> None:
    """These people's data may be read now: it was decided, and the decision is in the audit."""
    held = _cleared.get()
    if held is not None:
        held.update(persons)


def require(person: str) -> None:
    """Fails with `Uncleared` where readings are watched and this one was not decided."""
    held = _cleared.get()
    if held is not None and person not in held:
        raise Uncleared("a person's data was read without a decision in the audit")


def require_any(persons: Iterable[str]) -> None:
    """As `require`, for data of several people together: one of them must be cleared."""
    held = _cleared.get()
    if held is not None and held.isdisjoint(persons):
        raise Uncleared("a household's data was read without a decision in the audit")
