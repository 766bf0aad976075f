"""What every page of the staff shows around its content: the purpose, and who they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sakimawari.console.access import actor_of
from sakimawari.console.staff.purpose import purpose_of, purposes
from sakimawari.guard.purposes import PURPOSES


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """A page of the staff from a template of this room."""
    around = {
        "actor": actor_of(request),
        "purpose": PURPOSES[purpose_of(request)],
        "purposes": purposes(),
    }
    return render(request, f"staff/{template}", {**around, **(context or {})}, status=status)


def language_in(request: HttpRequest) -> str:
    """The language of the page: "ja", "easy" or "en"."""
    return str(getattr(request, "language", "ja"))
