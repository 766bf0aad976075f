"""Letters for the steps of a plan: written whole, once, and to nobody who may not be told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from pypdf import PdfReader

from sakimawari.guard.consents.values import OwnWords, Wishes
from sakimawari.guard.custody.values import Place
from sakimawari.guard.keys import open_keys
from sakimawari.night.custody import printed
from sakimawari.problems import Problems
from sakimawari.reach.channels.paper.writer import LetterWriter
from sakimawari.reach.channels.seam import Answer, Item, Outcome
from sakimawari.reach.letters import batches
from sakimawari.reach.letters.batches import NO_RIGHT, Step, Written, summary_of, write_batch
from sakimawari.reach.letters.order import Order, Sources
from sakimawari.reach.letters.run import write_letters
from sakimawari.reach.letters.slips_store import slip_of_reference
from sakimawari.reach.letters.store import letter_of
from sakimawari.reach.telling.offer import Sender, Wording
from sakimawari.reach.telling.staff_topic import StaffTopic
from tests.reach.town import (
    ON,
    Around,
    Home,
    Member,
    build_run,
    build_snapshot,
    catalogue,
    named,
    right,
    service,
    unsealed,
)

ADULT, CHILD = date(1990, 5, 1), date(2020, 5, 1)
HOMES = (
    Home(
        key="house-1",
        ward="門司区",
        members=(
            Member(key="mother", born=ADULT, identity=named("門司 花子")),
            Member(key="father", born=ADULT, identity=named("門司 健一")),
            Member(key="child", born=CHILD, guardian=0, identity=named("門司 太郎")),
        ),
    ),
    Home(
        key="house-2",
        ward="若松区",
        members=(Member(key="single", born=ADULT, identity=named("若松 一郎", "2番2号")),),
    ),
)
GAP = (
    right("child-allowance", unit=0, row=0, subject="mother", household="house-1"),
    right("school-aid", unit=0, row=2, subject="child", household="house-1"),
    right("child-allowance", unit=1, row=3, subject="single", household="house-2"),
)
MOTHER = Step(
    id="STEP1",
    person="mother",
    services=("child-allowance", "school-aid"),
    subjects=("mother", "child"),
)
SINGLE = Step(
    id="STEP2",
    person="single",
    services=("child-allowance",),
    subjects=("single",),
    language="easy",
)
ORDER = Order(on=ON, sender=Sender(city=Wording(ja="八重崎市"), phone="000-000-0000"))


def sources(home: Path, **more: Any) -> Sources:
    night = build_snapshot(home / "snapshots" / "s", HOMES, more.get("around"))
    return Sources(
        snapshot=night,
        current=night,
        run=build_run(
            home / "runs" / "2026-06-01-abcd", GAP, more.get("coming", ()), more.get("ahead", ())
        ),
        catalogue=catalogue(
            service("child-allowance", "児童手当"), service("school-aid", "就学援助")
        ),
        open_identity=unsealed,
        words=more.get("words", OwnWords(consents={}, wishes={})),
    )


def written(home: Path, *steps: Step, batch: str = "b-1", **more: Any) -> dict[str, Written]:
    drawn_on = more.pop("drawn_on", None) or sources(home, **more)
    return dict(write_batch(home, batch, steps, order=ORDER, sources=drawn_on))


def test_each_step_gets_its_letter_and_the_code_on_it_leads_back_to_the_step(
    tmp_path: Path,
) -> None:
    told = written(tmp_path, MOTHER, SINGLE)
    assert all(each.is_written for each in told.values())
    letter = letter_of(tmp_path / "letters", told["STEP1"].reference)
    assert letter is not None
    assert (letter.step, letter.person) == ("STEP1", "mother")
    assert dict(zip(letter.services, letter.subjects, strict=True)) == {
        "child-allowance": ("mother",),
        "school-aid": ("child",),
    }
    slip = slip_of_reference(tmp_path, told["STEP1"].reference)
    assert slip is not None
    assert (slip.batch, slip.file, slip.page) == ("b-1", letter.file, letter.page)
    single = letter_of(tmp_path / "letters", told["STEP2"].reference)
    assert single is not None
    assert single.language == "easy"


def test_the_same_batch_again_is_the_same_files_and_references(tmp_path: Path) -> None:
    drawn_on = sources(tmp_path)
    first = written(tmp_path, MOTHER, SINGLE, drawn_on=drawn_on)
    files = {p: p.read_bytes() for p in (tmp_path / "letters").rglob("*") if p.is_file()}
    again = written(tmp_path, SINGLE, MOTHER, drawn_on=drawn_on)
    assert again == first
    assert {p: p.read_bytes() for p in (tmp_path / "letters").rglob("*") if p.is_file()} == files


def test_a_batch_name_cannot_be_used_for_other_steps_nor_leave_the_folder(tmp_path: Path) -> None:
    drawn_on = sources(tmp_path)
    written(tmp_path, MOTHER, drawn_on=drawn_on)
    for batch, steps in (("b-1", (SINGLE,)), ("../b", (SINGLE,)), ("", (SINGLE,))):
        with pytest.raises(Problems, match="REACH010"):
            written(tmp_path, *steps, batch=batch, drawn_on=drawn_on)


def test_a_step_that_another_batch_wrote_gets_no_second_letter(tmp_path: Path) -> None:
    drawn_on = sources(tmp_path)
    first = written(tmp_path, MOTHER, drawn_on=drawn_on)
    second = written(tmp_path, MOTHER, SINGLE, batch="b-2", drawn_on=drawn_on)
    assert second["STEP1"] == first["STEP1"]
    index = pq.read_table(tmp_path / "letters" / "b-2" / "letters.parquet").to_pylist()
    assert [row["step"] for row in index] == ["STEP2"]


def test_a_writer_that_dies_before_publishing_leaves_nothing_and_the_next_writes_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn_on = sources(tmp_path)

    def dies(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(batches, "keep", dies)
        written(tmp_path, MOTHER, drawn_on=drawn_on)
    assert not (tmp_path / "letters" / "b-1").exists()
    assert written(tmp_path, MOTHER, drawn_on=drawn_on)["STEP1"].is_written


@pytest.mark.parametrize(
    ("around", "why"),
    [
        (Around(protected={"father": None}), "protected"),
        (Around(departed=("mother",)), "departed"),
        (Around(contacts={"mother": {"consent_notice": 0}}), "opted_out"),
    ],
)
def test_who_may_not_be_told_any_more_is_refused_at_the_last_moment(
    tmp_path: Path, around: Around, why: str
) -> None:
    told = written(tmp_path, replace(MOTHER, services=("child-allowance",)), SINGLE, around=around)
    assert told["STEP1"] == Written(why=why)
    assert told["STEP2"].is_written
    names = "".join(
        page.extract_text()
        for path in (tmp_path / "letters").rglob("*.pdf")
        for page in PdfReader(path).pages
    )
    assert "門司" not in names.replace("門司区", "")


def test_a_word_of_ones_own_goes_before_the_register(tmp_path: Path) -> None:
    words = OwnWords(consents={"mother": False}, wishes={})
    assert written(tmp_path, MOTHER, words=words)["STEP1"].why == "opted_out"


def test_a_right_is_told_to_nobody_but_whose_it_is(tmp_path: Path) -> None:
    father = replace(MOTHER, person="father")
    assert written(tmp_path, father)["STEP1"].why == NO_RIGHT


@pytest.mark.parametrize(
    ("step", "why"),
    [
        (replace(MOTHER, person="stranger"), "not_found"),
        (replace(MOTHER, services=("pension",)), NO_RIGHT),  # claimed since, or never owed
        (replace(MOTHER, person="child"), NO_RIGHT),
    ],
)
def test_what_does_not_hold_any_more_is_refused(tmp_path: Path, step: Step, why: str) -> None:
    assert written(tmp_path, step)["STEP1"].why == why
    summary = summary_of(tmp_path, "b-1")
    assert summary is not None
    assert (summary["letters"], summary["left_out"]) == (0, {why: 1})


@pytest.mark.parametrize(
    ("begins", "why"), [(date(2026, 6, 2), "written"), (date(2026, 6, 1), NO_RIGHT)]
)
def test_a_right_that_begins_soon_is_told_with_its_day(
    tmp_path: Path, begins: date, why: str
) -> None:
    soon = {
        "service": "school-aid",
        "subject_kind": "person",
        "subject": "single",
        "household": "house-2",
        "change": "begins",
        "on": begins,
        "amount_low": 7_000,
        "amount_high": 7_000,
    }
    later = soon | {"on": date(2027, 1, 1), "amount_low": 1, "amount_high": 1}
    coming = (later, soon) if why == "written" else (soon,)
    step = replace(SINGLE, services=("school-aid",), language="ja")
    assert written(tmp_path, step, coming=coming)["STEP2"].why == why
    if why == "written":
        (path,) = (tmp_path / "letters" / "b-1").glob("800/*.pdf")
        text = "".join(PdfReader(path).pages[0].extract_text().split())
        assert "いつから令和8年6月2日から" in text
        assert "月額7,000円" in text


def test_large_print_takes_two_sheets_in_a_file_of_its_own(tmp_path: Path) -> None:
    words = OwnWords(consents={}, wishes={"single": Wishes(large_text=True)})
    told = written(tmp_path, MOTHER, SINGLE, words=words)
    usual = letter_of(tmp_path / "letters", told["STEP1"].reference)
    large = letter_of(tmp_path / "letters", told["STEP2"].reference)
    slip = slip_of_reference(tmp_path, told["STEP2"].reference)
    assert usual is not None and large is not None and slip is not None
    assert (usual.file.split("/")[0], large.file.split("/")[0]) == ("800", "800-large")
    assert (large.page, slip.page) == (1, 2)
    folder = tmp_path / "letters" / "b-1"
    assert len(PdfReader(folder / large.file).pages) == 2
    assert "2まい目" in PdfReader(folder / large.file).pages[0].extract_text().replace(" ", "")


def test_who_has_a_letter_from_a_plan_gets_no_second_one_from_the_same_night(
    tmp_path: Path,
) -> None:
    drawn_on = sources(tmp_path)
    written(tmp_path, MOTHER, drawn_on=drawn_on)
    report = write_letters(tmp_path, ORDER, sources=drawn_on)
    assert (report.letters, report.left_out["already_written"]) == (1, 2)
    index = pq.read_table(report.folder / "letters.parquet").to_pylist()
    assert index[0]["number"] == "20260601-00002"


def test_a_batch_of_messages_crosses_the_seam_as_letters(tmp_path: Path) -> None:
    drawn_on = sources(tmp_path)
    writer = LetterWriter(home=tmp_path, order=lambda _: ORDER, sources=lambda _: drawn_on)
    items = [
        Item(
            id=step.id,
            person=step.person,
            household="",
            ward="",
            language=step.language,
            services=step.services,
            subjects=step.subjects,
            subject="",
            text="",
        )
        for step in (MOTHER, replace(SINGLE, person="stranger"))
    ]
    answers = writer.write("b-1", items, on=ON)
    assert answers["STEP1"].outcome is Outcome.ACCEPTED
    assert slip_of_reference(tmp_path, answers["STEP1"].theirs) is not None
    assert answers["STEP2"] == Answer(outcome=Outcome.REFUSED, why="not_found")
    assert writer.write("b-1", items, on=ON) == answers


def test_a_batch_is_kept_as_long_as_other_letters_whatever_its_name(tmp_path: Path) -> None:
    home, keys = tmp_path / "home", tmp_path / "keys"
    written(home, MOTHER)
    place = Place(home=home, keys=open_keys(keys), keys_folder=keys)
    for before, due in (
        (datetime(2026, 6, 1, tzinfo=UTC), []),
        (datetime(2026, 6, 2, tzinfo=UTC), ["b-1"]),
    ):
        assert list(printed(place, before).ids) == due


AHEAD = {"service": "school-aid", "subject_kind": "person", "subject": "child",
         "household": "house-1", "unit": 0, "row": 2}  # fmt: skip
ENDING = {**AHEAD, "occasion": "ending", "until": date(2026, 6, 1)}
RENEWAL = {**AHEAD, "occasion": "renewal", "deadline": date(2026, 6, 30), "hand_in": "継続申請書"}


def text_of(home: Path) -> str:
    (path,) = (home / "letters" / "b-1").glob("800/*.pdf")
    return "".join(PdfReader(path).pages[0].extract_text().split())


@pytest.mark.parametrize(
    ("why", "row", "said"),
    [
        ("ending", ENDING, "は令和8年6月1日で終わる見込みです"),
        ("deadline", RENEWAL, "提出の期限令和8年6月30日（火）まで"),
        ("list", None, "についてのお知らせです"),
    ],
)
def test_what_ends_must_be_renewed_or_is_said_by_staff_gets_a_letter_of_its_own(
    tmp_path: Path, why: str, row: dict[str, Any] | None, said: str
) -> None:
    services, subjects = ("school-aid",), ("child" if row else "mother",)
    step = replace(MOTHER, services=services, subjects=subjects, why=(why,))
    drawn_on = sources(tmp_path, ahead=[row] if row else [])
    if row is not None and why != "ending":  # what must be renewed is received: it is in no gap
        drawn_on = replace(
            drawn_on, run=build_run(tmp_path / "runs" / "2026-06-01-efgh", GAP[:1], (), [row])
        )
    told = written(tmp_path, step, drawn_on=drawn_on)["STEP1"]
    assert told.is_written
    assert said in text_of(tmp_path)
    assert "受け取れる見込み" not in text_of(tmp_path) and "申請します" not in text_of(tmp_path)
    slip = slip_of_reference(tmp_path, told.reference)
    assert slip is not None
    assert {box.service for box in slip.boxes if box.service} == {"about:school-aid"}


def test_what_was_to_end_and_does_not_any_more_gets_no_letter(tmp_path: Path) -> None:
    step = replace(MOTHER, services=("school-aid",), subjects=("mother",), why=("ending",))
    assert written(tmp_path, step)["STEP1"].why == NO_RIGHT


def test_a_topic_of_staff_is_written_in_their_words(tmp_path: Path) -> None:
    topic = StaffTopic(
        slug="topic:heat-check",
        name=Wording(ja="猛暑の見守り"),
        text=Wording(ja="水分をとってください。"),
        department="福祉課",
    )
    step = replace(
        MOTHER,
        services=(topic.slug,),
        subjects=("mother",),
        why=("alert",),
        staff={topic.slug: topic},
    )
    assert written(tmp_path, step)["STEP1"].is_written
    assert "猛暑の見守りについてのお知らせです" in text_of(tmp_path)
    assert "水分をとってください。" in text_of(tmp_path)
