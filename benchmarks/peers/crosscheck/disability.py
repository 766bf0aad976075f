"""障害児福祉手当, 特別障害者手当: the same households told, and why the answers differ."""

from __future__ import annotations

from datetime import date
from random import Random

import numpy as np

from peers.calendar import year_from
from peers.crosscheck import looks, telling
from peers.crosscheck.benefit import Benefit, Ground, Said, Truths
from peers.crosscheck.drawn import Household, age_on
from peers.crosscheck.highschool import on_assistance
from peers.crosscheck.means import means
from peers.facts import Array, money, spans, truths
from peers.openfisca_inputs import Homes, on_day
from sakimawari.rules.figures import Figures
from sakimawari.rules.population import YES, Population

ADULT = 20
FIRST_MONTH = 8  # from August by this year's tax
LIMITS = (3_604_000, 3_661_000, 3_984_000, 6_287_000, 6_536_000, 6_749_000, 6_962_000)
GRADES = ("なし", "1級", "2級", "3級", "4級", "5級", "6級")


def disabled(chance: Random, household: Household, on: date) -> None:
    """Certificates, findings by a doctor and places to live, for half of the people."""
    for person in household:
        if chance.random() < 0.5:
            continue
        person.facts |= {
            "身体障害者手帳等級": chance.choices(GRADES, (5, 4, 4, 3, 1, 1, 1))[0],
            "療育手帳判定": chance.choices(("なし", "A", "B"), (6, 2, 2))[0],
            "精神障害者保健福祉手帳等級": chance.choices(
                ("なし", "1級", "2級", "3級"), (7, 2, 1, 1)
            )[0],
        }
        grown = age_on(person, on) >= ADULT
        found = chance.random()
        if found < 0.5:
            person.facts["特別障害者認定" if grown else "重度障害児認定"] = True
        elif found < 0.9:
            person.facts["特別障害者診断" if grown else "重度障害児診断"] = chance.random() < 0.6
        person.facts["障害年金受給"] = not grown and chance.random() < 0.05
        person.facts["障害者施設入所"] = grown and chance.random() < 0.1
        person.facts["三か月超入院"] = grown and chance.random() < 0.1
        if grown and chance.random() < 0.1:
            person.facts["要介護度"] = chance.choice(("要介護3", "要介護4", "要介護5"))


def _found(
    population: Population, on: int, *, granted: str, by_doctor: str
) -> tuple[Truths, Truths]:
    """Who is found so disabled, and who is found not to be (nobody knows of the others)."""
    held = telling.certificates(population, on)
    clue = (
        np.isin(held["身体障害者手帳等級"], (1, 2))
        | (held["療育手帳判定"] == 1)
        | (held["精神障害者保健福祉手帳等級"] == 1)
    )
    if by_doctor == "特別障害者診断":
        clue |= np.isin(on_day(spans(population, "要介護度"), on), (6, 7))
    is_granted = truths(population, granted) == YES
    doctor = truths(population, by_doctor)
    return is_granted | clue & (doctor == YES), ~is_granted & (~clue | (doctor == 0))


def _certified(
    population: Population, on: int, found: Truths, refused: Truths, *, both: bool
) -> dict[str, Array]:
    """Certificates that say what was found: they know no finding but by certificate."""
    held = {
        name: np.where(refused | found, 0, grades)
        for name, grades in telling.certificates(population, on).items()
    }
    held["身体障害者手帳等級"] = np.where(found, 2, held["身体障害者手帳等級"])
    if both:
        held["療育手帳判定"] = np.where(found, 1, held["療育手帳判定"])
    return held


def tell_child(population: Population, figures: Figures) -> tuple[Homes, Said]:
    """A child found severely disabled by a certificate of the second grade, others by theirs."""
    homes, said = telling.household(population, figures)
    found, refused = _found(
        population, figures.on, granted="重度障害児認定", by_doctor="重度障害児診断"
    )
    held = _certified(population, figures.on, found, refused, both=False)
    said |= telling.in_their_words(held, homes.rows)
    said |= telling.income(population, figures, homes, FIRST_MONTH)
    return homes, said


def tell_adult(population: Population, figures: Figures) -> tuple[Homes, Said]:
    """An adult so found by two certificates, which is surely enough there."""
    homes, said = telling.household(population, figures)
    on = figures.on
    found, refused = _found(population, on, granted="特別障害者認定", by_doctor="特別障害者診断")
    held = _certified(population, on, found, refused, both=True)
    said |= telling.in_their_words(held, homes.rows)
    said |= telling.income(population, figures, homes, FIRST_MONTH)
    said["介護施設入所中"] = (on_day(spans(population, "障害者施設入所"), on) == YES)[homes.rows]
    said["入院中"] = (on_day(spans(population, "三か月超入院"), on) == YES)[homes.rows]
    said |= _added_to_limits(population, on)
    return homes, said


