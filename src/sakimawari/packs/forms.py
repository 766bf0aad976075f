"""The form and the notice of a service: every field has a source, every placeholder a meaning."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sakimawari.packs.document import Text, normal
from sakimawari.packs.expressions import LONGEST_EXPRESSION, Expressions
from sakimawari.packs.findings import nearest
from sakimawari.packs.pack import Form, FormField, Notice
from sakimawari.packs.section import PARAGRAPH, Section
from sakimawari.rules.tree import TRUTH, Fact, Holder, ServiceRule, Variable
from sakimawari.rules.vocabulary import Vocabulary

IDENTITY = ("氏名", "カナ", "住所", "生年月日", "性別", "電話番号")
OF_COMPANY = ("商号又は名称", "所在地", "法人番号")
AMOUNT, DEADLINE, REASON, TIER = "金額", "期限", "理由", "区分"
PLACEHOLDERS = (AMOUNT, DEADLINE, REASON, TIER)
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)?")


def read_form(file: Section, expressions: Expressions) -> Form | None:
    """The form under `form:`, if there is one."""
    section = file.section("form", "the form")
    if section is None:
        return None
    title = section.words("title", required=True) or ""
    fields = [
        _read_field(field, expressions)
        for field in section.sections("fields", "a field of the form", required=True)
    ]
    section.close()
    return Form(title=title, fields=tuple(fields))


def _read_field(section: Section, expressions: Expressions) -> FormField:
    label = section.words("label", required=True) or ""
    source = section.text("from", most=LONGEST_EXPRESSION)
    if source is None and "from" not in section.items:
        section.item("from", required=True)
    section.close()
    if source is None:
        return FormField(label=label)
    name = normal(source.value)
    if name in _identity(expressions.holder):
        return FormField(label=label, identity=name)
    if not _NAME.fullmatch(name):
        return FormField(label=label, value=expressions.value(source))
    return _read_named(label, name, source, expressions)


def _identity(holder: Holder) -> tuple[str, ...]:
    """The parts of the identity a form about such a subject may be filled from."""
    return OF_COMPANY if holder is Holder.COMPANY else IDENTITY


def _read_named(label: str, name: str, source: Text, expressions: Expressions) -> FormField:
    known, identity = names_of(expressions.vocabulary), _identity(expressions.holder)
    if name not in known:
        expressions.findings.problem(
            "PACK035",
            f"the field {label} is filled from `{name}`, which is no fact or variable of this pack",
            f"name one, or a part of the identity ({'・'.join(identity)}), or null to leave the "
            "field to the resident",
            where=source.place,
            near=nearest(name, [*known, *identity]),
        )
        return FormField(label=label)
    if known[name]:
        return FormField(label=label, truth=expressions.truth(source))
    return FormField(label=label, value=expressions.value(source))


def names_of(vocabulary: Vocabulary) -> dict[str, bool]:
    """Facts and variables as rules name them, each with whether it is a truth."""
    groups: tuple[Iterable[Fact | Variable], ...] = (
        vocabulary.facts.values(),
        vocabulary.variables.values(),
        vocabulary.household_facts.values(),
        vocabulary.household_variables.values(),
        vocabulary.company_facts.values(),
        vocabulary.company_variables.values(),
    )
    return {
        f"{held.holder.prefix}{held.name}": held.type.kind is TRUTH.kind
        for group in groups
        for held in group
    }


def read_notice(file: Section, rule: ServiceRule) -> Notice | None:
    """The words under `notice:`, if there are any."""
    section = file.section("notice", "the notice")
    if section is None:
        return None
    given = {
        AMOUNT: rule.amount is not None or "amount" in file.items,
        DEADLINE: rule.deadline is not None or "deadline" in file.items,
        REASON: True,
        TIER: rule.tier is not None or "tier" in file.items,
    }
    texts = {
        key: section.text(key, required=key == "ja", most=PARAGRAPH) for key in ("ja", "easy", "en")
    }
    section.close()
    for text in texts.values():
        if text is not None:
            _check_placeholders(text, section, [name for name in PLACEHOLDERS if given[name]])
    words = {key: None if text is None else text.value.strip() for key, text in texts.items()}
    return Notice(ja=words["ja"] or "", easy=words["easy"], en=words["en"])


def _check_placeholders(text: Text, section: Section, allowed: Iterable[str]) -> None:
    allowed = list(allowed)
    for found in _PLACEHOLDER.finditer(text.value):
        name = normal(found.group(1))
        if name not in allowed:
            section.findings.problem(
                "PACK036",
                f"the notice has the placeholder {{{name}}}, which this service cannot fill",
                f"use {' '.join(f'{{{known}}}' for known in allowed)}",
                where=text.place,
                near=nearest(name, allowed),
            )
