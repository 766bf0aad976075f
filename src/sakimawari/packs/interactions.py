"""How a service depends on others: 併給調整, priority, reduced amounts, a ceiling shared.

An entry of `interactions:` becomes part of the service's own rule (a clause, a note, an adjusted
amount), in the language of rules, so that every reading knows it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sakimawari.packs.document import Item, Listing, Text, normal
from sakimawari.packs.expressions import LONGEST_EXPRESSION, Expressions
from sakimawari.packs.findings import Findings
from sakimawari.packs.names import slug_is_sound
from sakimawari.packs.pack import Interaction, InteractionKind
from sakimawari.packs.section import PARAGRAPH, Section
from sakimawari.problems import Place
from sakimawari.rules.parse_results import asked_for
from sakimawari.rules.results import capped, reduced
from sakimawari.rules.tree import Adjustment, Award, Clause, Holder, ServiceRule, Truth, Value
from sakimawari.rules.units import Disagreement
from sakimawari.rules.vocabulary import CONDITIONS, ENTITLED, GROUPS, RECEIVING, SUBJECT

BASES = ("entitled", "receiving", "either")
OWN_HOUSEHOLD = "同居"  # visitors have their amounts in their own household


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One interaction as written; what is an expression is still text.

    `on` tells what of the other service counts (by the rules, by the register, or either), `whose`
    the person who has it. `strict` makes an order of use a condition. `before` names the clause in
    front of which the law puts this one.
    """

    id: str
    kind: InteractionKind
    services: tuple[Text, ...]
    text: str
    article: str
    plain: str | None
    english: str | None
    on: str
    whose: str
    choice: Text | None
    strict: bool
    ceiling: Text | None
    unit: Text | None
    before: Text | None
    place: Place

    @property
    def slugs(self) -> tuple[str, ...]:
        return tuple(normal(text.value) for text in self.services)

    def declared(self) -> Interaction:
        """The entry as the catalogue shows it."""
        return Interaction(
            id=self.id,
            kind=self.kind,
            services=self.slugs,
            text=self.text,
            article=self.article,
            by_choice=self.choice is not None,
        )


# ---------------------------------------------------------------- reading


def read_interactions(slug: str, file: Section) -> tuple[Entry, ...]:
    """The entries under `interactions:`; a faulty one is left out, with every problem noted."""
    found = (
        _entry(section) for section in file.sections("interactions", f"an interaction of {slug}")
    )
    return tuple(entry for entry in found if entry is not None)


def _entry(section: Section) -> Entry | None:
    known = len(section.findings.problems)
    id = section.words("id", required=True) or ""
    section.what = f"interaction {id}" if id else section.what
    if id:
        slug_is_sound(id, "interaction", section.findings, where=section.place)
    kind, services = _kind(section)
    whose = section.choice("whose", (SUBJECT, *GROUPS), default=SUBJECT)
    entry = Entry(
        id=id,
        kind=kind,
        services=services,
        text=section.words("text", required=True, most=PARAGRAPH) or "",
        article=section.words("article", required=True) or "",
        plain=section.words("plain", most=PARAGRAPH),
        english=section.words("english", most=PARAGRAPH),
        on=section.choice("on", BASES, default="entitled"),
        whose=whose,
        choice=section.text("choice", most=LONGEST_EXPRESSION),
        strict=section.yes("strict"),
        ceiling=section.text("ceiling", most=LONGEST_EXPRESSION),
        unit=section.text("unit"),
        before=section.text("before"),
        place=section.place,
    )
    section.close()
    _check_keys(entry, section)
    return entry if len(section.findings.problems) == known else None


def _kind(section: Section) -> tuple[InteractionKind, tuple[Text, ...]]:
    items = {kind: section.item(kind.value) for kind in InteractionKind}
    given = {kind: item for kind, item in items.items() if item is not None}
    if len(given) != 1:
        section.findings.problem(
            "PACK043",
            f"{section.what} names {len(given)} ways of depending on a service, not one",
            "write one of `not_with`, `after`, `reduced_by` and `capped_with` with a service's slug",
            where=section.place,
        )
        return InteractionKind.NOT_WITH, ()
    kind, item = next(iter(given.items()))
    services = _slugs(section, kind, item)
    for text in services:
        slug_is_sound(normal(text.value), "service", section.findings, where=text.place)
    return kind, services


def _slugs(section: Section, kind: InteractionKind, item: Item) -> tuple[Text, ...]:
    if isinstance(item, Text):
        return (item,)
    if isinstance(item, Listing) and kind is InteractionKind.CAPPED_WITH:
        return section.texts(kind.value)
    section.wrong_shape(
        kind.value, item, "slugs of services" if isinstance(item, Listing) else "a service's slug"
    )
    return ()


