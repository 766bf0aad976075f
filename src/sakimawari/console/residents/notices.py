"""The pack's own words for a right, without what only a letter says of itself."""

from __future__ import annotations

import re
from datetime import date

from sakimawari.console.residents.worth import offer_in, spoken
from sakimawari.fit.timetable import RightSpan
from sakimawari.packs.pack import Service
from sakimawari.reach.letters.sheet import fill_notice

# Sentences of a notice that speak of the paper it comes on: on a page there is none to send back.
_OF_PAPER = re.compile(
    "同封|返送|確認欄|署名して|紙（|紙を|紙に|enclosed|send it back|sign it|slip|this letter"
)
_SENTENCE_END = re.compile(r"(?<=。)|(?<=[.!?])\s+")


def notice_text(service: Service, span: RightSpan | None, language: str, today: date) -> str:
    """What the notice says of a right that holds, in the language of the page; else nothing."""
    if span is None or span.status != "yes" or service.notice is None:
        return ""
    if language != "ja" and getattr(service.notice, language) is None:
        return ""
    text = fill_notice(offer_in(service, span), spoken(language), on=today)
    kept = [each.strip() for each in _SENTENCE_END.split(text) if not _OF_PAPER.search(each)]
    return (" " if language == "en" else "").join(each for each in kept if each)
