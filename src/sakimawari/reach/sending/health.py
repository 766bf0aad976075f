"""Whether a provider is called: it rests after failures, and must prove itself before it is back.

Two thresholds, far apart, so that nothing flaps. It rests once, within a short window, there were
enough failures and they were at least half of all calls. After its rest it gets single calls to
prove itself, and is whole again only after enough successes in a row over a much longer time; one
failure sends it back to rest, longer than before. Pure: moments are seconds, whatever the zero.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from enum import Enum
from typing import Any

_BUCKET_SECONDS = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """`failures` within `window` seconds open; `successes` over at least `calm` seconds close.

    A rest takes `rest` seconds, twice as long after each failed proof up to `longest_rest`;
    `proof_every` seconds lie between two calls of one that proves itself.
    """

    failures: int = 5
    window: float = 60.0
    share: float = 0.5
    rest: float = 60.0
    longest_rest: float = 900.0
    successes: int = 10
    calm: float = 300.0
    proof_every: float = 15.0


class Standing(Enum):
    """WHOLE called freely · RESTING not called · PROVING called now and then."""

    WHOLE = "whole"
    RESTING = "resting"
    PROVING = "proving"


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What is remembered of a provider. `recent`: (begin of 5 seconds, good, bad), oldest first."""

    recent: tuple[tuple[float, int, int], ...] = ()
    opened_at: float | None = None
    rest_until: float = 0.0
    rests: int = 0
    good: int = 0
    good_since: float | None = None
    proof_at: float | None = None

    def standing(self, at: float) -> Standing:
        """How it stands at a moment."""
        if self.opened_at is None:
            return Standing.WHOLE
        return Standing.RESTING if at < self.rest_until else Standing.PROVING

    def allowance(self, at: float, limits: Limits) -> int | None:
        """How many calls it may get now; None: as many as there are."""
        match self.standing(at):
            case Standing.WHOLE:
                return None
            case Standing.RESTING:
                return 0
            case Standing.PROVING:
                waiting = self.proof_at is not None and at - self.proof_at < limits.proof_every
                return 0 if waiting else 1

    def to_json(self) -> str:
        """As the store keeps it."""
        return json.dumps(asdict(self), separators=(",", ":"))


def health_from(text: str) -> Health:
    """What `to_json` wrote."""
    held: dict[str, Any] = json.loads(text)
    recent = tuple((float(begin), int(good), int(bad)) for begin, good, bad in held["recent"])
    return Health(**{**held, "recent": recent})


def proving(health: Health, at: float) -> Health:
    """The health once a call to prove itself was given out."""
    return replace(health, proof_at=at) if health.opened_at is not None else health


def after_calls(health: Health, at: float, *, good: int, bad: int, limits: Limits) -> Health:
    """The health after some calls ended at a moment, whatever their order among themselves."""
    if health.opened_at is None:
        return _while_whole(health, at, good, bad, limits)
    if bad:
        return _rest(replace(health, rests=health.rests + 1), at, limits)
    if not good or at < health.rest_until:
        return health  # a late answer of a call from before the rest proves nothing
    since = health.good_since if health.good_since is not None else at
    proved = replace(health, good=health.good + good, good_since=since)
    enough = proved.good >= limits.successes and at - since >= limits.calm
    return Health() if enough else proved


def _while_whole(health: Health, at: float, good: int, bad: int, limits: Limits) -> Health:
    begin = at - at % _BUCKET_SECONDS
    kept = [each for each in health.recent if at - each[0] <= limits.window]
    if kept and kept[-1][0] >= begin:
        last = kept.pop()
        begin, good, bad = last[0], last[1] + good, last[2] + bad
    recent = (*kept, (begin, good, bad))
    failed = sum(each[2] for each in recent)
    total = sum(each[1] for each in recent) + failed
    if failed >= limits.failures and failed >= limits.share * total:
        return _rest(Health(opened_at=at), at, limits)
    return replace(health, recent=recent)


def _rest(health: Health, at: float, limits: Limits) -> Health:
    seconds = min(limits.rest * 2.0 ** min(health.rests, 20), limits.longest_rest)
    return replace(
        health, rest_until=at + seconds, good=0, good_since=None, proof_at=None, recent=()
    )
