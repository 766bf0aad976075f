"""A code handed over at the counter: it ties a resident's card to their record, without a letter.

Whoever hands it over has seen who stands there. It works for one day.
"""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from sakimawari.console.access import may
from sakimawari.console.signin.fresh import asked_again
from sakimawari.console.signin.keyring import keys
from sakimawari.console.signin.pages import page
from sakimawari.guard.accounts import code_store
from sakimawari.guard.authorise.asked import Action, Target
from sakimawari.guard.purposes import PURPOSES

WORKS_FOR = timedelta(days=1)


@require_POST
def code(request: HttpRequest, person: str) -> HttpResponse:
    """Make a code and show it, once; earlier ones of this resident are void."""
    purpose = request.session.get("purpose", "counter")
    target = Target(kind="Person", person=person, id="link code")
    may(request, Action.CHANGE_PREFERENCES, target, purpose=purpose if purpose in PURPOSES else "")
    if led := asked_again(request, back=reverse("staff:consents", args=[person])):
        return led
    until = timezone.now() + WORKS_FOR
    told = {"code": code_store.issue(person, keys(), until=until), "until": until, "person": person}
    return page(request, "signin/code.html", told)
