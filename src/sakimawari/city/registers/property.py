"""固定資産, 相続, 罹災証明, 避難行動要支援者名簿: houses, heirs and the harm a storm did."""

from __future__ import annotations

import numpy as np

from sakimawari.city.assembly import Bools, Kind, by_age
from sakimawari.city.days import NO_DAY, Ints
from sakimawari.city.formats import Style, dates, decimals, flags, labels, numbers
from sakimawari.city.part import Part, Sheets, Table, chance
from sakimawari.city.registers.care import levels_in_use
from sakimawari.city.registers.disability_services import decided_services
from sakimawari.city.registers.pension_records import bereaved
from sakimawari.city.store import completed

HOUSES = "33_固定資産.csv"
VALUES = "33b_家屋課税.csv"
HEIRS = "33c_相続.csv"
STRUCK = "34_罹災証明.csv"
SUPPORT = "35_避難行動要支援者名簿.csv"
_OWNERS = {
    25: 0.05,
    30: 0.25,
    40: 0.46,
    50: 0.56,
    60: 0.66,
    70: 0.70,
}  # 住宅・土地統計調査: 55 per cent
_KINDS = ("専用住宅", "併用住宅", "共同住宅", "区分所有住宅")
_EMPTY = 0.03  # of owned houses nobody lives in and whose owner is known (invented)
_STRUCK = 0.0008  # of households within the year, by heavy rain (invented)
_DAMAGE = ("準半壊に至らない", "準半壊", "半壊")
_AGREES = ("同意", "不同意", "未確認")
_CARE_3 = 4  # place of 要介護3 in the scale of levels


def sheets(part: Part) -> Sheets:
    """Owners of houses with their values, heirs of owners, certificates of harm, those to be helped."""
    return {
        HOUSES: _houses(part),
        VALUES: _values(part),
        HEIRS: _heirs(part),
        STRUCK: _struck(part),
        SUPPORT: _support(part),
    }


def owners(part: Part) -> tuple[np.ndarray, np.ndarray, Ints]:
    """Rows of the owners, kind of house and its age in days; the head of a household owns."""
    people = part.people
    rng = part.stream("owners")
    heads = (people.homes.head == np.arange(people.count)) & (people.homes.kind == Kind.HOME)
    heads &= ~part.living.welfare
    rows = np.flatnonzero(heads & (rng.random(people.count) < by_age(_OWNERS, people.age)))
    kind = rng.choice(4, len(rows), p=(0.70, 0.04, 0.02, 0.24))
    oldest = np.minimum(people.age[rows] - 24, 60) * 365
    built = (rng.random(len(rows)) ** 0.65 * np.maximum(oldest, 300)).astype(np.int64) + 30
    return rows, kind, built


def new_house(part: Part) -> Bools:
    """Owners of a home finished within three years, five where it is a flat of a large house."""
    rows, kind, built = owners(part)
    result = np.zeros(part.people.count, np.bool_)
    result[rows[built < np.where(kind == 3, 5, 3) * 365]] = True
    return result


