"""The judge and the book of this process: what decides, and where the decision is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path

from sakimawari.console.bearings import Bearings, bearings
from sakimawari.console.city import City
from sakimawari.fit.care import in_care
from sakimawari.guard.actor import Actor, ActorKind
from sakimawari.guard.audit.signing import open_signer
from sakimawari.guard.audit.store import Book
from sakimawari.guard.authorise.asked import Target
from sakimawari.guard.authorise.deciding import Judge
from sakimawari.guard.authorise.policies import load_policies
from sakimawari.guard.consents.store import mandates, preferences_of, preferences_of_many
from sakimawari.guard.consents.values import ConsentTo, Mandate, Preferences, Registered
from sakimawari.office import current_office
from sakimawari.registry.safe import contact_of

POLICIES = "policies"  # the city's own, in its home


@cache
def _judge_of(home: Path) -> Judge:
    return Judge(policies=load_policies(home / POLICIES))


def judge() -> Judge:
    """What decides: our policies and those of the city's home, read once in a process."""
    return _judge_of(current_office().home)


@lru_cache(maxsize=4)
def _book_of(home: Path, keys_folder: Path, changed: int) -> Book:
    return Book(home=home, signer=open_signer(keys_folder))


def book() -> Book:
    """The audit of the city this process works for; a new signing key is taken up at once."""
    place = current_office()
    folder = place.keys_folder
    changed = folder.stat().st_mtime_ns if folder.exists() else 0
    return _book_of(place.home, folder, changed)


def situated(
    there: City, actor: Actor, target: Target, *, stands: Bearings | None = None
) -> Target:
    """The target with what the registers know of the person, whatever a page has said of them.

    `stands` are the city's bearings where the caller has them at hand already.
    """
    if not target.person:
        return target
    stands = stands or bearings(there)
    found = stands.of(target.person)
    relation, mandate = _relation(there, actor, target.person)
    target = replace(
        target,
        relation=relation,
        delegated=mandate is not None and target.service in mandate.services,
    )
    if found is None:  # died, moved away, or nobody's key: then nobody is under protection here
        return replace(target, protected=False)
    own = stands.of(actor.id) if actor.kind is ActorKind.RESIDENT else None
    return replace(
        target,
        household=found.household,
        ward=found.ward,
        protected=found.protected,
        same_household=own is not None and own.household == found.household,
    )


def with_agreement(there: City, targets: Sequence[Target]) -> list[Target]:
    """Targets with whether each person agreed to the use of their tax data, today."""
    known = {each.person: registered(there, each.person) for each in targets}
    held = preferences_of_many(known, there.today)
    return [
        replace(each, tax_agreed=held[each.person].agrees_to(ConsentTo.TAX)) for each in targets
    ]


def preferences(there: City, person: str) -> Preferences:
    """What a person said of being told and of their data; the register's entries before that."""
    return preferences_of(person, registered(there, person), there.today)


def registered(there: City, person: str) -> Registered:
    """What the register of contacts holds of a person's wishes."""
    held = contact_of(there.desk.mapped, person)
    if held is None:
        return Registered()
    return Registered(
        prefers=held.prefers,
        language=held.language,
        notices=_ANSWERS.get(held.consent_notice),
        tax=_ANSWERS.get(held.consent_tax),
    )


_ANSWERS = {0: False, 1: True}  # 2: not asked


def _relation(there: City, actor: Actor, person: str) -> tuple[str, Mandate | None]:
    """How an asking resident stands to somebody, found anew: the list they carry is not enough."""
    if actor.kind is not ActorKind.RESIDENT:
        return "none", None
    if person == actor.id:
        return "self", None
    if person not in actor.acts_for:
        return "none", None
    if person in in_care(there.desk, actor.id, there.today):
        return "child", None
    mandate = mandates(actor.id, there.today).get(person)
    return (mandate.relation, mandate) if mandate is not None else ("none", None)


def delegated_services(there: City, actor: Actor, person: str) -> frozenset[str] | None:
    """The services a limited delegation names; None where nothing bounds the actor so."""
    relation, mandate = _relation(there, actor, person)
    return mandate.services if relation == "limited" and mandate is not None else None


def closed_to(actor: Actor, target: Target) -> bool:
    """Whether a protected record stays closed to an actor, whatever any policy says."""
    if not (target.person and target.protected):
        return False
    if actor.kind is ActorKind.STAFF:
        return not actor.named
    if actor.kind is ActorKind.RESIDENT:
        return target.relation != "self" and not (
            target.relation == "child" and target.same_household
        )
    return True
