"""The page for whoever could not be signed in: what to do, and nothing about who has an account."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def refused(request: HttpRequest, why: str, *, status: int = 403) -> HttpResponse:
    """`why` names the words: `signin.refused.<why>`."""
    return render(request, "signin/refused.html", {"why": f"signin.refused.{why}"}, status=status)
