"""住民記録: who is registered where, and who died or moved away within the last year."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sakimawari.city.assembly import Kind
from sakimawari.city.days import NO_DAY
from sakimawari.city.formats import Style, dates, labels, same, to_full_width
from sakimawari.city.homes import RELATIONS
from sakimawari.city.names import given_codes, written
from sakimawari.city.part import Part, Sheets, Table, chance, departed_in
from sakimawari.city.places import WARDS
from sakimawari.city.residents import house_ids, person_ids

FILE = "01_住民記録.csv"
_BUILDINGS = (
    "コーポみどり", "ハイツ若葉", "サンライズ", "メゾン青葉", "グリーンハイツ", "市営住宅1棟", "市営住宅2棟",
    "第二コーポ", "レジデンス桜", "ひばり荘", "あさひ荘", "シティハイツ", "パークサイド", "プレジール",
)  # fmt: skip
_STYLE = Style.KANJI
_EVENTS = ("転入", "出生", "転居", "職権記載")


def sheets(part: Part) -> Sheets:
    """Rows of the resident records: the living by household, then those who left."""
    current, left = _current(part), _departed(part)
    return {FILE: {name: pa.concat_arrays([current[name], left[name]]) for name in current}}


def _current(part: Part) -> Table:
    people, homes = part.people, part.people.homes
    rng = part.stream("records")
    event, moved = _events(part, rng)
    return {
        "宛名番号": people.ids(),
        "世帯番号": house_ids(people.number[homes.head]),
        "氏名": written(people.family, people.given),
        "氏名_カナ": written(people.family, people.given, spoken=True),
        "生年月日": dates(people.birth, _STYLE),
        "性別": labels(people.sex, ("男", "女")),
        "続柄": labels(homes.relation, RELATIONS),
        **_address(part, rng),
        "住民区分": labels(people.foreign.astype(np.int64), ("日本人", "外国人")),
        "在留期間満了日": dates(_stay(part, rng), _STYLE),
        "住民となった日": dates(people.since, _STYLE),
        "異動事由": labels(event, _EVENTS),
        "異動日": dates(moved, _STYLE),
        "消除事由": same(None, people.count),
        "消除日": same(None, people.count),
    }


def _events(part: Part, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    people = part.people
    event = np.where(people.since == people.birth, 1, 0)
    within = chance(rng, 0.25, people.households)[people.homes.household]
    share = rng.random(people.households)[people.homes.household]
    later = people.since + ((people.on - people.since) * share).astype(np.int32)
    event = np.where(within, 2, event)
    event = np.where(chance(rng, 0.01, people.count), 3, event)
    return event, np.where(within, later, people.since).astype(np.int32)


def _stay(part: Part, rng: np.random.Generator) -> np.ndarray:
    people = part.people
    limited = people.foreign & chance(rng, 0.85, people.count)
    ends = people.on + rng.integers(-20, 1800, people.count)
    return np.where(limited, ends, NO_DAY).astype(np.int32)


def _address(part: Part, rng: np.random.Generator) -> Table:
    people, homes = part.people, part.people.homes
    count = people.households
    at = homes.household
    towns = part.composition.towns[int(people.town.min()) : int(people.town.max()) + 1]
    town = people.town - people.town.min()
    block, number = rng.integers(1, 31, count), rng.integers(1, 41, count)
    plain = [f"{first}番{second}号" for first in range(31) for second in range(41)]
    dashed = [f"{first}-{second}" for first in range(31) for second in range(41)]
    forms = pa.array(plain + [to_full_width(text) for text in plain] + dashed)
    form = rng.choice(3, count, p=(0.45, 0.4, 0.15))
    house_number = form * len(plain) + np.minimum(block, 30) * 41 + np.minimum(number, 40)
    postcode = {ward.name: f"{ward.postcode[:3]}-{ward.postcode[3:]}" for ward in WARDS}
    return {
        "行政区": same(part.ward, people.count),
        "町字": pa.array([item.name for item in towns]).take(pa.array(town)),
        "番地": forms.take(pa.array(house_number[at])),
        "方書": _building(part, rng),
        "郵便番号": same(postcode.get(part.ward), people.count),
    }


def _building(part: Part, rng: np.random.Generator) -> pa.Array:
    people, homes = part.people, part.people.homes
    rooms = [
        f"{building}{floor}0{door}号"
        for building in _BUILDINGS
        for floor in range(1, 6)
        for door in range(1, 7)
    ]
    names = [
        *rooms,
        "特別養護老人ホームやすらぎ苑",
        "介護老人福祉施設ひだまり",
        "児童養護施設あおぞら園",
        "学生寮",
    ]
    flat = np.where(
        chance(rng, 0.45, people.households), rng.integers(0, len(rooms), people.households), -1
    )[homes.household]
    home = len(rooms) + rng.integers(0, 2, people.count)
    flat = np.select(
        [
            homes.kind == Kind.CARE_HOME,
            homes.kind == Kind.CHILDRENS_HOME,
            homes.kind == Kind.LODGING,
        ],
        [home, len(rooms) + 2, len(rooms) + 3],
        flat,
    )
    return labels(flat, tuple(names))


def _departed(part: Part) -> Table:
    """Deaths among the old, moves out among young adults, in the form of a household of one."""
    people = part.people
    rng = part.stream("departed")
    count = departed_in(people.count)
    died = chance(rng, 0.55, count)
    old, young = (
        np.flatnonzero(people.age >= 68),
        np.flatnonzero((people.age >= 19) & (people.age < 40)),
    )
    like = np.where(died, _any_of(old, count, rng), _any_of(young, count, rng))
    birth = people.birth[like] - rng.integers(1, 300, count).astype(np.int32)
    left = (people.on - 1 - rng.integers(0, 365, count)).astype(np.int32)
    since = np.minimum(people.since[like], left - 400).astype(np.int32)
    since = np.maximum(since, birth)
    number = part.departed_from + np.arange(count)
    given = given_codes(people.sex[like], 1950 + 0 * like, people.foreign[like], rng=rng)
    address = {name: column.take(pa.array(like)) for name, column in _address(part, rng).items()}
    return {
        "宛名番号": person_ids(number),
        "世帯番号": house_ids(number),
        "氏名": written(people.family[like], given),
        "氏名_カナ": written(people.family[like], given, spoken=True),
        "生年月日": dates(birth, _STYLE),
        "性別": labels(people.sex[like], ("男", "女")),
        "続柄": same("世帯主", count),
        **address,
        "住民区分": labels(people.foreign[like].astype(np.int64), ("日本人", "外国人")),
        "在留期間満了日": same(None, count),
        "住民となった日": dates(since, _STYLE),
        "異動事由": pc.if_else(pa.array(died), "死亡", "転出"),
        "異動日": dates(left, _STYLE),
        "消除事由": pc.if_else(pa.array(died), "死亡", "転出"),
        "消除日": dates(left, _STYLE),
    }


def _any_of(rows: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    return rng.choice(rows, count) if len(rows) else np.zeros(count, np.int64)
