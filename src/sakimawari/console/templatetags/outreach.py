"""Tags of the pages on messages: languages by their own name, units of a medium's length."""

from __future__ import annotations

from django import template

from sakimawari.console.templatetags.words import language_of
from sakimawari.console.words import say
from sakimawari.reach.wording.phrasebook import shipped_phrasebooks
from sakimawari.reach.wording.trials.intervals import Interval

register = template.Library()
OWN = frozenset({"calls", "letters", "portal", "visits"})
WHY = frozenset(
    {
        *("protected", "departed", "moved", "opted_out", "no_adult", "nothing_left", "no_right"),
        *("no_address", "no_words", "no_provider", "too_late", "too_long", "cap", "quiet"),
        *("address", "not_mobile", "invalid_number", "unknown_number", "blocked", "text"),
        *("busy", "no_line", "tls", "quota", "too_fast", "before", "gateway", "refused"),
        *("not_answered", "silent", "no_trace", "not_found", "replied"),
    }
)
_UNITS = {"segments": "segments", "characters": "characters", "UTF-16 code units": "units"}


@register.simple_tag(takes_context=True)
def unit_name(context: template.Context, unit: str) -> str:
    """What a message is counted in by its medium."""
    return say(f"messages.unit.{_UNITS.get(unit, 'characters')}", language_of(context))


@register.simple_tag(takes_context=True)
def why_in_words(context: template.Context, code: str) -> str:
    """Why an attempt ended as it did; a code no room of ours gives stands as its provider gave it."""
    known = code.replace("-", "_")
    return say(f"messages.why.{known}", language_of(context)) if known in WHY else code


@register.simple_tag(takes_context=True)
def provider_in_words(context: template.Context, name: str) -> str:
    """A provider; those that are the city's own work by what they do, others as they are called."""
    if name.startswith("rehearsal-"):
        return say("messages.provider.rehearsal", language_of(context))
    return say(f"messages.provider.{name}", language_of(context)) if name in OWN else name


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
