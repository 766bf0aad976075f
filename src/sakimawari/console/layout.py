"""What every page of the console shows around its content: the city's name, telephone, the demo."""

from __future__ import annotations

from django.http import HttpRequest

from sakimawari.console.display import Display, display_in
from sakimawari.office import current_office


def page(request: HttpRequest) -> dict[str, str | bool | Display]:
    """Values for the layout, in every template that is given its request."""
    office = current_office()
    return {
        "city_name": office.city,
        "city_phone": office.phone,
        "is_demo": office.is_demo,
        "display": display_in(request),
    }
