"""A call list on paper or as a file: for whoever may, numbered, and each name in the audit."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from sakimawari.console.calls import door
from sakimawari.console.city import JAPAN, City, city
from sakimawari.console.staff.lists.handing_out import new_number
from sakimawari.console.staff.lists.sheet import MEDIA, Sheet, as_csv
from sakimawari.console.webhooks.calling import setup_of_city
from sakimawari.console.words import say
from sakimawari.reach.channels import list_store
from sakimawari.reach.channels.lists.printing import Line, printed
from sakimawari.reach.channels.lists.values import Entry
from sakimawari.reach.channels.setup.values import Calls
from sakimawari.reach.channels.telephone import dialled

MOST = 500
_COLUMNS = ("name", "kana", "phone", "language", "services", "until", "say", "outcome")
_WIDTHS = (16, 18, 16, 10, 30, 12, 60, 20)


@never_cache
@require_POST
def file(request: HttpRequest, list: str) -> HttpResponse:
    """The open entries of a list as CSV."""
    there = city()
    number, entries = new_number(there.today), _open(request, there, list)
    lines = _lines(request, there, entries, f"{number} calls {list}")
    sheet = Sheet(
        title=say("calls.title", "ja"),
        about=((say("calls.number", "ja"), number), (say("calls.personal", "ja"), "")),
        columns=tuple(say(f"calls.column.{name}", "ja") for name in _COLUMNS),
        widths=_WIDTHS,
        rows=[
            (
                *(line.name, line.kana, line.phone, line.language),
                *("、".join(line.services), line.until, line.text, ""),
            )
            for line in lines
        ],
    )
    response = HttpResponse(as_csv(sheet), content_type=MEDIA["csv"])
    response["Content-Disposition"] = f'attachment; filename="{number}.csv"'
    return response


@never_cache
@require_POST
def sheet(request: HttpRequest, list: str) -> HttpResponse:
    """The open entries of a list as a sheet to work through with a pen."""
    there = city()
    number, entries = new_number(there.today), _open(request, there, list)
    window = setup_of_city().calls or Calls()
    pdf = printed(
        _lines(request, there, entries, f"{number} calls {list}"),
        number=number,
        on=there.today,
        window=f"{window.since:%H:%M}–{window.until:%H:%M}",
    )
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{number}.pdf"'
    return response


def _open(request: HttpRequest, there: City, list: str) -> tuple[Entry, ...]:
    found = door.entries_for(request, there, list=list)
    if not found:
        raise Http404
    return found[:MOST]


def _lines(
    request: HttpRequest, there: City, entries: tuple[Entry, ...], name: str
) -> tuple[Line, ...]:
    roll = door.handed_out(request, entries, name)
    names = {slug: one.name for slug, one in there.catalogue.services.items()}
    lines = []
    for entry in entries:
        if entry.person not in roll.people:
            continue
        record = roll.record(entry.person)
        identity, script = record.identity(), list_store.script(entry, there.keys)
        phone = record.contact().phone
        again = entry.again_at.astimezone(JAPAN) if entry.again_at else None
        lines.append(
            Line(
                name=identity.name,
                kana=identity.kana,
                phone=dialled(phone) or phone,
                language=say(f"calls.language.{entry.language}", "ja"),
                services=tuple(names.get(slug, slug) for slug in entry.services),
                text=script.text,
                until=entry.useful_until.isoformat() if entry.useful_until else "",
                again=f"{again:%m/%d %H:%M}" if again else "",
                tries=entry.tries,
            )
        )
    return tuple(lines)