# Keys that mean something for some kinds only; elsewhere they would be passed over in silence.
_ONLY = {
    "on": (InteractionKind.NOT_WITH,),
    "choice": (InteractionKind.NOT_WITH,),
    "strict": (InteractionKind.AFTER,),
    "ceiling": (InteractionKind.CAPPED_WITH,),
    "unit": (InteractionKind.CAPPED_WITH,),
    "before": (InteractionKind.NOT_WITH, InteractionKind.AFTER),
    "whose": (InteractionKind.NOT_WITH, InteractionKind.AFTER, InteractionKind.REDUCED_BY),
}


def _check_keys(entry: Entry, section: Section) -> None:
    for key, kinds in _ONLY.items():
        if key in section.items and entry.kind not in kinds:
            section.findings.problem(
                "PACK043",
                f"{section.what} has `{key}`, which means nothing beside `{entry.kind.value}`",
                f"remove `{key}`",
                where=section.places[key],
            )
    missing = [key for key in ("ceiling", "unit") if getattr(entry, key) is None]
    if entry.kind is InteractionKind.CAPPED_WITH and missing:
        section.findings.problem(
            "PACK043",
            f"{section.what} shares a ceiling without {' and '.join(f'`{key}`' for key in missing)}",
            "write the ceiling as a formula, and its unit with the period: 円/月",
            where=section.place,
        )


def note_places(entries: Sequence[Entry], places: dict[str, Place], findings: Findings) -> None:
    """Add the lines of interactions to those of clauses; one id for both is a problem."""
    for entry in entries:
        if entry.id in places:
            findings.problem(
                "PACK012",
                f"the interaction {entry.id} has the id of a clause or another interaction",
                "give each its own id",
                where=entry.place,
                near=f"the first stands in line {places[entry.id].line}",
            )
        places.setdefault(entry.id, entry.place)


# ---------------------------------------------------------------- into the rule


def with_interactions(
    rule: ServiceRule, entries: Sequence[Entry], expressions: Expressions
) -> ServiceRule:
    """The rule with what its interactions add; one with services no pack holds adds nothing."""
    known = expressions.vocabulary.services
    for entry in entries:
        present = tuple(
            text for text in entry.services if known.get(normal(text.value), ...) is not None
        )
        if present or not entry.services:
            rule = _WAYS[entry.kind](rule, replace(entry, services=present), expressions)
    return rule


def _not_with(rule: ServiceRule, entry: Entry, expressions: Expressions) -> ServiceRule:
    slug = entry.slugs[0]
    due = f"{ENTITLED if entry.choice is None else CONDITIONS}('{slug}')"
    received = f"{RECEIVING}('{slug}')"
    basis = {"entitled": due, "receiving": received, "either": f"({due} or {received})"}[entry.on]
    condition = _of(entry.whose, basis)
    if entry.choice is not None:
        condition = f"{condition} and not ({entry.choice.value.strip()})"
    return _with_clause(rule, entry, condition, expressions, excludes=True)


def _after(rule: ServiceRule, entry: Entry, expressions: Expressions) -> ServiceRule:
    slug = entry.slugs[0]
    due, received = f"{ENTITLED}('{slug}')", f"{RECEIVING}('{slug}')"
    has_register = expressions.vocabulary.receipts.get(slug) is not None
    open_still = f"{due} and not {received}" if has_register or entry.strict else due
    condition = _of(entry.whose, open_still)
    if entry.strict:
        return _with_clause(rule, entry, condition, expressions, excludes=True)
    truth = _truth(entry, condition, expressions)
    if truth is None:
        return rule
    return replace(rule, notes=(*rule.notes, _clause(entry, truth, excludes=False)))


def _of(whose: str, condition: str) -> str:
    return condition if whose == SUBJECT else f"{whose}.誰か({condition})"


def _truth(entry: Entry, condition: str, expressions: Expressions) -> Truth | None:
    return expressions.truth(replace(entry.services[0], value=condition))


def _clause(entry: Entry, truth: Truth, *, excludes: bool) -> Clause:
    return Clause(
        id=entry.id,
        text=entry.text,
        article=entry.article,
        truth=truth,
        excludes=excludes,
        plain=entry.plain,
        english=entry.english,
    )


