"""What every page of this room begins with: who may, the city, the result asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from sakimawari.console.access import may, would
from sakimawari.console.city import City, city
from sakimawari.console.matching import reading
from sakimawari.console.matching.values import Shown
from sakimawari.console.words import say
from sakimawari.guard.authorise.asked import Action, Target
from sakimawari.match.kinds import KINDS


def target_of(id: str = "matches", *, by: str = "") -> Target:
    """What is asked of the policies: a result by kind and name, never an id of a person."""
    return Target(kind="List", id=id, by=by)


def enter(request: HttpRequest, id: str = "matches") -> City:
    """The city, for whoever may see results; raises `Denied` for others. Logged by the result's name."""
    may(request, Action.SEE_MATCHES, target_of(id))
    return city()


def enter_to_make(request: HttpRequest, id: str = "matches") -> City:
    """The city, for whoever may make results."""
    may(request, Action.MAKE_MATCH, target_of(id))
    return city()


def makes(request: HttpRequest) -> bool:
    """Whether this member of staff may make results."""
    return would(request, Action.MAKE_MATCH, target_of()).allowed


def asked_for(request: HttpRequest, kind: str, name: str) -> tuple[City, Shown]:
    """The result an address names; 404 where there is none."""
    there = enter(request, f"{kind}/{name}")
    found = reading.result(there, kind, name)
    if found is None:
        raise Http404
    return there, found


def title_of(kind: str) -> str:
    """What a kind is called in Japanese, as its own room says it."""
    return KINDS[kind].title if kind in KINDS else kind


_TITLE = re.compile(r"<title[^>]*>([^<]+)</title>")
_TABLES = frozenset({"result", "fairness", "seats", "reasons", "facilities", "waiting", "blocking",
                     "notices", "plans", "shelters", "supporters", "volunteers", "one-more", "witnesses",
                     "wishes", "lots", "conditions", "excluded", "exposure", "lists", "outcomes",
                     "pairs", "places", "proof", "rounds", "runs"})  # fmt: skip
_FIGURES = frozenset({"by", "exposure_gini", "for_the_officer", "most_lists", "needs",
                      "needs_matched", "needs_without", "offers", "offers_unseen", "pairs",
                      "together", "goal", "radius", "p", "value", "children", "placed", "pools",
                      "seats", "asked", "moved", "families", "decisions", "blocking",
                      "not_named", "proven", "bound", "people", "people_within",
                      "places_without_a_way", "opened", "travel_seconds", "rides", "given", "visits",
                      "made", "witnesses", "cost", "gap", "households", "homes", "rows", "kept",
                      "without", "cases", "fullest", "first", "both", "unplaced"})  # fmt: skip
_WORTHS = frozenset({"lscp", "mclp", "p-median", "p-center", "words", "words-and-meaning"})
_PICTURES = frozenset({"map", "share", "exposure"})


def table_name(file: str, language: str) -> str:
    """What a table is called: the usual ones in words, the others by their file."""
    stem = file.rpartition(".")[0] or file
    return say(f"matching.file.{stem}", language) if stem in _TABLES else stem


def figure_name(name: str, language: str) -> str:
    """What a figure is called: those the engine names in words, the others as they are."""
    return say(f"matching.figure.{name}", language) if name in _FIGURES else name


def figure_worth(value: str, language: str) -> str:
    """What stands as a figure where it is a word of the engine: in words; a number as it is."""
    key = value.replace(" ", "-")
    return say(f"matching.worth.{key}", language) if key in _WORTHS else value


def picture_name(path: Path, language: str) -> str:
    """What a picture shows: its own title where the page is Japanese, otherwise what its kind is."""
    stem, _, number = path.stem.partition("-")
    name = say(f"matching.picture.{stem if stem in _PICTURES else 'other'}", language)
    if language != "en" and (found := _TITLE.search(path.read_text(encoding="utf-8"))):
        return unescape(found[1])
    return f"{name} {number}".strip()


def language_in(request: HttpRequest) -> str:
    """The language of the page."""
    return str(getattr(request, "language", "ja"))


def words(request: HttpRequest, key: str, **values: object) -> str:
    """A text of this room in the language of the page."""
    return say(f"matching.{key}", language_in(request), **values)


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of this room."""
    return render(request, f"matching/{template}", dict(context), status=status)


def as_file(name: str, content: bytes, kind: str = "text/csv; charset=utf-8") -> HttpResponse:
    """A file to keep."""
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer
