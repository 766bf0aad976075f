"""The recogniser of characters: a model in the package `rapidocr`, run on small pictures, offline.

It says for each of some steps along a line how likely each of 18,000 characters is (CTC). Here only
characters that may stand in a field are asked for, and how likely anything else would have been.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TypeAlias

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from sakimawari.problems import fault
from sakimawari.reach.returned.intake import Gray

Steps: TypeAlias = NDArray[np.float32]  # steps x characters

LINE_HEIGHT = 48  # points the model expects
STEP_WIDTH = 8  # points along the line to one step
_MODEL = "PP-OCRv6_rec_small.onnx"
BLANK = 0


class Recogniser:
    """One model, loaded once a process; `threads` of the processor for each line."""

    def __init__(self, *, threads: int = 1) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(_model()), options, providers=["CPUExecutionProvider"]
        )
        held = self._session.get_modelmeta().custom_metadata_map
        self.characters = ("", *held["character"].splitlines(), " ")
        self._places = {character: at for at, character in enumerate(self.characters)}
        self._input = self._session.get_inputs()[0].name

    def place_of(self, character: str) -> int | None:
        """The number of a character in the steps; None where the model does not know it."""
        return self._places.get(character)

    def steps(self, lines: Sequence[Gray]) -> NDArray[np.float32]:
        """For lines of one size (48 points high): lines x steps x characters."""
        batch = np.stack(lines).astype(np.float32) / 127.5 - 1.0
        coloured = np.ascontiguousarray(np.repeat(batch[:, None], 3, axis=1))
        return np.asarray(self._session.run(None, {self._input: coloured})[0], np.float32)

    def text(self, line: Gray) -> tuple[str, float]:
        """Free writing: the likeliest text, and how likely its least likely character is."""
        scaled = _as_line(line)
        steps = self.steps([scaled])[0]
        best = steps.argmax(axis=1)
        text, least, before = [], 1.0, BLANK
        for at, place in enumerate(best):
            if place not in (BLANK, before):
                text.append(self.characters[place])
                least = min(least, float(steps[at, place]))
            before = int(place)
        return "".join(text).strip(), least if text else 0.0


def _as_line(picture: Gray) -> Gray:
    height, width = picture.shape
    wide = max(round(width * LINE_HEIGHT / height), LINE_HEIGHT)
    wide = -(-wide // STEP_WIDTH) * STEP_WIDTH
    return np.asarray(cv2.resize(picture, (wide, LINE_HEIGHT), interpolation=cv2.INTER_AREA))


@cache
def recogniser() -> Recogniser:
    """The recogniser of this process."""
    return Recogniser()


def _model() -> Path:
    found = importlib.util.find_spec("rapidocr")
    path = Path(found.origin).parent / "models" / _MODEL if found and found.origin else None
    if path is None or not path.is_file():
        raise fault(
            "SCAN010",
            "the model that reads characters is not installed",
            "install the package rapidocr in the locked version; its wheel holds the model",
        )
    return path
