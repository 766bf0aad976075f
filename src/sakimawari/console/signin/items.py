"""Which resident a card speaks of: by name, birth date and address, and only if it is one for certain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sakimawari.console.city import city
from sakimawari.console.signin.providers import Provider
from sakimawari.problems import Problems
from sakimawari.registry.directory.run import directory_of
from sakimawari.registry.directory.values import Claim

NAME, BIRTH, ADDRESS, KANA = "氏名", "生年月日", "住所", "カナ"


def person_of_items(provider: Provider, claims: Mapping[str, Any]) -> str | None:
    """The opaque key of the one resident who agrees in everything the card tells; None if unsure.

    Whoever is not found so links their record by the code of a letter.
    """
    claim = claim_in(provider, claims)
    if claim is None:
        return None
    try:
        there = city()
        return directory_of(there.snapshot, there.keys).match(claim)
    except Problems:  # nothing is loaded yet
        return None


def claim_in(provider: Provider, claims: Mapping[str, Any]) -> Claim | None:
    """What the card tells; None where the provider tells none of it, or leaves one item out."""
    if provider.items is None:
        return None
    told = {item: _text(claims.get(claim)) for item, claim in provider.items.items()}
    try:
        born = date.fromisoformat(told[BIRTH])
    except ValueError:
        return None
    if not told[NAME] or not told[ADDRESS]:
        return None
    return Claim(name=told[NAME], born=born, kana=told.get(KANA, ""), address=told[ADDRESS])


def _text(value: Any) -> str:
    """A claim as text; an address is an object that holds its text as `formatted`."""
    if isinstance(value, Mapping):
        value = value.get("formatted")
    return " ".join(value.split()) if isinstance(value, str) else ""
