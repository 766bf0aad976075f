"""What speaks against a change: exact checks, each told with how often it finds something.

docs/explanation/blast-radius.md lists them, with what they do not see.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np

from sakimawari.fit.compare.earnings import RISE, Incentive
from sakimawari.fit.compare.meaning import parameter_states, table_states
from sakimawari.fit.compare.outcomes import Outcome, Pair, classify
from sakimawari.fit.compare.readings import Readings, Side
from sakimawari.fit.compare.report import Contradiction, Gravity
from sakimawari.fit.compare.sides import Sides
from sakimawari.fit.compare.suppression import Veil
from sakimawari.fit.compare.whatif import changed
from sakimawari.fit.compare.words import RESPECTS, STATUSES
from sakimawari.packs.case_files import Case
from sakimawari.packs.cases import CaseReport, CaseResult, cases_of, grounds_of, run_these
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.pack import NATIONAL, Gives
from sakimawari.rules.figures import days
from sakimawari.rules.outcome import Status
from sakimawari.rules.reads import facts_read, parameters_read, tables_read

Pairs = list[tuple[Case, Catalogue]]
NO_DAY = int(np.iinfo(np.int64).min)


# ---------------------------------------------------------------- worked examples


def example_checks(sides: Sides, slugs: Sequence[str]) -> dict[str, list[Contradiction]]:
    """By service: examples that held under A and come out otherwise under B, and B's own that fail.

    An example that reads a fact B declares otherwise is left out.
    """
    old = cases_of(sides.before, naming=slugs)
    grounds = grounds_of(sides.after) if not sides.what_ifs else _supposed(sides)
    national = {pack.folder.name for pack in sides.before.packs if pack.scope == NATIONAL}
    moved: Pairs = [
        (case, grounds[0] if case.place.file.split("/")[0] in national else grounds[1])
        for case, _ in old
    ]
    common = [slug for slug in slugs if _comparable(slug, sides)]
    held = {_key(result) for result in run_these(old, only=common).results if result.holds}
    found: dict[str, list[Contradiction]] = {slug: [] for slug in slugs}
    turned = [
        result
        for result in run_these(_asking(moved, common), only=common).results
        if not result.holds and _key(result) in held
    ]
    failing = _own(sides, slugs, grounds).failures
    for slug in slugs:
        of_a = [each for each in turned if each.expected.service == slug]
        own = [each for each in failing if each.expected.service == slug]
        if of_a:
            found[slug].append(_told("examples-turned", Gravity.WARNING, TURNED, of_a))
        if own:
            found[slug].append(_told("examples-failing", Gravity.ERROR, FAILING, own))
    return found


TURNED = (
    "変更前の規則で成り立つ計算例が、変更後は別の結果になります（意図した変更か、確かめてください）"
)
FAILING = "変更後の規則に添えられた計算例が、その規則で成り立ちません"


def _supposed(sides: Sides) -> tuple[Catalogue, Catalogue]:
    """B's grounds with the suppositions, which are in no file."""
    national, _ = grounds_of(sides.after)
    if national is sides.after:
        return sides.after, sides.after
    return changed(national, sides.what_ifs), sides.after


def _own(sides: Sides, slugs: Sequence[str], grounds: tuple[Catalogue, Catalogue]) -> CaseReport:
    """B's own examples; supposing a figure otherwise brings none."""
    if sides.what_ifs or sides.after is sides.before:
        return CaseReport(results=())
    present = [slug for slug in slugs if slug in sides.after.services]
    return run_these(cases_of(sides.after, naming=slugs), only=present)


def _asking(pairs: Pairs, slugs: Sequence[str]) -> Pairs:
    return [pair for pair in pairs if any(each.service in slugs for each in pair[0].expect)]


def _comparable(slug: str, sides: Sides) -> bool:
    """Whether both sides have the service, read for the same holder, over facts declared alike."""
    old, new = sides.before.services.get(slug), sides.after.services.get(slug)
    if old is None or new is None or old.holder is not new.holder:
        return False
    declared = {fact.name: fact for fact in facts_read(old.rule)}
    return all(declared.get(fact.name, fact) == fact for fact in facts_read(new.rule))


def _key(result: CaseResult) -> tuple[str, str, str, str]:
    place = result.expected.place
    return result.case.name, str(place), result.expected.subject, result.expected.service


def _told(check: str, gravity: Gravity, text: str, results: Sequence[CaseResult]) -> Contradiction:
    detail = tuple(
        f"{each.case.name}（{each.case.on.isoformat()}、{each.expected.subject}）: "
        + "、".join(
            f"{RESPECTS.get(d.what, d.what)} {STATUSES.get(d.expected, d.expected)}"
            f" → {STATUSES.get(d.came, d.came)}"
            for d in each.differences
        )
        for each in results
    )
    return Contradiction(
        check=check, gravity=gravity, text=text, before=0, after=len(results), detail=detail
    )


# ---------------------------------------------------------------- the population


