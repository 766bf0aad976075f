"""An invented city's round of nursery admission, of any size, the same for the same seed.

Nobody in it exists. Points follow the shape cities know (most around the full points of two parents at
work), wishes are for near and well-liked facilities, one family in ten applies for two children.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from sakimawari.drawing.sheets import Cell, Table, csv_of

WARDS = ("みなと区", "おか区", "かわ区", "もり区")
LANGUAGES = (
    "日本語",
    "日本語",
    "日本語",
    "日本語",
    "日本語",
    "日本語",
    "日本語",
    "日本語",
    "やさしい日本語",
    "英語",
)
ANSWERS = ("同園のみ", "同園優先で同時", "同園優先で一人でも", "別園でも同時", "別園でも一人でも")
NAMES = (
    "さくら",
    "ひまわり",
    "つくし",
    "すみれ",
    "あおぞら",
    "わかば",
    "もみじ",
    "こばと",
    "ひかり",
    "みどり",
)
_DEMAND = (0.16, 0.34, 0.2, 0.16, 0.08, 0.06)  # of applicants by class
_SEATS = 0.87  # of the applicants, the shortage at ages 1 to 3 as cities have it
WISHES = 5
RULES = """\
名称: {name}（架空の市）
入所日: {admission}
点数: [基準指数, 調整指数]
合計の列: 合計指数
同点の順:
  - {{列: ひとり親, 先: 大きい}}
  - {{列: 市内在住月数, 先: 大きい}}
  - {{抽選: "{name}"}}
きょうだい:
  初期値: 別園でも一人でも
