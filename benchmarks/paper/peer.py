"""A named peer: rapidocr on the whole page, as one would without knowing the form."""

from __future__ import annotations

import logging
import time
import unicodedata
from collections.abc import Iterable
from typing import Any

import cv2
import numpy as np

from sakimawari.reach.letters.geometry import Answer
from sakimawari.reach.returned.intake import Picture
from sakimawari.reach.returned.reading import read_page

_DIGITS = (Answer.PHONE, Answer.NUMBER, Answer.CODE)


class WholePage:
    """Detection and recognition over the page, with the models of the package."""

    def __init__(self) -> None:
        logging.getLogger("RapidOCR").setLevel(logging.ERROR)
        from rapidocr import RapidOCR

        self._engine = RapidOCR(params={"EngineConfig.onnxruntime.intra_op_num_threads": 1})

    def against(self, pages: Iterable[Any]) -> dict[str, object]:
        """Digits written on the same pages: found anywhere in its text, against ours in their field."""
        theirs = ours = wanted = count = 0
        seconds = {"peer": 0.0, "ours": 0.0}
        for page in pages:
            count += 1
            began = time.process_time()
            text = self._text(page.spoiled.gray)
            seconds["peer"] += time.process_time() - began
            began = time.process_time()
            read = read_page(
                Picture(number=1, gray=page.spoiled.gray),
                lambda _reference, page=page: page.slip,
                lambda _slip, page=page: page.clean,
            )
            seconds["ours"] += time.process_time() - began
            values = {one.key: one.value for one in read.fields}
            for one in read.fields:
                meant = page.filled.meant[one.key].value
                if one.answer in _DIGITS and meant:
                    wanted += 1
                    theirs += meant in text
                    ours += values[one.key] == meant
        return {
            "pages": count,
            "digit_fields": wanted,
            "whole_page_rapidocr_found": theirs,
            "ours_right": ours,
            "ratio_to_whole_page_rapidocr": round(seconds["peer"] / max(seconds["ours"], 1e-9), 1),
        }

    def _text(self, gray: np.ndarray) -> str:
        found = self._engine(cv2.cvtColor(gray, cv2.COLOR_GRAY2BGR))
        joined = "".join(found.txts or ())
        return "".join(unicodedata.normalize("NFKC", joined).split())
