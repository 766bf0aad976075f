"""What every answer tells the browser to refuse, and what no log line holds."""

from __future__ import annotations

import io
import logging
import logging.config
import re
from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from sakimawari.console.project.discreet import LOGGING, without_people
from sakimawari.console.project.headers import HeadersMiddleware, content_policy
from sakimawari.problems import fault
from tests.console.conftest import Enter
from tests.console.signin.issuer import Issuer
from tests.console.town import Hall


def rules_of(policy: str) -> dict[str, str]:
    found = {}
    for rule in policy.split("; "):
        name, _, values = rule.partition(" ")
        found[name] = values
    return found


@pytest.mark.parametrize("path", ["/", "/sign-in/", "/sign-in/passkey/", "/no-such-page/"])
def test_no_page_lets_inline_scripts_or_styles_or_frames_in(hall: Hall, path: str) -> None:
    answer = Client().get(path)
    rules = rules_of(answer.headers["Content-Security-Policy"])
    assert rules["default-src"] == rules["script-src"] == rules["style-src"] == "'self'"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert rules["object-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert rules["form-action"] == "'self'"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "geolocation=()" in answer.headers["Permissions-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_form_may_lead_to_the_citys_own_providers(hall: Hall, providers: Issuer) -> None:
    rules = rules_of(Client().get("/sign-in/").headers["Content-Security-Policy"])
    assert rules["form-action"] == f"'self' {providers.address}"


def test_pages_hold_no_inline_script_or_style(client_of: Enter) -> None:
    resident = client_of("resident")
    for path in ("/", "/sign-in/", "/sign-in/passkeys/", "/sign-in/sessions/"):
        text = resident.get(path).content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), path
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", text), path


def test_a_view_that_may_be_kept_says_so_itself() -> None:
    answer = HeadersMiddleware(
        lambda _: HttpResponse(headers={"Cache-Control": "max-age=60", "Content-Type": "text/css"})
    )(RequestFactory().get("/"))
    assert answer.headers["Cache-Control"] == "max-age=60"


def test_over_https_whatever_is_asked_by_http_is_asked_by_https() -> None:
    assert "upgrade-insecure-requests" in rules_of(content_policy(secure=True))
    assert "upgrade-insecure-requests" not in rules_of(content_policy(secure=False))


def test_a_form_from_elsewhere_is_refused(hall: Hall) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    assert strict.post("/sign-in/persona/clerk/").status_code == 403
    assert strict.post("/sign-in/out/").status_code == 403


def test_the_session_cookie_is_out_of_reach_of_scripts_and_of_other_sites(
    client_of: Enter,
) -> None:
    cookie = client_of("resident").cookies["session"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert not cookie["max-age"]  # gone when the browser is closed


# ---------------------------------------------------------------- log lines


@pytest.fixture
def log() -> Iterator[tuple[logging.Logger, io.StringIO]]:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    made = logging.config.DictConfigurator(dict(LOGGING))
    handler.addFilter(made.configure_filter(dict(LOGGING["filters"]["discreet"])))
    handler.setFormatter(made.configure_formatter(dict(LOGGING["formatters"]["discreet"])))
    logger = logging.getLogger("of a test")
    logger.addHandler(handler)
    logger.propagate = False
    yield logger, written
    logger.removeHandler(handler)


def test_a_log_line_holds_no_query_no_name_and_no_number(
    log: tuple[logging.Logger, io.StringIO],
) -> None:
    logger, written = log
    logger.warning("Not Found: %s", "/staff/search/?q=山田太郎&born=19850402")
    logger.warning("%s", "山田太郎 09012345678 1234567")
    line = written.getvalue()
    assert "/staff/search/" in line
    for secret in ("山田", "1985", "090", "1234567", "q="):
        assert secret not in line


def test_an_exception_is_logged_with_its_place_and_without_its_text(
    log: tuple[logging.Logger, io.StringIO],
) -> None:
    logger, written = log
    try:
        try:
            raise KeyError("山田太郎")
        except KeyError as error:
            raise ValueError("no 山田太郎 in 北九州市小倉北区") from error
    except ValueError:
        logger.exception("went wrong")
    line = written.getvalue()
    assert "ValueError" in line and "KeyError" in line and "test_headers.py" in line
    assert "山田" not in line and "小倉" not in line


def test_our_own_problems_are_logged_whole(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, written = log
    try:
        raise fault("SIGN010", "the folder of keys holds no key", "make one")
    except Exception:
        logger.exception("went wrong")
    assert "the folder of keys holds no key" in written.getvalue()


def test_paths_keep_their_opaque_keys_and_dates() -> None:
    text = "/staff/people/7jb5mskjb5hj4k4t/2026-10-01/"
    assert without_people(text) == text


def test_a_page_that_breaks_tells_nothing_of_why(
    hall: Hall, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from sakimawari.console.signin import views

    def broken(*_: object) -> object:
        raise ValueError("山田太郎 of 小倉北区")

    monkeypatch.setattr(views, "personas_for", broken)
    answer = Client(raise_request_exception=False).get("/sign-in/?secret=1")
    assert answer.status_code == 500
    assert "山田" not in answer.content.decode()
    assert "Traceback" not in answer.content.decode()
    caplog.clear()
