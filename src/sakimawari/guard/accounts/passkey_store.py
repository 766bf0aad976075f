"""Keeps what is public of people's passkeys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from sakimawari.guard.accounts.models import Passkey as Kept

MOST_PASSKEYS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """One passkey: `credential` is its id (base64url), `count` how often it says it was used."""

    account: str
    credential: str
    public_key: bytes
    count: int
    label: str
    made: datetime
    used: datetime | None


def passkeys(account: str) -> tuple[Passkey, ...]:
    """The passkeys of an account, the first one first."""
    return tuple(_value(kept) for kept in Kept.objects.filter(account_id=account).order_by("id"))


def passkey(credential: str) -> Passkey | None:
    """The passkey with this id, whoever's it is."""
    found = Kept.objects.filter(credential=credential).first()
    return None if found is None else _value(found)


def add(account: str, credential: str, public_key: bytes, *, count: int, label: str) -> bool:
    """Keep a new passkey; False if it is known already or the account has enough of them."""
    if Kept.objects.filter(account_id=account).count() >= MOST_PASSKEYS:
        return False
    _, made = Kept.objects.get_or_create(
        credential=credential,
        defaults={
            "account_id": account,
            "public_key": public_key,
            "count": count,
            "label": label[:60],
        },
    )
    return made


def note_use(credential: str, *, count: int) -> None:
    """A passkey was used just now."""
    Kept.objects.filter(credential=credential).update(count=count, used=timezone.now())


def remove(account: str, credential: str) -> bool:
    """Forget a passkey of this account."""
    return bool(Kept.objects.filter(account_id=account, credential=credential).delete()[0])


def _value(kept: Kept) -> Passkey:
    return Passkey(
        account=kept.account_id,
        credential=kept.credential,
        public_key=bytes(kept.public_key),
        count=kept.count,
        label=kept.label,
        made=kept.made,
        used=kept.used,
    )
