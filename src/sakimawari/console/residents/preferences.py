"""How one is told: channels in their order, language, quiet hours; consent by purpose, with its history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time

from django.http import Http404, HttpResponse

from sakimawari.cases import run as cases
from sakimawari.console.city import JAPAN
from sakimawari.console.deciding import preferences
from sakimawari.console.residents import applications, worth
from sakimawari.console.residents.opening import Page, opened_one
from sakimawari.console.residents.pages import going_to, resident_page
from sakimawari.console.webhooks.calling import setup_of_city
from sakimawari.guard.consents import store
from sakimawari.guard.consents.values import (
    LANGUAGES,
    Channel,
    ConsentSaid,
    ConsentTo,
    Given,
    How,
    Preferences,
    Wishes,
    WishesSaid,
)

_ANSWERS = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """One purpose: what holds, whether it is the resident's own word, and what was said before."""

    to: ConsentTo
    agrees: bool | None
    own: bool
    history: tuple[tuple[str, str], ...]


@resident_page("GET")
def shown(page: Page) -> HttpResponse:
    """What holds for the person of the page."""
    page, found = opened_one(page)
    if found.someone.delegated:  # how somebody is told is their own affair
        raise Http404
    person = found.someone.person
    held = preferences(page.there, person)
    services = page.there.catalogue.services
    return page.shown(
        "settings",
        here="menu",
        wishes=held.wishes,
        channels=_channels(held),
        own_wishes="wishes" in held.own,
        languages=LANGUAGES,
        consents=tuple(_consent(page, person, to, held) for to in ConsentTo),
        declined=[
            (
                each.service,
                services[each.service].name,
                worth.day(each.at.astimezone(JAPAN).date(), page.language),
            )
            for each in cases.declined_by(person)
            if each.service in services
        ],
        contact=found.record.contact(),
        has_line=bool(setup_of_city().line) and person == page.reader,
    )


def _channels(held: Preferences) -> list[tuple[int, Channel | None, list[Channel]]]:
    """A place for each channel in the order wished, the rest empty."""
    order: list[Channel | None] = [*held.wishes.channels]
    order += [None] * (len(Channel) - len(order))
    return [(at, chosen, list(Channel)) for at, chosen in enumerate(order, start=1)]


def _consent(page: Page, person: str, to: ConsentTo, held: Preferences) -> Consent:
    said = [each for each in store.consents_of(person) if each.to is to]
    return Consent(
        to=to,
        agrees=held.consents.get(to),
        own=to.value in held.own,
        history=tuple(
            (
                worth.day(each.given.at.astimezone(JAPAN).date(), page.language),
                page.words(f"my.settings.said_{'yes' if each.agrees else 'no'}"),
            )
            for each in reversed(said)
        ),
    )


def _given(page: Page) -> Given:
    return Given(at=_now(page), by_kind="resident", by=page.reader, how=How.ONLINE)


def _now(page: Page) -> datetime:
    return applications.moment_of(page.there).now


@resident_page("POST")
def keep_wishes(page: Page) -> HttpResponse:
    """Keep how somebody wants to be told, whole."""
    applications.may_change(page, page.one)
    store.say_wishes(
        page.one.person, WishesSaid(wishes=wishes_in(page.request.POST), given=_given(page))
    )
    return going_to(page, "settings", said="my.settings.kept")


def wishes_in(sent: Mapping[str, str]) -> Wishes:
    """Wishes as a form sends them: a channel counts once, where it stands first."""
    chosen = [sent.get(f"channel{at}", "") for at in range(1, len(Channel) + 1)]
    known = {channel.value for channel in Channel}
    channels = tuple(Channel(word) for word in dict.fromkeys(chosen) if word in known)
    quiet = _time(sent.get("quiet_from", "")), _time(sent.get("quiet_until", ""))
    first, last = quiet if None not in quiet else (None, None)
    language = sent.get("language", "")
    return Wishes(
        channels=channels,
        language=language if language in LANGUAGES else "",
        quiet_from=first,
        quiet_until=last,
        large_text=sent.get("large_text") == "yes",
    )


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text)
    except ValueError:
        return None


@resident_page("POST")
def keep_consent(page: Page, to: str) -> HttpResponse:
    """Keep a yes or no to one purpose."""
    if to not in {each.value for each in ConsentTo}:
        raise Http404
    answer = _ANSWERS.get(page.request.POST.get("agrees", ""))
    if answer is None:
        return going_to(page, "settings", anchor=to)
    applications.may_change(page, page.one)
    said = ConsentSaid(to=ConsentTo(to), agrees=answer, given=_given(page))
    store.say_consent(page.one.person, said)
    return going_to(page, "settings", said="my.settings.kept", anchor=to)
