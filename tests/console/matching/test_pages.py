"""Pages of matches: who may see them, what they say, who is hidden, and a change by hand of two people."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Page

from sakimawari.console.city import city
from sakimawari.console.matching import changing, orders, reading
from sakimawari.console.matching.changing import Moved
from sakimawari.console.matching.hidden import hidden_in, marked_in, names_any
from sakimawari.console.matching.making import is_of
from sakimawari.console.matching.one import claims_of
from sakimawari.console.matching.values import Grid
from sakimawari.console.matching.whom import told as whom_told
from sakimawari.drawing.sheets import Table, csv_of
from sakimawari.guard.actor import Actor, Role
from sakimawari.match.allocate.example import write_example
from sakimawari.match.allocate.kinds import NURSERY
from sakimawari.match.allocate.reading.columns import seats_in
from sakimawari.match.allocate.run import Ask, run
from sakimawari.match.results.certificate import Certificate, Claim, Violation
from sakimawari.match.results.folder import home_of
from sakimawari.match.results.kind import Explanation
from tests.console.services.test_pages import actor
from tests.console.town import ON, Browsing, Hall

Enter = Callable[[Actor | str], Client]
Axe = Callable[[Page], None]
BASE = "/staff/match/"
ONE = f"{BASE}nursery/first/"
REASON = {"reason": "兄の転園にあわせて席を増やせると園から連絡があった"}


@pytest.fixture(scope="module")
def made(home: Hall, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A round of an invented city; gone afterwards, since other rooms know this city without it."""
    problem = tmp_path_factory.mktemp("round")
    write_example(problem, children=60, seed=3)
    _protect(problem / "児童.csv", row=4)
    folder = home_of(home.home, "nursery", "first")
    run(Ask(folder=problem, out=folder, on=ON, shape=NURSERY, go_on=True), progress=lambda *_: None)
    yield folder
    shutil.rmtree(home.home / "match")


def _protect(path: Path, *, row: int) -> None:
    """Mark somebody of the example as under 支援措置."""
    grid = reading.read_grid(path)
    at = grid.columns.index("支援措置")
    rows = [list(each) for each in grid.rows]
    rows[row][at] = "1"
    table = Table(columns=grid.columns, rows=tuple(tuple(each) for each in rows))
    path.write_bytes(csv_of(table))


@pytest.fixture
def clerk(hall: Hall, client_of: Enter, made: Path) -> Client:
    return client_of(actor(Role.CLERK))


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_without_a_result_the_page_says_how_one_begins(hall: Hall, client_of: Enter) -> None:
    shutil.rmtree(hall.home / "match", ignore_errors=True)
    shown = text_of(client_of(actor(Role.CLERK)), BASE)
    assert "結果は、まだありません" in shown and "sakimawari match KIND DIR" in shown


def test_results_are_for_staff_who_work_with_them(hall: Hall, client_of: Enter) -> None:
    for role, code in ((Role.IT, 403), (Role.CASEWORKER, 200), (Role.AUDITOR, 200)):
        assert client_of(actor(role)).get(BASE).status_code == code, role
    assert client_of(actor(Role.AUDITOR)).get(f"{BASE}new/").status_code == 403


def test_a_result_is_told_with_its_certificate_in_words(clerk: Client, made: Path) -> None:
    shown = text_of(clerk, ONE)
    for claim in reading.shown_of(made).certificate.claims:
        assert claim.text in shown
    assert "検証済み" in shown
    assert clerk.get(f"{BASE}nursery/none/").status_code == 404
    assert clerk.get(f"{ONE}table/certificate.json/").status_code == 404


def test_an_altered_file_is_named_when_the_result_is_examined_again(
    clerk: Client, made: Path
) -> None:
    notes = made / "notices.csv"
    before = notes.read_bytes()
    notes.write_bytes(before + b"1,\n")
    try:
        shown = clerk.post(f"{ONE}examine/", follow=True).content.decode()
    finally:
        notes.write_bytes(before)
    assert "notices.csv が変わっています" in shown
    assert "反するものはありません" in clerk.post(f"{ONE}examine/", follow=True).content.decode()


