"""Delegations as my page tells them: who may act for whom, for what, until when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sakimawari.console.residents import worth
from sakimawari.console.words import say
from sakimawari.guard.consents import store
from sakimawari.guard.consents.values import Delegation, mandates_of
from sakimawari.packs.catalogue import Catalogue

_NAMED = 3  # services told by name before the rest is counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """Somebody one may act for today: for everything (`services` empty) or for some services.

    `until` is the last day of all delegations together; None where one has none. `basis` names the
    first of them.
    """

    person: str
    basis: str
    services: frozenset[str]
    until: date | None


def given_to(proxy: str, on: date) -> tuple[Acting, ...]:
    """Whom somebody may act for today by delegation, the oldest first."""
    return acting_of(store.delegations_to(proxy), on)


def acting_of(delegations: Iterable[Delegation], on: date) -> tuple[Acting, ...]:
    """What the delegations to one proxy come to on a day."""
    held = [each for each in delegations if each.holds(on)]
    mandates = mandates_of(held, on)
    ends: dict[str, list[date | None]] = {}
    first: dict[str, int] = {}
    for each in sorted(held, key=lambda one: one.id):
        ends.setdefault(each.person, []).append(each.until)
        first.setdefault(each.person, each.id)
    return tuple(
        Acting(
            person=person,
            basis=f"委任 {first[person]}",
            services=frozenset() if mandates[person].whole else mandates[person].services,
            until=None if None in days else max(day for day in days if day is not None),
        )
        for person, days in ends.items()
    )


def scope_words(services: Iterable[str], catalogue: Catalogue, language: str) -> str:
    """For what a delegation is: everything, or its services by name."""
    names = sorted(catalogue.services[slug].name for slug in services if slug in catalogue.services)
    if not names:
        return say("my.proxies.everything", language)
    listed = say("my.proxies.join", language).join(names[:_NAMED])
    rest = len(names) - _NAMED
    return listed if rest <= 0 else say("my.proxies.and_more", language, names=listed, count=rest)


def until_words(until: date | None, language: str) -> str:
    """Until when: a day, or until it is ended."""
    if until is None:
        return say("my.proxies.no_end", language)
    return worth.day(until, language, weekday=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDelegation:
    """A delegation in a list: `name` as far as it may be shown, `state` in force, ended, over."""

    id: int
    name: str
    kind: str
    scope: str
    since: str
    until: str
    holds: bool


def shown(
    delegations: Iterable[Delegation],
    catalogue: Catalogue,
    language: str,
    *,
    on: date,
    names: Mapping[str, str],
    of_proxy: bool,
) -> tuple[ShownDelegation, ...]:
    """Delegations for a list; the name is the proxy's (`of_proxy`) or the giver's."""
    return tuple(
        ShownDelegation(
            id=each.id,
            name=names.get(each.proxy if of_proxy else each.person, ""),
            kind=say(f"my.proxies.kind.{each.kind.value}", language),
            scope=scope_words(each.services, catalogue, language),
            since=worth.day(each.since, language, weekday=False),
            until=until_words(each.ended or each.until, language),
            holds=each.holds(on),
        )
        for each in delegations
    )
