"""Households in the words of OpenFisca-Japan, and two engines' answers told apart.

OpenFisca-Japan itself is asked by `benchmarks/openfisca_japan.py`, where it is installed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from measure.peer import RUNNER, VARIABLES, find_peer, how_to_get_it
from peers.openfisca_causes import turns_three_this_month
from peers.openfisca_compare import AGREEING, Kind, Ranges, by_household, counted, kinds, share
from peers.openfisca_inputs import CHILD, OTHER, PARENT, Homes, inputs_of, lay_out
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.load import load_city
from sakimawari.rules.figures import days
from sakimawari.rules.outcome import Outcomes
from sakimawari.rules.population import Population
from sakimawari.rules.situation import (
    Held,
    Person,
    Situation,
    Somebody,
    Sourced,
    Span,
    to_population,
)
from sakimawari.rules.tree import Holder
from tests.edition import KITAKYUSHU

ON = date(2026, 11, 25)
BENEFITS = ("child-allowance", "child-rearing-allowance", "special-child-rearing-allowance")
SCRIPT = RUNNER.parents[1] / "openfisca_japan.py"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_city(Path(), KITAKYUSHU)


def person(
    id: str,
    born: int,
    *,
    guardian: str | Somebody | None = None,
    spouse: str | None = None,
    here: bool = True,
    **facts: Held,
) -> Person:
    held: Mapping[str, Held] = {"生年月日": days(date(born, 6, 1)), **facts}
    return Person(
        id=id,
        guardian=guardian,
        spouse=spouse,
        is_subject=here,
        facts={name: Sourced(held=value) for name, value in held.items()},
    )


def home(catalogue: Catalogue, *people: Person) -> Population:
    return to_population([Situation(people=people)], catalogue.facts_needed(BENEFITS))


def roles(catalogue: Catalogue, *people: Person) -> dict[str, int]:
    """The role of everybody taken over, by id."""
    homes: Homes = lay_out(home(catalogue, *people), days(ON))
    return {people[row].id: int(role) for row, role in zip(homes.rows, homes.role, strict=True)}


def test_a_guardian_and_the_spouse_are_parents_and_a_grandparent_is_another(
    catalogue: Catalogue,
) -> None:
    assert roles(
        catalogue,
        person("祖母", 1955),
        person("父", 1985, spouse="母"),
        person("母", 1986, spouse="父"),
        person("子", 2015, guardian="父"),
    ) == {"祖母": OTHER, "父": PARENT, "母": PARENT, "子": CHILD}


def test_a_child_whose_guardian_is_not_known_is_still_a_child(catalogue: Catalogue) -> None:
    found = roles(catalogue, person("父", 1985), person("子", 2015, guardian=Somebody.UNKNOWN))
    assert found == {"父": PARENT, "子": CHILD}


def test_a_young_person_alone_is_not_taken_for_a_lone_parent(catalogue: Catalogue) -> None:
    alone = person("子", 2009, guardian=Somebody.UNKNOWN)
    assert roles(catalogue, alone) == {"子": CHILD}


def test_an_adult_elder_sibling_is_a_child_unless_known_not_to_be_supported(
    catalogue: Catalogue,
) -> None:
    mother, young = person("母", 1980), person("妹", 2015, guardian="母")
    known = person("兄", 2006, guardian="母", 監護相当生計費負担=0)
    unknown = person("兄", 2006, guardian="母")
    young_enough = person("兄", 2009, guardian="母", 監護相当生計費負担=0)
    assert roles(catalogue, mother, known, young)["兄"] == OTHER
    assert roles(catalogue, mother, unknown, young)["兄"] == CHILD
    assert roles(catalogue, mother, young_enough, young)["兄"] == CHILD


def test_a_child_in_an_institution_and_a_visitor_are_not_of_the_household(
    catalogue: Catalogue,
) -> None:
    away = person("兄", 2012, guardian="母", 施設入所=(Span(value=1),))
    back = person("弟", 2014, guardian="母", 施設入所=(Span(value=1, until=days(ON) - 1),))
    found = roles(catalogue, person("母", 1985), away, back, person("叔父", 1980, here=False))
    assert found == {"母": PARENT, "弟": CHILD}


def test_child_support_counts_for_the_one_allowance_only_and_at_eight_tenths(
    catalogue: Catalogue,
) -> None:
    mother = person("母", 1985, 総所得金額等={2026: 1_000_000}, 養育費年額=500_000, ひとり親=1)
    lone = home(catalogue, mother, person("子", 2015, guardian="母"))
    _, given = inputs_of(lone, catalogue.figures(ON))
    assert given["child-rearing-allowance/income"].tolist() == [1_400_000, 0]
    assert given["special-child-rearing-allowance/income"].tolist() == [1_000_000, 0]


def test_each_benefit_goes_by_the_year_of_its_own_law(catalogue: Catalogue) -> None:
    parent = person("母", 1985, 総所得金額等={2025: 100, 2026: 200}, 扶養親族数={2025: 1, 2026: 2})
    lone = home(catalogue, parent, person("子", 2015, guardian="母"))
    for on, rearing, special in ((date(2026, 9, 1), 100, 200), (date(2026, 11, 1), 200, 200)):
        _, given = inputs_of(lone, catalogue.figures(on))
        assert given["child-rearing-allowance/income"][0] == rearing
        assert given["special-child-rearing-allowance/income"][0] == special
    assert given["child-rearing-allowance/dependants"].tolist() == [2]


def test_a_grade_without_a_certificate_is_told_by_one_that_counts(catalogue: Catalogue) -> None:
    def physical(**facts: Held) -> int:
        child = person("子", 2015, guardian="母", **facts)
        _, given = inputs_of(home(catalogue, person("母", 1985), child), catalogue.figures(ON))
        return int(given["physical"][1])

    certificate = (Span(value=4),)
    assert physical() == 0
    assert physical(特児診断書等級=2) == 3
    assert physical(身体障害者手帳等級=certificate) == 4
    assert physical(身体障害者手帳等級=certificate, 特児診断書等級=2) == 4
    assert physical(身体障害者手帳等級=certificate, 手帳児診断等級=0) == 0


@pytest.mark.parametrize(
    ("ours", "theirs", "kind"),
    [
        ((0, 0), (0, 0), Kind.NOTHING),
        ((10, 10), (10, 10), Kind.SAME),
        ((15, 15), (10, 20), Kind.WITHIN_THEIRS),
        ((20, 20), (10, 20), Kind.WITHIN_THEIRS),
        ((0, 20), (0, 0), Kind.WITHIN_OURS),
        ((0, 20), (10, 10), Kind.WITHIN_OURS),
        ((0, 20), (0, 20), Kind.WITHIN_OURS),
        ((0, 15), (10, 20), Kind.OVERLAP),
        ((10, 10), (0, 0), Kind.ONLY_OURS),
        ((5, 10), (0, 0), Kind.ONLY_OURS),
        ((0, 0), (10, 20), Kind.ONLY_THEIRS),
        ((10, 10), (11, 20), Kind.AMOUNTS),
        ((10, 10), (11, 11), Kind.AMOUNTS),
        ((5, 10), (11, 11), Kind.AMOUNTS),
    ],
)
def test_two_ranges_lie_to_each_other_in_one_way(
    ours: tuple[int, int], theirs: tuple[int, int], kind: Kind
) -> None:
    given = [Ranges(low=np.array([low]), high=np.array([high])) for low, high in (ours, theirs)]
    assert counted(kinds(*given)) == {kind.value: 1}


def test_the_share_leaves_out_households_that_get_nothing_from_either() -> None:
    counts = {Kind.NOTHING.value: 96, Kind.SAME.value: 3, Kind.AMOUNTS.value: 1}
    assert share(counts, AGREEING) == 0.75
    assert share({Kind.NOTHING.value: 5}, AGREEING) == 1.0


def test_a_household_gets_what_its_recipients_get_and_perhaps_begins_at_nothing(
    catalogue: Catalogue,
) -> None:
    two = home(catalogue, person("母", 1985), person("叔母", 1990))
    nothing = np.zeros(2, np.int64)
    outcomes = Outcomes(
        service="x",
        holder=Holder.PERSON,
        first=0,
        status=np.array([1, 2], np.int8),
        decided_by=np.full(2, -1, np.int8),
        undecided=nothing,
        amount_low=np.array([100, 30]),
        amount_high=np.array([100, 40]),
        tier_low=nothing,
        tier_high=nothing,
        deadline=nothing,
    )
    found = by_household(outcomes, two)
    assert (found.low.tolist(), found.high.tolist()) == ([100], [140])


def test_only_a_third_birthday_of_this_month_that_has_come_is_the_month_of_turning_three() -> None:
    def turns(born: date) -> bool:
        return turns_three_this_month(days(born), days(ON))

    assert turns(date(2023, 11, 25))
    assert turns(date(2023, 11, 1))
    assert not turns(date(2023, 11, 26))
    assert not turns(date(2023, 10, 31))
    assert not turns(date(2022, 11, 10))


def test_without_openfisca_japan_the_script_says_how_to_get_it_and_ends_well(
    tmp_path: Path,
) -> None:
    assert find_peer(tmp_path) is None
    command = [sys.executable, str(SCRIPT), "--peer", str(tmp_path), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    told = done.stdout.splitlines()
    assert json.loads(told[-1])["skipped"]
    assert told[:-1] == how_to_get_it(tmp_path).splitlines()
    assert "AGPL-3.0" in done.stdout
    assert "pip install openfisca-japan==" in done.stdout


def test_nothing_but_the_runners_imports_openfisca_and_they_import_nothing_of_ours() -> None:
    root = RUNNER.parents[2]
    importing = [
        path
        for folder in ("src", "benchmarks")
        for path in (root / folder).rglob("*.py")
        if any(
            line.startswith(("import openfisca", "from openfisca"))
            for line in path.read_text(encoding="utf-8").splitlines()
        )
    ]
    assert sorted(importing) == [RUNNER, VARIABLES]
    for runner in importing:
        assert "sakimawari" not in runner.read_text(encoding="utf-8")
