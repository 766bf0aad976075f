"""What it costs to decide, log and verify: against Cedar alone, in the same run.

Decisions are asked of our policies as the console asks them (nothing kept from earlier answers), and
the same requests are put to Cedar directly, prepared beforehand. Entries of the audit are written one
by one, each committed and signed for, to a store on this disk.

python benchmarks/guard.py --people 5000
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import cedarpy

from sakimawari.console.project import server
from sakimawari.guard.actor import EVERYWHERE, Actor, ActorKind, Role
from sakimawari.guard.authorise.asked import Action, Asked, FieldGroup, Target
from sakimawari.guard.authorise.deciding import Judge
from sakimawari.guard.authorise.policies import Policies, load_policies
from sakimawari.guard.authorise.view import entities_of, request_of, view_of
from sakimawari.office import Office

BEGAN = datetime(2026, 10, 1, tzinfo=UTC)
WARDS = ("門司区", "小倉北区", "小倉南区", "若松区", "八幡東区", "八幡西区", "戸畑区")
TYPICAL = frozenset({FieldGroup.IDENTITY, FieldGroup.RIGHTS, FieldGroup.CONTACT})


def main() -> None:
    """Measure, print a few lines, and with --json one object."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=5000, help="people on the list")
    parser.add_argument("--decisions", type=int, default=2000)
    parser.add_argument("--entries", type=int, default=1000, help="entries written one by one")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    policies = load_policies()
    told: dict[str, Any] = {}
    for name, fields in (("act", frozenset()), ("page", TYPICAL), ("whole", frozenset(FieldGroup))):
        told |= decisions(name, policies, fields, asked.decisions)
    told |= listed(policies, asked.people)
    told |= audit(asked.entries)
    for name, value in told.items():
        print(f"{name:44} {value:,.4g}")
    if asked.json:
        print(json.dumps(told))


def questions(fields: frozenset[FieldGroup], count: int) -> list[Asked]:
    """Readings by clerks, caseworkers and residents, one in three refused."""
    clerk = Actor(
        kind=ActorKind.STAFF,
        id="clerk",
        roles=frozenset({Role.CLERK}),
        departments=frozenset({"国保年金課"}),
        wards=frozenset(WARDS[:5]),
        services=frozenset({EVERYWHERE}),
        second_factor=True,
    )
    actors = (
        clerk,
        replace(clerk, id="caseworker", roles=frozenset({Role.CASEWORKER})),
        Actor(kind=ActorKind.RESIDENT, id="resident"),
    )
    found = []
    for number in range(count):
        actor = actors[number % 3]
        own = actor.kind is ActorKind.RESIDENT
        target = Target(
            kind="Person",
            person=f"person-{number}",
            ward=WARDS[number % len(WARDS)],
            relation="self" if own else "none",
            tax_agreed=number % 2 == 0,
        )
        purpose = "own" if own else "counter"
        found.append(
            Asked(
                actor=actor,
                action=Action.READ_PERSON,
                target=target,
                purpose=purpose,
                fields=fields,
            )
        )
    return found


def decisions(
    name: str, policies: Policies, fields: frozenset[FieldGroup], count: int
) -> dict[str, float]:
    """Median and tail of one decision, and how it compares with Cedar on the same requests."""
    asked = questions(fields, count)
    prepared = []
    for one in asked:
        view = view_of(one)
        requests = [request_of(view, group) for group in ["", *(each.value for each in one.fields)]]
        prepared.append((requests, entities_of(view)))
    judge, remembering = Judge(policies=policies), Judge(policies=policies)

    def ours(number: int) -> None:
        judge._kept.clear()
        judge.decide(asked[number])

    def cedar(number: int) -> None:
        requests, entities = prepared[number]
        cedarpy.is_authorized_batch(requests, policies.held, entities, policies.schema)

    def kept(number: int) -> None:
        remembering.decide(asked[number % 30])

    took = in_turns({"ours": ours, "cedar": cedar, "kept": kept}, count)
    ratios = [one / other for one, other in zip(took["ours"], took["cedar"], strict=True)]
    return {
        f"{name}_ms": statistics.median(took["ours"]) * 1000,
        f"{name}_ms_p99": statistics.quantiles(took["ours"], n=100)[98] * 1000,
        f"{name}_ms_of_cedar": statistics.median(took["cedar"]) * 1000,
        f"{name}_ms_asked_again": statistics.median(took["kept"]) * 1000,
        f"{name}_ratio_to_cedar": statistics.median(ratios),
    }


def in_turns(engines: dict[str, Callable[[int], None]], count: int) -> dict[str, list[float]]:
    """Seconds of each call, the engines in turn, so that a busy moment meets all of them."""
    took: dict[str, list[float]] = {name: [] for name in engines}
    for number in range(count):
        for name, run in engines.items():
            began = time.perf_counter()
            run(number)
            took[name].append(time.perf_counter() - began)
    return took


def listed(policies: Policies, people: int) -> dict[str, float]:
    """A list decided at once against as many decisions one by one."""
    asked = questions(frozenset({FieldGroup.RIGHTS}), people)
    together = Judge(policies=policies)
    began = time.perf_counter()
    answers = together.decide_many(asked)
    at_once = time.perf_counter() - began
    alone = Judge(policies=policies)
    some = asked[: max(people // 10, 1)]
    began = time.perf_counter()
    each = []
    for one in some:
        alone._kept.clear()
        each.append(alone.decide(one))
    one_by_one = (time.perf_counter() - began) * people / len(some)
    assert each == answers[: len(some)]
    return {
        "list_people": people,
        "list_ms": at_once * 1000,
        "list_ratio_to_one_by_one": at_once / one_by_one,
    }


def audit(entries: int) -> dict[str, float]:
    """Entries a second, written one by one and verified."""
    with tempfile.TemporaryDirectory() as folder:
        home, keys = Path(folder) / "home", Path(folder) / "keys"
        home.mkdir()
        keys.mkdir(mode=0o700)
        server.prepare(
            Office(
                home=home,
                keys_folder=keys,
                threads=1,
                city="",
                municipality="401005",
                phone="",
                master=None,
            )
        )
        server.update_store()
        from sakimawari.guard.audit.entries import draft_of
        from sakimawari.guard.audit.signing import open_signer
        from sakimawari.guard.audit.store import Book, all_entries
        from sakimawari.guard.audit.verify import verify

        book, judge = Book(home=home, signer=open_signer(keys)), Judge(policies=load_policies())
        asked: Sequence[Asked] = questions(TYPICAL, entries)
        drafts = [
            draft_of(one, judge.decide(one), BEGAN + timedelta(seconds=number))
            for number, one in enumerate(asked)
        ]
        took = []
        for draft in drafts:
            began = time.perf_counter()
            book.add(draft)
            took.append(time.perf_counter() - began)
        until, witnesses = book.state()
        began = time.perf_counter()
        verdict = verify(all_entries(until), witnesses, book.signer.verifier)
        verifying = time.perf_counter() - began
        assert verdict.whole
    return {
        "audit_ms_an_entry": statistics.median(took) * 1000,
        "audit_ms_an_entry_p99": statistics.quantiles(took, n=100)[98] * 1000,
        "audit_entries_verified_a_second": entries / verifying,
    }


if __name__ == "__main__":
    main()
