"""`reach channels` and `reach bounces`: what is set up, whether it answers, what came back by mail."""

from __future__ import annotations

import json
import mailbox
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sakimawari.cli import app
from sakimawari.guard.keys import open_keys
from tests.reach.channels import http_server, mail_server
from tests.reach.channels.test_bounces import returned


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def asked(home: Path, *args: str) -> Result:
    environment = {"SAKIMAWARI_KEYS": str(home.parent / "keys")}
    return CliRunner().invoke(app, ["reach", *args, "--dir", str(home)], env=environment)


def secret(home: Path, name: str) -> None:
    open_keys(home.parent / "keys")
    path = home.parent / "keys" / f"channel-{name}.secret"
    path.write_text("token", encoding="utf-8")
    path.chmod(0o600)


def set_up(home: Path, *, smtp: int = 9, sms: str = "http://127.0.0.1:9") -> None:
    (home / "channels.yaml").write_text(
        "address: https://my.city.example.jp\n"
        f"email: {{name: smtp, host: 127.0.0.1, port: {smtp}, security: none, from: a@city.example.jp,"
        " bounces: bounce@city.example.jp}\n"
        f"sms: {{name: sms-a, endpoint: '{sms}', from: CITY}}\n"
        "calls: {}\n",
        encoding="utf-8",
    )


def test_without_a_file_it_says_that_nothing_can_go_out(home: Path) -> None:
    result = asked(home, "channels")
    assert result.exit_code == 0
    assert "nothing is set up" in result.output


def test_it_shows_what_is_set_up_and_calls_nobody(home: Path) -> None:
    set_up(home)
    result = asked(home, "channels", "--json")
    shown = {each["name"]: each for each in json.loads(result.output)["channels"]}
    assert set(shown) == {"smtp", "sms-a", "calls"}
    assert shown["sms-a"]["reports_at"] == "https://my.city.example.jp/hooks/sms/sms-a/"
    assert shown["sms-a"]["secret"].startswith("missing: channel-sms-a.secret")
    assert {each["answer"] for each in shown.values()} == {""}


def test_a_check_asks_every_provider_and_sends_nothing(home: Path) -> None:
    secret(home, "sms-a")
    mail, sms = mail_server.Manner(), http_server.Manner()
    with mail_server.served(mail) as port, http_server.served(http_server.Sms, sms) as address:
        set_up(home, smtp=port, sms=address)
        result = asked(home, "channels", "--check", "--json")
    answers = {each["name"]: each["answer"] for each in json.loads(result.output)["channels"]}
    assert (answers["smtp"], answers["sms-a"]) == ("ok", "ok")
    assert (mail.taken, sms.taken) == ([], {})


def test_a_provider_that_does_not_answer_is_told_by_the_exit_code(home: Path) -> None:
    set_up(home)
    result = asked(home, "channels", "--check")
    assert result.exit_code == 1
    assert "no line to the server" in result.output.replace("\n", " ")
    assert "REACH071" in result.output


def test_one_test_message_goes_to_an_address_of_ones_own(home: Path) -> None:
    manner = mail_server.Manner()
    with mail_server.served(manner) as port:
        set_up(home, smtp=port)
        test = ("channels", "--send-test", "me@city.example.jp", "--provider")
        assert asked(home, *test, "smtp").output == "smtp: accepted\n"
        unknown = asked(home, *test, "other")
    assert len(manner.taken) == 1
    assert unknown.exit_code == 2
    assert "REACH078" in unknown.output + (unknown.stderr or "")


@pytest.mark.django_db
def test_what_came_back_reaches_the_worker(home: Path) -> None:
    from sakimawari.cli.reach_channels import received
    from sakimawari.reach.channels.setup.reading import read_setup
    from sakimawari.reach.sending.models import ReportRow

    set_up(home)
    with (home / "channels.yaml").open("a", encoding="utf-8") as file:
        file.write("mailbox: {kind: maildir, path: box}\n")
    held = mailbox.Maildir(home / "box")
    held.add(returned())
    held.add(b"From: a@b\n\nhello\n")
    held.close()
    done = received(read_setup(home), home, password=None)
    assert (done.reports, done.letters) == (1, 1)
    assert ReportRow.objects.get().said == "bounced"


def test_without_a_mailbox_there_is_nothing_to_read(home: Path) -> None:
    set_up(home)
    result = asked(home, "bounces")
    assert result.exit_code == 2
    assert "REACH079" in result.output + (result.stderr or "")
