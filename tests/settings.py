"""Django's settings as a demo's console has them: read once, before any test builds its city."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path

from sakimawari.office import DEMO_MARK, Office, occupy
from tests.edition import KITAKYUSHU

_place = Path(tempfile.mkdtemp(prefix="sakimawari-tests-"))
atexit.register(shutil.rmtree, _place, ignore_errors=True)
(_place / "home").mkdir()
(_place / "home" / DEMO_MARK).write_text("an invented city\n", encoding="utf-8")
occupy(
    Office(
        home=_place / "home",
        keys_folder=_place / "keys",
        threads=2,
        city="北九州市",
        municipality=KITAKYUSHU,
        phone="093-000-0000",
        master=None,
    )
)

from sakimawari.console.project.settings import *  # noqa: E402, F403