def amount_checks(readings: Readings, pair: Pair, veil: Veil) -> Iterator[Contradiction]:
    """Amounts below zero, and rights to nothing."""
    if readings.service.rule.amount is None:
        return
    sides = (pair.before, pair.after)
    below = [int(((side.status != Status.NO) & (side.low < 0)).sum()) for side in sides]
    nothing = [int(((side.status == Status.YES) & (side.high == 0)).sum()) for side in sides]
    if below[1]:
        yield _counted("amount-negative", Gravity.ERROR, "額が0円未満になる人がいます", below, veil)
    if nothing[1] > nothing[0] and readings.service.gives in (Gives.BENEFIT, Gives.RELIEF):
        text = "対象になるのに額が0円の人が増えます"
        yield _counted("amount-zero", Gravity.WARNING, text, nothing, veil)


def deadline_check(pair: Pair, effect: date, veil: Veil) -> Iterator[Contradiction]:
    """People who gain a right whose last day to act lies before the change takes effect."""
    gains = np.isin(classify(pair), (Outcome.GAIN, Outcome.POSSIBLE))
    last = pair.after.deadline
    late = int((gains & (last != NO_DAY) & (last < days(effect))).sum())
    if late:
        text = "新たに対象になる人のうち、申請の期限が変更の日より前に過ぎている人がいます"
        yield _counted("deadline-before-start", Gravity.WARNING, text, [0, late], veil)


def earning_checks(
    before: Incentive | None, after: Incentive | None, gives: Gives, veil: Veil
) -> Iterator[Contradiction]:
    """Cliffs, inversions, admissions by earning more, and tiers that do not keep their order."""
    if after is None:
        return
    old = before or Incentive(**dict.fromkeys(Incentive.__slots__, 0))
    earns = f"所得が年{RISE:,}円増えると"
    worse, better = ("納める額", "減る") if gives is Gives.CHARGE else ("受け取る額", "増える")
    lost = "増える" if gives is Gives.CHARGE else "減る"
    told = (
        (
            "income-cliff",
            "cliffs",
            f"{earns}、{worse}が所得の増え方以上に{lost}世帯があります（崖）",
        ),
        ("income-inverted", "inverted", f"{earns}、{worse}が{better}世帯があります（逆転）"),
        ("income-admits", "admitted", f"{earns}初めて対象になる世帯があります（逆転）"),
    )
    for check, name, text in told:
        counts = [getattr(old, name), getattr(after, name)]
        if counts[1]:
            worst = max(old.worst_drop, after.worst_drop) if name == "cliffs" else 0
            open_to_all = None not in map(veil.count, counts)
            detail = (_worst(old, after),) if worst and open_to_all else ()
            gravity = Gravity.WARNING if counts[1] > counts[0] else Gravity.NOTE
            yield _counted(check, gravity, text, counts, veil, detail=detail)
    if after.tiers_up and after.tiers_down:
        text = "所得が増えると区分が上がる人と下がる人がいます（区分の順序が揃っていません）"
        counts = [min(each.tiers_up, each.tiers_down) for each in (old, after)]
        gravity = Gravity.WARNING if counts[1] > counts[0] else Gravity.NOTE
        yield _counted("tiers-out-of-order", gravity, text, counts, veil)


def _worst(old: Incentive, new: Incentive) -> str:
    return f"手取りの減りが最も大きい世帯で、変更前 年{old.worst_drop:,}円、変更後 年{new.worst_drop:,}円"


def _counted(
    check: str,
    gravity: Gravity,
    text: str,
    counts: Sequence[int],
    veil: Veil,
    *,
    detail: tuple[str, ...] = (),
) -> Contradiction:
    before, after = (veil.count(number) for number in counts)
    if veil.count(abs(counts[1] - counts[0])) is None:
        after = None  # the difference would tell what is hidden elsewhere
    return Contradiction(
        check=check, gravity=gravity, text=text, before=before, after=after, detail=detail
    )


# ---------------------------------------------------------------- figures


def figure_check(readings: Readings, first: date, last: date) -> Iterator[Contradiction]:
    """Figures that are not in force, repealed or marked unsure on some days of the period."""
    old, new = (set(_gaps(side, first, last)) for side in (readings.before, readings.after))
    if new:
        yield Contradiction(
            check="figure-gap",
            gravity=Gravity.WARNING if new - old else Gravity.NOTE,
            text="期間の中に、値が定まっていない額・率・表があります（その間の結果は「不明」になります）",
            before=len(old),
            after=len(new),
            detail=tuple(sorted(new)),
        )


def _gaps(side: Side, first: date, last: date) -> Iterator[str]:
    if side.service is None:
        return
    for parameter in parameters_read(side.service.rule):
        dated = side.catalogue.parameters[parameter.name]
        for day, state in parameter_states(dated, first, last):
            if isinstance(state, tuple) and state[0] != state[1]:
                yield f"{parameter.name}（{day.isoformat()}から）"
    for table in tables_read(side.service.rule):
        for day, state in table_states(side.catalogue.tables[table.name], first, last):
            if not state:
                yield f"{table.name}（{day.isoformat()}から）"
