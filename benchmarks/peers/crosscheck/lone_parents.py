"""高等職業訓練促進給付金, 母子父子寡婦福祉資金: the same households told, and why the answers differ."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import numpy as np

from peers.calendar import year_from
from peers.crosscheck import looks, telling
from peers.crosscheck.benefit import Benefit, Ground, Said, Truths
from peers.crosscheck.drawn import Household
from peers.crosscheck.means import FREE_OF_TAX, means
from peers.facts import dates, numbers, truths
from peers.openfisca_inputs import Homes
from sakimawari.rules.figures import Figures, days
from sakimawari.rules.population import YES, Population

FIRST_MONTH = 8
LEAST_MONTHS, TOO_MUCH = 6, 15_000_000
THEIR_FIRST_DAY = date(2026, 4, 1)


def lone_parents(chance: Random, household: Household, on: date) -> None:
    """Who counts as a lone parent, who is in training and who wishes for a loan."""
    partnered = any(person.spouse for person in household)
    for person in household:
        person.facts |= {
            "ひとり親": person.grown and not partnered,
            "配偶者事由認定": partnered and person.id == "a" and chance.random() < 0.1,
            "児扶同等所得認定": chance.random() < 0.5,
            "他世帯での児童扶養手当": False,
            "養育費年額": 0,
            "養成修業予定月数": chance.choice((0, 5, 6, 12, 36)) if person.id == "a" else 0,
            "修業終了予定日": on + timedelta(days=chance.choice((-1, 0, 1, 200, 364, 366, 700))),
            "高職訓受給歴": chance.random() < 0.05,
            "訓練中の類似給付": chance.random() < 0.05,
            "福祉資金の希望": person.id == "a" and chance.random() < 0.8,
            "寡婦の申出": person.grown and not partnered and chance.random() < 0.1,
            "重度障害認定": False,
        }
        if person.facts["配偶者事由認定"]:
            person.facts["ひとり親"] = True


def too_much_unless_found_low(chance: Random, household: Household, on: date) -> None:
    """So that income as low as for 児童扶養手当 is as found, and not worked out once more."""
    for person in household:
        if person.grown and not person.facts["児扶同等所得認定"]:
            person.facts |= dict.fromkeys(
                ("総所得金額等", "合計所得金額", "その他の合計所得金額"), TOO_MUCH
            )
            person.facts |= {"課税区分": "所得割課税", "給与収入": 0}


def _lone_with_spouse(population: Population, homes: Homes) -> Truths:
    """By household whether the one with a spouse counts as a lone parent."""
    recipient = homes.recipient
    alone = truths(population, "ひとり親")[recipient] == YES
    granted = truths(population, "配偶者事由認定")[recipient] == YES
    return np.asarray((population.spouse[recipient] >= 0) & alone & granted)


def tell_training(population: Population, figures: Figures) -> tuple[Homes, Said]:
    """Income as low as for 児童扶養手当, training of six months and tax of the home, as found."""
    homes, said = telling.household(population, figures)
    on, recipient = figures.on, homes.recipient
    said["配偶者がいるがひとり親に該当"] = _lone_with_spouse(population, homes)
    low = truths(population, "児扶同等所得認定")[recipient] == YES
    said["高等職業訓練促進給付金の所得条件"] = low
    ends = dates(population, "修業終了予定日")[recipient]
    long_enough = numbers(population, "養成修業予定月数")[recipient] >= LEAST_MONTHS
    said["高等職業訓練促進給付金の対象訓練を受けている"] = long_enough & (ends >= on)
    taxed = telling.tax_class(population, year_from(FIRST_MONTH, on)) > 0
    said["住民税非課税世帯"] = ~telling.by_household(taxed, population)
    return homes, said


def tell_loan(population: Population, figures: Figures) -> tuple[Homes, Said]:
    """A widow by what she has told."""
    homes, said = telling.household(population, figures)
    said["配偶者がいるがひとり親に該当"] = _lone_with_spouse(population, homes)
    said["寡婦"] = (truths(population, "寡婦の申出") == YES)[homes.rows]
    return homes, said


def before_theirs(ground: Ground) -> Truths:
    """Somebody has a right on a day before theirs begins."""
    return looks.someone_right(ground) & (ground.on < days(THEIR_FIRST_DAY))


def no_child(ground: Ground) -> Truths:
    """Who is told as the lone parent has no child under 20."""
    return np.asarray(ground.no_by("has-child")[ground.homes.recipient])


TRAINING = Benefit(
    slug="lone-parent-training-allowance",
    variables=("高等職業訓練促進給付金_最小", "高等職業訓練促進給付金_最大"),
    adding=(means(()), lone_parents, too_much_unless_found_low),
    tell=tell_training,
    classes={
        "lpta-before-theirs": before_theirs,
        "lpta-no-child": no_child,
        "lpta-received-before": looks.refused_by("received-before"),
        "lpta-same-purpose": looks.refused_by("same-purpose"),
        "lpta-young-taxpayer": looks.both(
            looks.young_earner(FIRST_MONTH, over=FREE_OF_TAX), looks.someone_right
        ),
    },
    figures={
        "高職訓_非課税月額": ("福祉", "育児", "高等職業訓練促進給付金", "月額", "住民税非課税世帯"),
        "高職訓_課税月額": ("福祉", "育児", "高等職業訓練促進給付金", "月額", "住民税課税世帯"),
        "高職訓_最終年加算": ("福祉", "育児", "高等職業訓練促進給付金", "最終年度加算額"),
    },
)
LOAN = Benefit(
    slug="lone-parent-loan",
    variables=("母子父子寡婦福祉資金貸付金の対象者がいる",),
    adding=(lone_parents,),
    tell=tell_loan,
    classes={
        "lpl-no-wish": looks.refused_by("wish"),
        "lpl-eve-of-20": looks.eve_of(20, minor=True),
    },
    counted=False,
    figures={"母子福祉_児童年齢": ("福祉", "母子父子寡婦福祉資金貸付金", "児童の上限年齢")},
)
