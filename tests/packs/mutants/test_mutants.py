"""Mutants: the small changes of a rule that its examples notice, and those that slip through.

The pack `tiny` holds every kind of change, and its examples notice them all; each test takes an
example away and sees the very change survive that only this example had noticed.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sakimawari.cli import app
from sakimawari.packs.cases import cases_of
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.expectation import differences
from sakimawari.packs.load import load_packs
from sakimawari.packs.mutants.graph import Graph
from sakimawari.packs.mutants.mutant import (
    Change,
    Kind,
    Mutant,
    NodeChange,
    ParameterChange,
    TableChange,
)
from sakimawari.packs.mutants.report import MutantReport
from sakimawari.packs.mutants.run import prepare, try_mutants
from sakimawari.rules.person import read_service
from sakimawari.rules.tree import ServiceRule

TINY = Path(__file__).parent / "tiny"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_packs([TINY])


@pytest.fixture(scope="module")
def report(catalogue: Catalogue) -> MutantReport:
    return try_mutants(catalogue)


def without(example: str, folder: Path) -> Path:
    """The tiny pack without the one example whose name begins so."""
    pack = folder / "tiny"
    shutil.copytree(TINY, pack)
    for path in (pack / "cases").glob("*.yaml"):
        head, *cases = path.read_text(encoding="utf-8").split("- name: ")
        kept = [case for case in cases if not case.startswith(example)]
        path.write_text(head + "".join(f"- name: {case}" for case in kept), encoding="utf-8")
    return pack


def told(survivors: tuple[Mutant, ...]) -> list[tuple[Kind, str, str]]:
    return [(each.kind, *(each.expression or (each.was, each.becomes))) for each in survivors]


def test_examples_on_both_sides_of_everything_notice_every_change(report: MutantReport) -> None:
    assert told(report.survivors) == []
    assert {kind for kind, _ in report.by_kind()} == set(Kind)
    assert (report.total.mutants, report.total.killed, report.total.rate) == (49, 49, 0.0)
    assert report.of_parameters.mutants == 8, "a figure marked as unsure decides nothing"


@pytest.mark.parametrize(
    ("example", "survivors"),
    [
        (
            "60歳に達した日",
            [
                (Kind.LABEL, "要介護度 in ('要介護1', '要介護2')", "要介護度 in ('要介護2')"),
                (Kind.PARAMETER, "60歳", "61歳"),
            ],
        ),
        ("その前の日", [(Kind.PARAMETER, "60歳", "59歳")]),
        ("転出した人", [(Kind.CLAUSE, "転出", "—")]),
        ("控除が大きければ", [(Kind.OPERAND, "0", "—")]),
        ("改正の日から", [(Kind.IN_FORCE, "2026-04-01", "2026-04-02")]),
        ("手帳のない配偶者", [(Kind.GROUP, "配偶者.誰か(手帳)", "配偶者.誰か(真)")]),
        ("祝金があれば", [(Kind.CLAUSE, "該当('gift')", "—")]),
        (
            "一日若ければ",
            [
                (Kind.CLAUSE, "生年月日 <= 日付(1966, 6, 2)", "—"),
                (
                    Kind.LITERAL,
                    "生年月日 <= 日付(1966, 6, 2)",
                    "生年月日 <= 日付(1966, 6, 3)",
                ),
            ],
        ),
    ],
)
def test_a_change_only_one_example_notices_survives_without_it(
    example: str, survivors: list[tuple[Kind, str, str]], tmp_path: Path
) -> None:
    found = try_mutants(load_packs([without(example, tmp_path)]))
    assert [each for each in survivors if each not in told(found.survivors)] == []
    assert found.expectations == 14


def test_without_an_age_of_69_a_bound_of_the_table_survives(tmp_path: Path) -> None:
    found = try_mutants(load_packs([without("要介護2で69歳", tmp_path)])).survivors
    bounds = [each for each in found if each.kind is Kind.BOUND]
    assert [(each.was, each.becomes) for each in bounds] == [("69歳以下", "68歳以下")]
    assert str(bounds[0].place) == "tiny/tables/祝金.csv:1"


def test_a_survivor_is_told_with_its_line_its_clause_and_both_expressions(tmp_path: Path) -> None:
    found = try_mutants(load_packs([without("転出した人", tmp_path)])).survivors
    assert str(found[0]) == (
        "tiny/services/gift.yaml:17: gift, clause moved: clause dropped: 「転出に該当する」→「—」\n"
        "    転出  →  —"
    )


def test_every_verdict_is_that_of_the_examples_read_anew(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    alive = load_packs([without("要介護2で69歳", tmp_path)])
    for under in (catalogue, alive):
        for mutant, trial in prepare(under).mutants:
            noticed = trial.killed_by(mutant.change) is not None
            assert noticed == some_example_fails(under, trial.graph, mutant.change), str(mutant)


def some_example_fails(catalogue: Catalogue, graph: Graph, change: Change) -> bool:
    """The same by the long way: a changed catalogue, every example, whole readings compared."""
    rules: dict[str, ServiceRule] = {}
    match change:
        case NodeChange():
            rules = graph.changed([(change.node, change.by)])
        case ParameterChange(dated=dated):
            held = {**catalogue.parameters, dated.parameter.name: dated}
            catalogue = replace(catalogue, parameters=held)
        case TableChange(dated=table):
            catalogue = replace(catalogue, tables={**catalogue.tables, table.table.name: table})
    for case, _ in cases_of(catalogue):
        for expected in case.expect:
            service = catalogue.services[expected.service]
            rule = rules.get(service.slug, service.rule)
            situation, subject = case.read_for(expected.subject)
            reading = read_service(rule, situation, catalogue.figures(case.on), subject=subject)
            if differences(expected, reading, replace(service, rule=rule)):
                return True
    return False


def test_an_example_that_fails_already_notices_nothing(tmp_path: Path) -> None:
    pack = tmp_path / "tiny"
    shutil.copytree(TINY, pack)
    path = pack / "cases" / "visit.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("because: old", "because: no-gift"), encoding="utf-8")
    found = try_mutants(load_packs([pack]))
    assert found.expectations == 14
    assert (Kind.CLAUSE, "生年月日 <= 日付(1966, 6, 2)", "—") in told(found.survivors)


def test_of_one_service_only_what_it_reads_is_changed(catalogue: Catalogue) -> None:
    of_gift = try_mutants(catalogue, services=["gift"])
    assert 0 < of_gift.total.mutants < 49
    assert not [each for each in of_gift.mutants if each.part.startswith("visit")]
    of_visit = try_mutants(catalogue, services=["visit"])
    parts = {each.part.partition(",")[0].partition(" from")[0] for each in of_visit.mutants}
    assert parts == {"visit", "parameter 祝金年齢"}, "the clauses of gift are gift's own"


def test_several_processes_find_the_same(tmp_path: Path) -> None:
    under = load_packs([without("その前の日", tmp_path)])
    one, two = try_mutants(under), try_mutants(under, workers=2)
    assert told(one.survivors) == told(two.survivors) != []


def test_check_lists_the_survivors_and_leaves_with_1(tmp_path: Path) -> None:
    pack = without("その前の日", tmp_path)
    alive = CliRunner().invoke(app, ["check", "--mutants", str(pack)])
    assert alive.exit_code == 1
    assert "parameter 祝金年齢 from 2026-04-01: parameter value: 「60歳」→「59歳」" in alive.output
    assert "survived" in alive.output
    none = CliRunner().invoke(app, ["check", "--mutants", "--json", str(TINY)])
    assert none.exit_code == 0
    assert json.loads(none.output)["survived"] == 0


def test_check_refuses_the_mutants_of_a_service_no_pack_holds() -> None:
    refused = CliRunner().invoke(app, ["check", "--mutants", "--service", "gif", str(TINY)])
    assert refused.exit_code == 2
    assert "near   gift" in refused.stderr
