"""What a resident agreed to, how they want to be told, who may act for them; told to a clerk by
telephone, at the counter or on paper, and written down with who took it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from sakimawari.console.access import actor_of, may, open_list, would
from sakimawari.console.city import city
from sakimawari.console.record import Record
from sakimawari.console.staff.frame import language_in
from sakimawari.console.staff.people.head import Tab, opened
from sakimawari.console.staff.people.proxies import candidates, delegations_shown
from sakimawari.console.staff.people.views import shown
from sakimawari.console.staff.purpose import purpose_of
from sakimawari.console.words import say
from sakimawari.guard.authorise.asked import Action, FieldGroup, Target
from sakimawari.guard.consents import store
from sakimawari.guard.consents.values import (
    LANGUAGES,
    Channel,
    ConsentSaid,
    ConsentTo,
    How,
    Preferences,
    ProxyKind,
    Registered,
    Wishes,
    WishesSaid,
)
from sakimawari.guard.consents.values import Given as Word
from sakimawari.problems import Problems

TOLD = (How.COUNTER, How.PHONE, How.PAPER)  # how a resident's word reaches a clerk
ANSWERS = {"yes": True, "no": False}


@require_GET
def consents(request: HttpRequest, person: str) -> HttpResponse:
    """What holds today, each with where it comes from, and the forms to write down a new word."""
    record = opened(request, person)
    there, own = record.city, preferences(record)
    naming = request.GET.get("new") == "delegation" and may_change(request, person)
    return shown(
        request,
        record,
        Tab.CONSENTS,
        "consents.html",
        {
            "held": own,
            "answers": [(to.value, own.consents[to], to.value in own.own) for to in ConsentTo],
            "given": delegations_shown(request, record, store.delegations_by(person)),
            "received": delegations_shown(request, record, store.delegations_to(person)),
            "naming": naming,
            "candidates": candidates(request, record) if naming else (),
            "may_change": may_change(request, person),
            "channels": [channel.value for channel in Channel],
            "languages": LANGUAGES,
            "told": [how.value for how in TOLD],
            "kinds_of_proxy": [kind.value for kind in ProxyKind],
            "services": sorted(
                there.catalogue.residents.services.values(), key=lambda one: one.name
            ),
            "on": there.today,
        },
    )


def preferences(record: Record) -> Preferences:
    """What holds for the resident today: their own last word, else the register's."""
    contact = record.contact()
    registered = Registered(
        prefers=contact.prefers,
        language=contact.language,
        notices=contact.consent_notice,
        tax=contact.consent_tax,
    )
    return store.preferences_of(record.person, registered, record.city.today)


def may_change(request: HttpRequest, person: str) -> bool:
    """Whether the actor may write down a word of this resident for the purpose chosen."""
    target = Target(kind="Person", person=person)
    return would(request, Action.CHANGE_PREFERENCES, target, purpose=purpose_of(request)).allowed


def written(view: Callable[[HttpRequest, str, Word], str]) -> Callable[..., HttpResponse]:
    """A form that writes down a word: decided and logged first, then back to the page."""

    @require_POST
    def post(request: HttpRequest, person: str) -> HttpResponse:
        may(
            request,
            Action.CHANGE_PREFERENCES,
            Target(kind="Person", person=person),
            purpose=purpose_of(request),
        )
        word = Word(at=timezone.now(), by_kind="staff", by=actor_of(request).id, how=_how(request))
        fault = view(request, person, word)
        language = language_in(request)
        if fault:
            messages.error(request, say(f"staff.consents.fault.{fault}", language))
        else:
            messages.success(request, say("staff.consents.kept", language))
        return redirect("staff:consents", person=person)

    return post


def _how(request: HttpRequest) -> How:
    told = request.POST.get("how", "")
    return How(told) if told in {how.value for how in (*TOLD, How.LEGAL)} else How.COUNTER


@written
def keep_wishes(request: HttpRequest, person: str, word: Word) -> str:
    """Channels in their order, language, quiet hours, large print."""
    form = request.POST
    names = {channel.value for channel in Channel}
    order = [form.get(f"channel-{place}", "") for place in range(len(Channel))]
    chosen = dict.fromkeys(name for name in order if name in names)
    first, last = _time(form.get("quiet-from", "")), _time(form.get("quiet-until", ""))
    if (first is None) != (last is None):
        return "quiet"
    language = form.get("language", "")
    wishes = Wishes(
        channels=tuple(Channel(name) for name in chosen),
        language=language if language in LANGUAGES else "",
        quiet_from=first,
        quiet_until=last,
        large_text=form.get("large-text") == "on",
    )
    store.say_wishes(person, WishesSaid(wishes=wishes, given=word))
    return ""


@written
def keep_consent(request: HttpRequest, person: str, word: Word) -> str:
    """A yes or no to one purpose."""
    to, answer = request.POST.get("to", ""), request.POST.get("answer", "")
    if to not in {each.value for each in ConsentTo} or answer not in ANSWERS:
        return "answer"
    said = ConsentSaid(to=ConsentTo(to), agrees=ANSWERS[answer], given=word)
    store.say_consent(person, said)
    return ""


@written
def delegate(request: HttpRequest, person: str, word: Word) -> str:
    """That somebody may act for the resident: the proxy was looked up, the paper was seen."""
    form = request.POST
    proxy, kind = form.get("proxy", ""), form.get("kind", "")
    if kind not in {each.value for each in ProxyKind} or not proxy or proxy == person:
        return "proxy"
    if form.get("seen") != "on":
        return "seen"
    # the proxy is a resident the clerk may see: nobody is named by a key somebody typed
    roll = open_list(
        request,
        (proxy,),
        action=Action.FIND_PERSON,
        purpose=purpose_of(request),
        fields=(FieldGroup.IDENTITY,),
        name="delegation",
    )
    if not len(roll):
        return "proxy"
    services = frozenset(form.getlist("services")) if form.get("scope") == "some" else frozenset()
    if not services <= city().catalogue.services.keys() or (
        form.get("scope") == "some" and not services
    ):
        return "services"
    try:
        until = date.fromisoformat(form["until"]) if form.get("until") else None
        store.delegate(
            person=person,
            proxy=proxy,
            kind=ProxyKind(kind),
            services=services,
            since=city().today,
            until=until,
            given=word,
        )
    except (ValueError, Problems):
        return "days"
    return ""


@written
def revoke(request: HttpRequest, person: str, word: Word) -> str:
    """End a delegation the resident gave."""
    ids = {each.id for each in store.delegations_by(person)}
    asked = request.POST.get("delegation", "")
    if not asked.isdigit() or int(asked) not in ids:
        return "proxy"
    store.revoke(int(asked), on=city().today, given=word)
    return ""


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text) if text else None
    except ValueError:
        return None
