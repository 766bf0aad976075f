"""YAML as officials write it: every text as written, with its line; nothing clever."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml.error import YAMLError

from sakimawari.packs.document import (
    Listing,
    Mapping,
    Refused,
    Text,
    careful_item,
    parse_document,
)
from sakimawari.packs.findings import Findings
from sakimawari.packs.quick_yaml import quick_item


def read(text: str) -> tuple[object, list[str]]:
    findings = Findings()
    return parse_document(text, "f.yaml", findings), [str(p) for p in findings.problems]


def scalar(text: str) -> Text:
    item, problems = read(f"a: {text}")
    assert problems == []
    assert isinstance(item, Mapping)
    value = item.pairs[0][1]
    assert isinstance(value, Text)
    return value


@pytest.mark.parametrize(
    "written", ["yes", "no", "on", "1_000", "2026-04-01", "0o7", "1e3", "１５"]
)
def test_a_value_stays_the_text_that_was_written(written: str) -> None:
    assert scalar(written).value == written


def test_only_an_unquoted_null_is_null() -> None:
    assert scalar("null").is_null
    assert scalar("~").is_null
    assert scalar("").is_null
    assert not scalar("'null'").is_null
    assert not scalar("''").is_null


def test_every_value_knows_its_line_and_a_block_begins_below_its_mark() -> None:
    item, _ = read("# head\na:\n  - b: 1\n    c: >-\n      one\n      two\n")
    assert isinstance(item, Mapping)
    listing = item.pairs[0][1]
    assert isinstance(listing, Listing)
    entry = listing.items[0]
    assert isinstance(entry, Mapping)
    assert [value.place.line for _, value in entry.pairs] == [3, 5]


def test_full_width_and_half_width_keys_are_one_name() -> None:
    item, _ = read("Ｐ１: a\nｱ: b\n")
    assert isinstance(item, Mapping)
    assert [key.value for key, _ in item.pairs] == ["P1", "ア"]


@pytest.mark.parametrize(
    ("text", "id", "told"),
    [
        ("a: &x 1\nb: *x\n", "PACK004", "f.yaml:1"),
        ("a: !!python/object/apply:os.system [ls]", "PACK004", "f.yaml:1"),
        ("a: 1\n? [b]\n: 2\n", "PACK004", "f.yaml:2"),
        ("[" * 100 + "]" * 100, "PACK004", "nested too deep"),
        ("[" * 1500, "PACK004", "nested too deep"),
        ("a:\n\t- 1", "PACK003", "f.yaml:2"),
        ("a: [1\nb: 2", "PACK003", "f.yaml:2"),
        ("a: 'open\n", "PACK003", "f.yaml:2"),
        ("a: 1\n---\nb: 2\n", "PACK003", "f.yaml:2"),
        ("a: \x00", "PACK003", "f.yaml"),
        ("# nothing\n", "PACK005", "empty"),
    ],
)
def test_what_packs_do_not_use_is_refused_with_its_line(text: str, id: str, told: str) -> None:
    item, problems = read(text)
    assert item is None
    assert len(problems) == 1
    assert problems[0].startswith(id)
    assert told in problems[0]


SHIPPED = Path(__file__).resolve().parents[2] / "src" / "sakimawari" / "domains"


@pytest.mark.parametrize("pack", sorted(path.name for path in SHIPPED.iterdir() if path.is_dir()))
def test_the_quick_and_the_careful_reader_read_every_shipped_file_alike(pack: str) -> None:
    for path in sorted((SHIPPED / pack).rglob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        quick = quick_item(text, path.name)
        assert quick is not None, path
        assert quick == careful_item(text, path.name), path


scalars = st.text(alphabet="あ円 a1:-#,[]{}'\"|>&*!%@\\~?.\t\x85\u2028", max_size=12)


@given(st.dictionaries(scalars, scalars | st.lists(scalars, max_size=3), max_size=4))
def test_whatever_both_readers_take_they_take_alike(written: dict[str, object]) -> None:
    lines = [f"{key}: {value}" for key, value in written.items()]
    text = "\n".join(lines)
    quick = quick_item(text, "x.yaml")
    if quick is None:
        return
    try:
        careful = careful_item(text, "x.yaml")
    except (YAMLError, Refused):
        careful = None
    assert careful is None or quick == careful
