"""A round from its folder to a finished result: read, check, place, examine, prove, tell, write.

    result.csv        every child: result, facility, pool, number of the wish
    reasons.csv       why, for the clerk; wishes.csv the same wish by wish as figures; notices.csv what each family is told (ja, easy, en)
    facilities.html   a sheet to print for each facility; facilities.csv the same as a table
    waiting.csv       who waits where, in order; seats.csv every pool, and what one more seat would do
    protected.csv     children under protection, for the officer who looks after them
    blocking.csv      families for whom no stable plan exists, where there are any
    fairness.csv/json, *.svg, report.json, certificate.json
    compared.csv, changes.csv, effects.csv   beside another result; after an earlier run; without a rule

Same folder, settings, seed and version: the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from sakimawari.drawing.sheets import Table, csv_of
from sakimawari.match.allocate import comparing
from sakimawari.match.allocate.again import (
    KEPT,
    Again,
    Changed,
    Rerun,
    changes,
    changes_table,
    given_again,
    read_told,
    told_in,
)
from sakimawari.match.allocate.because.why import Reasons
from sakimawari.match.allocate.building import Book
from sakimawari.match.allocate.drawn import lots_table
from sakimawari.match.allocate.engine.proposing import allocate
from sakimawari.match.allocate.engine.seats import Seats
from sakimawari.match.allocate.examining.verifying import Examination, examine
from sakimawari.match.allocate.market.values import Blocking
from sakimawari.match.allocate.outcomes import Outcome, outcomes_of
from sakimawari.match.allocate.preparing import Fix, Shape, prepare, settings_of
from sakimawari.match.allocate.reading.found import Found
from sakimawari.match.allocate.sharing import shares_of
from sakimawari.match.allocate.telling.words import Told, told_of
from sakimawari.match.allocate.without import effect_without, effects_table
from sakimawari.match.allocate.writing import pictures, printing, tables
from sakimawari.match.allocate.writing.maps import map_of
from sakimawari.match.fairness.effects import Effect
from sakimawari.match.fairness.groups import Comparison
from sakimawari.match.fairness.writing import data_of, table_of
from sakimawari.match.reading.sheets import write_set_aside
from sakimawari.match.results.certificate import Certificate
from sakimawari.match.results.folder import SET_ASIDE, result_folder, write_certificate
from sakimawari.problems import Problems, fault

Progress = Callable[[str, int, int], None]
Placed = Mapping[str, str | None]
_STAGES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What is asked of a run. `prove`: deterministic seconds for proofs, 0 for none."""

    folder: Path
    out: Path
    on: date
    shape: Shape
    seed: int = 0
    go_on: bool = False
    prove: float = 0.0
    previous: Path | None = None
    rerun: Rerun = Rerun.GUARANTEED
    compare: Path | None = None
    fixes: tuple[Fix, ...] = ()
    without: tuple[str, ...] = ()
    seats: bool = True  # work out what one seat more at each pool would do


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A finished round; `found` what was set aside and remarked, `figures` what the report says."""

    book: Book
    found: Found
    outcomes: tuple[Outcome, ...]
    certificate: Certificate
    blocking: tuple[Blocking, ...]
    figures: Mapping[str, int | float | str]
    changed: tuple[Changed, ...] = ()
    agreement: Mapping[str, int | float] = field(default_factory=dict)

    @property
    def remarked(self) -> bool:
        """Whether anything was set aside, or families are left blocked."""
        return bool(self.found.aside or self.blocking)


def run(ask: Ask, *, progress: Progress) -> Round:
    """Carry it out and publish the folder.

    Rows that cannot be used are raised together unless asked to go on; equal applicants whom no
    tie-break parts always are (ALLOC052). ALLOC064: the examiner does not certify the plan; nothing
    is published.
    """
    progress("read", 0, _STAGES)
    book, found = prepare(ask.folder, ask.on, ask.shape, fixes=ask.fixes)
    _stop(found, go_on=ask.go_on)
    earlier = read_told(ask.previous) if ask.previous else {}
    told = told_in(book, earlier) if ask.previous else None
    promised = told if ask.rerun is Rerun.GUARANTEED else None
    progress("place", 1, _STAGES)
    again = _again(ask, book, told)
    book = replace(book, market=again.market)
    plan = _plan(ask, book, again.matching.placed, promised)
    progress("tell", 3, _STAGES)
    made = _told(ask, book, found, plan, told, promised, again)
    progress("write", 4, _STAGES)
    settings = settings_of(
        ask.fixes, seed=ask.seed, go_on=ask.go_on, prove=ask.prove,
        rerun=ask.rerun.value if ask.previous else None, over=dict(again.over), kind=ask.shape.kind,
    )  # fmt: skip
    with result_folder(
        ask.out, kind=ask.shape.kind, problem=ask.folder, settings=settings, on=ask.on
    ) as folder:
        _write(folder, made, earlier)
        write_certificate(folder, made.round.certificate)
    progress("write", _STAGES, _STAGES)
    return made.round


def _stop(found: Found, *, go_on: bool) -> None:
    aside = () if go_on else tuple(each.problem for each in found.aside)
    if found.stops or aside:
        raise Problems([*found.stops, *aside])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    placed: Mapping[str, str | None]
    blocking: tuple[Blocking, ...]
    certificate: Certificate


def _again(ask: Ask, book: Book, told: Mapping[str, str | None] | None) -> Again:
    """The engine's plan: from nothing, or after what people were told."""
    if told is None:
        return Again(market=book.market, matching=allocate(book.market))
    return given_again(book.market, told, ask.rerun)


