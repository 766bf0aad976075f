"""Packs together: facts are shared, a city goes before the nation, nothing is declared twice."""

from __future__ import annotations

import shutil
import zipfile
from datetime import date
from pathlib import Path

import pytest

from sakimawari.packs.cases import run_cases
from sakimawari.packs.load import discover, load_city, load_pack, load_packs, packs_in, scope_of
from sakimawari.packs.pack import Rung, Sensitivity
from sakimawari.problems import Problems
from sakimawari.rules.tree import Holder
from tests.packs.specimens import GOOD

SHIPPED = Path(__file__).resolve().parents[2] / "src" / "sakimawari" / "domains"


def copy_of_good(folder: Path, name: str, *, id: str, scope: str = "national") -> Path:
    """The good pack under another name, id and scope."""
    pack = folder / name
    shutil.copytree(GOOD, pack)
    change(pack / "pack.yaml", "id: celebration", f"id: {id}")
    change(pack / "pack.yaml", "scope: national", f"scope: {scope}")
    return pack


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def city_pack(folder: Path, *, scope: str = "'401005'") -> Path:
    """A city's pack that puts another amount and another table in place of the national ones."""
    pack = copy_of_good(folder, "city", id="city", scope=scope)
    for name in ("services", "cases", "variables.yaml", "facts.yaml"):
        path = pack / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    change(pack / "parameters" / "figures.yaml", "value: 5000", "value: 5500.5")
    change(pack / "tables" / "祝金.csv", "88)", "80)")
    change(pack / "tables" / "祝金.csv", ">=88,なし,20000", ">=80,なし,25000")
    change(pack / "tables" / "祝金.csv", ">=88", ">=80")
    return pack


def own_pack(folder: Path, *, scope: str) -> None:
    """A pack `mine` that agrees with every other, since it declares no fact."""
    (folder / "services").mkdir(parents=True)
    (folder / "cases").mkdir()
    (folder / "pack.yaml").write_text(
        f"{{id: mine, name: 広報, version: '1', scope: '{scope}', owner: 広報課}}", encoding="utf-8"
    )
    (folder / "services" / "city-paper.yaml").write_text(
        "{name: 市政だより, summary: 毎月届く, law: 要綱, department: 広報課, life_events: [move_in],"
        " rung: inform, clauses: [{id: since, text: 発行中, article: 第1条,"
        " when: '基準日 >= 日付(2020, 4, 1)'}]}",
        encoding="utf-8",
    )
    (folder / "cases" / "city-paper.yaml").write_text(
        "- {name: 届く, on: 2026-06-01, people: {甲: {}}, expect: {甲: {city-paper: {status: yes}}}}",
        encoding="utf-8",
    )


def told(folders: list[Path]) -> str:
    with pytest.raises(Problems) as raised:
        load_packs(folders)
    return str(raised.value)


def test_a_pack_is_read_whole() -> None:
    pack = load_pack(GOOD)
    assert (pack.id, pack.version, pack.scope) == ("celebration", "2026.1", "national")
    assert list(pack.variables) == ["今年度所得", "世帯.児童数"]
    assert [fact.name for fact in pack.facts if fact.fact.holder is Holder.HOUSEHOLD] == [
        "世帯.持ち家"
    ]
    service = pack.services["long-life-gift"]
    assert service.rung is Rung.OFFER
    assert [clause.excludes for clause in service.rule.clauses] == [False, False, True]
    assert service.form is not None
    assert [field.identity for field in service.form.fields] == ["氏名", None, None, None]
    assert [field.value is not None for field in service.form.fields] == [False, True, False, False]
    assert [field.truth is not None for field in service.form.fields] == [False, False, True, False]
    assert service.notice is not None
    assert "{期限}" in service.notice.ja
    assert service.places["income"].line == 17
    assert pack.remarks == ()


