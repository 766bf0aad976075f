"""Approval, payment and the like ask for the second factor again: nobody decides at a left desk."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from sakimawari.console.signin.entry import FACTOR_AT
from sakimawari.console.signin.middleware import led_to
from sakimawari.console.signin.times import is_fresh

Given = ParamSpec("Given")
View = Callable[Concatenate[HttpRequest, Given], HttpResponse]


def factor_is_fresh(request: HttpRequest) -> bool:
    """Whether the second factor was given recently enough for this request."""
    return is_fresh(
        request.session.get(FACTOR_AT), now=int(time.time()), sending=request.method == "POST"
    )


def asked_again(request: HttpRequest, *, back: str) -> HttpResponse | None:
    """Where to give the second factor again, and from there to a page; None if it is fresh.

    For a button whose page needs none: whoever comes back presses it once more.
    """
    if factor_is_fresh(request):
        return None
    return redirect(f"{reverse('signin:again')}?{urlencode({'next': back})}")


def needs_fresh_factor(view: View[Given]) -> View[Given]:
    """Lets a request to this view pass only shortly after a second factor.

    Put it on the page that shows the form as well as on the one that takes it: then the form has a
    few minutes to be sent in, and nothing typed is lost.
    """

    @wraps(view)
    def asked(request: HttpRequest, /, *args: Given.args, **given: Given.kwargs) -> HttpResponse:
        if factor_is_fresh(request):
            return view(request, *args, **given)
        return led_to(request, "signin:again")

    return asked
