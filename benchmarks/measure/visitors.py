"""Makes the people of a load test in a city's operational store, signed in; counts what they sent.

A process of its own, with the city's settings: python benchmarks/measure/visitors.py make RESIDENTS
CLERKS, or count. Prints one line of JSON.
"""

from __future__ import annotations

import json
import random
import sys
import time
from typing import Any

from sakimawari.console.project import server
from sakimawari.fit.listed.values import Listing, ListName
from sakimawari.office import office
from sakimawari.packs.pack import Rung
from sakimawari.problems import Problems

SEED = 3


def main() -> None:
    """Make residents and clerks, and say what they may ask for."""
    place = office()
    server.prepare(place)
    server.update_store()
    if sys.argv[1] == "count":
        print(json.dumps(_counted()))
        return
    residents, clerks = (int(argument) for argument in sys.argv[2:4])
    print(json.dumps({"residents": _residents(residents), "clerks": _clerks(clerks)}))


def _counted() -> dict[str, Any]:
    """How often each application is there, and for how many rights two are open."""
    from django.db.models import Count

    from sakimawari.cases.models import CaseRecord, SubmissionRow

    sent = SubmissionRow.objects.exclude(submitted_at=None).values("client_key")
    twice = CaseRecord.objects.values("subject", "service").annotate(n=Count("id")).filter(n__gt=1)
    return {
        "submissions": {each["client_key"]: each["n"] for each in sent.annotate(n=Count("id"))},
        "same_right_twice": twice.count(),
    }


def _residents(count: int) -> list[dict[str, Any]]:
    """Residents with something unclaimed that they may ask for, spread over the city."""
    from sakimawari.console.city import city
    from sakimawari.fit.listed.store import page

    there = city()
    slugs = [
        slug
        for slug, service in there.catalogue.services.items()
        if service.form is not None
        and service.holder.value == "person"
        and service.rung is not Rung.INFORM
    ]
    found: dict[str, dict[str, Any]] = {}
    drawn = random.Random(SEED)
    drawn.shuffle(slugs)
    for slug in slugs:
        if len(found) >= 4 * count:
            break
        listing = Listing(name=ListName.GAP, services=(slug,), kind="unclaimed", youngest=20)
        for row in page(there.run, listing, after=None, size=count).rows[::3]:
            found.setdefault(row.subject, {"person": row.subject, "service": slug})
    chosen = drawn.sample(sorted(found), min(count, len(found)))
    return [{**found[person], "session": _session(_account_of(person))} for person in chosen]


def _account_of(person: str) -> str:
    from sakimawari.guard.accounts import store

    return store.account_of_resident(person)


def _clerks(count: int) -> list[dict[str, Any]]:
    """Clerks of all departments and wards."""
    from sakimawari.console.city import city
    from sakimawari.guard.accounts import store
    from sakimawari.guard.accounts.values import Profile
    from sakimawari.guard.actor import EVERYWHERE, ActorKind, Role

    there, everywhere = city(), frozenset({EVERYWHERE})
    made = []
    for number in range(count):
        profile = Profile(
            id=f"load-{number}",
            kind=ActorKind.STAFF,
            name=f"負荷 {number}",
            roles=frozenset({Role.CLERK}),
            departments=everywhere,
            wards=everywhere,
            services=everywhere,
        )
        session = _session(store.keep_staff(profile, there.keys).id)
        made.append({"session": session, "services": sorted(there.catalogue.residents.services)})
    return made


def _session(account_id: str) -> str:
    """A session as signing in leaves it; the key the browser holds."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from sakimawari.console.signin.entry import FACTOR_AT, Accounts
    from sakimawari.guard.accounts import store
    from sakimawari.guard.accounts.session_store import BEGAN, METHOD, SEEN, SessionStore

    account = store.account(account_id)
    assert account is not None
    session = SessionStore()
    session[SESSION_KEY] = account.pk
    session[BACKEND_SESSION_KEY] = f"{Accounts.__module__}.{Accounts.__name__}"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session[BEGAN] = session[SEEN] = session[FACTOR_AT] = int(time.time())
    session[METHOD] = "load"
    session.save()
    return str(session.session_key)


if __name__ == "__main__":
    try:
        main()
    except Problems as problems:
        sys.exit(str(problems))
