"""Residents are found over sealed identities, and the index tells nothing to who has no key."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from sakimawari.guard.keys import Keys, open_keys
from sakimawari.registry.directory.run import Directory, directory_of, match_exactly, search
from sakimawari.registry.directory.tokens import Blind, part_text
from sakimawari.registry.directory.values import Found, Likeness, Query
from sakimawari.registry.mapped import COLUMNS
from sakimawari.registry.run import load
from sakimawari.registry.store import Snapshot, open_snapshot
from tests.registry.exports import ON, ledger, resident, residents

FAMILIES = (
    ("1", "10", "世帯主", "1985-03-02", "渡邉　花子", "ワタナベ　ハナコ", "12番18号"),
    ("2", "10", "子", "2015-07-09", "渡邉　湊", "ワタナベ　ミナト", "12番18号"),
    ("3", "30", "世帯主", "1960-01-31", "渡辺　花子", "ワタナベ　ハナコ", "１２－２０"),
    ("4", "40", "世帯主", "1985-03-02", "𠮷田　さくら", "ヨシダ　サクラ", "3番"),
    ("5", "50", "世帯主", "1970-12-01", "林　一郎", "ハヤシ　イチロー", "7-1-3"),
    ("6", "60", "世帯主", "1985-03-02", "大野　林", "オオノ　リン", "7-1-3"),
    ("7", "70", "世帯主", "1991-11-11", "NGUYEN VAN ANH", "グエン　ヴァン　アン", "9"),
    ("8", "80", "世帯主", "1999-09-09", "隠田　守", "カクレダ　マモル", "5番1号"),
    ("9", "80", "妻", "1999-09-09", "隠田　静", "カクレダ　シズカ", "5番1号"),
    ("10", "100", "世帯主", "1950-05-05", "渡部　清", "ワタベ　キヨシ", ""),
)


def load_town(folder: Path) -> tuple[Snapshot, Keys]:
    exports, home = folder / "exports", folder / "home"
    residents(
        exports,
        *(
            resident(
                number,
                household,
                relation,
                birth,
                氏名=name,
                氏名_カナ=kana,
                番地=lot,
                町字="黄金一丁目" if number != "5" else "大門二丁目",
            )
            for number, household, relation, birth, name, kana, lot in FAMILIES
        ),
        encoding="utf-8",
    )
    measure = {"宛名番号": "8", "支援措置開始日": "2026-04-01", "支援措置終了日": "2027-03-31"}
    ledger(exports, "15_支援措置.csv", measure)
    contacts = [
        {
            "宛名番号": number,
            "電話番号": phone,
            "メールアドレス": "",
            "希望連絡方法": "電話",
            "希望言語": "日本語",
            "お知らせ同意": "1",
        }
        for number, phone in (("4", "093-000-0004"), ("6", "０９０－００００－００６６"))
    ]
    ledger(exports, "16_連絡先.csv", *contacts, encoding="utf-8-sig")
    keys = open_keys(folder / "keys", data_folder=home)
    report = load(exports, home, on=ON, opaque=keys.opaque, seal=keys.seal_many)
    return open_snapshot(report.snapshot), keys


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> tuple[Snapshot, Keys]:
    return load_town(tmp_path_factory.mktemp("directory"))


@pytest.fixture(scope="module")
def directory(town: tuple[Snapshot, Keys]) -> Directory:
    return directory_of(*town)


def who(directory: Directory, found: Found) -> list[str]:
    """宛名番号 of the people found, in the order of the answer."""
    number = {directory.keys.opaque("person", each[0]): each[0] for each in FAMILIES}
    return [number[hit.person] for hit in found.hits]


def looked(directory: Directory, **asked: object) -> list[str]:
    return who(directory, search(directory, Query(**asked), on=ON))  # type: ignore[arg-type]


def test_a_name_is_found_in_any_characters_the_same_ones_first(directory: Directory) -> None:
    assert looked(directory, name="渡邉花子") == ["1", "3"]
    assert looked(directory, name="渡辺 花子") == ["3", "1"]
    assert sorted(looked(directory, name="わたなべ はなこ")) == ["1", "3"]
    assert sorted(looked(directory, name="ﾜﾀﾅﾍﾞﾊﾅｺ")) == ["1", "3"]
    assert looked(directory, name="吉田桜") == []
    assert looked(directory, name="吉田サクラ") == ["4"]
    assert looked(directory, name="はやし いちろう") == ["5"]


def test_a_beginning_of_two_characters_is_enough_and_a_family_name_of_one(
    directory: Directory,
) -> None:
    assert sorted(looked(directory, name="ワタ")) == ["1", "10", "2", "3"]
    assert sorted(looked(directory, name="わたなべは")) == ["1", "3"]
    assert looked(directory, name="おお") == looked(directory, name="オオノ リ") == ["6"]
    assert sorted(looked(directory, name="林")) == ["5", "6"]  # a family name, a given name
    assert looked(directory, name="渡") == []
    assert looked(directory, name="") == []


def test_a_whole_family_name_stands_before_a_longer_one(directory: Directory) -> None:
    found = search(directory, Query(name="ワタ"), on=ON)
    assert {hit.likeness for hit in found.hits} == {Likeness.BEGINNING}
    found = search(directory, Query(name="大野"), on=ON)
    assert [hit.likeness for hit in found.hits] == [Likeness.PART]


def test_words_of_a_name_are_found_in_any_order(directory: Directory) -> None:
    assert looked(directory, name="Anh Nguyen") == ["7"]
    assert looked(directory, name="グエン アン") == ["7"]
    assert sorted(looked(directory, name="花子 渡辺")) == ["1", "3"]
    assert looked(directory, name="湊 花子") == []


def test_all_that_is_asked_must_agree(directory: Directory) -> None:
    born = date(1985, 3, 2)
    assert sorted(looked(directory, born=born)) == ["1", "4", "6"]
    assert looked(directory, name="渡辺", born=born) == ["1"]
    assert looked(directory, name="渡辺", born=date(1985, 3, 3)) == []
    assert looked(directory, name="林", town="大門二丁目") == ["5"]
    assert looked(directory, name="林", ward="門司区") == []
    assert looked(directory, name="林", ward="小倉北区", town="黄金一丁目") == ["6"]
    assert looked(directory, name="渡辺花子", lot="12番") == ["3", "1"]
    assert looked(directory, name="渡辺花子", lot="12-20") == ["3"]


def test_numbers_of_the_city_are_found_without_the_index(directory: Directory) -> None:
    assert looked(directory, number="1") == ["1"]
    assert looked(directory, number="００４") == ["4"]
    assert looked(directory, number="10", born=date(1950, 5, 5)) == ["10"]
    assert looked(directory, household="10") == ["1", "2"]
    assert looked(directory, number="30") == ["3"]  # nobody's 宛名番号, but a 世帯番号
    assert looked(directory, number="1", name="花子") == ["1"]
    assert looked(directory, number="1", name="一郎") == []
    assert looked(directory, number="99") == []


def test_a_telephone_number_finds_who_gave_it(directory: Directory) -> None:
    assert looked(directory, phone="0930000004") == ["4"]
    assert looked(directory, phone="+81 90-0000-0066") == ["6"]
    assert looked(directory, phone="093-000-0005") == []


def test_residents_are_looked_for_and_not_browsed(directory: Directory) -> None:
    for asked in (Query(), Query(ward="小倉北区"), Query(town="黄金一丁目"), Query(lot="12")):
        found = search(directory, asked, on=ON)
        assert found == Found(hits=(), total=0, too_many=True, withheld=())
    found = directory.find(Query(name="ワタ"), on=ON, most=3)
    assert (len(found.hits), found.total, found.too_many) == (3, 4, True)
    found = directory.find(Query(name="ワタ"), on=ON, most=4)
    assert (len(found.hits), found.total, found.too_many) == (4, 4, False)


def test_protected_people_and_their_households_are_withheld(
    directory: Directory, town: tuple[Snapshot, Keys]
) -> None:
    both = {town[1].opaque("person", number) for number in ("8", "9")}
    for asked in (
        Query(name="隠田"),
        Query(name="カク"),
        Query(born=date(1999, 9, 9)),
        Query(household="80"),
        Query(name="隠田", lot="5-1"),
    ):
        found = search(directory, asked, on=ON)
        assert (found.hits, found.total, found.too_many) == ((), 0, False)
        assert set(found.withheld) == both
        told = search(directory, asked, on=ON, protected=True)
        assert {hit.person for hit in told.hits} == both
        assert told.withheld == ()
    assert search(directory, Query(number="9"), on=ON).hits == ()
    # Before its first day a measure closes too; after its last day it does no longer.
    assert search(directory, Query(name="隠田"), on=date(2026, 3, 1)).hits == ()
    assert search(directory, Query(name="隠田"), on=date(2027, 3, 31)).hits == ()
    assert search(directory, Query(name="隠田"), on=date(2027, 4, 1)).total == 2


def test_a_digital_identity_is_linked_to_one_resident_or_to_none(
    directory: Directory, town: tuple[Snapshot, Keys]
) -> None:
    key = {each[0]: town[1].opaque("person", each[0]) for each in FAMILIES}
    born = date(1985, 3, 2)
    city = "福岡県北九州市小倉北区"
    assert match_exactly(directory, name="渡辺花子", born=born) == key["1"]
    assert match_exactly(directory, name="渡邉　花子", born=born, kana="ﾜﾀﾅﾍﾞ ﾊﾅｺ") == key["1"]
    at_home = f"{city}黄金１丁目１２番１８号"
    assert match_exactly(directory, name="渡邉花子", born=born, address=at_home) == key["1"]
    with_flat = f"{at_home} 黄金荘２０３"
    assert match_exactly(directory, name="渡邉花子", born=born, address=with_flat) == key["1"]
    guarded = date(1999, 9, 9)
    assert match_exactly(directory, name="隠田静", born=guarded) == key["9"]
    for refused in (
        {"name": "渡辺", "born": born},
        {"name": "渡辺花子", "born": date(1985, 3, 3)},
        {"name": "渡辺花子", "born": born, "kana": "ワタベ ハナコ"},
        {"name": "渡辺花子", "born": born, "address": f"{city}黄金二丁目12番18号"},
        {"name": "渡辺花子", "born": born, "address": f"{city}黄金一丁目12番1号"},
        {"name": "渡辺花子", "born": born, "address": f"{city}黄金一丁目"},
        {"name": "渡部清", "born": date(1950, 5, 5), "address": f"{city}黄金一丁目1番"},
        {"name": "", "born": born},
    ):
        assert match_exactly(directory, **refused) is None  # type: ignore[arg-type]


def test_two_of_one_name_born_on_one_day_are_told_apart_by_the_address(tmp_path: Path) -> None:
    exports = tmp_path / "exports"
    residents(
        exports,
        resident("1", "1", "世帯主", "1985-03-02", 氏名="田中　誠", 番地="1番1号"),
        resident("2", "2", "世帯主", "1985-03-02", 氏名="田中　誠", 番地="1番11号"),
    )
    ledger(exports, "15_支援措置.csv", {"宛名番号": "9", "支援措置開始日": "2020-01-01"})
    keys = open_keys(tmp_path / "keys")
    home = tmp_path / "home"
    report = load(
        exports,
        home,
        on=ON,
        opaque=keys.opaque,
        seal=keys.seal_many,
        without_protection=True,
    )
    found = directory_of(open_snapshot(report.snapshot), keys)
    born = date(1985, 3, 2)
    assert match_exactly(found, name="田中誠", born=born) is None
    second = match_exactly(found, name="田中誠", born=born, address="小倉北区城内1-11")
    assert second == keys.opaque("person", "2")


def kept(snapshot: Snapshot) -> Path:
    return snapshot.folder.parent.parent / COLUMNS / snapshot.folder.name / "directory"


def test_the_index_holds_no_name_and_no_key_of_a_resident(
    directory: Directory, town: tuple[Snapshot, Keys]
) -> None:
    whole = b"".join(path.read_bytes() for path in kept(town[0]).iterdir())
    assert directory.lists.rows(part_text("ワタナベ")).tolist()
    for each in FAMILIES:
        for text in (*each[4].split(), *each[5].split(), town[1].opaque("person", each[0])):
            written = (text.encode(), text.encode("utf-16-le"))
            # Two bytes of one character stand in any sealed file by chance.
            assert not any(each in whole for each in written if len(each) > 2)


def test_without_the_key_neither_labels_nor_lists_can_be_read(
    directory: Directory, town: tuple[Snapshot, Keys], tmp_path: Path
) -> None:
    snapshot, keys = town
    stranger = open_keys(tmp_path / "keys").derived("directory of residents")
    other = Blind.of(stranger, snapshot.folder.name)
    own = Blind.of(keys.derived("directory of residents"), snapshot.folder.name)
    labels = set(directory.lists.item.arrays["labels"].tolist())
    text = part_text("ワタナベ")
    assert int.from_bytes(own.digest(text)[:8], "little") in labels
    assert int.from_bytes(other.digest(text)[:8], "little") not in labels
    # What is written looks like chance: rows are small numbers, sealed they are not.
    sealed = directory.lists.item.arrays["lists"]
    assert (sealed < 1000).mean() < 0.05
    assert len(np.unique(sealed)) > 0.95 * len(sealed)


def test_lists_are_as_long_as_a_power_of_two_and_no_two_snapshots_share_a_label(
    directory: Directory, town: tuple[Snapshot, Keys]
) -> None:
    lengths = Counter(np.diff(directory.lists.item.arrays["starts"]).tolist())
    assert set(lengths) <= {1, 2, 4, 8, 16}
    key = town[1].derived("directory of residents")
    one, other = (Blind.of(key, name) for name in ("2026-07-01-aa", "2026-07-02-bb"))
    assert one.digest("whole name") != other.digest("whole name")


def test_a_deleted_index_is_made_again(town: tuple[Snapshot, Keys], tmp_path: Path) -> None:
    snapshot, keys = town
    seen: list[tuple[str, int, int]] = []
    again = directory_of(
        Snapshot(folder=snapshot.folder, manifest={**snapshot.manifest, "read": "again"}),
        keys,
        cache=tmp_path,
        progress=lambda *told: seen.append(told),
    )
    assert looked(again, name="渡辺花子") == ["3", "1"]
    assert seen[0] == ("directory: identities", 10, 10)
