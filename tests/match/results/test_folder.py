"""A result's folder: the same bytes each time, published whole, and every alteration is named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sakimawari.match.results.certificate import Certificate, Claim, Violation, certificate_of
from sakimawari.match.results.folder import (
    Opened,
    altered_files,
    open_result,
    result_folder,
    write_certificate,
)
from sakimawari.match.results.kind import unknown_id
from sakimawari.problems import Problems
from sakimawari.publishing import MANIFEST, finished_in, hashes_of

HELD = Claim(id="capacity", text="どこも定員を超えない", holds=True)
OPEN = Claim(id="best", text="これより良い結果はない", holds=None, bound=2.0)
DAY = date(2026, 10, 1)


def made(place: Path, *, claims: tuple[Claim, ...] = (HELD, OPEN)) -> Path:
    problem = place / "tables"
    problem.mkdir(exist_ok=True)
    (problem / "people.csv").write_bytes("番号\n1\n".encode("cp932"))
    (problem / ".hidden").write_text("of the desk", encoding="utf-8")
    final = place / "result"
    with result_folder(final, kind="nursery", problem=problem, settings={"seed": 1}, on=DAY) as at:
        (at / "result.csv").write_text("番号,結果\n1,内定\n", encoding="utf-8-sig")
        write_certificate(at, Certificate(kind="nursery", claims=claims))
    return final


def test_the_same_problem_gives_the_same_bytes(tmp_path: Path) -> None:
    first = made(tmp_path)
    before = hashes_of(first), (first / MANIFEST).read_bytes()
    again = made(tmp_path)
    assert (hashes_of(again), (again / MANIFEST).read_bytes()) == before


def test_the_input_lies_in_the_folder_byte_for_byte_without_hidden_files(tmp_path: Path) -> None:
    problem = made(tmp_path) / "problem"
    assert (problem / "people.csv").read_bytes() == "番号\n1\n".encode("cp932")
    assert not (problem / ".hidden").exists()


def test_a_result_that_breaks_off_is_not_published_and_spares_the_one_before(
    tmp_path: Path,
) -> None:
    final = made(tmp_path)
    before = hashes_of(final)
    with (
        pytest.raises(RuntimeError),
        result_folder(
            final, kind="nursery", problem=tmp_path / "tables", settings={}, on=DAY
        ) as at,
    ):
        (at / "result.csv").write_text("half", encoding="utf-8")
        raise RuntimeError
    assert hashes_of(final) == before
    assert finished_in(tmp_path) == [final]


def test_a_folder_opens_with_what_its_examiner_said(tmp_path: Path) -> None:
    opened = open_result(made(tmp_path))
    assert isinstance(opened, Opened)
    assert (opened.kind, opened.on, dict(opened.settings)) == ("nursery", DAY, {"seed": 1})
    assert opened.certificate.claims == (HELD, OPEN)
    assert opened.certificate.sound


def test_a_folder_without_a_manifest_is_no_result(tmp_path: Path) -> None:
    with pytest.raises(Problems, match="MATCH001"):
        open_result(tmp_path)


def test_a_changed_a_missing_and_an_added_file_are_each_named(tmp_path: Path) -> None:
    final = made(tmp_path)
    assert altered_files(final) == ()
    (final / "result.csv").write_text("番号,結果\n1,保留\n", encoding="utf-8-sig")
    (final / "settings.json").unlink()
    (final / "more.csv").write_text("x", encoding="utf-8")
    told = {str(each.where): each.what for each in altered_files(final)}
    assert "changed" in told["result.csv"]
    assert "removed" in told["settings.json"]
    assert "added" in told["more.csv"]
    assert {each.id for each in altered_files(final)} == {"MATCH002"}


def test_what_is_not_proved_is_not_broken_and_one_violation_is_enough() -> None:
    broken = Violation(claim="capacity", who=("1001/3歳",), text="4人を3席に")
    assert Certificate(kind="k", claims=(OPEN,)).sound
    assert not Certificate(kind="k", claims=(HELD,), violations=(broken,)).sound
    against = Claim(id="capacity", text="", holds=False)
    assert not Certificate(kind="k", claims=(against,)).sound
    whole = Certificate(kind="k", claims=(HELD, OPEN), violations=(broken,))
    assert certificate_of(whole.written()) == whole


def test_an_unknown_id_is_told_with_the_nearest_that_is_known() -> None:
    found = unknown_id("20012", ["20001", "30000"]).found[0]
    assert (found.id, found.near) == ("MATCH003", "20001")
