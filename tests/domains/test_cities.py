"""Two cities are shipped; each is read alone, and the same family is owed something else in each."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from sakimawari.packs.cases import CaseReport, run_cases
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.load import discover, load_city, load_packs, packs_in, scope_of
from sakimawari.packs.pack import NATIONAL, Pack
from sakimawari.packs.upkeep import Doubt, doubtful_figures, undecided_clauses
from sakimawari.problems import Problems
from sakimawari.registry.checkdigits import local_government_code_holds

KITAKYUSHU, MUNAKATA = "401005", "402206"
CITIES = {KITAKYUSHU: "kitakyushu", MUNAKATA: "munakata"}
DOMAINS = Path(__file__).resolve().parents[2] / "src" / "sakimawari" / "domains"
ON = date(2026, 11, 25)
FAMILY = """
- name: 母と小学生と2歳の子
  on: 2026-11-25
  people:
    母: {生年月日: 1988-07-07, ひとり親: yes, 児扶同等所得認定: yes, 生活保護受給: no, 課税区分: {2026: 所得割課税},
      市民税所得割額: {2026: 60000}, 税額控除額: {2026: 0}, 所得割端数: {2026: 0}, 公務員: no}
    姉: {生年月日: 2016-08-20, 保護者: 母}
    弟: {生年月日: 2024-06-06, 保護者: 母, 保育必要量: 保育標準時間}
  expect:
    母: {single-parent-medical: {status: yes, amount: 800}, child-allowance: {status: yes, amount: 25000}}
    姉: {single-parent-medical: {status: yes, amount: %s}}
    弟: {nursery-fee: {status: yes, amount: %s}}
- name: 身体3級と療育B1の人
  on: 2026-11-25
  people:
    本人さん: {生年月日: 1980-01-10, 住民となった日: 2010-04-01, 身体障害者手帳等級: 3級, 療育手帳判定: B%s}
  expect:
    本人さん: {severe-disability-medical: {status: %s}}
- name: 市民税のあるひとり暮らしの80歳で、助けを呼ぶのに不安がある
  on: 2026-11-25
  people:
    本人さん: {生年月日: 1946-01-10, 世帯主: yes, 緊急通報の不安: yes, 課税区分: {2025: 所得割課税}}
  expect:
    本人さん: {emergency-call-device: {status: %s}}
- name: 平成7年に建てた木造の家の持ち主
  on: 2026-11-25
  people:
    本人さん: {生年月日: 1960-01-10, 家屋種別: 専用住宅, 家屋構造: 木造, 家屋建築年月日: 1995-04-01, 家屋利用状況: 自己居住}
  expect:
    本人さん: {wooden-house-seismic: {status: %s}}
- name: 所得割33,000円の人の精神通院
  on: 2026-11-25
  people:
    本人さん: {生年月日: 1980-05-05, 自立支援医療意見: 精神通院, 重度かつ継続: no, 国保資格: yes, 課税区分: {2026: 所得割課税},
      市民税所得割額: {2026: 33000}, 所得割端数: {2026: 0}, 税額控除額: {2026: 0}, 年少扶養親族数: {2026: 0},
      控除対象扶養親族16から18歳数: {2026: 0}}
  expect:
    本人さん: {self-support-medical: {status: yes, tier: %s}}
"""
OWED = {
    KITAKYUSHU: ("800", "0", "", "no", "yes", "no", "中間所得1"),
    MUNAKATA: (
        "[0, 800]",
        "[0, 30000]",
        ", 療育手帳中度判定: yes",
        "yes",
        "no",
        "yes",
        "中間所得2",
    ),
}


@cache
def city(code: str) -> Catalogue:
    return load_packs(discover(municipality=code))


@cache
def report(code: str) -> CaseReport:
    """The examples of the city's own pack."""
    files = sorted((own(code).folder / "cases").glob("*.yaml"))
    reports = [run_cases(city(code), file=file) for file in files]
    return CaseReport(
        results=tuple(result for one in reports for result in one.results),
        decisive={slug: ids for one in reports for slug, ids in one.decisive.items()},
    )


def own(code: str) -> Pack:
    (pack,) = (pack for pack in city(code).packs if pack.scope == code)
    return pack


def _named(catalogue: Catalogue, id: str) -> Pack:
    return next(pack for pack in catalogue.packs if pack.id == id)


