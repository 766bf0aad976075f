"""Guided stories of the demo: a bar that walks with one through the console, step by step.

Where one is stands in a cookie with two words; outside the demo there are neither pages nor bar.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from sakimawari.console.navigation import address_of
from sakimawari.console.signin.personas import personas_allowed

COOKIE = "story"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: the beginning of its words' keys, and the route it begins at (none: stay)."""

    words: str
    route: str = ""

    @property
    def address(self) -> str:
        """Where it begins; empty where one stays on the page one is on."""
        return (address_of(self.route) or "") if self.route else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A way through the console as one persona."""

    id: str
    steps: tuple[Step, ...]

    @property
    def words(self) -> str:
        """The beginning of its words' keys."""
        return f"story.{self.id}"


STORIES: Mapping[str, Story] = {
    story.id: story
    for story in (
        Story(
            id="resident",
            steps=(
                Step(words="story.resident.due", route="residents:home"),
                Step(words="story.resident.why"),
                Step(words="story.resident.confirm", route="residents:home"),
                Step(words="story.resident.follow", route="residents:cases"),
                Step(words="story.resident.coming", route="residents:calendar"),
                Step(words="story.resident.looked", route="residents:access"),
            ),
        ),
        Story(
            id="clerk",
            steps=(
                Step(words="story.clerk.today", route="staff:today"),
                Step(words="story.clerk.queue", route="casework:queues"),
                Step(words="story.clerk.examine"),
                Step(words="story.clerk.propose"),
                Step(words="story.clerk.search", route="staff:search"),
                Step(words="story.clerk.second"),
            ),
        ),
        Story(
            id="policy",
            steps=(
                Step(words="story.policy.catalogue", route="services:catalogue"),
                Step(words="story.policy.map"),
                Step(words="story.policy.change", route="services:drafts"),
                Step(words="story.policy.effect"),
                Step(words="story.policy.approve"),
            ),
        ),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """Where somebody is in a story."""

    story: Story
    number: int  # from 1

    @property
    def step(self) -> Step:
        """The step one is at."""
        return self.story.steps[self.number - 1]

    @property
    def is_last(self) -> bool:
        """Whether no step follows."""
        return self.number == len(self.story.steps)


def now_in(request: HttpRequest) -> Now | None:
    """The story a visitor is in; None for everybody else, and outside the demo."""
    id, _, number = request.COOKIES.get(COOKIE, "").partition(".")
    story = STORIES.get(id)
    if story is None or not personas_allowed(request):
        return None
    at = int(number) if number.isascii() and number.isdigit() else 1
    return Now(story=story, number=min(max(at, 1), len(story.steps)))


@require_http_methods(["GET", "POST"])
def story(request: HttpRequest, id: str) -> HttpResponse:
    """All steps of a story at a glance; sent, it begins: one becomes its persona."""
    told = STORIES.get(id)
    if told is None or not personas_allowed(request):
        raise Http404
    if request.method == "GET":
        return render(request, "front/story.html", {"story": told, "now": now_in(request)})
    # 307: the browser sends the same form on to the page that signs in.
    enter = HttpResponseRedirect(reverse("signin:persona", args=[told.id]), preserve_request=True)
    return _at(enter, told, 1)


@require_POST
def move(request: HttpRequest) -> HttpResponse:
    """A step on, a step back, or the end."""
    now = now_in(request)
    if now is None:
        raise Http404
    doing = request.POST.get("do")
    if doing == "end" or (doing == "next" and now.is_last):
        response = redirect("front:story", now.story.id)
        response.delete_cookie(COOKIE)
        return response
    number = max(1, now.number + (1 if doing == "next" else -1))
    after = Now(story=now.story, number=number)
    back = request.META.get("HTTP_REFERER", "")
    here = back.removeprefix(request.build_absolute_uri("/")[:-1])
    address = after.step.address or (here if here.startswith("/") else "/")
    return _at(redirect(address), now.story, number)


def _at(response: HttpResponse, told: Story, number: int) -> HttpResponse:
    response.set_cookie(COOKIE, f"{told.id}.{number}", httponly=True, samesite="Lax")
    return response
