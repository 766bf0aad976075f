"""Values sealed for one person open for that person alone, whatever JSON they hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakimawari.guard.keys import Keys, add_seal_key, open_keys
from sakimawari.guard.sealing import open_json, seal_json
from sakimawari.problems import Problems

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return open_keys(tmp_path_factory.mktemp("keys"))


@given(values)
def test_a_value_comes_back_as_it_was(keys: Keys, value: Any) -> None:
    sealed = seal_json(keys, "person", value)
    assert open_json(keys, "person", memoryview(sealed)) == value


def test_a_seal_moved_to_another_person_does_not_open(keys: Keys) -> None:
    sealed = seal_json(keys, "person", {"口座番号": "1234567"})
    assert b"1234567" not in sealed
    with pytest.raises(Problems, match="GUARD003"):
        open_json(keys, "other", sealed)
    with pytest.raises(Problems, match="GUARD003"):
        open_json(keys, "person", sealed[:-1])
    with pytest.raises(Problems, match="GUARD003"):
        open_json(keys, "person", keys.seal("person", b"no JSON"))


def test_a_seal_made_before_a_rotation_still_opens(tmp_path: Path) -> None:
    sealed = seal_json(open_keys(tmp_path / "keys"), "person", ["値"])
    add_seal_key(tmp_path / "keys")
    assert open_json(open_keys(tmp_path / "keys"), "person", sealed) == ["値"]


def test_what_json_cannot_hold_is_an_error_of_the_program(keys: Keys) -> None:
    with pytest.raises(ValueError, match="JSON"):
        seal_json(keys, "person", float("nan"))
