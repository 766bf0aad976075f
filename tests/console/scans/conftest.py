"""Slips of the small city as they were printed, written on, and scanned to a file."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from pytest_django import Settings

from sakimawari.console.city import city
from sakimawari.guard.consents.values import OwnWords
from sakimawari.reach.letters.order import Order, Sources
from sakimawari.reach.letters.run import write_letters
from sakimawari.reach.letters.slips_store import slip_of_reference
from sakimawari.reach.letters.store import WrittenLetter, written_to
from sakimawari.reach.returned.printed import drawn_slip
from sakimawari.reach.telling.offer import Language, Sender, Wording
from tests.console.town import ON, Hall, moved_out
from tests.reach.returned.pen import DOTS, Written

SERVICES = ("pension-exemption", "high-cost-medical-limit")
NUMBER = "基礎年金番号"
_LETTERS = 40


@dataclass(frozen=True, slots=True)
class Post:
    """The letters that left the house; slips of theirs come back."""

    letters: tuple[WrittenLetter, ...]
    home: Path

    def paper(self, nth: int = 0) -> Written:
        """The printed slip of one of the letters, to be written on."""
        letter = self.letters[nth]
        slip = slip_of_reference(self.home, letter.reference)
        assert slip is not None
        document = pypdfium2.PdfDocument(self.home / "letters" / letter.batch / letter.file)
        try:
            return Written(slip, drawn_slip(document, slip, DOTS))
        finally:
            document.close()


def signed(paper: Written) -> Written:
    """A signature in its place."""
    area = next(box.area for box in paper.slip.boxes if box.field == "署名")
    for at in range(4):
        x, y = area.x + 3 + at * 7, area.y + 2
        paper.line((x, y + 2), (x + 5, y + 1), (x + 1, y + 6)).line((x + 2.5, y), (x + 3, y + 6.5))
    return paper


def scanned(folder: Path, *papers: Written, name: str = "scan.pdf") -> Path:
    """The papers on a scanner: one file, a page each."""
    pages = [Image.fromarray(paper.page) for paper in papers]
    pages[0].save(
        folder / name, "PDF", save_all=True, append_images=pages[1:], resolution=DOTS * 25.4
    )
    return folder / name


@pytest.fixture(scope="module")
def home(home: Hall, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """A small city of this room alone: letters are written in it."""
    with moved_out(home, tmp_path_factory.mktemp("scans") / "home") as own:
        yield own


@pytest.fixture(scope="module")
def printed(home: Hall) -> Hall:
    """Letters in Japanese, written once for all tests of the room."""
    there = city()
    sources = Sources(
        snapshot=there.snapshot,
        current=there.snapshot,
        run=there.run,
        catalogue=there.catalogue,
        open_identity=there.keys.open,
        words=OwnWords(consents={}, wishes={}),
    )
    sender = Sender(city=Wording(ja="北九州市"), phone="093-000-0000")
    order = Order(on=ON, sender=sender, language=Language.JAPANESE, limit=_LETTERS, workers=1)
    write_letters(home.home, order, sources=sources)
    return home


@pytest.fixture
def post(printed: Hall, settings: Settings) -> Iterator[Post]:
    """Letters about the two services; files handed in are read when the test says so."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    people = city().snapshot.people()["person"].to_pylist()
    letters = written_to(printed.home / "letters", people)
    alike = tuple(letter for letter in letters if letter.services == SERVICES)
    yield Post(alike, printed.home)
    shutil.rmtree(printed.home / "scans", ignore_errors=True)
