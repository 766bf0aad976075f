"""The filters of a list as its address has them: read, checked, written again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from sakimawari.fit.listed.values import KINDS, Listing, ListName

_OLDEST = 130


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a list is narrowed to; empty texts and None leave it wide.

    `wrong` names fields of the address that meant nothing and were passed over.
    """

    name: ListName
    department: str = ""
    service: str = ""
    ward: str = ""
    town: str = ""
    kind: str = ""
    youngest: int | None = None
    oldest: int | None = None
    least: int | None = None
    since: date | None = None
    until: date | None = None
    receiving: str = ""  # yes, no
    missing: str = ""
    wrong: tuple[str, ...] = ()

    def pairs(self) -> dict[str, str]:
        """The filters as an address writes them."""
        told = {
            name: getattr(self, name)
            for name in ("department", "service", "ward", "town", "kind", "receiving", "missing")
        }
        told |= {name: str(getattr(self, name) or "") for name in ("youngest", "oldest", "least")}
        for name in ("since", "until"):
            day = getattr(self, name)
            told[name] = day.isoformat() if day is not None else ""
        return {name: value for name, value in told.items() if value}

    @property
    def written(self) -> str:
        """The same as the query of an address."""
        return urlencode(self.pairs())


def filters_in(
    form: Mapping[str, str],
    name: ListName,
    *,
    departments: Sequence[str],
    services: Sequence[str],
    wards: Sequence[str],
) -> Filters:
    """The filters of an address; what is not among the choices is passed over and named."""
    wrong: list[str] = []

    def chosen(field: str, choices: Sequence[str]) -> str:
        value = form.get(field, "").strip()
        if value and value not in choices:
            wrong.append(field)
            return ""
        return value

    def number(field: str, most: int) -> int | None:
        value = form.get(field, "").strip()
        if not value:
            return None
        if not (value.isascii() and value.isdigit() and int(value) <= most):
            wrong.append(field)
            return None
        return int(value)

    def day(field: str) -> date | None:
        value = form.get(field, "").strip()
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            wrong.append(field)
            return None

    read = Filters(
        name=name,
        department=chosen("department", departments),
        service=chosen("service", services),
        ward=chosen("ward", wards),
        town=form.get("town", "").strip()[:60],
        kind=chosen("kind", KINDS[name]),
        youngest=number("youngest", _OLDEST),
        oldest=number("oldest", _OLDEST),
        least=number("least", 10**12),
        since=day("since"),
        until=day("until"),
        receiving=chosen("receiving", ("yes", "no")),
        missing=form.get("missing", "").strip()[:60],
    )
    return replace(read, wrong=tuple(wrong))


def listing_of(
    filters: Filters,
    *,
    services: Sequence[str],
    wards: Sequence[str],
    closed: frozenset[str],
) -> Listing:
    """What the run is asked: never more than these services and wards, never a closed household."""
    return Listing(
        name=filters.name,
        services=tuple(services),
        wards=(filters.ward,) if filters.ward else tuple(wards),
        town=filters.town,
        kind=filters.kind,
        youngest=filters.youngest,
        oldest=filters.oldest,
        least=filters.least,
        since=filters.since,
        until=filters.until,
        receiving={"yes": True, "no": False}.get(filters.receiving),
        missing=filters.missing,
        closed=closed,
    )
