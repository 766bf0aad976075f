"""Language, size and furigana follow the visitor's choice, then the account, then the browser."""

from __future__ import annotations

import pytest
from django.test import Client

from sakimawari.console.display import Display, asked_for, changed, display_of


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "ja"),
        ("ja,en;q=0.8", "ja"),
        ("en-US,en;q=0.9,ja;q=0.5", "en"),
        ("vi-VN,vi;q=0.9,en;q=0.4,ja;q=0.2", "en"),
        ("fr-FR,fr;q=0.9", "ja"),
        ("en;q=broken,ja", "ja"),
    ],
)
def test_the_browser_gets_english_only_where_it_puts_it_first(header: str, language: str) -> None:
    assert asked_for(header) == language


def test_a_choice_goes_before_the_account_and_the_account_before_the_browser() -> None:
    assert display_of("ja.large.plain", "en", "en").language == "ja"
    assert display_of(None, "ja", "en").language == "en"
    assert display_of("xx.large.plain", "en").language == "en"


def test_easy_japanese_comes_with_furigana_until_it_is_switched_off() -> None:
    easy = changed(Display(), {"language": "easy"})
    assert easy == Display(language="easy", furigana=True)
    assert not changed(easy, {"furigana": "off"}).furigana
    assert not changed(easy, {"language": "en"}).furigana
    assert changed(easy, {"size": "enormous", "language": "xx"}) == easy


def test_a_choice_is_kept_and_leads_back_to_its_page_but_never_to_another_site() -> None:
    client = Client()
    answer = client.post("/display/", {"language": "en", "size": "largest", "next": "/check/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/check/")
    assert client.cookies["display"].value == "en.largest.plain"
    elsewhere = client.post("/display/", {"size": "large", "next": "//elsewhere.example/"})
    assert elsewhere.headers["Location"] == "/"


def test_a_choice_is_changed_by_posting_alone() -> None:
    assert Client().get("/display/").status_code == 405
