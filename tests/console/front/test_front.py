"""The first page stands for everybody: at a desk, on a phone, in each language, without script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from tests.console.town import DESK, PHONE, Browsing, Hall


def test_the_first_page_opens_for_a_visitor(hall: Hall) -> None:
    assert Client().get("/").status_code == 200


@pytest.mark.parametrize("width", [DESK, PHONE])
@pytest.mark.parametrize("display", ["ja.ordinary.plain", "easy.largest.ruby", "en.large.plain"])
def test_the_first_page_is_accessible(
    browsing: Browsing, axe: Callable[[Page], None], width: int, display: str
) -> None:
    page = browsing(width=width, display=display)
    page.goto("/")
    axe(page)


def test_a_persona_signs_in(client_of: Callable[[str], Client]) -> None:
    assert client_of("clerk").cookies[settings.SESSION_COOKIE_NAME].value
