"""Files are read in a process of their own."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from sakimawari.reach.returned.crew import Reader
from tests.reach.returned.test_intake import encoded, page


def test_a_reader_that_dies_costs_its_file_alone(tmp_path: Path) -> None:
    stack = encoded("PDF", page(), save_all=True, append_images=[page()] * 5)
    with Reader(tmp_path) as reader:
        pages = reader.read(stack)
        assert next(pages).problem == "SCAN011"
        assert reader.process_id is not None
        os.kill(reader.process_id, signal.SIGKILL)
        rest = list(pages)
        assert rest[-1].problem == "SCAN006"
        assert [one.problem for one in reader.read(encoded("PNG", page()))] == ["SCAN011"]
