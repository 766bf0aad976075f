"""Whether a request comes from this very machine, and asks for it by its own name.

What came through a proxy does not, even if the proxy runs here: its own requests bear the loopback
address. A name that only resolves to the loopback address does not either (DNS rebinding).
"""

from __future__ import annotations

from ipaddress import ip_address

from django.http import HttpRequest

from sakimawari.console.project.forwarded import was_sent_on

_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


def from_loopback(request: HttpRequest) -> bool:
    """Whether both the sender and the host asked for are this machine."""
    if was_sent_on(request):
        return False
    try:
        if not ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback:
            return False
    except ValueError:
        return False
    host = request.get_host()
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    return name in _NAMES