def test_a_catalogue_knows_the_facts_its_rules_and_forms_need() -> None:
    catalogue = load_packs([GOOD])
    assert {fact.name for fact in catalogue.facts_needed(["family-gift"])} == {"持ち家", "生年月日"}
    assert len(catalogue.facts_needed()) == 5
    assert catalogue.facts["合計所得金額"].sensitivity is Sensitivity.TAX


def test_figures_follow_the_date_and_a_repeal_makes_them_unknown() -> None:
    catalogue = load_packs([GOOD])
    assert catalogue.figures(date(2026, 3, 31)).parameters["所得限度額"] == (2_000_000, 2_000_000)
    assert catalogue.figures(date(2026, 4, 1)).parameters["所得限度額"] == (2_100_000, 2_100_000)
    low, high = catalogue.figures(date(2028, 4, 1)).parameters["子育て祝金額"]
    assert low < high


def test_the_hash_changes_with_a_figure_and_not_with_an_example(tmp_path: Path) -> None:
    pack = copy_of_good(tmp_path, "celebration", id="celebration")
    before = load_packs([GOOD]).hash
    (pack / "README.md").write_text("note", encoding="utf-8")
    change(pack / "cases" / "family-gift.yaml", "子ども2人で1万円", "2人で1万円")
    assert load_packs([pack]).hash == before
    change(pack / "parameters" / "figures.yaml", "value: 2100000", "value: 2100001")
    assert load_packs([pack]).hash != before


def test_two_national_packs_may_state_the_same_fact_and_figure_alike(tmp_path: Path) -> None:
    other = copy_of_good(tmp_path, "other", id="other")
    for name in ("tables", "services", "cases"):
        shutil.rmtree(other / name)
    assert len(load_packs([GOOD, other]).facts) == 5


def test_a_fact_declared_in_two_ways_is_refused_with_the_difference(tmp_path: Path) -> None:
    other = copy_of_good(tmp_path, "other", id="other")
    for name in ("tables", "services", "cases"):
        shutil.rmtree(other / name)
    change(other / "facts.yaml", "absent: なし, ", "")
    assert told([GOOD, other]) == (
        "PACK013  other/facts.yaml:3\n"
        "  what   the fact `要介護度` is declared otherwise than in celebration/facts.yaml:3: absent\n"
        "  do     declare it alike in both packs"
    )


def test_two_national_packs_with_one_service_table_or_id_are_refused(tmp_path: Path) -> None:
    other = copy_of_good(tmp_path, "other", id="celebration")
    change(other / "parameters" / "figures.yaml", "value: 5000", "value: 5001")
    message = told([GOOD, other])
    assert message.count("PACK014") == 5
    assert "the service `family-gift` stands in celebration too" in message
    assert "the table `祝金` stands in celebration too" in message
    assert "the parameter `子育て祝金額` stands in celebration too" in message
    assert "the pack celebration has the id celebration too" in message


def test_a_citys_figures_replace_national_ones_and_national_examples_still_hold(
    tmp_path: Path,
) -> None:
    catalogue = load_packs([GOOD, city_pack(tmp_path)])
    on = date(2026, 6, 1)
    assert catalogue.figures(on).parameters["子育て祝金額"] == (55_005, 55_005)
    assert catalogue.parameters["子育て祝金額"].parameter.type.scale == 1
    assert catalogue.services["family-gift"].rule.amount is not None
    assert catalogue.services["family-gift"].rule.amount.value.type.scale == 1
    assert catalogue.tables["祝金"].versions[0].rows.outputs[1, 0] == 25_000
    report = run_cases(catalogue)
    assert report.holds
    assert report.cases == 8


