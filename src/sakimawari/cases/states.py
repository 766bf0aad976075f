"""The steps a case may take: one table, and the function that reads it.

No path leads to a decision past a person: DECIDE and APPROVE are steps of staff alone, and where a
service asks for two persons the one who proposed never approves. A refusal comes from these two
steps and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from sakimawari.cases.values import Finding, Origin, State
from sakimawari.guard.actor import ActorKind
from sakimawari.problems import Problems, fault


class Step(Enum):
    """What moves a case; those below the line leave its state as it is."""

    OPEN = "open"  # 作成
    SUBMIT = "submit"  # 申請
    TAKE = "take"  # 審査開始
    ASK = "ask"  # 補正依頼
    ANSWER = "answer"  # 補正
    RESUME = "resume"  # 審査再開
    PROPOSE = "propose"  # 起案
    DECIDE = "decide"  # 決定 (one person)
    RETRACT = "retract"  # 引戻し: by who proposed
    SEND_BACK = "send_back"  # 差戻し: by the second person
    APPROVE = "approve"  # 決裁 (the second person)
    PAY = "pay"  # 支払
    RETURN = "return"  # 振込不能
    WITHDRAW = "withdraw"  # 取下げ
    OBJECT = "object"  # 辞退
    REOPEN = "reopen"  # 再審査
    # ---
    ASSIGN = "assign"  # 担当
    MESSAGE = "message"  # 連絡
    ADD = "add"  # 追加・訂正
    ACCOUNT = "account"  # 振込先の登録
    NOTIFY = "notify"  # 通知書の発送
    APPEAL = "appeal"  # 審査請求
    UNDO = "undo"  # 取消し（直前の操作）


STEP_WORDS = {
    Step.OPEN: "作成",
    Step.SUBMIT: "申請の受付",
    Step.TAKE: "審査開始",
    Step.ASK: "補正依頼",
    Step.ANSWER: "補正",
    Step.RESUME: "審査再開",
    Step.PROPOSE: "起案",
    Step.DECIDE: "決定",
    Step.RETRACT: "引戻し",
    Step.SEND_BACK: "差戻し",
    Step.APPROVE: "決裁",
    Step.PAY: "支払",
    Step.RETURN: "振込不能",
    Step.WITHDRAW: "取下げ",
    Step.OBJECT: "辞退",
    Step.REOPEN: "再審査",
    Step.ASSIGN: "担当の変更",
    Step.MESSAGE: "連絡",
    Step.ADD: "追加・訂正",
    Step.ACCOUNT: "振込先の登録",
    Step.NOTIFY: "通知書の発送",
    Step.APPEAL: "審査請求の記録",
    Step.UNDO: "直前の操作の取消し",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """All that the table asks about a case. `before` is None for one that is not there yet."""

    before: State | None
    origin: Origin = Origin.APPLICATION
    two_persons: bool = True
    finding: Finding | None = None  # proposed
    proposed_by: str = ""
    unpaid: bool = False  # whether an instalment is still to be paid


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One row of the table. What is None is not asked about.

    `proposer`: whether the actor must (True) or must not (False) be who proposed.
    """

    step: Step
    before: frozenset[State | None]
    after: State | None  # None: stays as it is
    by: frozenset[ActorKind]
    finding: Finding | None = None
    two_persons: bool | None = None
    proposer: bool | None = None
    origin: Origin | None = None


RESIDENT, STAFF, PROGRAM = ActorKind.RESIDENT, ActorKind.STAFF, ActorKind.PROGRAM
_UNDECIDED = (State.SUBMITTED, State.EXAMINING, State.WAITING, State.PROPOSED)
_DECIDED = (State.APPROVED, State.REFUSED, State.PAID)
_OVER = (*_DECIDED, State.WITHDRAWN, State.OBJECTED)


def _move(
    step: Step,
    before: tuple[State | None, ...],
    after: State | None,
    *by: ActorKind,
    finding: Finding | None = None,
    two_persons: bool | None = None,
    proposer: bool | None = None,
    origin: Origin | None = None,
) -> Move:
    return Move(
        step=step,
        before=frozenset(before),
        after=after,
        by=frozenset(by),
        finding=finding,
        two_persons=two_persons,
        proposer=proposer,
        origin=origin,
    )


