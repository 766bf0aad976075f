"""A folder of tables to a folder of results; and that folder checked and explained."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sakimawari.match.assign.siting.choosing import choose
from sakimawari.match.assign.siting.picture import map_of
from sakimawari.match.assign.siting.places import Choice, Goal
from sakimawari.match.assign.siting.reading import Named, read_siting
from sakimawari.match.assign.siting.tables import (
    read_choice,
    state_of,
    summary_of,
    write_tables,
)
from sakimawari.match.assign.siting.telling import Told, measure_unit, told_of, value_in_words
from sakimawari.match.assign.siting.verifying import examine
from sakimawari.match.reading.sheets import SetAside, write_set_aside
from sakimawari.match.results.certificate import Certificate
from sakimawari.match.results.folder import SET_ASIDE, Opened, result_folder, write_certificate
from sakimawari.match.results.kind import Explanation, Kind, unknown_id
from sakimawari.problems import Problems

KIND = "sites"
SCHEMA = Path(__file__).with_name("schema.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a run made."""

    folder: Path
    headline: str
    summary: dict[str, Any]
    certificate: Certificate
    aside: tuple[SetAside, ...]


def choose_sites(
    folder: Path,
    final: Path,
    *,
    goal: Goal,
    radius: float | None,
    p: int | None,
    on: date,
    go_on: bool = False,
) -> Done:
    """The result of a folder of tables. Rows that cannot be used end it unless `go_on`."""
    named = read_siting(folder)
    if named.aside and not go_on:
        raise Problems(each.problem for each in named.aside)
    choice = choose(named.problem, goal, radius=radius, p=p)
    told = told_of(named, choice)
    settings = {"goal": goal.value, "radius": radius, "p": p, "go_on": go_on}
    with result_folder(final, kind=KIND, problem=folder, settings=settings, on=on) as making:
        write_tables(making, named, choice, told)
        (making / "map.svg").write_text(map_of(named, choice, told), encoding="utf-8")
        write_set_aside(making / SET_ASIDE, named.aside)
        certificate = examine(named.problem, choice)
        write_certificate(making, certificate)
    return Done(
        folder=final,
        headline=f"{goal.in_japanese}：{value_in_words(choice)}",
        summary=summary_of(named, choice, told),
        certificate=certificate,
        aside=named.aside,
    )


def verify(opened: Opened) -> Certificate:
    """Check a result from its folder alone."""
    named = read_siting(opened.problem)
    return examine(named.problem, read_choice(opened.folder, named))


def explain(opened: Opened, who: str | None) -> tuple[Explanation, ...]:
    """Say why a site was chosen or not, and where a place's people go."""
    named = read_siting(opened.problem)
    choice = read_choice(opened.folder, named)
    told = told_of(named, choice)
    sites = [_site(named, choice, told, j) for j in range(len(named.sites))]
    places = [_place(named, choice, told, i) for i in range(len(named.places))]
    if who is None:
        return (*sites, *places)
    found = tuple(each for each in (*sites, *places) if each.who == who)
    if not found:
        raise unknown_id(who, (*named.sites, *named.places))
    return found


def _site(named: Named, choice: Choice, told: Told, j: int) -> Explanation:
    state, change = state_of(named, choice, j), round(float(told.change[j]))
    unit = measure_unit(choice.goal)
    if j in choice.opened:
        lines = [
            f"最寄りとする人は{int(told.people[j]):,}人（{int(told.served[j]):,}地点）、"
            f"最も遠い地点まで{told.farthest[j]:,.0f}m",
            f"この箇所がなければ、{_words(choice)}が{_signed(change)}{unit}変わる",
        ]
        if named.problem.existing[j]:
            lines.append("既存の施設であるため、必ず残す")
    elif named.problem.forbidden[j]:
        lines = ["不可とされた候補地であるため、選ばない"]
    else:
        lines = [f"ほかの箇所に加えて開けば、{_words(choice)}が{_signed(change)}{unit}変わる"]
    return Explanation(who=named.sites[j], outcome=state, lines=tuple(lines))


def _words(choice: Choice) -> str:
    if choice.goal is Goal.P_MEDIAN:
        return "人数×距離の合計"
    return "最も遠い地点までの距離" if choice.goal is Goal.P_CENTER else "圏内の人数"


def _signed(figure: int) -> str:
    return f"{figure:+,}" if figure else "0"


def _place(named: Named, choice: Choice, told: Told, i: int) -> Explanation:
    problem, at = named.problem, int(told.nearest[i])
    if at < 0:
        lines: tuple[str, ...] = ("開く箇所のどれへも道がない",)
        return Explanation(who=named.places[i], outcome="届かない", lines=lines)
    outcome = named.sites[at]
    lines = (f"最も近い開いた箇所は{named.sites[at]}、{told.distance[i]:,.0f}m",)
    if choice.radius is not None and not told.within[i]:
        outcome = "圏外"
        possible = problem.distances[i][problem.open_to_choice]
        count = int((possible <= choice.radius).sum())
        lines += (
            f"{choice.radius:,.0f}m以内の候補地は{count}箇所で、どれも選ばれていない"
            if count
            else f"{choice.radius:,.0f}m以内に候補地がない",
        )
    return Explanation(who=named.places[i], outcome=outcome, lines=lines)


SITES = Kind(name=KIND, title="施設の配置", verify=verify, explain=explain)
