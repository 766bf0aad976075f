"""`{% cell value %}`: a cell of a picture's table as one reads it."""

from __future__ import annotations

from django import template

from sakimawari.console.templatetags.words import language_of
from sakimawari.console.words import say
from sakimawari.drawing.sheets import Cell

register = template.Library()


@register.simple_tag(takes_context=True)
def cell(context: template.Context, value: Cell) -> str:
    """A number with commas, to one place below a thousand; of nothing, that nothing is known."""
    if value is None:
        return say("foresight.nothing", language_of(context))
    if isinstance(value, float):
        return f"{value:,.1f}".removesuffix(".0") if abs(value) < 1_000 else f"{round(value):,}"
    return f"{value:,}" if isinstance(value, int) else value
