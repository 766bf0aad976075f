"""The words a rule may use: facts, variables, parameters and tables by their official names."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from sakimawari.problems import Place, Problem
from sakimawari.rules.tree import (
    Aspect,
    Calendar,
    DecisionTable,
    Fact,
    Gathering,
    Group,
    Holder,
    Parameter,
    Relation,
    Rounding,
    Variable,
)

LONGEST_NAME = 20

GROUPS = {group.value: group for group in Group}
RELATIONS = {relation.value: relation for relation in Relation}
CALENDAR = {function.value: function for function in Calendar}
ROUNDINGS = {rounding.value: rounding for rounding in Rounding}
GATHERINGS = {gathering.value: gathering for gathering in Gathering}

SUBJECT, COMPANY = "本人", "企業"
ON, PARAMETERS, TRUE, FALSE = "基準日", "P", "真", "偽"
SOME, EVERY, TABLE, DAY, IF_NONE = "誰か", "全員", "表", "日付", "なければ"

# What is read of another service, by its slug; an amount is named with its period.
ENTITLED, CONDITIONS, CLASS = Aspect.ENTITLED.value, Aspect.CONDITIONS.value, Aspect.CLASS.value
AMOUNTS = {"支給月額": "月", "支給年額": "年", "支給額": None}
RECEIVING = "受給中"
RESULTS = (ENTITLED, CONDITIONS, *AMOUNTS, CLASS, RECEIVING)

# A fact may bear the name of a function (月齢 the fact, 月齢(…) the function would confuse a
# reader), so all words of the language are taken.
RESERVED = frozenset(
    {*GROUPS, *RELATIONS, *CALENDAR, *ROUNDINGS, *GATHERINGS}
    | {SUBJECT, COMPANY, ON, PARAMETERS, TRUE, FALSE, SOME, EVERY, TABLE, DAY, IF_NONE, *RESULTS}
)


def normal(text: str) -> str:
    """A name or expression in the one form names are compared in (Unicode NFKC)."""
    return unicodedata.normalize("NFKC", text)


def closest(name: str, known: Iterable[str], *, quote: str = "`") -> str | None:
    """The known name most like this one, quoted; up to three where they are equally like it."""
    names = sorted(set(known))

    def one_mistaken(candidate: str) -> bool:
        # 齡 for 齢: in short names difflib's ratio alone would miss it.
        pairs = zip(name, candidate, strict=False)
        return len(candidate) == len(name) > 1 and sum(a != b for a, b in pairs) == 1

    found = [candidate for candidate in names if one_mistaken(candidate)][:3]
    found = found or get_close_matches(name, names, n=1, cutoff=0.5)
    return " or ".join(f"{quote}{candidate}{quote}" for candidate in found) or None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceResult:
    """What rules may read of another service: whether it is due and what it gives.

    `unit` is that of the amount with its period (円/月). `own` holds the clauses that look at
    nobody but the subject, None where the whole rule is so (or a household's or company's).
    """

    slug: str
    name: str
    holder: Holder
    entitled: Variable
    amount: Variable | None = None
    unit: str | None = None
    tier: Variable | None = None
    own: Variable | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Everything an expression of one pack may name, keyed by name.

    `facts` and `variables` are held by a person and written bare; those of the household are
    written `世帯.名前`, those of a company `企業.名前`, parameters
    `P.名前`, tables `表('名前', …)`. Names are NFKC normalised and have at most 20 characters; `faults`
    tells those that do not.

    `services` are the results of other services by slug, `conditions` those without what the
    recipient chooses; None stands for a service the pack may name though no pack holds it.
    `receipts` tells of those services by which fact the register of recipients is read, None where
    a service names no programme there. `home` is the id of the pack, which its variables bear.
    """

    facts: Mapping[str, Fact] = field(default_factory=dict)
    household_facts: Mapping[str, Fact] = field(default_factory=dict)
    variables: Mapping[str, Variable] = field(default_factory=dict)
    household_variables: Mapping[str, Variable] = field(default_factory=dict)
    company_facts: Mapping[str, Fact] = field(default_factory=dict)
    company_variables: Mapping[str, Variable] = field(default_factory=dict)
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    tables: Mapping[str, DecisionTable] = field(default_factory=dict)
    services: Mapping[str, ServiceResult | None] = field(default_factory=dict)
    conditions: Mapping[str, ServiceResult | None] = field(default_factory=dict)
    receipts: Mapping[str, Fact | None] = field(default_factory=dict)
    home: str = ""

    def of_people(self, name: str) -> Fact | Variable | None:
        """The fact or variable of a person by this name."""
        return self.facts.get(name) or self.variables.get(name)

    def of_households(self, name: str) -> Fact | Variable | None:
        """The fact or variable of a household by this name."""
        return self.household_facts.get(name) or self.household_variables.get(name)

    def of_companies(self, name: str) -> Fact | Variable | None:
        """The fact or variable of a company by this name."""
        return self.company_facts.get(name) or self.company_variables.get(name)


def faults(vocabulary: Vocabulary, place: Place) -> list[Problem]:
    """Names too long, not normalised, not writable in an expression, reserved, or given twice."""
    found: list[Problem] = []
    for name in (
        *vocabulary.facts,
        *vocabulary.household_facts,
        *vocabulary.variables,
        *vocabulary.household_variables,
        *vocabulary.company_facts,
        *vocabulary.company_variables,
        *vocabulary.parameters,
        *vocabulary.tables,
    ):
        found.extend(name_faults(name, place))
    found.extend(_given_twice(vocabulary, place))
    return found


def name_faults(name: str, place: Place) -> Iterator[Problem]:
    """What is wrong with one name."""
    if len(name) > LONGEST_NAME:
        yield Problem(
            id="RULE001",
            what=f"the name `{name}` has {len(name)} characters, more than {LONGEST_NAME}",
            do="shorten the name",
            where=place,
        )
    if name != normal(name):
        yield Problem(
            id="RULE002",
            what=f"the name `{name}` holds characters that exist in several forms",
            near=f"`{normal(name)}`",
            do="write the name in the normal form (NFKC: no half-width kana, no full-width digits)",
            where=place,
        )
    elif not name.isidentifier():
        yield Problem(
            id="RULE003",
            what=f"the name `{name}` cannot be written in an expression",
            do="use letters, digits and _ only, and do not begin with a digit",
            where=place,
        )
    if name in RESERVED:
        yield Problem(
            id="RULE004",
            what=f"the name `{name}` is a word of the language of rules",
            do="choose another name",
            where=place,
        )


def _given_twice(vocabulary: Vocabulary, place: Place) -> Iterator[Problem]:
    pairs = (
        (vocabulary.facts, vocabulary.variables, "both a fact and a variable"),
        (
            vocabulary.household_facts,
            vocabulary.household_variables,
            "both a fact and a variable of the household",
        ),
        (
            vocabulary.company_facts,
            vocabulary.company_variables,
            "both a fact and a variable of the company",
        ),
        # Columns of a population are keyed by the bare name.
        (vocabulary.facts, vocabulary.household_facts, "both a fact of people and of households"),
    )
    for some, others, what in pairs:
        for name in sorted(some.keys() & others.keys()):
            yield Problem(
                id="RULE005",
                what=f"`{name}` is {what}",
                do="give one of the two another name",
                where=place,
            )
