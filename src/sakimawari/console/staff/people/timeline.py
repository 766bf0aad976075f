"""A calendar of rights drawn as a timeline: months across, a service a line, stretches as bars.

Positions are percent of the width, so that the page draws them as SVG without any script, and the
same values stand beside as text for whoever does not see the drawing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from sakimawari.fit.language import Language, money_in
from sakimawari.fit.payments import Payment
from sakimawari.fit.timetable import RightSpan, ServiceTimes, Timetable
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.pack import Service


class Standing(Enum):
    """Where a service stands for a resident on the day, most pressing first.

    CLAIMABLE  entitled today and not receiving    RECEIVING  in the register of recipients
    COMING     entitled from a later day           POSSIBLE   a missing fact decides
    """

    CLAIMABLE = "claimable"
    RECEIVING = "receiving"
    COMING = "coming"
    POSSIBLE = "possible"


class MarkKind(Enum):
    """What a mark on a line means."""

    DEADLINE = "deadline"
    RENEWAL = "renewal"
    PAYMENT = "payment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month of the scale; `x` is where it begins. `year` is set where the year is to be shown."""

    first: date
    x: str
    year: int | None
    even: bool

    @property
    def minor(self) -> bool:
        """Whether its name is left out where there is little room."""
        return self.first.month not in (1, 4, 7, 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """Days over which a right stays the same. `ends`: it is over for good on the day after."""

    x: str
    width: str
    surely: bool
    ends: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A day on a line: what it is, with an amount where there is one."""

    x: str
    kind: MarkKind
    on: date
    what: str
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A bar in words. `until` is None where it goes on; `because` names the clause that ends it."""

    since: date
    until: date | None
    surely: bool
    amount: str
    tier: str
    missing: tuple[str, ...]
    because: str
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One service. `amount` is the first stretch's; `deadline` the next day to act, if any."""

    service: str
    name: str
    department: str
    of_household: bool
    standing: Standing
    amount: str
    deadline: date | None
    overdue: bool
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    stretches: tuple[Stretch, ...]

    @property
    def begins(self) -> date:
        """The first day of the first stretch."""
        return self.stretches[0].since

    @property
    def over(self) -> Stretch | None:
        """The stretch after which nothing follows, where the last one does not go on."""
        last = self.stretches[-1]
        return last if last.until is not None else None

    @property
    def payments(self) -> tuple[Mark, ...]:
        return tuple(mark for mark in self.marks if mark.kind is MarkKind.PAYMENT)

    @property
    def days_to_act(self) -> tuple[Mark, ...]:
        return tuple(mark for mark in self.marks if mark.kind is not MarkKind.PAYMENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The whole drawing: the scale, and the lines by where they stand."""

    on: date
    final: date
    months: tuple[Month, ...]
    lines: tuple[Line, ...]

    def standing(self, standing: Standing) -> tuple[Line, ...]:
        """The lines that stand so."""
        return tuple(line for line in self.lines if line.standing is standing)

    @property
    def groups(self) -> tuple[tuple[Standing, tuple[Line, ...]], ...]:
        """The lines by standing, empty groups left out."""
        grouped = ((each, self.standing(each)) for each in Standing)
        return tuple((standing, lines) for standing, lines in grouped if lines)


@dataclass(frozen=True, slots=True)
class Scale:
    """Days as percent of the width between the first of a month and the last day drawn."""

    first: date
    final: date

    def at(self, day: date) -> float:
        """Where a day begins; days beyond either end lie on it."""
        span = (self.final - self.first).days + 1
        return 100 * min(max((day - self.first).days, 0), span) / span


def chart_of(table: Timetable, catalogue: Catalogue, language: Language) -> Chart:
    """The drawing of a timetable; services no longer in the packs were left out of it already."""
    scale = Scale(table.on.replace(day=1), table.final)
    lines = [
        _line(times, catalogue.services[times.service], table, scale, language)
        for times in table.services
        if times.spans
    ]
    return Chart(
        on=table.on,
        final=table.final,
        months=tuple(_months(scale)),
        lines=tuple(sorted(lines, key=_pressing)),
    )


def _pressing(line: Line) -> tuple[int, date, date, str]:
    order = list(Standing).index(line.standing)
    by = line.deadline if line.deadline is not None and not line.overdue else date.max
    return order, by, line.begins, line.name


def standing_of(times: ServiceTimes, on: date) -> Standing:
    """Where a service stands: receiving goes before everything, a sure right before a possible one."""
    if times.receives:
        return Standing.RECEIVING
    sure = [span for span in times.spans if span.status == "yes"]
    if any(span.since <= on <= span.until for span in sure):
        return Standing.CLAIMABLE
    return Standing.COMING if sure else Standing.POSSIBLE


def _line(
    times: ServiceTimes, service: Service, table: Timetable, scale: Scale, language: Language
) -> Line:
    deadline = None if times.receives else _deadline(times.spans, table.on)
    return Line(
        service=times.service,
        name=times.name,
        department=times.department,
        of_household=service.holder.value == "household",
        standing=standing_of(times, table.on),
        amount=_amount(times.spans[0], service, language),
        deadline=deadline,
        overdue=deadline is not None and deadline < table.on,
        bars=tuple(_bars(times.spans, scale)),
        marks=tuple(_marks(times, deadline, service, scale, language)),
        stretches=tuple(_stretch(span, service, language) for span in times.spans),
    )


def _deadline(spans: Iterable[RightSpan], on: date) -> date | None:
    """The next last day to act; the latest one where all have passed."""
    days = sorted(span.deadline for span in spans if span.deadline is not None)
    return next((day for day in days if day >= on), days[-1] if days else None)


def _bars(spans: Sequence[RightSpan], scale: Scale) -> Iterable[Bar]:
    """Bars in order; neighbours of the same certainty are one, whatever their amounts."""
    waiting: list[RightSpan] = []
    for span in spans:
        if waiting and not _joins(waiting[-1], span):
            yield _bar(waiting, scale)
            waiting = []
        waiting.append(span)
    if waiting:
        yield _bar(waiting, scale)


def _joins(earlier: RightSpan, later: RightSpan) -> bool:
    same = earlier.status == later.status
    return same and later.since == earlier.until + timedelta(days=1)


def _bar(spans: Sequence[RightSpan], scale: Scale) -> Bar:
    first, last = spans[0], spans[-1]
    left = scale.at(first.since)
    right = scale.at(last.until + timedelta(days=1))
    return Bar(
        x=percent(left),
        width=percent(max(right - left, 0.6)),  # a single day is still seen
        surely=first.status == "yes",
        ends=not last.goes_on,
    )


def _marks(
    times: ServiceTimes,
    deadline: date | None,
    service: Service,
    scale: Scale,
    language: Language,
) -> Iterable[Mark]:
    if deadline is not None and scale.first <= deadline <= scale.final:
        what = service.deadline.text if service.deadline is not None else ""
        yield _mark(MarkKind.DEADLINE, deadline, what, "", scale)
    for name, day in times.renewals:
        yield _mark(MarkKind.RENEWAL, day, name, "", scale)
    for payment in times.payments:
        months = "・".join(str(month.month) for month in payment.covers)
        amount = _paid(payment, service, language)
        yield _mark(MarkKind.PAYMENT, payment.month, months, amount, scale)


def _mark(kind: MarkKind, on: date, what: str, amount: str, scale: Scale) -> Mark:
    middle = scale.at(on) + 50 / ((scale.final - scale.first).days + 1)
    return Mark(x=percent(middle), kind=kind, on=on, what=what, amount=amount)


def _paid(payment: Payment, service: Service, language: Language) -> str:
    award = service.rule.amount
    if award is None:
        return ""
    unit = award.unit.partition("/")[0]
    return money_in(language, award.value.type, unit, (payment.low, payment.high))


def _stretch(span: RightSpan, service: Service, language: Language) -> Stretch:
    ending = next((each for each in service.rule.clauses if each.id == span.ended_by), None)
    return Stretch(
        since=span.since,
        until=None if span.goes_on else span.until,
        surely=span.status == "yes",
        amount=_amount(span, service, language),
        tier="・".join(span.tier),
        missing=span.missing,
        because=ending.text if ending is not None else "",
        article=ending.article if ending is not None else "",
    )


def _amount(span: RightSpan, service: Service, language: Language) -> str:
    award = service.rule.amount
    if award is None:
        return ""
    return money_in(language, award.value.type, award.unit, (span.amount_low, span.amount_high))


def _months(scale: Scale) -> Iterable[Month]:
    month, place = scale.first, 0
    while month <= scale.final:
        shown = place == 0 or month.month == 1
        yield Month(
            first=month,
            x=percent(scale.at(month)),
            year=month.year if shown else None,
            even=place % 2 == 0,
        )
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
        place += 1


def percent(value: float) -> str:
    """A length for SVG: 41.67%."""
    return f"{value:.2f}%"


def counts(chart: Chart) -> Mapping[Standing, int]:
    """How many services stand how."""
    return {standing: len(chart.standing(standing)) for standing in Standing}
