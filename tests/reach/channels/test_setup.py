"""`channels.yaml`: every fault at once, nothing unsafe, and nothing called that is not named."""

from __future__ import annotations

from pathlib import Path

import pytest

from sakimawari.guard.keys import open_keys
from sakimawari.problems import Problems
from sakimawari.reach.channels.setup.credentials import hook_secret_of, secret_of
from sakimawari.reach.channels.setup.providers import open_providers
from sakimawari.reach.channels.setup.reading import read_setup
from sakimawari.reach.channels.setup.values import FILE, Security, Setup, Style
from sakimawari.reach.medium import Medium

WHOLE = """
address: https://my.city.example.jp/
email:
  - name: smtp
    host: smtp.city.example.jp
    from: oshirase@city.example.jp
    from_name: 北九州市
    bounces: bounce@city.example.jp
    user: sakimawari
    rate: 20
line:
  name: line
  account: "@city"
  style: flex
sms:
  - {name: sms-a, endpoint: "https://sms-a.example/v1", sender: "0935822145"}
  - {name: sms-b, endpoint: "https://sms-b.example/v1", sender: "0935822145"}
portal: {organisation: "401005"}
letters: true
calls: {from: "09:30", until: "16:30"}
visits: true
mailbox: {kind: maildir, path: bounces}
failover: {failures: 3, rest_seconds: 120}
"""


def read(tmp_path: Path, text: str) -> Setup:
    (tmp_path / FILE).write_text(text.replace("sender:", "from:"), encoding="utf-8")
    return read_setup(tmp_path)


def refused(tmp_path: Path, text: str) -> str:
    with pytest.raises(Problems) as caught:
        read(tmp_path, text)
    return str(caught.value)


def test_without_a_file_nothing_is_set_up_and_nothing_can_be_called(tmp_path: Path) -> None:
    setup = read_setup(tmp_path)
    assert setup == Setup()
    assert open_providers(setup, home=tmp_path, keys_folder=tmp_path) == {}


def test_everything_a_city_may_set_is_read(tmp_path: Path) -> None:
    setup = read(tmp_path, WHOLE)
    assert setup.media == frozenset(Medium)
    assert [one.name for one in setup.sms] == ["sms-a", "sms-b"]
    assert setup.mail[0].security is Security.STARTTLS
    assert setup.line[0].style is Style.FLEX
    assert (setup.address, setup.failover.failures) == ("https://my.city.example.jp", 3)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("emial: []", "near   email"),
        ("email: [{name: a}]", "`host` is missing"),
        ("- 1", "no list of names"),
        ("a: [", "no YAML"),
        ("letters: sometimes", "yes or no"),
        ("calls: {from: nine}", "a time is needed"),
        ("line: {name: l, account: '@c', style: loud}", "one of text, flex"),
        ("mailbox: {kind: imap}", "`host` is missing"),
        ("sms: {name: Ü, endpoint: 'https://a.example', sender: b}", "no name of a provider"),
        ("sms: {name: a-hook, endpoint: 'https://a.example', sender: b}", "no name of a provider"),
        (WHOLE.replace("name: sms-b", "name: sms-a"), "two providers have this name"),
        (WHOLE.replace("address: https://my.city.example.jp/\n", ""), "RFC 8058"),
        (WHOLE.replace("oshirase@city.example.jp", "市役所"), "no e-mail address"),
        (WHOLE.replace("北九州市", '"a\\nBcc: b"'), "a text is needed"),
    ],
)
def test_a_fault_is_told_with_what_to_do(tmp_path: Path, text: str, told: str) -> None:
    message = refused(tmp_path, text)
    assert "REACH070" in message
    assert told in message


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    message = refused(tmp_path, "emial: []\nemail: [{}]\nletters: 3")
    assert message.count("REACH070") >= 5


@pytest.mark.parametrize(
    "text",
    [
        WHOLE.replace("https://sms-a", "http://sms-a"),
        WHOLE.replace("https://my.city", "http://my.city"),
        WHOLE.replace("    user:", "    security: none\n    user:"),
        WHOLE.replace('"@city"', '"@city"\n  endpoint: http://api.line.me'),
        WHOLE.replace("https://sms-a", "https://user:word@sms-a"),
    ],
)
def test_what_others_could_read_on_its_way_is_refused(tmp_path: Path, text: str) -> None:
    assert "REACH072" in refused(tmp_path, text)


def test_on_this_machine_alone_nothing_need_be_closed(tmp_path: Path) -> None:
    text = WHOLE.replace("smtp.city.example.jp", "127.0.0.1\n    security: none")
    assert read(tmp_path, text).mail[0].security is Security.NONE


def test_two_providers_of_a_medium_stand_in_their_order(tmp_path: Path) -> None:
    setup = read(tmp_path, WHOLE)
    keys = tmp_path / "keys"
    open_keys(keys)
    for name in setup.names:
        path = keys / f"channel-{name}.secret"
        path.write_text("token\n", encoding="utf-8")
        path.chmod(0o600)
    providers = open_providers(setup, home=tmp_path, keys_folder=keys)
    assert [one.name for one in providers[Medium.SMS]] == ["sms-a", "sms-b"]


def test_a_secret_that_is_missing_or_open_to_others_stops_before_anything_is_sent(
    tmp_path: Path,
) -> None:
    with pytest.raises(Problems, match="REACH071"):
        secret_of(tmp_path, "smtp")
    path = tmp_path / "channel-smtp-hook.secret"
    path.write_text("s", encoding="utf-8")
    path.chmod(0o644)
    with pytest.raises(Problems, match="REACH071"):
        hook_secret_of(tmp_path, "smtp")


def test_secrets_of_providers_may_lie_in_the_folder_before_its_keys_are_made(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "keys"
    folder.mkdir(mode=0o700)
    (folder / "channel-line-hook.secret").write_text("s", encoding="utf-8")
    open_keys(folder)
    assert (folder / "opaque.key").is_file()
