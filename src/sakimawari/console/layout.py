"""What every page of the console shows around its content: the city's name, telephone, the demo."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.safestring import mark_safe

from sakimawari.console.display import Display, display_in
from sakimawari.office import current_office
from sakimawari.settings import PHONE


def page(request: HttpRequest) -> dict[str, str | bool | Display]:
    """Values for the layout, in every template that is given its request."""
    office, display = current_office(), display_in(request)
    return {
        "city_name": office.city,
        "city_phone": "" if office.phone == PHONE.default else office.phone,
        "is_demo": office.is_demo,
        "display": display,
        # Names of services, departments and papers are official Japanese in every language.
        "official": mark_safe(' lang="ja"') if display.language == "en" else "",
    }
