"""The terms of contact are read by all who see plans, and set by policy after seeing what changes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from sakimawari.console.outreach.terms.form import changes_of, filled, media_of, rows_of
from sakimawari.guard.actor import Role
from sakimawari.reach.medium import Medium
from sakimawari.reach.terms.reading import read_terms
from sakimawari.reach.terms.values import Floor, Terms, WeekBudget
from tests.console.conftest import Enter
from tests.console.outreach.test_plans import text_of
from tests.console.services.test_pages import actor
from tests.console.town import Hall

EDIT = "/staff/outreach/terms/edit/"


@pytest.fixture(autouse=True)
def _as_before(home: Hall) -> Iterator[None]:
    yield
    (home.home / "reach.yaml").unlink(missing_ok=True)


@pytest.fixture
def policy(client_of: Enter) -> Client:
    return client_of(actor(Role.POLICY))


def as_sent(terms: Terms) -> dict[str, str]:
    """What a browser sends of a form that shows these terms."""
    rows = [row for _, group in rows_of(terms, "ja") for row in group]
    media = media_of(terms, "ja")
    sent = {row.path: row.text for row in [*rows, *(row for way in media for row in way.rows)]}
    return {**sent, **{f"use.{way.id}": "yes" for way in media if way.used}}


def test_a_form_sent_as_it_was_shown_changes_nothing() -> None:
    terms = Terms(budget=WeekBudget(counter=0), floors=(Floor(by="ward", share=0.25),))
    found = filled(as_sent(terms)).terms
    assert found == terms
    assert changes_of(terms, terms, "ja") == ()


def test_what_changes_is_shown_before_it_is_saved(hall: Hall, policy: Client) -> None:
    sent = {**as_sent(Terms()), "budget.postage_yen": "500,000", "use.line": "yes"}
    looked = text_of(policy.post(EDIT, sent))
    assert "郵便料 上限なし 500000" in looked
    assert "LINE 使わない 使う" in looked
    assert read_terms(hall.home) == Terms()
    policy.post(EDIT, {**sent, "save": "yes"})
    terms = read_terms(hall.home)
    assert terms.budget == WeekBudget(postage_yen=500_000)
    assert terms.media == {Medium.LETTER, Medium.LINE}


@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        ("weeks", "", "入力してください"),
        ("weeks", "14", "範囲の中"),
        ("floors.ward", "many", "単位に合う値"),
        ("media.letter.effect", "2", "範囲の中"),
        ("caps.person_a_week", "7", "条件どうしが合いません"),
        ("use.letter", "", "条件どうしが合いません"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_saved(
    hall: Hall, policy: Client, path: str, text: str, words: str
) -> None:
    answer = policy.post(EDIT, {**as_sent(Terms()), path: text, "save": "yes"})
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert read_terms(hall.home) == Terms()


def test_whoever_may_not_propose_plans_reads_the_terms_alone(hall: Hall, client_of: Enter) -> None:
    clerk = client_of(actor(Role.CLERK))
    assert clerk.get("/staff/outreach/terms/").status_code == 200
    assert clerk.get(EDIT).status_code == 403
