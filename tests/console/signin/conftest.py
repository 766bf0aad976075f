"""The city's console with two identity providers, as a city would set it up."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from sakimawari import office
from sakimawari.console.city import city
from sakimawari.console.signin import discovery
from sakimawari.console.signin.providers import FILE, RESIDENTS, STAFF, secret_path
from sakimawari.fit.care import birth_of
from tests.console.signin.issuer import KNOWN, SECRET, Issuer, running_issuer
from tests.console.town import Hall

SIGN_IN = """\
staff:
  name: 庁内認証
  issuer: {issuer}
  client: staff
  scopes: [openid, profile, groups]
  factor_acr: [aal2]
  factor_amr: [mfa, otp, hwk]
  groups: groups
  grants:
    窓口/門司:
      role: clerk
      departments: [国保年金課]
      wards: [門司区]
      services: "*"
    情報:
      role: it
residents:
  issuer: {issuer}
  client: residents
  authentication: private_key_jwt
  acr_values: [aal3]
  needs_acr: [aal3]
  scopes: [openid, name, birthdate, address]
  items: {{氏名: name, 生年月日: birthdate, 住所: address}}
"""


@pytest.fixture(scope="session")
def issuer(home: Hall, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Issuer]:
    """A real OpenID provider on the loopback address; it knows one resident by name."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = tmp_path_factory.mktemp("provider")
    with running_issuer(shared.parent / "provider-8", folder, {KNOWN: card_of(home)}) as started:
        yield started


def someone() -> str:
    """The opaque key of the resident the provider knows by name."""
    there = city()
    first: str = there.run.ask("SELECT person FROM people ORDER BY row LIMIT 1")["person"][
        0
    ].as_py()
    return first


def card_of(home: Hall) -> dict[str, Any]:
    """What that resident's card tells."""
    there, person = city(), someone()
    [sealed] = there.snapshot.identities([person])["sealed"].to_pylist()
    held = json.loads(home.keys.open(person, sealed))
    born = birth_of(there.desk, person)
    assert born is not None
    [place] = there.run.ask(
        "SELECT ward::VARCHAR AS ward, town::VARCHAR AS town FROM people WHERE person = ?", [person]
    ).to_pylist()
    address = f"福岡県{home.office.city}{place['ward']}{place['town']}{held['番地']}"
    return {
        "name": held["氏名"],
        "birthdate": born.isoformat(),
        "address": {"formatted": address},
    }


@pytest.fixture
def providers(hall: Hall, issuer: Issuer, tmp_path: Path) -> Iterator[Issuer]:
    """The console knows the provider, as the one of staff and as the one of residents."""
    keys = tmp_path / "keys"
    shutil.copytree(hall.office.keys_folder, keys)
    place = replace(hall.office, keys_folder=keys)
    office.occupy(place)
    (place.home / FILE).write_text(SIGN_IN.format(issuer=issuer.address), encoding="utf-8")
    for kind, secret in ((STAFF, SECRET), (RESIDENTS, issuer.private_key)):
        secret_path(place, kind).touch(mode=0o600)
        secret_path(place, kind).write_text(secret, encoding="utf-8")
    discovery.forget()
    yield issuer
    (place.home / FILE).unlink()
    office.occupy(hall.office)


@pytest.fixture
def visitor(hall: Hall) -> Client:
    """A browser that reaches the console by its own name."""
    return Client(headers={"host": "localhost"})
