"""Reads and writes accounts in the operational store.

Names of staff are sealed for the id of their account; of residents nothing but the opaque key is
kept. Functions that need a name, or write one, take the city's keys.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone

from sakimawari.guard.accounts.models import RESIDENT, STAFF, Account, new_id, new_stamp
from sakimawari.guard.accounts.values import Link, Profile
from sakimawari.guard.actor import ActorKind, Role
from sakimawari.guard.keys import Keys

VOUCHED_DAYS = 7
_KINDS = {RESIDENT: ActorKind.RESIDENT, STAFF: ActorKind.STAFF}


def profile_of(account: AbstractBaseUser, keys: Keys) -> Profile:
    """The profile of the account a session belongs to."""
    assert isinstance(account, Account)
    return Profile(
        id=account.id,
        kind=_KINDS[account.kind],
        person=account.person or "",
        name=keys.open(account.id, bytes(account.name)).decode() if account.name else "",
        roles=frozenset(Role(role) for role in account.roles),
        departments=frozenset(account.departments),
        wards=frozenset(account.wards),
        services=frozenset(account.services),
        named=account.named,
        active=account.is_active,
        persona=account.persona,
    )


def profile(id: str, keys: Keys) -> Profile | None:
    """The account with this id."""
    found = account(id)
    return None if found is None else profile_of(found, keys)


def account(id: str) -> Account | None:
    """The account as Django keeps it, for signing in."""
    return Account.objects.filter(pk=id).first()


def staff(keys: Keys) -> tuple[Profile, ...]:
    """Everybody of the staff, by the day their account was made."""
    return tuple(
        profile_of(one, keys) for one in Account.objects.filter(kind=STAFF).order_by("made", "id")
    )


def staff_names(ids: Iterable[str], keys: Keys) -> dict[str, str]:
    """The names of these members of staff."""
    found = Account.objects.filter(pk__in=set(ids), kind=STAFF)
    return {one.id: profile_of(one, keys).name for one in found}


def account_linked(link: Link) -> str | None:
    """The id of the account a provider knows by this subject."""
    found = Account.objects.filter(issuer=link.issuer, subject=link.subject).first()
    return None if found is None else found.id


def account_of_resident(person: str) -> str:
    """The id of a resident's account, which is made if there is none."""
    made, _ = Account.objects.get_or_create(person=person, defaults={"kind": RESIDENT})
    return made.id


def link_resident(person: str, link: Link) -> str:
    """Ties a provider's subject to a resident for good; the id of the account.

    An earlier tie of this resident is replaced and its sessions end: one person, one way in.
    """
    id = account_of_resident(person)
    Account.objects.filter(pk=id).exclude(issuer=link.issuer, subject=link.subject).update(
        issuer=link.issuer, subject=link.subject, stamp=new_stamp()
    )
    return id


def keep_staff(profile: Profile, keys: Keys, *, link: Link | None = None) -> Profile:
    """Write a member of staff as given; an empty id makes a new account.

    A change of what they may do ends nothing: the next request already asks with the new roles.
    """
    id = profile.id or new_id()
    fields = {
        "kind": STAFF,
        "name": keys.seal(id, profile.name.encode()) if profile.name else b"",
        "roles": sorted(role.value for role in profile.roles),
        "departments": sorted(profile.departments),
        "wards": sorted(profile.wards),
        "services": sorted(profile.services),
        "named": profile.named,
        "is_active": profile.active,
        "persona": profile.persona,
    }
    if link is not None:
        fields |= {"issuer": link.issuer, "subject": link.subject}
    kept, _ = Account.objects.update_or_create(pk=id, defaults=fields)
    return profile_of(kept, keys)


def vouch(id: str) -> None:
    """The identity provider vouched for this account just now."""
    Account.objects.filter(pk=id).update(vouched=timezone.now())


def is_vouched_for(id: str) -> bool:
    """Whether an account may sign in by passkey alone.

    A resident's may. Staff leave, and the directory is told of it first: only whom it vouched for
    in the last days is let in without asking it.
    """
    found = account(id)
    if found is None or not found.is_active:
        return False
    if found.kind == RESIDENT:
        return True
    since = timezone.now() - timedelta(days=VOUCHED_DAYS)
    return found.vouched is not None and found.vouched > since


def end_all_sessions(id: str) -> None:
    """Sign an account out everywhere, at the next request of each session."""
    Account.objects.filter(pk=id).update(stamp=new_stamp())
