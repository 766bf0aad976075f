"""What of a case is shown to whoever opened it: fields, answers and proof, closed groups veiled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sakimawari.cases.bank import hidden
from sakimawari.cases.prefill import PHONE
from sakimawari.cases.values import Account, Answered, CaseFile, Event, Filled, Source
from sakimawari.console.casework.door import Opened
from sakimawari.console.record import GROUP_WORDS
from sakimawari.fit.explain import Explanation, FactShown
from sakimawari.fit.explaining.veiled import veiled
from sakimawari.guard.authorise.asked import FieldGroup
from sakimawari.packs.pack import DeclaredFact

NAME, ADDRESS = "氏名", "住所"
_OF_FACTS = (FieldGroup.BASIC, FieldGroup.TAX, FieldGroup.HEALTH, FieldGroup.WELFARE)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldLine:
    """A field of the form: the city's value and the applicant's side by side.

    `closed` names the group of fields that keeps it shut; then no value is shown.
    """

    label: str
    whose: str
    held: str
    given: str | None
    corrected: bool
    added: bool
    withheld: bool
    sources: tuple[Source, ...]
    closed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLine:
    """A question of the form with the applicant's answer."""

    question: str
    fact: str
    whose: str
    answer: str
    closed: str


def fields_of(file: CaseFile, opened: Opened) -> tuple[FieldLine, ...]:
    """The fields of the form in its order."""
    return tuple(_field(one, opened) for one in file.filled)


def _field(one: Filled, opened: Opened) -> FieldLine:
    closed = _closed(_groups(one, opened), opened)
    return FieldLine(
        label=one.field.label,
        whose=one.field.whose,
        held="" if closed else one.field.value,
        given=None if closed else one.given,
        corrected=one.corrected and not closed,
        added=one.given is not None and not one.field.value and not closed,
        withheld=one.field.withheld,
        sources=() if closed else one.field.sources,
        closed=closed,
    )


def answers_of(file: CaseFile, opened: Opened) -> tuple[AnswerLine, ...]:
    """The questions of the form in their order."""
    return tuple(_answer(one, opened) for one in file.answered)


def _answer(one: Answered, opened: Opened) -> AnswerLine:
    closed = _closed({_group(opened, one.ask.fact)}, opened)
    return AnswerLine(
        question=one.ask.words.ja,
        fact=one.ask.fact,
        whose=one.ask.whose,
        answer="" if closed else one.answer,
        closed=closed,
    )


def _groups(one: Filled, opened: Opened) -> set[FieldGroup]:
    if one.field.sealed:
        phone = any(source.fact == PHONE for source in one.field.sources)
        return {FieldGroup.CONTACT if phone else FieldGroup.IDENTITY}
    # What the applicant wrote themselves may say anything: it is for whoever may read the papers.
    return {_group(opened, source.fact) for source in one.field.sources} or {FieldGroup.BASIC}


def _group(opened: Opened, fact: str) -> FieldGroup:
    declared = _declared(opened.there.catalogue.facts, fact)
    return FieldGroup(declared.sensitivity.value) if declared is not None else FieldGroup.BASIC


def _declared(facts: Mapping[str, DeclaredFact], name: str) -> DeclaredFact | None:
    return facts.get(name) or facts.get(f"世帯.{name}")


def _closed(groups: Iterable[FieldGroup], opened: Opened) -> str:
    shut = [group for group in groups if not opened.opens(group)]
    return "・".join(GROUP_WORDS[group] for group in shut)


def closed_groups(opened: Opened) -> tuple[str, ...]:
    """The groups of fields that stay shut, by name."""
    return tuple(GROUP_WORDS[group] for group in FieldGroup if not opened.opens(group))


def reads_papers(opened: Opened) -> bool:
    """Papers may tell anything: they are for whoever may see health and welfare in this case."""
    return opened.opens(FieldGroup.HEALTH) and opened.opens(FieldGroup.WELFARE)


def account_shown(account: Account | None, opened: Opened) -> str:
    """The account: whole for whoever may see it, else its last digits."""
    if account is None:
        return ""
    if not opened.opens(FieldGroup.BANK) or not account.complete:
        return hidden(account)
    bank = f"{account.bank_name}（{account.bank}）" if account.bank_name else account.bank
    branch = f"{account.branch_name}（{account.branch}）" if account.branch_name else account.branch
    return f"{bank} {branch} {account.kind} {account.number} {account.holder}"


def applicant_named(file: CaseFile, opened: Opened, part: str = NAME) -> str:
    """A part of the identity as the form bears it; empty where it stays shut or was not there."""
    if not opened.opens(FieldGroup.IDENTITY):
        return ""
    for one in file.filled:
        if one.field.sealed and any(source.fact == part for source in one.field.sources):
            return one.shown
    return ""


def shown_proof(explanation: Explanation, opened: Opened) -> Explanation:
    """The proof without the values of what stays shut; as it is where nothing of it does."""
    if all(opened.opens(group) for group in _OF_FACTS):
        return explanation
    return veiled(explanation, hides(opened))


def hides(opened: Opened) -> Callable[[FactShown], bool]:
    """Whether a fact of a proof stays shut for whoever opened the case."""

    def hidden_fact(fact: FactShown) -> bool:
        declared = _declared(opened.there.catalogue.facts, fact.name)
        return declared is not None and not opened.opens(FieldGroup(declared.sensitivity.value))

    return hidden_fact


def noted(event: Event, names: Mapping[str, str]) -> str:
    """What stands beside a step: its note, of an assignment the name of whose it was."""
    if event.step in {"assign", "take"}:
        return names.get(event.note, "")
    return event.note