def _added_to_limits(population: Population, on: int) -> Said:
    """What dependants of some ages add to the limits, from the tax register."""
    year = year_from(FIRST_MONTH, on)
    old, special, young, all_of_them = (
        np.maximum(money(population, name, year), 0)
        for name in (
            "老人扶養親族数",
            "特定扶養親族数",
            "控除対象扶養親族16から18歳数",
            "扶養親族数",
        )
    )
    own = 100_000 * old + 250_000 * (special + young)
    relatives = 60_000 * (old - ((old == all_of_them) & (old > 0)))
    offsets = population.offsets[:-1]
    return {
        "特別障害者手当_受給者の所得加算額": np.maximum.reduceat(own, offsets),
        "特別障害者手当_扶養義務者の所得加算額": np.maximum.reduceat(relatives, offsets),
    }


def second_earner(ground: Ground) -> Truths:
    """Somebody is over a limit of his or her own, and another at home has the dependants."""
    dependants = looks.of_year(ground, "扶養親族数", FIRST_MONTH)
    offsets = ground.population.offsets[:-1]
    refused = ground.households_with(ground.no_by("own-income", "relatives-income"))
    return refused & (np.maximum.reduceat(dependants, offsets) > 0)


def own_insurance(ground: Ground) -> Truths:
    """Somebody with the right has paid social insurance out of an income over the limit."""
    paid = looks.of_year(ground, "社会保険料控除", FIRST_MONTH) > 0
    high = looks.of_year(ground, "総所得金額等", FIRST_MONTH) > LIMITS[0]
    return ground.households_with(ground.yes() & paid & high)


CHILD = Benefit(
    slug="disabled-child-allowance",
    variables=("障害児福祉手当",),
    adding=(means(LIMITS), disabled),
    tell=tell_child,
    classes={
        "dca-eve-of-20": looks.eve_of(ADULT),
        "dca-pension": looks.refused_by("pension"),
        "dca-minor-with-income": looks.both(
            looks.young_earner(FIRST_MONTH, over=LIMITS[0]), looks.someone_right
        ),
        "dca-second-earner": second_earner,
        "dca-raised-limit": looks.both(
            looks.someone_right, looks.has("老人扶養親族数", FIRST_MONTH)
        ),
        "dca-unadjusted-income": looks.unadjusted(FIRST_MONTH),
        "dca-medical-deduction": looks.has("医療費控除等", FIRST_MONTH),
        "dca-own-deductions": own_insurance,
    },
    figures={
        "障害児福祉手当額": ("福祉", "育児", "障害児福祉手当", "金額"),
        "障手_本人限度額": ("福祉", "育児", "障害児福祉手当", "所得制限限度額", "受給者", 0),
        "障手_義務者限度額_0人": (
            "福祉",
            "育児",
            "障害児福祉手当",
            "所得制限限度額",
            "扶養義務者",
            0,
        ),
    },
)
ADULT_ALLOWANCE = Benefit(
    slug="special-disability-allowance",
    variables=("特別障害者手当_最小", "特別障害者手当_最大"),
    adding=(means(LIMITS), disabled),
    tell=tell_adult,
    classes={
        "sda-own-insurance": own_insurance,
        "sda-untaxed-pension": looks.both(
            looks.refused_by("own-income"), looks.has("非課税年金収入", FIRST_MONTH)
        ),
        "sda-second-earner": second_earner,
        "sda-young-relative": looks.both(
            looks.young_earner(FIRST_MONTH, over=LIMITS[3]), looks.someone_right
        ),
        "sda-unadjusted-income": looks.unadjusted(FIRST_MONTH),
    },
    figures={
        "特別障害者手当額": ("福祉", "特別障害者手当", "支給額"),
        "障手_本人限度額": ("福祉", "特別障害者手当", "所得制限限度額", "本人", 0),
        "障手_義務者限度額_0人": ("福祉", "特別障害者手当", "所得制限限度額", "扶養義務者", 0),
    },
)


def insured(chance: Random, household: Household, on: date) -> None:
    """Who is insured by the scheme for the elderly, from 65 with a disability and from 75 anyway."""
    for person in household:
        age = age_on(person, on)
        person.facts |= {
            "後期高齢者医療資格": age >= 75 or (age >= 65 and chance.random() < 0.5),
            "重度医療所得控除": 80_000,
            "住民となった日": date(2019, 4, 1),
        }


def tell_medical(population: Population, figures: Figures) -> tuple[Homes, Said]:
    """The certificates as they are: they ask for nothing else."""
    homes, said = telling.household(population, figures)
    said |= telling.in_their_words(telling.certificates(population, figures.on), homes.rows)
    return homes, said


def slightly_disabled(ground: Ground) -> Truths:
    """Somebody has a certificate of a grade that counts elsewhere and not here."""
    held = telling.certificates(ground.population, ground.on)
    slight = (
        np.isin(held["身体障害者手帳等級"], (3, 4))
        | (held["療育手帳判定"] == 2)
        | (held["精神障害者保健福祉手帳等級"] == 2)
    )
    return ground.households_with(ground.no_by("grade") & slight)


MEDICAL = Benefit(
    slug="severe-disability-medical",
    variables=("重度心身障害者医療費助成制度の対象者がいる",),
    adding=(means(LIMITS), disabled, on_assistance, insured),
    tell=tell_medical,
    classes={
        "sdm-assistance": looks.refused_by("public-assistance"),
        "sdm-elderly-scheme": looks.refused_by("elderly-scheme"),
        "sdm-income": looks.refused_by("income"),
        "sdm-slight-grades": slightly_disabled,
    },
    counted=False,
)
