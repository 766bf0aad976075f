"""What a projection keeps for those who look at it: pictures of the city, each with its table.

people.svg     residents of the city year by year, with 50, 80 and 95 % of the replicates
areas.svg      the same of each area, side by side
map.svg        what each area gains or loses, on the city's own boundaries (tiles without them)
ages.svg       ages by sex at the beginning and at the end
flows.svg      who comes and who goes in each twelve months
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from sakimawari.anticipate.pictures.fans import Band, Fan, fan_chart
from sakimawari.anticipate.pictures.flows import Flow, Flows, flow_chart
from sakimawari.anticipate.pictures.maps import Place, place_map
from sakimawari.anticipate.pictures.multiples import Small, small_multiples
from sakimawari.anticipate.pictures.picture import save
from sakimawari.anticipate.pictures.pyramids import Pyramid, class_names, fives, pyramid_chart
from sakimawari.anticipate.pictures.sparks import Spark
from sakimawari.anticipate.projection.people import Replicate
from sakimawari.anticipate.projection.summing import SHARES, Measure, by_age
from sakimawari.anticipate.projection.values import Floats
from sakimawari.registry.outlines import Outlines

_BANDS = tuple(
    (share, SHARES.index(low), SHARES.index(high))
    for share, low, high in ((50, 0.25, 0.75), (80, 0.1, 0.9), (95, 0.025, 0.975))
)
_MIDDLE, _MOST = SHARES.index(0.5), 24


def keep(
    folder: Path,
    areas: Sequence[str],
    found: Sequence[Replicate],
    measures: Sequence[Measure],
    outlines: Outlines | None = None,
) -> None:
    """Write the pictures; without outlines the map is of tiles."""
    named = {each.name: each for each in measures}
    people = named["people"]
    labels = tuple(f"{day[:4]}年" for day in people.periods)
    told = f"{labels[0]}から{labels[-1]}まで、{len(found)}通りの見込み"
    save(folder, "people", fan_chart("人口の推移", told, _fan(people, labels)))
    smalls = [Small(name=area, spark=_spark(people.shares[:, :, at]))
              for at, area in enumerate(areas[:_MOST])]  # fmt: skip
    save(folder, "areas", small_multiples("地域ごとの人口", told, labels, smalls, shared=False))
    places = _places(people, areas, outlines)
    save(folder, "map", place_map("地域ごとの人口の増減", told, places, changes=True)[0])
    save(folder, "ages", pyramid_chart("人口ピラミッド", told, _pyramid(found, labels)))
    save(folder, "flows", flow_chart("増える人・減る人", told, _flows(named, labels)))


def _places(people: Measure, areas: Sequence[str], outlines: Outlines | None) -> list[Place]:
    middle = people.shares[_MIDDLE]
    return [
        Place(
            name=area,
            value=float(middle[-1, at] - middle[0, at]),
            rings=() if outlines is None else outlines.of_ward(area),
        )
        for at, area in enumerate(areas)
    ]


def _fan(people: Measure, labels: tuple[str, ...]) -> Fan:
    """The city, which stands last."""
    shares = people.shares[:, :, -1]
    bands = tuple(
        Band(
            share=share, low=tuple(shares[low, 1:].tolist()), high=tuple(shares[high, 1:].tolist())
        )
        for share, low, high in _BANDS
    )
    return Fan(labels=labels, past=(float(shares[_MIDDLE, 0]),), unit="人", bands=bands,
               middle=tuple(shares[_MIDDLE, 1:].tolist()))  # fmt: skip


def _spark(shares: Floats) -> Spark:
    _, low, high = _BANDS[1]
    return Spark(past=(float(shares[_MIDDLE, 0]),), middle=tuple(shares[_MIDDLE, 1:].tolist()),
                 low=tuple(shares[low, 1:].tolist()), high=tuple(shares[high, 1:].tolist()))  # fmt: skip


def _pyramid(found: Sequence[Replicate], labels: tuple[str, ...]) -> Pyramid:
    now, then = (by_age(found, year)[0].sum(axis=0) for year in (0, len(labels) - 1))
    return Pyramid(
        ages=class_names(),
        now_label=labels[0],
        then_label=labels[-1],
        now=(fives(now[0].tolist()), fives(now[1].tolist())),
        then=(fives(then[0].tolist()), fives(then[1].tolist())),
    )


def _flows(named: Mapping[str, Measure], labels: tuple[str, ...]) -> Flows:
    gains, losses = ("births", "arrived"), ("deaths", "left")
    periods = tuple(
        Flow(
            label=label,
            gains=tuple(float(named[name].mean[at, -1]) for name in gains),
            losses=tuple(float(named[name].mean[at, -1]) for name in losses),
        )
        for at, label in enumerate(labels[1:])
    )
    return Flows(gains=("出生", "転入"), losses=("死亡", "転出"), periods=periods)
