"""Where events may be sent: the hosts the city named for a program, and no others.

A closed network has private addresses alone, so addresses cannot be told apart by their range; a
program may therefore name only hosts that an official wrote down for it, and redirects are not
followed.
"""

from __future__ import annotations

from collections.abc import Set
from urllib.parse import urlsplit

from sakimawari.problems import fault

_LONGEST = 500
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def check_address(url: str, hosts: Set[str], *, live: bool) -> str:
    """The address itself. API023 for one without TLS, with a password, or at a host not named.

    A test key may use http on the loopback address.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        parts, host = urlsplit(""), ""
    rehearsing = not live and host in LOOPBACK
    sound = (
        len(url) <= _LONGEST
        and parts.scheme in ({"https", "http"} if rehearsing else {"https"})
        and not parts.username
        and not parts.fragment
        and host in hosts
    )
    if not sound:
        raise fault(
            "API023",
            "events cannot be sent to this address",
            "use https, and a host the city has written down for this key"
            + (f" ({', '.join(sorted(hosts))})" if hosts else " (none is yet: ask the city)"),
        )
    return url
