"""`{% sheet table caption %}`: the table of a picture as one reads it."""

from __future__ import annotations

import re
from typing import Any

from django import template

from sakimawari.console.foresight.entering import name_in
from sakimawari.console.templatetags.words import language_of
from sakimawari.console.words import say
from sakimawari.drawing.sheets import Cell, Table

register = template.Library()
_FIGURE = re.compile(r"[+−±-]?[\d,.]+\s?[%％万億]*(〜.*)?")


@register.simple_tag(takes_context=True)
def series(context: template.Context, name: str) -> str:
    """The name of a series or of a level, as a reader of the page calls it."""
    return name_in(language_of(context), name)


@register.inclusion_tag("foresight/table.html", takes_context=True)
def sheet(context: template.Context, table: Table, caption: str) -> dict[str, Any]:
    """Columns of figures stand to the right; what is not known is said to be nothing."""
    nothing = say("foresight.nothing", language_of(context))
    of_figures = [
        at > 0 and all(_is_figure(row[at]) for row in table.rows)
        for at in range(len(table.columns))
    ]
    return {
        "caption": caption,
        "columns": [
            {"name": name, "is_number": is_number}
            for name, is_number in zip(table.columns, of_figures, strict=True)
        ],
        "rows": [
            [
                (_told(cell, nothing), is_number)
                for cell, is_number in zip(row, of_figures, strict=True)
            ]
            for row in table.rows
        ],
    }


def _is_figure(cell: Cell) -> bool:
    return not isinstance(cell, str) or _FIGURE.fullmatch(cell) is not None


def _told(cell: Cell, nothing: str) -> str:
    """A number with commas, to one place below a thousand."""
    if cell is None:
        return nothing
    if isinstance(cell, float):
        return f"{cell:,.1f}".removesuffix(".0") if abs(cell) < 1_000 else f"{round(cell):,}"
    return f"{cell:,}" if isinstance(cell, int) else cell
