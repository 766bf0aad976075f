"""A city's post: everything a worker needs, made of what the city set up."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from sakimawari.problems import Place, fault
from sakimawari.reach.channels.addresses import open_book
from sakimawari.reach.channels.seam import BatchWriter, Provider
from sakimawari.reach.channels.setup.opening import open_providers, open_writers
from sakimawari.reach.channels.setup.reading import read_setup
from sakimawari.reach.channels.setup.values import FILE, Line, Mail, Setup, Sms
from sakimawari.reach.sending.city_composing import CityComposer, Sources
from sakimawari.reach.sending.city_gates import CityGates
from sakimawari.reach.sending.elsewhere import Elsewhere
from sakimawari.reach.sending.health import Limits
from sakimawari.reach.sending.hours import JAPAN
from sakimawari.reach.sending.post import Post
from sakimawari.reach.sending.preparing import seal_words
from sakimawari.reach.sending.provider_store import Carrier
from sakimawari.reach.terms.reading import read_terms
from sakimawari.registry.store import current_snapshot, open_snapshot

_AT_ONCE = 8  # calls a provider over HTTP takes at the same time
_CALM_SECONDS_A_SUCCESS = 30.0


def open_post(
    sources: Sources,
    *,
    keys_folder: Path,
    letters: BatchWriter | None,
    clock: Callable[[], datetime],
    invented: bool = False,
) -> Post:
    """The post of a city. REACH050 where it has no way to anybody; REACH070 to 073 for its channels.

    `invented`: the residents are made up, so that nobody is called (`open_providers`).
    """
    setup = read_setup(sources.home)
    providers = open_providers(setup, home=sources.home, keys_folder=keys_folder, invented=invented)
    on = clock().astimezone(JAPAN).date()
    writers = open_writers(
        setup,
        home=sources.home,
        keys=sources.keys,
        book=open_book(open_snapshot(current_snapshot(sources.home)), sources.keys, on=on),
        letters=letters,
        now=clock,
    )
    if not providers and not writers:
        raise fault(
            "REACH050",
            "the city has set up no channel, so that nothing can be sent",
            f"name the channels in {FILE}; docs/how-to/add-a-channel.md and connect-e-mail.md say how",
            where=Place(file=FILE),
        )
    rates = _rates(setup)
    return Post(
        worker=f"{os.getpid()}-{secrets.token_hex(8)}",
        carriers=[
            _carrier(each, rates.get(each.name, 0.0))
            for some in providers.values()
            for each in some
        ],
        writers=list(writers.values()),
        gates=CityGates(home=sources.home),
        composer=CityComposer(sources=sources),
        terms=read_terms(sources.home),
        clock=clock,
        beyond=Elsewhere(home=sources.home).lately,
        limits=_limits(setup),
        seal=partial(seal_words, sources.keys),
    )


def _carrier(provider: Provider, rate: float) -> Carrier:
    """A provider that refuses a second call may be called by many threads, the others by one."""
    return Carrier(
        provider=provider,
        a_second=rate or None,
        at_once=_AT_ONCE if provider.repeats_for else 1,
    )


def _rates(setup: Setup) -> dict[str, float]:
    several: tuple[Mail | Line | Sms, ...] = (*setup.mail, *setup.line, *setup.sms)
    return {each.name: each.rate for each in several}


def _limits(setup: Setup) -> Limits:
    """A city sets how many failures rest a provider, how long, and how many successes bring it back."""
    told = setup.failover
    return Limits(
        failures=told.failures,
        rest=told.rest_seconds,
        longest_rest=max(told.rest_seconds * 4, Limits().longest_rest),
        successes=told.successes,
        calm=max(Limits().calm, told.successes * _CALM_SECONDS_A_SUCCESS),
    )
