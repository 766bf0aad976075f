"""Consents, wishes and delegations in the operational store: words are added, and read."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from sakimawari.guard.consents.models import (
    ConsentRow,
    DelegationRow,
    GivenRow,
    InvitationRow,
    RevocationRow,
    WishesRow,
)
from sakimawari.guard.consents.values import (
    Channel,
    ConsentSaid,
    ConsentTo,
    Delegation,
    Given,
    How,
    Mandate,
    OwnWords,
    Preferences,
    ProxyKind,
    Registered,
    Wishes,
    WishesSaid,
    mandates_of,
    preferences_from,
)
from sakimawari.problems import fault

_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that is taken for another
_CODE_LETTERS = 10  # 32^10: 50 bits, each good for a week and once
GOOD_FOR = timedelta(days=7)
_AT_A_TIME = 500


# ---------------------------------------------------------------- consent and wishes


def say_consent(person: str, said: ConsentSaid) -> None:
    """Keep a yes or no."""
    ConsentRow.objects.create(
        person=person, to=said.to.value, agrees=said.agrees, until=said.until, **_by(said.given)
    )


def say_wishes(person: str, said: WishesSaid) -> None:
    """Keep how somebody wants to be told, whole."""
    wishes = said.wishes
    WishesRow.objects.create(
        person=person,
        channels=",".join(channel.value for channel in wishes.channels),
        language=wishes.language,
        quiet_from=wishes.quiet_from,
        quiet_until=wishes.quiet_until,
        large_text=wishes.large_text,
        **_by(said.given),
    )


def consents_of(person: str) -> tuple[ConsentSaid, ...]:
    """Everything a person said, the oldest first."""
    rows = ConsentRow.objects.filter(person=person).order_by("at", "id")
    return tuple(_consent(row) for row in rows)


def wishes_of(person: str) -> tuple[WishesSaid, ...]:
    """Every word on how they want to be told, the oldest first."""
    rows = WishesRow.objects.filter(person=person).order_by("at", "id")
    return tuple(_wishes(row) for row in rows)


def preferences_of(person: str, registered: Registered, on: date) -> Preferences:
    """What holds for a person on a day; `registered` is what the register of contacts says."""
    return preferences_from(registered, wishes_of(person), consents_of(person), on)


def preferences_of_many(registered: Mapping[str, Registered], on: date) -> dict[str, Preferences]:
    """The same for many people, by their keys, in a few questions to the store."""
    keys = sorted(registered)
    consents: dict[str, list[ConsentSaid]] = {}
    wishes: dict[str, list[WishesSaid]] = {}
    for first in range(0, len(keys), _AT_A_TIME):
        some = keys[first : first + _AT_A_TIME]
        for row in ConsentRow.objects.filter(person__in=some).order_by("at", "id"):
            consents.setdefault(row.person, []).append(_consent(row))
        for told in WishesRow.objects.filter(person__in=some).order_by("at", "id"):
            wishes.setdefault(told.person, []).append(_wishes(told))
    return {
        person: preferences_from(held, wishes.get(person, ()), consents.get(person, ()), on)
        for person, held in registered.items()
    }


def own_words(to: ConsentTo, on: date) -> OwnWords:
    """The last words of everybody on one purpose and on how they want to be told, on a day.

    Two questions to the store, however many people: for plans over a whole city.
    """
    consents: dict[str, bool | None] = {}
    said = ConsentRow.objects.filter(to=to.value).order_by("at", "id")
    for person, agrees, until in said.values_list("person", "agrees", "until").iterator():
        consents[person] = None if until is not None and until < on else agrees
    wishes: dict[str, Wishes] = {}
    named = ("person", "channels", "language", "quiet_from", "quiet_until", "large_text")
    told = WishesRow.objects.order_by("at", "id").values_list(*named)
    for person, channels, language, quiet_from, quiet_until, large_text in told.iterator():
        wishes[person] = Wishes(
            channels=tuple(Channel(word) for word in channels.split(",") if word),
            language=language,
            quiet_from=quiet_from,
            quiet_until=quiet_until,
            large_text=large_text,
        )
    return OwnWords(consents=consents, wishes=wishes)


# ---------------------------------------------------------------- delegation


def delegate(
    *,
    person: str,
    proxy: str,
    kind: ProxyKind,
    services: Set[str] = frozenset(),
    since: date,
    until: date | None,
    given: Given,
) -> Delegation:
    """Keep a delegation. GUARD020 where it names one person twice, or ends before it begins."""
    _check(person, proxy, since, until)
    row = DelegationRow.objects.create(
        person=person,
        proxy=proxy,
        kind=kind.value,
        services=",".join(sorted(services)),
        since=since,
        until=until,
        **_by(given),
    )
    return _delegation(row, None)


def revoke(id: int, *, on: date, given: Given) -> None:
    """End a delegation with this day; a second time changes nothing. GUARD021 for an unknown one."""
    with transaction.atomic():
        row = DelegationRow.objects.select_for_update().filter(id=id).first()
        if row is None:
            raise fault(
                "GUARD021", "there is no such delegation", "look at the list of delegations again"
            )
        if not RevocationRow.objects.filter(delegation=row).exists():
            RevocationRow.objects.create(delegation=row, on=on, **_by(given))


def delegations_by(person: str) -> tuple[Delegation, ...]:
    """The delegations a person gave, ended ones too, the newest first."""
    return _delegations(DelegationRow.objects.filter(person=person).order_by("-at", "-id"))


def delegations_to(proxy: str) -> tuple[Delegation, ...]:
    """The delegations given to somebody, ended ones too, the newest first."""
    return _delegations(DelegationRow.objects.filter(proxy=proxy).order_by("-at", "-id"))


def mandates(proxy: str, on: date) -> dict[str, Mandate]:
    """The people somebody may act for on a day by delegation, each with how far."""
    return mandates_of(delegations_to(proxy), on)


def acts_for(proxy: str, on: date) -> frozenset[str]:
    """The same as keys alone; minors in somebody's care are not among them."""
    return frozenset(mandates(proxy, on))


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A delegation that waits for its proxy: for what, and until when the code is good."""

    id: int
    kind: ProxyKind
    services: frozenset[str]
    until: date | None
    expires: datetime


def invite(
    person: str,
    *,
    kind: ProxyKind,
    services: Set[str] = frozenset(),
    until: date | None,
    at: datetime,
) -> str:
    """A code with which another resident, signed in, becomes a proxy; it is shown this once."""
    code = "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LETTERS))
    InvitationRow.objects.create(
        person=person,
        digest=_digest(code),
        kind=kind.value,
        services=",".join(sorted(services)),
        until=until,
        at=at,
        expires=at + GOOD_FOR,
    )
    return f"{code[:5]}-{code[5:]}"


def accept(code: str, *, proxy: str, on: date, at: datetime) -> Delegation:
    """Begin the delegation of a code. GUARD022 for a code that is wrong, used, withdrawn or too old:
    which of them, is not told.
    """
    with transaction.atomic():
        row = (
            InvitationRow.objects.select_for_update()
            .filter(digest=_digest(code), used=None, withdrawn=False, expires__gt=at)
            .first()
        )
        if row is None or row.person == proxy:
            raise fault(
                "GUARD022",
                "this code opens no delegation",
                "ask whoever gave it for a new one; a code is good for seven days and once",
            )
        given = Given(at=at, by_kind="resident", by=row.person, how=How.ONLINE)
        delegation = delegate(
            person=row.person,
            proxy=proxy,
            kind=ProxyKind(row.kind),
            services=_slugs(row.services),
            since=on,
            until=row.until,
            given=given,
        )
        row.used_id = delegation.id
        row.save(update_fields=["used"])
        return delegation


def invitations_of(person: str, at: datetime) -> tuple[Invitation, ...]:
    """The codes of a person that are still good; the codes themselves are not kept."""
    rows = InvitationRow.objects.filter(
        person=person, used=None, withdrawn=False, expires__gt=at
    ).order_by("-at")
    return tuple(
        Invitation(
            id=row.id,
            kind=ProxyKind(row.kind),
            services=_slugs(row.services),
            until=row.until,
            expires=row.expires,
        )
        for row in rows
    )


def withdraw_invitation(id: int, person: str) -> None:
    """Make a code of one's own worthless; nothing happens where there is none."""
    InvitationRow.objects.filter(id=id, person=person).update(withdrawn=True)


