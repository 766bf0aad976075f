"""Names, slugs and units as packs may write them."""

from __future__ import annotations

import re

from sakimawari.packs.findings import Findings, nearest
from sakimawari.problems import Place
from sakimawari.rules.tree import Holder
from sakimawari.rules.vocabulary import LONGEST_NAME, name_faults

UNITS = ("円", "歳", "月", "日", "年", "人", "級", "回", "割", "%")
WITHOUT_UNIT = "なし"
HOUSEHOLD, COMPANY = Holder.HOUSEHOLD.prefix, Holder.COMPANY.prefix
_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def holder_of(name: str) -> Holder:
    """Whose a fact or variable is, by what stands before its name: 世帯. or 企業."""
    if name.startswith(HOUSEHOLD):
        return Holder.HOUSEHOLD
    return Holder.COMPANY if name.startswith(COMPANY) else Holder.PERSON


def bare(name: str) -> str:
    """The name of a fact or variable without 世帯. or 企業. before it."""
    return name.removeprefix(HOUSEHOLD).removeprefix(COMPANY)


def name_is_sound(name: str, findings: Findings, *, where: Place) -> bool:
    """Whether a fact, variable, parameter or table may have this name; if not, a problem."""
    known = len(findings.problems)
    findings.take(name_faults(bare(name), where))
    findings.since(known, bare(name))
    return len(findings.problems) == known


def column_is_sound(name: str, findings: Findings, *, where: Place) -> bool:
    """Whether a column of a table may have this name; unlike a fact, it may be called 年齢."""
    if name.isidentifier() and len(name) <= LONGEST_NAME:
        return True
    findings.problem(
        "PACK009",
        f"the column `{name}` cannot be named in a rule",
        f"use letters, digits and _ only, no digit first, {LONGEST_NAME} characters at most",
        where=where,
    )
    return False


def slug_is_sound(slug: str, kind: str, findings: Findings, *, where: Place) -> bool:
    """Whether a text is a slug (`child-allowance`); if not, a problem."""
    if _SLUG.fullmatch(slug) and len(slug) <= 60:
        return True
    findings.problem(
        "PACK009",
        f"the {kind} `{slug}` is not a slug",
        "use small ASCII letters and digits, parted by single hyphens: child-allowance",
        where=where,
    )
    return False


def unit_of(text: str, findings: Findings, *, where: Place) -> str | None:
    """The unit a text names; `なし` is none. An unknown unit is a problem (and none)."""
    if text == WITHOUT_UNIT:
        return None
    if text not in UNITS:
        findings.problem(
            "PACK025",
            f"`{text}` is no unit of the rules",
            f"use one of {' '.join(UNITS)}, or なし for a bare number",
            where=where,
            near=nearest(text, UNITS),
        )
        return None
    return text
