"""住居確保給付金, 職業訓練受講給付金, and who is told of 生活保護: the same households, both answers."""

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
from peers.facts import Array, numbers
from peers.openfisca_inputs import Homes, known
from sakimawari.rules.figures import Figures
from sakimawari.rules.population import Population

PREFECTURE, CITY = "福岡県", "北九州市"
TAX_MONTH = 6  # resident tax is fixed in June
WORKING = 15


def in_need(chance: Random, household: Household, on: date) -> None:
    """Rent, savings and months without work."""
    household[0].facts |= {
        "家賃月額": chance.choice((0, 25_000, 29_000, 35_000, 41_000, 60_000)),
        "世帯月収": chance.choice((0, 40_000, 84_000, 120_000, 300_000, 300_001)),
        "世帯金融資産": chance.choice((0, 400_000, 600_000, 1_000_001, 3_000_000, 3_000_001)),
    }
    for person in household:
        works = age_on(person, on) >= WORKING
        person.facts |= {
            "離職廃業2年以内": works and chance.random() < 0.3,
            "収入減少の申出": works and chance.random() < 0.1,
            "求職活動の誓約": works and chance.random() < 0.7,
            "求職申込": works and chance.random() < 0.5,
            "雇用保険の資格": chance.random() < 0.2,
            "訓練の支援指示": chance.random() < 0.8,
            "本人月収": chance.choice((0, 0, 79_999, 80_000, 80_001)),
            "他の土地建物の所有": chance.random() < 0.05,
            "訓練給付6年以内受給": chance.random() < 0.05,
        }


def of_household(population: Population, name: str) -> Array:
    """A number held of a household; nothing where it is missing."""
    return known(numbers(population, name))


def tell_need(population: Population, figures: Figures) -> tuple[Homes, Said]:
    """Where the household lives, its rent and its savings."""
    homes, said = telling.household(population, figures)
    said["居住都道府県"] = np.full(population.units, PREFECTURE)
    said["居住市区町村"] = np.full(population.units, CITY)
    said["家賃"] = of_household(population, "家賃月額").astype(np.int32)
    savings = of_household(population, "世帯金融資産")[homes.unit].astype(np.int32)
    first = np.r_[True, homes.unit[1:] != homes.unit[:-1]]
    said["預貯金"] = np.where(first, savings, 0)
    return homes, said


def tell_assistance(population: Population, figures: Figures) -> tuple[Homes, Said]:
    """Last year's gross income of everybody, as the tax register holds it, and certificates."""
    homes, said = tell_need(population, figures)
    year = year_from(TAX_MONTH, figures.on)
    ground = {
        name: known(telling.money_of(population, name, year))
        for name in ("給与収入", "その他の合計所得金額", "公的年金等収入")
    }
    gross = (
        np.maximum(ground["給与収入"], ground["その他の合計所得金額"]) + ground["公的年金等収入"]
    )
    said["収入"] = gross[homes.rows].astype(np.float64)
    return homes, said


def two_in_training(ground: Ground) -> Truths:
    """Two people of a household have, or may have, the right."""
    return ground.counted(ground.yes() | ground.perhaps()) > 1


HOUSING = Benefit(
    slug="housing-security-benefit",
    variables=("住居確保給付金_最小", "住居確保給付金_最大"),
    adding=(means(()), in_need, on_assistance),
    tell=tell_need,
    classes={},
    also=("生活保護受給",),
)
TRAINING_BENEFIT = Benefit(
    slug="job-seeker-training-benefit",
    variables=("職業訓練受講給付金_最小", "職業訓練受講給付金_最大"),
    adding=(in_need,),
    tell=tell_need,
    classes={"jstb-two-in-training": two_in_training},
    also=("家賃月額",),
    figures={
        "求職者_金融資産": ("福祉", "職業訓練受講給付金", "資産要件上限額"),
        "求職者_月額": ("福祉", "職業訓練受講給付金", "職業訓練受講手当", "月額"),
    },
)
ASSISTANCE = Benefit(
    slug="public-assistance-information",
    variables=("生活保護",),
    adding=(means((450_000, 960_000, 1_440_000)), in_need, on_assistance),
    tell=tell_assistance,
    classes={
        "pai-receiving": looks.refused_by("receiving"),
        "pai-taxed": looks.refused_by("tax-exempt"),
        "pai-guide": looks.anybody,
    },
    counted=False,
    also=("家賃月額", "世帯金融資産"),
)
