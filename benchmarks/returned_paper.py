"""Slips that come back: printed, filled in by made-up hands, spoiled, read; how many, how surely.

python benchmarks/returned_paper.py --slips 2000

Two parts: calibration, on which the thresholds were chosen, and test, with other hands, other ways
of spoiling and other seeds, on which they are checked. No real handwriting was available: the hands
are strokes and typefaces made irregular, so a city measures its own paper before it trusts these
figures. Reading time is of the processor, one thread.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import cv2
import numpy as np

from paper.filling import FilledSlip, fill
from paper.hands import draw_hand
from paper.letters import printed
from paper.peer import WholePage
from paper.spoiling import CALIBRATION, DOTS, TEST, Spoiled, spoil
from sakimawari.reach.letters.geometry import Answer, Kind, Reads, SlipGeometry
from sakimawari.reach.returned.fields import OF_NO_CONSEQUENCE, FieldRead, Found, groups_of
from sakimawari.reach.returned.intake import Picture
from sakimawari.reach.returned.printed import drawn_slip
from sakimawari.reach.returned.reading import PageRead, read_page
from sakimawari.reach.returned.rule import RULE, Rule

WRITTEN = (Answer.PHONE, Answer.DATE, Answer.NUMBER, Answer.CODE, Answer.KANA)
PRINTED_AT_ONCE = 40
_BARS = (0.6, 0.7, 0.75, 0.8, 0.83, 0.87, 0.9, 0.93, 0.95)
WHOLE_PAGES = 0.2  # the share of slips nobody cut off
SEEDS = {False: 20261001, True: 20261126}


@dataclass(slots=True, kw_only=True)
class Score:
    """What came out of some pages."""

    pages: int = 0
    laid: int = 0
    silent_slips: int = 0
    fields: int = 0
    settled: int = 0  # by the machine
    right: int = 0  # of all fields with an answer nobody could dispute, the machine's reading
    disputed: int = 0
    wrong: int = 0  # settled, and wrong or not to be settled
    seconds: float = 0.0
    why: Counter[str] = field(default_factory=Counter)
    kinds: dict[str, Counter[str]] = field(default_factory=dict)  # of slips: see `kind_of`

    def add(self, other: Score) -> None:
        for name in (
            "pages",
            "laid",
            "silent_slips",
            "fields",
            "settled",
            "right",
            "disputed",
            "wrong",
        ):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.seconds += other.seconds
        self.why.update(other.why)
        for kind, counts in other.kinds.items():
            self.kinds.setdefault(kind, Counter()).update(counts)

    def as_json(self) -> dict[str, object]:
        sure = max(self.fields - self.disputed, 1)
        return {
            "pages": self.pages,
            "laid": _share(self.laid, self.pages),
            "slips_without_a_person": _share(self.silent_slips, self.pages),
            "fields": self.fields,
            "fields_without_a_person": _share(self.settled, self.fields),
            "field_accuracy": _share(self.right, sure),
            "wrong_settled_silently": self.wrong,
            "at_most_wrong_95": round(3 / max(self.settled, 1), 6) if not self.wrong else None,
            "pages_per_second": round(self.pages / max(self.seconds, 1e-9), 2),
            "by_kind": {
                kind: {**told, "silent_share": _share(told["silent"], told["pages"])}
                for kind, told in sorted(self.kinds.items())
            },
        }


def _share(part: int, whole: int) -> float:
    return round(part / max(whole, 1), 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A slip on its way back: where it was printed, what was meant, what comes in."""

    slip: SlipGeometry
    clean: np.ndarray
    filled: FilledSlip
    spoiled: Spoiled


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What is measured: how many slips of which part, by which rule, until when (seconds)."""

    count: int
    test: bool
    seed: int
    rule: Rule = RULE
    only_ticks: bool = False
    until: float = float("inf")


def pages(folder: Path, trial: Trial) -> Iterator[Page]:
    """So many slips, printed in batches, each with a hand and a way of its own."""
    count, test, seed = trial.count, trial.test, trial.seed
    ways = TEST if test else CALIBRATION
    made = 0
    while made < count and time.monotonic() < trial.until:
        rng = np.random.default_rng([SEEDS[test], seed, made])
        batch = printed(folder, min(PRINTED_AT_ONCE, count - made), rng)
        document = batch.document()
        for slip in batch.slips:
            rng = np.random.default_rng([SEEDS[test], seed, made, 1])
            yield _page(slip, ways[made % len(ways)], rng, trial, document=document)
            made += 1
            if made >= count or time.monotonic() >= trial.until:
                break
        document.close()


def _page(
    slip: SlipGeometry, way: str, rng: np.random.Generator, trial: Trial, *, document: object
) -> Page:
    hand = draw_hand(rng, test=trial.test)
    filled = fill(slip, hand, rng, DOTS, only_ticks=trial.only_ticks)
    base = drawn_slip(document, slip, DOTS)  # type: ignore[arg-type]
    written = (base.astype(np.float32) * (1 - filled.ink / 255.0)).astype(np.uint8)
    if rng.random() < WHOLE_PAGES and slip.slip.y > 20:
        above = round(slip.slip.y * DOTS)
        whole = np.full((above + written.shape[0], written.shape[1]), 255, np.uint8)
        whole[above:] = written
        for line in range(int(60 * DOTS), above - 200, 70):  # something like a letter's text
            whole[line : line + 22 : 3, 220 : int(rng.integers(900, 1900)) : 2] = 60
        written = whole
    return Page(
        slip=slip,
        clean=drawn_slip(document, slip),  # type: ignore[arg-type]
        filled=filled,
        spoiled=spoil(written, way, rng),
    )


def kind_of(page: Page) -> str:
    """What a slip asks of its reader.

    `asks`: something on it a careful clerk would ask back, or nothing ticked, or free writing: a
    person, whatever reads it. `written`: characters in cells that something follows from. `ticked`:
    ticks, the day of writing and a signature alone, everything else as it was printed.
    """
    meant = page.filled.meant
    groups = groups_of(page.slip.boxes)
    keys = {f"{group.kind.value}:{group.offer}:{group.name}": group for group in groups}
    unticked = any(
        group.kind in (Kind.CHOICE, Kind.FIELD) and group.options and not meant[key].value
        for key, group in keys.items()
    )
    if unticked or any(one.hard or one.value == "?" for one in meant.values()):
        return "asks"
    written = any(
        group.answer in (*WRITTEN, Answer.ACCOUNT)
        and meant[key].value
        and group.name not in OF_NO_CONSEQUENCE
        for key, group in keys.items()
    )
    return "written" if written else "ticked"


def judge(page: Page, read: PageRead) -> tuple[Score, list[str]]:
    """How a reading compares with what was meant, and every wrong it settled, in words."""
    score, wrongs = Score(pages=1), []
    silent = int(read.sure)
    of_kind = Counter(pages=1, silent=silent, laid=int(read.why is None), wrong=0)
    score.kinds[kind_of(page)] = of_kind
    if read.why is not None:
        score.why[read.why.id] += 1
        return score, wrongs
    score.laid = 1
    score.silent_slips = int(read.sure)
    score.why.update(read.look)
    of_kind.update(f"look {one}" for one in read.look)
    for one in read.fields:
        meant = page.filled.meant[one.key]
        good = is_right(one, meant.value)
        score.fields += 1
        score.disputed += meant.hard
        score.right += good and not meant.hard
        if one.found is Found.LEFT:
            continue  # nothing follows from it
        if one.found is Found.DOUBTFUL:
            score.why[one.why] += 1
            of_kind[f"why {one.why}"] += 1
            continue
        if read.look:
            continue  # a person sees the whole slip
        if one.found is Found.BLANK and one.options and one.kind is Kind.FIELD:
            continue  # its service was declined, so nothing follows from it
        score.settled += 1
        if not good or meant.hard:
            score.wrong += 1
            of_kind["wrong"] += 1
            wrongs.append(
                f"{page.spoiled.way} {one.answer.value} {one.part_words()} read {one.value!r} "
                f"meant {meant.value!r} sure {one.sure:.3f}"
            )
    return score, wrongs


def is_right(one: FieldRead, meant: str) -> bool:
    """Whether a reading says what was meant; a value left as printed means nothing was written."""
    return one.value == meant or (one.found is Found.PRINTED and not meant)


def measure(
    folder: Path, trial: Trial, *, progress: bool
) -> tuple[dict[str, Score], list[str], dict[str, list[tuple[float, bool]]]]:
    """Scores by way of spoiling, wrongs, and how sure each written field was, right or wrong."""
    scores: dict[str, Score] = {}
    wrongs: list[str] = []
    sures: dict[str, list[tuple[float, bool]]] = {}
    for number, page in enumerate(pages(folder, trial), start=1):
        began = time.process_time()
        read = read_page(
            Picture(number=1, gray=page.spoiled.gray),
            lambda reference, page=page: page.slip if reference == page.slip.reference else None,
            lambda _slip, page=page: page.clean,
            rule=trial.rule,
        )
        spent = time.process_time() - began
        score, found = judge(page, read)
        score.seconds = spent
        scores.setdefault(page.spoiled.way, Score()).add(score)
        for each in found:
            wrongs.append(f"page {number - 1}: {each}")
            print(f"  WRONG {wrongs[-1]}", flush=True)
        for one in read.fields:
            meant = page.filled.meant[one.key]
            if one.answer in WRITTEN and meant.value and one.parts and one.value:
                sures.setdefault(one.answer.value, []).append((one.sure, one.value == meant.value))
        if progress and number % 50 == 0:
            whole = Score()
            for each in scores.values():
                whole.add(each)
            print(f"  {number} of {trial.count}: {json.dumps(whole.as_json())}", flush=True)
    return scores, wrongs, sures


def told(name: str, scores: dict[str, Score], wrongs: list[str]) -> dict[str, object]:
    """Print a part's figures; they come back for a program."""
    whole = Score()
    for score in scores.values():
        whole.add(score)
    held = whole.as_json()
    print(f"\n{name}: {json.dumps(held)}")
    print(f"  {'way':<12} pages  laid  silent  fields  accuracy  settled  wrong  pages/s")
    for way, score in scores.items():
        each = score.as_json()
        print(
            f"  {way:<12} {score.pages:>5}  {each['laid']:.2f}  {each['slips_without_a_person']:>6.2f}  "
            f"{score.fields:>6}  {each['field_accuracy']:>8.4f}  {each['fields_without_a_person']:>7.3f}  "
            f"{score.wrong:>5}  {each['pages_per_second']:>7}"
        )
    for kind, each in held["by_kind"].items():
        print(f"  {kind:<8} {json.dumps(each)}")
    print(f"  why a person: {dict(whole.why.most_common(14))}")
    for each in wrongs[:30]:
        print(f"  WRONG {each}")
    return {**held, "by_way": {way: score.as_json() for way, score in scores.items()}}


