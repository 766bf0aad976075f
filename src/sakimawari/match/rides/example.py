"""An invented day of rides to begin with: two vehicles, twelve stops, a town that is none."""

from __future__ import annotations

import random
from pathlib import Path

from sakimawari.drawing.sheets import Cell, Table, csv_of

NORTH, EAST = 33.88, 130.87
STOPS = ("車庫", "駅前", "市役所", "市民病院", "中央診療所", "商店街", "公民館東", "公民館西",
         "団地北", "団地南", "漁港", "温泉")  # fmt: skip


def write_example(folder: Path, *, rides: int = 30, seed: int = 1) -> None:
    """Write the tables 停留所, 車両, 予約 and 規則."""
    folder.mkdir(parents=True, exist_ok=True)
    draw = random.Random(seed)
    stops = tuple(_stop(number, name, draw) for number, name in enumerate(STOPS))
    _write(folder / "停留所.csv", ("停留所番号", "名称", "緯度", "経度"), stops)
    _write(
        folder / "車両.csv",
        ("車両番号", "開始", "終了", "座席", "車椅子席", "折畳席", "出発停留所", "休憩開始", "休憩終了",
         "休憩分"),
        (
            ("A号車", "08:30", "17:00", 4, 0, 0, "S00", "11:30", "13:30", 45),
            ("B号車", "08:30", "17:00", 8, 1, 2, "S00", "11:30", "13:30", 45),
        ),
    )  # fmt: skip
    _write(
        folder / "規則.csv",
        ("項目", "値"),
        (("乗車時間の倍率", 2), ("乗車時間の余裕分", 15), ("案内時刻の許容分", 10)),
    )
    _write(
        folder / "予約.csv",
        (
            "受付番号",
            "乗車停留所",
            "降車停留所",
            "乗車希望",
            "降車希望",
            "人数",
            "車椅子",
            "支援措置",
        ),
        tuple(_ride(number, draw) for number in range(1, rides + 1)),
    )


def _write(path: Path, columns: tuple[str, ...], rows: tuple[tuple[Cell, ...], ...]) -> None:
    path.write_bytes(csv_of(Table(columns=columns, rows=rows)))


def _stop(number: int, name: str, draw: random.Random) -> tuple[Cell, ...]:
    latitude, longitude = NORTH + draw.uniform(-0.02, 0.02), EAST + draw.uniform(-0.03, 0.03)
    return (f"S{number:02}", name, f"{latitude:.5f}", f"{longitude:.5f}")


def _ride(number: int, draw: random.Random) -> tuple[Cell, ...]:
    origin, end = draw.sample(range(1, len(STOPS)), 2)
    at = 9 * 60 + draw.randrange(28) * 15
    told = f"{at // 60:02}:{at % 60:02}"
    boards, alights = (told, "") if draw.random() < 0.65 else ("", told)
    return (
        f"R{number:03}",
        f"S{origin:02}",
        f"S{end:02}",
        boards,
        alights,
        draw.choice((1, 1, 1, 2)),
        "有" if number % 10 == 0 else "",
        "対象" if number == 6 else "",
    )
