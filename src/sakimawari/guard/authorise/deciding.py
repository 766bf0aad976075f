"""Asking the policies: one question, or many at once that fall into few equal situations."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock

import cedarpy

from sakimawari.guard.actor import EVERYWHERE, ActorKind
from sakimawari.guard.authorise.asked import Asked, FieldGroup, Ruling
from sakimawari.guard.authorise.policies import Policies
from sakimawari.guard.authorise.view import View, entities_of, request_of, view_of
from sakimawari.guard.purposes import AT_THE_COUNTER, PURPOSES

_MOST_KEPT = 4096  # answers; equal situations have equal answers as long as the policies stand
_NOT_PERMITTED = "この操作は許可されていません"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Answers from one set of policies; what none permits is denied."""

    policies: Policies
    _kept: OrderedDict[tuple[View, frozenset[FieldGroup]], Ruling] = field(
        default_factory=OrderedDict
    )
    _lock: Lock = field(default_factory=Lock)

    def decide(self, asked: Asked) -> Ruling:
        """Whether, and which of the groups of fields asked for."""
        return self._decided(view_of(asked), asked)

    def decide_many(self, asked: Iterable[Asked]) -> list[Ruling]:
        """`decide` for each, in order; equal situations are put to the policies once."""
        answers: dict[tuple[View, frozenset[FieldGroup]], Ruling] = {}
        found = []
        for one in asked:
            key = (view_of(one), one.fields)
            if key not in answers:
                answers[key] = self._decided(key[0], one)
            found.append(answers[key])
        return found

    def _decided(self, view: View, asked: Asked) -> Ruling:
        key = (view, asked.fields)
        with self._lock:
            ruling = self._kept.get(key)
            if ruling is not None:
                self._kept.move_to_end(key)
                return ruling
        ruling = self._ask(view, asked)
        with self._lock:
            self._kept[key] = ruling
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        return ruling

    def _ask(self, view: View, asked: Asked) -> Ruling:
        if _needs_purpose(asked) and asked.purpose not in PURPOSES:
            return Ruling(allowed=False, reason="閲覧の目的を選んでください")
        groups = sorted(asked.fields, key=lambda group: group.value)
        answers = self._answers(view, ["", *(group.value for group in groups)])
        if answers is None:
            return Ruling(allowed=False, reason=_NOT_PERMITTED)
        itself, of_groups = answers[0], answers[1:]
        deciding = tuple(sorted(itself.diagnostics.reasons))
        if not itself.allowed:
            return Ruling(allowed=False, policies=deciding, reason=self._why_not(deciding, asked))
        opened = frozenset(
            group for group, each in zip(groups, of_groups, strict=True) if each.allowed
        )
        if groups and not opened:
            deciding = tuple(sorted({id for each in of_groups for id in each.diagnostics.reasons}))
            return Ruling(allowed=False, policies=deciding, reason=self._why_not(deciding, asked))
        used = {id for each in answers if each.allowed for id in each.diagnostics.reasons}
        return Ruling(allowed=True, fields=opened, policies=tuple(sorted(used)))

    def _answers(self, view: View, fields: Sequence[str]) -> list[cedarpy.AuthzResult] | None:
        """None where the question itself does not fit the schema: nothing permits it."""
        answers = cedarpy.is_authorized_batch(
            [request_of(view, field) for field in fields],
            self.policies.held,
            entities_of(view),
            self.policies.schema,
        )
        return None if any(answer.diagnostics.errors for answer in answers) else answers

    def _why_not(self, deciding: Sequence[str], asked: Asked) -> str:
        """The reason a forbidding policy states; else what would have to be otherwise."""
        for id in deciding:
            if id in self.policies.reasons:
                return self.policies.reasons[id]
        if asked.actor.kind is not ActorKind.STAFF:
            return _NOT_PERMITTED
        everywhere = replace(asked.actor, departments=frozenset({EVERYWHERE}))
        if self._would(replace(asked, actor=everywhere)):
            return "担当する課ではありません"
        fitting = [id for id in AT_THE_COUNTER if self._would(replace(asked, purpose=id))]
        if fitting:
            named = "」「".join(PURPOSES[id].ja for id in fitting)
            return f"この目的では行えません（「{named}」で行えます）"
        return "この役割には認められていません"

    def _would(self, asked: Asked) -> bool:
        view = view_of(asked)
        groups = [group.value for group in asked.fields]
        answers = self._answers(view, ["", *groups])
        if answers is None or not answers[0].allowed:
            return False
        return not groups or any(answer.allowed for answer in answers[1:])


def _needs_purpose(asked: Asked) -> bool:
    return bool(asked.target.person)
