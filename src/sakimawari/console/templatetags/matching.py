"""Tags of the pages of matches: kinds by their titles, results in a line, changes by hand in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from sakimawari.console.matching import reading
from sakimawari.console.matching.door import figure_name, figure_worth, title_of
from sakimawari.console.matching.sheets import figures_in
from sakimawari.console.matching.values import Grid, Shown
from sakimawari.console.templatetags.words import language_of
from sakimawari.console.words import say

register = template.Library()
_BRIEF = 4


@register.simple_tag
def kind_title(kind: str) -> str:
    """What a kind is called."""
    return title_of(kind)


@register.simple_tag(takes_context=True)
def brief(context: template.Context, shown: Shown) -> str:
    """The first figures of a result in a line."""
    figures = reading.figures_of(shown)[:_BRIEF]
    said = language_of(context)
    return " ・ ".join(
        f"{figure_name(each.name, said)} {figure_worth(each.value, said)}" for each in figures
    )


@register.simple_tag(takes_context=True)
def figure_words(context: template.Context, name: str) -> str:
    """What a figure is called."""
    return figure_name(name, language_of(context))


@register.simple_tag(takes_context=True)
def figure_value(context: template.Context, value: str) -> str:
    """A figure's value; a word of the engine in words."""
    return figure_worth(value, language_of(context))


@register.simple_tag(takes_context=True)
def change_words(context: template.Context, change: Mapping[str, Any]) -> str:
    """A change by hand as a sentence."""
    way = str(change.get("way", ""))
    values = {name: change.get(name, "") for name in ("child", "facility", "class", "seats")}
    values["age"] = values.pop("class")
    return say(f"matching.told.{way}", language_of(context), **values)


@register.inclusion_tag("matching/grid.html")
def plain_grid(grid: Grid, caption: str) -> dict[str, Any]:
    """A table of a folder as one reads it."""
    numbers = figures_in(grid)
    return {
        "caption": caption,
        "columns": [
            {"name": name, "is_number": at in numbers} for at, name in enumerate(grid.columns)
        ],
        "rows": [[(cell, at in numbers) for at, cell in enumerate(row)] for row in grid.rows],
    }
