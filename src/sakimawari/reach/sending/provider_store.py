"""How providers did lately and how many calls they may get, shared by all workers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from sakimawari.reach.channels.seam import Provider
from sakimawari.reach.medium import Medium
from sakimawari.reach.sending.health import (
    Health,
    Limits,
    Standing,
    after_calls,
    health_from,
    proving,
)
from sakimawari.reach.sending.models import ProviderRow

_BURST_SECONDS = 1.0  # a claim takes calls of one second at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """A provider with what sending must know: calls a second (None: no limit), calls at once."""

    provider: Provider
    a_second: float | None = None
    at_once: int = 1

    @property
    def name(self) -> str:
        return self.provider.name

    @property
    def medium(self) -> Medium:
        return self.provider.medium


@dataclass(slots=True, kw_only=True)
class Quota:
    """How many messages of a claim a provider may still get; `spent` of them were given out.

    `reserve`: only those it may have already; another provider comes before it for all else.
    """

    name: str
    most: int
    spent: int = 0
    reserve: bool = False

    @property
    def left(self) -> int:
        return self.most - self.spent


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A provider as pages show it."""

    name: str
    medium: Medium
    standing: Standing
    since: datetime | None


def quotas(
    carriers: Sequence[Carrier], *, at: datetime, limits: Limits, most: int
) -> dict[str, Quota]:
    """How many messages each provider of a medium may get now, in the order they are tried.

    The first that is whole gets all; before it, one that proves itself gets one call; those after
    it are in reserve. Empty where nobody can be called. Within the transaction of a claim.
    """
    rows = _rows(carriers, at)
    found: dict[str, Quota] = {}
    settled = False
    for carrier in carriers:
        row = rows[carrier.name]
        allowed = health_from(row.health).allowance(at.timestamp(), limits)
        if allowed == 0:
            continue
        tokens = most if carrier.a_second is None else int(_refilled(row, carrier.a_second, at))
        found[carrier.name] = Quota(
            name=carrier.name,
            most=min(most, tokens, most if allowed is None else allowed),
            reserve=settled,
        )
        settled = settled or allowed is None
    return found


def spend(carriers: Sequence[Carrier], given: Mapping[str, Quota], *, at: datetime) -> None:
    """Note what was given out, in the same transaction."""
    for row in _rows([each for each in carriers if each.name in given], at).values():
        carrier = next(each for each in carriers if each.name == row.name)
        spent = given[row.name].spent
        if not spent:
            continue
        if carrier.a_second is not None:
            row.tokens = _refilled(row, carrier.a_second, at) - spent
            row.tokens_at = at
        row.health = proving(health_from(row.health), at.timestamp()).to_json()
        row.save(update_fields=["tokens", "tokens_at", "health"])


def note(carrier: Carrier, *, good: int, bad: int, at: datetime, limits: Limits) -> Standing:
    """Keep how calls of a provider ended; how it stands after them."""
    with transaction.atomic():
        row = _rows([carrier], at)[carrier.name]
        before = health_from(row.health)
        after = after_calls(before, at.timestamp(), good=good, bad=bad, limits=limits)
        if after != before:
            row.health, row.changed_at = after.to_json(), at
            row.save(update_fields=["health", "changed_at"])
    return after.standing(at.timestamp())


def health_of(name: str) -> Health:
    """What is remembered of a provider."""
    row = ProviderRow.objects.filter(pk=name).first()
    return Health() if row is None else health_from(row.health)


def is_resting(name: str, at: datetime) -> bool:
    """Whether a provider gets no calls at a moment."""
    return health_of(name).standing(at.timestamp()) is Standing.RESTING


def providers(at: datetime) -> tuple[Shown, ...]:
    """All providers that were ever called, by medium and name."""
    shown = []
    for row in ProviderRow.objects.order_by("medium", "name"):
        health = health_from(row.health)
        opened = health.opened_at
        shown.append(
            Shown(
                name=row.name,
                medium=Medium(row.medium),
                standing=health.standing(at.timestamp()),
                since=None if opened is None else datetime.fromtimestamp(opened, at.tzinfo),
            )
        )
    return tuple(shown)


def _rows(carriers: Sequence[Carrier], at: datetime) -> dict[str, ProviderRow]:
    names = [carrier.name for carrier in carriers]
    found = _locked(names)
    if len(found) < len(names):
        fresh = [
            ProviderRow(
                name=each.name,
                medium=each.medium.value,
                health=Health().to_json(),
                tokens=each.a_second or 0.0,
                tokens_at=at,
                changed_at=at,
            )
            for each in carriers
            if each.name not in found
        ]
        ProviderRow.objects.bulk_create(fresh, ignore_conflicts=True)
        found = _locked(names)
    return found


def _locked(names: Sequence[str]) -> dict[str, ProviderRow]:
    rows = ProviderRow.objects.filter(pk__in=names).select_for_update().order_by("pk")
    return {row.name: row for row in rows}


def _refilled(row: ProviderRow, a_second: float, at: datetime) -> float:
    """Tokens come back steadily, up to one second's, or to a single one where a call takes longer."""
    if row.tokens_at is None:
        return max(1.0, a_second * _BURST_SECONDS)
    gone = max(0.0, (at - row.tokens_at).total_seconds())
    return min(max(1.0, a_second * _BURST_SECONDS), row.tokens + gone * a_second)
