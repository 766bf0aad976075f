"""The commands that keep keys, accounts and periods, as an IT office runs them one after another."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from sakimawari import office
from sakimawari.cli import app, keys
from sakimawari.guard.accounts.store import keep_staff
from sakimawari.guard.accounts.values import Profile
from sakimawari.guard.actor import ActorKind, Role
from sakimawari.guard.keys import open_keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A city's folder and keys; its store is that of the tests."""

    folder: Path

    @property
    def home(self) -> Path:
        return self.folder / "home"

    def run(self, *words: str) -> Result:
        return CliRunner().invoke(app, [*words, "--dir", str(self.home)])

    def told(self, *words: str) -> str:
        done = self.run(*words)
        assert done.exit_code == 0, done.output
        return done.output

    def refused(self, *words: str) -> str:
        done = self.run(*words)
        assert done.exit_code == 2, done.output
        return done.output

    def json(self, *words: str) -> Any:
        return json.loads(self.told(*words, "--json"))

    def begin_store(self) -> None:
        """As if the console had been started once, and somebody had signed in."""
        (self.home / "operations.sqlite3").touch()
        held = open_keys(self.folder / "keys", data_folder=self.home)
        who = Profile(id="s1", kind=ActorKind.STAFF, name="検査 花子", roles=frozenset({Role.IT}))
        keep_staff(who, held)


@pytest.fixture
def machine(
    tmp_path: Path, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Machine]:
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("SAKIMAWARI_KEYS", str(tmp_path / "keys"))
    monkeypatch.setattr(keys, "_KNOWN_AFTER_SECONDS", 0)
    before = office.current_office()
    yield Machine(folder=tmp_path)
    office.occupy(before)


def needed(machine: Machine) -> dict[str, int]:
    return {row["key"]: row["needed_by"] for row in machine.json("keys", "list")["keys"]}


def test_keys_from_the_first_to_the_retirement_of_the_last_but_one(machine: Machine) -> None:
    machine.told("keys", "new")
    made = needed(machine)
    assert set(made) == {"opaque.key", "session.key", "audit-0001.key", "seal-0001.key"}
    assert "GUARD015" in machine.refused("keys", "rotate")
    assert needed(machine) == made  # nothing was begun
    machine.begin_store()
    assert needed(machine)["seal-0001.key"] == 1
    assert "GUARD030" in machine.refused("keys", "retire", "seal-0001.key")
    assert "1 entries sealed anew" in machine.told("keys", "rotate")
    assert needed(machine) == made | {"seal-0001.key": 0, "seal-0002.key": 1}
    machine.told("keys", "retire", "seal-0001.key")
    assert "検査 花子" in machine.told("accounts", "list")
    session = (machine.folder / "keys" / "session.key").read_bytes()
    machine.told("keys", "new")
    assert (machine.folder / "keys" / "session.key").read_bytes() == session
    machine.told("keys", "rotate", "--sessions")
    assert (machine.folder / "keys" / "session.key").read_bytes() != session


def test_a_plan_of_removal_names_period_and_law_and_later_days_are_only_planned(
    machine: Machine,
) -> None:
    machine.begin_store()
    rows = {row["kind"]: row for row in machine.json("retention", "plan")["planned"]}
    assert rows["cases"]["kept"] == "5 years" and "第236条" in rows["cases"]["basis"]
    machine.told("retention", "plan", "--on", "2090-01-01")
    assert "CUST002" in machine.refused("retention", "apply", "--on", "2090-01-01")


def test_an_account_is_closed_and_gets_a_code_only_while_it_is_open(machine: Machine) -> None:
    machine.begin_store()
    code = machine.told("accounts", "code", "s1").strip()
    assert len(code.replace("-", "")) == 12
    machine.told("accounts", "close", "s1")
    [row] = machine.json("accounts", "list")["accounts"]
    assert not row["active"]
    assert "SIGN021" in machine.refused("accounts", "code", "s1")
    machine.told("accounts", "open", "s1")
    machine.told("accounts", "code", "s1")
