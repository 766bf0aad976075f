"""Opens what a page of mine shows: whose page it is, and each record through the one door."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from sakimawari.console.access import Record, actor_of, open_record
from sakimawari.console.bearings import bearings
from sakimawari.console.city import City, city
from sakimawari.console.record import Member
from sakimawari.console.residents import proxies
from sakimawari.console.residents.cards import Because, Reader
from sakimawari.console.residents.people import (
    ALL,
    Family,
    Someone,
    Tie,
    choice_among,
    token_of,
)
from sakimawari.console.residents.rights import Right, rights_of
from sakimawari.console.residents.supposing import weightiest_first
from sakimawari.console.residents.why import in_short, why_of
from sakimawari.console.words import say
from sakimawari.fit.care import OF_AGE
from sakimawari.guard.actor import Actor, ActorKind
from sakimawari.guard.authorise.asked import FieldGroup

BRIEF = frozenset({FieldGroup.RIGHTS, FieldGroup.BASIC, FieldGroup.IDENTITY})
WHOLE = BRIEF | {FieldGroup.TAX, FieldGroup.HEALTH, FieldGroup.WELFARE, FieldGroup.CONTACT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A request of a resident: who reads, whose page, in what language, on what day."""

    request: HttpRequest
    there: City
    reader: str
    family: Family
    own: Record
    language: str

    @property
    def chosen(self) -> tuple[Someone, ...]:
        return self.family.chosen

    @property
    def one(self) -> Someone:
        """The person a page is about that is about one alone: the reader, unless another is named."""
        return self.family.reader if self.family.choice == ALL else self.family.chosen[0]

    @property
    def who(self) -> str:
        """The token the addresses of this page carry; nothing where nobody was named."""
        return self.family.choice if self.request.GET.get("who") else ""

    def words(self, key: str, **values: object) -> str:
        """A text in the language of the page."""
        return say(key, self.language, **values)

    def reads(self) -> Reader:
        """For cards and lines: how people are called, where several stand on one page."""
        several = self.family.several
        return Reader(
            language=self.language,
            today=self.there.today,
            whose={one.person: one.short_name for one in self.chosen if several},
            tokens={one.person: one.token for one in self.family.people},
        )

    def shown(self, template: str, here: str, status: int = 200, **context: Any) -> HttpResponse:
        """The page; `here` is the way of the navigation it lies on."""
        common = {"family": self.family, "who": self.who, "here": here}
        return render(
            self.request, f"residents/{template}.html", {**common, **context}, status=status
        )


def page_of(request: HttpRequest) -> Page | HttpResponse:
    """The page asked for; whoever is no resident is sent to sign in, a stranger's token is 404."""
    actor = actor_of(request)
    if actor.kind is not ActorKind.RESIDENT:
        return redirect(f"/sign-in/?next={request.path}")
    there, language = city(), str(getattr(request, "language", "ja"))
    own = open_record(request, actor.id, purpose="own", fields=WHOLE)
    people = tuple(_people(request, own, there, language))
    choice = choice_among(people, request.GET.get("who", ""))
    if choice is None:
        raise Http404
    family = Family(people=people, choice=choice)
    return Page(
        request=request, there=there, reader=actor.id, family=family, own=own, language=language
    )


def _people(request: HttpRequest, own: Record, there: City, language: str) -> Iterable[Someone]:
    """The reader, the children in care, then delegations; only the reader has a name yet."""
    actor = actor_of(request)
    yield Someone(
        person=actor.id,
        tie=Tie.SELF,
        token=token_of(actor.id, actor.id),
        name=own.identity().name or say("my.family.me", language),
    )
    children = [one for one in own.members() if _is_child(one, actor)]
    for child in children:
        key = "my.family.child" if child.age is None else "my.family.child_aged"
        yield Someone(
            person=child.person,
            tie=Tie.CHILD,
            token=token_of(actor.id, child.person),
            name=say(key, language, age=child.age),
        )
    named = {child.person for child in children}
    for given in proxies.given_to(actor.id, there.today):
        if given.person in actor.acts_for and given.person not in named:
            yield Someone(
                person=given.person,
                tie=Tie.DELEGATED,
                token=token_of(actor.id, given.person),
                name=say("my.family.somebody", language),
                scope=proxies.scope_words(given.services, there.catalogue, language),
                until=proxies.until_words(given.until, language),
                services=given.services,
                basis=given.basis,
            )


