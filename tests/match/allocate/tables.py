"""Small rounds as tables for the tests of reading, checking and running."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sakimawari.match.allocate.building import Book
from sakimawari.match.allocate.kinds import NURSERY
from sakimawari.match.allocate.preparing import Shape, prepare
from sakimawari.match.allocate.reading.found import Found

ON = date(2026, 11, 26)
NURSERIES = "施設番号,名称,区,緯度,経度,定員0歳,定員1歳,定員2歳\n10,さくら園,東区,34.97,138.38,2,1,1\n20,ひまわり園,西区,34.98,138.39,1,1,×\n"
HEAD = "児童番号,世帯番号,生年月日,指数,希望1,希望2,現在の施設,きょうだい希望\n"
RULES = "入所日: 2027-04-01\n同点の順:\n  - {抽選: 試験}\n"


def lay(folder: Path, **tables: str) -> Path:
    """A folder of tables; `children` are rows under the usual header unless they bring their own."""
    folder.mkdir(parents=True, exist_ok=True)
    children = tables.pop("children", "1,A,2025-05-01,40,10,20,,\n")
    text = children if children.startswith("児童") or "番号," in children else HEAD + children
    (folder / "児童.csv").write_text(text, encoding="utf-8")
    (folder / "施設.csv").write_text(tables.pop("nurseries", NURSERIES), encoding="utf-8")
    (folder / "rules.yaml").write_text(tables.pop("rules", RULES), encoding="utf-8")
    for name, content in tables.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    return folder


def ready(folder: Path, shape: Shape = NURSERY) -> tuple[Book, Found]:
    """The folder read, checked and built."""
    return prepare(folder, ON, shape)


def ids(found: Found) -> list[tuple[str, int]]:
    """What was set aside: ids with lines."""
    return [(each.problem.id, each.line) for each in found.aside]
