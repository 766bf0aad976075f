"""就学援助, 特定疾病療養受療証, 障害基礎年金: the same households told, and why the answers differ."""

from __future__ import annotations

from datetime import date
from random import Random

import numpy as np

from peers.crosscheck import looks, telling
from peers.crosscheck.benefit import MONTHS, Benefit, Ground, Holds, Said, Truths, ages
from peers.crosscheck.disability import GRADES
from peers.crosscheck.drawn import Drawn, Household, age_on
from peers.crosscheck.highschool import assisted, on_assistance
from peers.crosscheck.means import means
from peers.facts import classes
from peers.openfisca_inputs import PARENT, Homes
from sakimawari.rules.dates import school_year_age
from sakimawari.rules.figures import Figures, days
from sakimawari.rules.population import Population

COUNTED_PHYSICAL, COUNTED_MENTAL = ("1級", "2級", "3級"), ("1級", "2級")
ILLNESSES = ("なし", "人工透析", "血友病", "HIV")
BEFORE_SCHOOL, ADULT, NOT_THE_CITYS = 6, 20, 3  # the first label of a school that is not the city's
DIALYSIS, HAEMOPHILIA, HIV = 1, 2, 3


def at_school(chance: Random, household: Household, on: date) -> None:
    """Pupils of the school years, most at the city's own schools."""
    for person in household:
        year = school_year_age(days(person.born), days(on)) - BEFORE_SCHOOL
        of_age = 1 <= year <= 9
        own = "市立小学校" if year <= 6 else "市立中学校"
        person.facts |= {
            "就学区分": (own if chance.random() < 0.85 else "私立・国立等") if of_age else "なし",
            "学年": (year if year <= 6 else year - 6) if of_age else 0,
            "準要保護認定": chance.random() < 0.1,
        }


def ill(chance: Random, household: Household, on: date) -> None:
    """The long illnesses of the certificate, and who is insured by whom."""
    by_city = chance.random() < 0.6
    for person in household:
        illness = chance.choice(ILLNESSES) if chance.random() < 0.3 else "なし"
        person.facts |= {
            "特定疾病": illness,
            "国保資格": by_city and age_on(person, on) < 75,
            "後期高齢障害認定": False,
            "世帯主": person.id == "a",
        }


def pensioned(chance: Random, household: Household, on: date) -> None:
    """Certificates with the grade of the pension that was found, which goes by other rules."""
    for person in household:
        held = chance.random()
        if held < 0.5:
            person.facts |= {"障害基礎年金認定等級": "非該当", "障害年金の納付要件": True}
            continue
        person.facts |= {
            "身体障害者手帳等級": chance.choices(GRADES, (5, 4, 4, 3, 1, 1, 1))[0],
            "療育手帳判定": chance.choices(("なし", "A", "B"), (6, 2, 2))[0],
            "精神障害者保健福祉手帳等級": chance.choices(
                ("なし", "1級", "2級", "3級"), (7, 2, 1, 1)
            )[0],
            "障害基礎年金認定等級": chance.choice(("非該当", "1級", "2級")),
            "障害年金の納付要件": chance.random() < 0.9,
        }
        person.facts["手帳のない障害の申出"] = not certified(person)


def certified(person: Drawn) -> bool:
    """Whether a certificate leads to the pension; else the illness itself has to be told."""
    return (
        person.facts["身体障害者手帳等級"] in COUNTED_PHYSICAL
        or person.facts["療育手帳判定"] != "なし"
        or person.facts["精神障害者保健福祉手帳等級"] in COUNTED_MENTAL
    )


def tell_school(population: Population, figures: Figures) -> tuple[Homes, Said]:
    """Public assistance as received."""
    homes, said = telling.household(population, figures)
    said["生活保護"] = assisted(population, figures.on).astype(np.float32)
    return homes, said