def _houses(part: Part) -> Table:
    people = part.people
    rng = part.stream("houses")
    rows, kind, built = owners(part)
    wood = chance(rng, np.where(kind == 3, 0.0, 0.82), len(rows))
    use = np.select([chance(rng, _EMPTY, len(rows)), chance(rng, 0.03, len(rows))], [2, 1], 0)
    use = np.where(kind == 2, 1, use)
    flat = kind == 3
    mean = np.where(flat, 7_000, 10_800)  # hundredths of a square metre
    area = np.clip(rng.normal(mean, 2_200), 3_000, 26_000).astype(np.int64)
    return completed(
        HOUSES,
        {
            "宛名番号": people.ids(rows),
            "家屋種別": labels(kind, _KINDS),
            "構造": labels(np.where(wood, 0, 1), ("木造", "木造以外")),
            "建築年月日": dates((part.on - built).astype(np.int32), Style.DOTTED),
            "利用状況": labels(use, ("自己居住", "貸家", "空き家")),
            "床面積": decimals(area, 2),
            "居住部分床面積": decimals(np.where(kind == 1, area // 2, area), 2),
            "三階以上耐火住宅": flags(flat),
            "長期優良住宅": flags((built < 15 * 365) & chance(rng, 0.2, len(rows)) & (kind == 0)),
        },
    )


def _values(part: Part) -> Table:
    """課税標準額 falls with the age of a house to a fifth."""
    rng = part.stream("values of houses")
    rows, _, built = owners(part)
    left = np.maximum(1 - built / (30 * 365), 0.2)
    value = (rng.normal(8_500_000, 2_000_000, len(rows)).clip(2_500_000) * left).astype(np.int64)
    year = part.now.fiscal_year
    return {
        "宛名番号": part.people.ids(rows),
        "年度": numbers(np.full(len(rows), year)),
        "家屋課税標準額": numbers(value // 1_000 * 1_000),
    }


def _heirs(part: Part) -> Table:
    """A third of the bereaved inherit land or a house; half of them have entered it."""
    people = part.people
    rng = part.stream("heirs")
    bereft, relation, died = bereaved(part)
    chosen = np.flatnonzero(chance(rng, 0.35, len(bereft)))
    rows, count = bereft[chosen], len(chosen)
    house = chance(rng, 0.85, count)
    built = died[chosen] - rng.integers(5_000, 22_000, count)
    alone = np.where(relation[chosen] == 2, rng.choice(3, count, p=(0.55, 0.15, 0.30)), 2)
    return completed(
        HEIRS,
        {
            "宛名番号": people.ids(rows),
            "被相続人の死亡日": dates(died[chosen], Style.DASHED),
            "不動産の相続": labels(house.astype(np.int64), ("土地のみ", "家屋あり")),
            "相続登記済": flags(chance(rng, 0.45, count)),
            "現所有者申告済": flags(chance(rng, 0.5, count)),
            "相続家屋建築日": dates(np.where(house, built, NO_DAY).astype(np.int32), Style.DASHED),
            "相続家屋区分所有": flags(chance(rng, 0.15, count), ~house),
            "被相続人の居住状況": labels(
                alone, ("一人暮らし", "一人暮らしから施設入所", "同居人あり")
            ),
        },
    )


def _struck(part: Part) -> Table:
    """Households harmed by heavy rain: mostly little, and no great disaster by law."""
    people = part.people
    rng = part.stream("harm by storms")
    heads = people.homes.head == np.arange(people.count)
    rows = np.flatnonzero(heads & chance(rng, _STRUCK, people.count))
    count = len(rows)
    harm = rng.choice(3, count, p=(0.7, 0.2, 0.1))
    size = np.diff(people.homes.starts)[people.homes.household[rows]]
    never = flags(np.zeros(count, np.bool_))
    return completed(
        STRUCK,
        {
            "宛名番号": people.ids(rows),
            "被災日": dates(
                (part.on - rng.integers(20, 300, count)).astype(np.int32), Style.DASHED
            ),
            "住家被害区分": labels(harm, _DAMAGE),
            "世帯人数": numbers(size),
            "支援法適用災害": never,
            "弔慰金法適用災害": never,
            "災害救助法適用": never,
            "災害損害割合": numbers(np.array((8, 15, 30))[harm]),
        },
    )


def to_be_helped(part: Part) -> Bools:
    """Those at home who cannot flee alone: 要介護3 or more, severe certificates."""
    held, level, _ = levels_in_use(part)
    result = part.living.severe.copy()
    result[held[level >= _CARE_3]] = True
    at_home = part.people.homes.kind == Kind.HOME
    result &= at_home & (decided_services(part) != 2)
    return result


def _support(part: Part) -> Table:
    """Whether they agree that helpers get the list in quiet times (消防庁: about half do)."""
    rng = part.stream("support in flight")
    rows = np.flatnonzero(to_be_helped(part))
    return {
        "宛名番号": part.people.ids(rows),
        "名簿情報の提供同意": labels(rng.choice(3, len(rows), p=(0.5, 0.1, 0.4)), _AGREES),
    }
