"""The form of one or several services for one person: who applies, for whom, filled in from where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.http import Http404

from sakimawari.cases import run as cases
from sakimawari.cases.standards import is_applied_for
from sakimawari.cases.values import Application, Field, Proxy, Wish
from sakimawari.console.access import Record
from sakimawari.console.deciding import preferences
from sakimawari.console.residents import applications
from sakimawari.console.residents.opening import Opened, Page
from sakimawari.console.residents.people import Someone, Tie
from sakimawari.fit.wareki import wareki
from sakimawari.guard.authorise.asked import FieldGroup
from sakimawari.guard.consents.values import ConsentTo
from sakimawari.rules.tree import Holder

PARENT = "親権者"
MOST_SERVICES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """An application filled in beforehand, with whoever sends it for somebody else.

    `shown` is what the page may show of it: a proxy without access to health and welfare sends
    such fields as the city filled them in, and does not see them.
    """

    application: Application
    shown: Application
    applicant: str
    proxy: Proxy | None

    @property
    def by_delegate(self) -> bool:
        """Whether a delegate sends it, who may name no other account than the registered one."""
        return self.proxy is not None and self.proxy.basis != PARENT


def applicant_of(page: Page, someone: Someone) -> tuple[str, Proxy | None]:
    """Who applies: a parent in their own name for a child, whoever gave a delegation in theirs."""
    if someone.tie is Tie.SELF:
        return page.reader, None
    if someone.tie is Tie.CHILD:
        return page.reader, Proxy(person=page.reader, basis=PARENT)
    return someone.person, Proxy(person=page.reader, basis=someone.basis)


def form_of(page: Page, found: Opened, slugs: Sequence[str]) -> Form:
    """The form for some services; 404 for one that is none, or is not applied for here."""
    someone = found.someone
    applicant, proxy = applicant_of(page, someone)
    wishes = [_wish(page, found, slug) for slug in slugs[:MOST_SERVICES]]
    application = cases.prefill(
        applications.moment_of(page.there),
        applicant=applicant,
        wishes=wishes,
        identities=_identities(page, found),
        agreed=_agreed(page, found),
    )
    shown = replace(
        application,
        fields=tuple(_veiled(field, page, found.record) for field in application.fields),
    )
    return Form(application=application, shown=shown, applicant=applicant, proxy=proxy)


def _wish(page: Page, found: Opened, slug: str) -> Wish:
    service = page.there.catalogue.services.get(slug)
    if service is None or service.holder is Holder.COMPANY or not is_applied_for(service):
        raise Http404
    if not found.someone.covers(slug):
        raise Http404
    of_household = service.holder is Holder.HOUSEHOLD
    return Wish(service=slug, subject=found.household if of_household else found.someone.person)


def _identities(page: Page, found: Opened) -> Mapping[str, Mapping[str, str]]:
    """The identity of whoever the form names, as far as it was opened."""
    records = {found.someone.person: found.record}
    if found.someone.tie is Tie.CHILD:
        records[page.reader] = page.own
    return {
        person: _identity(page, record)
        for person, record in records.items()
        if record.opens(FieldGroup.IDENTITY)
    }


def _identity(page: Page, record: Record) -> Mapping[str, str]:
    held = record.identity()
    phone = record.contact().phone if record.opens(FieldGroup.CONTACT) else ""
    return {
        "氏名": held.name,
        "カナ": held.kana,
        "住所": f"{page.there.office.city}{held.address}" if held.address else "",
        "生年月日": wareki(held.born) if held.born is not None else "",
        "性別": held.sex,
        "電話番号": phone,
    }


def _agreed(page: Page, found: Opened) -> frozenset[str]:
    """The people of the household who agreed to the use of their tax records."""
    members: Iterable[str] = (member.person for member in found.record.members())
    return frozenset(
        person for person in members if preferences(page.there, person).agrees_to(ConsentTo.TAX)
    )


def _veiled(field: Field, page: Page, record: Record) -> Field:
    """A field as this reader may see it: not from groups that were not opened for them."""
    for source in field.sources:
        declared = page.there.catalogue.facts.get(source.fact)
        if declared is not None and not record.opens(FieldGroup(declared.sensitivity.value)):
            return replace(field, value="", raw="", withheld=True, editable=False, question=None)
    return field