区分: [区, 言語, 世帯類型]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A facility of the example: `seats` by class 0 to 5, None for a class it does not have."""

    id: str
    name: str
    ward: str
    latitude: float
    longitude: float
    seats: tuple[int | None, ...]


@dataclass(slots=True, kw_only=True)
class _Child:
    id: str
    household: str
    born: date
    age: int
    base: int
    adjusted: int
    single: bool
    months: int
    wishes: list[str]
    current: str
    answer: str
    ward: str
    language: str
    kind: str
    care: str
    protected: str


def write_example(
    folder: Path,
    *,
    seed: int = 1,
    children: int = 120,
    sites: Sequence[Site] = (),
    admission: date = date(2027, 4, 1),
) -> None:
    """Write the tables of a round: 児童, 施設, 施設別加点, 決定済, 昨年の定員 and rules.yaml."""
    rng = random.Random(seed)
    nurseries = tuple(sites) or invented_sites(rng, children)
    own = list(_children(rng, nurseries, children, admission))
    folder.mkdir(parents=True, exist_ok=True)
    name = f"令和{admission.year - 2018}年{admission.month}月入所 一次選考"
    (folder / "rules.yaml").write_text(
        RULES.format(name=name, admission=admission.isoformat()), encoding="utf-8"
    )
    (folder / "施設.csv").write_bytes(csv_of(_of_sites(nurseries)))
    (folder / "児童.csv").write_bytes(csv_of(_of_children(own)))
    (folder / "施設別加点.csv").write_bytes(csv_of(_extras(rng, own)))
    (folder / "決定済.csv").write_bytes(csv_of(_decisions(own, nurseries)))
    (folder / "昨年の定員.csv").write_bytes(csv_of(_last_year(rng, nurseries)))


def invented_sites(rng: random.Random, children: int) -> tuple[Site, ...]:
    """Facilities for that many applicants, about 26 for each, as Saitama has them."""
    count = max(4, round(children / 26))
    seats = [[round(_SEATS * share * children / count) for share in _DEMAND] for _ in range(count)]
    for row in seats:
        for age in range(6):
            row[age] = max(0, row[age] + rng.choice((-1, 0, 0, 1)))
    return tuple(
        Site(
            id=f"{1001 + at}",
            name=f"{NAMES[at % len(NAMES)]}{'' if at < len(NAMES) else f'第{at // len(NAMES) + 1}'}保育園",
            ward=WARDS[at % len(WARDS)],
            latitude=round(34.98 + 0.02 * (at % len(WARDS)) + rng.uniform(-0.02, 0.02), 5),
            longitude=round(138.38 + rng.uniform(-0.04, 0.04), 5),
            seats=tuple(seats[at]),
        )
        for at in range(count)
    )


def _children(
    rng: random.Random, sites: Sequence[Site], count: int, admission: date
) -> Iterator[_Child]:
    liked = {site.id: rng.random() for site in sites}
    number = 0
    while number < count:
        household = f"{70001 + number}"
        home = rng.choice(sites)
        size = 2 if rng.random() < 0.1 and number + 1 < count else 1
        single = rng.random() < 0.12
        base, adjusted = (
            rng.choice((30, 34, 36, 38, 40, 40, 40, 40)),
            rng.choice((0, 0, 0, 1, 2, 3, 5)),
        )
        ages = sorted(rng.sample(range(6), size), reverse=True) if size > 1 else [_age(rng)]
        if size > 1 and rng.random() < 0.15:
            ages = [ages[0], ages[0]]
        births = {age: _born(rng, age, admission) for age in ages}
        family = _Child(
            id="", household=household, born=admission, age=0, base=base + 2 * single, adjusted=adjusted,
            single=single, months=rng.randint(0, 400), wishes=[], current="",
            answer=rng.choice(ANSWERS) if size > 1 else "", ward=home.ward, language=rng.choice(LANGUAGES),
            kind="ひとり親" if single else "ふたり親", care="",
            protected="有" if rng.random() < 0.004 else "",
        )  # fmt: skip
        for age in ages:
            number += 1
            wishes = _wishes(rng, sites, home, liked, age)
            current = wishes.pop() if len(wishes) > 2 and age > 0 and rng.random() < 0.06 else ""
            yield replace(
                family, id=f"{20000 + number}", born=births[age], age=age, wishes=wishes, current=current,
                care="医療的ケア" if rng.random() < 0.01 else "",
            )  # fmt: skip


def _age(rng: random.Random) -> int:
    return rng.choices(range(6), weights=_DEMAND)[0]


def _born(rng: random.Random, age: int, admission: date) -> date:
    """A birth date whose class is that age: from 2 April to the 1 April after."""
    year = admission.year - (admission.month < 4)
    last = date(year - age, 4, 1)
    first = date(year - age - 1, 4, 2)
    if age == 0:
        last = min(last, admission - timedelta(days=90))
    return first + timedelta(days=rng.randint(0, (last - first).days))


def _wishes(
    rng: random.Random, sites: Sequence[Site], home: Site, liked: dict[str, float], age: int
) -> list[str]:
    """Five facilities with that class, near and liked ones first."""
    open_to = [site for site in sites if site.seats[age] is not None]
    near = sorted(
        open_to,
        key=lambda site: (
            abs(site.latitude - home.latitude) + abs(site.longitude - home.longitude)
            - 0.01 * liked[site.id] + rng.random() * 0.02
        ),
    )  # fmt: skip
    return [site.id for site in near[: rng.randint(2, WISHES)]]


def _of_sites(sites: Sequence[Site]) -> Table:
    return Table(
        columns=("施設番号", "名称", "区", "緯度", "経度", "受入月齢", *(f"定員{age}歳" for age in range(6))),
        rows=tuple(
            (
                site.id, site.name, site.ward, str(site.latitude), str(site.longitude), "57日",
                *("×" if seats is None else seats for seats in site.seats),
            )
            for site in sites
        ),
    )  # fmt: skip


def _of_children(children: Sequence[_Child]) -> Table:
    columns = (
        "児童番号", "世帯番号", "生年月日", "クラス年齢", "基準指数", "調整指数", "合計指数", "ひとり親", "市内在住月数",
        *(f"希望{rank}" for rank in range(1, WISHES + 1)), "現在の施設", "きょうだい希望", "配慮", "支援措置", "区", "言語", "世帯類型",
    )  # fmt: skip
    return Table(
        columns=columns,
        rows=tuple(
            (
                each.id, each.household, each.born.isoformat(), each.age, each.base, each.adjusted,
                each.base + each.adjusted, int(each.single), each.months,
                *(each.wishes[at] if at < len(each.wishes) else "" for at in range(WISHES)),
                each.current, each.answer, each.care, each.protected, each.ward, each.language, each.kind,
            )
            for each in children
        ),
    )  # fmt: skip


def _extras(rng: random.Random, children: Sequence[_Child]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (each.id, rng.choice(each.wishes), 3, "きょうだいが在園")
        for each in children
        if each.wishes and rng.random() < 0.08
    ]
    return Table(columns=("児童番号", "施設番号", "加点", "理由"), rows=tuple(rows))


def _decisions(children: Sequence[_Child], sites: Sequence[Site]) -> Table:
    """One child placed by the meeting that decides such cases: one who needs medical care, if any."""
    room = {site.id: site.seats for site in sites}
    free = [
        each
        for each in children
        if each.wishes
        and not each.answer
        and not each.current
        and (room[each.wishes[0]][each.age] or 0) > 0
    ]
    chosen = sorted(free, key=lambda each: not each.care)[:1]
    return Table(
        columns=("児童番号", "施設番号", "区分", "理由", "決定者"),
        rows=tuple(
            (each.id, each.wishes[0], "内定", "受入調整会議で決定", "S-014") for each in chosen
        ),
    )


def _last_year(rng: random.Random, sites: Sequence[Site]) -> Table:
    return Table(
        columns=("施設番号", *(f"定員{age}歳" for age in range(6))),
        rows=tuple(
            (site.id, *("×" if seats is None else max(0, seats + rng.choice((-1, 0, 0, 0, 1))) for seats in site.seats))
            for site in sites
        ),
    )  # fmt: skip
