"""What one reading of a pack found: problems (it does not load) and remarks (worth a look).

All readers of one attempt write into the same `Findings`, so that a single run shows everything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from sakimawari.problems import Place, Problem, Problems

FIELD_UNKNOWN = "PACK035"
_FIRST_OF_EXPRESSIONS = "RULE010"  # those before are about names, at their declaration
_UNDECLARED = frozenset({"RULE012", "RULE026", FIELD_UNKNOWN})


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The closest of `words`, if one is close enough to have been meant."""
    found = get_close_matches(word, list(words), n=1, cutoff=0.5)
    return found[0] if found else None


@dataclass(slots=True)
class Findings:
    """Problems and remarks in the order they were found, each once.

    `faulty` are names whose declaration has a problem of its own: what rules say of them is a
    consequence, and is left out until they are mended. `unread` is set where a whole file of
    declarations could not be read.
    """

    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)
    faulty: set[str] = field(default_factory=set)
    unread: bool = False

    def problem(
        self, id: str, what: str, do: str, *, where: Place, near: str | None = None
    ) -> None:
        """Something that keeps the pack from loading."""
        self.take([Problem(id=id, what=what, do=do, where=where, near=near)])

    def remark(self, id: str, what: str, do: str, *, where: Place, near: str | None = None) -> None:
        """Something an official should look at; the pack loads."""
        found = Problem(id=id, what=what, do=do, where=where, near=near)
        if found not in self.remarks:
            self.remarks.append(found)

    def since(self, known: int, name: str) -> None:
        """Mark a name as faulty if its declaration added to the `known` number of problems."""
        if len(self.problems) > known:
            self.faulty.add(name)

    def take(self, found: Iterable[Problem]) -> None:
        """Problems found elsewhere (by the parser or checker of rules)."""
        for problem in found:
            if problem not in self.problems:
                self.problems.append(problem)

    def raise_any(self) -> None:
        """Raise all problems together, by file and line; nothing happens if there are none.

        Raises Problems.
        """
        if self.problems:
            causes = [problem for problem in self.problems if not self._is_consequence(problem)]
            raise Problems(sorted(causes, key=position))

    def _is_consequence(self, problem: Problem) -> bool:
        """Whether a rule is only at fault because a declaration is, which is told already."""
        if not (_FIRST_OF_EXPRESSIONS <= problem.id <= "RULE999" or problem.id == FIELD_UNKNOWN):
            return False
        if self.unread and problem.id in _UNDECLARED:
            return True
        names = "|".join(re.escape(name) for name in self.faulty)
        return bool(names) and re.search(rf"(?<!\w)(?:{names})(?!\w)", problem.what) is not None


def position(problem: Problem) -> tuple[str, int, str]:
    """File, line and id of a problem: the order in which a reader mends a pack."""
    if problem.where is None:
        return "", 0, problem.id
    return problem.where.file, problem.where.line or 0, problem.id
