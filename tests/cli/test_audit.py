"""`sakimawari audit`, as an IT office and an auditor run it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sakimawari import office
from sakimawari.cli import app
from sakimawari.guard.audit import store
from sakimawari.guard.audit.alarms import AlarmKind
from sakimawari.guard.audit.models import EntryRow
from sakimawari.guard.audit.signing import open_signer
from sakimawari.guard.audit.store import Book
from sakimawari.guard.keys import open_keys
from tests.guard.audit.chains import draft


@pytest.fixture
def home(tmp_path: Path, transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("SAKIMAWARI_KEYS", str(tmp_path / "keys"))
    before = office.current_office()
    folder = tmp_path / "home"
    folder.mkdir()
    yield folder
    office.occupy(before)


@pytest.fixture
def city(home: Path) -> Path:
    """A city's home whose audit holds three entries."""
    (home / "operations.sqlite3").touch()
    keys = home.parent / "keys"
    open_keys(keys, data_folder=home)
    Book(home=home, signer=open_signer(keys)).add(draft(1), draft(2), draft(3))
    return home


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["audit", *words, "--dir", str(home)])


def test_a_whole_chain_leaves_with_0_and_an_altered_one_with_1_and_the_place(city: Path) -> None:
    whole = run(city, "verify")
    assert (whole.exit_code, "3 entries (1 to 3)" in whole.output) == (0, True)
    assert "the chain is whole" in whole.output
    EntryRow.objects.filter(seq=2).update(purpose="case")
    broken = run(city, "verify")
    assert broken.exit_code == 1
    assert "entry 2: the content was altered" in broken.output
    told = json.loads(run(city, "verify", "--json").stdout)
    assert told["whole"] is False
    assert told["findings"] == [{"flaw": "altered", "first": 2, "last": 2}]


def test_a_missing_store_is_said_and_none_is_made(home: Path) -> None:
    refused = run(home, "verify")
    assert (refused.exit_code, "GUARD015" in refused.output) == (2, True)
    assert list(home.iterdir()) == []


def test_a_checkpoint_is_signed_on_demand(city: Path) -> None:
    assert json.loads(run(city, "mark", "--json").stdout) == {"seq": 3}
    assert "1 checkpoints" in run(city, "verify").output


def test_an_auditor_verifies_an_export_with_the_key_told_by_another_way(city: Path) -> None:
    path = city.parent / "audit.jsonl"
    keys = json.loads(run(city, "export", "--out", str(path), "--json").stdout)["keys"]

    def verified(*words: str) -> int:
        words = ("audit", "verify", "--file", str(path), *words)
        return CliRunner().invoke(app, list(words)).exit_code

    assert verified("--key", keys[0]) == 0
    assert verified("--key", "00000000") == 1  # signed by somebody, and not by the city
    path.write_text(path.read_text(encoding="utf-8").replace("person-2", "person-9"), "utf-8")
    assert verified() == 1
    path.write_text("not an audit", encoding="utf-8")
    assert verified() == 2


def test_the_record_of_a_colleague_is_watched_until_it_is_no_longer(city: Path) -> None:
    entry = next(iter(store.all_entries()))
    told = ("colleague", "clerk-9", entry.draft.person)
    assert store.watch(entry, protected=False) == ()
    assert run(city, *told).exit_code == 0
    assert store.watch(entry, protected=False) == (AlarmKind.COLLEAGUE,)
    assert run(city, *told, "--remove").exit_code == 0
    assert store.watch(entry, protected=False) == ()
