"""One person's seal, out of the columns laid out for direct access."""

from __future__ import annotations

from pathlib import Path

import pytest

from sakimawari.guard.keys import Keys, open_keys
from sakimawari.registry.mapped import map_snapshot
from sakimawari.registry.run import load
from sakimawari.registry.safe import identity_of
from sakimawari.registry.store import Snapshot, open_snapshot
from tests.registry.exports import ON, resident, residents

EXPORTS = [resident("1", "10", "世帯主", "1970-01-02"), resident("2", "10", "妻", "1970-01-11")]


def keys_in(folder: Path) -> Keys:
    """Keys that name everybody as another city's do, and seal by themselves."""
    folder.mkdir(mode=0o700)
    (folder / "opaque.key").write_bytes(b"the keys of no city, 32 bytes...")
    (folder / "opaque.key").chmod(0o600)
    return open_keys(folder)


def loaded(exports: Path, home: Path, keys: Keys) -> Snapshot:
    report = load(
        exports, home, on=ON, opaque=keys.opaque, seal=keys.seal_many, without_protection=True
    )
    return open_snapshot(report.snapshot)


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    folder = tmp_path / "exports"
    residents(folder, *EXPORTS)
    return folder


def test_columns_kept_of_the_same_exports_under_other_keys_are_not_taken(
    exports: Path, tmp_path: Path
) -> None:
    cache, opened = tmp_path / "cache", []
    for name in ("one", "other", "one again"):
        keys = keys_in(tmp_path / f"keys of {name}")
        snapshot = loaded(exports, tmp_path / name, keys)
        person = keys.opaque("person", "1")
        sealed = identity_of(map_snapshot(snapshot, cache=cache), person)
        assert sealed is not None
        opened.append((snapshot.folder.name, "氏名1" in keys.open(person, sealed).decode()))
    assert opened == [(opened[0][0], True)] * 3  # of one name, and each with its own seals


def test_the_columns_of_a_snapshot_are_made_once(exports: Path, tmp_path: Path) -> None:
    keys, cache = keys_in(tmp_path / "keys"), tmp_path / "cache"
    snapshot = loaded(exports, tmp_path / "home", keys)
    for _ in range(2):
        assert identity_of(map_snapshot(snapshot, cache=cache), keys.opaque("person", "2"))
    assert len(list(cache.glob("*/sealed=identities-*"))) == 1
    assert identity_of(map_snapshot(snapshot, cache=cache), "nobody") is None
