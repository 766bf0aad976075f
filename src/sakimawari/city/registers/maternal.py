"""母子保健: how pregnancies ended, and the visits and check-ups of small children."""

from __future__ import annotations

from datetime import date

import numpy as np

from sakimawari.city.days import NO_DAY, Days, day_number
from sakimawari.city.formats import Style, dates, flags, labels, numbers
from sakimawari.city.part import Part, Sheets, chance
from sakimawari.city.registers import mothers
from sakimawari.city.store import completed

FILE = "22_母子保健.csv"
_OUTCOMES = ("出生", "85日以上の死産等", "85日未満の流産")
_LOST = 0.02  # of registered pregnancies that ended within the last weeks (invented)
_LOW_WEIGHT = 0.093  # below 2,500 g (人口動態統計)
_CHECKED_MOTHERS, _VISITED, _AT_18_MONTHS, _AT_THREE = (
    0.85,
    0.95,
    0.967,
    0.957,
)  # 地域保健・健康増進事業報告
_RSV_TAKE_UP = 0.6  # invented: the vaccination is in force from April 2026
_RSV_FROM = day_number(date(2026, 4, 1))


def sheets(part: Part) -> Sheets:
    """One row a mother or pregnant woman, one a child under six."""
    people = part.people
    rng = part.stream("maternal")
    outcome, ended = _outcomes(part, rng)
    expecting, due = mothers.pregnancies(part)
    vaccinated = np.zeros(people.count, np.bool_)
    vaccinated[expecting] = (due - part.on < 84) & chance(rng, _RSV_TAKE_UP, len(expecting))
    vaccinated &= part.on >= _RSV_FROM
    days = part.on - people.birth
    child = people.age < 6
    weight = np.where(
        chance(rng, _LOW_WEIGHT, people.count),
        2_500 - rng.exponential(280, people.count),
        rng.normal(3_080, 300, people.count),
    )
    weight = np.clip(weight, 600, 4_400).astype(np.int64)
    mother = outcome == 0
    rows = np.flatnonzero(child | (outcome >= 0) | vaccinated)
    other, grown = ~child[rows], ~mother[rows]
    return {
        FILE: completed(
            FILE,
            {
                "宛名番号": people.ids(rows),
                "妊娠終了": flags(outcome[rows] > 0, outcome[rows] <= 0),
                "妊娠終了日": dates(np.where(outcome > 0, ended, NO_DAY)[rows], Style.DASHED),
                "出産の種類": labels(outcome[rows], _OUTCOMES),
                "出産日": dates(ended[rows], Style.DASHED),
                "出産児数": numbers(1 + chance(rng, 0.01, len(rows)), outcome[rows] < 0),
                "産科医療補償対象": flags(chance(rng, 0.995, len(rows)), outcome[rows] != 0),
                "産婦健康診査受診": flags(
                    (part.on - ended[rows] > 35) & chance(rng, _CHECKED_MOTHERS, len(rows)), grown
                ),
                "RSウイルスワクチン接種": flags(vaccinated[rows], ~vaccinated[rows]),
                "出生時体重": numbers(weight[rows], other),
                "未熟児症状": flags(chance(rng, 0.004, len(rows)), other),
                "乳児家庭訪問": flags((days[rows] > 60) & chance(rng, _VISITED, len(rows)), other),
                "1歳6か月児健診": flags(
                    (days[rows] > 590) & chance(rng, _AT_18_MONTHS, len(rows)), other
                ),
                "3歳児健診": flags((days[rows] > 1_200) & chance(rng, _AT_THREE, len(rows)), other),
            },
        )
    }


def _outcomes(part: Part, rng: np.random.Generator) -> tuple[np.ndarray, Days]:
    """How each woman's last pregnancy ended (-1: none), and the day."""
    people = part.people
    outcome = np.full(people.count, -1)
    ended = np.full(people.count, NO_DAY, np.int32)
    gave_birth, born = mothers.mothers(part)
    outcome[gave_birth], ended[gave_birth] = 0, born
    expecting, due = mothers.pregnancies(part)
    lost = np.flatnonzero(chance(rng, _LOST, len(expecting)) & (due - part.on > 30))
    outcome[expecting[lost]] = np.where(due[lost] - part.on < 195, 1, 2)
    ended[expecting[lost]] = part.on - rng.integers(3, 25, len(lost))
    return outcome, ended
