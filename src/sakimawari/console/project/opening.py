"""The counter of an invented city, opened for the demo: accounts of its staff, cases in every state."""

from __future__ import annotations

from sakimawari.console.casework.opening import Crew, open_some
from sakimawari.console.city import city
from sakimawari.console.signin.personas import become, personas


def open_counter(*, most: int = 60) -> int:
    """Let residents of the demo apply and its staff work on some of it; how many cases that is."""
    there = city()
    known = {persona.id: persona for persona in personas(there)}
    clerk = known["clerk"]
    crew = Crew(
        clerk=become(clerk),
        supervisor=become(known["supervisor"]),
        apart=frozenset(one.profile.person for one in known.values() if one.profile.person),
        departments=clerk.profile.departments,
        wards=clerk.profile.wards,
    )
    return open_some(there, crew, most=most)
