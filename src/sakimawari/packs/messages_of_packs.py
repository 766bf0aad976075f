"""messages.yaml of all packs, laid over the services: a national pack's own, then the city's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sakimawari.packs.findings import Findings, nearest
from sakimawari.packs.messages import fillable_of, read_messages
from sakimawari.packs.pack import Service
from sakimawari.packs.section import Section
from sakimawari.packs.sources import Sources


def with_messages(
    services: Mapping[str, Service], sources: Sequence[Sources], findings: Findings
) -> dict[str, Service]:
    """The services with the words of every messages.yaml, national packs first.

    What a service's own file says stands over the messages.yaml of its pack, and a city's over
    both. A national pack speaks of its own services alone: PACK096 for any other name.
    """
    found = dict(services)
    for source in sources:
        if source.messages is None:
            continue
        own = {slug for slug, _ in source.services}
        known = own if source.is_national else own | services.keys()
        for slug, place in source.messages.places.items():
            section = source.messages.section(slug, f"the messages of {slug}", required=True)
            if slug not in known:
                findings.problem(
                    "PACK096",
                    f"`{slug}` is no service of this pack",
                    "correct the slug, or say it in the pack that holds the service",
                    where=place,
                    near=nearest(slug, sorted(known)),
                )
            elif section is not None and (service := found.get(slug)) is not None:
                found[slug] = _laid_over(service, section, is_own=slug in own, source=source)
    return found


def _laid_over(service: Service, section: Section, *, is_own: bool, source: Sources) -> Service:
    """A service with words for it; those of a national pack do not fit what a city has replaced."""
    if source.is_national and service.pack != source.head.id:
        return service
    said, before = read_messages(section, fillable_of(service.rule)), service.messages
    if is_own:
        return replace(service, messages=said if before is None else before.over(said))
    return replace(service, messages=said.over(before))
