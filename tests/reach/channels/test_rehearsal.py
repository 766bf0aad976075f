"""A rehearsal goes all the way but for the last step: nobody is called, each message is noted once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sakimawari.guard.custody.values import Place
from sakimawari.guard.keys import open_keys
from sakimawari.reach.channels.rehearsal.keeping import noted, remove_noted
from sakimawari.reach.channels.seam import Outcome, Parcel
from sakimawari.reach.channels.setup.providers import open_providers
from sakimawari.reach.channels.setup.reading import read_setup
from sakimawari.reach.channels.setup.values import Setup
from sakimawari.reach.medium import Medium

PARCEL = Parcel(id="AB12", to="hanako@resident.example.jp", subject="児童手当", text="山田花子様へ")


def rehearsing(home: Path, more: str = "") -> dict[Medium, tuple[object, ...]]:
    (home / "channels.yaml").write_text(f"rehearsal: true\n{more}", encoding="utf-8")
    return dict(open_providers(read_setup(home), home=home, keys_folder=home / "none"))


def test_while_a_city_rehearses_no_provider_is_opened_and_no_secret_is_asked_for(
    tmp_path: Path,
) -> None:
    found = rehearsing(tmp_path, "sms: {name: a, endpoint: 'https://a.example', from: b}\n")
    assert set(found) == {Medium.EMAIL, Medium.LINE, Medium.SMS}
    assert {each.name for some in found.values() for each in some} == {  # type: ignore[attr-defined]
        "rehearsal-email",
        "rehearsal-line",
        "rehearsal-sms",
    }


def test_an_invented_city_calls_no_provider_whatever_it_set_up(tmp_path: Path) -> None:
    (tmp_path / "channels.yaml").write_text(
        "sms: {name: a, endpoint: 'https://a.example', from: b}\n", encoding="utf-8"
    )
    setup = read_setup(tmp_path)
    found = open_providers(setup, home=tmp_path, keys_folder=tmp_path / "none", invented=True)
    assert {each.name for some in found.values() for each in some} == {
        "rehearsal-email",
        "rehearsal-line",
        "rehearsal-sms",
    }
    bare = open_providers(Setup(), home=tmp_path, keys_folder=tmp_path / "none", invented=True)
    assert bare == {}


def test_a_message_is_noted_once_without_its_receiver_or_a_word_of_it(tmp_path: Path) -> None:
    (carrier,) = rehearsing(tmp_path)[Medium.EMAIL]
    assert not carrier.has("AB12")  # type: ignore[attr-defined]
    for _ in range(2):
        assert carrier.send(PARCEL).outcome is Outcome.ACCEPTED  # type: ignore[attr-defined]
    (kept,) = (tmp_path / "rehearsed").rglob("*.json")
    text = kept.read_text(encoding="utf-8")
    assert carrier.has("AB12") and kept.stem == "AB12"  # type: ignore[attr-defined]
    assert not any(word in text for word in ("hanako", "児童", "山田"))
    assert kept.stat().st_mode & 0o077 == 0


def test_what_was_noted_goes_in_its_time_and_nothing_outside_it(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (carrier,) = rehearsing(home)[Medium.SMS]
    carrier.send(PARCEL)  # type: ignore[attr-defined]
    place = Place(home=home, keys=open_keys(tmp_path / "keys"), keys_folder=tmp_path / "keys")
    now = datetime.now(UTC)
    assert list(noted(place, now - timedelta(days=1)).ids) == []
    ids = list(noted(place, now + timedelta(days=1)).ids)
    assert remove_noted(place, ["../channels.yaml", *ids]) == 1
    assert (home / "channels.yaml").is_file()
