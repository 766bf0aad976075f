"""The explanation as JSON, and its replay: from the record alone to the same explanation.

    content    all it rests on: rule, figures, household, whom and when (`Evidence`)
    result     what it came to, in numbers
    seal       SHA-256 of content and of result, over their canonical form

The seal shows that a record was changed by accident or by a careless hand; whoever changes all of
it can seal it anew. A city that must prove its records keeps the seal apart (in its audit).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from typing import Any

from sakimawari import __version__
from sakimawari.fit.explaining.evidence import Evidence
from sakimawari.fit.explaining.later import Later
from sakimawari.fit.explaining.nested import services_asking
from sakimawari.fit.explaining.shown import ClauseShown, Explanation, FactShown, ServiceShown
from sakimawari.fit.explaining.telling import (
    amount_in_words,
    tell,
    tier_in_words,
    value_of_service,
)
from sakimawari.fit.explaining.varying import Change, FactChange
from sakimawari.problems import Problems, fault
from sakimawari.rules.amounts import figure
from sakimawari.rules.proof import Reading
from sakimawari.rules.ranges import Range
from sakimawari.rules.written import Reader, Unreadable, Writer

FORMAT, VERSION = "sakimawari-explanation", 1
_SIMPLE = ("service", "name", "law", "department", "pack", "subject", "status", "decided_by")


def record_of(explanation: Explanation) -> dict[str, Any]:
    """The whole explanation as plain JSON values: what a person reads, and what it replays from."""
    content, result = content_of(explanation.evidence), result_of(explanation)
    return {
        "format": FORMAT,
        "version": VERSION,
        "software": __version__,
        **shown_of(explanation),
        "result": result,
        "content": content,
        "seal": {"content": _seal(content), "result": _seal(result)},
    }


def shown_of(explanation: Explanation) -> dict[str, Any]:
    """What a person reads, as plain values; dates as ISO text."""
    simple = {name: getattr(explanation, name) for name in _SIMPLE}
    return {
        **simple,
        "on": explanation.on.isoformat(),
        "amount": explanation.amount,
        "tier": explanation.tier,
        "deadline": None if explanation.deadline is None else explanation.deadline.isoformat(),
        "clauses": [_clause(clause) for clause in explanation.clauses],
        "notes": [_clause(note) for note in explanation.notes],
        "award_facts": [_fact(fact) for fact in explanation.award_facts],
        "award_figures": [_plain(figure) for figure in explanation.award_figures],
        "award_services": [_service(service) for service in explanation.award_services],
        "adjustments": [_plain(adjustment) for adjustment in explanation.adjustments],
        "questions": [_plain(question) for question in explanation.questions],
        "unsettled": [_plain(figure) for figure in explanation.unsettled],
        "changes": {
            "found": [_change(change, explanation) for change in explanation.changes.found],
            "two_at_once": explanation.changes.pairs,
            "complete": explanation.changes.complete,
            "only_time_changes": [_plain(at) for at in explanation.changes.fixed],
        },
        "ahead": {
            "months": explanation.ahead.months,
            "complete": explanation.ahead.complete,
            "turns": [_later(later) for later in explanation.ahead.turns],
        },
    }


def _plain(value: Any, *, leaving: set[str] | None = None) -> dict[str, Any]:
    names = [part.name for part in fields(value) if part.name not in (leaving or ())]
    held = {name: _held(getattr(value, name)) for name in names}
    plain: dict[str, Any] = json.loads(json.dumps(held, default=_text, ensure_ascii=False))
    return plain


def _held(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_held(one) for one in value]
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value


def _text(value: Any) -> Any:
    return value.value if hasattr(value, "value") else str(value)


def _clause(clause: ClauseShown) -> dict[str, Any]:
    return {
        **_plain(clause, leaving={"facts", "services"}),
        "facts": [_fact(fact) for fact in clause.facts],
        "services": [_service(service) for service in clause.services],
    }


def _service(service: ServiceShown) -> dict[str, Any]:
    low, high = (None, None) if service.range is None else service.range
    return {
        **{name: getattr(service, name) for name in ("service", "name", "whose", "person")},
        "aspect": service.aspect.name.lower(),
        "outcome": service.outcome,
        "value": value_of_service(service),
        "low": low,
        "high": high,
        "unit": service.unit or None,
        "clauses": [
            {
                **_plain(clause, leaving={"services"}),
                "services": [_service(inner) for inner in clause.services],
            }
            for clause in service.clauses
        ],
        "services": [_service(inner) for inner in service.services],
        "repeated": service.repeated,
    }


def _fact(fact: FactShown) -> dict[str, Any]:
    type_ = fact.type
    return {
        **{name: getattr(fact, name) for name in ("name", "whose", "person", "value")},
        "low": fact.range[0],
        "high": fact.range[1],
        "unit": None if type_ is None else type_.unit,
        **{name: getattr(fact, name) for name in ("known", "assumed", "year", "source")},
        "loaded": None if fact.loaded is None else fact.loaded.isoformat(),
    }


def _change(change: Change, explanation: Explanation) -> dict[str, Any]:
    rule = explanation.evidence.ground.rule
    amount = change.amount if change.amount is not None else (0, 0)
    tier = change.tier if change.tier is not None else (-1, -1)
    gives = change.amount is not None
    return {
        "effect": change.effect.value,
        "surely": change.surely,
        "status": change.status.name.lower(),
        "amount": amount_in_words(rule.amount, amount, change.status) if gives else None,
        "tier": tier_in_words(rule.tier, tier, change.status) if change.tier else None,
        "facts": [_fact_change(fact, explanation) for fact in change.facts],
    }


def _fact_change(change: FactChange, explanation: Explanation) -> dict[str, Any]:
    type_ = change.fact.type
    return {
        "name": change.at.name,
        "whose": explanation.evidence.whose(change.at.person),
        "person": change.at.person,
        "year": change.at.year,
        "present": change.present,
        "value": change.value,
        "difference": change.value - change.present,
        "present_in_words": figure(change.present, type_),
        "value_in_words": figure(change.value, type_),
        "others": [figure(other, type_) for other in change.others],
        "services": list(services_asking(explanation.reading, change.at)),
    }


def _later(later: Later) -> dict[str, Any]:
    return {
        "turn": later.turn.value,
        "on": later.on.isoformat(),
        "surely": later.surely,
        "amount": None if later.amount is None else list(later.amount),
    }


# ---------------------------------------------------------------- what it replays from


def content_of(evidence: Evidence) -> dict[str, Any]:
    """The evidence as plain JSON values."""
    writer = Writer()
    written: dict[str, Any] = writer.write(evidence)
    return {"shared": writer.shared, "evidence": written}


def evidence_in(content: Any) -> Evidence:
    """The evidence of a record. WHY001 if it cannot be read."""
    try:
        evidence: Evidence = Reader(content["shared"]).read(Evidence, content["evidence"])
        return evidence
    except (Unreadable, KeyError, TypeError, ValueError, OverflowError, RecursionError) as error:
        raise _unreadable(error) from None


def result_of(explanation: Explanation) -> dict[str, Any]:
    """What a reading came to, in numbers that can be compared."""
    reading = explanation.reading
    shown = shown_of(explanation)
    return {
        **summary_of(reading),
        "clauses": [int(clause.outcome) for clause in reading.clauses],
        "notes": [int(note.outcome) for note in reading.notes],
        "missing": [[use.name, use.person, use.year] for use in reading.missing],
        "unsettled": [use.name for use in reading.unsettled],
        "changes": [
            [
                change["effect"],
                change["status"],
                [
                    [one["name"], one["person"], one["year"], one["value"]]
                    for one in change["facts"]
                ],
            ]
            for change in shown["changes"]["found"]
        ],
        "ahead": [[one["turn"], one["on"]] for one in shown["ahead"]["turns"]],
    }


def summary_of(reading: Reading) -> dict[str, Any]:
    """Status, deciding clause, amount, class and last day; None where the result gives none."""
    gives: dict[str, Range | None] = {
        "amount": None if reading.amount_step is None else reading.amount,
        "tier": None if reading.tier_step is None else reading.tier,
    }
    deadline = reading.deadline_step
    return {
        "status": int(reading.status),
        "decided_by": reading.decided_by,
        "undecided": reading.undecided,
        **{name: None if held is None else list(held) for name, held in gives.items()},
        "deadline": reading.deadline if deadline is not None and deadline.certain else None,
    }


def _seal(written: Any) -> str:
    text = json.dumps(written, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def read_again(content: Any) -> Explanation:
    """The explanation of a record's content, made anew; no seal is looked at. WHY001."""
    evidence = evidence_in(content)
    try:
        return tell(evidence)
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise _unreadable(error) from None
    except RecursionError as error:
        raise _unreadable(error) from None


