"""Services that depend on one another, as an official declares it in their files."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from textwrap import dedent, indent

import pytest

from sakimawari.packs.cases import run_cases
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.load import load_packs
from sakimawari.packs.pack import InteractionKind
from sakimawari.problems import Problems
from sakimawari.rules.outcome import Status
from sakimawari.rules.person import read_service
from sakimawari.rules.proof import Reading
from sakimawari.rules.situation import Person, Situation, Sourced, Span, to_population
from sakimawari.rules.words import explain
from tests.rules.kernel_town import read_uncompiled
from tests.rules.random_units import random_units
from tests.rules.test_kernel_agrees_with_person import agree

ROOT = Path(__file__).resolve().parents[2]
ON = date(2026, 6, 1)
YES, NO, UNKNOWN = Status.YES, Status.NO, Status.UNKNOWN
FACTS = """
甲の要件: {type: truth, register: 甲}
乙の要件: {type: truth, register: 乙}
丙の要件: {type: truth, register: 丙}
甲の基準額: {type: number, unit: 円, min: 0, max: 100000, register: 甲}
乙を選ぶ: {type: truth, register: 本人への照会, question: どちらを受けますか}
甲を選ぶ: {type: truth, register: 本人への照会, question: どちらを受けますか}
"""
NAMES = {"first": "甲手当", "second": "乙手当", "third": "丙手当"}
WHEN = {"first": "甲の要件", "second": "乙の要件", "third": "丙の要件"}
VALUE = {"first": "甲の基準額", "second": "30000", "third": "20000"}


def written(
    slug: str,
    *,
    interactions: str = "",
    amount: bool = True,
    subject: str = "person",
    **changed: str,
) -> str:
    """The file of a small service; its interactions follow at the end."""
    when, value = changed.get("when", WHEN[slug]), changed.get("value", VALUE[slug])
    lines = [
        f"name: {NAMES[slug]}",
        "summary: 見本",
        f"subject: {subject}",
        "law: 見本法",
        "department: 課",
        "life_events: [birth]",
        "rung: help",
        f"received_as: {NAMES[slug]}",
        "clauses:",
        "  - id: due",
        f"    text: {NAMES[slug]}の要件に当たる",
        "    article: 見本法第1条",
        f'    when: "{when}"',
    ]
    if amount:
        unit = changed.get("unit", "円/月")
        lines.append(f'amount: {{value: "{value}", unit: {unit}, article: 見本法第2条}}')
    if interactions:
        lines += ["interactions:", indent(dedent(interactions).strip(), "  ")]
    return "\n".join(lines) + "\n"


def entry(id: str, **keys: str) -> str:
    held = {"text": "ほかの手当との調整", "article": "見本法第9条", **keys}
    return "\n".join([f"- id: {id}", *(f"  {key}: {value}" for key, value in held.items())])


def pack(
    folder: Path, name: str, services: dict[str, str], *, scope: str = "national", **files: str
) -> Path:
    """A pack with these services, each named in one example."""
    home = folder / name
    for below in ("services", "cases", "parameters"):
        (home / below).mkdir(parents=True, exist_ok=True)
    head = f"id: {name}\nname: 見本\nversion: 1\nscope: '{scope}'\nowner: 課\n"
    (home / "pack.yaml").write_text(head + files.get("head", ""), encoding="utf-8")
    (home / "facts.yaml").write_text(FACTS, encoding="utf-8")
    if "variables" in files:
        (home / "variables.yaml").write_text(files["variables"], encoding="utf-8")
    for slug, text in services.items():
        (home / "services" / f"{slug}.yaml").write_text(text, encoding="utf-8")
        subject = "世帯" if "subject: household" in text else "本人"
        case = (
            f"- name: {slug}\n  on: 2026-06-01\n  people: {{本人: {{}}}}\n"
            f"  expect: {{{subject}: {{{slug}: {{status: unknown}}}}}}\n"
        )
        (home / "cases" / f"{slug}.yaml").write_text(case, encoding="utf-8")
    return home


def read(
    catalogue: Catalogue, slug: str, *people: Person, receiving: tuple[str, ...] = (), **facts: int
) -> Reading:
    """A service read for the first of some people (or one with these facts)."""
    held = {name: Sourced(held=value) for name, value in facts.items()}
    held |= {f"受給中_{name}": Sourced(held=(Span(value=1),)) for name in receiving}
    unit = Situation(people=people or (Person(id="本人", facts=held),))
    return read_service(catalogue.services[slug].rule, unit, catalogue.figures(ON))


def two(tmp_path: Path, interactions: str, **changed: str) -> Catalogue:
    services = {
        "first": written("first"),
        "second": written("second", interactions=interactions, **changed),
    }
    return load_packs([pack(tmp_path, "benefits", services)])


# ---------------------------------------------------------------- 併給調整


@pytest.mark.parametrize(
    ("on", "due", "received", "status"),
    [
        ("entitled", 1, (), NO),
        ("entitled", 0, ("甲手当",), YES),
        ("receiving", 1, (), YES),
        ("receiving", 0, ("甲手当",), NO),
        ("either", 0, ("甲手当",), NO),
        ("either", 1, (), NO),
        ("either", 0, (), YES),
    ],
)
def test_beside_another_service_counts_the_right_the_receipt_or_either(
    tmp_path: Path, on: str, due: int, received: tuple[str, ...], status: Status
) -> None:
    catalogue = two(tmp_path, entry("beside", not_with="first", on=on))
    found = read(catalogue, "second", receiving=received, 甲の要件=due, 乙の要件=1)
    assert found.status == status
    if status == NO:
        assert found.clauses[found.decided_by].clause.id == "beside"


def test_the_exception_stands_where_the_law_puts_it(tmp_path: Path) -> None:
    catalogue = two(tmp_path, entry("beside", not_with="first", before="due"))
    assert [clause.id for clause in catalogue.services["second"].rule.clauses] == ["beside", "due"]
    assert read(catalogue, "second", 甲の要件=1, 乙の要件=0).decided_by == 0
    declared = catalogue.services["second"].interactions[0]
    assert (declared.kind, declared.services) == (InteractionKind.NOT_WITH, ("first",))


def test_the_service_of_a_child_keeps_one_of_the_parent_away(tmp_path: Path) -> None:
    catalogue = two(tmp_path, entry("beside", not_with="first", whose="子"))
    parent = Person(id="親", facts={"乙の要件": Sourced(held=1)})
    child = Person(id="子", guardian="親", facts={"甲の要件": Sourced(held=1)})
    assert read(catalogue, "second", parent, child).status == NO
    stranger = Person(id="子", facts={"甲の要件": Sourced(held=1)})
    assert read(catalogue, "second", parent, stranger).status == YES


def chosen(tmp_path: Path) -> Catalogue:
    services = {
        slug: written(slug, interactions=entry("choice", not_with=other, choice=f"{name}を選ぶ"))
        for slug, other, name in (("first", "second", "甲"), ("second", "first", "乙"))
    }
    services["third"] = written("third", interactions=entry("beside", not_with="first"))
    return load_packs([pack(tmp_path, "benefits", services)])


@pytest.mark.parametrize(
    ("facts", "first", "second", "third"),
    [
        ({}, UNKNOWN, UNKNOWN, UNKNOWN),
        ({"甲を選ぶ": 1, "乙を選ぶ": 0}, YES, NO, NO),
        ({"甲を選ぶ": 0, "乙を選ぶ": 1}, NO, YES, YES),
        ({"甲の要件": 0}, NO, YES, YES),
        ({"乙の要件": 0}, YES, NO, NO),
    ],
)
def test_where_the_recipient_chooses_both_stay_possible_until_the_choice_is_known(
    tmp_path: Path, facts: dict[str, int], first: Status, second: Status, third: Status
) -> None:
    catalogue = chosen(tmp_path)
    held = {"甲の要件": 1, "乙の要件": 1, "丙の要件": 1, "甲の基準額": 50000, **facts}
    found = [read(catalogue, slug, **held) for slug in ("first", "second", "third")]
    assert [reading.status for reading in found] == [first, second, third]
    if first == second == UNKNOWN:
        assert [reading.amount for reading in found[:2]] == [(50000, 50000), (30000, 30000)]
        assert [use.name for use in found[0].missing] == ["甲を選ぶ"]
    assert catalogue.services["first"].interactions[0].by_choice


# ---------------------------------------------------------------- priority


def test_a_service_to_be_used_first_is_told_and_refuses_nothing(tmp_path: Path) -> None:
    catalogue = two(tmp_path, entry("first-of-all", after="first", text="先に甲手当を使う"))
    found = read(catalogue, "second", 甲の要件=1, 乙の要件=1)
    assert found.status == YES
    told = [str(line).strip() for line in explain(found)]
    assert "※ 先に甲手当を使う（見本法第9条）" in told
    assert "○ 甲手当に該当する: はい" in told
    for near_miss in (
        read(catalogue, "second", 甲の要件=0, 乙の要件=1),
        read(catalogue, "second", receiving=("甲手当",), 甲の要件=1, 乙の要件=1),
    ):
        assert not any("※" in str(line) for line in explain(near_miss))


@pytest.mark.parametrize(
    ("due", "received", "status"), [(1, (), NO), (1, ("甲手当",), YES), (0, (), YES)]
)
def test_a_strict_order_is_a_condition_until_the_first_is_received(
    tmp_path: Path, due: int, received: tuple[str, ...], status: Status
) -> None:
    catalogue = two(tmp_path, entry("first-of-all", after="first", strict="yes"))
    found = read(catalogue, "second", receiving=received, 甲の要件=due, 乙の要件=1)
    assert found.status == status


# ---------------------------------------------------------------- amounts


@pytest.mark.parametrize(
    ("facts", "amount"),
    [
        ({"甲の要件": 1, "甲の基準額": 10000}, (20000, 20000)),
        ({"甲の要件": 1, "甲の基準額": 30001}, (0, 0)),
        ({"甲の要件": 0, "甲の基準額": 10000}, (30000, 30000)),
        ({"甲の基準額": 10000}, (20000, 30000)),
        ({"甲の要件": 1}, (0, 30000)),
    ],
)
def test_the_difference_is_paid_and_ranges_widen_with_what_is_unknown(
    tmp_path: Path, facts: dict[str, int], amount: tuple[int, int]
) -> None:
    catalogue = two(tmp_path, entry("less", reduced_by="first", text="甲手当の額を差し引く"))
    found = read(catalogue, "second", 乙の要件=1, **facts)
    assert (found.status, found.amount) == (YES, amount)
    told = [str(line).strip() for line in explain(found)]
    assert "甲手当の額を差し引く（見本法第9条）" in told
    if amount == (20000, 20000):
        assert "甲手当の額 10,000円" in told


def sharing(tmp_path: Path) -> Catalogue:
    def ceiling(others: str) -> str:
        return entry("ceiling", capped_with=others, ceiling="60000", unit="円/月")

    services = {
        "first": written("first", interactions=ceiling("[]")),
        "second": written("second", interactions=ceiling("[first]")),
        "third": written("third", interactions=ceiling("[first, second]")),
    }
    return load_packs([pack(tmp_path, "benefits", services)])


@pytest.mark.parametrize(
    ("first", "amounts"),
    [(5000, [5000, 30000, 20000]), (20000, [20000, 30000, 10000]), (70000, [60000, 0, 0])],
)
def test_services_share_a_ceiling_in_the_order_of_priority(
    tmp_path: Path, first: int, amounts: list[int]
) -> None:
    catalogue = sharing(tmp_path)
    held = {"甲の要件": 1, "乙の要件": 1, "丙の要件": 1, "甲の基準額": first}
    found = [read(catalogue, slug, **held).amount_high for slug in ("first", "second", "third")]
    assert found == amounts
    assert read(catalogue, "third", **{**held, "乙の要件": 0}).amount_high == min(
        20000, 60000 - min(60000, first)
    )


def test_a_household_shares_its_ceiling_with_the_services_of_its_residents(tmp_path: Path) -> None:
    services = {
        "first": written("first"),
        "second": written(
            "second",
            subject="household",
            when="世帯.人数() >= 1",
            interactions=entry("ceiling", capped_with="[first]", ceiling="45000", unit="円/月"),
        ),
    }
    catalogue = load_packs([pack(tmp_path, "benefits", services)])

    def someone(id: str, *, is_subject: bool = True) -> Person:
        facts = {"甲の要件": Sourced(held=1), "甲の基準額": Sourced(held=10000)}
        return Person(id=id, is_subject=is_subject, facts=facts)

    assert read(catalogue, "second", someone("一"), someone("二")).amount == (25000, 25000)
    visitor = someone("二", is_subject=False)
    assert read(catalogue, "second", someone("一"), visitor).amount == (30000, 30000)


@pytest.mark.parametrize(("unit", "taken"), [("円/年", "支給年額"), ("円/回", "支給額")])
def test_amounts_of_different_periods_are_not_reckoned_together(
    tmp_path: Path, unit: str, taken: str
) -> None:
    services = {
        "first": written("first", unit=unit),
        "second": written("second", interactions=entry("less", reduced_by="first")),
    }
    with pytest.raises(Problems) as raised:
        load_packs([pack(tmp_path, "benefits", services)])
    assert raised.value.found[0].near == f"`{taken}('first')`"
    services["second"] = written("second", value=f"切り捨て({taken}('first') / 12) + 1")
    catalogue = load_packs([pack(tmp_path, "benefits", services)])
    assert read(catalogue, "second", 甲の要件=1, 甲の基準額=24000, 乙の要件=1).amount == (
        2001,
        2001,
    )


def test_a_number_too_large_through_another_service_is_still_found(tmp_path: Path) -> None:
    value = " * ".join(["人数の元", *["人数の元"] * 9])
    services = {
        "first": written("first"),
        "second": written("second", value="支給月額('first') * " + value),
    }
    variables = "人数の元: {type: number, unit: 人, formula: 世帯.人数(), article: 見本}\n"
    with pytest.raises(Problems) as raised:
        load_packs([pack(tmp_path, "benefits", services, variables=variables)])
    assert {problem.id for problem in raised.value.found} == {"RULE031"}


# ---------------------------------------------------------------- several packs


def test_a_service_no_pack_holds_is_passed_over_where_the_pack_says_so(tmp_path: Path) -> None:
    beside = entry("beside", not_with="first")
    asking = pack(
        tmp_path,
        "asking",
        {"second": written("second", interactions=beside)},
        head="refers_to: {first: ignore}\n",
    )
    alone = load_packs([asking])
    assert [clause.id for clause in alone.services["second"].rule.clauses] == ["due"]
    other = pack(tmp_path, "other", {"first": written("first")})
    for order in ([asking, other], [other, asking]):
        both = load_packs(order)
        assert read(both, "second", 甲の要件=1, 乙の要件=1).status == NO
        assert both.dependents("first") == ("second",)
        assert both.reads("second") == ("first",)
        assert both.dependents("second") == ()


def test_a_citys_service_is_the_one_meant_where_it_replaces_a_national_one(tmp_path: Path) -> None:
    beside = entry("beside", not_with="first")
    national = {"first": written("first"), "second": written("second", interactions=beside)}
    packs = [pack(tmp_path, "national", national)]
    city = pack(tmp_path, "city", {"first": written("first", when="丙の要件")}, scope="401005")
    facts = {"甲の要件": 1, "乙の要件": 1, "丙の要件": 0}
    assert read(load_packs(packs), "second", **facts).status == NO
    assert read(load_packs([*packs, city]), "second", **facts).status == YES


def test_two_packs_may_use_one_name_for_different_variables(tmp_path: Path) -> None:
    def variables(formula: str) -> str:
        return f"判定: {{type: truth, formula: {formula}, article: 見本}}\n"

    other = pack(
        tmp_path, "other", {"first": written("first", when="判定")}, variables=variables("甲の要件")
    )
    asking = pack(
        tmp_path,
        "asking",
        {"second": written("second", when="判定 and 該当('first')")},
        variables=variables("乙の要件"),
        head="refers_to: {first: refuse}\n",
    )
    catalogue = load_packs([other, asking])
    assert read(catalogue, "second", 甲の要件=1, 乙の要件=1).status == YES
    assert read(catalogue, "second", 甲の要件=1, 乙の要件=0).status == NO
    assert read(catalogue, "second", 甲の要件=0, 乙の要件=1).status == NO
    assert not any("判定" in remark.what for remark in catalogue.remarks)


def test_a_circle_across_packs_is_refused_with_every_link(tmp_path: Path) -> None:
    one = pack(
        tmp_path,
        "one",
        {"first": written("first", interactions=entry("less", reduced_by="second"))},
        head="refers_to: {second: ignore}\n",
    )
    shared = entry("ceiling", capped_with="[third]", ceiling="1000", unit="円/月")
    two = pack(
        tmp_path,
        "two",
        {
            "second": written("second", interactions=shared),
            "third": written("third", when="丙の要件 and 調整"),
        },
        variables="調整: {type: truth, formula: \"not 該当('first')\", article: 見本}\n",
        head="refers_to: {first: ignore}\n",
    )
    with pytest.raises(Problems) as raised:
        load_packs([one, two])
    (problem,) = raised.value.found
    assert problem.id == "PACK041"
    assert problem.what.endswith("circle: first → second → third → 調整 → first")
    assert problem.near == (
        "first reads second in one/services/first.yaml:19; "
        "second reads third in two/services/second.yaml:19; "
        "third reads 調整 in two/services/third.yaml:13; "
        "調整 reads first in two/variables.yaml:1"
    )


def test_who_receives_what_makes_no_circle(tmp_path: Path) -> None:
    services = {
        slug: written(slug, interactions=entry("beside", not_with=other, on="receiving"))
        for slug, other in (("first", "second"), ("second", "first"))
    }
    catalogue = load_packs([pack(tmp_path, "benefits", services)])
    held = {"甲の要件": 1, "乙の要件": 1}
    assert read(catalogue, "first", **held).status == YES
    assert read(catalogue, "second", receiving=("甲手当",), **held).status == NO


def test_an_example_may_state_who_receives_what(tmp_path: Path) -> None:
    home = pack(
        tmp_path,
        "benefits",
        {
            "first": written("first"),
            "second": written("second", interactions=entry("b", not_with="first", on="receiving")),
        },
    )
    case = """
    - name: 甲手当を受けている間は受けられない
      on: 2026-06-01
      people:
        本人: {乙の要件: yes, 受給中_甲手当: [{value: yes, from: 2026-05-01, until: 2026-06-01}]}
      expect:
        本人: {second: {status: no, because: b}}
    - name: 翌日からは受けられる
      on: 2026-06-02
      people:
        本人: {乙の要件: yes, 受給中_甲手当: [{value: yes, from: 2026-05-01, until: 2026-06-01}]}
      expect:
        本人: {second: {status: yes}}
    - name: 受けているか分からなければ可能性あり
      on: 2026-06-02
      people:
        本人: {乙の要件: yes, 受給中_甲手当: 不明}
      expect:
        本人: {second: {status: unknown}}
    """
    (home / "cases" / "second.yaml").write_text(dedent(case), encoding="utf-8")
    report = run_cases(load_packs([home]), only="second")
    assert [str(failure) for failure in report.failures] == []
    assert report.total == 3


def test_the_population_reading_agrees_on_declared_interactions(tmp_path: Path) -> None:
    for catalogue in (chosen(tmp_path / "chosen"), sharing(tmp_path / "sharing")):
        for slug, service in catalogue.services.items():
            facts = catalogue.facts_needed([slug])
            units = random_units(7, 60, facts)
            population = to_population(units, facts)
            outcomes = read_uncompiled(service.rule, population, catalogue.figures(ON))
            agree(service.rule, units, catalogue.figures(ON), outcomes)


def test_the_interactions_of_the_how_to_can_be_loaded(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "how-to" / "let-services-depend.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", page, re.S)
    entries = [block for block in blocks if "\n    text:" in block]
    assert len(entries) == 5
    services = {"first": written("first"), "second": written("second"), "third": ""}
    declared = "\n".join(dedent(block.replace("interactions:\n", "")) for block in entries)
    meant = {
        "disability-pension": "first",
        "survivors-pension": "second",
        "first-benefit": "first",
        "second-benefit": "second",
        "障害年金を選ぶ": "甲を選ぶ",
        "P.合算の上限": "60000",
    }
    for there, here in meant.items():
        declared = declared.replace(there, here)
    services["third"] = written("third", interactions=declared)
    rule = load_packs([pack(tmp_path, "benefits", services)]).services["third"].rule
    assert [clause.id for clause in rule.clauses] == ["due", "not-with-pension", "choice"]
    assert [note.id for note in rule.notes] == ["pension-first"]
    assert rule.amount is not None
    assert [adjusted.id for adjusted in rule.amount.adjustments] == ["difference", "ceiling"]
