"""Django's settings that decide how safe the console is, from the office: strict unless it is a demo.

Secrets come from the folder of keys. Without one, a secret is drawn for this process alone, so that
there is never one that somebody else could know; `safety` then refuses to serve a city with it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sakimawari.guard.keys import SESSION, read_key, write_key
from sakimawari.office import Office

HSTS_SECONDS = 365 * 24 * 3600
# Believed of the proxies in SAKIMAWARI_PROXIES alone; see `forwarded`.
HTTPS_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")


@dataclass(frozen=True, slots=True, kw_only=True)
class Security:
    """What differs between a city's console and the demo on somebody's own machine."""

    secret: str
    is_lasting: bool  # the secret is kept, and the same in every process
    over_https: bool  # as the proxies bring it; `safety` serves no city without
    cookie_prefix: str


def security_of(place: Office) -> Security:
    """The security of an office's console. A demo makes its own secret at the first use."""
    path = place.keys_folder / SESSION
    if place.is_demo and not path.exists():
        place.keys()  # makes the folder, and refuses one that is open to others
        write_key(path)
    lasting = path.exists()
    over_https = bool(place.proxies) and not place.is_demo
    return Security(
        secret=read_key(path).hex() if lasting else secrets.token_hex(32),
        is_lasting=lasting,
        over_https=over_https,
        # A browser takes a cookie of this name from https and this very host alone.
        cookie_prefix="__Host-" if over_https else "",
    )