def _with_clause(
    rule: ServiceRule, entry: Entry, condition: str, expressions: Expressions, *, excludes: bool
) -> ServiceRule:
    truth = _truth(entry, condition, expressions)
    ids = [clause.id for clause in rule.clauses]
    at = len(ids)
    if entry.before is not None:
        before = normal(entry.before.value)
        if before not in ids:
            expressions.findings.problem(
                "PACK043",
                f"interaction {entry.id} stands before `{before}`, which is no clause here",
                "name one of its clauses: " + ", ".join(ids),
                where=entry.before.place,
            )
            return rule
        at = ids.index(before)
    if truth is None:
        return rule
    clause = _clause(entry, truth, excludes=excludes)
    return replace(rule, clauses=(*rule.clauses[:at], clause, *rule.clauses[at:]))


def _reduced(rule: ServiceRule, entry: Entry, expressions: Expressions) -> ServiceRule:
    award = _award(rule, entry, expressions.findings)
    if award is None:
        return rule
    word = asked_for(award.unit)
    text = f"{word}('{entry.slugs[0]}')"
    whole = text if entry.whose == SUBJECT else f"{entry.whose}.合計({text})"
    other = expressions.value(replace(entry.services[0], value=whole))
    if other is None:
        return rule
    return _adjusted(rule, entry, award, expressions.findings, taken=(other,))


def _capped(rule: ServiceRule, entry: Entry, expressions: Expressions) -> ServiceRule:
    """The own amount, at most what is left of the ceiling after the services named before."""
    findings = expressions.findings
    award = _award(rule, entry, findings)
    if award is None or entry.ceiling is None or entry.unit is None:
        return rule
    if normal(entry.unit.value) != _bare(award.unit):
        findings.problem(
            "PACK044",
            f"interaction {entry.id} has a ceiling of {normal(entry.unit.value)}, the amount is "
            f"{award.unit}",
            "give the ceiling for the period of the amount; write a conversion into its formula",
            where=entry.unit.place,
        )
        return rule
    ceiling = expressions.value(entry.ceiling)
    others = [_sharing(rule, entry, text, award, expressions) for text in entry.services]
    found = [other for other in others if other is not None]
    if ceiling is None or len(found) < len(others):
        return rule
    return _adjusted(rule, entry, award, findings, taken=tuple(found), ceiling=ceiling)


def _sharing(
    rule: ServiceRule, entry: Entry, text: Text, award: Award, expressions: Expressions
) -> Value | None:
    slug = normal(text.value)
    result = expressions.vocabulary.services.get(slug)
    asked = f"{asked_for(award.unit)}('{slug}')"
    of_company = Holder.COMPANY in (rule.holder, result.holder if result else None)
    if result is not None and result.holder is not rule.holder and not of_company:
        if rule.holder is Holder.PERSON:
            expressions.findings.problem(
                "PACK045",
                f"interaction {entry.id} caps what a person gets together with `{slug}`, which a "
                "household gets: two people of one household would each take what is left",
                "make both services of people, or both of households",
                where=text.place,
            )
            return None
        asked = f"{OWN_HOUSEHOLD}.合計({asked})"
    return expressions.value(replace(text, value=asked))


def _award(rule: ServiceRule, entry: Entry, findings: Findings) -> Award | None:
    if rule.amount is None:
        findings.problem(
            "PACK043",
            f"interaction {entry.id} changes an amount, but `{rule.service}` gives none",
            "write `amount:`, or another kind of interaction",
            where=entry.place,
        )
    return rule.amount


def _adjusted(
    rule: ServiceRule,
    entry: Entry,
    award: Award,
    findings: Findings,
    *,
    taken: tuple[Value, ...],
    ceiling: Value | None = None,
) -> ServiceRule:
    try:
        value = (
            reduced(award.value, taken)
            if ceiling is None
            else capped(award.value, ceiling=ceiling, taken=taken)
        )
    except Disagreement as wrong:
        findings.problem(
            "PACK044",
            f"interaction {entry.id} reckons with amounts that do not go together: {wrong.what}",
            wrong.do,
            where=entry.place,
        )
        return rule
    told = Adjustment(
        id=entry.id,
        text=entry.text,
        article=entry.article,
        plain=entry.plain,
        english=entry.english,
    )
    adjusted = replace(award, value=value, adjustments=(*award.adjustments, told))
    return replace(rule, amount=adjusted)


def _bare(unit: str) -> str:
    """A unit without the remark behind it: 円/月（保護者が納める額） is 円/月."""
    return normal(unit.partition("（")[0].partition("(")[0])


_WAYS: dict[InteractionKind, Callable[[ServiceRule, Entry, Expressions], ServiceRule]] = {
    InteractionKind.NOT_WITH: _not_with,
    InteractionKind.AFTER: _after,
    InteractionKind.REDUCED_BY: _reduced,
    InteractionKind.CAPPED_WITH: _capped,
}
