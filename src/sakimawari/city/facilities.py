"""The city's facilities, in number and size fit for its residents, each in a town of its ward.

Positions are the towns' representative points moved by some tens of metres, so that they stay in
the ward; a city from a population table has no positions. Names are invented from town names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sakimawari.city.composition import Composition
from sakimawari.city.places import Town

FACILITIES = "21_公共施設.csv"
_NURSERY_PLACES = (60, 90, 110, 130, 150)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facility:
    """A public facility; `capacity` in persons, None where it means nothing."""

    id: str
    name: str
    kind: str
    town: Town
    position: tuple[float, float] | None
    capacity: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facilities:
    """All facilities, and the ids of those of a kind in each ward."""

    all: tuple[Facility, ...]
    by_ward: Mapping[tuple[str, str], tuple[str, ...]]

    def ids(self, ward: str, kind: str) -> pa.Array:
        """Ids of the facilities of a kind in a ward, at least one."""
        return pa.array(self.by_ward[ward, kind])

    def columns(self) -> dict[str, pa.Array]:
        """The columns of the facilities file."""
        positions = [facility.position or (None, None) for facility in self.all]
        return {
            "ID": pa.array([facility.id for facility in self.all]),
            "名称": pa.array([facility.name for facility in self.all]),
            "種別": pa.array([facility.kind for facility in self.all]),
            "行政区": pa.array([facility.town.ward for facility in self.all]),
            "所在地_連結表記": pa.array(
                [f"{facility.town.ward}{facility.town.name}1-1" for facility in self.all]
            ),
            "緯度": pa.array([_degrees(latitude) for latitude, _ in positions], pa.string()),
            "経度": pa.array([_degrees(longitude) for _, longitude in positions], pa.string()),
            "収容定員": pa.array([facility.capacity for facility in self.all], pa.int64()),
        }


def _degrees(value: float | None) -> str | None:
    return None if value is None else f"{value:.6f}"


def make_facilities(composition: Composition, seed: int) -> Facilities:
    """Facilities in the number that residents, children and old people of each ward call for."""
    rng = np.random.default_rng([seed, 2])
    made: list[Facility] = []
    for ward in composition.wards:
        towns = [index for index, town in enumerate(composition.towns) if town.ward == ward]
        people = composition.counts[towns].sum(axis=(0, 1))
        wanted = (
            ("区役所", 1, 0),
            ("市民センター", 1 + int(people.sum()) // 7000, 120),
            ("保育所", 1 + int(people[:6].sum() * 0.5) // 100, 0),
            ("小学校", 1 + int(people[6:12].sum()) // 360, 500),
            ("中学校", 1 + int(people[12:15].sum()) // 420, 600),
            ("指定避難所", 1 + int(people.sum()) // 1800, 300),
            ("特別養護老人ホーム", 1 + int(people[75:].sum()) // 2500, 80),
            ("児童養護施設", 1, 60),
        )
        for kind, number, capacity in wanted:
            for place in range(number):
                town = composition.towns[towns[int(rng.integers(len(towns)))]]
                places = int(rng.choice(_NURSERY_PLACES)) if kind == "保育所" else capacity
                made.append(
                    Facility(
                        id=f"S{len(made) + 1:05}",
                        name=_name(kind, place, town),
                        kind=kind,
                        town=town,
                        position=_position(town, rng),
                        capacity=places or None,
                    )
                )
    by_ward: dict[tuple[str, str], tuple[str, ...]] = {}
    for facility in made:
        key = (facility.town.ward, facility.kind)
        by_ward[key] = (*by_ward.get(key, ()), facility.id)
    return Facilities(all=tuple(made), by_ward=by_ward)


def _name(kind: str, place: int, town: Town) -> str:
    if kind == "区役所":
        return f"{town.ward}役所"
    name = f"{town.name.split('一丁目')[0]}{kind}"
    return name if not place else f"{name}第{place + 1}"


def _position(town: Town, rng: np.random.Generator) -> tuple[float, float] | None:
    move = rng.uniform(-0.0006, 0.0006, 2)
    if town.position is None:
        return None
    return (town.position[0] + float(move[0]), town.position[1] + float(move[1]))
