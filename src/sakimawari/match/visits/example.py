"""An invented problem of visits to begin with: three workers, two days, a town that is none."""

from __future__ import annotations

import random
from pathlib import Path

from sakimawari.drawing.sheets import Cell, Table, csv_of

NORTH, EAST = 33.88, 130.87
DUTIES: tuple[tuple[Cell, ...], ...] = tuple(
    (worker, day, "08:30", "17:15", "11:30", "13:30", 60, "車", skills, NORTH, EAST, 2)
    for day in ("2026-10-01", "2026-10-02")
    for worker, skills in (("W1", "看護・手話"), ("W2", "看護"), ("W3", "ベトナム語"))
)


def write_example(folder: Path, *, visits: int = 24, seed: int = 1) -> None:
    """Write the tables 訪問 and 勤務."""
    folder.mkdir(parents=True, exist_ok=True)
    duty = ("職員", "日", "開始", "終了", "休憩開始", "休憩終了", "休憩分", "手段", "技能",
            "出発緯度", "出発経度", "駐車分")  # fmt: skip
    (folder / "勤務.csv").write_bytes(csv_of(Table(columns=duty, rows=DUTIES)))
    draw = random.Random(seed)
    rows = tuple(_visit(number, draw) for number in range(1, visits + 1))
    visit = ("番号", "緯度", "経度", "所要分", "日", "時間帯", "人数", "必要な技能", "希望の担当",
             "継続", "急ぐ", "支援措置")  # fmt: skip
    (folder / "訪問.csv").write_bytes(csv_of(Table(columns=visit, rows=rows)))


def _visit(number: int, draw: random.Random) -> tuple[Cell, ...]:
    latitude, longitude = NORTH + draw.uniform(-0.03, 0.03), EAST + draw.uniform(-0.04, 0.04)
    needs = draw.choice(("", "", "", "看護", "手話", "ベトナム語"))
    hours = draw.choice(("", "", "09:00-11:30", "13:30-16:00"))
    needs, hours = {5: ("韓国語", hours), 11: ("手話", "07:00-08:15")}.get(number, (needs, hours))
    return (
        f"V{number:03}",
        f"{latitude:.5f}",
        f"{longitude:.5f}",
        draw.choice((20, 30, 45)),
        draw.choice(("", "", "2026-10-01", "2026-10-02")),
        hours,
        2 if number % 9 == 0 else 1,
        needs,
        draw.choice(("", "", "W2")),
        f"C{number // 2:02}" if number % 6 in (0, 1) else "",
        "はい" if number % 8 == 0 else "",
        "対象" if number == 7 else "",
    )