def test_nobody_under_protection_is_in_a_list_a_file_or_a_print(clerk: Client, made: Path) -> None:
    hidden = {row[0] for row in reading.read_grid(made / "protected.csv").rows}
    assert hidden, "the example has protected children"
    officer = made / "for-the-officer.csv"
    officer.write_bytes((made / "protected.csv").read_bytes())
    try:
        for file in ("protected.csv", "for-the-officer.csv"):
            for page in ("", "file/", "print/"):
                assert clerk.get(f"{ONE}table/{file}/{page}").status_code == 404
    finally:
        officer.unlink()
    for path in ("table/result.csv/file/", "table/result.csv/print/", "table/waiting.csv/file/"):
        shown = clerk.get(ONE + path).content.decode()
        assert not {id for id in hidden if f"{id}," in shown or f">{id}<" in shown}, path
    rows = [row[0] for row in reading.read_grid(made / "result.csv").rows]
    at = rows.index(min(hidden)) + 1
    assert clerk.get(f"{ONE}row/{at}/").status_code == 404
    found = clerk.post(f"{ONE}find/", {"who": min(hidden)}, follow=True).content.decode()
    assert "この結果にありません" in found


def test_no_page_file_or_sentence_names_anybody_under_protection(
    clerk: Client, made: Path, hall: Hall
) -> None:
    hidden = hidden_in(city(), reading.shown_of(made))
    assert {row[0] for row in reading.read_grid(made / "protected.csv").rows} <= hidden
    tables = reading.tables_in(reading.shown_of(made))
    paths = ["", "certificate.json", *(f"table/{file}/{way}" for file in tables for way in ("", "file/", "print/"))]  # fmt: skip
    rows = reading.read_grid(made / "result.csv").rows
    paths += [f"row/{at}/" for at, row in enumerate(rows, 1) if row[0] not in hidden][::6]
    for path in paths:
        answer = clerk.get(ONE + path)
        assert answer.status_code == 200, path
        assert not names_any(answer.content.decode(), hidden), path
    sent = {"child": min(hidden), "facility": "1", **REASON}
    assert clerk.post(f"{ONE}change/fix/", sent).status_code == 422


def test_claims_reasons_and_consequences_that_name_somebody_hidden_say_so_instead() -> None:
    hidden = frozenset({"K7"})
    broken = Violation(claim="stable", text="K7 が K70 より先", who=("K7",))
    certificate = Certificate(
        kind="nursery",
        claims=(Claim(id="stable", text="安定している", holds=False),),
        violations=(broken,),
    )
    (line,) = claims_of(certificate, hidden, "ja")
    assert not names_any(" ".join(line.broken), hidden)
    told = whom_told(Explanation(who="K1", outcome="保留", lines=("K7 の次",)), hidden, "ja")
    assert not names_any(" ".join(told.lines), hidden) and told.outcome == "保留"
    beside = Moved(who="K1", cells=(("きょうだい", "", "K7"),), way="other")
    assert is_of(beside, hidden) and not is_of(replace(beside, cells=()), hidden)


@pytest.mark.parametrize(
    ("head", "rows", "hidden"),
    [
        ("区,児童番号,世帯番号,DV等支援措置", ("北,K1,H1,1", "北,K2,H1,", "北,K3,H3,なし"), {"K1", "K2", "H1"}),
        ("支援措置,氏名,区", ("○,あ,北", ",い,南"), {"あ"}),
        ("区,受付番号,番号,支援措置", ("北,U1,3,○", "北,U2,4,"), {"U1", "3"}),
    ],
)  # fmt: skip
def test_whom_a_mark_is_about_is_read_by_the_name_of_the_column(
    tmp_path: Path, head: str, rows: tuple[str, ...], hidden: set[str]
) -> None:
    (tmp_path / "児童.csv").write_text("\n".join((head, *rows)), encoding="utf-8")
    assert marked_in(str(tmp_path), 0) == hidden


def test_a_number_leads_to_its_reasons_and_stands_in_no_address(clerk: Client, made: Path) -> None:
    hidden = {row[0] for row in reading.read_grid(made / "protected.csv").rows}
    id = next(r[0] for r in reading.read_grid(made / "result.csv").rows if r[0] not in hidden)
    answer = clerk.post(f"{ONE}find/", {"who": id})
    assert id not in answer["Location"]
    shown = text_of(clerk, answer["Location"])
    assert id in shown and "やさしい日本語" in shown and "English" in shown


