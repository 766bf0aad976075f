"""`sakimawari letters`: ready letters from the current run, one page an adult."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from sakimawari.cli.store import opened
from sakimawari.cli.terminal import (
    DirOption,
    JsonOption,
    OnOption,
    Report,
    day_of,
    out,
    print_json,
    problems_in_words,
    reporting,
)
from sakimawari.guard.consents.values import ConsentTo, OwnWords
from sakimawari.night.run import current_run
from sakimawari.office import Office, office
from sakimawari.problems import fault
from sakimawari.reach.channels.paper.writer import LetterWriter
from sakimawari.reach.letters.order import LettersReport, Order, Sources
from sakimawari.reach.letters.run import write_letters
from sakimawari.reach.telling.offer import Language, Sender, Wording
from sakimawari.reach.terms.reading import read_terms
from sakimawari.registry.store import current_snapshot, open_snapshot

_POSTED = time(12, 0)
REASONS = {
    "protected": "household under protection (支援措置)",
    "departed": "died or moved away",
    "opted_out": "does not want notices",
    "not_found": "no longer where the run saw them: run the night again",
    "no_adult": "no adult who may be written to",
    "already_written": "has a letter from this run, or heard as often as the terms allow",
    "no_address": "no address",
    "does_not_fit": "does not fit on a page",
}


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("letters")(letters)


def letters(
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, help="Only the most pressing letters.")
    ] = None,
    language: Annotated[
        str | None,
        typer.Option(
            "--language", help="ja, easy (やさしい日本語) or en. Default: each person's own."
        ),
    ] = None,
    pages: Annotated[
        int,
        typer.Option("--pages", min=1, max=1000, help="Pages in one file; 1 for a file a letter."),
    ] = 20,
    slack: Annotated[
        bool,
        typer.Option(
            "--slack", help="Grant the post three days more, for its discount on sorting."
        ),
    ] = False,
    folder: DirOption = None,
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write letters to adults with unclaimed or possible rights; never to protected households."""
    with problems_in_words(as_json=as_json):
        place = office(folder)
        order = Order(
            on=day_of(on or current_run(place.home).manifest["on"]),
            sender=Sender(city=Wording(ja=place.sender()), phone=place.phone),
            language=language_of(language),
            limit=limit,
            pages_per_file=pages,
            slack=slack,
            workers=place.threads,
        )
        with reporting(quiet=as_json) as progress:
            report = write(place, order, progress=progress)
        if as_json:
            print_json({**_counts(report), "folder": str(report.folder)})
        else:
            tell(report)


def write(place: Office, order: Order, *, progress: Report) -> LettersReport:
    """Carry an order out with the office's run, packs and keys."""
    sources = letter_sources(place, order.on)
    sources = replace(sources, told_enough=_told_enough(place, sources, order.on))
    return write_letters(place.home, order, sources=sources, progress=progress)


def letter_sources(place: Office, on: date) -> Sources:
    """What letters are written from: run, packs, keys, and residents' own words where the city's
    operational store was made already.
    """
    run = current_run(place.home)
    return Sources(
        snapshot=open_snapshot(place.home / "snapshots" / run.manifest["snapshot"]),
        current=open_snapshot(current_snapshot(place.home)),
        run=run,
        catalogue=place.catalogue(),
        open_identity=place.keys().open,
        words=_own_words(place, on),
    )


def _own_words(place: Office, on: date) -> OwnWords:
    if not _has_store(place):
        return OwnWords(consents={}, wishes={})
    opened(place)
    from sakimawari.guard.consents.store import own_words  # Django, only where it is needed

    return own_words(ConsentTo.NOTICES, on)


def _told_enough(place: Office, sources: Sources, on: date) -> frozenset[str]:
    """Whom one letter more would tell more often than the terms allow; nobody without a store yet."""
    if not _has_store(place):
        return frozenset()
    from sakimawari.reach.sending.claim_store import contacts_lately
    from sakimawari.reach.sending.elsewhere import Elsewhere, joined, told_enough

    at = datetime.combine(on, _POSTED, ZoneInfo("Asia/Tokyo"))
    contacts = joined([contacts_lately(at), *Elsewhere(home=place.home).lately(at)])
    return told_enough(contacts, sources.current, read_terms(place.home), at=at)


def _has_store(place: Office) -> bool:
    return place.database is not None or (place.home / "operations.sqlite3").exists()


def letter_writer(place: Office) -> LetterWriter:
    """The writer of letters for whoever sends a plan: the office's run, packs, keys and name."""
    sender = Sender(city=Wording(ja=place.sender()), phone=place.phone)
    return LetterWriter(
        home=place.home,
        order=lambda on: Order(on=on, sender=sender, workers=place.threads),
        sources=lambda on: letter_sources(place, on),
    )


def demo_order(place: Office, on: date, limit: int) -> Order:
    """The order of the demo: a made-up sender."""
    sender = Sender(city=Wording(ja="北九州市（合成データ）"), phone="000-000-0000")
    return Order(on=on, sender=sender, limit=limit, workers=place.threads)


def language_of(text: str | None) -> Language | None:
    """A language by its code; None leaves it to each person."""
    if text is None:
        return None
    try:
        return Language(text)
    except ValueError:
        known = ", ".join(language.value for language in Language)
        raise fault("CLI003", f"`{text}` is not a language", f"choose one of {known}") from None


def _counts(report: LettersReport) -> dict[str, object]:
    return {
        "letters": report.letters,
        "files": report.files,
        "households": report.households,
        "addressees": report.addressees,
        "offers": report.offers,
        "left_out": dict(report.left_out),
        "languages": dict(report.languages),
        "missing_glyphs": report.missing_glyphs,
        "postage_yen": report.postage_yen,
        "seconds": round(report.seconds, 1),
        "already": report.already,
    }


def tell(report: LettersReport) -> None:
    """The outcome in a few lines."""
    if report.already:
        out.print(f"these letters were written before, nothing was done: {report.folder}")
        return
    languages = " · ".join(f"{name} {count:,}" for name, count in report.languages.items())
    out.print(
        f"{report.letters:,} letters to {report.households:,} households with {report.offers:,} offers in {report.files:,} files "
        f"({languages}) in {report.seconds:.0f} s → {report.folder}"
    )
    out.print(
        f"  for the post office: {report.folder.name}/post · postage about {report.postage_yen:,} yen"
    )
    for reason, count in report.left_out.items():
        out.print(f"  left out: {count:,} rights — {REASONS.get(reason, reason)}")
    if report.addressees > report.letters:
        out.print(f"  {report.addressees - report.letters:,} people more could get a letter")
