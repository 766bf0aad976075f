"""People and a moment at the small city: what tests of cases begin with."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import cache

from sakimawari.cases import run
from sakimawari.cases.values import (
    Account,
    Answers,
    Application,
    Doing,
    Finding,
    Moment,
    Submitted,
    Wish,
)
from sakimawari.console.city import JAPAN, city
from sakimawari.guard.actor import EVERYWHERE, Actor, ActorKind, Role

ACCOUNT = Account(
    bank="0178", bank_name="キタキュウシュウ", branch="101", branch_name="コクラ", kind="普通",
    number="1234567", holder="ﾔﾏﾀﾞ ﾊﾅｺ",
)  # fmt: skip
_ANY = frozenset({EVERYWHERE})


def staff(id: str, *roles: Role, named: bool = False) -> Actor:
    return Actor(
        kind=ActorKind.STAFF,
        id=id,
        roles=frozenset(roles or {Role.CLERK}),
        departments=_ANY,
        wards=_ANY,
        services=_ANY,
        named=named,
        second_factor=True,
    )


CLERK, SUPERVISOR = staff("clerk-1"), staff("chief-1", Role.SUPERVISOR)


def resident(key: str) -> Actor:
    return Actor(kind=ActorKind.RESIDENT, id=key)


@cache
def _city_moment(folder: str) -> Moment:
    held = city()
    return Moment(
        catalogue=held.catalogue,
        desk=held.desk,
        run=held.run,
        keys=held.keys,
        home=held.office.home,
        now=datetime.combine(held.run.on, time(9), JAPAN),
    )


def moment(days: int = 0, minutes: int = 0) -> Moment:
    """The city some days after its last run, at nine in the morning."""
    held = _city_moment(str(city().run.folder))
    return replace(held, now=held.now + timedelta(days=days, minutes=minutes))


def doing(actor: Actor, at: Moment, **given: object) -> Doing:
    return Doing(actor=actor, at=at.now, **given)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """Somebody of the city with a service the last run says they may be owed."""

    key: str
    service: str

    @property
    def actor(self) -> Actor:
        return resident(self.key)

    def form(self, at: Moment, *more: Wish) -> Application:
        return run.prefill(
            at,
            applicant=self.key,
            wishes=[Wish(service=self.service, subject=self.key), *more],
            identities={
                self.key: {"氏名": "試験 花子", "カナ": "シケン ハナコ", "住所": "試験町1"}
            },
        )

    def apply(self, at: Moment, answers: Answers | None = None, key: str = "") -> Submitted:
        return run.submit(
            at,
            self.form(at),
            answers or Answers(account=ACCOUNT),
            client_key=key or uuid.uuid4().hex,
            doing=doing(self.actor, at),
        )


def applicant(service: str, *, nth: int = 0, status: str = "yes") -> Applicant:
    """One of those of whom the run says so, always the same for the same place in the list."""
    held = _city_moment(str(city().run.folder))
    rows = held.run.ask(
        "SELECT DISTINCT subject FROM calendar WHERE service = ? AND status = ? "
        "AND since <= ? AND until >= ? ORDER BY subject",
        [service, status, held.run.on, held.run.on],
    )
    keys = [
        key for key in rows["subject"].to_pylist() if not held.desk.is_protected(key, held.run.on)
    ]
    return Applicant(key=keys[nth], service=service)


def asked(at: Moment) -> Applicant:
    """Somebody of whom a fact is missing that they know themselves (学生等)."""
    return next(
        person
        for nth in range(40)
        if (person := applicant("pension-exemption", nth=nth, status="unknown")).form(at).asks
    )


def decided(person: Applicant, at: Moment, *, yen: int = 10_000) -> str:
    """The number of a case that was applied for, examined, proposed and approved."""
    number = person.apply(at, Answers(account=ACCOUNT)).cases[0]
    run.take(at, number, doing=doing(CLERK, at))
    run.propose(
        at,
        number,
        doing=doing(CLERK, at),
        finding=Finding.GRANT,
        amount_yen=yen,
        reasons=("要件に当てはまります（法第1条）",),
        proof={},
    )
    run.approve(at, number, doing=doing(SUPERVISOR, at))
    return number
