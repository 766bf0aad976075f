"""What follows from a slip follows once, and a machine stops where a person must decide."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image

from sakimawari.cases import run as cases
from sakimawari.cases.values import Channel, Doing
from sakimawari.problems import Problems
from sakimawari.reach.letters.geometry import Answer, Area, Kind
from sakimawari.reach.letters.store import INDEX
from sakimawari.reach.returned import page_store, run, store
from sakimawari.reach.returned.fields import Found
from sakimawari.reach.returned.letter_of import letter_of, wishes_of
from sakimawari.reach.returned.run import Desk, take_in
from sakimawari.reach.returned.values import Content, Done, Entry, PageState, PageTold, State
from sakimawari.rules.tree import Holder
from tests.cases.office import CLERK, applicant, moment
from tests.console.town import Hall
from tests.reach.returned.paper import REFERENCE
from tests.reach.returned.test_intake import encoded

ALLOWANCE = "child-allowance"


def entry(
    value: str, *, service: str = ALLOWANCE, offer: int = 0, found: Found = Found.READ
) -> Entry:
    return Entry(
        key=f"choice:{offer}:",
        kind=Kind.CHOICE,
        answer=Answer.CHOICE,
        service=service,
        offer=offer,
        name="",
        label="",
        found=found,
        value=value,
        read=value,
        sure=1.0,
        why="",
        area=Area(x=0, y=0, width=4, height=4),
    )


def page(*entries: Entry, number: int = 1, sure: bool = True) -> PageTold:
    return PageTold(
        number=number,
        reference=REFERENCE,
        sure=sure,
        content=Content(entries=entries),
        page=JPEG,
        slip=JPEG,
    )


JPEG = encoded("JPEG", Image.new("L", (300, 200), 255))


@dataclass
class Pages:
    """A reader that has read these pages: what a scan said is decided elsewhere."""

    told: list[PageTold] = field(default_factory=list)

    def read(self, content: bytes, *, typed: str = "") -> Iterator[PageTold]:
        yield from self.told


Take = Callable[..., list[run.Told]]


@pytest.fixture
def person(home: Hall, transactional_db: None) -> str:
    """Somebody with a right to the allowance, to whom a letter went."""
    person = applicant(ALLOWANCE).key
    at = moment()
    household, ward = at.desk.home(at.desk.find(person, Holder.PERSON))
    row = dict.fromkeys(INDEX.names) | {
        "number": "1", "reference": REFERENCE, "household": household, "person": person,
        "ward": ward, "language": "ja", "page": 1,
        "services": [ALLOWANCE, "school-expense-aid", "school-expense-aid"],
        "subjects": [[person], ["a child", "another"], ["the youngest"]],
    }  # fmt: skip
    folder = at.home / "letters" / "some"
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist([row], schema=INDEX), folder / "letters.parquet")
    names = ("run", "letters", "files", "households", "offers", "left_out", "languages")
    summary = dict.fromkeys(names) | {"on": at.today.isoformat()}
    (folder / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    return person


@pytest.fixture
def replies() -> list[str]:
    return []


@pytest.fixture
def desk(person: str, replies: list[str]) -> Desk:
    def replied(_person: str, service: str, _at: datetime) -> None:
        replies.append(service)

    at = moment()
    return Desk(moment=at, city="北九州市", doing=Doing(actor=CLERK, at=at.now), replied=replied)


def take(desk: Desk, *pages: PageTold, content: bytes = b"one") -> list[run.Told]:
    told: list[run.Told] = []
    take_in(desk, Pages(list(pages)), "scan.pdf", content, progress=told.append)  # type: ignore[arg-type]
    return told


def test_a_sure_yes_opens_a_case_on_paper_with_the_page_as_its_paper(
    desk: Desk, person: str, replies: list[str]
) -> None:
    [told] = take(desk, page(entry("yes")))
    assert (told.state, told.waiting) == (PageState.READ, False)
    [case] = cases.cases_of(desk.moment, person)
    assert (case.service, case.channel) == (ALLOWANCE, Channel.PAPER)
    assert len(cases.case_file(desk.moment, case.number, actor=CLERK).papers) == 1
    assert replies == [ALLOWANCE]


def test_a_service_is_meant_for_those_whose_right_the_letter_said_it_was(
    desk: Desk, person: str
) -> None:
    letter = letter_of(desk.moment.home, REFERENCE)
    assert letter is not None
    aid = "school-expense-aid"
    for offer, subjects in ((1, ["a child", "another"]), (2, ["the youngest"])):
        found = wishes_of(desk.moment, letter, aid, offer)
        assert [(wish.service, wish.subject) for wish in found] == [(aid, one) for one in subjects]
    [wish] = wishes_of(desk.moment, letter, ALLOWANCE, 0)
    assert wish.subject == person


def test_a_letter_of_before_speaks_for_whom_the_last_night_found(desk: Desk, person: str) -> None:
    letter = letter_of(desk.moment.home, REFERENCE)
    assert letter is not None
    [wish] = wishes_of(desk.moment, replace(letter, subjects=()), ALLOWANCE, 0)
    assert wish.subject == person


def test_the_same_slip_scanned_twice_does_nothing_twice(desk: Desk, person: str) -> None:
    take(desk, page(entry("yes")))
    assert take(desk, page(entry("yes"))) == []  # the very same file
    [again] = take(desk, page(entry("yes")), content=b"scanned anew")
    assert again.state is PageState.TWICE
    assert len(cases.cases_of(desk.moment, person)) == 1


def test_a_second_slip_that_says_something_else_goes_aside(desk: Desk, person: str) -> None:
    take(desk, page(entry("yes")))
    [other] = take(desk, page(entry("no")), content=b"another")
    assert (other.state, other.problem) == (PageState.ASIDE, "SCAN019")
    assert cases.declined_by(person) == ()


def test_a_no_declines_the_service_and_refuses_nothing(desk: Desk, person: str) -> None:
    take(desk, page(entry("no")))
    assert [one.service for one in cases.declined_by(person)] == [ALLOWANCE]
    assert cases.cases_of(desk.moment, person) == ()


def test_what_is_doubtful_waits_until_a_clerk_has_settled_it(desk: Desk, person: str) -> None:
    [told] = take(desk, page(entry("", found=Found.DOUBTFUL), sure=False))
    assert told.waiting
    with pytest.raises(Problems, match="SCAN025"):
        run.carry_out(desk, REFERENCE, version=None)
    run.settle(desk, REFERENCE, "choice:0:", "yes", version=0)
    with pytest.raises(Problems, match="SCAN024"):
        run.settle(desk, REFERENCE, "choice:0:", "no", version=0)  # on a page shown before
    run.undo(desk, REFERENCE, "choice:0:", version=1)
    run.settle(desk, REFERENCE, "choice:0:", "no", version=2)
    assert run.carry_out(desk, REFERENCE, version=3) == {0: Done.DECLINED}
    assert store.sheet(desk.moment, REFERENCE).state is State.DONE
    assert run.carry_out(desk, REFERENCE, version=3) == {0: Done.DECLINED}  # pressed again


def test_a_slip_cut_short_on_the_way_goes_on_where_it_was(
    desk: Desk, person: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(desk, page(entry("yes"), sure=False))
    noted = store.note_answer

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(store, "note_answer", killed)
    with pytest.raises(KeyboardInterrupt):
        run.carry_out(desk, REFERENCE, version=None)
    monkeypatch.setattr(store, "note_answer", noted)
    assert run.carry_out(desk, REFERENCE, version=None) == {0: Done.CASE}
    assert len(cases.cases_of(desk.moment, person)) == 1


def test_a_page_without_a_known_letter_is_kept_for_a_person(desk: Desk) -> None:
    [told] = take(desk, replace(page(entry("yes")), reference="0" * 26 + "1"))
    assert (told.state, told.problem) == (PageState.ASIDE, "SCAN014")
    [kept] = page_store.asides(desk.moment, most=9)
    assert kept.file == "scan.pdf"
    page_store.clear_aside(kept.id, desk.doing)
    assert page_store.asides(desk.moment, most=9) == []


def test_a_slip_of_somebody_protected_since_is_kept_and_not_followed(
    desk: Desk, person: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(desk.moment.desk), "is_protected", lambda *_, **__: True)
    [told] = take(desk, page(entry("yes")))
    assert (told.state, told.problem) == (PageState.ASIDE, "SCAN020")
    assert cases.cases_of(desk.moment, person) == ()
    [kept] = page_store.asides(desk.moment, most=9)
    assert (kept.person, kept.file) == (person, "")


def test_what_is_kept_of_a_slip_is_sealed(desk: Desk, person: str) -> None:
    take(desk, page(entry("yes"), sure=False))
    files = [path for path in (desk.moment.home / "scans").rglob("*") if path.is_file()]
    assert files
    assert not any(JPEG in Path(path).read_bytes() for path in files)
