"""Variables of a pack: named formulas that may read each other in any order, but not in a circle."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sakimawari.problems import Place, Problem, Problems
from sakimawari.rules.parse import parse_truth, parse_value
from sakimawari.rules.references import names_of, references_of
from sakimawari.rules.scope import read_syntax
from sakimawari.rules.tree import (
    Holder,
    Kind,
    Literal,
    Truth,
    TruthLiteral,
    Type,
    Value,
    Variable,
)
from sakimawari.rules.vocabulary import Vocabulary, name_faults, normal

Key = tuple[Holder, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class VariableDeclaration:
    """A variable as a pack writes it: its formula is still text."""

    name: str
    type: Type
    holder: Holder
    text: str
    article: str | None
    place: Place

    @property
    def key(self) -> Key:
        return self.holder, normal(self.name)


def declare_variables(
    declarations: Sequence[VariableDeclaration],
    vocabulary: Vocabulary,
    *,
    later: Collection[Key] = (),
) -> Vocabulary:
    """The vocabulary with the declared variables, each read after those its formula names.

    Those named in `later` are checked but not yet read: they wait for the result of a service
    (`declare_one`). Raises `Problems` with every fault of every formula; a variable whose formula is faulty still
    counts as declared, so that what names it is not reported as well.
    """
    found = [
        problem
        for declaration in declarations
        for problem in name_faults(declaration.name, declaration.place)
    ]
    by_key, repeated = _by_key(declarations)
    found.extend(repeated)
    reads, unreadable = _all_read(by_key)
    found.extend(unreadable)
    circles = _circles(by_key, reads)
    found.extend(circles)
    if circles:
        raise Problems(found)
    for key in _in_order(reads):
        if key in later:
            continue
        vocabulary, faults = declare_one(by_key[key], vocabulary)
        # A formula that has no syntax was already reported by the scan of names.
        found.extend(problem for problem in faults if problem not in found)
    if found:
        raise Problems(found)
    return vocabulary


def declare_one(
    declaration: VariableDeclaration, vocabulary: Vocabulary
) -> tuple[Vocabulary, tuple[Problem, ...]]:
    """The vocabulary with one variable whose formula names only what is there, and its faults."""
    faults: tuple[Problem, ...] = ()
    try:
        formula = _formula(declaration, vocabulary)
    except Problems as problems:
        faults = tuple(problems.found)
        formula = _placeholder(declaration.type)
    return _with_variable(vocabulary, declaration, formula), faults


def reading_services(
    declarations: Sequence[VariableDeclaration],
) -> tuple[VariableDeclaration, ...]:
    """The variables that read the result of a service, directly or through others."""
    found = {one.key: references_of(one.text, one.place) for one in declarations}
    reading = {key for key, named in found.items() if named.services or named.conditions}
    more = reading
    while more:
        more = {
            key
            for key, named in found.items()
            if key not in reading and reading.intersection(named.variables)
        }
        reading |= more
    return tuple(one for one in declarations if one.key in reading)


def circular(declarations: Sequence[VariableDeclaration]) -> list[Problem]:
    """Variables that read themselves, directly or through others, with the chain shown."""
    by_key, _ = _by_key(declarations)
    reads, _ = _all_read(by_key)
    return _circles(by_key, reads)


def _by_key(
    declarations: Iterable[VariableDeclaration],
) -> tuple[dict[Key, VariableDeclaration], list[Problem]]:
    by_key: dict[Key, VariableDeclaration] = {}
    repeated: list[Problem] = []
    for declaration in declarations:
        if declaration.key in by_key:
            repeated.append(
                Problem(
                    id="RULE006",
                    what=f"the variable `{declaration.name}` is declared a second time",
                    near=f"first declared at {by_key[declaration.key].place}",
                    do="give one of the two another name",
                    where=declaration.place,
                )
            )
        else:
            by_key[declaration.key] = declaration
    return by_key, repeated


def _all_read(
    by_key: Mapping[Key, VariableDeclaration],
) -> tuple[dict[Key, tuple[Key, ...]], list[Problem]]:
    """Which declared variables each formula names, in order of first mention."""
    reads: dict[Key, tuple[Key, ...]] = {}
    faults: list[Problem] = []
    for key, declaration in by_key.items():
        try:
            _, tree = read_syntax(declaration.text, declaration.place)
        except Problems as problems:
            faults.extend(problems.found)
            reads[key] = ()
            continue
        reads[key] = tuple(dict.fromkeys(name for name in names_of(tree) if name in by_key))
    return reads, faults


def _circles(
    by_key: Mapping[Key, VariableDeclaration], reads: Mapping[Key, tuple[Key, ...]]
) -> list[Problem]:
    found: list[Problem] = []
    settled: set[Key] = set()

    def follow(key: Key, chain: tuple[Key, ...]) -> None:
        if key in chain:
            circle = (*chain[chain.index(key) :], key)
            found.append(_circle(by_key, circle))
            settled.update(circle)
            return
        if key in settled:
            return
        for read in reads[key]:
            follow(read, (*chain, key))
        settled.add(key)

    for key in reads:
        follow(key, ())
    return found


def _circle(by_key: Mapping[Key, VariableDeclaration], circle: tuple[Key, ...]) -> Problem:
    chain = " → ".join(f"{holder.prefix}{name}" for holder, name in circle)
    return Problem(
        id="RULE030",
        what=f"these variables read each other in a circle: {chain}",
        do="break the circle: one of them must be computed from facts alone",
        where=by_key[circle[0]].place,
    )


def _in_order(reads: Mapping[Key, tuple[Key, ...]]) -> list[Key]:
    ordered: dict[Key, None] = {}

    def enter(key: Key) -> None:
        if key not in ordered:
            for read in reads[key]:
                enter(read)
            ordered[key] = None

    for key in reads:
        enter(key)
    return list(ordered)


def _formula(declaration: VariableDeclaration, vocabulary: Vocabulary) -> Value | Truth:
    text, holder, place = declaration.text, declaration.holder, declaration.place
    if declaration.type.kind is Kind.TRUTH:
        return parse_truth(text, vocabulary, holder=holder, place=place, anyone=True)
    return parse_value(
        text, vocabulary, holder=holder, place=place, expected=declaration.type, anyone=True
    )


def _placeholder(type: Type) -> Value | Truth:
    """A formula that only serves to go on checking what names a faulty variable."""
    return TruthLiteral(False) if type.kind is Kind.TRUTH else Literal(0, type)


def _with_variable(
    vocabulary: Vocabulary, declaration: VariableDeclaration, formula: Value | Truth
) -> Vocabulary:
    holder, name = declaration.key
    variable = Variable(
        name=name, type=declaration.type, holder=holder, formula=formula, home=vocabulary.home
    )
    match holder:
        case Holder.PERSON:
            return replace(vocabulary, variables={**vocabulary.variables, name: variable})
        case Holder.HOUSEHOLD:
            held = {**vocabulary.household_variables, name: variable}
            return replace(vocabulary, household_variables=held)
        case Holder.COMPANY:
            of_companies = {**vocabulary.company_variables, name: variable}
            return replace(vocabulary, company_variables=of_companies)
