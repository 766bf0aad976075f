"""What must be so before a city's console may serve: checked when the server starts, all at once.

The demo, marked as such in its home, is let through: it holds nobody's data and answers on the
loopback address alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from sakimawari.console.project.security import Security, security_of
from sakimawari.console.signin.provider_file import read_providers
from sakimawari.console.signin.providers import FILE, RESIDENTS, STAFF, secret_path
from sakimawari.guard.keys import SESSION
from sakimawari.office import Office
from sakimawari.problems import Place, Problem, Problems


def check_safety(place: Office) -> None:
    """Raises `Problems` with everything that makes it unsafe to serve this office's console."""
    if place.is_demo:
        return
    found = list(unsafe(place))
    if found:
        raise Problems(found)


def unsafe(place: Office) -> Iterator[Problem]:
    """Every fault, each with what to do."""
    try:
        security: Security | None = security_of(place)
    except Problems as problems:
        yield from problems.found
        security = None
    if security is not None and not security.is_lasting:
        yield Problem(
            id="SIGN010",
            what="the folder of keys holds no key for sessions",
            do="make one: sakimawari keys new",
            where=Place(file=SESSION),
        )
    try:
        place.keys()
    except Problems as problems:
        yield from problems.found
    if not place.hosts:
        yield _setting("SIGN011", "SAKIMAWARI_HOSTS", "no name of the console is set")
    elif any(name in {"*", ".", "localhost"} or name.startswith("*") for name in place.hosts):
        yield _setting("SIGN011", "SAKIMAWARI_HOSTS", "a name of the console stands for any host")
    if not place.proxies:
        yield _setting("SIGN012", "SAKIMAWARI_PROXIES", "no proxy is set that brings https")
    yield from _unsafe_providers(place)


def _unsafe_providers(place: Office) -> Iterator[Problem]:
    path = place.home / FILE
    known = set()
    if path.is_file():
        try:
            known = set(read_providers(path, is_demo=False))
        except Problems as problems:
            yield from problems.found
            return
    for kind in (STAFF, RESIDENTS):
        if kind not in known:
            yield Problem(
                id="SIGN013",
                what=f"no identity provider is set for {kind}",
                do=f"describe it as `{kind}:` in {FILE} (docs/how-to/sign-in-with-your-provider.md)",
                where=Place(file=FILE),
            )
            continue
        secret = secret_path(place, kind)
        if not secret.is_file() or secret.stat().st_mode & 0o077:
            yield Problem(
                id="SIGN002",
                what="the secret for the identity provider is missing, or can be read by others",
                do="put it into the folder of keys under this name, for its owner alone (chmod 600)",
                where=Place(file=secret.name),
            )


def _setting(id: str, name: str, what: str) -> Problem:
    return Problem(
        id=id,
        what=what,
        do=f"set {name} (docs/reference/settings.md)",
        where=Place(file="environment"),
    )