def test_a_table_is_narrowed_and_sorted_and_its_file_follows(clerk: Client, made: Path) -> None:
    grid = reading.read_grid(made / "result.csv")
    at = grid.columns.index("結果")
    chosen = clerk.get(f"{ONE}table/result.csv/file/?c{at}=保留&sort=0&down=1")
    rows = [line.split(",") for line in chosen.content.decode("utf-8-sig").splitlines()[1:]]
    assert rows and {row[at] for row in rows} == {"保留"}
    assert [row[0] for row in rows] == sorted((row[0] for row in rows), reverse=True)


def test_a_change_by_hand_is_shown_first_and_counts_when_a_second_person_agrees(
    clerk: Client, client_of: Enter, made: Path, hall: Hall
) -> None:
    """The worker of the server runs the command; here it is run at once."""
    facility = reading.read_grid(made / "seats.csv").rows[0][0].partition("/")[0]
    names = reading.read_grid(made / "problem" / "施設.csv").columns
    seats = next(iter(seats_in(names).values()))
    sent = {"facility": facility, "class": seats, "seats": "2", **REASON}
    page = clerk.post(f"{ONE}change/seats/", sent)
    assert page.status_code == 302, page.content.decode()
    (standing,) = orders.standing(hall.home, today=city().today)
    before = {path.name for path in (hall.home / "match" / "nursery").iterdir()}
    again = Ask(folder=standing.problem, out=standing.result, on=ON, shape=NURSERY, go_on=True,
                previous=made)  # fmt: skip
    run(again, progress=lambda *_: None)
    orders.tell(standing.folder, orders.State.READY)
    shown = text_of(clerk, page["Location"])
    assert "結果が変わる方" in shown and REASON["reason"] in shown
    assert "別の監督者か承認者" in shown
    save = f"{BASE}orders/{standing.order.token}/save/"
    assert clerk.post(save).status_code == 403
    own = actor(Role.CLERK).id
    supervisor = replace(actor(Role.SUPERVISOR), id="second-person")
    assert own == standing.order.by != supervisor.id
    client_of(supervisor).post(save)
    (new,) = {path.name for path in (hall.home / "match" / "nursery").iterdir()} - before
    told = text_of(clerk, f"{BASE}nursery/{new}/")
    assert "手による変更" in told and own in told
    assert not orders.standing(hall.home, today=city().today)


def test_a_change_without_a_reason_or_of_nobody_is_not_begun(clerk: Client, hall: Hall) -> None:
    page = clerk.post(f"{ONE}change/fix/", {"child": "0", "facility": "0", "reason": ""})
    assert page.status_code == 422
    assert page.content.decode().count("field-error") >= 3
    assert not orders.standing(hall.home, today=city().today)


def test_who_loses_a_place_is_worse_off_and_words_alone_move_nobody() -> None:
    columns = ("児童番号", "結果", "希望順位", "理由")
    before = Grid(
        file="",
        columns=columns,
        rows=(
            ("1", "内定", "1", "a"),
            ("2", "保留", "", "b"),
            ("3", "内定", "2", "c"),
            ("4", "内定", "1", "d"),
        ),
    )
    after = Grid(
        file="",
        columns=columns,
        rows=(
            ("1", "保留", "", "a"),
            ("2", "内定", "3", "b"),
            ("3", "内定", "1", "c"),
            ("4", "内定", "1", "e"),
        ),
    )
    ways = {each.who: each.way for each in changing.moved(before, after)}
    assert ways == {"1": "worse", "2": "better", "3": "better"}


def test_files_that_are_no_tables_are_not_taken(clerk: Client, hall: Hall) -> None:
    with (hall.home / "DEMO").open("rb") as file:
        answer = clerk.post(f"{BASE}new/", {"kind": "nursery", "files": file}, follow=True)
    assert "だけ使えます" in answer.content.decode()
    assert not orders.standing(hall.home, today=city().today)


def test_pages_are_accessible_at_both_widths(
    browsing: Browsing, made: Path, axe_at_both_widths: Axe
) -> None:
    page = browsing(actor(Role.CLERK))
    page.goto(f"{ONE}table/seats.csv/")
    page.get_by_role("link", name="ここを1席増やすと").first.click()
    assert page.locator("#seats").input_value() == "1"
    pool = reading.read_grid(made / "seats.csv").rows[0][0].partition("/")
    assert page.locator("#facility").input_value() == pool[0]
    assert pool[2] in page.locator("#class").input_value()
    page.goto(ONE)
    axe_at_both_widths(page)
