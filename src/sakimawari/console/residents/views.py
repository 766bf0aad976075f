"""The first page, the list of everything, the calendar, and the way to all the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse

from sakimawari.cases.values import CaseRow
from sakimawari.console.city import JAPAN
from sakimawari.console.residents import applications, worth
from sakimawari.console.residents.calendar_file import Entry, written
from sakimawari.console.residents.cards import Line, Reader, bundles_of, card_of, lines_of
from sakimawari.console.residents.moments import Moment, by_month, moments_of
from sakimawari.console.residents.opening import Opened, Page, opened, reason_in, with_names
from sakimawari.console.residents.outlook import Home, home_of
from sakimawari.console.residents.pages import address, resident_page
from sakimawari.console.residents.rights import Standing, by_worth, standing_as

_NEXT = 3  # payments and last days told above the calendar


@resident_page("GET")
def home(page: Page) -> HttpResponse:
    """What to do now, what comes, what could be asked for, what is received."""
    page, found = opened(with_names(page))
    known = applications.known_of(page, found)
    rights = applications.to_tell(page, found, known)
    reader = page.reads()
    shown = home_of(
        rights,
        reader,
        reason_in(page, found),
        _packs(page),
        final=page.there.run.final,
        waiting=applications.tasks_of(page, found, known),
        addresses={
            (reader.tokens[right.person], right.slug): address(
                page, "service", right.slug, who=reader.tokens[right.person]
            )
            for right in rights
        },
    )
    return page.shown(
        "home",
        here="home",
        home=shown,
        together=_together(page, shown),
        greeting=_greeting(page),
        as_of=worth.day(page.there.run.on, page.language),
        closed=any(one.closed for one in found),
        under_way=sum(row.state not in applications.OVER for row in _own_rows(known)),
    )


def _own_rows(known: applications.Known) -> tuple[CaseRow, ...]:
    """Every case once, though a child's is its parent's too."""
    return tuple({row.number: row for rows in known.rows.values() for row in rows}.values())


def _greeting(page: Page) -> str:
    key = "my.home.hello_family" if page.family.several else "my.home.hello"
    return page.words(key, name=page.chosen[0].name)


def _together(page: Page, shown: Home) -> str:
    """The address at which what stands on the page is applied for at once."""
    cards = shown.can_send_together
    if not cards:
        return ""
    asked = [("service", card.slug) for card in cards] + [("who", cards[0].token)]
    return f"{reverse('residents:apply')}?{urlencode(asked)}"


def _packs(page: Page) -> dict[str, str]:
    """The names of the fields, without what they say in brackets of whose law it is."""
    return {pack.id: pack.name.partition("（")[0] for pack in page.there.catalogue.packs}


@resident_page("GET")
def everything(page: Page) -> HttpResponse:
    """Every right by how it stands, each with its reason."""
    page, found = opened(with_names(page))
    rights = applications.to_tell(page, found, applications.known_of(page, found))
    reader, reason = page.reads(), reason_in(page, found)

    def cards(standing: Standing) -> list[object]:
        return [card_of(each, reader, reason) for each in by_worth(standing_as(rights, standing))]

    return page.shown(
        "everything",
        here="home",
        asked=cards(Standing.OPEN),
        possible=cards(Standing.POSSIBLE),
        usable=bundles_of(standing_as(rights, Standing.USABLE), reader, _packs(page)),
        received=cards(Standing.RECEIVED),
        applies=cards(Standing.APPLIES),
        later=[card_of(each, reader) for each in standing_as(rights, Standing.LATER)],
    )


# ---------------------------------------------------------------- calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMonth:
    """A month with its lines."""

    title: str
    id: str
    lines: tuple[Line, ...]


@resident_page("GET")
def calendar(page: Page) -> HttpResponse:
    """Two years by month; above it the next payments and last days."""
    page, found = opened(with_names(page))
    moments = _moments(page, found)
    reader, packs = page.reads(), _packs(page)
    months = tuple(
        ShownMonth(
            title=worth.month(month.first, page.language),
            id=f"m{month.first:%Y%m}",
            lines=lines_of(month.moments, reader, packs),
        )
        for month in by_month(moments)
    )
    return page.shown(
        "calendar",
        here="calendar",
        months=months,
        next_due=_first(moments, reader, to_do=True),
        next_paid=_first(moments, reader, to_do=False),
        until=worth.day(page.there.run.final, page.language, weekday=False),
    )


def _moments(page: Page, found: Sequence[Opened]) -> tuple[Moment, ...]:
    rights = applications.to_tell(page, found, applications.known_of(page, found))
    return moments_of(rights, on=page.there.today, final=page.there.run.final)


def _first(moments: Sequence[Moment], reader: Reader, *, to_do: bool) -> tuple[Line, ...]:
    """The next days on which something must be done, or money is expected."""
    chosen = [
        moment for moment in moments if (moment.to_do if to_do else moment.kind.value == "payment")
    ]
    return lines_of(chosen[:_NEXT], reader, {})


@resident_page("GET")
def calendar_file(page: Page) -> HttpResponse:
    """The calendar to take into one's own: days and services, nobody's name."""
    page, found = opened(page)
    nobody = Reader(language=page.language, today=page.there.today, whose={}, tokens={})
    discreet = page.request.GET.get("discreet") == "1"
    entries = []
    for moment in _moments(page, found):
        [line] = lines_of([moment], nobody, {})
        title = page.words("my.calendar.discreet") if discreet else line.text
        key = f"{moment.kind.value} {'' if discreet else moment.service.slug} {moment.person}"
        entries.append(Entry(on=moment.on, key=key, title=title, remind=moment.to_do))
    content = written(entries, name=page.words("my.calendar.title"), at=datetime.now(JAPAN))
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="calendar.ics"'
    return answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way from the menu: its route, drawing, and the keys of its words."""

    name: str
    icon: str

    @property
    def title(self) -> str:
        return f"my.menu.{self.name}"

    @property
    def lead(self) -> str:
        return f"my.menu.{self.name}_lead"


WAYS = (
    Way(name="guides", icon="search"),
    Way(name="messages", icon="chat"),
    Way(name="record", icon="paper"),
    Way(name="access", icon="eye"),
    Way(name="proxies", icon="people"),
    Way(name="settings", icon="settings"),
)


@resident_page("GET")
def menu(page: Page) -> HttpResponse:
    """The way to all the rest."""
    return page.shown("menu", here="menu", ways=WAYS)
