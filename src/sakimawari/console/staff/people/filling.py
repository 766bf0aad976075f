"""A form that a clerk filled in with a resident, read into what `cases` takes in.

What comes back as the city filled it in is confirmed; only what differs is the resident's own word.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sakimawari.cases.values import Account, Answers, Application, Ask, Field, Input

FIELD, ASK = "field:", "ask:"
KINDS = ("普通", "当座", "貯蓄")
_MOST_TEXT = 400
_MOST_REMARK = 2000


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
        return self.name.replace(":", "-").replace("|", "-")


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


def answers_in(
    application: Application, sent: Mapping[str, str], papers: tuple[str, ...]
) -> Answers:
    """What the resident made of the form."""
    fields = {}
    for field in application.fields:
        given = _given(field, sent)
        if given is not None:
            fields[field.key] = given
    asks = {
        ask.key: answer for ask in application.asks if (answer := _text(sent, f"{ASK}{ask.key}"))
    }
    return Answers(
        fields=fields,
        asks=asks,
        account=account_in(application, sent),
        papers=papers,
        remark=sent.get("remark", "").strip()[:_MOST_REMARK],
    )


def _given(field: Field, sent: Mapping[str, str]) -> str | None:
    """What the resident wrote where it differs from the city's value; None where it does not."""
    if field.sealed or not field.editable or f"{FIELD}{field.key}" not in sent:
        return None
    given = _text(sent, f"{FIELD}{field.key}")
    return None if given == field.raw else given


def _text(sent: Mapping[str, str], name: str) -> str:
    return sent.get(name, "").strip()[:_MOST_TEXT]


def account_in(application: Application, sent: Mapping[str, str]) -> Account | None:
    """The account chosen; None where money is not paid, or none was named."""
    if not application.needs_account:
        return None
    chosen = sent.get("account", "")
    if chosen == "public":
        return Account(public=True)
    if chosen != "other":
        return None
    return Account(
        bank=_digits(sent, "bank"),
        bank_name=_text(sent, "bank_name"),
        branch=_digits(sent, "branch"),
        branch_name=_text(sent, "branch_name"),
        kind=_text(sent, "kind"),
        number=_digits(sent, "number"),
        holder=_text(sent, "holder"),
    )


_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")


def _digits(sent: Mapping[str, str], name: str) -> str:
    """A number as people write it: full-width digits and dashes are no mistake."""
    plain = _text(sent, name).translate(_WIDE)
    return "".join(mark for mark in plain if mark not in "-ー－― 　")
