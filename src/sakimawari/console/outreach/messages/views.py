"""The words of messages: every service, and one as it arrives by each medium."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sakimawari.console.access import may
from sakimawari.console.city import city
from sakimawari.console.outreach.messages.board import SIZES, kept, lines_on, previews, variants_of
from sakimawari.console.outreach.messages.writing import ground_of, stock_on
from sakimawari.guard.authorise.asked import Action, Target
from sakimawari.reach.medium import Medium
from sakimawari.reach.wording.proofs import shows_name

_MEDIA = tuple(medium.value for medium in Medium)


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Every service by one medium and language, with its length and how it reads."""
    may(request, Action.READ_RULES, Target(kind="Rule"))
    ground = ground_of(city())
    languages = tuple(stock_on(ground).phrasebooks)
    medium = _among(request.GET.get("medium", ""), _MEDIA, Medium.LINE.value)
    language = _among(request.GET.get("language", ""), languages, "ja")
    words, mend = request.GET.get("q", "")[:100], request.GET.get("mend") == "1"
    lines = lines_on(ground, Medium(medium), language)
    found = kept(lines, words, mend=mend)
    context = {
        "lines": found,
        "count": len(lines),
        "shown": sum(line.shows for line in lines),
        "media": _MEDIA,
        "languages": languages,
        "medium": medium,
        "language": language,
        "words": words,
        "mend": mend,
    }
    return render(request, "outreach/messages/list.html", context)


@require_GET
def one(request: HttpRequest, slug: str) -> HttpResponse:
    """One service as it arrives by each medium: usual, or at its longest."""
    may(request, Action.READ_RULES, Target(kind="Rule", id=slug, service=slug))
    stock = stock_on(ground_of(city()))
    if slug not in stock.told:
        raise Http404
    languages, variants = tuple(stock.phrasebooks), variants_of(stock, slug)
    language = _among(request.GET.get("language", ""), languages, "ja")
    variant = _among(request.GET.get("variant", ""), variants, variants[0])
    size = _among(request.GET.get("size", ""), SIZES, SIZES[0])
    service = stock.told[slug].service
    messages = service.messages
    context = {
        "service": service,
        "basis": messages.basis if messages is not None else None,
        "place": messages.place if messages is not None else None,
        "shows": shows_name(stock, slug),
        "previews": previews(stock, slug, language, variant=variant, longest=size == "longest"),
        "languages": languages,
        "language": language,
        "variants": variants,
        "variant": variant,
        "sizes": SIZES,
        "size": size,
        "sender": stock.sender,
    }
    return render(request, "outreach/messages/one.html", context)


def _among(asked: str, known: tuple[str, ...], otherwise: str) -> str:
    return asked if asked in known else otherwise
