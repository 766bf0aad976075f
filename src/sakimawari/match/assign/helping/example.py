"""An invented problem to begin with: a small town, elders and volunteers. Nobody in it is real."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

_NORTH, _EAST, _METRE = 34.86, 138.31, 1 / 111_000
_TASKS = ("見守り訪問", "ゴミ出し", "買い物", "話し相手", "通院の付き添い")
_TIMES = (
    "火午前",
    "火午前、木午前",
    "月・水・金午後",
    "平日午前",
    "土日",
    "木13:00-15:00",
    "いつでも",
    "水午前、金午前",
)
_FREE = (
    "火午前",
    "木・金",
    "平日午後",
    "平日午前",
    "土日",
    "月9:00-12:00、水13:00-16:00",
    "平日",
    "水・土午前",
)
_ELDERS = (
    "番号", "世帯番号", "区", "緯度", "経度", "頼みたいこと", "曜日・時間帯", "言語", "性別", "希望", "今の担当",
    "接触不可", "支援措置", "同意",
)  # fmt: skip
_VOLUNTEERS = (
    "番号", "緯度", "経度", "引受人数", "できること", "曜日・時間帯", "言語", "性別", "移動手段", "最大距離", "接触不可",
)  # fmt: skip


def write_example(folder: Path, *, elders: int = 60, volunteers: int = 26, seed: int = 1) -> None:
    """Write both tables as a city keeps them; the same seed writes the same tables."""
    draw = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    able = [_volunteer(draw, number) for number in range(1, volunteers + 1)]
    _write(folder / "高齢者.csv", _ELDERS, _elders(draw, elders, able))
    _write(folder / "ボランティア.csv", _VOLUNTEERS, able)


def _at(north: float, east: float) -> tuple[str, str]:
    return f"{_NORTH + north * _METRE:.6f}", f"{_EAST + east * _METRE * 1.22:.6f}"


def _elders(
    draw: random.Random, count: int, able: Sequence[Sequence[object]]
) -> Iterable[Sequence[object]]:
    before = (0.0, 0.0)
    for number in range(1, count + 1):
        north, east = draw.gauss(0, 900), draw.gauss(0, 1100)
        couple = number % 15 == 0  # lives with the one before
        if couple:
            north, east = before
        before = (north, east)
        known = _nearest(able, north, east) if draw.random() < 0.35 else ""
        yield (
            f"E{number:03d}", f"H{number - couple:03d}", _ward(north), *_at(north, east),
            "、".join(draw.sample(_TASKS, draw.choice((1, 1, 2)))), draw.choice(_TIMES),
            draw.choices(("日本語", "ベトナム語", "中国語"), (18, 1, 1))[0], draw.choice(("女", "女", "男")),
            draw.choices(("", "同性のみ", "犬可"), (10, 2, 1))[0], known, "",
            "○" if draw.random() < 0.05 else "",
            draw.choices(("同意", "", "不同意"), (16, 3, 1))[0],
        )  # fmt: skip


def _ward(north: float) -> str:
    return "北町" if north > 300 else "中町" if north > -300 else "南町"


def _nearest(able: Sequence[Sequence[object]], north: float, east: float) -> object:
    here = [float(each) for each in _at(north, east)]
    return min(able, key=lambda one: sum((float(str(one[k + 1])) - here[k]) ** 2 for k in (0, 1)))[
        0
    ]


def _volunteer(draw: random.Random, number: int) -> Sequence[object]:
    skills = [task for task in _TASKS if draw.random() < 0.8] or ["見守り訪問"]
    if draw.random() < 0.5:
        skills.append("犬可")
    return (
        f"V{number:03d}", *_at(draw.gauss(250, 700), draw.gauss(0, 900)), draw.choice((1, 1, 2, 2, 3)),
        "、".join(skills), draw.choice(_FREE), draw.choices(("", "ベトナム語", "中国語"), (8, 1, 1))[0],
        draw.choice(("女", "女", "男")), draw.choices(("徒歩", "自転車", "車"), (5, 3, 1))[0],
        draw.choice(("", "", "1km")), "○" if draw.random() < 0.05 else "",
    )  # fmt: skip


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
