"""Keys: opaque names that cannot be reversed, seals that fit one person only."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakimawari.guard.keys import (
    OPAQUE_CHARACTERS,
    SECRETS,
    SESSION,
    Keys,
    add_seal_key,
    open_keys,
    write_key,
)
from sakimawari.problems import Problems


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return open_keys(tmp_path_factory.mktemp("keys"))


def ids(problems: pytest.ExceptionInfo[Problems]) -> list[str]:
    return [problem.id for problem in problems.value.found]


def test_keys_are_made_on_first_use_and_readable_by_their_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    first = open_keys(folder)
    assert {path.name for path in folder.iterdir()} == {"opaque.key", "seal-0001.key"}
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700
    again = open_keys(folder)
    assert again.opaque("person", "1") == first.opaque("person", "1")


def test_a_folder_of_keys_inside_the_data_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Problems) as problems:
        open_keys(tmp_path / "var" / "keys", data_folder=tmp_path / "var")
    assert ids(problems) == ["GUARD001"]
    assert not (tmp_path / "var").exists()


def test_a_folder_beside_the_data_folder_is_accepted(tmp_path: Path) -> None:
    open_keys(tmp_path / "keys", data_folder=tmp_path / "var")


def test_keys_below_a_folder_with_snapshots_are_refused_without_being_told(tmp_path: Path) -> None:
    (tmp_path / "snapshots").mkdir()
    with pytest.raises(Problems) as problems:
        open_keys(tmp_path / "keys")
    assert ids(problems) == ["GUARD001"]


def test_a_key_others_can_read_is_refused(tmp_path: Path) -> None:
    open_keys(tmp_path)
    (tmp_path / "opaque.key").chmod(0o640)
    with pytest.raises(Problems) as problems:
        open_keys(tmp_path)
    assert ids(problems) == ["GUARD002"]


def test_a_key_cut_short_is_refused(tmp_path: Path) -> None:
    open_keys(tmp_path)
    (tmp_path / "seal-0001.key").write_bytes(b"short")
    with pytest.raises(Problems) as problems:
        open_keys(tmp_path)
    assert ids(problems) == ["GUARD002"]


def test_a_folder_of_keys_open_to_others_is_refused(tmp_path: Path) -> None:
    open_keys(tmp_path / "keys")
    (tmp_path / "keys").chmod(0o750)
    with pytest.raises(Problems) as problems:
        open_keys(tmp_path / "keys")
    assert ids(problems) == ["GUARD002"]


@pytest.mark.parametrize(
    ("lost", "kept"), [("opaque.key", "seal-0001.key"), ("opaque.key", "notes.txt")]
)
def test_a_lost_key_is_never_replaced(tmp_path: Path, lost: str, kept: str) -> None:
    open_keys(tmp_path)
    (tmp_path / "notes.txt").touch()
    for path in tmp_path.iterdir():
        if path.name != kept:
            path.unlink()
    with pytest.raises(Problems) as problems:
        open_keys(tmp_path)
    assert ids(problems) == ["GUARD004"]
    assert not (tmp_path / lost).exists()


@pytest.mark.parametrize("left", [[], ["opaque.key"], ["seal-0001.key"]])
def test_no_key_is_made_for_a_city_with_snapshots(tmp_path: Path, left: list[str]) -> None:
    keys, home = tmp_path / "keys", tmp_path / "var"
    open_keys(keys, data_folder=home)
    (home / "snapshots" / "2026-07-01-00000000").mkdir(parents=True)
    open_keys(keys, data_folder=home)
    for path in keys.iterdir():
        if path.name not in left:
            path.unlink()
    with pytest.raises(Problems) as problems:
        open_keys(keys, data_folder=home)
    assert ids(problems) == ["GUARD004"]
    assert [path.name for path in keys.iterdir()] == left


def test_a_first_use_cut_short_is_completed(tmp_path: Path) -> None:
    first = open_keys(tmp_path)
    (tmp_path / "seal-0001.key").unlink()
    assert open_keys(tmp_path).opaque("person", "1") == first.opaque("person", "1")


def test_opaque_keys_have_sixteen_characters_and_differ_by_kind_number_and_city(
    keys: Keys, tmp_path: Path
) -> None:
    one = keys.opaque("person", "1001")
    assert len(one) == OPAQUE_CHARACTERS
    assert one.isalnum()
    assert one == one.lower()
    others = {
        keys.opaque("household", "1001"),
        keys.opaque("person", "1002"),
        open_keys(tmp_path).opaque("person", "1001"),
    }
    assert len(others | {one}) == 4


@given(plain=st.binary(max_size=300))
def test_what_was_sealed_for_a_person_opens_for_that_person(keys: Keys, plain: bytes) -> None:
    assert keys.open("a" * 16, keys.seal("a" * 16, plain)) == plain


def test_sealing_many_equals_sealing_one_by_one(keys: Keys) -> None:
    items = [(f"person{n}", f"名前{n}".encode()) for n in range(50)]
    sealed = keys.seal_many(items)
    assert [keys.open(person, one) for (person, _), one in zip(items, sealed, strict=True)] == [
        plain for _, plain in items
    ]
    assert len(set(sealed)) == 50


def test_a_seal_moved_to_another_person_does_not_open(keys: Keys) -> None:
    sealed = keys.seal("a" * 16, b"secret")
    with pytest.raises(Problems) as problems:
        keys.open("b" * 16, sealed)
    assert ids(problems) == ["GUARD003"]
    assert "secret" not in str(problems.value)


def test_a_seal_with_one_bit_changed_does_not_open(keys: Keys) -> None:
    sealed = bytearray(keys.seal("a" * 16, b"secret"))
    sealed[-1] ^= 1
    with pytest.raises(Problems) as problems:
        keys.open("a" * 16, bytes(sealed))
    assert ids(problems) == ["GUARD003"]


def test_after_rotation_old_seals_open_and_new_ones_use_the_new_key(tmp_path: Path) -> None:
    before = open_keys(tmp_path)
    old = before.seal("a" * 16, b"old")
    add_seal_key(tmp_path)
    after = open_keys(tmp_path)
    new = after.seal("a" * 16, b"new")
    assert after.open("a" * 16, old) == b"old"
    assert after.open("a" * 16, new) == b"new"
    assert old[1:5] != new[1:5]
    assert after.is_newest(new) and not after.is_newest(old)


def test_a_server_that_began_before_a_rotation_opens_what_was_sealed_after_it(
    tmp_path: Path,
) -> None:
    before = open_keys(tmp_path)
    add_seal_key(tmp_path)
    new = open_keys(tmp_path).seal("a" * 16, b"new")
    assert before.open("a" * 16, new) == b"new"


def test_a_seal_of_a_key_that_is_gone_does_not_open(tmp_path: Path) -> None:
    add_seal_key_to(tmp_path)
    sealed = open_keys(tmp_path).seal("a" * 16, b"text")
    (tmp_path / "seal-0002.key").unlink()
    with pytest.raises(Problems) as problems:
        open_keys(tmp_path).open("a" * 16, sealed)
    assert ids(problems) == ["GUARD003"]


def add_seal_key_to(folder: Path) -> None:
    open_keys(folder)
    add_seal_key(folder)


def test_a_session_key_or_a_secret_may_lie_in_the_folder_before_the_first_keys(
    tmp_path: Path,
) -> None:
    write_key(tmp_path / SESSION)
    (tmp_path / SECRETS[0]).touch(mode=0o600)
    assert open_keys(tmp_path).opaque("person", "1")


def test_keys_do_not_show_themselves(keys: Keys) -> None:
    assert repr(keys) == "Keys(1 seal keys)"
