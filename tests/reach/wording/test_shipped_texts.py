"""Every shipped service speaks well by every medium and in every language, at its longest."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from sakimawari.packs.load import discover, load_packs
from sakimawari.packs.messages import DECIDED_WORDS
from sakimawari.reach.medium import Medium
from sakimawari.reach.wording.proofs import LANGUAGES, Proof, proof_of, proofs_of, shows_name
from sakimawari.reach.wording.readability.easy import lint_easy
from sakimawari.reach.wording.topics import without_brackets
from sakimawari.reach.wording.values import Stock
from sakimawari.reach.wording.writer import stock_of
from tests.edition import KITAKYUSHU
from tests.reach.wording.stock import SENDER

MUNAKATA = "402206"
MOST_TO_MEND = 110  # proofs of a few services whose clauses are long or passive; none more
OPEN_TO_ALL = (Medium.SMS, Medium.LINE, Medium.EMAIL)


@cache
def shipped(municipality: str) -> Stock:
    catalogue = load_packs(discover(municipality=municipality))
    return stock_of(catalogue, SENDER, on=date(2026, 10, 1))


@cache
def proofs() -> tuple[Proof, ...]:
    stock = shipped(KITAKYUSHU)
    return tuple(proof for slug in stock.told for proof in proofs_of(stock, slug))


def test_every_service_is_told_by_every_medium_in_every_language() -> None:
    stock = shipped(KITAKYUSHU)
    told = {(proof.service, proof.medium, proof.language) for proof in proofs()}
    assert len(told) == len(stock.told) * len(Medium) * len(LANGUAGES)
    assert [proof.problem for proof in proofs() if proof.problem is not None] == []


def test_almost_all_of_it_reads_plainly() -> None:
    scored = [proof for proof in proofs() if proof.verdict is not None]
    low = [
        (proof.service, proof.medium.value, proof.language)
        for proof in scored
        if proof.verdict is not None
        and proof.verdict.score is not None
        and proof.verdict.least is not None
        and proof.verdict.score < proof.verdict.least
    ]
    assert low == []
    assert sum(not proof.is_sound for proof in scored) <= MOST_TO_MEND


def test_nothing_of_it_speaks_as_if_a_clerk_had_decided() -> None:
    for proof in proofs():
        assert proof.written is not None
        # A reason may say what was granted before; what the city says itself may not.
        lines = [line for line in proof.written.text.splitlines() if line[:1] not in "・-"]
        said = proof.written.subject + "".join(lines)
        assert not any(word in said for word in DECIDED_WORDS), proof.service


def test_no_private_service_is_named_where_others_see_it() -> None:
    stock = shipped(KITAKYUSHU)
    for proof in proofs():
        if proof.medium not in OPEN_TO_ALL or shows_name(stock, proof.service):
            continue
        assert proof.written is not None
        service = stock.told[proof.service].service
        messages = service.messages
        names = {service.name, without_brackets(service.name), service.department}
        names |= set() if messages is None else set(messages.names.values())
        shown = proof.written.subject + proof.written.text + proof.written.shown
        assert not any(name in shown for name in names), proof.service
        assert proof.written.services == ()


def test_most_services_are_private_and_those_that_show_say_why() -> None:
    stock = shipped(KITAKYUSHU)
    shown = [slug for slug in stock.told if slug in stock.private and shows_name(stock, slug)]
    assert 10 < len(shown) < 40
    for slug in shown:
        messages = stock.told[slug].service.messages
        assert messages is not None and messages.basis


@pytest.mark.parametrize("municipality", [KITAKYUSHU, MUNAKATA])
def test_every_service_has_its_name_in_easy_japanese_and_in_english(municipality: str) -> None:
    for slug, told in shipped(municipality).told.items():
        messages = told.service.messages
        assert messages is not None, slug
        assert {"easy", "en"} <= messages.names.keys(), slug
        assert lint_easy(messages.names["easy"]) == (), messages.names["easy"]
        assert messages.names["en"].isascii(), slug


def test_several_services_go_in_one_message_that_fits() -> None:
    stock = shipped(KITAKYUSHU)
    bundle = ["high-cost-medical-limit", "elderly-high-cost-limit", "designated-public-benefit"]
    for medium in Medium:
        for language in LANGUAGES:
            proof = proof_of(stock, bundle, medium, language)
            assert proof.written is not None, (medium, language)
            assert proof.length <= proof.most