def _plan(ask: Ask, book: Book, placed: Placed, told: Placed | None) -> _Plan:
    """The plan, bettered where a proof finds a better one, and the examiner's word on it."""
    if not ask.prove:
        return _examined_plan(ask, book, placed, told)
    from sakimawari.match.allocate.proofs.clauses import (
        Effort,  # the solver, only where it is asked for
    )
    from sakimawari.match.allocate.proofs.proving import prove, with_proof

    effort = Effort(seconds=ask.prove, seed=ask.seed)
    proof = prove(book.market, placed, told=told, effort=effort)
    plan = _examined_plan(ask, book, proof.placed, told)
    return replace(plan, certificate=with_proof(plan.certificate, proof))


def _examined_plan(ask: Ask, book: Book, placed: Placed, told: Placed | None) -> _Plan:
    found = _examined(ask, book, placed, told)
    blocking = tuple(Blocking(family=each.family, wants=each.wants) for each in found.blocked)
    return _Plan(placed=placed, blocking=blocking, certificate=found.certificate)


def _examined(ask: Ask, book: Book, placed: Placed, told: Placed | None) -> Examination:
    """What the examiner says. The families it finds blocked are named in the result; all else must hold."""
    first = examine(book.market, placed, told=told, kind=ask.shape.kind)
    named = tuple(each.family for each in first.blocked)
    found = (
        examine(book.market, placed, told=told, named=named, kind=ask.shape.kind)
        if named
        else first
    )
    if not found.certificate.sound:
        broken = sorted({each.claim for each in found.certificate.violations})
        raise fault(
            "ALLOC064",
            f"the examiner does not certify the plan that was found ({'、'.join(broken)}); nothing was published",
            "run again with another seed, and report it with the version",
        )
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    round: Round
    reasons: Reasons
    told: Mapping[str, Told]
    shares: tuple[Comparison, ...]
    beside: tuple[comparing.Beside, ...]
    shape: Shape
    effects: tuple[Effect, ...]
    gain: Mapping[str, tuple[int, int]]


def _told(
    ask: Ask, book: Book, found: Found, plan: _Plan,
    told: Placed | None, promised: Placed | None, again: Again,
) -> _Made:  # fmt: skip
    outcomes = outcomes_of(book, plan.placed)
    reasons = Reasons(
        book, plan.placed, told=promised, blocking=frozenset(each.family for each in plan.blocking)
    )
    words = {each.child: told_of(book, each, reasons.of(each.child)) for each in outcomes}
    then = comparing.read_outcome(ask.compare, book) if ask.compare else {}
    rows = comparing.beside(book, outcomes, then)
    changed = changes(book, outcomes, told) if told is not None else ()
    figures = _figures(book, outcomes, plan, found, again if told is not None else None)
    made = Round(
        book=book, found=found, outcomes=outcomes, certificate=plan.certificate,
        blocking=plan.blocking, figures=figures, changed=changed,
        agreement=comparing.agreement(rows) if ask.compare else {},
    )  # fmt: skip
    return _Made(
        round=made,
        reasons=reasons,
        told=words,
        shares=shares_of(book, outcomes),
        beside=rows,
        shape=ask.shape,
        effects=tuple(
            effect_without(book, outcomes, rule, classes=ask.shape.classes) for rule in ask.without
        ),
        gain=_gain(book, plan, promised) if ask.seats else {},
    )


def _gain(book: Book, plan: _Plan, told: Placed | None) -> dict[str, tuple[int, int]]:
    """What one seat more at each pool does: children more with a place, families better off."""
    values = Seats(book.market, plan.placed, told=told).values()
    return {each.pools[0]: (each.admitted, len(each.better)) for each in values}


