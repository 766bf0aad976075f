"""The mutation test as a script: survivors, counts, and the figures beside OpenFisca-Japan's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import mutation
from sakimawari.packs.mutants.report import Count

TINY = Path(__file__).parents[1] / "packs" / "mutants" / "tiny"


def told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    monkeypatch.setattr("sys.argv", ["mutation.py", *options])
    mutation.main()
    return capsys.readouterr().out


def test_it_ends_with_one_object_of_counts_and_ratios(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = told(monkeypatch, capsys, "--packs", str(TINY), "--json").splitlines()
    found = json.loads(lines[-1])
    assert (found["mutants"], found["survived"], found["survivors"]) == (49, 0, [])
    assert found["parameters"] == {"mutants": 8, "killed": 8, "survived": 0, "survival_rate": 0.0}
    assert found["parameters_tenth_more"]["mutants"] == 2
    assert found["openfisca_japan_parameters_tenth_more"]["survived"] == 15
    assert found["ratio_of_survival_to_openfisca_japan"] == 0.0
    assert any("OpenFisca-Japan" in line for line in lines)


def test_mutants_are_listed_untried(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = told(monkeypatch, capsys, "--packs", str(TINY), "--service", "visit", "--list")
    assert "visit, clause old: clause dropped" in listed
    assert "survived" not in listed


def test_a_pack_that_is_not_there_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="no such pack"):
        told(monkeypatch, capsys, "--packs", str(TINY), "--pack", "large")


def test_every_shipped_pack_is_tried_once_national_ones_with_the_first_city() -> None:
    tried = [pack for ground in mutation.catalogues(None) for pack in ground.packs]
    assert len(tried) == len(set(tried))
    assert {"children", "kitakyushu"} <= set(tried)


def test_nothing_to_change_is_a_share_of_nothing() -> None:
    assert Count().rate == 0.0
    assert round(mutation.PEER.rate, 3) == 0.098
