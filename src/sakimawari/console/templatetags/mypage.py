"""Addresses within my page: each keeps whose page it is, by a token that means nothing to others."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django import template
from django.urls import reverse

from sakimawari.cases.values import Words
from sakimawari.console.residents import worth
from sakimawari.console.residents.filling import AccountRow
from sakimawari.console.residents.following import ShownDraft
from sakimawari.console.templatetags.words import language_of
from sakimawari.console.words import say

register = template.Library()


@register.simple_tag(takes_context=True)
def my(context: template.Context, name: str, *args: object, who: str | None = None) -> str:
    """The address of a page of mine, for the person chosen, or for `who` (empty: oneself)."""
    return _address(context, reverse(f"residents:{name}", args=args), who)


@register.simple_tag(takes_context=True)
def day(context: template.Context, when: date) -> str:
    """A day in words of the language of the page."""
    return worth.day(when, language_of(context), weekday=False)


@register.simple_tag(takes_context=True)
def speak(context: template.Context, words: Words) -> str:
    """What is said in three languages, in that of the page."""
    return words.speak(language_of(context))


@register.simple_tag(takes_context=True)
def say_at(context: template.Context, key: str, part: str) -> str:
    """The text of a key whose last part is a value: `my.settings.channel` and `letter`."""
    return say(f"{key}.{part}", language_of(context))


@register.inclusion_tag("residents/parts/account_part.html", takes_context=True)
def account_part(context: template.Context, account: AccountRow, part: str) -> dict[str, object]:
    """One input of an account to pay into."""
    return {
        "part": part,
        "label": say(f"my.apply.account_{part}", language_of(context)),
        "value": getattr(account.account, part),
        "numeric": part in ("bank", "branch", "number"),
        "error": account.errors.get(part, ""),
    }


@register.simple_tag(takes_context=True)
def my_apply(context: template.Context, slug: str, who: str | None = None) -> str:
    """The address at which one service is applied for."""
    return _address(context, reverse("residents:apply"), who, service=slug)


@register.simple_tag
def my_draft(draft: ShownDraft) -> str:
    """The address at which one goes on with a form kept unfinished."""
    asked = [("service", slug) for slug in draft.services]
    asked += [("who", draft.token), ("draft", draft.key)]
    return f"{reverse('residents:apply')}?{urlencode(asked)}"


@register.simple_tag(takes_context=True)
def my_discreet(context: template.Context) -> str:
    """The address of the calendar's file that names no service."""
    return _address(context, reverse("residents:calendar_file"), None, discreet="1")


def _address(context: template.Context, path: str, who: str | None, **further: str) -> str:
    token = str(context.get("who") or "") if who is None else who
    asked = {**further, **({"who": token} if token else {})}
    return f"{path}?{urlencode(asked)}" if asked else path
