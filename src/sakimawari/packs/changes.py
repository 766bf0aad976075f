"""changes.yaml: what the law will change, and whether the pack is ready for it.

An amount that changes every April is a dated figure; what announces it, or what no figure can say
(a new service, another circle of people), stands here until somebody has written it into the pack.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from sakimawari.packs.findings import Findings, nearest
from sakimawari.packs.section import PARAGRAPH, Section
from sakimawari.problems import Place, Problem


class State(Enum):
    """How far a change of the law has come.

    ENACTED    公布済: law, with a date
    ANNOUNCED  予定: announced by who decides it, not yet law
    PROPOSED   検討中: under discussion; date and figures may still differ
    """

    ENACTED = "公布済"
    ANNOUNCED = "予定"
    PROPOSED = "検討中"


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalChange:
    """A change of the law by its first day in force.

    `services` are the slugs it touches (none: a service the pack does not hold yet). `held` says
    that rules and figures of the pack follow it already.
    """

    on: date
    law: str
    what: str
    state: State
    services: tuple[str, ...]
    held: bool
    source: str
    checked: date
    check_by: date
    place: Place

    def remarks(self, on: date) -> list[Problem]:
        """What an official should do about it on a day, in words; often nothing."""
        found = []
        if not self.held and self.on <= on:
            found.append(
                Problem(
                    id="PACK070",
                    what=f"{self.law} is in force since {self.on}, and the pack does not follow it: "
                    f"{self.what}",
                    do=f"read {self.source}, change rules and figures, then write `held: yes`",
                    where=self.place,
                )
            )
        elif self.check_by < on < self.on:
            found.append(
                Problem(
                    id="PACK071",
                    what=f"the change of {self.on} ({self.state.value}) was to be checked again by "
                    f"{self.check_by}: {self.what}",
                    do=f"read {self.source}, then set `state`, `checked` and `check_by`",
                    where=self.place,
                )
            )
        return found


def read_changes(
    file: Section | None, services: Mapping[str, object], findings: Findings
) -> tuple[LegalChange, ...]:
    """The changes of a pack in the order of their dates; what cannot be read is a problem."""
    if file is None:
        return ()
    sections = file.sections("changes", "a change of the law", required=True)
    read = [_read_change(section, services, findings) for section in sections]
    file.close()
    return tuple(sorted((one for one in read if one is not None), key=lambda one: one.on))


def _read_change(
    section: Section, services: Mapping[str, object], findings: Findings
) -> LegalChange | None:
    on = section.day("on", required=True)
    law = section.words("law", required=True)
    what = section.words("what", required=True, most=PARAGRAPH)
    state = section.choice("state", tuple(state.value for state in State))
    slugs = section.texts("services")
    held = section.yes("held")
    source = section.words("source", required=True)
    checked = section.day("checked", required=True)
    check_by = section.day("check_by", required=True)
    section.close()
    for slug in slugs:
        if slug.value not in services:
            findings.problem(
                "PACK072",
                f"the change of {on} names `{slug.value}`, which is no service of this pack",
                "correct the slug; leave `services` out for what the pack does not hold yet",
                where=slug.place,
                near=nearest(slug.value, services),
            )
    if on is None or not law or not what or not source or checked is None or check_by is None:
        return None
    return LegalChange(
        on=on,
        law=law,
        what=what,
        state=State(state),
        services=tuple(slug.value for slug in slugs),
        held=held,
        source=source,
        checked=checked,
        check_by=check_by,
        place=section.place,
    )
