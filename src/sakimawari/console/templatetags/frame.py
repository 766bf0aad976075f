"""What the frames of pages need of the request: rooms, search, purpose, who is signed in."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.http import HttpRequest

from sakimawari.console.front.story import Now, now_in
from sakimawari.console.navigation import Way, address_of, ways_of
from sakimawari.guard.actor import NOBODY, Actor, ActorKind
from sakimawari.guard.purposes import AT_THE_COUNTER, PURPOSES, Purpose

register = template.Library()


def _actor(context: template.Context) -> Actor:
    found = getattr(context.get("request"), "actor", NOBODY)
    return found if isinstance(found, Actor) else NOBODY


@register.simple_tag(takes_context=True)
def staff_ways(context: template.Context) -> tuple[Way, ...]:
    """The rooms this member of staff has use for."""
    request: HttpRequest = context["request"]
    return ways_of(_actor(context), request.path)


@register.simple_tag(takes_context=True)
def actor_kind(context: template.Context) -> str:
    """`resident`, `staff`, or `nobody` for a visitor."""
    return _actor(context).kind.value


@register.simple_tag(takes_context=True)
def actor_name(context: template.Context) -> str:
    """The name of a member of staff. A resident's name is sealed and stands on my page alone."""
    actor = _actor(context)
    return actor.name if actor.kind is ActorKind.STAFF else ""


@register.simple_tag(takes_context=True)
def purpose_now(context: template.Context) -> Purpose:
    """The purpose the member of staff works under."""
    session = getattr(context["request"], "session", {})
    return PURPOSES.get(session.get("purpose", ""), PURPOSES["counter"])


@register.simple_tag
def purposes_to_choose() -> tuple[Purpose, ...]:
    """The purposes staff choose from."""
    return tuple(PURPOSES[each] for each in AT_THE_COUNTER)


@register.simple_tag(takes_context=True)
def story_now(context: template.Context) -> Now | None:
    """Where one is in a guided story of the demo; None for everybody else."""
    request = context.get("request")
    return None if request is None else now_in(request)


@register.filter
def in_language(value: object, language: str) -> str:
    """The text of a value that carries its three languages itself, as a purpose does."""
    return str(getattr(value, language, "") or getattr(value, "ja", ""))


@register.simple_tag
def address(route: str) -> str:
    """The address of a route, or nothing where this installation has no such room."""
    return address_of(route) or ""


@register.filter
def equals(value: object, wanted: object) -> str:
    """`true` or `false` as attributes of a page write it: whether a value is the one meant."""
    return "true" if value == wanted else "false"


@register.filter
def at(values: Mapping[str, str], name: str) -> str:
    """A value of a form by its name; nothing where it was not sent."""
    return values.get(name, "")
