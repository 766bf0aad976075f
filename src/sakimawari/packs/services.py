"""services/*.yaml: a service with its clauses in the order of the law and all that surrounds it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from sakimawari.packs.document import normal
from sakimawari.packs.expressions import LONGEST_EXPRESSION, Expressions
from sakimawari.packs.findings import Findings, nearest
from sakimawari.packs.forms import read_form, read_notice
from sakimawari.packs.interactions import Entry, note_places, with_interactions
from sakimawari.packs.messages import fillable_of, read_messages
from sakimawari.packs.names import slug_is_sound
from sakimawari.packs.pack import Deadline, Gives, Paper, Rung, Service
from sakimawari.packs.schedules import read_payments, read_renewals
from sakimawari.packs.section import PARAGRAPH, Section
from sakimawari.problems import Place
from sakimawari.rules.check import MOST_CLAUSES
from sakimawari.rules.tree import (
    DATE,
    Award,
    Clause,
    Holder,
    Kind,
    ServiceRule,
    Type,
    Value,
)
from sakimawari.rules.units import with_unit
from sakimawari.rules.vocabulary import Vocabulary

_BASE = re.compile("[/（(]")  # 円/月（保護者が納める額） is 円
_EVENT = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


def read_service(
    slug: str,
    file: Section,
    vocabulary: Vocabulary,
    *,
    pack: str,
    entries: Sequence[Entry] = (),
) -> Service | None:
    """One service file; None where its rule cannot be made, with every problem noted.

    `entries` are its interactions, read before because they name services that come first; those
    in which the recipient chooses are left to `with_choices`. Whether the rule can be computed
    safely is for `check_rule` to say, figures in hand.
    """
    findings = file.findings
    known = len(findings.problems)
    settled = [entry for entry in entries if entry.choice is None]
    subjects = tuple(each.value for each in Holder)
    holder = Holder(file.choice("subject", subjects, default=Holder.PERSON.value))
    expressions = Expressions(vocabulary=vocabulary, holder=holder, findings=findings)
    places = {
        "": file.place,
        **{f"#{key}": file.places.get(key, file.place) for key in ("amount", "tier", "deadline")},
    }
    clauses = _clauses(slug, file, expressions, places)
    by, deadline = _deadline(file, expressions)
    (amount, gives), tier = _amount(file, expressions), _tier(file, expressions)
    rule = ServiceRule(
        service=slug, holder=holder, clauses=clauses, amount=amount, tier=tier, deadline=by
    )
    said = file.section("messages", "the messages")
    messages = None if said is None else read_messages(said, fillable_of(rule, file.items))
    note_places(entries, places, findings)
    rule = with_interactions(rule, settled, expressions)
    service = Service(
        slug=slug,
        name=file.words("name", required=True) or slug,
        summary=file.words("summary", required=True) or "",
        rule=rule,
        law=file.words("law", required=True) or "",
        department=file.words("department", required=True) or "",
        life_events=_life_events(file),
        rung=Rung(file.choice("rung", tuple(rung.value for rung in Rung))),
        rung_basis=file.words("rung_basis", most=PARAGRAPH),
        received_as=file.words("received_as"),
        gives=gives,
        deadline=deadline,
        payments=read_payments(file),
        renewals=tuple(read_renewals(file)),
        papers=tuple(_papers(file)),
        form=read_form(file, expressions),
        notice=read_notice(file, rule),
        messages=messages,
        interactions=tuple(entry.declared() for entry in entries),
        pack=pack,
        places=places,
    )
    file.item("interactions")
    file.close()
    _check_rung(service, findings)
    return service if len(findings.problems) == known else None


def with_choices(
    service: Service, entries: Sequence[Entry], vocabulary: Vocabulary, findings: Findings
) -> Service | None:
    """The service with the interactions in which the recipient chooses; None with problems noted."""
    chosen = [entry for entry in entries if entry.choice is not None]
    if not chosen:
        return service
    known = len(findings.problems)
    expressions = Expressions(vocabulary=vocabulary, holder=service.holder, findings=findings)
    rule = with_interactions(service.rule, chosen, expressions)
    return replace(service, rule=rule) if len(findings.problems) == known else None


def _clauses(
    slug: str, file: Section, expressions: Expressions, places: dict[str, Place]
) -> tuple[Clause, ...]:
    clauses: list[Clause] = []
    sections = list(file.sections("clauses", f"a clause of {slug}"))
    if not sections:
        file.findings.problem(
            "PACK030",
            f"{slug} has no clause",
            "write under `clauses:` what the law asks for, in its order",
            where=file.places.get("clauses", file.place),
        )
    if len(sections) > MOST_CLAUSES:
        file.findings.problem(
            "PACK030",
            f"{slug} has {len(sections)} clauses; {MOST_CLAUSES} may be",
            "join clauses of one article, or split the service",
            where=file.places["clauses"],
        )
    for section in sections:
        clause = _clause(section, expressions, places)
        if clause is not None:
            clauses.append(clause)
    return tuple(clauses)


def _clause(section: Section, expressions: Expressions, places: dict[str, Place]) -> Clause | None:
    findings = section.findings
    id = _clause_id(section, places)
    when = section.text("when", most=LONGEST_EXPRESSION)
    unless = section.text("unless", most=LONGEST_EXPRESSION)
    if (when is None) == (unless is None):
        findings.problem(
            "PACK031",
            f"{section.what} has {'neither `when` nor' if when is None else 'both `when` and'} "
            "`unless`",
            "write `when:` for a condition, or `unless:` for an exception",
            where=section.place,
        )
    text = section.words("text", required=True, most=PARAGRAPH)
    article = section.words("article", required=True)
    plain = section.words("plain", most=PARAGRAPH)
    english = section.words("english", most=PARAGRAPH)
    section.close()
    condition = when or unless
    truth = None if condition is None else expressions.truth(condition)
    if truth is None or text is None or article is None:
        return None
    return Clause(
        id=id,
        text=text,
        article=article,
        truth=truth,
        excludes=when is None,
        plain=plain,
        english=english,
    )


def _clause_id(section: Section, places: dict[str, Place]) -> str:
    """The id of a clause, a slug of its own; its line is noted in `places`."""
    id = section.words("id", required=True) or ""
    section.what = f"clause {id}" if id else section.what
    if id and slug_is_sound(id, "clause", section.findings, where=section.place):
        if id in places:
            section.findings.problem(
                "PACK012",
                f"the clause {id} stands twice",
                "give each clause its own id",
                where=section.place,
                near=f"the first stands in line {places[id].line}",
            )
        places[id] = section.place
    return id


def _amount(file: Section, expressions: Expressions) -> tuple[Award | None, Gives]:
    section = file.section("amount", "the amount")
    if section is None:
        return None, Gives.BENEFIT
    gives = Gives(section.choice("gives", tuple(each.value for each in Gives), default="benefit"))
    text = section.text("value", required=True, most=LONGEST_EXPRESSION)
    unit = section.words("unit")
    article = section.words("article", required=True)
    section.close()
    if unit is None:
        file.findings.problem(
            "PACK025",
            "the amount has no unit",
            "add `unit: 円/月` (or 円/年, 円/回, 割 …)",
            where=section.place,
        )
    value = None if text is None else expressions.value(text)
    if value is None or unit is None or article is None:
        return None, gives
    base = _BASE.split(unit)[0]
    value = with_unit(value, base) or value  # a bare figure takes the unit of what is given
    if value.type.kind is not Kind.NUMBER or value.type.unit != base:
        held = value.type.unit or (
            "a bare number" if value.type.kind is Kind.NUMBER else f"a {value.type.kind.value}"
        )
        file.findings.problem(
            "PACK033",
            f"the amount is in {held}, its unit says {unit}",
            "correct the unit, or the formula",
            where=section.places["value"],
        )
    return Award(value=value, unit=unit, article=article), gives


def _tier(file: Section, expressions: Expressions) -> Award | None:
    section = file.section("tier", "the tier")
    if section is None:
        return None
    labels = tuple(normal(label.value) for label in section.texts("labels", required=True))
    text = section.text("value", required=True, most=LONGEST_EXPRESSION)
    article = section.words("article", required=True)
    section.close()
    if text is None or not labels:
        return None
    value = expressions.value(text, Type(kind=Kind.CATEGORY, labels=labels))
    if value is None or article is None:
        return None
    return Award(value=value, unit="区分", article=article)


def _deadline(file: Section, expressions: Expressions) -> tuple[Value | None, Deadline | None]:
    section = file.section("deadline", "the deadline")
    if section is None:
        return None, None
    by = section.text("by", required=True, most=LONGEST_EXPRESSION)
    text = section.words("text", required=True, most=PARAGRAPH)
    article = section.words("article", required=True)
    retroactive = section.words("retroactive", most=PARAGRAPH)
    section.close()
    day = None if by is None else expressions.value(by, DATE)
    if day is None or text is None or article is None:
        return None, None
    return day, Deadline(text=text, article=article, retroactive=retroactive)


def _papers(file: Section) -> list[Paper]:
    papers: list[Paper] = []
    for section in file.sections("papers", "a paper"):
        papers.append(
            Paper(name=section.words("name", required=True) or "", held=section.yes("held"))
        )
        section.close()
    return papers


def _life_events(file: Section) -> tuple[str, ...]:
    events = file.texts("life_events", required=True)
    for event in events:
        if not _EVENT.fullmatch(event.value):
            file.findings.problem(
                "PACK009",
                f"the life event `{event.value}` is not a plain word",
                "use small ASCII letters: birth, move_in",
                where=event.place,
                near=nearest(event.value.lower(), ["birth", "move_in", "divorce", "pregnancy"]),
            )
    return tuple(event.value for event in events)


def _check_rung(service: Service, findings: Findings) -> None:
    place = service.places[""]
    if service.rung in {Rung.OFFER, Rung.AUTOMATIC} and service.received_as is None:
        findings.problem(
            "PACK034",
            f"{service.slug} is {service.rung.value}ed without `received_as`"
            if service.rung is Rung.OFFER
            else f"{service.slug} is given automatically without `received_as`",
            "name the programme as the register of recipients does, so that nobody who has it "
            "already is offered it",
            where=place,
        )
    if service.rung is Rung.AUTOMATIC and service.rung_basis is None:
        findings.problem(
            "PACK039",
            f"{service.slug} is given automatically without a legal basis",
            "add `rung_basis:`, or choose a lower rung",
            where=place,
        )
