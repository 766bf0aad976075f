"""The results of a demand as tables: by service, place and period, with intervals, small counts hidden.

Protected people (支援措置) are among the people counted. A count of fewer than five is not shown, and
what is hidden is hidden in company (see `fit.compare.suppression`): counts of a place, a ward and the
city add up, and hidden ones cannot be reckoned from them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from sakimawari.anticipate.demand.bands import again, band, relative
from sakimawari.anticipate.demand.counting import ENTITLED, POSSIBLE, STARTED
from sakimawari.anticipate.demand.load import MEASURES, loads
from sakimawari.anticipate.demand.run import Foreseen
from sakimawari.anticipate.demand.values import AGES_TOLD, Band, Floats
from sakimawari.anticipate.runs.replicates import Sampled
from sakimawari.fit.compare.suppression import Hidden, hidden_in

EPOCH = date(1970, 1, 1)
CITY, WARD, TOWN = "city", "ward", "town"
STANDING = ("entitled", "possible", "places")  # counted on a day, not over a period
_COUNTS = {ENTITLED: "entitled", STARTED: "started", POSSIBLE: "possible"}
_BEHIND = {  # the count each measure comes from
    **{"entitled": ENTITLED, "yen": ENTITLED, "places": ENTITLED, "possible": POSSIBLE},
    **{"started": STARTED, "applications": STARTED, "hours": STARTED},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """Bands of all measures at one level: (services, places of the level, periods) each."""

    name: str
    wards: tuple[str, ...]
    towns: tuple[str, ...]
    bands: Mapping[str, Band]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summed:
    """All replicates of the measures by cell: (replicates, services, cells, periods), and noise."""

    measures: Mapping[str, Floats]
    noise: Floats  # (3, services, cells, periods)
    turned: Floats  # (replicates, ages, cells, periods)
    turned_noise: Floats  # (ages, cells, periods)


def summed(found: Foreseen) -> Summed:
    """The measures of all replicates."""
    each = [loads(one, found.uses, found.grid) for one in found.replicates]
    measures = {name: np.stack([one[name] for one in each]) for name in MEASURES}
    same = again(np.stack([one.signed[:, :, 1:] for one in found.replicates]))
    noise = np.mean([one.noise[..., 1:] for one in found.replicates], axis=0)
    noise = noise * same[:, :, None, None]
    turned = np.stack([one.turned[..., 1:] for one in found.replicates])
    unread = ((1 - found.shares) / found.shares)[
        None, :, None
    ]  # each person read stands for others
    return Summed(
        measures=measures,
        noise=noise,
        turned=turned,
        turned_noise=turned.mean(axis=0) * unread,
    )


def turned_by_ward(found: Foreseen, sums: Summed) -> Band:
    """How many reach an age, by ward: (ages, wards, periods)."""
    places = found.places
    return band(places.of_wards(sums.turned, 2), places.of_wards(sums.turned_noise, 1))


def by_year(found: Foreseen, sums: Summed) -> tuple[Summed, tuple[int, ...]]:
    """The same by calendar year; what stands on a day is that of the last day read in the year.

    Years of which less than twelve months are covered are left out.
    """
    days = [EPOCH + timedelta(days=day) for day in found.grid.days]
    ends = [(day - timedelta(days=1)).year for day in days[1:]]
    lengths = np.diff(np.asarray(found.grid.months))
    years = [year for year in sorted(set(ends)) if lengths[np.array(ends) == year].sum() >= 12]
    of = [np.flatnonzero(np.array(ends) == year) for year in years]

    def total(values: Floats) -> Floats:
        parts = [values[..., at].sum(axis=-1) for at in of]
        return np.stack(parts, axis=-1) if parts else values[..., :0]

    last = [at[-1] for at in of]
    measures = {
        name: values[..., last] if name in STANDING else total(values)
        for name, values in sums.measures.items()
    }
    noise = total(sums.noise)
    noise[[ENTITLED, POSSIBLE]] = sums.noise[[ENTITLED, POSSIBLE]][..., last]
    whole = Summed(
        measures=measures,
        noise=noise,
        turned=total(sums.turned),
        turned_noise=total(sums.turned_noise),
    )
    return whole, tuple(years)


def levels(found: Foreseen, sums: Summed) -> tuple[Level, ...]:
    """City, wards and towns (where counted), from the top down."""
    places = found.places
    made = []
    if places.towns:
        names = tuple(places.towns[at] if at >= 0 else "" for at in places.town)
        wards = tuple(places.wards[at] for at in places.ward)
        made.append(Level(name=TOWN, wards=wards, towns=names, bands=_bands(sums)))
    wards_only = Summed(
        measures={name: places.of_wards(each, 2) for name, each in sums.measures.items()},
        noise=places.of_wards(sums.noise, 2),
        turned=places.of_wards(sums.turned, 2),
        turned_noise=places.of_wards(sums.turned_noise, 1),
    )
    blank = ("",) * len(places.wards)
    made.append(Level(name=WARD, wards=places.wards, towns=blank, bands=_bands(wards_only)))
    city = Summed(
        measures={n: each.sum(axis=2, keepdims=True) for n, each in sums.measures.items()},
        noise=sums.noise.sum(axis=2, keepdims=True),
        turned=sums.turned.sum(axis=2, keepdims=True),
        turned_noise=sums.turned_noise.sum(axis=1, keepdims=True),
    )
    made.append(Level(name=CITY, wards=("",), towns=("",), bands=_bands(city)))
    return tuple(reversed(made))


def _bands(sums: Summed) -> dict[str, Band]:
    found = {}
    for name, samples in sums.measures.items():
        behind = _BEHIND[name]
        base = sums.measures[_COUNTS[behind]].mean(axis=0)
        found[name] = band(samples, relative(sums.noise[behind], base, samples.mean(axis=0)))
    return found


def hidden(found: Sequence[Level], service: int, period: int) -> dict[int, Hidden]:
    """What must not be shown of each count of a service in a period; the lowest level decides."""
    lowest = found[-1]
    veils = {}
    for count, name in _COUNTS.items():
        counts: dict[str, dict[str, tuple[int, ...]]] = {}
        for at, (ward, town) in enumerate(zip(lowest.wards, lowest.towns, strict=True)):
            number = round(float(lowest.bands[name].mean[service, at, period]))
            counts.setdefault(ward, {})[town] = (number,)
        veils[count] = hidden_in(counts)
    return veils


def table_of(
    found: Foreseen, made: Sequence[Level], periods: Sequence[tuple[Any, Any]], *, exact: bool
) -> pa.Table:
    """One row a service, place and period; `periods` are (first day, last day) of each.

    `hidden` names the measures that are not shown.
    """
    rows = list(_rows(found, made, periods, exact=exact))
    fields = [
        *((name, pa.string()) for name in ("service", "name", "level", "ward", "town")),
        *((name, pa.date32()) for name in ("since", "until")),
        *((f"{n}{end}", pa.float64()) for n in MEASURES for end in ("", "_low", "_high")),
        ("hidden", pa.string()),
    ]
    return pa.Table.from_pylist(rows, schema=pa.schema(fields))


def _rows(
    found: Foreseen, made: Sequence[Level], periods: Sequence[tuple[Any, Any]], *, exact: bool
) -> Iterator[dict[str, Any]]:
    nothing = dict.fromkeys(_COUNTS, Hidden())
    for service, use in enumerate(found.uses):
        for period, (since, until) in enumerate(periods):
            veils = nothing if exact else hidden(made, service, period)
            for level in made:
                for at, (ward, town) in enumerate(zip(level.wards, level.towns, strict=True)):
                    concealed = tuple(
                        name
                        for name in MEASURES
                        if _is_hidden(veils[_BEHIND[name]], level.name, ward, town)
                    )
                    yield {
                        "service": use.service.slug,
                        "name": use.service.name,
                        "level": level.name,
                        "ward": ward or None,
                        "town": town or None,
                        "since": since,
                        "until": until,
                        **_figures(level, (service, at, period), concealed),
                        "hidden": " ".join(concealed) or None,
                    }


def _is_hidden(veil: Hidden, level: str, ward: str, town: str) -> bool:
    if level == CITY:
        return veil.whole
    return ward in veil.groups if level == WARD else (ward, town) in veil.parts


def _figures(
    level: Level, where: tuple[int, int, int], concealed: Sequence[str]
) -> dict[str, float]:
    found = {}
    for name in MEASURES:
        if name not in concealed:
            each = level.bands[name]
            for end, values in (("", each.mean), ("_low", each.low), ("_high", each.high)):
                found[name + end] = round(float(values[where]), 2)
    return found


def sampled(
    found: Foreseen, sums: Summed, periods: Sequence[tuple[date, date]], *, exact: bool
) -> Iterator[Sampled]:
    """Every replicate by service, measure, ward (the city last) and period; what is hidden stays so."""
    wards, made = found.places.wards, levels(found, sums)
    values = {name: _with_city(found, each, 2) for name, each in sums.measures.items()}
    noise = _with_city(found, sums.noise, 2)
    for service, use in enumerate(found.uses):
        veils = [] if exact else [hidden(made, service, at) for at in range(len(periods))]
        for name in MEASURES:
            behind = _BEHIND[name]
            samples = np.moveaxis(values[name][:, service], 1, 2)
            base = values[_COUNTS[behind]][:, service].mean(axis=0).T
            error = relative(noise[behind, service].T, base, samples.mean(axis=0))
            concealed = [[veil[behind].whole if ward is None else ward in veil[behind].groups
                          for ward in (*wards, None)] for veil in veils]  # fmt: skip
            yield Sampled(
                service=use.service.slug,
                measure=name,
                standing=name in STANDING,
                areas=(*wards, None),
                spans=periods,
                values=samples,
                error=np.sqrt(error),
                hidden=np.array(concealed, np.bool_) if veils else None,
            )


def _with_city(found: Foreseen, counts: Floats, axis: int) -> Floats:
    by_ward = found.places.of_wards(counts, axis)
    return np.concatenate([by_ward, counts.sum(axis=axis, keepdims=True)], axis=axis)


def turned_table(found: Foreseen, sums: Summed, years: Sequence[int], *, exact: bool) -> pa.Table:
    """How many reach an age in each year, by ward."""
    each = turned_by_ward(found, sums)
    rows = [
        {
            "age": age,
            "ward": ward,
            "year": year,
            "people": _shown(each.mean[at, place, number], exact=exact),
            "people_low": _shown(each.low[at, place, number], exact=exact),
            "people_high": _shown(each.high[at, place, number], exact=exact),
        }
        for at, age in enumerate(AGES_TOLD)
        for place, ward in enumerate(found.places.wards)
        for number, year in enumerate(years)
    ]
    fields = [("age", pa.int64()), ("ward", pa.string()), ("year", pa.int64())]
    fields += [(name, pa.float64()) for name in ("people", "people_low", "people_high")]
    return pa.Table.from_pylist(rows, schema=pa.schema(fields))


def _shown(number: float, *, exact: bool) -> float | None:
    return round(float(number), 1) if exact or not 0 < round(float(number)) < 5 else None
