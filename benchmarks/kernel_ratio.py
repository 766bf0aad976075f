"""How the generated kernels compare with the same services written by hand in Numba.

    python benchmarks/kernel_ratio.py --residents 1000000 --json

Both give the same status, deciding clause, undecided clauses and range of the amount for every
resident, or the run fails. Seconds are the best of several, one thread, compiled before.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import hand_written
from benchmarks.families import families

from sakimawari.problems import Place
from sakimawari.rules import dates
from sakimawari.rules.figures import Figures, days
from sakimawari.rules.kernel import compile_service
from sakimawari.rules.kernel.thresholds import first_day
from sakimawari.rules.parse import parse_truth, parse_value
from sakimawari.rules.tree import (
    DATE,
    TRUTH,
    Award,
    Clause,
    Fact,
    Holder,
    Kind,
    Parameter,
    ServiceRule,
    Shape,
    Type,
    Variable,
)
from sakimawari.rules.vocabulary import Vocabulary

ON = days(date(2026, 6, 1))
HERE = Place(file="benchmark")
YEN, YEARS, PEOPLE = (Type(kind=Kind.NUMBER, unit=unit) for unit in ("円", "歳", "人"))
RATE = Type(kind=Kind.NUMBER, scale=7)
# Round figures near the real ones; only the form of the rules matters here.
FIGURES = {
    "上限年齢": (18, YEARS),
    "算定年齢": (22, YEARS),
    "三歳未満": (15_000, YEN),
    "三歳以上": (10_000, YEN),
    "第三子": (30_000, YEN),
    "全部基礎": (690_000, YEN),
    "一部基礎": (2_080_000, YEN),
    "加算": (380_000, YEN),
    "全部": (46_690, YEN),
    "全部加算": (11_030, YEN),
    "一部": (46_680, YEN),
    "一部加算": (11_020, YEN),
    "係数": (264_029, RATE),
    "加算係数": (40_719, RATE),
}
FACTS = (
    Fact(name="生年月日", type=DATE),
    Fact(name="公務員", type=TRUTH),
    Fact(name="所得", type=YEN, shape=Shape.YEARLY, high=hand_written.MOST_INCOME),
)
IS_CHILD = "年度末年齢(生年月日) <= P.上限年齢"
FORMULAS = (
    ("出生順位", PEOPLE, "きょうだい.順位(生年月日, 年度末年齢(生年月日) <= P.算定年齢)"),
    (
        "児童の額",
        YEN,
        "P.第三子 if 出生順位 >= 3 else P.三歳未満 if 年齢(生年月日) < 3 else P.三歳以上",
    ),
    ("児童数", PEOPLE, f"子.人数({IS_CHILD})"),
    ("本人所得", YEN, "所得[年度(基準日)]"),
    ("全部限度", YEN, "P.全部基礎 + P.加算 * 児童数"),
    ("超過額", YEN, "最大(本人所得 - 全部限度, 0)"),
    ("減額", YEN, "四捨五入(超過額 * P.係数, 10)"),
    ("加算減額", YEN, "四捨五入(超過額 * P.加算係数, 10)"),
    ("一部支給額", YEN, "P.一部 - 減額 + 最大(P.一部加算 - 加算減額, 0) * (児童数 - 1)"),
    ("全部支給額", YEN, "P.全部 + P.全部加算 * (児童数 - 1)"),
)
SERVICES = (
    (
        "child-allowance",
        (("has-child", f"子.誰か({IS_CHILD})", False), ("public-servant", "公務員", True)),
        f"子.合計(児童の額, {IS_CHILD})",
    ),
    (
        "child-rearing-allowance",
        (
            ("has-child", f"子.誰か({IS_CHILD})", False),
            ("spouse", "配偶者.誰か(真)", True),
            ("income", "本人所得 < P.一部基礎 + P.加算 * 児童数", False),
        ),
        "全部支給額 if 本人所得 < 全部限度 else 一部支給額",
    ),
)


def services() -> list[ServiceRule]:
    """The two services, written as in a pack."""
    variables: dict[str, Variable] = {}

    def known() -> Vocabulary:
        return Vocabulary(
            facts={fact.name: fact for fact in FACTS},
            parameters={
                name: Parameter(name=name, type=type) for name, (_, type) in FIGURES.items()
            },
            variables=dict(variables),
        )

    def amount(text: str, type: Type = YEN) -> object:
        return parse_value(text, known(), holder=Holder.PERSON, place=HERE, expected=type)

    for name, type, text in FORMULAS:
        variables[name] = Variable(
            name=name, type=type, holder=Holder.PERSON, formula=amount(text, type)
        )
    return [
        ServiceRule(
            service=slug,
            holder=Holder.PERSON,
            clauses=tuple(
                Clause(
                    id=id,
                    text=id,
                    article="",
                    truth=parse_truth(text, known(), holder=Holder.PERSON, place=HERE),
                    excludes=excludes,
                )
                for id, text, excludes in clauses
            ),
            amount=Award(value=amount(given), unit="円/月", article=""),
        )
        for slug, clauses, given in SERVICES
    ]


def best(call: Callable[[], object], times: int = 9) -> float:
    """The least seconds of several calls."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def measure(residents: int, cache: Path) -> dict[str, float]:
    """Seconds of both, their ratio, and seconds of compiling, by service."""
    population = families(residents, on=ON)
    figures = Figures(
        on=ON, parameters={name: (value, value) for name, (value, _) in FIGURES.items()}, tables={}
    )
    yen = [value for value, _ in FIGURES.values()]
    columns = population.columns
    turning = np.array(
        [
            first_day(lambda day: dates.school_year_age(day, ON) <= 18),
            first_day(lambda day: dates.school_year_age(day, ON) <= 22),
            first_day(lambda day: dates.legal_age(day, ON) < 3),
        ]
    )
    people = (population.is_subject, columns["生年月日"].values)

    def allowance() -> tuple[np.ndarray, ...]:
        results = hand_written.room(population.people)
        family = (population.offsets, population.guardian)
        given = (columns["公務員"].values, turning, np.array(yen[2:5]))
        hand_written.child_allowance(*family, *people, *given, *results)
        return results

    def rearing() -> tuple[np.ndarray, ...]:
        results = hand_written.room(population.people)
        family = (population.offsets, population.guardian, population.spouse)
        given = (columns["所得"].values[1], turning, tuple(yen[5:]))
        hand_written.child_rearing(*family, *people, *given, *results)
        return results

    found: dict[str, float] = {}
    for rule, by_hand in zip(services(), (allowance, rearing), strict=True):
        start = time.perf_counter()
        kernel = compile_service(rule, cache=cache)
        found[f"{rule.service}_compile_seconds"] = time.perf_counter() - start
        ours = kernel.read(population, figures)
        names = ("status", "decided_by", "undecided", "amount_low", "amount_high")
        for name, theirs in zip(names, by_hand(), strict=True):
            if not np.array_equal(getattr(ours, name), theirs):
                raise SystemExit(f"{rule.service}: {name} differs from the hand-written kernel")
        bound = kernel.bind(population, figures)
        seconds = best(lambda k=kernel, b=bound: k.read_bound(b, 0, population.units))
        by_hand_seconds = best(by_hand)
        found[f"{rule.service}_seconds"] = seconds
        found[f"{rule.service}_hand_written_seconds"] = by_hand_seconds
        found[f"{rule.service}_ratio_to_hand_written_numba"] = seconds / by_hand_seconds
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--residents", type=int, default=1_000_000)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as cache:
        found = measure(chosen.residents, Path(cache))
    if chosen.json:
        print(json.dumps({"residents": chosen.residents, **found}))
        return
    for name, value in found.items():
        print(f"{name:55} {value:9.4f}")


if __name__ == "__main__":
    main()