def test_every_citys_pack_is_known_here_and_bears_a_code_that_exists() -> None:
    scopes = {scope_of(folder) for folder in packs_in(DOMAINS)} - {NATIONAL}
    assert scopes == CITIES.keys()
    assert {code: own(code).id for code in CITIES} == CITIES
    assert all(local_government_code_holds(code) for code in CITIES)


@pytest.mark.parametrize("code", CITIES)
def test_in_each_city_all_examples_hold_and_its_clauses_decide(code: str) -> None:
    assert "\n\n".join(str(failure.problem()) for failure in report(code).failures) == ""
    undecided = [str(remark) for remark in undecided_clauses(city(code), report(code))]
    assert [remark for remark in undecided if f"  {CITIES[code]}/" in remark] == []
    unused = {"PACK050", "PACK051", "PACK052", "PACK053"}
    assert [str(remark) for remark in city(code).remarks if remark.id in unused] == []


@pytest.mark.parametrize("code", CITIES)
def test_what_a_city_has_not_confirmed_stands_in_its_readme(code: str) -> None:
    readme = (own(code).folder / "README.md").read_text(encoding="utf-8")
    doubted = doubtful_figures(own(code), on=ON)
    assert {
        one.name for one in doubted if one.doubt is Doubt.UNSURE and one.name not in readme
    } == (set())


@pytest.mark.parametrize("code", CITIES)
def test_every_service_of_a_city_speaks_three_languages(code: str) -> None:
    for service in own(code).services.values():
        assert all(clause.plain and clause.english for clause in service.rule.clauses)
        assert service.notice is not None
        assert service.notice.easy
        assert service.notice.en


@pytest.mark.parametrize("code", CITIES)
def test_the_same_family_is_owed_what_its_city_gives(code: str, tmp_path: Path) -> None:
    path = tmp_path / "family.yaml"
    path.write_text(FAMILY % OWED[code], encoding="utf-8")
    read = run_cases(city(code), file=path)
    assert [str(failure.problem()) for failure in read.failures] == []
    assert read.passed == 8


def test_a_city_holds_nothing_of_the_other() -> None:
    for code, other in ((KITAKYUSHU, MUNAKATA), (MUNAKATA, KITAKYUSHU)):
        held = city(code)
        assert own(other).id not in {pack.id for pack in held.packs}
        assert own(other).id not in {service.pack for service in held.services.values()}
    assert "療育手帳中度判定" not in city(KITAKYUSHU).facts
    assert "長寿祝金_88歳" not in city(MUNAKATA).parameters
    assert "child-medical" not in city(MUNAKATA).services


def test_a_citys_figure_is_read_by_the_national_rule_which_stays_as_it_was() -> None:
    rate = "障福_所得割換算"
    nation = load_packs(folder for folder in packs_in(DOMAINS) if scope_of(folder) == NATIONAL)
    for held, parts in ((city(KITAKYUSHU), 0.75), (city(MUNAKATA), 1)):
        scale = 10 ** held.parameters[rate].parameter.type.scale
        assert held.figures(ON).parameters[rate] == (parts * scale, parts * scale)
    low, high = nation.figures(ON).parameters[rate]
    assert low < high  # no single figure of the nation: each city says its own
    slug = "self-support-medical"
    assert city(MUNAKATA).services[slug].pack == nation.services[slug].pack == "disability"
    assert city(MUNAKATA).services["child-allowance"] == nation.services["child-allowance"]


def test_a_citys_service_stands_in_place_of_the_national_one() -> None:
    slug = "wooden-house-seismic"
    assert city(KITAKYUSHU).services[slug].pack == "home"
    assert city(MUNAKATA).services[slug].pack == "munakata"
    assert slug in _named(city(MUNAKATA), "home").services


def test_a_figure_the_nation_leaves_to_cities_is_settled_by_the_one_that_knows_it() -> None:
    deadline = "保育_一次申込締切"
    on = date(2024, 11, 1)
    low, high = city(KITAKYUSHU).figures(on).parameters[deadline]
    assert low < high
    low, high = city(MUNAKATA).figures(on).parameters[deadline]
    assert low == high


def test_the_packs_of_both_cities_at_once_are_refused() -> None:
    with pytest.raises(Problems) as raised:
        load_packs(packs_in(DOMAINS))
    assert "the pack is for 402206, kitakyushu for 401005" in str(raised.value)


def test_the_city_is_chosen_by_its_code(tmp_path: Path) -> None:
    for code, id in CITIES.items():
        assert [pack.id for pack in load_city(tmp_path, code).packs if pack.scope == code] == [id]
