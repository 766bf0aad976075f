"""facts.yaml: the facts a pack reads, with their type, register and the question to ask."""

from __future__ import annotations

from sakimawari.packs.cells import UnreadableCell, ranges_of
from sakimawari.packs.document import Mapping as YamlMapping
from sakimawari.packs.document import Text, normal
from sakimawari.packs.findings import Findings
from sakimawari.packs.names import bare, holder_of, name_is_sound, unit_of
from sakimawari.packs.pack import DeclaredFact, Sensitivity
from sakimawari.packs.section import Section
from sakimawari.packs.values import value_of, wanted
from sakimawari.problems import Place
from sakimawari.rules.figures import widest_range
from sakimawari.rules.ranges import Range
from sakimawari.rules.tree import Fact, Holder, Kind, Shape, Type

AGE = Type(kind=Kind.NUMBER, unit="歳")
OLDEST = 130
MOST_LABELS = 100  # a category is one byte per resident


def read_facts(file: Section, findings: Findings) -> dict[str, tuple[DeclaredFact, Place]]:
    """The facts of a pack by the name rules use, each with the place it is declared at."""
    facts: dict[str, tuple[DeclaredFact, Place]] = {}
    known_as: dict[str, str] = {}
    for name, item in file.items.items():
        place = file.places[name]
        known = len(findings.problems)
        if not name_is_sound(name, findings, where=place):
            continue
        if not isinstance(item, YamlMapping):
            file.wrong_shape(name, item, "a mapping (type: …)")
            continue
        fact = _read_fact(name, Section(item, findings, f"fact {name}"))
        findings.since(known, bare(name))
        if fact is None:
            continue
        if fact.fact.name in known_as:
            findings.problem(
                "PACK012",
                f"`{name}` and `{known_as[fact.fact.name]}` may not both be facts",
                "rename the fact of the household or company",
                where=place,
            )
            continue
        known_as[fact.fact.name] = name
        facts[name] = (fact, place)
    return facts


def read_type(section: Section, kind: str, *, scale: int = 0) -> Type | None:
    """The type a declaration states by type, unit and labels; None with a problem noted.

    A number needs a unit (`なし` for a bare number), a category its labels.
    """
    match kind:
        case "number":
            unit = section.text("unit")
            if unit is None:
                section.findings.problem(
                    "PACK025",
                    f"{section.what} is a number without a unit",
                    "add `unit: 円` (or 人, 歳 …; なし for a bare number)",
                    where=section.place,
                )
                return None
            return Type(
                kind=Kind.NUMBER,
                unit=unit_of(normal(unit.value), section.findings, where=unit.place),
                scale=scale,
            )
        case "category":
            labels = tuple(normal(label.value) for label in section.texts("labels", required=True))
            if not labels or not _labels_are_sound(labels, section):
                return None
            return Type(kind=Kind.CATEGORY, labels=labels)
        case "date":
            return Type(kind=Kind.DATE)
        case _:
            return Type(kind=Kind.TRUTH)


def _labels_are_sound(labels: tuple[str, ...], section: Section) -> bool:
    twice = sorted({label for label in labels if labels.count(label) > 1})
    if twice or len(labels) > MOST_LABELS:
        what = f"the label {twice[0]} twice" if twice else f"more than {MOST_LABELS} labels"
        section.findings.problem(
            "PACK012", f"{section.what} has {what}", "remove labels", where=section.place
        )
        return False
    return True


def _read_fact(name: str, section: Section) -> DeclaredFact | None:
    kind = section.choice("type", ("number", "date", "category", "truth"))
    decimals = section.choice("decimals", tuple("0123456789"), default="0")
    type = read_type(section, kind, scale=int(decimals))
    shape = Shape(section.choice("shape", ("plain", "yearly", "spans"), default="plain"))
    if type is None:
        return None
    low, high = widest_range(type)
    low = _bound(section, "min", type, low)
    high = _bound(section, "max", type, high)
    absent = section.text("absent")
    if low > high:
        section.findings.problem(
            "PACK010",
            f"{section.what} has a min above its max",
            "exchange them",
            where=section.place,
        )
    fact = Fact(
        name=bare(name),
        type=type,
        shape=shape,
        holder=holder_of(name),
        low=low,
        high=high,
        absent=None if absent is None else _read_value(section, "absent", absent, type),
    )
    declared = DeclaredFact(
        fact=fact,
        register=section.words("register"),
        sensitivity=Sensitivity(
            section.choice("sensitivity", ("basic", "tax", "health", "welfare"), default="basic")
        ),
        question=section.words("question"),
        question_easy=section.words("question_easy"),
        question_en=section.words("question_en"),
        resident_knows=section.yes("resident_knows", default=True),
        ages=_ages(section, fact.holder),
    )
    section.close()
    return declared


def _ages(section: Section, holder: Holder) -> tuple[Range, ...]:
    """The ages at which the fact is worth asking: `asked_of: {年齢: "[20..70)"}`."""
    bounds = section.section("asked_of", f"asked_of of {section.what}")
    if bounds is None:
        return ()
    cell = bounds.text("年齢", required=True)
    bounds.close()
    if cell is None:
        return ()
    try:
        ages = ranges_of(cell.value, AGE)
    except UnreadableCell as reason:
        section.findings.problem(
            "PACK047",
            f"the ages of {bounds.what} cannot be read: the cell {reason}",
            "write ages as in a table: [20..70), >=15, 15未満",
            where=cell.place,
        )
        return ()
    if holder is not Holder.PERSON or not any(low <= OLDEST and high >= 0 for low, high in ages):
        section.findings.problem(
            "PACK047",
            f"{bounds.what} is left with nobody to ask",
            "name ages people have; a household or company has none",
            where=cell.place,
        )
    return ages


def _bound(section: Section, key: str, type: Type, default: int) -> int:
    found = section.text(key)
    if found is None:
        return default
    if type.kind not in {Kind.NUMBER, Kind.DATE}:
        section.unreadable(key, found, "used for categories and truths")
        return default
    value = _read_value(section, key, found, type)
    return default if value is None else value


def _read_value(section: Section, key: str, found: Text, type: Type) -> int | None:
    value = value_of(found.value, type)
    if value is None:
        section.unreadable(key, found, wanted(type))
    return value
