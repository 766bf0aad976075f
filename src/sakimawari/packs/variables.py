"""variables.yaml: named formulas, declared together so that they may use one another."""

from __future__ import annotations

from dataclasses import replace

from sakimawari.packs.document import Mapping as YamlMapping
from sakimawari.packs.expressions import LONGEST_EXPRESSION
from sakimawari.packs.facts import read_type
from sakimawari.packs.findings import Findings
from sakimawari.packs.names import bare, holder_of, name_is_sound
from sakimawari.packs.section import Section
from sakimawari.problems import Place, Problems
from sakimawari.rules.declare import VariableDeclaration, declare_variables, reading_services
from sakimawari.rules.tree import Holder, Kind, Literal, TruthLiteral, Variable
from sakimawari.rules.vocabulary import Vocabulary


def read_variables(
    file: Section, vocabulary: Vocabulary
) -> tuple[Vocabulary, dict[str, Place], tuple[VariableDeclaration, ...]]:
    """The vocabulary with the pack's variables, and where each is declared (by name in rules).

    Third come those that read a service, directly or through others: they are checked, and read
    when the service has been.

    A circular definition, a typo or a wrong type is noted. The variables then count as declared,
    so that what names them is not reported as well.
    """
    findings = file.findings
    declarations: list[VariableDeclaration] = []
    places: dict[str, Place] = {}
    for name, item in file.items.items():
        place = file.places[name]
        known = len(findings.problems)
        if not name_is_sound(name, findings, where=place):
            continue
        if not isinstance(item, YamlMapping):
            file.wrong_shape(name, item, "a mapping (type, formula, article)")
            continue
        declaration = _read_declaration(name, Section(item, findings, f"variable {name}"))
        findings.since(known, bare(name))
        if declaration is None:
            continue
        declarations.append(declaration)
        places.setdefault(in_rules(declaration.name, declaration.holder), place)
    _note_facts(places, vocabulary, findings)
    later = reading_services(declarations)
    try:
        declared = declare_variables(
            declarations, vocabulary, later=frozenset(one.key for one in later)
        )
    except Problems as error:
        findings.take(error.found)
        return _with_placeholders(declarations, vocabulary), places, ()
    return declared, places, later


def _note_facts(places: dict[str, Place], vocabulary: Vocabulary, findings: Findings) -> None:
    """A name that is a fact already cannot be a variable."""
    facts = {
        in_rules(fact.name, fact.holder)
        for group in (vocabulary.facts, vocabulary.household_facts, vocabulary.company_facts)
        for fact in group.values()
    }
    for name in places.keys() & facts:
        findings.problem(
            "PACK012",
            f"`{name}` is both a fact and a variable",
            "give the variable another name",
            where=places[name],
        )


def _with_placeholders(
    declarations: list[VariableDeclaration], vocabulary: Vocabulary
) -> Vocabulary:
    held: dict[Holder, dict[str, Variable]] = {holder: {} for holder in Holder}
    for one in declarations:
        truth = one.type.kind is Kind.TRUTH
        held[one.holder][one.name] = Variable(
            name=one.name,
            type=one.type,
            holder=one.holder,
            formula=TruthLiteral(False) if truth else Literal(0, one.type),
        )
    return replace(
        vocabulary,
        variables=held[Holder.PERSON],
        household_variables=held[Holder.HOUSEHOLD],
        company_variables=held[Holder.COMPANY],
    )


def in_rules(name: str, holder: Holder) -> str:
    """A fact or variable as rules write it."""
    return f"{holder.prefix}{name}"


def _read_declaration(name: str, section: Section) -> VariableDeclaration | None:
    kind = section.choice("type", ("number", "date", "category", "truth"))
    decimals = section.choice("decimals", tuple("0123456789"), default="0")
    type = read_type(section, kind, scale=int(decimals))
    holders = tuple(holder.value for holder in Holder)
    holder = Holder(section.choice("holder", holders, default=holder_of(name).value))
    formula = section.text("formula", required=True, most=LONGEST_EXPRESSION)
    article = section.words("article", required=True)
    section.words("note", most=2000)
    section.close()
    if type is None or formula is None or article is None:
        return None
    return VariableDeclaration(
        name=bare(name),
        type=type,
        holder=holder,
        text=formula.value.strip(),
        article=article,
        place=formula.place,
    )
