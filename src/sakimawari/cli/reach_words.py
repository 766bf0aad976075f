"""`sakimawari reach words`: the messages of all services, measured at their longest, and previewed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import typer
from rich.table import Table

from sakimawari.cli.terminal import (
    DirOption,
    Exit,
    JsonOption,
    OnOption,
    day_of,
    out,
    print_json,
    problems_in_words,
)
from sakimawari.office import Office, office
from sakimawari.packs.findings import nearest
from sakimawari.problems import fault
from sakimawari.reach.medium import Medium
from sakimawari.reach.telling.offer import Sender, Wording
from sakimawari.reach.wording.proofs import LANGUAGES, Proof, proofs_of, shows_name
from sakimawari.reach.wording.values import Stock
from sakimawari.reach.wording.writer import stock_of


def add_to(group: typer.Typer) -> None:
    """Add the command."""
    group.command("words")(words)


def words(
    service: Annotated[
        str | None, typer.Argument(help="Slug of a service. Default: a line for each.")
    ] = None,
    language: Annotated[
        str | None,
        typer.Option("--language", help="ja, easy, en or a language of the city's phrases."),
    ] = None,
    medium: Annotated[
        str | None,
        typer.Option("--medium", help="email, line, sms, portal, letter, call or visit."),
    ] = None,
    mend: Annotated[
        bool, typer.Option("--mend", help="Only texts that do not fit or do not read plainly.")
    ] = False,
    folder: DirOption = None,
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Preview messages with the longest names, amounts and dates; ends with 1 if one does not fit."""
    with problems_in_words(as_json=as_json):
        stock = stock_for(office(folder), on)
        proofs = [
            proof
            for slug in _chosen(stock, service)
            for proof in proofs_of(
                stock, slug, media=_media(medium), languages=_languages(stock, language)
            )
            if not (mend and proof.is_sound)
        ]
        if as_json:
            print_json([_as_object(proof, stock) for proof in proofs])
        elif service is None and not mend:
            out.print(_overview(stock, proofs))
        else:
            _show(proofs, whole=not mend)
    if any(proof.problem is not None for proof in proofs):
        raise typer.Exit(Exit.WITH_REMARKS)


def stock_for(place: Office, on: str | None) -> Stock:
    """What the city writes from on a day."""
    sender = Sender(city=Wording(ja=place.sender()), phone=place.phone)
    return stock_of(place.catalogue(), sender, on=day_of(on), home=place.home)


def _chosen(stock: Stock, service: str | None) -> Iterable[str]:
    if service is None:
        return stock.told
    if service not in stock.told:
        raise fault(
            "CLI003",
            f"`{service}` is no service for residents",
            "name one; `sakimawari reach words` lists them",
            near=nearest(service, stock.told),
        )
    return (service,)


def _media(medium: str | None) -> tuple[Medium, ...]:
    if medium is None:
        return tuple(Medium)
    try:
        return (Medium(medium),)
    except ValueError:
        known = ", ".join(each.value for each in Medium)
        raise fault("CLI003", f"`{medium}` is no medium", f"choose one of {known}") from None


def _languages(stock: Stock, language: str | None) -> tuple[str, ...]:
    if language is None:
        return LANGUAGES
    if language not in stock.phrasebooks:
        known = ", ".join(stock.phrasebooks)
        raise fault("CLI003", f"nobody speaks `{language}` yet", f"choose one of {known}")
    return (language,)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """What the overview says of one service."""

    slug: str
    name: str
    lock_screen: str
    segments: int
    lowest: str
    to_mend: int


def _line(slug: str, stock: Stock, proofs: Sequence[Proof]) -> _Line:
    mine = [proof for proof in proofs if proof.service == slug]
    scores: dict[str, float] = {}
    for proof in mine:
        if proof.verdict is not None and proof.verdict.score is not None:
            before = scores.get(proof.language, proof.verdict.score)
            scores[proof.language] = min(before, proof.verdict.score)
    return _Line(
        slug=slug,
        name=stock.told[slug].name.ja,
        lock_screen="name" if shows_name(stock, slug) else "neutral",
        segments=max((p.length for p in mine if p.medium is Medium.SMS), default=0),
        lowest="  ".join(f"{language} {score:.1f}" for language, score in scores.items()),
        to_mend=sum(not proof.is_sound for proof in mine),
    )


def _overview(stock: Stock, proofs: Sequence[Proof]) -> Table:
    table = Table(box=None, header_style="bold")
    for title in ("service", "", "lock screen", "SMS", "least readable", "to mend"):
        table.add_column(title, justify="right" if title in {"SMS", "to mend"} else "left")
    for slug in stock.told:
        line = _line(slug, stock, proofs)
        table.add_row(
            line.slug,
            line.name,
            line.lock_screen,
            str(line.segments or ""),
            line.lowest,
            str(line.to_mend or ""),
        )
    return table


def _show(proofs: Sequence[Proof], *, whole: bool) -> None:
    for proof in proofs:
        score = proof.verdict.score if proof.verdict is not None else None
        level = f", {proof.verdict.level}" if proof.verdict is not None else ""
        reads = "" if score is None else f"  readability {score:.1f}{level}"
        head = f"{proof.service}  {proof.medium.value}  {proof.language}  {proof.variant}"
        out.print(f"[bold]{head}[/bold]  {proof.length} of {proof.most} {proof.unit}{reads}")
        if proof.problem is not None:
            out.print(str(proof.problem), markup=False)
        elif proof.written is not None and whole:
            _show_text(proof)
        for lint in proof.verdict.lints if proof.verdict is not None else ():
            out.print(f"  {lint.rule}: {lint.found}  → {lint.do}", markup=False)
        if whole:
            out.print()


def _show_text(proof: Proof) -> None:
    written = proof.written
    if written is None:
        return
    if proof.medium in {Medium.EMAIL, Medium.PORTAL}:
        out.print(f"  ▏{written.subject}", style="bold", markup=False)
    for line in written.text.splitlines():
        out.print(f"  ▏{line}", markup=False)
    if written.dropped:
        out.print(f"  left out to fit: {', '.join(written.dropped)}", markup=False)


def _as_object(proof: Proof, stock: Stock) -> dict[str, Any]:
    written, verdict = proof.written, proof.verdict
    return {
        "service": proof.service,
        "medium": proof.medium.value,
        "language": proof.language,
        "variant": proof.variant,
        "lock_screen": "name" if shows_name(stock, proof.service) else "neutral",
        "subject": written.subject if written is not None else "",
        "text": written.text if written is not None else "",
        "length": proof.length,
        "most": proof.most,
        "unit": proof.unit,
        "dropped": list(written.dropped) if written is not None else [],
        "score": verdict.score if verdict is not None else None,
        "level": verdict.level if verdict is not None else "",
        "lints": [
            {"rule": lint.rule, "found": lint.found, "do": lint.do}
            for lint in (verdict.lints if verdict is not None else ())
        ],
        "fits": proof.problem is None,
    }
