"""Every benefit of both engines on drawn households: what is told, and which class a difference is of.

OpenFisca-Japan's answers are canned, but in the last test, which asks it where it is installed.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from measure.peer import DEFAULT_FOLDER, RUNNER, find_peer, how_to_get_it
from peers.crosscheck.benefit import Benefit, ages, ages_by_birthday
from peers.crosscheck.benefits_of_both import SHARED
from peers.crosscheck.disability import CHILD
from peers.crosscheck.drawn import Drawn, Household, draw
from peers.crosscheck.highschool import OLD_LIMIT, SCHOLARSHIP, TUITION_SUPPORT
from peers.crosscheck.measured import write_table
from peers.crosscheck.rearing import CHILD_ALLOWANCE
from peers.crosscheck.run import Answer, Asked, Job, facts_of, job_of, result, unsettled
from peers.crosscheck.settled import FIGURE, UNSETTLED, Right, figure_class, settled
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.load import load_city
from sakimawari.rules.columns import SpansColumn, YearlyColumn
from sakimawari.rules.figures import days
from sakimawari.rules.kernel import Kernel, compile_service
from tests.edition import KITAKYUSHU

ON = date(2026, 11, 25)
SCRIPT = RUNNER.parents[1] / "openfisca_crosscheck.py"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_city(Path(), KITAKYUSHU)


@pytest.fixture(scope="module")
def kernel(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Kernel:
    rule = catalogue.services["child-allowance"].rule
    return compile_service(rule, cache=tmp_path_factory.mktemp("kernels"))


def job(benefit: Benefit, catalogue: Catalogue, *people: Drawn) -> Job:
    """One household just as it is given, told."""

    def just_these(_: object, household: Household, on: date) -> None:
        del on
        household[:] = people

    for person in people:
        person.facts["生年月日"] = person.born
    chosen = replace(benefit, adding=(just_these,))
    # A seed that hides no fact of the only household.
    asked = Asked(benefits=(chosen,), days=(ON,), households=1, seed=2)
    return job_of(chosen, ON, asked, catalogue)


def mother(**facts: str | int | bool) -> Drawn:
    return Drawn(id="a", born=date(1985, 6, 1), grown=True, facts=dict(facts))


def child(born: date, **facts: str | int | bool) -> Drawn:
    return Drawn(id=f"c{born}", born=born, grown=False, guardian="a", facts=dict(facts))


def given(made: Job, kernel: Kernel, catalogue: Catalogue, yen: int) -> dict[str, object]:
    """What one household comes to where they give so much."""
    answer = Answer(variables={"児童手当": np.array([yen])}, figures={})
    return result(made, kernel, catalogue, answer, settled())


def test_every_class_looked_for_is_settled_and_every_settled_class_is_looked_for() -> None:
    table = settled()
    looked_for = {(id, one.slug) for one in SHARED for id in one.classes}
    assert looked_for == {(id, row.benefit) for id, row in table.items() if FIGURE not in row.kinds}


def test_every_settled_figure_is_one_that_is_compared() -> None:
    compared = {f"{one.slug}/{name}" for one in SHARED for name in one.figures}
    figures = [row for row in settled().values() if FIGURE in row.kinds]
    assert figures
    for row in figures:
        name, value = row.id.split("=")
        assert name in compared
        assert row.id == figure_class(*name.split("/"), float(value))


def test_every_settled_class_tells_what_differs_and_by_which_article() -> None:
    for row in settled().values():
        assert row.description
        assert row.article
        assert row.right in Right


def test_a_class_settled_twice_is_refused(tmp_path: Path) -> None:
    table = tmp_path / "settled.csv"
    row = "x,child-allowance,amounts,what,ours,児童手当法\n"
    table.write_text("id,benefit,kinds,description,right,article\n" + row + row, encoding="utf-8")
    with pytest.raises(ValueError, match="twice"):
        settled(table)


@pytest.mark.parametrize("benefit", SHARED, ids=lambda one: one.slug)
def test_everything_said_is_said_of_everybody_or_of_every_household(
    benefit: Benefit, catalogue: Catalogue
) -> None:
    if benefit.slug not in catalogue.services:
        pytest.skip(f"the catalogue has no {benefit.slug}")
    asked = Asked(benefits=(benefit,), days=(ON,), households=60, seed=1)
    made = job_of(benefit, ON, asked, catalogue)
    assert made.said["households"] == 60
    people = len(made.said["household"])
    for name, values in made.said.items():
        assert name == "households" or len(values) in {people, 60}, name
        assert name == "households" or values.dtype.kind != "O"


def test_a_seed_draws_the_same_households_again_and_another_draws_others(
    catalogue: Catalogue,
) -> None:
    facts = facts_of(CHILD, catalogue)
    first, again, other = (
        draw(50, ON, CHILD.adding, facts, seed=seed).columns["生年月日"] for seed in (1, 1, 2)
    )
    assert not isinstance(first, SpansColumn | YearlyColumn)
    assert not isinstance(again, SpansColumn | YearlyColumn)
    assert not isinstance(other, SpansColumn | YearlyColumn)
    assert first.values.tolist() == again.values.tolist()
    assert first.values.tolist() != other.values.tolist()


def test_many_drawn_children_are_at_an_age_that_counts(catalogue: Catalogue) -> None:
    facts = facts_of(CHILD_ALLOWANCE, catalogue)
    drawn = draw(400, ON, CHILD_ALLOWANCE.adding, facts, seed=1)
    born = drawn.columns["生年月日"]
    assert not isinstance(born, SpansColumn | YearlyColumn)
    on = days(ON)
    on_the_eve = ages(born.values, on) != ages_by_birthday(born.values, on)
    assert on_the_eve.sum() > 5


def test_a_child_found_severely_disabled_is_told_by_a_certificate_and_a_refused_one_by_none(
    catalogue: Catalogue,
) -> None:
    born = date(2015, 6, 1)
    found = job(CHILD, catalogue, mother(), child(born, 重度障害児認定=True))
    assert found.said["身体障害者手帳等級"].tolist() == ["無", "二級"]
    held = child(born, 身体障害者手帳等級="1級", 重度障害児診断=False)
    assert job(CHILD, catalogue, mother(), held).said["身体障害者手帳等級"].tolist() == ["無", "無"]
    open_still = child(born, 身体障害者手帳等級="1級")
    made = job(CHILD, catalogue, mother(), open_still)
    assert made.said["身体障害者手帳等級"].tolist() == ["無", "一級"]


def test_a_pupil_is_told_by_course_and_by_who_runs_the_school(catalogue: Catalogue) -> None:
    pupil = child(date(2009, 6, 1), 高校等在学区分="私立通信制")
    made = job(SCHOLARSHIP, catalogue, mother(課税区分="均等割のみ"), pupil)
    assert made.said["高校履修種別"].tolist() == ["無", "通信制課程"]
    assert made.said["高校運営種別"].tolist() == ["無", "私立"]
    assert made.said["住民税非課税世帯"].tolist() == [True]
    taxed = job(SCHOLARSHIP, catalogue, mother(課税区分="所得割課税"), pupil)
    assert taxed.said["住民税非課税世帯"].tolist() == [False]


def test_the_base_of_the_old_limit_is_six_hundredths_less_the_adjustment(
    catalogue: Catalogue,
) -> None:
    pupil = child(date(2009, 6, 1), 高校等在学区分="公立全日制", 課税標準額=9_000_000, 調整控除額=0)
    at_limit = mother(課税標準額=5_110_000, 調整控除額=2_400)
    made = job(TUITION_SUPPORT, catalogue, at_limit, pupil)
    assert made.said["高等学校等就学支援金_所得判定基準"].tolist() == [OLD_LIMIT]


def test_a_public_servant_whom_only_they_give_something_is_a_settled_class(
    catalogue: Catalogue, kernel: Kernel
) -> None:
    made = job(CHILD_ALLOWANCE, catalogue, mother(公務員=True), child(date(2015, 6, 1)))
    told = given(made, kernel, catalogue, 10_000)
    assert told["classes"] == [{"class": "ca-public-servant", "households": 1, "right": "ours"}]
    assert unsettled({"results": {made.name: told}}) == []


def test_equal_amounts_are_of_no_class(catalogue: Catalogue, kernel: Kernel) -> None:
    made = job(CHILD_ALLOWANCE, catalogue, mother(公務員=False), child(date(2015, 6, 1)))
    told = given(made, kernel, catalogue, 10_000)
    assert told["classes"] == []
    assert told["agree"] == 1.0


def test_a_difference_without_a_reason_is_unsettled_and_shown_with_its_household(
    catalogue: Catalogue, kernel: Kernel
) -> None:
    made = job(CHILD_ALLOWANCE, catalogue, mother(公務員=False), child(date(2015, 6, 1)))
    told = given(made, kernel, catalogue, 10_001)
    assert told["classes"] == [{"class": UNSETTLED, "households": 1, "right": UNSETTLED}]
    assert unsettled({"results": {made.name: told}}) == [f"{made.name}: 1 households"]
    example = told["examples"]
    assert isinstance(example, dict)
    assert (example[UNSETTLED]["ours"], example[UNSETTLED]["theirs"]) == (
        [10_000] * 2,
        [10_001] * 2,
    )
    assert [person["生年月日"] for person in example[UNSETTLED]["people"]] == [
        "1985-06-01",
        "2015-06-01",
    ]


def test_a_run_is_kept_as_a_table_with_a_household_of_every_class(
    catalogue: Catalogue, kernel: Kernel, tmp_path: Path
) -> None:
    made = job(CHILD_ALLOWANCE, catalogue, mother(公務員=True), child(date(2015, 6, 1)))
    told = given(made, kernel, catalogue, 10_000)
    file = tmp_path / "measured.csv"
    write_table({"results": {made.name: told}}, settled(), file)
    (row,) = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    assert (row["class"], row["on"], row["households"]) == ("ca-public-servant", "2026-11-25", "1")
    assert (row["right"], row["ours"], row["theirs"]) == ("ours", "0", "10000")
    assert json.loads(row["example"])[0]["公務員"] == 1


def test_the_month_of_turning_three_explains_another_amount_and_no_missing_right(
    catalogue: Catalogue, kernel: Kernel
) -> None:
    made = job(CHILD_ALLOWANCE, catalogue, mother(公務員=False), child(date(2023, 11, 20)))
    names = [
        [one["class"] for one in given(made, kernel, catalogue, yen)["classes"]]  # type: ignore[attr-defined]
        for yen in (10_000, 0)
    ]
    assert names == [["ca-turning-3"], [UNSETTLED]]


def test_a_figure_that_is_not_settled_at_its_value_there_is_told(
    catalogue: Catalogue, kernel: Kernel
) -> None:
    made = job(CHILD_ALLOWANCE, catalogue, mother(公務員=False), child(date(2015, 6, 1)))
    answer = Answer(variables={"児童手当": np.array([10_000])}, figures={"児扶_本体額": 46_691.0})
    told = result(made, kernel, catalogue, answer, settled())
    assert unsettled({"results": {made.name: told}}) == [
        f"{made.name}: the figure child-allowance/児扶_本体額=46691"
    ]


def test_without_openfisca_japan_the_crosscheck_says_how_to_get_it_and_ends_well(
    tmp_path: Path,
) -> None:
    command = [sys.executable, str(SCRIPT), "--peer", str(tmp_path), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    told = done.stdout.splitlines()
    assert json.loads(told[-1])["skipped"]
    assert told[:-1] == how_to_get_it(tmp_path).splitlines()


def test_a_benefit_that_only_one_engine_has_is_refused(tmp_path: Path) -> None:
    if find_peer(DEFAULT_FOLDER) is None:
        pytest.skip("OpenFisca-Japan is not installed: run openfisca_crosscheck.py --install")
    command = [sys.executable, str(SCRIPT), "--benefits", "nursery-fee", "--dir", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "nursery-fee" in done.stderr


def test_openfisca_japan_differs_on_drawn_households_in_settled_classes_only(
    tmp_path: Path,
) -> None:
    if find_peer(DEFAULT_FOLDER) is None:
        pytest.skip("OpenFisca-Japan is not installed: run openfisca_crosscheck.py --install")
    asked = ["--benefits", "child-allowance", "--households", "300", "--dir", str(tmp_path)]
    command = [sys.executable, str(SCRIPT), *asked, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["unsettled"] == []
    assert {one["households"] for one in told["results"].values()} == {300}