def replay(written: str | Mapping[str, Any]) -> Explanation:
    """The explanation a record holds, reached again from the record alone.

    WHY001 if it is no record that can be read, WHY002 if its content is not as it was sealed,
    WHY003 if the content leads to another result than the one recorded.
    """
    try:
        held = json.loads(written) if isinstance(written, str) else written
        if (held["format"], held["version"]) != (FORMAT, VERSION):
            raise Unreadable("it is of another format or version")
        content, result, seal = held["content"], held["result"], dict(held["seal"])
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise _unreadable(error) from None
    if seal.get("content") != _seal(content) or seal.get("result") != _seal(result):
        raise fault(
            "WHY002",
            "the record is not as it was when it was sealed",
            "take the record again from where it was kept, or explain the case anew",
        )
    explanation = read_again(content)
    if result_of(explanation) != result:
        raise fault(
            "WHY003",
            f"the record replays to another result than it states (made with {held.get('software')},"
            f" replayed with {__version__})",
            "explain the case anew; if only the software differs, report it to whoever keeps it",
        )
    return explanation


def _unreadable(error: BaseException) -> Problems:
    told = str(error) if isinstance(error, Unreadable) else type(error).__name__
    return fault(
        "WHY001",
        f"this is no explanation that can be replayed: {told}",
        "name a file written by `sakimawari why … --json`",
    )
