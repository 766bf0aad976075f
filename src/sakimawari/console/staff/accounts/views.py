"""The pages of the accounts: list, one account, naming for protected people by two of the 情報部門."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sakimawari.console.access import actor_of, may, would
from sakimawari.console.city import City, city
from sakimawari.console.staff.accounts.forms import changes, profile_in
from sakimawari.console.staff.figures import figures
from sakimawari.console.staff.frame import language_in, page
from sakimawari.console.staff.naming import store as naming
from sakimawari.console.words import say
from sakimawari.guard.accounts import store
from sakimawari.guard.accounts.values import Link, Profile
from sakimawari.guard.actor import EVERYWHERE, ActorKind, Role
from sakimawari.guard.authorise.asked import Action, Target

LONGEST_TARGET = 200  # of an entry in the audit


def keep(request: HttpRequest, what: str, *, by: str = "") -> None:
    """Decide and log a change of accounts; `by` is who may not make it: oneself, or who proposed."""
    target = Target(kind="House", id=what[:LONGEST_TARGET], by=by)
    may(request, Action.KEEP_ACCOUNTS, target)


def enter(request: HttpRequest) -> None:
    """Turn away who keeps no accounts before anything of the form is looked at."""
    if not would(request, Action.KEEP_ACCOUNTS, Target(kind="House")).allowed:
        keep(request, "turned away")  # refuses, says why, and is in the audit


@require_GET
def accounts(request: HttpRequest) -> HttpResponse:
    """Everybody of the staff, and what waits for a second person."""
    keep(request, "list")
    there = city()
    everybody = store.staff(there.keys)
    return page(
        request,
        "accounts.html",
        {
            "accounts": sorted(everybody, key=lambda one: (not one.active, one.name)),
            "names": {one.id: one.name for one in everybody},
            "proposals": naming.open_proposals(),
            "everywhere": EVERYWHERE,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest, id: str) -> HttpResponse:
    """One account; with a form, what it is given to do from now on."""
    there = city()
    before = found(there, id)
    if request.method == "POST":
        after = profile_in(request.POST, before, wards=figures(there).wards)
        told = changes(before, after)
        if told:
            keep(request, f"{id} {told}", by=id)
            store.keep_staff(after, there.keys)
            if before.active and not after.active:
                store.end_all_sessions(id)
        messages.success(request, say("staff.accounts.kept", language_in(request)))
        return redirect("staff:accounts")
    keep(request, id)
    return page(request, "account.html", form_of(request, there, before))


def form_of(request: HttpRequest, there: City, profile: Profile) -> dict[str, object]:
    """What the form of an account offers to choose from."""
    departments = {one.department for one in there.catalogue.services.values()}
    return {
        "profile": profile,
        "roles": list(Role),
        "departments": sorted(departments),
        "more_departments": "\n".join(sorted(profile.departments - departments - {EVERYWHERE})),
        "wards": figures(there).wards,
        "everywhere": EVERYWHERE,
        "own": profile.id == actor_of(request).id,
        "proposal": next(
            (each for each in naming.open_proposals() if each.account == profile.id), None
        ),
        "vouched": bool(profile.id) and store.is_vouched_for(profile.id),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new account, tied to the identity provider's subject."""
    enter(request)
    there = city()
    blank = Profile(id="", kind=ActorKind.STAFF, services=frozenset({EVERYWHERE}))
    if request.method != "POST":
        keep(request, "new")
        return page(request, "account.html", {**form_of(request, there, blank), "new": True})
    after = replace(profile_in(request.POST, blank, wards=figures(there).wards), active=True)
    issuer, subject = (request.POST.get(name, "").strip() for name in ("issuer", "subject"))
    if not after.name or bool(issuer) != bool(subject):
        messages.error(request, say("staff.accounts.lacking", language_in(request)))
        context = {**form_of(request, there, after), "new": True}
        return page(request, "account.html", context, status=422)
    if subject and store.account_linked(Link(issuer=issuer, subject=subject)) is not None:
        messages.error(request, say("staff.accounts.taken", language_in(request)))
        context = {**form_of(request, there, after), "new": True}
        return page(request, "account.html", context, status=422)
    keep(request, f"new {changes(blank, after)}")
    link = Link(issuer=issuer, subject=subject) if subject else None
    store.keep_staff(after, there.keys, link=link)
    messages.success(request, say("staff.accounts.kept", language_in(request)))
    return redirect("staff:accounts")


@require_POST
def end_sessions(request: HttpRequest, id: str) -> HttpResponse:
    """Sign an account out everywhere."""
    found(city(), id)
    keep(request, f"{id} sessions ended")
    store.end_all_sessions(id)
    messages.success(request, say("staff.accounts.ended", language_in(request)))
    return redirect("staff:accounts")


# ---------------------------------------------------------------- named for protected people


@require_POST
def propose(request: HttpRequest, id: str) -> HttpResponse:
    """Propose to name somebody for people under 支援措置; it has no effect yet."""
    enter(request)
    found(city(), id)
    reason = " ".join(request.POST.get("reason", "").split())
    if not reason:
        messages.error(request, say("staff.accounts.reason", language_in(request)))
        return redirect("staff:account", id=id)
    keep(request, f"{id} named: proposed", by=id)
    naming.propose(id, by=actor_of(request).id, reason=reason, at=timezone.now())
    messages.success(request, say("staff.accounts.proposed", language_in(request)))
    return redirect("staff:accounts")


@require_POST
def decide(request: HttpRequest, proposal: int) -> HttpResponse:
    """Approve a proposal, which somebody else made, or drop it."""
    enter(request)
    there, waiting = city(), naming.proposal(proposal)
    if waiting is None:
        raise Http404
    approved = request.POST.get("answer") == "approve"
    said = "approved" if approved else "dropped"
    by = waiting.proposed_by if approved else ""
    keep(request, f"{waiting.account} named: {said}", by=by)
    if approved:  # nor may they name themselves
        keep(request, f"{waiting.account} named: {said}", by=waiting.account)
    if naming.decide(proposal, by=actor_of(request).id, approved=approved, at=timezone.now()):
        if approved:
            store.keep_staff(replace(found(there, waiting.account), named=True), there.keys)
        messages.success(request, say(f"staff.accounts.{said}", language_in(request)))
    return redirect("staff:accounts")


@require_POST
def unname(request: HttpRequest, id: str) -> HttpResponse:
    """No longer named: at once, and by one person."""
    there = city()
    before = found(there, id)
    keep(request, f"{id} named: ended")
    store.keep_staff(replace(before, named=False), there.keys)
    messages.success(request, say("staff.accounts.kept", language_in(request)))
    return redirect("staff:accounts")


def found(there: City, id: str) -> Profile:
    """An account of the staff; a page that is not there for any other."""
    profile = store.profile(id, there.keys)
    if profile is None or profile.kind is not ActorKind.STAFF:
        raise Http404
    return profile
