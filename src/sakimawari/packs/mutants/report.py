"""What a trial of mutants came to: survivors one by one, counts by pack, kind and in total."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sakimawari.packs.mutants.mutant import OF_PARAMETERS, Kind, Mutant


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Mutants tried, and those no example noticed."""

    mutants: int = 0
    survived: int = 0

    @property
    def killed(self) -> int:
        return self.mutants - self.survived

    @property
    def rate(self) -> float:
        """The share that survived; 0 where there was nothing to change."""
        return self.survived / self.mutants if self.mutants else 0.0

    def as_json(self) -> dict[str, object]:
        """The count for a program."""
        return {
            "mutants": self.mutants,
            "killed": self.killed,
            "survived": self.survived,
            "survival_rate": round(self.rate, 5),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class MutantReport:
    """The mutants of a run in the order of the files, and the survivors among them.

    `expectations` is how many took part: those that hold under the rules as they are.
    """

    mutants: tuple[Mutant, ...]
    survivors: tuple[Mutant, ...]
    expectations: int

    @property
    def total(self) -> Count:
        return self.count(self.mutants)

    @property
    def of_parameters(self) -> Count:
        """Changes of dated figures alone: values, and their first days."""
        return self.count(each for each in self.mutants if each.kind in OF_PARAMETERS)

    def by_kind(self) -> Iterator[tuple[Kind, Count]]:
        """Counts of each kind there is."""
        for kind in Kind:
            chosen = [each for each in self.mutants if each.kind is kind]
            if chosen:
                yield kind, self.count(chosen)

    def by_pack(self) -> Iterator[tuple[str, Count]]:
        """Counts of each pack."""
        for pack in dict.fromkeys(each.pack for each in self.mutants):
            yield pack, self.count(each for each in self.mutants if each.pack == pack)

    def count(self, chosen: Iterable[Mutant]) -> Count:
        """How many of some mutants of the run survived."""
        alive = {id(each) for each in self.survivors}
        held = list(chosen)
        return Count(mutants=len(held), survived=sum(id(each) in alive for each in held))

    def as_json(self) -> dict[str, object]:
        """The report for a program."""
        return {
            **self.total.as_json(),
            "expectations": self.expectations,
            "parameters": self.of_parameters.as_json(),
            "packs": {pack: count.as_json() for pack, count in self.by_pack()},
            "kinds": {kind.value: count.as_json() for kind, count in self.by_kind()},
            "survivors": [each.as_json() for each in self.survivors],
        }


def joined(reports: Iterable[MutantReport]) -> MutantReport:
    """Several runs as one."""
    held = list(reports)
    return MutantReport(
        mutants=tuple(each for report in held for each in report.mutants),
        survivors=tuple(each for report in held for each in report.survivors),
        expectations=sum(report.expectations for report in held),
    )
