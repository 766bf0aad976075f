"""How somebody is turned away: told why, or as if there were nothing."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404


class Denied(PermissionDenied):
    """Refused by the policies; the text is for the page."""


class Hidden(Http404):
    """No such record, or none for this actor: the page does not say which."""
