"""The proof of a case as it stands today, and the reasons a decision takes from it.

Law: 行政手続法 art. 8 (a refusal states its reasons), by which whoever reads the notice must see from
it which facts fell under which article.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sakimawari.cases.models import CaseRecord
from sakimawari.cases.values import Answered, Finding, Moment
from sakimawari.fit.asking.answers import read_answer, with_answer
from sakimawari.fit.explain import ClauseShown, Explanation, explain_situation
from sakimawari.fit.explaining.casebook import casebook_of
from sakimawari.packs.pack import Service
from sakimawari.problems import Problems
from sakimawari.rules.figures import days
from sakimawari.rules.situation import Situation
from sakimawari.rules.tree import Fact, Holder

_YES, _NO = "yes", "no"
BLANK = "（　　　　）"  # for a person to fill in; a decision that still holds one is refused


def proof_of(
    moment: Moment, row: CaseRecord, answered: Sequence[Answered] = ()
) -> Explanation | None:
    """Why the subject of a case is, may be, or is not entitled on the day they applied.

    `answered` are the applicant's answers a clerk accepts; each stands in the proof as theirs
    (本人の回答). None where the subject is no longer in the registers, or no pack has the service.
    """
    service = moment.catalogue.services.get(row.service)
    if service is None:
        return None
    try:
        found = moment.desk.find(row.subject, service.holder)
    except Problems:
        return None
    facts = casebook_of(moment.catalogue).facts(row.service)
    situation = moment.desk.situation(found.unit, facts)
    keys = moment.desk.keys(found.unit)
    for one in answered:
        situation = _with(situation, one, keys=keys, facts=facts, moment=moment, row=row)
    return explain_situation(
        situation,
        service,
        moment.catalogue,
        subject=found.position,
        relations=moment.desk.relations(found.unit),
        on=row.opened_on,
        key=row.subject,
        with_changes=True,
    )


def _with(
    situation: Situation,
    one: Answered,
    *,
    keys: Sequence[str],
    facts: Iterable[Fact],
    moment: Moment,
    row: CaseRecord,
) -> Situation:
    """The situation with one answer in it; as it was where the answer says nothing readable."""
    fact = next((each for each in facts if each.name == one.ask.fact), None)
    of_person = fact is not None and fact.holder is Holder.PERSON
    if fact is None or not one.answer or (of_person and one.ask.subject not in keys):
        return situation
    person = keys.index(one.ask.subject) if of_person else None
    try:
        value = read_answer(fact, one.answer.removesuffix(one.ask.unit))
        return with_answer(
            situation,
            (fact.name, person, one.ask.year),
            value,
            fact=fact,
            on=days(row.opened_on),
            given=moment.today,
        )
    except (Problems, ValueError):
        return situation


def reasons_of(told: Explanation, finding: Finding) -> tuple[str, ...]:
    """The reasons of a decision in the order of the law, each with its article and its facts.

    Of a grant what holds, of a refusal what does not; an unknown clause is a reason for neither.
    """
    wanted = _YES if finding is Finding.GRANT else _NO
    return tuple(_reason(clause) for clause in told.clauses if clause.outcome == wanted)


def open_reasons_of(told: Explanation, finding: Finding) -> tuple[str, ...]:
    """What the proof leaves open, as reasons with a blank: how a person found out.

    Of a refusal nothing: nobody is refused for what is not known.
    """
    if finding is Finding.REFUSE:
        return ()
    return tuple(
        f"「{clause.text}」に{'当たらない' if clause.is_exception else '当てはまる'}ことを、"
        f"{BLANK}により確認しました（{clause.article}）"
        for clause in told.clauses
        if clause.outcome not in (_YES, _NO)
    )


def _reason(clause: ClauseShown) -> str:
    """An exception that holds speaks against, one that does not hold speaks for."""
    lets_through = clause.outcome == _YES
    if clause.is_exception:
        said = f"「{clause.text}」に{'は当たりません' if lets_through else '当たります'}"
    else:
        said = f"「{clause.text}」に当ては{'まります' if lets_through else 'まりません'}"
    facts = "、".join(
        dict.fromkeys(f"{fact.name}：{fact.value}" for fact in clause.facts if fact.known)
    )
    return f"{said}（{clause.article}）" + (f"。{facts}" if facts and not lets_through else "")


def grantable_yen(told: Explanation, service: Service) -> int | None:
    """What a grant pays, where the proof gives one amount; None where a person must reckon it.

    Of a monthly amount this is one month: what the first payment covers is the clerk's to say.
    """
    if service.rule.amount is None or told.reading.amount_step is None:
        return None
    low, high = told.reading.amount
    return low if low == high else None
