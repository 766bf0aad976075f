"""The city's console with two identity providers, as a city would set it up."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client

from sakimawari import office
from sakimawari.console.signin import discovery
from sakimawari.console.signin.providers import FILE, RESIDENTS, STAFF, secret_path
from tests.console.signin.issuer import SECRET, Issuer, running_issuer
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
"""


@pytest.fixture(scope="session")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Issuer]:
    """A real OpenID provider on the loopback address."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = tmp_path_factory.mktemp("provider")
    with running_issuer(shared.parent / "provider", folder) as started:
        yield started


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
