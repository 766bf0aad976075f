"""What every page of mine has in common: only for residents, and kept by nobody's browser."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sakimawari.console.residents.opening import Page, page_of

PageView = Callable[..., HttpResponse]


def resident_page(*methods: str) -> Callable[[PageView], Callable[..., HttpResponse]]:
    """A view that gets a `Page`: whose it is has been decided; a visitor is sent to sign in."""

    def decorated(view: PageView) -> Callable[..., HttpResponse]:
        @never_cache
        @require_http_methods(list(methods))
        @wraps(view)
        def answered(request: HttpRequest, **named: str) -> HttpResponse:
            page = page_of(request)
            if isinstance(page, HttpResponse):
                return page
            return view(page, **named)

        return answered

    return decorated


def address(page: Page, name: str, *args: str, who: str | None = None, **asked: str) -> str:
    """The address of a page of mine, for whom this page is or for `who`."""
    path = reverse(f"residents:{name}", args=args)
    token = page.who if who is None else who
    query = urlencode({**asked, **({"who": token} if token else {})})
    return f"{path}?{query}" if query else path


def going_to(
    page: Page, route: str, /, *args: str, said: str = "", anchor: str = "", **values: object
) -> HttpResponseRedirect:
    """After something was done: on to a page (so that reloading does nothing again), with a word."""
    if said:
        messages.success(page.request, page.words(said, **values))
    target = address(page, route, *args)
    return HttpResponseRedirect(f"{target}#{anchor}" if anchor else target)


def refused(
    page: Page, route: str, /, *args: str, said: str, **values: object
) -> HttpResponseRedirect:
    """Back to a page with why something was not done."""
    messages.error(page.request, page.words(said, **values))
    return HttpResponseRedirect(address(page, route, *args))
