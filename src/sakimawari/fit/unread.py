"""Registers a snapshot lacks: what the services that read them stay open for."""

from __future__ import annotations

from sakimawari.packs.catalogue import Catalogue
from sakimawari.registry.store import Snapshot


def registers_wanting(snapshot: Snapshot, catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """By register that was not loaded, the services (slugs) that read a fact only it delivers.

    Without the register such a fact is unknown for everybody, so these services are "possibly" for
    many. Registers a city need not keep are not among them, nor what no register delivers.
    """
    wanting: dict[str, list[str]] = {}
    for slug in catalogue.residents.services:
        facts = catalogue.facts_needed((slug,))
        for register in dict.fromkeys(snapshot.registers_not_loaded(facts).values()):
            wanting.setdefault(register, []).append(slug)
    return {register: tuple(slugs) for register, slugs in sorted(wanting.items())}
