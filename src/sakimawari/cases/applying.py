"""From a filled-in form to its cases: drafts, and the one sending that counts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sakimawari.cases import store, submission_store
from sakimawari.cases.answering import filled_in
from sakimawari.cases.bank import sound
from sakimawari.cases.models import CaseRecord, SubmissionRow
from sakimawari.cases.prefill import prefilled
from sakimawari.cases.standards import standard_of
from sakimawari.cases.submission_store import Content, Parcel, Place
from sakimawari.cases.values import (
    Account,
    Answers,
    Application,
    Channel,
    Doing,
    Moment,
    Origin,
    Proxy,
    Submitted,
    Wish,
)
from sakimawari.problems import Place as At
from sakimawari.problems import fault

_CLIENT_KEY = re.compile(r"[A-Za-z0-9_.:-]{16,200}")
# Here the account may be asked for later.
_AT_THE_CITY = (Channel.COUNTER, Channel.PHONE, Channel.PAPER, Channel.PROGRAM)


def prefill(
    moment: Moment,
    *,
    applicant: str,
    wishes: Sequence[Wish],
    identities: Mapping[str, Mapping[str, str]],
    agreed: frozenset[str] = frozenset(),
) -> Application:
    """The application for some services at once, filled in from the registers.

    `identities` holds 氏名, カナ, 住所, 生年月日, 性別, 電話番号 by opaque key, as far as they were
    opened. `agreed` are the people who agreed to the use of their tax records; the applicant's own
    are always shown. Nothing is written. APPL001: no such service or subject, a service of
    companies, or one that is not applied for here.
    """
    form = prefilled(
        moment, applicant=applicant, wishes=wishes, identities=identities, agreed=agreed
    )
    return replace(form, pending=submission_store.pending(one.wish for one in form.wanted))


def submit(
    moment: Moment,
    application: Application,
    answers: Answers,
    *,
    client_key: str,
    doing: Doing,
    channel: Channel = Channel.MY_PAGE,
    origin: Origin = Origin.APPLICATION,
    proxy: Proxy | None = None,
) -> Submitted:
    """Take in an application: one receipt number, a case for each wish.

    The same client key a second time gives the same cases (`already`), whatever failed between.
    Raises Problems: APPL002 for an answer that does not fit its field, APPL003 where an account is
    needed and missing, APPL004 for a client key that came with other content or from another
    applicant, APPL009 where a case about the same wish is open, APPL014 for a paper that is gone.
    """
    parcel = _parcel(
        moment, application, answers, client_key=client_key, channel=channel, origin=origin,
        proxy=proxy, doing=doing,
    )  # fmt: skip

    def open_case(submission: SubmissionRow, place: Place, at: int) -> CaseRecord:
        row = store.open_case(moment, submission, place, at, doing=doing)
        if _pays(application, place.wish) and _lacks(answers.account):
            store.need(row, store.NEEDS_ACCOUNT)
            row.save(update_fields=["needs"])
        return row

    return submission_store.take_in(
        moment, parcel, doing=doing, again=answers.again, open_case=open_case
    )


def save_draft(
    moment: Moment,
    application: Application,
    answers: Answers,
    *,
    client_key: str,
    doing: Doing,
    proxy: Proxy | None = None,
) -> None:
    """Keep what was filled in so far; nothing of it is checked yet. APPL004."""
    parcel = Parcel(
        client_key=_own_key(client_key),
        applicant=application.applicant,
        channel=Channel.MY_PAGE,
        origin=Origin.APPLICATION,
        places=_places(moment, application),
        content=Content(answers=answers, proxy=proxy),
        run=application.run,
        packs=application.packs,
    )
    submission_store.keep_draft(moment, parcel, doing=doing)


def _parcel(
    moment: Moment,
    application: Application,
    answers: Answers,
    *,
    client_key: str,
    channel: Channel,
    origin: Origin,
    proxy: Proxy | None,
    doing: Doing,
) -> Parcel:
    filled, answered = filled_in(application, answers, at=doing.at, by=doing.actor.id)
    account = None if answers.account is None else sound(answers.account)
    optional = channel in _AT_THE_CITY or origin is Origin.AUTOMATIC
    if application.needs_account and account is None and not optional:
        raise fault(
            "APPL003",
            "this application needs an account to pay into",
            "give an account, or choose the registered one (公金受取口座)",
            where=At(file="account", column="bank"),
        )
    wishes = [one.wish for one in application.wanted]
    return Parcel(
        client_key=_own_key(client_key),
        applicant=application.applicant,
        channel=channel,
        origin=origin,
        places=_places(moment, application),
        content=Content(
            filled=filled,
            answered=answered,
            papers=application.papers,
            answers=Answers(papers=answers.papers),  # the rest stands in the fields
            account=account,
            remark=answers.remark,
            proxy=proxy,
            digest=submission_store.digest_of(wishes, answers),
        ),
        run=application.run,
        packs=application.packs,
    )


def _places(moment: Moment, application: Application) -> tuple[Place, ...]:
    places = []
    for one in application.wanted:
        service = moment.catalogue.services[one.wish.service]
        household, ward = moment.desk.home(moment.desk.find(one.wish.subject, service.holder))
        places.append(
            Place(
                wish=one.wish,
                household=household,
                ward=ward,
                department=service.department,
                standard=standard_of(moment.catalogue, service),
            )
        )
    return tuple(places)


def _pays(application: Application, wish: Wish) -> bool:
    return any(one.pays for one in application.wanted if one.wish == wish)


def _lacks(account: Account | None) -> bool:
    return account is None or not account.complete


def _own_key(client_key: str) -> str:
    if _CLIENT_KEY.fullmatch(client_key) is None:
        raise fault(
            "APPL004",
            "the form bears no sound key of its own",
            "open the form again; programs send a UUID of their own",
        )
    return client_key
