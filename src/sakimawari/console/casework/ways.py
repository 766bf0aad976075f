"""What becomes of a case of the demo: the ways its staff and its applicant take it over the weeks."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sakimawari.cases import run as cases
from sakimawari.cases.values import Doing, Finding, Moment
from sakimawari.console.city import JAPAN, City
from sakimawari.fit.explain import record_of
from sakimawari.guard.actor import EVERYWHERE, Actor, ActorKind, Role

_ANYWHERE = frozenset({EVERYWHERE})
_QUESTIONS = (
    "申請書の勤務先の欄を確かめています。いまのお勤め先を教えてください。",
    "添付の書類が読み取れませんでした。もう一度、明るいところで撮って送ってください。",
    "世帯の状況を確かめたいことがあります。ご連絡のつく時間を教えてください。",
)
_ANSWERS = ("送り直しました。よろしくお願いします。", "平日の午後なら電話に出られます。")
_REASONS = ("担当で確認した書類により、要件に当てはまりません（窓口での聞き取りによる）",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One case being worked on over the days since it came."""

    there: City
    clerk_id: str
    supervisor_id: str
    number: str
    applicant: Actor
    today: date
    days: int
    place: int
    chance: random.Random

    def at(self, share: float) -> Moment:
        """A moment between the day it came and today."""
        since = round(self.days * share)
        day = self.today - timedelta(days=self.days - since)
        return moment_at(self.there, day, self.place + round(share * 40))

    def by(self, actor: Actor, share: float, note: str = "") -> Doing:
        return Doing(actor=actor, at=self.at(share).now, note=note)

    @property
    def clerk(self) -> Actor:
        return staff(self.clerk_id, Role.CLERK)

    @property
    def supervisor(self) -> Actor:
        return staff(self.supervisor_id, Role.SUPERVISOR)


def _stays(work: Work) -> None:
    """Just received."""


def _taken(work: Work) -> None:
    cases.take(work.at(0.3), work.number, doing=work.by(work.clerk, 0.3))


def _asked(work: Work) -> None:
    _taken(work)
    text = work.chance.choice(_QUESTIONS)
    cases.ask(work.at(0.5), work.number, doing=work.by(work.clerk, 0.5), text=text)


def _answered(work: Work) -> None:
    _asked(work)
    text = work.chance.choice(_ANSWERS)
    cases.reply(work.at(0.8), work.number, doing=work.by(work.applicant, 0.8), text=text)


def _proposed(work: Work, finding: Finding = Finding.GRANT) -> None:
    _taken(work)
    moment = work.at(0.6)
    told = cases.proof(moment, work.number)
    reasons: tuple[str, ...] = ()
    if told is not None:
        open_ones = cases.open_reasons_of(told, finding)
        checked = (reason.replace(cases.BLANK, "提出書類") for reason in open_ones)
        reasons = (*cases.reasons_of(told, finding), *checked)
    service = None if told is None else work.there.catalogue.services[told.service]
    yen = None
    if told is not None and service is not None and cases.pays(service):
        yen = cases.grantable_yen(told, service) or None
    cases.propose(
        moment,
        work.number,
        doing=work.by(work.clerk, 0.6),
        finding=finding,
        amount_yen=yen if finding is Finding.GRANT else None,
        reasons=reasons or _REASONS,
        proof={} if told is None else record_of(told),
    )


def _approved(work: Work, finding: Finding = Finding.GRANT) -> None:
    _proposed(work, finding)
    row = cases.case_row(work.at(0.9), work.number)
    if row.two_persons:
        cases.approve(work.at(0.9), work.number, doing=work.by(work.supervisor, 0.9))


def _refused(work: Work) -> None:
    _approved(work, Finding.REFUSE)


def _withdrawn(work: Work) -> None:
    cases.withdraw(work.at(0.4), work.number, doing=work.by(work.applicant, 0.4))


def _sent_back(work: Work) -> None:
    _proposed(work)
    row = cases.case_row(work.at(0.8), work.number)
    if row.two_persons:
        doing = work.by(work.supervisor, 0.8, "支払う月数を確かめてください")
        cases.send_back(work.at(0.8), work.number, doing=doing)


Way = Callable[[Work], None]
WAYS: tuple[Way, ...] = (
    _stays, _taken, _proposed, _approved, _asked, _stays, _answered, _approved, _taken, _stays,
    _approved, _refused, _proposed, _stays, _withdrawn, _sent_back, _approved, _taken,
)  # fmt: skip


def staff(id: str, role: Role) -> Actor:
    """A member of staff of the demo, bound by nothing."""
    return Actor(
        kind=ActorKind.STAFF,
        id=id,
        roles=frozenset({role}),
        departments=_ANYWHERE,
        wards=_ANYWHERE,
        services=_ANYWHERE,
        second_factor=True,
    )


def moment_at(there: City, day: date, place: int) -> Moment:
    """Office hours of a day, a little later for each place."""
    now = datetime.combine(day, time(9), JAPAN) + timedelta(minutes=(place * 7) % 470)
    return Moment(
        catalogue=there.catalogue,
        desk=there.desk,
        run=there.run,
        keys=there.keys,
        home=there.office.home,
        now=now,
    )
