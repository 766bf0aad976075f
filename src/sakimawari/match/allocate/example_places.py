"""Invented problems of other scarce places: after-school rooms by points, public housing by lots."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

from sakimawari.drawing.sheets import Cell, Table, csv_of

WARDS = ("みなと区", "おか区", "かわ区", "もり区")
_SCHOOLS = ("みなと小", "おか小", "かわ小", "もり小", "はま小", "たに小")
_HOMES = ("青葉団地", "若葉団地", "港町団地", "丘の上住宅", "川辺住宅")
_GROUNDS = ("ひとり親", "高齢者", "障害者", "多子", "子育て")
PLACES_RULES = """\
名称: 令和9年度 放課後児童クラブ（架空の市）
入所日: 2027-04-01
同点の順:
  - {列: 学年, 先: 小さい}
  - {抽選: "令和9年度 放課後児童クラブ"}
区分: [区]
"""
DRAW_RULES = """\
名称: 市営住宅 令和9年春 定期募集（架空の市）
抽選:
  約束: {promise}
  公開値の名: 公開抽せん会で引いた四桁の数
  原文: {text}
  公開値: "4071"
優遇: {{ひとり親: 2, 高齢者: 2, 障害者: 3, 多子: 2, 子育て: 2}}
優遇の合算: false
落選1回ごと: 1
落選の上限: 5
区分: [区]
"""


def write_places(folder: Path, *, seed: int = 1, applicants: int = 120) -> None:
    """After-school rooms: points by the guardians' work, younger children first, then lots."""
    rng = random.Random(seed)
    count = max(3, round(applicants / 30))
    rooms = [
        f"{_SCHOOLS[at % len(_SCHOOLS)]}{'' if at < len(_SCHOOLS) else at // len(_SCHOOLS) + 1}クラブ"
        for at in range(count)
    ]
    rows: list[tuple[Cell, ...]] = []
    for at in range(applicants):
        home = rng.randrange(count)
        wishes = [f"{501 + home}"]
        if rng.random() < 0.6:
            wishes.append(f"{501 + (home + 1) % count}")
        household = f"{80001 + at - (1 if at and rng.random() < 0.1 else 0)}"
        rows.append(
            (f"{30001 + at}", household, rng.choice((20, 24, 28, 30, 30, 30)), rng.choice((1, 1, 2, 2, 3, 4, 5, 6)),
             *[*wishes, ""][:2], WARDS[home % len(WARDS)])
        )  # fmt: skip
    _write(
        folder,
        PLACES_RULES,
        {
            "申込": Table(
                columns=("受付番号", "世帯番号", "点数", "学年", "希望1", "希望2", "区"),
                rows=tuple(rows),
            ),
            "施設": Table(
                columns=("施設番号", "名称", "区", "定員"),
                rows=tuple(
                    (f"{501 + at}", name, WARDS[at % len(WARDS)], round(0.85 * applicants / count))
                    for at, name in enumerate(rooms)
                ),
            ),
        },
    )


def write_draw(folder: Path, *, seed: int = 1, applicants: int = 120) -> None:
    """Public housing: one wish each, tickets by ground and by earlier draws without luck."""
    rng = random.Random(seed)
    text = hashlib.sha256(f"example {seed}".encode()).hexdigest()[:32]
    promise = hashlib.sha256(text.encode()).hexdigest()
    rows: list[tuple[Cell, ...]] = [
        (
            f"{40001 + at}", f"{601 + min(rng.randrange(len(_HOMES)), rng.randrange(len(_HOMES)))}",
            rng.choice(_GROUNDS) if rng.random() < 0.4 else "", rng.choice((0, 0, 0, 1, 2, 3)), rng.choice(WARDS),
        )
        for at in range(applicants)
    ]  # fmt: skip
    _write(
        folder,
        DRAW_RULES.format(promise=promise, text=text),
        {
            "応募": Table(
                columns=("応募番号", "希望1", "優遇", "落選回数", "区"), rows=tuple(rows)
            ),
            "募集": Table(
                columns=("募集番号", "団地名", "区", "募集戸数"),
                rows=tuple(
                    (f"{601 + at}", name, WARDS[at % len(WARDS)], max(1, applicants // 40))
                    for at, name in enumerate(_HOMES)
                ),
            ),
        },
    )


def _write(folder: Path, rules: str, tables: dict[str, Table]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "rules.yaml").write_text(rules, encoding="utf-8")
    for name, table in tables.items():
        (folder / f"{name}.csv").write_bytes(csv_of(table))
