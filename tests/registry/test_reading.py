"""Files read: encodings proved, records numbered, broken rows kept from their neighbours."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakimawari.problems import Problem
from sakimawari.registry import records as records_module
from sakimawari.registry.encodings import Decoding, detect
from sakimawari.registry.records import batches, preview, records, rows_at
from sakimawari.registry.sources import Source, SourceKind, find_sources

TEXT = "宛名番号,氏名\r\n1,髙橋　ﾊﾅ子\r\n"


def source(tmp_path: Path, content: bytes, name: str = "file.csv") -> Source:
    path = tmp_path / name
    path.write_bytes(content)
    return Source(label=name, path=path, kind=SourceKind.TABLE)


def decoded(tmp_path: Path, content: bytes) -> Decoding:
    found = detect(source(tmp_path, content))
    assert isinstance(found, Decoding)
    return found


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("utf-8-sig", "utf-8-sig"),
        ("utf-8", "utf-8"),
        ("cp932", "cp932"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_an_encoding_is_told_and_the_text_comes_back(
    tmp_path: Path, written: str, found: str
) -> None:
    content = (TEXT * 20).encode(written)
    assert decoded(tmp_path, content).encoding == found
    rows, _ = preview(source(tmp_path, content), decoded(tmp_path, content))
    assert rows[1] == ["1", "髙橋　ﾊﾅ子"]


def test_outside_characters_are_counted_and_kept(tmp_path: Path) -> None:
    content = "氏名,番地\r\n".encode("cp932") + b"\xf0\x40\x8e\x71,1\r\n"
    assert decoded(tmp_path, content).outside_characters == 1
    rows, _ = preview(source(tmp_path, content), decoded(tmp_path, content))
    assert rows[1] == ["\ue000子", "1"]


def test_one_byte_that_fits_no_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    content = TEXT.encode("cp932") + b"2,\x81\r\n3,x\r\n"
    found = detect(source(tmp_path, content))
    assert isinstance(found, Problem)
    assert (found.id, str(found.where)) == ("LOAD003", "file.csv:3")


def test_a_file_cut_within_a_character_is_known_as_cut(tmp_path: Path) -> None:
    content = TEXT.encode("cp932") + "2,山".encode("cp932")[:-1]
    found = decoded(tmp_path, content)
    assert (found.cut_character, found.closed) == (True, False)


def test_a_whole_file_is_known_as_closed(tmp_path: Path) -> None:
    assert decoded(tmp_path, TEXT.encode("cp932")).closed


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\r\n\r\n", b" , \r\n"])
def test_an_empty_file_is_told(tmp_path: Path, content: bytes) -> None:
    found = detect(source(tmp_path, content))
    assert isinstance(found, Problem)
    assert found.id == "LOAD002"


def parted(text: str) -> list[tuple[list[str], bool]]:
    return list(records(text.splitlines(keepends=True), ","))


def test_line_breaks_and_commas_within_quotes_belong_to_the_cell() -> None:
    assert parted('1,"月～土\n第3を除く",x\n2,"a,b",y\n') == [
        (["1", "月～土\n第3を除く", "x"], False),
        (["2", "a,b", "y"], False),
    ]


def test_a_quote_that_is_never_closed_breaks_its_own_line_only() -> None:
    found = parted('1,"開いたまま,x\n2,b,y\n3,c,z\n')
    assert [broken for _, broken in found] == [True, False, False]
    assert found[1][0] == ["2", "b", "y"]


def test_a_quote_within_a_cell_is_a_character() -> None:
    assert parted('1,6"管,x\n') == [(["1", '6"管', "x"], False)]


def test_an_empty_line_is_a_record_without_cells() -> None:
    assert parted("1,2\n\n3,4\n") == [(["1", "2"], False), ([], False), (["3", "4"], False)]


cells = st.text(st.sampled_from('あa,"\n 1'), max_size=5)


@given(rows=st.lists(st.lists(cells, min_size=2, max_size=3), max_size=6))
def test_what_a_spreadsheet_writes_reads_back(rows: list[list[str]]) -> None:
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    assert parted(written.getvalue()) == [(row, False) for row in rows]


def test_rows_keep_their_numbers_across_batches_and_line_breaks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records_module, "BATCH_LINES", 3)
    lines = ["h,i"] + [f'{n},"a\nb"' if n % 4 == 0 else f"{n},x" for n in range(2, 30)]
    content = "\r\n".join(lines).encode() + b"\r\n"
    file, decoding = source(tmp_path, content), decoded(tmp_path, content)
    found = [
        (batch.first + place, row)
        for batch in batches(file, decoding, ",")
        for place, row in enumerate(batch.rows)
    ]
    assert [int(row[0]) for number, row in found[1:]] == [number for number, _ in found[1:]]
    assert len(found) == 29
    wanted = {3, 4, 17, 28}
    assert list(rows_at(file, decoding, ",", wanted)) == [
        (number, row) for number, row in found if number in wanted
    ]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_read(tmp_path: Path, line_end: str) -> None:
    content = line_end.join(["a,b", "1,2", ""]).encode()
    rows, _ = preview(source(tmp_path, content), decoded(tmp_path, content))
    assert rows == [["a", "b"], ["1", "2"]]


def test_tabs_part_cells_where_there_are_more_tabs_than_commas(tmp_path: Path) -> None:
    content = b"a\tb\tc\n1\t2,3\t4\n"
    rows, delimiter = preview(source(tmp_path, content), decoded(tmp_path, content))
    assert (rows[1], delimiter) == (["1", "2,3", "4"], "\t")


def zipped(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def test_files_in_a_zip_in_a_zip_in_a_folder_are_found_and_read(tmp_path: Path) -> None:
    (tmp_path / "送付").mkdir()
    inner = zipped({"01_住民記録.csv": TEXT.encode("cp932"), "__MACOSX/x": b"", ".hidden": b""})
    (tmp_path / "送付" / "月次.zip").write_bytes(zipped({"b/中.zip": inner, "readme.md": b"x"}))
    sources, problems = find_sources(tmp_path)
    assert not problems
    assert [found.label for found in sources] == [
        "送付/月次.zip/b/中.zip/01_住民記録.csv",
        "送付/月次.zip/readme.md",
    ]
    found = detect(sources[0])
    assert isinstance(found, Decoding)
    assert preview(sources[0], found)[0][1] == ["1", "髙橋　ﾊﾅ子"]


def test_hidden_files_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.csv").write_text("a,b\n")
    (tmp_path / "~.csv").write_text("a,b\n")
    assert [found.label for found in find_sources(tmp_path)[0]] == ["~.csv"]
