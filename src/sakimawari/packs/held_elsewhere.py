"""Facts no pack declares and rules read for the sake of other services, with words to ask for them.

Who receives what comes from the registers of recipients; what a service comes to for a member
registered in another household is known there.
"""

from __future__ import annotations

from collections.abc import Mapping

from sakimawari.packs.catalogue import roots_with_form
from sakimawari.packs.findings import Findings
from sakimawari.packs.pack import DeclaredFact, Sensitivity, Service
from sakimawari.rules.results import is_elsewhere, is_receipt
from sakimawari.rules.tree import Fact
from sakimawari.rules.walk import facts_of


def facts_of_results(
    declared: Mapping[str, DeclaredFact], services: Mapping[str, Service], findings: Findings
) -> dict[str, DeclaredFact]:
    """Those facts by name; a pack that declares one of the same name otherwise is a problem."""
    found: dict[str, DeclaredFact] = {}
    for service in services.values():
        for fact in facts_of(*roots_with_form(service)):
            if not (is_receipt(fact) or is_elsewhere(fact)):
                continue
            described = _described(fact)
            known = declared.get(described.name)
            if known is not None and known.fact != fact:
                findings.problem(
                    "PACK013",
                    f"the fact `{fact.name}` is declared otherwise than rules about other services "
                    "read it",
                    "give the declared fact another name",
                    where=service.places[""],
                )
            found[described.name] = described
    return found


def _described(fact: Fact) -> DeclaredFact:
    _, _, name = fact.name.partition("_") if is_receipt(fact) else fact.name.partition("での")
    if is_receipt(fact):
        return DeclaredFact(
            fact=fact,
            register="受給者台帳",
            sensitivity=Sensitivity.WELFARE,
            question=f"{name}を受けていますか",
            question_easy=f"{name}を もらって いますか",
            question_en=f"Do you receive {name}?",
        )
    return DeclaredFact(
        fact=fact,
        register="別の世帯での判定",
        sensitivity=Sensitivity.WELFARE,
        question=f"別の世帯で登録されている方について、{name}がどうなるか教えてください",
        question_easy=f"べつの 家に すむ 人の {name}を おしえて ください",
        question_en=f"What does {name} come to for the member registered elsewhere?",
        resident_knows=False,  # who receives something knows it; what one is entitled to, no
    )
