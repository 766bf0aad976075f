"""The real OpenID provider of the tests: installed once with npm, started for a run of the tests."""

from __future__ import annotations

import fcntl
import json
import shutil
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc.jwk import ECKey, RSAKey

SCRIPT = Path(__file__).parent / "provider"
SECRET = "the staff client's secret, of tests alone"
STAFF_SUBJECT, STRANGER = "staff-7f3a", "staff-9c1d"
RESIDENT, KNOWN = "card-51be", "card-77d0"  # the second with name, birth date and address
ACCOUNTS: Mapping[str, Mapping[str, Any]] = {
    STAFF_SUBJECT: {"name": "検査 花子", "groups": ["/窓口/門司", "everybody"]},
    STRANGER: {"name": "検査 次郎", "groups": ["everybody"]},
    RESIDENT: {},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """A running provider and what the console proves itself with."""

    address: str
    private_key: str  # PEM, for the residents' client
    signing: RSAKey  # the provider's own, to forge with

    def sign_in(
        self, address: str, subject: str, *, acr: str = "", amr: str = "", fresh: bool = True
    ) -> str:
        """Goes where the console led, signs in, and tells where the provider leads back to."""
        assert address.startswith(self.address)
        with httpx.Client() as browser:
            found = browser.get(address)
            while "location" in found.headers:
                onward = urljoin(str(found.url), found.headers["location"])
                if not onward.startswith(self.address):
                    return onward
                found = browser.get(onward)
            sent = {"subject": subject, "acr": acr, "amr": amr}
            found = browser.post(str(found.url), data=sent)
            while "location" in found.headers:
                onward = urljoin(str(found.url), found.headers["location"])
                if not onward.startswith(self.address):
                    return onward
                found = browser.get(onward)
        raise AssertionError(f"the provider did not lead back: {found.status_code} {found.text}")


def path_of(address: str) -> str:
    """Path and query of an address, as Django's client takes it."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


@contextmanager
def running_issuer(
    cache: Path, folder: Path, accounts: Mapping[str, Mapping[str, Any]]
) -> Iterator[Issuer]:
    """The provider, installed below `cache` unless it is there; its files lie in `folder`.

    It knows these accounts, beside those above.
    """
    node = _installed(cache)
    port = _free_port()
    signing = RSAKey.generate_key(2048, {"kid": "provider-1", "use": "sig", "alg": "RS256"})
    private_key = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    config = folder / "provider.json"
    config.write_text(
        json.dumps(_config(port, signing, private_key, {**ACCOUNTS, **accounts})), encoding="utf-8"
    )
    with subprocess.Popen(
        [node, "provider.js", str(config)],
        cwd=cache,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            assert process.stdout is not None
            if process.stdout.readline().strip() != b"ready":
                pytest.skip("the identity provider does not run with this version of node")
            address = f"http://localhost:{port}"
            yield Issuer(address=address, private_key=private_key.decode(), signing=signing)
        finally:
            process.terminate()


def _config(
    port: int, signing: RSAKey, private_key: bytes, accounts: Mapping[str, Any]
) -> dict[str, Any]:
    common = {"response_types": ["code"], "grant_types": ["authorization_code"]}
    hosts = ("http://localhost", "http://localhost:8999")
    public = ECKey.import_key(private_key).as_dict(private=False)

    def client(kind: str) -> dict[str, Any]:
        return {
            **common,
            "client_id": kind,
            "redirect_uris": [f"{host}/sign-in/back/{kind}/" for host in hosts],
            "post_logout_redirect_uris": [f"{host}/sign-in/out/done/" for host in hosts],
        }

    return {
        "port": port,
        "acr_values": ["aal2", "aal3"],
        "lean_tokens": False,
        "jwks": {"keys": [signing.as_dict(private=True)]},
        "clients": [
            {**client("staff"), "client_secret": SECRET},
            {
                **client("residents"),
                "token_endpoint_auth_method": "private_key_jwt",
                "token_endpoint_auth_signing_alg": "ES256",
                "jwks": {"keys": [{**public, "kid": "console-1", "use": "sig"}]},
            },
        ],
        "accounts": accounts,
    }


def _installed(cache: Path) -> str:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("node and npm are needed for the identity provider (Debian: nodejs npm)")
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for name in ("package.json", "provider.js"):
            shutil.copyfile(SCRIPT / name, cache / name)
        if not (cache / "node_modules" / ".package-lock.json").exists():
            made = subprocess.run(
                [
                    npm,
                    "install",
                    "--no-audit",
                    "--no-fund",
                    "--no-package-lock",
                    "--ignore-scripts",
                ],
                cwd=cache,
                capture_output=True,
                text=True,
                check=False,
                timeout=300,
            )
            if made.returncode != 0:
                pytest.skip(f"npm could not install the identity provider: {made.stderr[-300:]}")
    return node


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
    return port
