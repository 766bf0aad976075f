"""An invented problem to begin with: a small town between a river and a hill. Nobody in it is real."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

_NORTH, _EAST = 34.86, 138.31
_METRE = 1 / 111_000


def write_example(folder: Path, *, people: int = 60, supporters: int = 40, seed: int = 1) -> None:
    """Write the four tables as a city keeps them; the same seed writes the same tables."""
    draw = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "避難所.csv", _SHELTERS, _shelters())
    _write(folder / "シナリオ.csv", ("番号", "災害種別", "対象者", "レベル以上"), _SCENARIOS)
    _write(folder / "要支援者.csv", _PEOPLE, _people(draw, people))
    _write(folder / "支援者.csv", _SUPPORTERS, _supporters(draw, supporters))


_SCENARIOS = (
    ("川の洪水", "洪水", "", "2"),
    ("裏山の土砂災害", "土砂", "", "1"),
    ("大地震", "地震", "全員", ""),
)
_SHELTERS = (
    "番号", "名称", "緯度", "経度", "収容人数", "面積", "福祉避難所", "電源", "段差なし",
    "洪水", "土砂", "地震", "津波",
)  # fmt: skip
_PEOPLE = (
    "番号", "世帯番号", "緯度", "経度", "区", "車いす", "電源", "同伴者数", "福祉避難所", "階段不可",
    "必要な支援", "言語", "支援措置", "同意", "現在の避難所", "洪水", "土砂",
)  # fmt: skip
_SUPPORTERS = ("番号", "緯度", "経度", "引受人数", "できること", "接触不可", "洪水", "土砂")


def _at(north: float, east: float) -> tuple[str, str]:
    """A place so many metres north and east of the town's middle."""
    return f"{_NORTH + north * _METRE:.6f}", f"{_EAST + east * _METRE * 1.22:.6f}"


def _shelters() -> Iterable[Sequence[object]]:
    yield ("1", "川辺小学校", *_at(-300, -200), "", "200", "", "", "○", "", "○", "○", "")
    yield (
        "2",
        "中央公民館",
        *_at(150, 100),
        "屋内40人／屋外120人",
        "",
        "",
        "○",
        "○",
        "○",
        "○",
        "○",
        "",
    )
    yield ("3", "山手中学校", *_at(700, 500), "90", "", "", "○", "", "○", "", "○", "○")
    yield ("4", "福祉センター", *_at(350, -350), "20", "", "専用", "○", "○", "○", "○", "○", "")
    yield ("5", "東集会所", *_at(-100, 900), "", "140", "", "", "", "○", "○", "○", "")


def _people(draw: random.Random, count: int) -> Iterable[Sequence[object]]:
    before = (0.0, 0.0)
    for number in range(1, count + 1):
        north, east = draw.gauss(0, 420), draw.gauss(0, 420)
        wheels, power = draw.random() < 0.2, draw.random() < 0.06
        home = f"H{number - 1 if number % 12 == 0 else number:03d}"  # some live together
        if number % 12 == 0:
            north, east = before
        before = (north, east)
        flood = 3 if north < -250 else 2 if north < 0 else 1 if north < 100 else "区域外"
        yield (
            f"P{number:03d}", home, *_at(north, east), "南町" if north < 0 else "北町",
            "○" if wheels else "", "○" if power else "", draw.choice((0, 0, 1, 1, 2)),
            "○" if power and draw.random() < 0.7 else "", "○" if draw.random() < 0.1 else "",
            "", "ベトナム語" if draw.random() < 0.05 else "日本語",
            "○" if draw.random() < 0.04 else "", draw.choice(("同意", "同意", "同意", "不同意", "")),
            draw.choice(("", "", "中央公民館", "川辺小学校")), flood, "○" if north > 600 else "区域外",
        )  # fmt: skip


def _supporters(draw: random.Random, count: int) -> Iterable[Sequence[object]]:
    for number in range(1, count + 1):
        north, east = draw.gauss(150, 420), draw.gauss(0, 420)
        skills = [
            skill
            for skill, share in (("車いす介助", 0.6), ("車", 0.3), ("ベトナム語", 0.15))
            if draw.random() < share
        ]
        flood = 3 if north < -250 else 2 if north < 0 else "区域外"
        yield (
            f"S{number:03d}", *_at(north, east), draw.choice((2, 3, 3, 4)), "、".join(skills),
            "○" if draw.random() < 0.05 else "", flood, "○" if north > 600 else "区域外",
        )  # fmt: skip


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
