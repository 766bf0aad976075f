"""What a rule did: the same match with and without it, and who fares differently."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sakimawari.match.fairness.groups import SMALLEST, UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """Ids whose outcome differs without the rule: who fares better without it, and who worse.

    Those neither better nor worse (another place of the same rank) stand in `other`.
    """

    rule: str
    better_without: tuple[str, ...]
    worse_without: tuple[str, ...]
    other: tuple[str, ...]

    @property
    def changed(self) -> int:
        """How many outcomes the rule moved."""
        return len(self.better_without) + len(self.worse_without) + len(self.other)


def effect_of(
    rule: str,
    with_it: Mapping[str, tuple[str, int]],
    without: Mapping[str, tuple[str, int]],
) -> Effect:
    """The effect of a rule; each outcome is (what, rank), the lower rank the better.

    An id that only one of the two holds is none of the rule's doing and is left out.
    """
    better: list[str] = []
    worse: list[str] = []
    other: list[str] = []
    for who, (what, rank) in with_it.items():
        if who not in without or without[who] == (what, rank):
            continue
        now = without[who][1]
        (better if now < rank else worse if now > rank else other).append(who)
    return Effect(
        rule=rule,
        better_without=tuple(better),
        worse_without=tuple(worse),
        other=tuple(other),
    )


def by_group(effect: Effect, of: Mapping[str, str]) -> dict[str, tuple[int | None, int | None]]:
    """Per group how many the rule helped and how many it hurt; counts of one to four are hidden."""
    helped = Counter(of.get(who) or UNKNOWN for who in effect.worse_without)
    hurt = Counter(of.get(who) or UNKNOWN for who in effect.better_without)
    return {
        group: (_shown(helped[group]), _shown(hurt[group]))
        for group in sorted(helped.keys() | hurt.keys())
    }


def _shown(count: int) -> int | None:
    return None if 0 < count < SMALLEST else count


def told(effect: Effect) -> str:
    """In a sentence."""
    if not effect.changed:
        return f"{effect.rule}がなくても、結果は変わりません。"
    return (
        f"{effect.rule}がなければ、{effect.changed:,}人の結果が変わります"
        f"（良くなる{len(effect.better_without):,}人、悪くなる{len(effect.worse_without):,}人）。"
    )