def tell_illness(population: Population, figures: Figures) -> tuple[Homes, Said]:
    """The illness by what it is called there."""
    homes, said = telling.household(population, figures)
    illness = classes(population, "特定疾病")[homes.rows]
    for name, which in (
        ("慢性腎不全である", DIALYSIS),
        ("人工透析を行っている", DIALYSIS),
        ("血友病である", HAEMOPHILIA),
        ("血友病の可能性がある", HAEMOPHILIA),
        ("HIV感染者である", HIV),
        ("血液製剤の投与によってHIVに感染した", HIV),
    ):
        said[name] = illness == which
    return homes, said


def tell_pension(population: Population, figures: Figures) -> tuple[Homes, Said]:
    """The grade that was found, in place of the one guessed from certificates there."""
    homes, said = telling.household(population, figures)
    grade = np.maximum(classes(population, "障害基礎年金認定等級"), 0)[homes.rows].astype(np.int32)
    said["障害基礎年金_等級_最小"] = said["障害基礎年金_等級_最大"] = grade
    return homes, said


def aided_without_assistance(ground: Ground) -> Truths:
    """Somebody has a right and the household is not on public assistance."""
    return np.asarray(looks.someone_right(ground) & ~(ground.said["生活保護"] > 0))


def elsewhere_at_school(ground: Ground) -> Truths:
    """On assistance, with a pupil at a school that is not the city's."""
    there = classes(ground.population, "就学区分") >= NOT_THE_CITYS
    return np.asarray(ground.households_with(there) & (ground.said["生活保護"] > 0))


def insured_elsewhere(ground: Ground) -> Truths:
    """Somebody with one of the illnesses is not insured by the city."""
    sick = classes(ground.population, "特定疾病") > 0
    return ground.households_with(ground.no_by("insured") & sick)


def graded_and_refused(clause: str, *, from_age: int = ADULT) -> Holds:
    """Somebody of an age has a grade, and one clause of ours refuses."""

    def holds(ground: Ground) -> Truths:
        graded = classes(ground.population, "障害基礎年金認定等級") > 0
        age = ages(looks.born(ground), ground.on)
        of_age = (age >= from_age) | (age < 0)  # whose birth day is missing is 56 there
        return ground.households_with(ground.no_by(clause) & graded & of_age)

    return holds


def not_a_parent(ground: Ground) -> Truths:
    """Somebody who is told as no parent has the right."""
    return ground.households_with((ground.yes() | ground.perhaps()) & ~ground.role_is(PARENT))


def two_rights(ground: Ground) -> Truths:
    """Two people of a household have a right."""
    return ground.counted(ground.yes()) > 1


SCHOOL_AID = Benefit(
    slug="school-expense-aid",
    variables=("就学援助の対象者がいる",),
    adding=(means((450_000,)), at_school, on_assistance),
    tell=tell_school,
    classes={
        "sea-near-assistance": aided_without_assistance,
        "sea-not-a-city-school": elsewhere_at_school,
        "sea-unknown-birth": looks.unknown_birth,
    },
    counted=False,
)
ILLNESS = Benefit(
    slug="specific-disease-certificate",
    variables=("特定疾病療養の対象者がいる",),
    adding=(means(()), ill),
    tell=tell_illness,
    classes={"sdc-insured-elsewhere": insured_elsewhere},
    counted=False,
)
PENSION = Benefit(
    slug="disability-basic-pension",
    variables=("障害基礎年金_最小", "障害基礎年金_最大"),
    adding=(pensioned,),
    tell=tell_pension,
    classes={
        "dbp-eve-of-20": looks.eve_of(20),
        "dbp-over-65": graded_and_refused("age", from_age=65),
        "dbp-contributions": graded_and_refused("contribution"),
        "dbp-not-a-parent": not_a_parent,
        "dbp-two-rights": two_rights,
    },
    divided=MONTHS,
    figures={
        "基礎年金_満額": ("福祉", "障害基礎年金", "支給額", "支給額_二級_昭和三一年度以降"),
        "障害基礎年金_1級": ("福祉", "障害基礎年金", "支給額", "支給額_一級_昭和三一年度以降"),
        "基礎年金_子加算": ("福祉", "障害基礎年金", "支給額", "子の加算額_二人目まで"),
        "基礎年金_子加算_3人目": ("福祉", "障害基礎年金", "支給額", "子の加算額_三人目以降"),
    },
)