def test_a_figure_the_nation_leaves_open_is_decided_by_the_city_that_knows_it(
    tmp_path: Path,
) -> None:
    nation = copy_of_good(tmp_path, "nation", id="celebration")
    figures = nation / "parameters" / "figures.yaml"
    change(figures, "value: 5000,", "value: 5000, certainty: check,")
    low, high = load_packs([nation]).figures(date(2026, 6, 1)).parameters["子育て祝金額"]
    assert low < high
    settled = load_packs([nation, city_pack(tmp_path)]).figures(date(2026, 6, 1))
    assert settled.parameters["子育て祝金額"] == (55_005, 55_005)


def test_a_national_example_that_needs_a_citys_service_is_read_in_the_city(tmp_path: Path) -> None:
    nation = copy_of_good(tmp_path, "nation", id="celebration")
    own_pack(tmp_path / "mine", scope="401005")
    (nation / "cases" / "with-the-city.yaml").write_text(
        "- {name: 市政だよりも届く, needs: [city-paper], on: 2026-06-01, people: {甲: {}},"
        " expect: {甲: {city-paper: {status: yes}}}}",
        encoding="utf-8",
    )
    alone = run_cases(load_packs([nation]))
    packs = [nation, city_pack(tmp_path), tmp_path / "mine"]
    together = run_cases(load_packs(packs))
    assert "市政だよりも届く" not in {result.case.name for result in alone.results}
    assert "市政だよりも届く" in {result.case.name for result in together.results}
    assert together.holds
    assert together.cases == alone.cases + 2


def test_the_order_in_which_packs_are_named_does_not_matter(tmp_path: Path) -> None:
    city = city_pack(tmp_path)
    one, other = load_packs([GOOD, city]), load_packs([city, GOOD])
    assert one.hash == other.hash
    assert one.services == other.services


def test_a_citys_service_replaces_the_national_one(tmp_path: Path) -> None:
    city = copy_of_good(tmp_path, "city", id="city", scope="'401005'")
    change(city / "services" / "family-gift.yaml", "子育て課", "こども家庭課")
    catalogue = load_packs([GOOD, city])
    assert catalogue.services["family-gift"].department == "こども家庭課"
    assert catalogue.pack_of(catalogue.services["family-gift"]).id == "city"


def test_a_city_may_not_change_what_a_figure_is(tmp_path: Path) -> None:
    city = city_pack(tmp_path)
    change(city / "parameters" / "figures.yaml", "unit: 歳", "unit: 人")
    assert "the parameter `児童上限年齢` replaces a national one of another type or unit" in told(
        [GOOD, city]
    )


@pytest.mark.parametrize(
    ("gives", "is_benefit"), [("benefit", True), ("relief", True), ("charge", False)]
)
def test_only_money_given_or_let_off_is_a_benefit(
    tmp_path: Path, gives: str, is_benefit: bool
) -> None:
    pack = copy_of_good(tmp_path, "celebration", id="celebration")
    file = pack / "services" / "family-gift.yaml"
    change(file, "  unit: 円/回", f"  unit: 円/回\n  gives: {gives}")
    assert load_pack(pack).services["family-gift"].is_benefit is is_benefit


def test_a_bare_figure_takes_the_unit_of_the_amount(tmp_path: Path) -> None:
    pack = copy_of_good(tmp_path, "celebration", id="celebration")
    change(
        pack / "services" / "family-gift.yaml", "世帯.児童数 * P.子育て祝金額", "5000 if 真 else 0"
    )
    amount = load_pack(pack).services["family-gift"].rule.amount
    assert amount is not None
    assert amount.value.type.unit == "円"


def test_packs_of_two_cities_do_not_mix(tmp_path: Path) -> None:
    one = city_pack(tmp_path)
    other = tmp_path / "other"
    shutil.copytree(one, other)
    change(other / "pack.yaml", "id: city", "id: other")
    change(other / "pack.yaml", "401005", "372013")
    assert "the pack is for 372013, city for 401005" in told([GOOD, one, other])


