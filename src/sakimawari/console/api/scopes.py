"""What a program's key may be given, each with what it opens in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

SCOPES: Mapping[str, str] = {
    "services:read": "The catalogue: conditions, figures of the law, papers, deadlines",
    "situations:read": "What a household would be owed that the program describes itself",
    "rights:read": "What a resident of the city is or will be owed, by opaque key",
    "cases:read": "Cases: their state, days and amounts; never names",
    "cases:write": "Hand in an application for a resident, and say something in its case",
    "hooks:write": "Be told of what happens, at an address of the program's own",
}


def unknown_scopes(asked: Iterable[str]) -> tuple[str, ...]:
    """Those that are no scopes, in order."""
    return tuple(sorted(set(asked) - SCOPES.keys()))
