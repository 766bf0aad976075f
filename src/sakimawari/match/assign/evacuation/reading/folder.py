"""A folder of tables as a whole problem; what cannot be used is set aside, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sakimawari.match.assign.evacuation.reading.people import read_persons, read_supporters
from sakimawari.match.assign.evacuation.reading.places import read_shelters
from sakimawari.match.assign.evacuation.reading.scenarios import read_scenarios, usual_scenarios
from sakimawari.match.assign.evacuation.reading.zones import Zone, read_zones
from sakimawari.match.assign.evacuation.values import (
    Evacuation,
    Person,
    Settings,
    Shelter,
    Supporter,
)
from sakimawari.match.positions.points import Point
from sakimawari.match.reading.sheets import ENDINGS, SetAside, find_file
from sakimawari.problems import Place, Problem, fault

PEOPLE, SHELTERS = ("要支援者", "people"), ("避難所", "shelters")
SUPPORTERS, SCENARIOS = ("支援者", "supporters"), ("シナリオ", "scenarios")


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A problem, rows set aside, and remarks on what is used though something is amiss."""

    problem: Evacuation
    aside: tuple[SetAside, ...]
    remarks: tuple[str, ...] = ()


def read_folder(folder: Path, settings: Settings) -> Read:
    """The whole problem. ASSIGN037: a table is missing or empty; ASSIGN038: a shelter nobody knows."""
    people, aside = read_persons(_needed(folder, PEOPLE), people=settings.people)
    lists = _lists(folder)
    if not lists:
        raise _missing(folder, SHELTERS[0])
    shelters, more = read_shelters(lists, settings)
    aside += more
    supporters: list[Supporter] = []
    path = _file(folder, SUPPORTERS)
    if path is not None:
        supporters, more = read_supporters(path)
        aside += more
    path = _file(folder, SCENARIOS)
    scenarios, more = (usual_scenarios(shelters), []) if path is None else read_scenarios(path)
    aside += more
    for rows, name in ((people, PEOPLE[0]), (shelters, SHELTERS[0]), (scenarios, SCENARIOS[0])):
        if not rows:
            raise _missing(folder, name)
    zones = read_zones(folder)
    people, unknown = _present(people, shelters)
    scenarios = [replace(each, closed=_ids(each.closed, shelters)) for each in scenarios]
    problem = Evacuation(
        people=tuple(replace(p, levels=lv) for p, lv in zip(people, _levels(people, zones), strict=True)),
        shelters=tuple(_inside(shelters, zones)),
        supporters=tuple(
            replace(s, levels=lv) for s, lv in zip(supporters, _levels(supporters, zones), strict=True)
        ),
        scenarios=tuple(scenarios),
        settings=settings,
    )  # fmt: skip
    return Read(problem=problem, aside=tuple(aside), remarks=_remarks(problem, unknown))


def _file(folder: Path, names: Sequence[str]) -> Path | None:
    return next((path for name in names if (path := find_file(folder, name))), None)


def _needed(folder: Path, names: Sequence[str]) -> Path:
    path = _file(folder, names)
    if path is None:
        raise _missing(folder, names[0])
    return path


def _missing(folder: Path, name: str) -> Exception:
    return fault(
        "ASSIGN037",
        f"the folder has no table {name}, or nothing in it can be used",
        f"put {name}.csv (or .xlsx) there; --example DIR writes a whole example",
        where=Place(file=folder.name),
    )


def _lists(folder: Path) -> list[Path]:
    """All lists of shelters, in the order of their names: 避難所.csv, 避難所_2.geojson …"""
    endings = (*ENDINGS, ".geojson")
    return [
        path
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in endings and path.stem.lower().startswith(SHELTERS)
    ]


def _present(people: list[Person], shelters: list[Shelter]) -> tuple[list[Person], int]:
    """People with the shelter they know by its number; how many name one that is in no list."""
    known = _numbers(shelters)
    unknown = sum(bool(person.present) and person.present not in known for person in people)
    return [replace(p, present=known.get(p.present, "")) for p in people], unknown


def _numbers(shelters: Iterable[Shelter]) -> Mapping[str, str]:
    """Numbers by name, and by themselves."""
    listed = list(shelters)
    return {s.name: s.id for s in listed} | {s.id: s.id for s in listed}


def _ids(told: Iterable[str], shelters: list[Shelter]) -> frozenset[str]:
    known = _numbers(shelters)
    unknown = [each for each in sorted(told) if each not in known]
    if unknown:
        raise fault(
            "ASSIGN038",
            f"a scenario closes a shelter that is in no list: {'、'.join(unknown)}",
            "write its number or name as in the list of shelters",
        )
    return frozenset(known[each] for each in told)


def _levels(
    placed: Sequence[Person] | Sequence[Supporter], zones: Sequence[Zone]
) -> list[dict[str, int]]:
    """Levels at home with what the zones add."""
    levels = [dict(each.levels) for each in placed]
    points: list[Point] = [each.point for each in placed]
    for zone in zones:
        for own, inside in zip(levels, zone.holds(points), strict=True):
            if inside:
                own[zone.hazard] = max(own.get(zone.hazard, 0), 1)
            elif not zone.past:
                own.setdefault(zone.hazard, 0)
    return levels


def _inside(shelters: Sequence[Shelter], zones: Sequence[Zone]) -> list[Shelter]:
    points = [shelter.point for shelter in shelters]
    found: list[set[str]] = [set() for _ in shelters]
    for zone in zones:
        for own, inside in zip(found, zone.holds(points), strict=True):
            if inside:
                own.add(zone.hazard)
    return [
        replace(shelter, inside=frozenset(own))
        for shelter, own in zip(shelters, found, strict=True)
    ]


def _remarks(problem: Evacuation, unknown: int) -> tuple[str, ...]:
    """What a reader of the result must know of the input."""
    told = []
    if unknown:
        told.append(f"現在の避難所が避難所の表にない人: {unknown}人（今の計画はないものとした）")
    without = sum(shelter.capacity is None for shelter in problem.shelters)
    if without:
        told.append(f"収容人数も面積もない避難所: {without}か所（定員の上限なしとして計算した）")
    for scenario in problem.scenarios:
        if not scenario.everybody:
            unsure = sum(scenario.hazard not in person.levels for person in problem.people)
            if unsure:
                told.append(
                    f"{scenario.id}: 自宅が区域内か分からない人: {unsure}人（避難する人とした）"
                )
        silent = sum(scenario.hazard not in shelter.takes for shelter in problem.shelters)
        if silent:
            use = "使う" if problem.settings.unsaid else "使わない"
            told.append(f"{scenario.id}: 開設するか表に書いていない避難所: {silent}か所（{use}）")
    return tuple(told)


def problems_of(read: Read) -> list[Problem]:
    """The faults of the rows set aside."""
    return [each.problem for each in read.aside]
