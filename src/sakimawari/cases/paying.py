"""Payments: a batch made by one person, released by another; what the bank returned.

A decision is paid by one line that was not returned: the operational store holds that, whatever
fails between. The file of a batch is kept as it was made, so that it can be had again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sakimawari.cases import payment_store, store
from sakimawari.cases.kana import half_width
from sakimawari.cases.numbers import digits_of
from sakimawari.cases.payer import read_payer
from sakimawari.cases.payment_store import Line, LineHeld, Payable, Whose
from sakimawari.cases.period import is_open
from sakimawari.cases.states import Step
from sakimawari.cases.values import Account, Doing, Moment, Side, State
from sakimawari.cases.zengin import MOST_PAYMENTS, Transfer, payment_file
from sakimawari.problems import fault

# 振込不能: why a bank sends a payment back, in the words its list uses.
RETURNED = ("口座なし", "口座相違", "名義相違", "口座解約", "その他")


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Payments of a department on one day, in figures; `state`: made, released, dropped.

    `ward` is empty where those of all wards are in it.
    """

    number: str
    department: str
    ward: str
    pay_on: date
    state: str
    made_by: str
    made_at: datetime
    released_by: str
    released_at: datetime | None
    count: int
    total_yen: int
    returned: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A decided grant that a batch leaves out for a person to look at, and why.

    account: there is none to pay to; departed: somebody died or moved away.
    """

    number: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What a batch of a day would hold: payments by case, and what is left out."""

    lines: tuple[Line, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def total_yen(self) -> int:
        return sum(line.yen for line in self.lines)


def due_payments(moment: Moment, whose: Whose, *, named: bool = False) -> Due:
    """What is to be paid, without writing anything; people under 支援措置 for `named` staff alone."""
    lines: list[Line] = []
    left_out: list[LeftOut] = []
    departed = payment_store.departed(moment)
    for one in payment_store.payable(moment, whose):
        if one.protected and not named:
            continue
        why = _why_not(one, departed)
        if why:
            left_out.append(LeftOut(number=one.number, why=why))
        elif len(lines) < MOST_PAYMENTS:
            lines.append(Line(number=one.number, decision=one.decision, yen=one.yen))
    return Due(lines=tuple(lines), left_out=tuple(left_out))


def _why_not(one: Payable, departed: frozenset[str]) -> str:
    if one.account is None or not one.account.complete:
        return "account"
    return "departed" if {one.subject, one.applicant} & departed else ""


def make_batch(moment: Moment, whose: Whose, *, doing: Doing) -> Batch:
    """Make the payments of a department into a batch, with its file.

    APPL020 without the city's own account, APPL021 where the banks are closed on that day, or it has
    passed, APPL022 where there is nothing to pay.
    """
    if not is_open(whose.pay_on) or whose.pay_on <= moment.today:
        raise fault(
            "APPL021",
            "banks do not pay on that day, or it is not after today",
            "choose a coming day on which banks are open",
        )
    payer = read_payer(moment.home)
    with payment_store.making():
        due = due_payments(moment, whose, named=doing.actor.named)
        if not due.lines:
            raise fault(
                "APPL022",
                "no decided grant can be paid on that day",
                "look at what is left out: an account may be missing",
            )
        transfers = [_transfer(moment, line) for line in due.lines]
        content = payment_file(payer, transfers, pay_on=whose.pay_on)
        number = payment_store.write_batch(moment, whose, due.lines, content, doing=doing)
    return batch(number)


def _transfer(moment: Moment, line: Line) -> Transfer:
    account = store.account_of(moment.keys, store.found(line.number))
    assert account is not None
    return Transfer(
        account=_in_kana(account), yen=line.yen, reference=reference_of(line.number, line.decision)
    )


def _in_kana(account: Account) -> Account:
    """Names of bank and branch as a file may hold them; they may be left out (全銀協: 任意)."""
    return replace(
        account,
        bank_name=half_width(account.bank_name) or "",
        branch_name=half_width(account.branch_name) or "",
    )


def reference_of(number: str, decision: int) -> str:
    """The digits by which the bank's list names a payment: those of the case, then the decision's."""
    return f"{digits_of(number)}{decision:02d}"


def release_batch(moment: Moment, number: str, *, doing: Doing) -> Batch:
    """The second person releases: the cases are paid, the file may be sent.

    APPL007 by whoever made it, APPL023 where it was released or dropped, APPL024 where a case of it
    was opened again or objected to since: then it is dropped and made anew.
    """
    with payment_store.releasing(number, doing) as lines:
        for held in lines:
            _pay(moment, held, doing)
    return batch(number)


def _pay(moment: Moment, held: LineHeld, doing: Doing) -> None:
    if not held.still_due:
        raise fault(
            "APPL024",
            f"the case {held.number} is no longer to be paid as this batch says",
            "drop the batch and make it again",
        )
    with store.changing(held.number, Doing(actor=doing.actor, at=doing.at)) as row:
        store.advance(moment, row, Step.PAY, Doing(actor=doing.actor, at=doing.at))


def drop_batch(number: str, *, doing: Doing) -> Batch:
    """Throw a batch away that was not released; its grants can be paid by another. APPL023."""
    payment_store.drop(number, doing)
    return batch(number)


def batch_file(moment: Moment, number: str) -> bytes:
    """The file of a released batch, the same each time. APPL023 before its release, APPL025."""
    return payment_store.content_of(moment, number)


def record_return(
    moment: Moment, number: str, *, doing: Doing, reason: str, telling: str = ""
) -> None:
    """振込不能: the bank sent the payment of a case back. Its account is taken away, so that it asks
    for another; `telling` goes to the resident. APPL026 where nothing of it was paid.
    """
    if reason not in RETURNED:
        raise fault(
            "APPL026", "this is no reason of a bank", f"choose one of {'・'.join(RETURNED)}"
        )
    with store.changing(number, doing) as row:
        payment_store.mark_returned(row, reason, moment.today, doing)
        noted = replace(doing, note=reason)
        if row.state == State.PAID.value:
            store.advance(moment, row, Step.RETURN, noted)
        store.set_account(moment, row, None)
        store.need(row, store.NEEDS_ACCOUNT)
        if telling:
            store.write_message(moment, row, Side.CITY, doing, text=telling)


def batches() -> tuple[Batch, ...]:
    """All batches, the latest first; whoever shows them asks the policies for each."""
    return tuple(Batch(**held) for held in payment_store.batches())


def batch(number: str) -> Batch:
    """One batch in figures. APPL025 where there is none."""
    return Batch(**payment_store.one(number))


def lines_of(number: str) -> tuple[LineHeld, ...]:
    """The payments of a batch, in the order of its file."""
    return payment_store.lines_of(number)
