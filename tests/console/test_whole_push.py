"""The whole push: a plan of one, approved by another in a browser, sent to a real mail server and on
paper, answered on my page and on the paper that came back; and nobody hears who must not.
"""

from __future__ import annotations

import io
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import cv2
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pypdfium2
import pytest
from django.test import Client
from PIL import Image
from playwright.sync_api import Page
from pytest_django import Settings

from sakimawari.cases import run as cases
from sakimawari.cases.values import Channel, Doing
from sakimawari.cli.letters import letter_writer
from sakimawari.console import city
from sakimawari.console.city import JAPAN
from sakimawari.console.moment import moment_of
from sakimawari.console.outreach.plans import store, tasks
from sakimawari.console.signin.personas import personas
from sakimawari.guard.actor import Actor, ActorKind, Role
from sakimawari.night.run import current_run
from sakimawari.reach.channels.addresses import open_book
from sakimawari.reach.channels.setup.reading import read_setup
from sakimawari.reach.letters.geometry import SlipGeometry
from sakimawari.reach.letters.slips_store import slip_of_reference
from sakimawari.reach.letters.store import WrittenLetter, written_to
from sakimawari.reach.medium import Medium
from sakimawari.reach.plans.folder import open_plan, plan_names, steps_table
from sakimawari.reach.returned.crew import Reader
from sakimawari.reach.returned.run import Desk, Told, take_in
from sakimawari.reach.sending.city_composing import Sources
from sakimawari.reach.sending.opening import open_post
from sakimawari.reach.sending.optout_store import opted_out
from sakimawari.reach.sending.reading_store import history
from sakimawari.reach.sending.store import record, replied
from sakimawari.reach.sending.values import Outgoing, State
from sakimawari.reach.sending.worker import send_all
from sakimawari.reach.telling.offer import Sender, Wording
from sakimawari.registry.publishing import point_to
from sakimawari.registry.store import current_snapshot, open_snapshot
from sakimawari.rules.figures import days
from tests.console.conftest import Enter
from tests.console.services.test_pages import actor
from tests.console.town import ON, Browsing, Hall, moved_out
from tests.reach.channels.mail_server import Manner, served

BASE = "/staff/outreach/plans/"
TERMS = """\
weeks: 2
services_a_message: 1
held_out: 0
reply_within_days: 7
caps: {person_a_week: 2, person_a_month: 6, household_a_week: 4}
media:
  email: {}
  letter: {}
budget: {postage_yen: 3300}
"""
CHANNELS = """\
address: {address}
letters: true
email: {{name: city-mail, host: 127.0.0.1, port: {port}, security: none, from: push@city.example.jp}}
"""
DOTS = 200  # an inch, as an office scanner does


# ---------------------------------------------------------------- the city and its worker


