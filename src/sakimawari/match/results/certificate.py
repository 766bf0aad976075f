"""What an examiner of a result says: every claim it checked, and every violation by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One thing said of a result.

    `id` is stable (`capacity`, `stable`, `optimal`), `text` says it in Japanese. `holds` None: not
    proved either way, with the `bound` that is known. `figures` are what was compared.
    """

    id: str
    text: str
    holds: bool | None
    figures: Mapping[str, float | int | str] = field(default_factory=dict)
    bound: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A claim broken at one place: `who` are ids of the problem (never names), `text` says how."""

    claim: str
    who: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """All claims an examiner checked, in its order, and all violations it found."""

    kind: str
    claims: tuple[Claim, ...]
    violations: tuple[Violation, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether no claim is broken (one that is not proved is not broken)."""
        return not self.violations and all(claim.holds is not False for claim in self.claims)

    def written(self) -> dict[str, Any]:
        """As it is kept in `certificate.json`."""
        return {"sound": self.sound, **asdict(self)}


def by_rules(
    kind: str,
    texts: Mapping[str, str],
    broken: Sequence[tuple[str, tuple[str, ...]]],
    figures: Mapping[str, Mapping[str, float | int | str]],
) -> Certificate:
    """Every rule as a claim, by id and text; every breach as (rule, ids) by name; figures by rule."""
    rules = {rule for rule, _ in broken}
    return Certificate(
        kind=kind,
        claims=tuple(
            Claim(id=id, text=text, holds=id not in rules, figures=figures.get(id, {}))
            for id, text in texts.items()
        ),
        violations=tuple(
            Violation(claim=rule, who=who, text=f"守られていない: {texts[rule]}")
            for rule, who in broken
        ),
    )


def certificate_of(written: Mapping[str, Any]) -> Certificate:
    """A certificate read again."""
    claims: Sequence[Mapping[str, Any]] = written["claims"]
    broken: Sequence[Mapping[str, Any]] = written["violations"]
    return Certificate(
        kind=str(written["kind"]),
        claims=tuple(Claim(**each) for each in claims),
        violations=tuple(
            Violation(claim=each["claim"], who=tuple(each["who"]), text=each["text"])
            for each in broken
        ),
    )
