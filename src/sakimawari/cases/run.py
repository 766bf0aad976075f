"""Cases as the outside works with them: load, decide, save. Signatures first; bodies follow.

Whoever calls has asked the policies (`console.access.may`) and passes the actor on; the transition
table still refuses what no policy could allow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sakimawari.cases.values import (
    Account,
    Answers,
    Application,
    CaseFile,
    CaseRow,
    Channel,
    Declined,
    Doing,
    Finding,
    Moment,
    Paper,
    Proxy,
    Submitted,
    Wish,
)

# identities: opaque key of a person -> {氏名, カナ, 住所, 生年月日, 性別, 電話番号} as far as opened


def prefill(
    moment: Moment,
    *,
    applicant: str,
    wishes: Sequence[Wish],
    identities: Mapping[str, Mapping[str, str]],
    agreed: frozenset[str] = frozenset(),
) -> Application:
    """The application for some services at once, filled in from the registers.

    `agreed` are the people who agreed to the use of their tax records. Nothing is written.
    APPL001: no such service or subject, or a service of companies.
    """
    raise NotImplementedError


def save_draft(
    moment: Moment, application: Application, answers: Answers, *, client_key: str, doing: Doing,
    proxy: Proxy | None = None,
) -> str:
    """Keep a draft under a key the client made (a UUID); returns that key."""
    raise NotImplementedError


def drafts_of(moment: Moment, applicant: str) -> tuple[tuple[str, tuple[Wish, ...]], ...]:
    """Client key and wishes of the drafts of an applicant."""
    raise NotImplementedError


def draft(moment: Moment, client_key: str, *, applicant: str) -> Answers | None:
    """What a draft held, to fill the form again."""
    raise NotImplementedError


def submit(
    moment: Moment, application: Application, answers: Answers, *, client_key: str, doing: Doing,
    channel: Channel = Channel.MY_PAGE, proxy: Proxy | None = None,
) -> Submitted:
    """Take in an application: one receipt number, a case for each wish.

    The same client key a second time gives the same cases (`already`), whatever failed between;
    APPL004 if it comes with other content or from another applicant. APPL002: an answer that does
    not fit its field; APPL003: the account is not sound. Raises Problems with all at once.
    """
    raise NotImplementedError


def keep_paper(moment: Moment, person: str, content: bytes, *, label: str, doing: Doing) -> Paper:
    """Keep a paper, sealed, its name dropped. APPL010 too large, APPL011 no PDF, JPEG or PNG,
    APPL012 cannot be decoded within limits, APPL013 holds something that runs."""
    raise NotImplementedError


def paper_content(moment: Moment, paper: str) -> tuple[Paper, bytes]:
    """A paper opened, as it was kept. APPL014 where there is none (or it was altered)."""
    raise NotImplementedError


def cases_of(moment: Moment, person: str) -> tuple[CaseRow, ...]:
    """The cases in which a person is subject or applicant, newest first; drafts apart."""
    raise NotImplementedError


def case_row(moment: Moment, number: str) -> CaseRow:
    """A case without anything sealed: what a Target is made from. APPL005 where there is none."""
    raise NotImplementedError


def case_file(moment: Moment, number: str, *, seen_by: Doing | None = None) -> CaseFile:
    """A case opened; `seen_by` marks the other side's messages as seen."""
    raise NotImplementedError


# ------------------------------------------------ the resident's side


def reply(
    moment: Moment, number: str, *, doing: Doing, text: str, papers: Sequence[str] = (),
    fields: Mapping[str, str] | None = None, account: Account | None = None,
) -> CaseRow:
    """A message from the resident; in 補正待ち it answers, and the period runs on."""
    raise NotImplementedError


def withdraw(moment: Moment, number: str, *, doing: Doing) -> CaseRow:
    """取下げ, before the decision. APPL006 where the state no longer allows it."""
    raise NotImplementedError


def object_to(moment: Moment, number: str, *, doing: Doing) -> CaseRow:
    """辞退 of an automatic grant, before it is paid."""
    raise NotImplementedError


def decline(moment: Moment, person: str, service: str, *, doing: Doing) -> Declined:
    """"Don't tell me about this": kept apart from cases, taken back with `undecline`."""
    raise NotImplementedError


def undecline(moment: Moment, person: str, service: str, *, doing: Doing) -> None:
    """Be told about a service again."""
    raise NotImplementedError


def declined_by(moment: Moment, person: str) -> tuple[Declined, ...]:
    """What a person declined."""
    raise NotImplementedError


# ------------------------------------------------ the city's side (casework)


def take(moment: Moment, number: str, *, doing: Doing, assignee: str = "") -> CaseRow:
    """Begin the examination; assigned to whoever takes it, unless another is named."""
    raise NotImplementedError


def propose(
    moment: Moment, number: str, *, doing: Doing, finding: Finding, amount_yen: int | None,
    reasons: Sequence[str],
) -> CaseRow:
    """Propose a decision; where the service asks for one person alone, this decides."""
    raise NotImplementedError


def approve(moment: Moment, number: str, *, doing: Doing) -> CaseRow:
    """The second person decides as proposed. APPL007: nobody approves their own proposal."""
    raise NotImplementedError
