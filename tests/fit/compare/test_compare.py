"""What a change of rules does: exactly those it concerns, with the right yen, and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from sakimawari.fit.compare.outcomes import Outcome
from sakimawari.fit.compare.report import Comparison, Gravity, Life, ServiceImpact
from sakimawari.fit.compare.words import through
from sakimawari.packs.load import load_packs
from tests.fit.compare.town import LIMIT, MONTHLY, Desk, Member, write_pack

Found = Callable[..., Desk]
YEAR = 12 * MONTHLY


def only(found: Comparison) -> ServiceImpact:
    assert len(found.impacts) == 1
    return found.impacts[0]


def moved(impact: ServiceImpact) -> dict[str, int]:
    """Outcomes that occur, by name."""
    return {o.name: c for o, c in impact.counts.items() if c}


def test_a_limit_one_yen_higher_gains_exactly_the_person_one_yen_above(desk: Found) -> None:
    city = desk([[Member(income=LIMIT + more)] for more in (-1, 0, 1, 2)])
    impact = only(city.supposing("限度額 +1円"))
    assert moved(impact) == {"GAIN": 1}
    assert (impact.entitled_before, impact.entitled_after) == (2, 3)
    assert impact.yen_per_year.certain == YEAR


def test_a_limit_one_yen_lower_loses_exactly_the_person_at_the_limit(desk: Found) -> None:
    city = desk([[Member(income=LIMIT + more, receives=True)] for more in (-1, 0, 1)])
    impact = only(city.supposing("限度額 -1円"))
    assert moved(impact) == {"LOSE": 1}
    assert impact.yen_per_year.certain == -YEAR
    assert impact.of_them_receiving[Outcome.LOSE] == 1
    assert impact.workload.total.stops == 1


def test_some_may_gain_while_others_lose(desk: Found, tmp_path: Path) -> None:
    incomes = (0, LIMIT, LIMIT + 1)
    city = desk([[Member(income=income)] for income in incomes])
    other = write_pack(tmp_path / "b", condition="総所得金額等[年度(基準日)] > 0")
    impact = only(city.against(other))
    assert moved(impact) == {"GAIN": 1, "LOSE": 1}
    found = impact.yen_per_year
    assert (found.certain, found.raised, found.lowered) == (0, YEAR, -YEAR)
    assert [each.kind for each in impact.differences] == ["clause"]


def test_another_amount_is_more_or_less_for_those_entitled_and_nothing_for_others(
    desk: Found,
) -> None:
    city = desk([[Member(income=0)], [Member(income=LIMIT + 1)]])
    more, less = (only(city.supposing(f"月額 {change}")) for change in ("+10%", "-500円"))
    assert moved(more) == {"MORE": 1}
    assert more.yen_per_year.certain == YEAR // 10
    assert moved(less) == {"LESS": 1}
    assert less.yen_per_year.certain == -500 * 12


def test_who_has_no_tax_record_is_never_a_gain_but_open(desk: Found) -> None:
    city = desk([[Member(income=None)]])
    impact = only(city.supposing("限度額 +1円"))
    assert moved(impact) == {"OPEN": 1}
    assert impact.yen_per_year.certain == 0


def test_what_becomes_possible_bounds_the_yen_and_is_no_certain_yen(
    desk: Found, tmp_path: Path
) -> None:
    city = desk([[Member(income=None)]])
    other = write_pack(tmp_path / "b", condition="総所得金額等[年度(基準日)] <= P.限度額 - 2000001")
    # Nobody can have less than nothing: without a record it is a sure no under B.
    impact = only(city.against(other))
    assert moved(impact) == {"IMPOSSIBLE": 1}
    found = impact.yen_per_year
    assert (found.certain, found.low, found.high) == (0, -YEAR, 0)


def test_an_unchanged_service_is_not_even_read(desk: Found, tmp_path: Path) -> None:
    city = desk([[Member()]])
    found = city.supposing("限度額 +1円")
    assert [impact.slug for impact in found.impacts] == ["grant"]
    assert found.unchanged == ("card",)


def test_other_words_are_no_other_meaning(desk: Found, tmp_path: Path) -> None:
    city = desk([[Member()]])
    same = write_pack(tmp_path / "b", text="18歳以上の方である", limit=LIMIT)
    found = city.against(same)
    assert found.impacts == ()
    assert found.unchanged == ("card", "grant")
    assert found.residents == 0  # nothing was loaded


def test_a_condition_turned_into_an_exception_is_another_meaning(
    desk: Found, tmp_path: Path
) -> None:
    city = desk([[Member(income=0)], [Member(income=LIMIT + 1)]])
    found = city.against(write_pack(tmp_path / "b", asks="unless"))
    assert [impact.slug for impact in found.impacts] == ["card", "grant"]
    assert moved(found.impacts[1]) == {"GAIN": 1, "LOSE": 1}


def test_a_change_from_a_date_counts_from_then(desk: Found) -> None:
    city = desk([[Member(income=LIMIT + 1)]])
    impact = only(city.supposing("限度額 +1円 from 2027-02-01"))
    assert impact.effect == date(2027, 2, 1)
    gains = {month.month: month.gains for month in impact.workload.months}
    assert gains["2027-01"] == 0
    assert gains["2027-02"] == 1
    assert impact.yen_per_year.certain == YEAR
    assert impact.yen_in_period == 8 * MONTHLY  # February to September


def test_a_change_after_the_period_changes_nothing(desk: Found) -> None:
    city = desk([[Member(income=LIMIT + 1)]])
    assert city.supposing("限度額 +1円 from 2027-10-01").impacts == ()
    assert city.supposing("限度額 +1円 from 2027-09-01").impacts != ()


def test_a_service_on_one_side_only_is_all_gain_or_all_loss(desk: Found, tmp_path: Path) -> None:
    city = desk([[Member(income=0)], [Member(income=LIMIT + 1)]])
    without = write_pack(tmp_path / "b", services=("card",))
    ended = only(city.against(without))
    assert (ended.life, moved(ended)) == (Life.ENDED, {"LOSE": 1})
    assert ended.yen_per_year.certain == -YEAR
    fewer = desk_of(without, city)
    begun = only(fewer.against(write_pack(tmp_path / "c")))
    assert (begun.life, moved(begun)) == (Life.NEW, {"GAIN": 1})
    assert begun.yen_per_year.certain == YEAR


def desk_of(pack: Path, like: Desk) -> Desk:
    return Desk(snapshot=like.snapshot, before=load_packs([pack]), cache=like.cache)


def test_a_protected_household_is_in_no_figure(desk: Found) -> None:
    homes = [
        [Member(income=LIMIT + 1), Member(income=0, relation="妻")],
        [Member(income=LIMIT + 1)],
    ]
    city = desk(homes, protected=[0])
    found = city.supposing("限度額 +1円")
    impact = only(found)
    assert found.residents == 1
    assert moved(impact) == {"GAIN": 1}
    assert impact.entitled_before == 0
    assert sum(row.residents for row in impact.breakdowns[0].rows) == 1


def test_take_up_is_measured_and_can_be_given(desk: Found) -> None:
    receiving = [[Member(income=0, receives=at < 3)] for at in range(4)]
    city = desk([*receiving, *([Member(income=LIMIT + 1)] for _ in range(8))])
    load = only(city.supposing("限度額 +1円")).workload
    assert (load.take_up, load.take_up_from) == (0.75, "measured")
    assert (load.total.gains, load.total.applications, load.total.hours) == (8, 6.0, 3.0)
    given = only(city.supposing("限度額 +1円", take_up=0.5, minutes=60)).workload
    assert (given.take_up_from, given.total.applications, given.total.hours) == ("given", 4.0, 4.0)
    card = only(city.supposing("券の限度額 +1円")).workload  # it has no register of recipients
    assert (card.take_up, card.take_up_from) == (1.0, "assumed")


def test_a_worked_example_that_comes_out_otherwise_is_told(desk: Found) -> None:
    city = desk([[Member()]])
    lower = only(city.supposing("限度額 -1円")).contradictions
    assert [each.check for each in lower] == ["examples-turned"]
    assert "限度額ちょうど" in lower[0].detail[0]
    assert only(city.supposing("限度額 +1円")).contradictions == ()


def test_an_example_that_b_breaks_itself_is_an_error(desk: Found, tmp_path: Path) -> None:
    city = desk([[Member()]])
    found = only(city.against(write_pack(tmp_path / "b", limit=LIMIT - 1))).contradictions
    assert {each.check: each.gravity for each in found}["examples-failing"] is Gravity.ERROR


def test_a_change_that_makes_earning_more_cost_more_is_told_as_a_cliff(desk: Found) -> None:
    city = desk([[Member(income=LIMIT)], [Member(income=LIMIT - 10_000)]])
    cliffs = [
        c for c in only(city.supposing("月額 +1円")).contradictions if c.check == "income-cliff"
    ]
    assert [(each.before, each.after) for each in cliffs] == [(1, 1)]
    assert cliffs[0].gravity is Gravity.NOTE  # it was there before
    # 833 yen a month are 9,996 a year: less than what is earned more.
    small = only(city.supposing("月額 = 833円")).contradictions
    assert [each.check for each in small] == []


def test_more_for_those_who_earn_more_is_told_as_upside_down(desk: Found, tmp_path: Path) -> None:
    city = desk([[Member(income=LIMIT - 20_000)]])
    upside_down = write_pack(
        tmp_path / "b",
        amount=f"P.月額 if 総所得金額等[年度(基準日)] < {LIMIT - 10_000} else 2 * P.月額",
    )
    found = {each.check: each for each in only(city.against(upside_down)).contradictions}
    assert (found["income-inverted"].before, found["income-inverted"].after) == (0, 1)
    assert found["income-inverted"].gravity is Gravity.WARNING


def test_an_amount_below_zero_is_an_error(desk: Found, tmp_path: Path) -> None:
    city = desk([[Member()]])
    below = write_pack(tmp_path / "b", amount="P.月額 - 10001")
    found = {each.check: each for each in only(city.against(below)).contradictions}
    assert found["amount-negative"].gravity is Gravity.ERROR
    zero = write_pack(tmp_path / "c", amount="P.月額 - 10000")
    found = {each.check: each for each in only(city.against(zero)).contradictions}
    assert set(found) == {"amount-zero"}


# ---------------------------------------------------------------- services that read another


def reading(folder: Path, condition: str, **changed: Any) -> Path:
    """The pack, its card given under a condition that reads the grant."""
    home = write_pack(folder, **changed)
    file = home / "services" / "card.yaml"
    own = "総所得金額等[年度(基準日)] <= P.券の限度額"
    file.write_text(file.read_text("utf-8").replace(own, condition), "utf-8")
    return home


def test_a_figure_of_one_service_is_told_of_each_that_reads_it(desk: Found, tmp_path: Path) -> None:
    base = desk([[Member(income=LIMIT + more)] for more in (0, 1, 2)])
    city = desk_of(reading(tmp_path / "d", "該当('grant')"), base)
    found = {impact.slug: impact for impact in city.supposing("限度額 +1円").impacts}
    assert {slug: moved(impact) for slug, impact in found.items()} == {
        "grant": {"GAIN": 1},
        "card": {"GAIN": 1},
    }
    card = found["card"]
    assert [(cause.slug, cause.name) for cause in card.because] == [("grant", "手当")]
    assert not card.itself
    assert [each.kind for each in card.differences] == ["parameter"]
    assert "「手当」の結果が変わることによります" in through(card)
    assert (found["grant"].because, found["grant"].itself) == ((), True)
    assert through(found["grant"]) == ""


def test_what_a_service_reads_of_another_decides_whether_it_differs(
    desk: Found, tmp_path: Path
) -> None:
    base = desk([[Member(income=LIMIT + more)] for more in (0, 1)])
    city = desk_of(reading(tmp_path / "d", "該当('grant')"), base)
    assert city.supposing("月額 +1円").unchanged == ("card",)  # it reads no amount
    other = reading(tmp_path / "e", "該当('grant')", limit=LIMIT + 1)
    found = {impact.slug: impact for impact in city.against(other).impacts}
    assert [cause.slug for cause in found["card"].because] == ["grant"]
    assert "clause" not in {each.kind for each in found["card"].differences}
    own_too = reading(tmp_path / "f", "該当('grant') or 真", limit=LIMIT + 1)
    found = {impact.slug: impact for impact in city.against(own_too).impacts}
    assert found["card"].itself
    assert "この制度の規則のほか" in through(found["card"])
    only_own = reading(tmp_path / "g", "not 該当('grant')")
    (impact,) = city.against(only_own).impacts
    assert (impact.slug, impact.because, impact.itself) == ("card", (), True)