def test_what_is_no_pack_is_told_by_name(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "outer" / "inner").mkdir(parents=True)
    (tmp_path / "outer" / "inner" / "pack.yaml").write_text("id: a", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "pack.zip", "w") as archive:
        archive.writestr("pack.yaml", "id: a")
    message = told([tmp_path / name for name in ("empty", "outer", "pack.zip", "emty")])
    assert message.split("\n\n") == [
        "PACK001  empty\n  what   the folder is empty\n  do     name the folder that holds pack.yaml",
        "PACK001  emty\n  what   there is no such folder\n  near   empty\n"
        "  do     name the folder that holds pack.yaml",
        "PACK001  outer\n  what   the folder has no pack.yaml, so it is no pack\n"
        "  near   outer/inner holds one\n  do     name the folder that holds pack.yaml",
        "PACK001  pack.zip\n  what   a pack is a folder; this is a file\n"
        "  do     unpack it, and name the folder that holds pack.yaml",
    ]


def test_packs_are_found_in_the_citys_folder_and_drafts_are_not(tmp_path: Path) -> None:
    packs = tmp_path / "packs"
    mine = copy_of_good(packs, "mine", id="mine")
    copy_of_good(packs, ".draft", id="draft")
    found = discover(tmp_path, extra=[GOOD])
    assert mine.resolve() in found
    assert GOOD.resolve() in found
    assert not any(folder.name == ".draft" for folder in found)
    assert set(discover()) == set(found) - {mine.resolve(), GOOD.resolve()}


def test_packs_of_an_installed_package_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    package = site / "prefecture_packs"
    pack = copy_of_good(package, "transport", id="transport")
    (package / "__init__.py").write_text("", encoding="utf-8")
    (package / "notes").mkdir()
    about = site / "prefecture_packs-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: prefecture-packs\nVersion: 1.0\n", encoding="utf-8"
    )
    (about / "entry_points.txt").write_text(
        "[sakimawari.packs]\nprefecture = prefecture_packs\n", encoding="utf-8"
    )
    before = discover()
    monkeypatch.syspath_prepend(str(site))
    assert set(discover()) - set(before) == {pack.resolve()}


def test_a_city_works_with_national_packs_and_its_own_alone(tmp_path: Path) -> None:
    national = {pack.scope for pack in load_city(tmp_path, "131016").packs}
    assert national == {"national"}
    mine = load_city(tmp_path, "401005")
    assert {pack.scope for pack in mine.packs} == {"national", "401005"}
    own_pack(tmp_path / "packs" / "mine", scope="401005")
    assert {pack.id for pack in load_city(tmp_path, "401005").packs} == {
        *(pack.id for pack in mine.packs),
        "mine",
    }


def test_a_revised_copy_in_the_citys_folder_stands_in_place_of_the_shipped_pack(
    tmp_path: Path,
) -> None:
    shutil.copytree(SHIPPED / "care", tmp_path / "packs" / "care-2027")
    change(tmp_path / "packs" / "care-2027" / "pack.yaml", "version: ", "version: 2099.")
    packs = {pack.id: pack for pack in load_city(tmp_path, "401005").packs}
    assert packs["care"].version.startswith("2099.")
    assert packs["care"].folder.name == "care-2027"
    assert set(packs) == {pack.id for pack in load_city(tmp_path / "none", "401005").packs}


def test_a_pack_of_another_city_in_the_citys_folder_is_refused(tmp_path: Path) -> None:
    own_pack(tmp_path / "packs" / "mine", scope="401005")
    with pytest.raises(Problems) as raised:
        load_city(tmp_path, "131016")
    assert [(one.id, str(one.where)) for one in raised.value.found] == [
        ("PACK073", "mine/pack.yaml")
    ]


def test_no_pack_is_shipped_that_does_not_load() -> None:
    scopes = {scope_of(folder) for folder in packs_in(SHIPPED)} - {"national"}
    assert "401005" in scopes
    for scope in scopes:
        folders = discover(municipality=scope)
        assert len(load_packs(folders).packs) == len(folders)