@pytest.fixture(scope="module")
def home(home: Hall, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """A small city of this test alone: it takes in registers anew and writes letters."""
    with moved_out(home, tmp_path_factory.mktemp("push") / "home") as own:
        yield own


@pytest.fixture
def mail() -> Iterator[tuple[Manner, int]]:
    manner = Manner()
    with served(manner) as port:
        yield manner, port


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """A plan that was handed over, the worker that carries it out, and the mails that arrived."""

    hall: Hall
    arrived: list[EmailMessage]
    steps: list[dict[str, Any]]

    def work(self, day: date) -> Counter[str]:
        """The worker on a morning; what it did, counted."""
        place = self.hall.office
        at = datetime.combine(day, time(10), JAPAN)
        sources = Sources(
            home=place.home,
            keys=place.keys(),
            sender=Sender(city=Wording(ja=place.sender()), phone=place.phone),
            pages=read_setup(place.home).address,
            run=lambda: current_run(place.home),
            catalogue=place.catalogue,
        )
        letters = letter_writer(place)
        post = open_post(sources, keys_folder=place.keys_folder, letters=letters, clock=lambda: at)
        with closing(post):
            send_all(post)
        return post.done

    def told(self, medium: Medium, service: str = "") -> list[dict[str, Any]]:
        """Steps that begin with a medium, of one service or of any."""
        return [
            step
            for step in self.steps
            if step["medium"] == medium.value and service in {"", *step["services"]}
        ]

    def mails_to(self, person: str) -> list[EmailMessage]:
        """What arrived at the mail server for somebody."""
        snapshot = open_snapshot(current_snapshot(self.hall.home))
        book = open_book(snapshot, self.hall.keys, on=ON)
        address = book.address_of(person, Medium.EMAIL)
        return [mail for mail in self.arrived if mail["To"] == address]

    def letters_to(self, person: str) -> tuple[WrittenLetter, ...]:
        """The letters that were printed for somebody."""
        return written_to(self.hall.home / "letters", [person])


def state_of(step: dict[str, Any]) -> State:
    """Where a message stands."""
    found = history(step["step"])
    assert found is not None
    return found.message.state


# ---------------------------------------------------------------- the way


@pytest.fixture
def push(
    client_of: Enter, home: Hall, mail: tuple[Manner, int], live: str, settings: Settings
) -> Push:
    """A plan proposed by one, approved and handed over by another."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    manner, port = mail
    (home.home / "reach.yaml").write_text(TERMS, encoding="utf-8")
    channels = CHANNELS.format(address=live, port=port)
    (home.home / "channels.yaml").write_text(channels, encoding="utf-8")
    policy, approver = (client_of(actor(role)) for role in (Role.POLICY, Role.APPROVER))
    policy.post(f"{BASE}make/")
    made = store.latest("make")
    assert made is not None
    tasks.make.call(made.id)  # what the program beside the pages does
    (name,) = plan_names(home.home)
    approval = {"decision": "approve"}
    refused = policy.post(f"{BASE}{name}/decide/", approval)
    assert refused.status_code == 403, "nobody approves their own plan"
    approver.post(f"{BASE}{name}/decide/", approval)
    approver.post(f"{BASE}{name}/apply/")
    handed = store.latest("apply", name)
    assert handed is not None
    tasks.carry_out.call(handed.id)
    steps = steps_table(open_plan(home.home, name)).to_pylist()
    return Push(hall=home, arrived=manner.taken, steps=steps)


@pytest.mark.django_db(transaction=True)
def test_a_push_reaches_by_mail_and_paper_is_answered_on_both_and_spares_who_must_not_hear(
    push: Push, browsing: Browsing, axe: Callable[[Page], None]
) -> None:
    (applies,) = push.told(Medium.EMAIL, "child-medical")  # for a child: another's right
    protected, stops, silent = push.told(Medium.EMAIL, "pension-exemption")[:3]
    on_paper = next(s for s in push.told(Medium.LETTER) if s["person"] == persona("resident"))
    protect(push.hall, protected["person"])

    push.work(ON + timedelta(days=8))
    push.work(ON + timedelta(days=8))  # once more: everybody once
    for step in push.told(Medium.EMAIL):
        mails = push.mails_to(step["person"])
        assert len(mails) == (0 if step is protected else 1), step["services"]
    assert state_of(protected) is State.STOPPED

    _follows(push, applies, browsing, axe)
    _stops(push, stops)
    push.work(ON + timedelta(days=12))
    _answers_on_paper(push, on_paper)

    push.work(ON + timedelta(days=18))  # more than a week of silence: the next morning, a letter
    push.work(ON + timedelta(days=19))
    assert [letter.services for letter in push.letters_to(silent["person"])] == [
        ("pension-exemption",)
    ]
    assert state_of(silent) is State.SENT
    assert state_of(applies) is State.REPLIED and push.letters_to(applies["person"]) == ()
    assert len(push.letters_to(stops["person"])) == 1, "it was e-mail that they stopped"
    assert len(push.letters_to(on_paper["person"])) == 1
    assert push.letters_to(protected["person"]) == ()
    assert all(len(push.mails_to(each["person"])) <= 1 for each in push.steps)


def persona(id: str) -> str:
    return next(one.profile.person for one in personas(city.city()) if one.id == id)


def protect(hall: Hall, person: str) -> None:
    """支援措置 begins: the registers are taken in anew with it."""
    before = current_snapshot(hall.home)
    after = before.with_name(f"{before.name}-b")
    shutil.copytree(before, after)
    path = after / "protection.parquet"
    rows = pq.read_table(path)
    first = {"person": person, "since": days(ON), "until": days(ON + timedelta(days=365))}
    more = pa.Table.from_pylist([first], schema=rows.schema)
    pq.write_table(pa.concat_tables([rows, more]), path)
    point_to(before.parent, after.name)


def _follows(
    push: Push, step: dict[str, Any], browsing: Browsing, axe: Callable[[Page], None]
) -> None:
    """Follow the link of the mail, and apply."""
    (mail,) = push.mails_to(step["person"])
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    link = re.search(r"https?://\S+", text)
    assert link is not None
    mine = browsing(Actor(kind=ActorKind.RESIDENT, id=step["person"]))
    answer = mine.goto(link[0])
    assert answer is not None and answer.ok
    mine.goto("/my/")
    axe(mine)
    mine.locator(f"main a[href*='/my/apply/'][href*='{step['services'][0]}']").first.click()
    mine.wait_for_load_state()
    form = mine.locator("main form:has([name=declared])").first
    form.locator("[name=declared]").check()
    form.get_by_role("button", name="この内容で申し込む").click()
    mine.wait_for_url(re.compile("/my/receipts/"))


def _stops(push: Push, step: dict[str, Any]) -> None:
    """The reader's mail program calls the address of the header (RFC 8058)."""
    (mail,) = push.mails_to(step["person"])
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = urlsplit(mail["List-Unsubscribe"].strip("<>")).path
    program = Client(enforce_csrf_checks=True)
    kind = "application/x-www-form-urlencoded"
    assert program.post(path, "List-Unsubscribe=One-Click", kind).status_code == 200
    assert set(opted_out(step["person"])) == {Medium.EMAIL}
    assert step["person"] not in path
    again = Outgoing(
        id="0" * 25 + "1",
        plan="another",
        person=step["person"],
        household=step["household"],
        ward=step["ward"],
        language="ja",
        services=tuple(step["services"]),
        subjects=tuple(step["subjects"]),
        media=(Medium.EMAIL,),
        send_on=ON + timedelta(days=9),
        useful_until=None,
    )
    record([again], at=datetime.combine(ON, time(), JAPAN))


def _answers_on_paper(push: Push, step: dict[str, Any]) -> None:
    """A tick on the printed slip, scanned a little askew, opens a case."""
    (letter,) = push.letters_to(step["person"])
    slip = slip_of_reference(push.hall.home, letter.reference)
    assert slip is not None
    there = moment_of()
    replies: list[int] = []

    def noted(person: str, service: str, at: datetime) -> None:
        replies.append(replied(person, service, at))

    doing = Doing(actor=Actor(kind=ActorKind.PROGRAM, id="returned"), at=there.now)
    desk = Desk(moment=there, city="北九州市", doing=doing, replied=noted)
    pages: list[Told] = []
    with Reader(push.hall.home) as reader:
        scan = scanned(push.hall.home, letter, slip)
        take_in(desk, reader, "scan.png", scan, progress=pages.append)
    assert [(page.reference, page.problem, page.waiting) for page in pages] == [
        (letter.reference, "", False)
    ]
    (case,) = cases.cases_of(there, step["person"])
    assert (case.service, case.channel) == (step["services"][0], Channel.PAPER)
    assert replies == [1]
    assert state_of(step) is State.REPLIED


def scanned(home: Path, letter: WrittenLetter, slip: SlipGeometry) -> bytes:
    """The printed page with the first yes ticked in ink, as a scanner sends it."""
    document = pypdfium2.PdfDocument(home / "letters" / letter.batch / letter.file)
    page = document[slip.page - 1].render(scale=DOTS / 72, grayscale=True).to_numpy()
    document.close()
    sheet = np.array(page).reshape(page.shape[:2]).copy()
    box = next(each.area for each in slip.boxes if (each.option, each.offer) == ("yes", 0))
    stroke = [(0.9, 2.2), (1.8, 3.3), (4.4, 0.2)]  # millimetres from the box's corner
    points = np.array([(box.x + x, box.y + y) for x, y in stroke]) * DOTS / 25.4
    cv2.polylines(sheet, [points.round().astype(np.int32)], False, 40, 4, cv2.LINE_AA)
    picture = Image.fromarray(sheet).rotate(0.8, fillcolor=255, expand=True)
    written = io.BytesIO()
    picture.save(written, "PNG", dpi=(DOTS, DOTS))
    return written.getvalue()
