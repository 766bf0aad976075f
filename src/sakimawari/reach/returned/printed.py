"""The slip as it left the house: drawn from the very file that was printed."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import pypdfium2

from sakimawari.reach.letters.geometry import SlipGeometry
from sakimawari.reach.returned.areas import DOTS
from sakimawari.reach.returned.intake import Gray

LETTERS = "letters"
_KEPT_OPEN = 8
_INCH = 25.4


def clean_slip(home: Path, slip: SlipGeometry) -> Gray | None:
    """The printed slip in `DOTS` points a millimetre; None where its file is no longer kept."""
    path = home / LETTERS / slip.batch / slip.file
    if not path.is_file():
        return None
    document = _opened(path, path.stat().st_mtime_ns)
    return drawn_slip(document, slip)


@lru_cache(maxsize=_KEPT_OPEN)
def _opened(path: Path, _changed: int) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(path.read_bytes())


def drawn_slip(document: pypdfium2.PdfDocument, slip: SlipGeometry, dots: float = DOTS) -> Gray:
    """The slip drawn from its page in some points a millimetre, cut out exactly."""
    page = document[slip.page - 1]
    try:
        left, top = slip.slip.x / _INCH * 72, slip.slip.y / _INCH * 72
        width, height = page.get_size()
        right = width - (slip.slip.x + slip.slip.width) / _INCH * 72
        bottom = height - (slip.slip.y + slip.slip.height) / _INCH * 72
        crop = tuple(max(each, 0.0) for each in (left, bottom, right, top))
        picture = page.render(scale=dots * _INCH / 72, grayscale=True, crop=crop)
        gray = np.array(picture.to_numpy()).reshape(picture.height, picture.width, -1)[:, :, 0]
    finally:
        page.close()
    size = (round(slip.slip.width * dots), round(slip.slip.height * dots))
    if (gray.shape[1], gray.shape[0]) != size:
        gray = cv2.resize(gray, size, interpolation=cv2.INTER_AREA)
    return np.asarray(gray, np.uint8)
