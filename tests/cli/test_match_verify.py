"""`sakimawari match verify` on a result somebody altered: named, and no longer certified."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from typer.testing import CliRunner

from sakimawari.cli import app
from sakimawari.match.allocate.example import write_example
from sakimawari.match.allocate.kinds import NURSERY
from sakimawari.match.allocate.run import Ask, run


def test_a_sound_result_is_certified_until_a_file_of_it_is_altered(tmp_path: Path) -> None:
    write_example(tmp_path / "in", children=30, seed=4)
    ask = Ask(folder=tmp_path / "in", out=tmp_path / "out", on=date(2026, 10, 1), shape=NURSERY,
              go_on=True)  # fmt: skip
    run(ask, progress=lambda *_: None)
    command = ["match", "verify", str(tmp_path / "out"), "--json"]
    sound = CliRunner().invoke(app, command)
    assert (sound.exit_code, json.loads(sound.stdout)["sound"]) == (0, True)
    notes = tmp_path / "out" / "notices.csv"
    notes.write_bytes(notes.read_bytes() + b"1,\n")
    altered = CliRunner().invoke(app, command)
    told = json.loads(altered.stdout)
    assert (altered.exit_code, told["sound"]) == (1, False)
    assert told["altered"] == [{"id": "MATCH002", "file": "notices.csv"}]