def _figures(
    book: Book, outcomes: tuple[Outcome, ...], plan: _Plan, found: Found,
    again: Again | None,
) -> dict[str, int | float | str]:  # fmt: skip
    figures: dict[str, int | float | str] = {
        "申込み": len(outcomes),
        "施設": len(book.nurseries),
        "募集の席": sum(pool.seats for pool in book.market.pools),
        **tables.counts_of(outcomes),
        "第1希望に内定": sum(each.placed and each.wish == 1 for each in outcomes),
        "名を挙げた世帯": len(plan.blocking),
        "外した行": len(found.aside),
        "確認してほしい点": len(found.remarks),
    }
    if again is not None:
        figures["先の通知より良くなる世帯"] = again.better
        figures["先の通知より悪くなる世帯"] = again.worse
        figures["約束のため超えた席"] = sum(again.over.values())
    return figures


def _write(folder: Path, made: _Made, earlier: Mapping[str, str | None]) -> None:
    round_, book, outcomes = made.round, made.round.book, made.round.outcomes
    files = {
        "result": tables.result_table(book, outcomes),
        "reasons": tables.reasons_table(outcomes, made.told),
        "wishes": tables.wishes_table(book, outcomes, made.reasons),
        "notices": tables.notices_table(book, outcomes, made.told),
        "protected": tables.protected_table(outcomes, made.told, book),
        "waiting": tables.waiting_table(book, outcomes, made.reasons),
        "facilities": tables.facility_table(book, outcomes),
        "seats": tables.seats_table(book, made.reasons, made.gain),
        "fairness": table_of(made.shares),
    }
    if made.round.blocking:
        files["blocking"] = _blocking_table(book, made.round.blocking)
    if book.given.lots:
        files["lots"] = lots_table(book.given)
    if made.effects:
        files["effects"] = effects_table(made.effects)
    if made.beside:
        files["compared"] = comparing.compared_table(book, made.beside, made.told)
    if earlier:
        files["changes"] = changes_table(book, made.round.changed)
        files[KEPT.removesuffix(".csv")] = Table(
            columns=("児童番号", "枠"),
            rows=tuple((who, pool or "") for who, pool in earlier.items()),
        )
    for name, table in files.items():
        (folder / f"{name}.csv").write_bytes(csv_of(fitted(table, made.shape)))
    write_set_aside(folder / SET_ASIDE, round_.found.aside)
    page = printing.printed_lists(book, outcomes, classes=made.shape.classes)
    (folder / "facilities.html").write_text(made.shape.said(page), encoding="utf-8")
    _write_pictures(folder, made)
    _write_json(folder / "fairness.json", data_of(made.shares, made.effects))
    _write_json(folder / "report.json", report_of(round_, made.shape))


def fitted(table: Table, shape: Shape) -> Table:
    """A table in the kind's own words, without the column of classes where it has none."""
    kept = [at for at, name in enumerate(table.columns) if shape.classes or name != "クラス"]
    names = {"児童番号": shape.who}
    return Table(
        columns=tuple(
            names.get(name, shape.said(name)) for name in (table.columns[at] for at in kept)
        ),
        rows=tuple(
            tuple(
                shape.said(cell) if isinstance(cell, str) and shape.words else cell
                for cell in (row[at] for at in kept)
            )
            for row in table.rows
        ),
    )


def _write_pictures(folder: Path, made: _Made) -> None:
    for at in range(0, len(made.shares), 2):
        first, second = made.shares[at : at + 2]
        name = f"share-{at // 2 + 1}.svg"
        (folder / name).write_text(pictures.shares_chart(first, second), encoding="utf-8")
    drawn = map_of(made.round.book, made.reasons)
    if drawn:
        (folder / "map.svg").write_text(drawn, encoding="utf-8")


def _blocking_table(book: Book, blocking: tuple[Blocking, ...]) -> Table:
    members = {family.id: family.children for family in book.market.families}
    return Table(
        columns=("世帯番号", "児童番号", "得られるはずの枠"),
        rows=tuple(
            (each.family, who, pool or "（新しい席なし）")
            for each in blocking
            for who, pool in zip(members[each.family], each.wants, strict=True)
        ),
    )


def report_of(made: Round, shape: Shape) -> dict[str, Any]:
    """The report as data: figures, remarks to look at, agreement with another result."""
    return {
        "figures": {shape.said(name): figure for name, figure in made.figures.items()},
        "remarks": [
            {"id": each.id, "where": str(each.where or ""), "what": each.what, "do": each.do}
            for each in made.found.remarks
        ],
        "compared": dict(made.agreement),
        "rules": made.book.given.rules.name,
        "admission": made.book.given.rules.admission.isoformat(),
    }


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")
