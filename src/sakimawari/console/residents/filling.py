"""A form sent by a resident, read into what `cases` takes in; nothing is judged here.

Fields that come back as the city filled them in are confirmed, not given: only what differs is
written down as the resident's own word, beside the city's.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sakimawari.cases.values import Account, Answers, Application, Ask, Field, Input

FIELD, ASK, PAPER, KEPT = "field:", "ask:", "paper:", "kept"
DECLARED = "declared"
KINDS = ("普通", "当座", "貯蓄")
PARTS = ("bank", "bank_name", "branch", "branch_name", "kind", "number", "holder")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A field of the form with what to show in its input. `open`: the resident must fill it in.

    `own` is what the resident wrote; None while they left the city's value as it is.
    """

    field: Field
    name: str
    shown: str
    own: str | None
    error: str

    @property
    def open(self) -> bool:
        """Whether the city has nothing to put there, so that its input stands on the page."""
        return not self.field.value and not self.field.withheld

    @property
    def id(self) -> str:
        return self.name.replace(":", "-").replace("|", "-")


@dataclass(frozen=True, slots=True, kw_only=True)
class AskRow:
    """A question of the form with the answer so far."""

    ask: Ask
    name: str
    answer: str
    error: str

    @property
    def id(self) -> str:
        return self.name.replace(":", "-")


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """The account as the form shows it: which is chosen (public, other), and the other one's parts.

    `registered`: whether a 公金受取口座 is known to be; None where it is not known.
    """

    chosen: str
    account: Account
    registered: bool | None
    may_choose: bool
    errors: Mapping[str, str]

    @property
    def wrong(self) -> bool:
        """Whether some part has to be put right."""
        return any(self.errors.values())


def rows_of(
    application: Application, sent: Mapping[str, str], errors: Mapping[str, str]
) -> tuple[Row, ...]:
    """The fields in the form's order, a signature not among them: sending stands for it."""
    return tuple(
        Row(
            field=field,
            name=(name := f"{FIELD}{field.key}"),
            shown=sent.get(name, field.raw),
            own=_given(field, sent),
            error=errors.get(field.key, ""),
        )
        for field in application.fields
        if field.input not in (Input.CONFIRM, Input.ACCOUNT)
    )


def asks_of(
    application: Application, sent: Mapping[str, str], errors: Mapping[str, str]
) -> tuple[AskRow, ...]:
    """The questions, with what was answered."""
    return tuple(
        AskRow(
            ask=ask,
            name=(name := f"{ASK}{ask.key}"),
            answer=sent.get(name, ""),
            error=errors.get(ask.key, ""),
        )
        for ask in application.asks
    )


def grouped(
    application: Application, sent: Mapping[str, str], errors: Mapping[str, str], reader: str
) -> tuple[tuple[str, tuple[Row, ...]], ...]:
    """The fields by whom they are about: the reader (an empty name), others as the form calls them."""
    found: dict[str, list[Row]] = {}
    for row in rows_of(application, sent, errors):
        whose = "" if row.field.subject == reader else row.field.whose
        found.setdefault(whose, []).append(row)
    return tuple((whose, tuple(rows)) for whose, rows in found.items())


def texts_of(answers: Answers) -> dict[str, str]:
    """What a draft held, as its form would send it."""
    texts = {f"{FIELD}{key}": value for key, value in answers.fields.items()}
    texts |= {f"{ASK}{key}": value for key, value in answers.asks.items()}
    if answers.account is not None:
        texts |= {part: getattr(answers.account, part) for part in PARTS}
        texts["account"] = "public" if answers.account.public else "other"
    if answers.remark:
        texts["remark"] = answers.remark
    return texts


def answers_in(
    application: Application,
    sent: Mapping[str, str],
    papers: tuple[str, ...],
    *,
    by_delegate: bool = False,
) -> Answers:
    """What was made of the form; a delegate (`by_delegate`) names no account but the registered one."""
    fields = {}
    for field in application.fields:
        given = _given(field, sent)
        if given is not None:
            fields[field.key] = given
    asked = {ask.key: _text(sent, f"{ASK}{ask.key}") for ask in application.asks}
    return Answers(
        fields=fields,
        asks={key: answer for key, answer in asked.items() if answer},
        account=account_in(application, sent, by_delegate=by_delegate),
        papers=papers,
        remark=_text(sent, "remark"),
        again=sent.get("again") == "yes",
    )


def _given(field: Field, sent: Mapping[str, str]) -> str | None:
    """What the resident wrote where it differs from the city's value; None where it does not."""
    if not field.editable or field.withheld or f"{FIELD}{field.key}" not in sent:
        return None
    given = _text(sent, f"{FIELD}{field.key}")
    return None if given == field.raw else given


def _text(sent: Mapping[str, str], name: str) -> str:
    return sent.get(name, "").strip()


def account_in(
    application: Application, sent: Mapping[str, str], *, by_delegate: bool = False
) -> Account | None:
    """The account chosen; None where money is not paid, or none was named.

    A delegate cannot turn money to another account: whatever was sent, it is the registered one.
    """
    if not application.needs_account:
        return None
    if by_delegate or sent.get("account") == "public":
        return Account(public=True)
    return other_account(sent) if sent.get("account") == "other" else None


def other_account(sent: Mapping[str, str]) -> Account:
    """An account as it was written, not yet looked at."""
    bank, bank_name, branch, branch_name, kind, number, holder = (
        _text(sent, part) for part in PARTS
    )
    return Account(
        bank=bank,
        bank_name=bank_name,
        branch=branch,
        branch_name=branch_name,
        kind=kind,
        number=number,
        holder=holder,
    )


def account_row(
    application: Application,
    sent: Mapping[str, str],
    errors: Mapping[str, str],
    *,
    by_delegate: bool = False,
) -> AccountRow | None:
    """How the form shows the account: as it was sent, else the registered one where there is one."""
    if not application.needs_account:
        return None
    registered = application.public_account
    before = {True: "public", False: "other", None: ""}[registered]
    return AccountRow(
        chosen="public" if by_delegate else sent.get("account", before),
        account=other_account(sent),
        registered=registered,
        may_choose=not by_delegate,
        errors={part: errors.get(f"account:{part}", "") for part in PARTS},
    )


def new_key() -> str:
    """The key a form is sent with, so that sending it twice is sending it once."""
    return str(uuid.uuid4())


def sound_key(text: str) -> str | None:
    """The key of a form, if it is one."""
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return None
