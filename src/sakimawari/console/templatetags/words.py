"""`{% load words %}{% say "my.home.title" count=3 %}`: a text in the language of the request."""

from __future__ import annotations

from typing import Any

from django import template

from sakimawari.console import words

register = template.Library()


@register.simple_tag(takes_context=True)
def say(context: template.Context, key: str, **values: Any) -> str:
    """The text of a key in the language of the page, escaped like any other value.

    Outside a request (an error page of last resort) it is said in Japanese.
    """
    return words.say(key, language_of(context), **values)


def language_of(context: template.Context) -> str:
    """The language a template is written in: of its request, or `language` in the context."""
    request = context.get("request")
    found = getattr(request, "language", None) or context.get("language")
    return found if isinstance(found, str) else "ja"