def _is_child(member: Member, actor: Actor) -> bool:
    """A minor of the household whom the reader acts for; an adult who delegated is none."""
    is_minor = member.age is not None and member.age < OF_AGE
    return is_minor and member.person in actor.acts_for


def with_names(page: Page) -> Page:
    """The page with the names of whom the reader acts for, for choosing among them.

    Children are told apart by their age until their page is opened: no more is read than is shown.
    """
    chosen = {one.person for one in page.chosen}
    people = tuple(
        _named(page, one) if one.delegated and one.person not in chosen else one
        for one in page.family.people
    )
    return replace(page, family=replace(page.family, people=people))


def _named(page: Page, someone: Someone) -> Someone:
    record = open_record(
        page.request, someone.person, purpose=someone.purpose, fields={FieldGroup.IDENTITY}
    )
    return _as_opened(someone, record)


def _as_opened(someone: Someone, record: Record) -> Someone:
    if not record.opens(FieldGroup.IDENTITY):
        return someone
    return replace(someone, name=record.identity().name or someone.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """Somebody's record as far as it was opened, with their rights of today.

    `closed`: their household is under 支援措置, and no night tells what they are owed.
    """

    someone: Someone
    record: Record
    rights: tuple[Right, ...]
    household: str
    closed: bool


def opened(
    page: Page, *, fields: frozenset[FieldGroup] = WHOLE, service: str = ""
) -> tuple[Page, tuple[Opened, ...]]:
    """The records of everybody the page is about, each decided and logged; and the page with the
    names that were opened with them.
    """
    found = [_opened(page, someone, fields, service) for someone in page.chosen]
    names = {one.someone.person: one.someone for one in found}
    people = tuple(names.get(one.person, one) for one in page.family.people)
    family = replace(page.family, people=people)
    return replace(page, family=family), tuple(found)


def opened_one(
    page: Page, *, fields: frozenset[FieldGroup] = WHOLE, service: str = ""
) -> tuple[Page, Opened]:
    """The same for the one person a page is about."""
    alone = replace(page, family=replace(page.family, choice=page.one.token))
    fresh, found = opened(alone, fields=fields, service=service)
    return fresh, found[0]


def _opened(page: Page, someone: Someone, fields: frozenset[FieldGroup], service: str) -> Opened:
    if someone.tie is Tie.SELF:
        record = page.own
    else:
        record = open_record(
            page.request, someone.person, purpose=someone.purpose, fields=fields, service=service
        )
        someone = _as_opened(someone, record)
    rights = rights_of(
        record.timetable(),
        page.there.catalogue.services,
        person=someone.person,
        today=page.there.today,
    )
    bearing = bearings(page.there).of(someone.person)
    return Opened(
        someone=someone,
        record=record,
        rights=tuple(right for right in rights if someone.covers(right.slug)),
        household=bearing.household if bearing is not None else "",
        closed=bearing is not None and bearing.protected,
    )


def reason_in(page: Page, found: Iterable[Opened]) -> Any:
    """How the cards of a page learn why: one sentence, and what could still be told."""
    records = {one.someone.person: one.record for one in found}

    def reason(right: Right) -> Because:
        explanation = records[right.person].explain(right.slug, with_changes=False)
        catalogue = page.there.catalogue
        why = why_of(explanation, catalogue.facts, {}, page.language)
        return Because(
            short=in_short(explanation, page.language),
            asked=weightiest_first(explanation, catalogue, why.asked),
            city_settles=why.city_settles,
        )

    return reason