# ---------------------------------------------------------------- within


def _check(person: str, proxy: str, since: date, until: date | None) -> None:
    if person == proxy:
        raise fault(
            "GUARD020",
            "a delegation names one person as giver and as proxy",
            "name another person as proxy",
        )
    if until is not None and until < since:
        raise fault(
            "GUARD020",
            "a delegation ends before it begins",
            "choose a last day on or after the first",
        )


def _digest(code: str) -> str:
    letters = "".join(letter for letter in code.upper() if letter in _LETTERS)
    return hashlib.sha256(letters.encode()).hexdigest()


def _slugs(joined: str) -> frozenset[str]:
    return frozenset(slug for slug in joined.split(",") if slug)


def _by(given: Given) -> dict[str, object]:
    return {
        "at": given.at,
        "by_kind": given.by_kind,
        "by": given.by,
        "how": given.how.value,
    }


def _given(row: GivenRow) -> Given:
    return Given(at=row.at, by_kind=row.by_kind, by=row.by, how=How(row.how))


def _consent(row: ConsentRow) -> ConsentSaid:
    return ConsentSaid(to=ConsentTo(row.to), agrees=row.agrees, until=row.until, given=_given(row))


def _wishes(row: WishesRow) -> WishesSaid:
    channels = tuple(Channel(word) for word in row.channels.split(",") if word)
    return WishesSaid(
        wishes=Wishes(
            channels=channels,
            language=row.language,
            quiet_from=row.quiet_from,
            quiet_until=row.quiet_until,
            large_text=row.large_text,
        ),
        given=_given(row),
    )


def _delegations(rows: Iterable[DelegationRow]) -> tuple[Delegation, ...]:
    listed = list(rows)
    ends = {
        end.delegation_id: end
        for end in RevocationRow.objects.filter(delegation__in=[row.id for row in listed])
    }
    return tuple(_delegation(row, ends.get(row.id)) for row in listed)


def _delegation(row: DelegationRow, end: RevocationRow | None) -> Delegation:
    return Delegation(
        id=row.id,
        person=row.person,
        proxy=row.proxy,
        kind=ProxyKind(row.kind),
        services=_slugs(row.services),
        since=row.since,
        until=row.until,
        given=_given(row),
        ended=end.on if end is not None else None,
        ended_by=end.by if end is not None else "",
    )
