"""Tags of the pages on messages: languages by their own name, units of a medium's length."""

from __future__ import annotations

from django import template

from sakimawari.console.templatetags.words import language_of
from sakimawari.console.words import say
from sakimawari.reach.wording.phrasebook import shipped_phrasebooks
from sakimawari.reach.wording.trials.intervals import Interval

register = template.Library()
_UNITS = {"segments": "segments", "characters": "characters", "UTF-16 code units": "units"}


@register.simple_tag(takes_context=True)
def unit_name(context: template.Context, unit: str) -> str:
    """What a message is counted in by its medium."""
    return say(f"messages.unit.{_UNITS.get(unit, 'characters')}", language_of(context))


@register.simple_tag
def interval(found: Interval | None) -> str:
    """A share with what chance leaves open, in per cent."""
    if found is None:
        return ""
    low, high = 100 * found.low, 100 * found.high
    return f"{100 * found.estimate:.1f}% ({low:.1f} – {high:.1f})"


@register.simple_tag
def language_name(tag: str) -> str:
    """A language by its own name; one a city adds by its tag."""
    book = shipped_phrasebooks().get(tag)
    return tag if book is None else book.language
