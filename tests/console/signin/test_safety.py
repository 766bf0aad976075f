"""A city's console does not begin to serve without its own keys, names, providers and https."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sakimawari.console.project.safety import check_safety, unsafe
from sakimawari.console.project.security import security_of
from sakimawari.console.signin.provider_file import read_providers
from sakimawari.console.signin.providers import FILE
from sakimawari.guard.actor import Role
from sakimawari.guard.keys import SESSION, open_keys, write_key
from sakimawari.office import DEMO_MARK, Office
from sakimawari.problems import Problems

SIGN_IN = """\
staff:
  issuer: https://id.city.example.jp/realms/city
  client: sakimawari
  grants:
    窓口: {role: clerk, departments: [国保年金課], wards: "*", services: "*"}
residents:
  issuer: https://auth.example.go.jp
  client: RP00000001
  authentication: private_key_jwt
"""


def place(folder: Path) -> Office:
    """A city's office with everything in order."""
    home, keys = folder / "home", folder / "keys"
    home.mkdir()
    open_keys(keys, data_folder=home)
    write_key(keys / SESSION)
    (home / FILE).write_text(SIGN_IN, encoding="utf-8")
    for kind in ("staff", "residents"):
        secret = keys / f"sign-in-{kind}.secret"
        secret.touch(mode=0o600)
        secret.write_text("a secret", encoding="utf-8")
    return Office(
        home=home,
        keys_folder=keys,
        threads=1,
        city="検査市",
        municipality="401005",
        phone="",
        master=None,
        hosts=("my.city.example.jp",),
        proxies=("10.0.0.5",),
    )


def ids(office: Office) -> list[str]:
    return [problem.id for problem in unsafe(office)]


def test_a_city_with_everything_in_order_is_served(tmp_path: Path) -> None:
    check_safety(place(tmp_path))


def test_an_empty_city_is_told_everything_it_lacks_at_once(tmp_path: Path) -> None:
    bare = Office(
        home=tmp_path / "home",
        keys_folder=tmp_path / "keys",
        threads=1,
        city="検査市",
        municipality="401005",
        phone="",
        master=None,
    )
    with pytest.raises(Problems) as problems:
        check_safety(bare)
    found = [problem.id for problem in problems.value.found]
    assert found == ["SIGN010", "SIGN011", "SIGN012", "SIGN013", "SIGN013"]


def test_a_demo_needs_none_of_it(tmp_path: Path) -> None:
    (tmp_path / DEMO_MARK).touch()
    demo = replace(place_without_anything(tmp_path), home=tmp_path)
    check_safety(demo)


def place_without_anything(folder: Path) -> Office:
    return Office(
        home=folder / "home",
        keys_folder=folder / "keys",
        threads=1,
        city="検査市",
        municipality="401005",
        phone="",
        master=None,
    )


@pytest.mark.parametrize("name", ["*", "localhost", ".", "*.example.jp"])
def test_a_name_that_stands_for_any_host_is_none(tmp_path: Path, name: str) -> None:
    assert ids(replace(place(tmp_path), hosts=("my.city.example.jp", name))) == ["SIGN011"]


def test_a_secret_others_can_read_is_none(tmp_path: Path) -> None:
    office = place(tmp_path)
    (office.keys_folder / "sign-in-staff.secret").chmod(0o644)
    assert ids(office) == ["SIGN002"]


def test_a_session_key_others_can_read_is_refused(tmp_path: Path) -> None:
    office = place(tmp_path)
    (office.keys_folder / SESSION).chmod(0o640)
    assert ids(office) == ["GUARD002"]


def test_without_a_kept_secret_each_process_draws_its_own(tmp_path: Path) -> None:
    bare = place_without_anything(tmp_path)
    first, second = security_of(bare), security_of(bare)
    assert first.secret != second.secret
    assert not first.is_lasting


def test_a_demo_makes_its_own_secret_and_keeps_it(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / DEMO_MARK).touch()
    demo = replace(place_without_anything(tmp_path), home=home)
    first = security_of(demo)
    assert security_of(demo) == first
    assert first.is_lasting and not first.over_https
    assert (demo.keys_folder / SESSION).stat().st_mode & 0o077 == 0


def test_over_https_cookies_belong_to_this_very_host(tmp_path: Path) -> None:
    security = security_of(place(tmp_path))
    assert security.over_https
    assert security.cookie_prefix == "__Host-"


# ---------------------------------------------------------------- sign-in.yaml


def read(folder: Path, text: str) -> list[str]:
    path = folder / FILE
    path.write_text(text, encoding="utf-8")
    try:
        read_providers(path, is_demo=False)
    except Problems as problems:
        return [f"{problem.where}: {problem.what}" for problem in problems.found]
    return []


def test_a_file_of_providers_is_read_as_written(tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.write_text(SIGN_IN, encoding="utf-8")
    found = read_providers(path, is_demo=False)
    assert found["residents"].authentication == "private_key_jwt"
    grant = (found["staff"].grants or {})["窓口"]
    assert grant.roles == {Role.CLERK}
    assert (grant.departments, grant.wards, grant.services) == ({"国保年金課"}, {"*"}, {"*"})
    assert found["staff"].origin == "https://id.city.example.jp"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("issuer: https://id", "issuer: http://id", "not reached by https"),
        ("issuer: https://id", "issuer: http://localhost.", "not reached by https"),
        ("role: clerk", "role: clark", "no role `clark`"),
        ('wards: "*", ', "", "`wards` is missing"),
        ("client: sakimawari", "clients: sakimawari", "`clients` means nothing here"),
        ("private_key_jwt", "none", "`none` is not allowed"),
        ("client: RP", "algorithms: [none]\n  client: RP", "`none` is not allowed"),
        ("client: RP", "algorithms: [HS256]\n  client: RP", "`HS256` is not allowed"),
        ("client: RP", "scopes: [profile]\n  client: RP", "`openid` is missing"),
        ("client: RP", "items: {氏名: name}\n  client: RP", "items of a card"),
        (
            "client: RP",
            "items: {氏名: name, 生年月日: birthdate, 住所: address}\n  client: RP",
            "a name alone proves nobody",
        ),
        ("{role: clerk", "{named: true, role: clerk", "`named` means nothing here"),
        ("staff:", "stuff:", "`stuff` means nothing here"),
        ("client: sakimawari", "client: [sakimawari]", "a text is needed"),
    ],
)
def test_a_slip_in_the_file_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert any(told in line for line in read(tmp_path, SIGN_IN.replace(old, new, 1)))


def test_a_provider_on_this_machine_needs_no_https_in_the_demo_alone(tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.write_text(SIGN_IN.replace("https://id.city.example.jp", "http://localhost:8080"), "utf-8")
    assert read_providers(path, is_demo=True)["staff"].issuer == "http://localhost:8080/realms/city"
    with pytest.raises(Problems):
        read_providers(path, is_demo=False)
