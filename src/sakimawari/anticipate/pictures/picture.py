"""A picture with the table of its numbers, and both as files of a run's folder."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.safestring import SafeString

from sakimawari.drawing.sheets import Table, csv_of

_ID = re.compile(r"picture-\d+-")
_STYLE = Path(__file__).with_name("alone.css")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """SVG that a page shows as it is, and its numbers."""

    svg: SafeString
    table: Table


def save(folder: Path, name: str, picture: Picture) -> None:
    """Write `name`.svg, which stands alone with a style of its own, and `name`.csv."""
    (folder / f"{name}.svg").write_text(alone(picture.svg), encoding="utf-8")
    (folder / f"{name}.csv").write_bytes(csv_of(picture.table))


def alone(svg: str) -> str:
    """The picture as a file: with its style, and with ids that are the same in every run."""
    head, _, rest = _ID.sub("picture-", svg).partition(">")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}><style>{_style()}</style>{rest}\n'


@cache
def _style() -> str:
    return " ".join(_STYLE.read_text(encoding="utf-8").split())