def surest(sures: dict[str, list[tuple[float, bool]]]) -> dict[str, dict[str, float]]:
    """For each kind: accuracy of the bare reading, and how sure the surest wrong one was;
    for some thresholds how many would be taken, and how many of those are wrong."""
    found = {}
    for kind, each in sures.items():
        wrong = [sure for sure, right in each if not right]
        found[kind] = {
            "read": len(each),
            "accuracy": round(sum(right for _, right in each) / len(each), 4),
            "surest_wrong": round(max(wrong, default=0.0), 4),
            "kept_at": {
                str(bar): [sum(s >= bar for s, _ in each), sum(s >= bar for s in wrong)]
                for bar in _BARS
            },
        }
    return found


def main() -> None:
    """Measure both parts and a peer, and report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--slips", type=int, default=60, help="half for calibration, half to test")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--peer", type=int, default=2, help="pages read whole by rapidocr")
    parser.add_argument("--part", choices=("both", "calibration", "test"), default="both")
    parser.add_argument("--only-ticks", action="store_true", help="residents who write nothing")
    parser.add_argument("--digits", type=float, default=RULE.digits, help="threshold")
    parser.add_argument("--kana", type=float, default=RULE.kana, help="threshold")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="for each part")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    rule = replace(RULE, digits=asked.digits, kana=asked.kana)
    cv2.setNumThreads(1)
    found: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part, test in (("calibration", False), ("test", True)):
            if asked.part in ("both", part):
                trial = Trial(
                    count=max(asked.slips // 2, 1),
                    test=test,
                    seed=asked.seed,
                    rule=rule,
                    only_ticks=asked.only_ticks,
                    until=time.monotonic() + asked.minutes * 60,
                )
                scores, wrongs, sures = measure(folder, trial, progress=asked.slips > 200)
                found[part] = told(part, scores, wrongs)
                found[f"{part}_bare"] = surest(sures)
                print(f"  bare reading: {json.dumps(found[f'{part}_bare'])}")
        if asked.peer:
            peers = Trial(count=asked.peer, test=True, seed=asked.seed)
            found["peer"] = WholePage().against(pages(folder, peers))
            print(f"\npeer: {json.dumps(found['peer'])}")
    if asked.json:
        print(json.dumps(found))


assert Kind.CHOICE and Reads.TICK


if __name__ == "__main__":
    main()
