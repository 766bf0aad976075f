"""What every page of this room begins with: who may see it, its words, and files beside it."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse

from sakimawari.anticipate.pictures.terms import Terms
from sakimawari.anticipate.reading.values import WHOLE
from sakimawari.console.access import may
from sakimawari.console.city import City, city
from sakimawari.console.words import say
from sakimawari.drawing.sheets import Table, csv_of
from sakimawari.guard.authorise.asked import Action, Target

COMING = Target(kind="Figures", id="coming")


def enter(request: HttpRequest) -> City:
    """The city, for whoever may see what is coming; raises `Denied` for others."""
    may(request, Action.SEE_COMING, COMING)
    return city()


@cache
def terms_in(language: str) -> Terms:
    """The words on pictures in the language of the page; 万 in Japanese alone."""
    names = [field.name for field in fields(Terms) if field.name != "man"]
    said = {name: _raw(f"foresight.terms.{name}", language) for name in names}
    return Terms(man=language != "en", **said)


def _raw(key: str, language: str) -> str:
    """A text whose `{share}` the picture puts in itself."""
    return say(key, language, share="{share}")


def name_in(language: str, series: str) -> str:
    """The name of a series or level; the sum of all has one in each language."""
    return say("foresight.whole-name", language) if series == WHOLE else series


def as_csv(name: str, table: Table) -> HttpResponse:
    """A table as a file to keep."""
    response = HttpResponse(csv_of(table), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.csv"
    return response