MOVES = (
    _move(Step.OPEN, (None,), State.DRAFT, RESIDENT, STAFF, PROGRAM),
    _move(Step.SUBMIT, (State.DRAFT,), State.SUBMITTED, RESIDENT, STAFF, PROGRAM),
    _move(Step.TAKE, (State.SUBMITTED,), State.EXAMINING, STAFF),
    _move(Step.ASK, (State.EXAMINING,), State.WAITING, STAFF),
    _move(Step.ANSWER, (State.WAITING,), State.EXAMINING, RESIDENT, PROGRAM),
    _move(Step.RESUME, (State.WAITING,), State.EXAMINING, STAFF),
    _move(Step.PROPOSE, (State.EXAMINING,), State.PROPOSED, STAFF, two_persons=True),
    _move(
        Step.DECIDE, (State.EXAMINING,), State.APPROVED, STAFF,
        finding=Finding.GRANT, two_persons=False,
    ),
    _move(
        Step.DECIDE, (State.EXAMINING,), State.REFUSED, STAFF,
        finding=Finding.REFUSE, two_persons=False,
    ),
    _move(Step.RETRACT, (State.PROPOSED,), State.EXAMINING, STAFF, proposer=True),
    _move(Step.SEND_BACK, (State.PROPOSED,), State.EXAMINING, STAFF, proposer=False),
    _move(
        Step.APPROVE, (State.PROPOSED,), State.APPROVED, STAFF,
        finding=Finding.GRANT, proposer=False,
    ),
    _move(
        Step.APPROVE, (State.PROPOSED,), State.REFUSED, STAFF,
        finding=Finding.REFUSE, proposer=False,
    ),
    _move(Step.PAY, (State.APPROVED, State.PAID), State.PAID, STAFF),
    _move(Step.RETURN, (State.PAID,), State.APPROVED, STAFF),
    _move(Step.WITHDRAW, (State.DRAFT, *_UNDECIDED), State.WITHDRAWN, RESIDENT, STAFF),
    _move(
        Step.OBJECT, (*_UNDECIDED, State.APPROVED), State.OBJECTED, RESIDENT, STAFF,
        origin=Origin.AUTOMATIC,
    ),
    _move(Step.REOPEN, _OVER, State.EXAMINING, STAFF),
    _move(Step.ASSIGN, (*_UNDECIDED, State.APPROVED), None, STAFF),
    _move(Step.MESSAGE, (*_UNDECIDED, *_OVER), None, RESIDENT, STAFF, PROGRAM),
    _move(Step.ADD, _UNDECIDED, None, RESIDENT, STAFF, PROGRAM),
    _move(Step.ACCOUNT, (*_UNDECIDED, State.APPROVED, State.PAID), None, RESIDENT, STAFF, PROGRAM),
    _move(Step.NOTIFY, _DECIDED, None, STAFF),
    _move(Step.APPEAL, _DECIDED, None, STAFF),
)  # fmt: skip

# A step undone at once by who took it, as long as nothing outside has come of it.
UNDOABLE = frozenset({Step.TAKE, Step.ASK, Step.PROPOSE, Step.ASSIGN})
UNDO_WITHIN_SECONDS = 600


def after(step: Step, standing: Standing, *, by: ActorKind, actor: str) -> State:
    """The state a step leads to. APPL006 where the table has none, APPL007 for one's own proposal."""
    for move in MOVES:
        if _fits(move, step, standing, by) and _person_fits(move, standing, actor):
            return move.after if move.after is not None else _stays(standing)
    raise _refused(step, standing, by)


def open_steps(standing: Standing, *, by: ActorKind, actor: str) -> tuple[Step, ...]:
    """The steps somebody may take now, in the order of the table; what pages offer as buttons."""
    found = dict.fromkeys(
        move.step
        for move in MOVES
        if _fits(move, move.step, standing, by, whatever_is_found=move.step is Step.DECIDE)
        and _person_fits(move, standing, actor)
    )
    return tuple(found)


def _fits(
    move: Move,
    step: Step,
    standing: Standing,
    by: ActorKind,
    *,
    whatever_is_found: bool = False,
) -> bool:
    return (
        move.step is step
        and standing.before in move.before
        and by in move.by
        and (whatever_is_found or move.finding in (None, standing.finding))
        and move.two_persons in (None, standing.two_persons)
        and move.origin in (None, standing.origin)
    )


def _person_fits(move: Move, standing: Standing, actor: str) -> bool:
    return move.proposer is None or (actor == standing.proposed_by) is move.proposer


def _stays(standing: Standing) -> State:
    assert standing.before is not None
    return standing.before


def _refused(step: Step, standing: Standing, by: ActorKind) -> Problems:
    fits = [move for move in MOVES if _fits(move, step, standing, by)]
    if fits and fits[0].proposer is False:
        return fault(
            "APPL007",
            "whoever proposed a decision cannot approve it",
            "have another member of staff approve it, or retract the proposal",
        )
    state = "new" if standing.before is None else standing.before.value
    return fault(
        "APPL006",
        f"a case that is {state} does not take the step {step.value} from {by.value}",
        "read the page again and choose one of the steps it offers",
    )
