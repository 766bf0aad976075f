"""In every kind of match a word nobody understands in 支援措置 protects, and a misspelt column is refused."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import pytest

from sakimawari.match.allocate.kinds import LOTTERY, NURSERY, PLACES
from sakimawari.match.allocate.preparing import Shape
from sakimawari.match.assign.evacuation import example as shelters
from sakimawari.match.assign.evacuation.reading.people import read_persons
from sakimawari.match.assign.helping import example as helpers
from sakimawari.match.assign.helping.reading import read_folder
from sakimawari.match.assign.helping.values import Settings
from sakimawari.match.offers import example as offers
from sakimawari.match.offers.reading import read_question
from sakimawari.match.rides import example as rides
from sakimawari.match.rides import files as ride_files
from sakimawari.match.visits import example as visits
from sakimawari.match.visits import files as visit_files
from sakimawari.problems import Problems
from tests.match.allocate.tables import RULES, lay, ready

ON = date(2026, 11, 26)
Reader = Callable[[Path], Iterable[str]]


def marked(folder: Path, column: str, said: str) -> Path:
    """Every table of people with the same word in the column, which bears that name; the others as they are."""
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            header, *rows = csv.reader(file)
        if "支援措置" not in header:
            continue
        at = header.index("支援措置")
        header[at] = column
        for row in rows:
            row[at] = said
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *rows])
    return folder


def _children(shape: Shape) -> Reader:
    return lambda folder: [
        id for id, child in ready(folder, shape)[0].children.items() if child.protected
    ]


def _evacuees(folder: Path) -> Iterable[str]:
    table = next(path for path in folder.glob("*.csv") if "車いす" in path.read_text("utf-8-sig"))
    return [each.id for each in read_persons(table, people=1)[0] if each.protected]


def _elders(folder: Path) -> Iterable[str]:
    return [each.id for each in read_folder(folder, Settings()).problem.elders if each.protected]


def _entries(folder: Path) -> Iterable[str]:
    question = read_question(folder, ON).question
    return [each.number for each in (*question.needs, *question.offers) if each.protected]


def _round(folder: Path) -> None:
    head = "児童番号,世帯番号,生年月日,指数,希望1,支援措置\n"
    children = head + "1,A,2025-05-01,41,10,\n2,B,2026-06-01,40,10,\n"
    nurseries = "施設番号,名称,定員0歳,定員1歳,定員\n10,さくら園,2,1,3\n"
    lay(folder, children=children, nurseries=nurseries, rules=RULES + "抽選: {種: 試験}\n")


KINDS: dict[str, tuple[Callable[[Path], None], Reader]] = {
    "nursery": (_round, _children(NURSERY)),
    "places": (_round, _children(PLACES)),
    "lottery": (_round, _children(LOTTERY)),
    "shelters": (lambda at: shelters.write_example(at, people=4, supporters=4), _evacuees),
    "helpers": (lambda at: helpers.write_example(at, elders=4, volunteers=4), _elders),
    "offers": (offers.write_example, _entries),
    "rides": (lambda at: rides.write_example(at, rides=4), lambda at: ride_files.read_task(at).protected),
    "visits": (
        lambda at: visits.write_example(at, visits=4),
        lambda at: visit_files.read_task(at).protected,
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_an_unread_word_protects_everybody_and_a_plain_no_nobody(kind: str, tmp_path: Path) -> None:
    write, protected_in = KINDS[kind]
    write(tmp_path / "in")
    assert not list(protected_in(marked(tmp_path / "in", "支援措置", "なし")))
    assert len(list(protected_in(marked(tmp_path / "in", "支援措置", "確認中")))) >= 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_misspelt_column_stops_every_kind(kind: str, tmp_path: Path) -> None:
    write, protected_in = KINDS[kind]
    write(tmp_path / "in")
    with pytest.raises(Problems, match="MATCH013"):
        protected_in(marked(tmp_path / "in", "支援処置", "○"))
