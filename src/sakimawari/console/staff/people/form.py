"""The form of an application as a clerk fills it in: the city's value beside what the applicant says.

What comes back as the city has it is confirmed, not given: only what differs is written down.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sakimawari.cases.values import Account, Answers, Application, Ask, Field, Input

FIELD, ASK = "field:", "ask:"
KINDS = ("普通", "当座", "貯蓄")
_MOST_TEXT = 400
_MOST_REMARK = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRow:
    """A field with what its input shows, and what is wrong with it."""

    field: Field
    name: str
    shown: str
    error: str

    @property
    def id(self) -> str:
        return self.name.replace(":", "-").replace("|", "-")

    @property
    def open(self) -> bool:
        """Whether the city has nothing to put there."""
        return not self.field.value and not self.field.withheld


@dataclass(frozen=True, slots=True, kw_only=True)
class AskRow:
    """A question that may decide, with the answer so far."""

    ask: Ask
    name: str
    answer: str
    error: str

    @property
    def id(self) -> str:
        return self.name.replace(":", "-").replace("|", "-")


def field_rows(
    application: Application, sent: Mapping[str, str], errors: Mapping[str, str]
) -> Iterator[FieldRow]:
    """The fields in the form's order; sending stands for a signature, the account is asked apart."""
    for field in application.fields:
        if field.input in (Input.CONFIRM, Input.ACCOUNT):
            continue
        name = f"{FIELD}{field.key}"
        yield FieldRow(
            field=field,
            name=name,
            shown=sent.get(name, field.raw),
            error=errors.get(field.key, ""),
        )


def ask_rows(
    application: Application, sent: Mapping[str, str], errors: Mapping[str, str]
) -> Iterator[AskRow]:
    """The questions with what was answered."""
    for ask in application.asks:
        name = f"{ASK}{ask.key}"
        yield AskRow(ask=ask, name=name, answer=sent.get(name, ""), error=errors.get(ask.key, ""))


def answers_in(application: Application, sent: Mapping[str, str]) -> Answers:
    """What the applicant told, as the clerk wrote it down."""
    fields = {}
    for field in application.fields:
        name = f"{FIELD}{field.key}"
        if not field.editable or name not in sent:
            continue
        given = _text(sent, name)
        if given != field.raw:
            fields[field.key] = given
    asks = {
        ask.key: answer for ask in application.asks if (answer := _text(sent, f"{ASK}{ask.key}"))
    }
    return Answers(
        fields=fields,
        asks=asks,
        account=_account(application, sent),
        remark=sent.get("remark", "").strip()[:_MOST_REMARK],
    )


def _account(application: Application, sent: Mapping[str, str]) -> Account | None:
    """The account chosen; None where none is needed, or it is asked for later."""
    chosen = sent.get("account", "") if application.needs_account else ""
    if chosen == "public":
        return Account(public=True)
    if chosen != "other":
        return None
    return Account(
        bank=_text(sent, "bank"),
        bank_name=_text(sent, "bank_name"),
        branch=_text(sent, "branch"),
        branch_name=_text(sent, "branch_name"),
        kind=_text(sent, "kind"),
        number=_text(sent, "number"),
        holder=_text(sent, "holder"),
    )


def _text(sent: Mapping[str, str], name: str) -> str:
    return sent.get(name, "").strip()[:_MOST_TEXT]
