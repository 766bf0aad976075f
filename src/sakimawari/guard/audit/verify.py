"""Whether the chain is whole: what was altered, removed, reordered, cut off or forged, and where.

Pure and in one pass: entries come in the order of the store, however many there are. What is proved:
whoever lacks the signing key cannot change, take away, add or exchange any entry that was there when
the newest head or checkpoint was written, without its being named here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum

from sakimawari.guard.audit.chain import BEGINNING, digest_of
from sakimawari.guard.audit.entries import Entry
from sakimawari.guard.audit.signing import Checkpoint, Verifier

MARK_EVERY = 256  # entries from one checkpoint to the next
HEAD = "head"
Progress = Callable[[int], None]


class Flaw(Enum):
    """What is wrong, in the words of the report.

    ALTERED      an entry does not have the content its digest was made of
    BROKEN       an entry does not follow the one before it
    MISSING      places in the chain are empty
    OUT_OF_ORDER an entry stands where a later one was expected
    CUT_OFF      entries after the last one were there and are gone
    REWRITTEN    the chain does not end, at a signed place, in what was signed
    FORGED       a checkpoint bears no good signature
    UNMARKED     a place that must bear a checkpoint has none
    UNWITNESSED  the files beside the store are gone, damaged, or know what the store does not
    """

    ALTERED = "altered"
    BROKEN = "broken"
    MISSING = "missing"
    OUT_OF_ORDER = "out_of_order"
    CUT_OFF = "cut_off"
    REWRITTEN = "rewritten"
    FORGED = "forged"
    UNMARKED = "unmarked"
    UNWITNESSED = "unwitnessed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One flaw: the first and last place in the chain it concerns (0: none in particular)."""

    flaw: Flaw
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Witnesses:
    """What speaks for the chain: checkpoints of the store, those in the file (None: unreadable), and
    the head.
    """

    stored: Sequence[Checkpoint]
    filed: Sequence[Checkpoint] | None
    head: Checkpoint | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was found; a chain is whole where nothing was."""

    entries: int
    first: int
    last: int
    checkpoints: int
    keys: tuple[str, ...]
    findings: tuple[Finding, ...] = field(default_factory=tuple)

    @property
    def whole(self) -> bool:
        return not self.findings


def verify(
    entries: Iterable[Entry],
    witnesses: Witnesses,
    verifier: Verifier,
    *,
    mark_every: int = MARK_EVERY,
    progress: Progress | None = None,
) -> Verdict:
    """Walk the chain from its beginning, or from the last signed cut, to its end."""
    findings: list[Finding] = []
    good, forged = _sorted_out(witnesses, verifier)
    findings += [Finding(flaw=Flaw.FORGED, first=each.seq, last=each.seq) for each in forged]
    findings += _unwitnessed(witnesses, verifier)
    cut = max((each for each in good if each.kind == "cut"), key=_place, default=None)
    walk = _Walk(
        seq=cut.seq if cut is not None else 0,
        digest=cut.digest if cut is not None else BEGINNING,
        signed=_by_place(good),
    )
    begins = walk.seq
    count = 0
    for entry in entries:
        findings += walk.step(entry)
        count += 1
        if progress is not None and count % 5000 == 0:
            progress(count)
    last_signed = max((each.seq for each in good), default=0)
    if last_signed > walk.seq:
        findings.append(Finding(flaw=Flaw.CUT_OFF, first=walk.seq + 1, last=last_signed))
    if count and witnesses.head is None:
        findings.append(Finding(flaw=Flaw.UNWITNESSED, first=walk.seq, last=walk.seq))
    findings += _unmarked(begins, walk.seq, good, mark_every)
    return Verdict(
        entries=count,
        first=begins + 1 if count else 0,
        last=walk.seq if count else 0,
        checkpoints=len({each.seq for each in good if each.kind != HEAD}),
        keys=tuple(sorted({each.key for each in good})),
        findings=tuple(dict.fromkeys(findings)),
    )


@dataclass(slots=True, kw_only=True)
class _Walk:
    """Where the walk stands: the last place and digest, and what is signed ahead."""

    seq: int
    digest: str
    signed: dict[int, set[str]]

    def step(self, entry: Entry) -> Iterator[Finding]:
        """What is wrong with the next entry; the walk goes on from it either way."""
        expected = self.seq + 1
        if entry.seq < expected:
            yield Finding(flaw=Flaw.OUT_OF_ORDER, first=entry.seq, last=entry.seq)
        elif entry.seq > expected:
            yield Finding(flaw=Flaw.MISSING, first=expected, last=entry.seq - 1)
        elif entry.previous != self.digest:
            yield Finding(flaw=Flaw.BROKEN, first=entry.seq, last=entry.seq)
        if digest_of(entry.draft, entry.seq, entry.previous) != entry.digest:
            yield Finding(flaw=Flaw.ALTERED, first=entry.seq, last=entry.seq)
        if any(digest != entry.digest for digest in self.signed.get(entry.seq, ())):
            yield Finding(flaw=Flaw.REWRITTEN, first=entry.seq, last=entry.seq)
        self.seq, self.digest = max(self.seq, entry.seq), entry.digest


def _place(checkpoint: Checkpoint) -> int:
    return checkpoint.seq


def _sorted_out(
    witnesses: Witnesses, verifier: Verifier
) -> tuple[list[Checkpoint], list[Checkpoint]]:
    """The checkpoints with good signatures, and the others."""
    every = [*witnesses.stored, *(witnesses.filed or ())]
    good = [each for each in every if each.kind != HEAD and verifier.holds(each)]
    forged = [each for each in every if each.kind == HEAD or not verifier.holds(each)]
    if witnesses.head is not None:
        sound = witnesses.head.kind == HEAD and verifier.holds(witnesses.head)
        (good if sound else forged).append(witnesses.head)
    return good, forged


def _unwitnessed(witnesses: Witnesses, verifier: Verifier) -> Iterator[Finding]:
    stored = set(witnesses.stored)
    if witnesses.filed is None:
        yield Finding(flaw=Flaw.UNWITNESSED, first=0, last=0)
        return
    for each in witnesses.filed:
        if each not in stored and verifier.holds(each):
            yield Finding(flaw=Flaw.UNWITNESSED, first=each.seq, last=each.seq)


def _by_place(checkpoints: Iterable[Checkpoint]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for each in checkpoints:
        found.setdefault(each.seq, set()).add(each.digest)
    return found


def _unmarked(
    begins: int, last: int, good: Iterable[Checkpoint], mark_every: int
) -> Iterator[Finding]:
    """Every so many entries there is a checkpoint: their absence shows that some were taken away."""
    marked = {each.seq for each in good if each.kind != HEAD}
    first = (begins // mark_every + 1) * mark_every
    for seq in range(first, last + 1, mark_every):
        if seq not in marked:
            yield Finding(flaw=Flaw.UNMARKED, first=seq, last=seq)
