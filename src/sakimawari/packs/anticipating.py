"""anticipate.yaml: which services' demand is foreseen, what an application asks of the offices.

Nothing of it decides a result. Of each service: how many minutes of staff and sheets of paper an
application takes, how long after the right begins it comes (lag), who takes it up where no register
tells, which place it needs. And which facts change with a person's life, so that projected people
can be given those of somebody at the same point of it. A city's pack may say it for services of
national packs, and goes first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from sakimawari.packs.document import Text
from sakimawari.packs.findings import Findings, nearest
from sakimawari.packs.section import PARAGRAPH, Section

LONGEST_LAG = 36  # months
MOST_MINUTES = 10_000
LAG = (0.60, 0.20, 0.10, 0.05, 0.03, 0.02)  # of those who apply, by months after the right begins


class Follows(Enum):
    """What of a person's life a fact follows; a fact that follows nothing stays as it is.

    AGE         the age attained (registers of health, school, pension, insurance)
    WORK        whether the person works, and age (income, taxes)
    CARE        the level of 要介護認定, and age
    DISABILITY  whether there is a recognised disability, and age
    FAMILY      a partner, the age of the youngest child at home, whether one answers for a child
    """

    AGE = "age"
    WORK = "work"
    CARE = "care"
    DISABILITY = "disability"
    FAMILY = "family"


@dataclass(frozen=True, slots=True, kw_only=True)
class Foresight:
    """What a pack says of the demand for one service; None where it leaves it open.

    `minutes` and `renewal_minutes` are minutes of staff for an application and for a yearly renewal,
    `papers` sheets handled for an application. `lag` holds the shares (adding up to 1) of those who
    apply in the month in which the right begins, the next, and so on. `take_up` (0 to 1) stands
    where no register tells who receives. `place` names the kind of place a recipient takes up.
    `age` is the age at which nearly all of its rights begin (75 for 後期高齢者医療). `comes_with` names
    the service with whose beginning it is asked for, where the right itself hangs on a wish or need
    nobody projects (要介護認定 comes with what the certified use). `basis` says where figures come from.
    """

    minutes: int | None = None
    renewal_minutes: int | None = None
    papers: int | None = None
    lag: tuple[float, ...] | None = None
    take_up: float | None = None
    place: str | None = None
    age: int | None = None
    comes_with: str | None = None
    basis: str | None = None

    def over(self, other: Foresight) -> Foresight:
        """This, with what it leaves open taken from another."""
        said = {
            name: getattr(self, name) if getattr(self, name) is not None else getattr(other, name)
            for name in Foresight.__slots__
        }
        return Foresight(**said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anticipating:
    """What a pack says of demand: by slug ("": of every service foreseen), and what facts follow."""

    services: Mapping[str, Foresight] = field(default_factory=dict)
    follows: Mapping[str, Follows] = field(default_factory=dict)  # by fact, as rules write it


def read_anticipating(
    file: Section | None,
    own: Mapping[str, object],
    facts: Mapping[str, str | None],
    findings: Findings,
    *,
    national: bool,
) -> Anticipating:
    """What a pack says; `own` are its services, `facts` its facts with their registers.

    PACK100 for a service a national pack does not hold, PACK101 for what is neither a fact nor a
    register of the pack, or follows two things, PACK102 for figures that cannot be.
    """
    if file is None:
        return Anticipating()
    found: dict[str, Foresight] = {}
    general = file.section("default", "what holds for every service")
    if general is not None:
        found[""] = _read(general, findings)
    services = file.section("services", "the services foreseen")
    for slug, place in {} if services is None else services.places.items():
        section = services.section(slug, f"the demand for {slug}") if services else None
        found[slug] = Foresight() if section is None else _read(section, findings)
        if national and slug not in own:
            findings.problem(
                "PACK100",
                f"`{slug}` is no service of this pack, so that its demand is not foreseen here",
                "correct the slug, or say it in the pack that holds the service",
                where=place,
                near=nearest(slug, own),
            )
    follows = _follows(file.section("follows", "what facts follow"), facts, findings)
    file.close()
    return Anticipating(services=found, follows=follows)


def _follows(
    section: Section | None, facts: Mapping[str, str | None], findings: Findings
) -> dict[str, Follows]:
    """Each fact named, itself or by its register."""
    found: dict[str, Follows] = {}
    if section is None:
        return found
    registers = {register for register in facts.values() if register is not None}
    named: dict[str, Follows] = {}
    for what in Follows:
        for text in section.texts(what.value):
            name = text.value.strip()
            if name not in facts and name not in registers:
                known = [*facts, *registers]
                _misfit(f"`{name}` is no fact and no register of this pack", text, findings, known)
            elif named.setdefault(name, what) is not what:
                _misfit(f"`{name}` follows two things", text, findings, ())
            elif name in facts:
                found[name] = what
    for fact, register in facts.items():
        if register is not None and register in named:
            found.setdefault(fact, named[register])
    section.close()
    return found


def _misfit(what: str, text: Text, findings: Findings, known: list[str] | tuple[str, ...]) -> None:
    findings.problem(
        "PACK101",
        what,
        "name a fact or a register of facts.yaml, under one thing it follows",
        where=text.place,
        near=nearest(text.value.strip(), known),
    )


def _read(section: Section, findings: Findings) -> Foresight:
    found = Foresight(
        minutes=_whole(section, "minutes"),
        renewal_minutes=_whole(section, "renewal_minutes"),
        papers=_whole(section, "papers"),
        lag=_lag(section, findings),
        take_up=_percent(section, "take_up"),
        place=section.words("place"),
        age=_whole(section, "age"),
        comes_with=section.words("comes_with"),
        basis=section.words("basis", most=PARAGRAPH),
    )
    section.close()
    return found


def _whole(section: Section, key: str) -> int | None:
    text = section.text(key)
    if text is None:
        return None
    written = text.value.strip()
    if not (written.isascii() and written.isdigit() and int(written) <= MOST_MINUTES):
        section.unreadable(key, text, f"a whole number from 0 to {MOST_MINUTES}")
        return None
    return int(written)


def _percent(section: Section, key: str) -> float | None:
    text = section.text(key)
    if text is None:
        return None
    value = _share(text)
    if value is None:
        section.unreadable(key, text, "a percentage from 0 to 100, without a sign")
    return value


def _share(text: Text) -> float | None:
    written = text.value.strip()
    plain = written.replace(".", "", 1)
    if not (plain.isascii() and plain.isdigit() and float(written) <= 100):
        return None
    return float(written) / 100


def _lag(section: Section, findings: Findings) -> tuple[float, ...] | None:
    """Percentages by month after the right begins, which must add up to 100."""
    texts = section.texts("lag")
    if not texts:
        return None
    shares = [_share(text) for text in texts]
    told = [share for share in shares if share is not None]
    if len(told) < len(shares) or len(shares) > LONGEST_LAG or abs(sum(told) - 1) > 1e-6:
        findings.problem(
            "PACK102",
            f"`lag` of {section.what} is no list of percentages that add up to 100",
            "write the percentages of those who apply, month after month: [60, 30, 10]",
            where=texts[0].place,
        )
        return None
    return tuple(told)
