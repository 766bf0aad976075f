"""`sakimawari match offers` and `match introductions`: needs and offers brought together, with consent."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sakimawari.cli.match_running import (
    ExampleOption,
    GoOnOption,
    NameOption,
    OutOption,
    ProblemArgument,
    SchemaOption,
    final_of,
    print_schema,
    problem_of,
    told_aside,
    written_aside,
)
from sakimawari.cli.terminal import (
    DirOption,
    Exit,
    JsonOption,
    OnOption,
    day_of,
    out,
    print_json,
    problems_in_words,
    reporting,
)
from sakimawari.match.offers.consent import REASONS, Event, Happened
from sakimawari.match.offers.example import write_example
from sakimawari.match.offers.introductions import (
    open_book,
    read_book,
    record,
    write_history,
)
from sakimawari.match.offers.run import KIND, Done, match_offers
from sakimawari.match.offers.schema import SCHEMA
from sakimawari.match.offers.values import Options, Side
from sakimawari.match.results.folder import open_result
from sakimawari.office import office
from sakimawari.problems import fault

BookArgument = Annotated[Path, typer.Argument(help="A book of introductions.", metavar="BOOK")]

introductions = typer.Typer(
    help="Tell both sides, ask both, name nobody before both agree; keep what becomes of it.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def add_kind(group: typer.Typer) -> None:
    """Add both commands."""
    group.command(KIND)(offers)
    introductions.command("begin")(begin)
    introductions.command("record")(record_event)
    introductions.command("show")(show)
    introductions.command("history")(history)
    group.add_typer(introductions, name="introductions")


def offers(
    problem: ProblemArgument = None,
    to: OutOption = None,
    name: NameOption = None,
    length: Annotated[
        int, typer.Option("--length", min=1, help="Offers a need is shown.")
    ] = Options().length,
    shown: Annotated[
        int, typer.Option("--shown", min=1, help="Lists an offer may stand in, for each partner.")
    ] = Options().shown,
    least: Annotated[
        float, typer.Option("--least", min=0, max=1, help="Lowest score that is listed.")
    ] = Options().least,
    fairness: Annotated[
        float, typer.Option("--fairness", min=0, max=1, help="0: the best only. 1: spread.")
    ] = Options().fairness,
    words: Annotated[
        str, typer.Option("--words", help="bigrams, or sudachi: normalized words.")
    ] = Options().words,
    meaning: Annotated[
        str, typer.Option("--meaning", help="auto, on or off: the model of the extra `meaning`.")
    ] = Options().meaning,
    cache: Annotated[
        Path | None, typer.Option("--cache", help="Folder that keeps vectors of texts.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Draws the lots between equal scores.")] = 1,
    go_on: GoOnOption = False,
    schema: SchemaOption = False,
    example: ExampleOption = None,
    folder: DirOption = None,
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring needs and offers together: conditions first, then words and meaning, fair lists, stable pairs.

    Exit code 0: done. 1: done with rows set aside. 2: not done.
    """
    if schema:
        print_schema(SCHEMA)
        return
    with problems_in_words(as_json=as_json):
        if example is not None:
            write_example(example)
            return
        given = problem_of(problem)
        home = office(folder).home
        options = Options(
            length=length,
            shown=shown,
            least=least,
            introduce=max(least, Options().introduce),
            fairness=fairness,
            words=_one_of("--words", words, ("bigrams", "sudachi")),
            meaning=_one_of("--meaning", meaning, ("auto", "on", "off")),
        )
        with reporting(quiet=as_json) as progress:
            done = match_offers(
                given,
                final_of(KIND, to, name, folder, otherwise=given.resolve().name),
                on=day_of(on),
                seed=seed,
                options=options,
                go_on=go_on,
                cache=cache or _kept_vectors(home, to),
                progress=progress,
            )
    _say(done, as_json=as_json)
    raise typer.Exit(Exit.WITH_REMARKS if done.aside else Exit.DONE)


def _one_of(option: str, given: str, known: tuple[str, ...]) -> str:
    if given not in known:
        raise fault("OFFER016", f"{option} knows no `{given}`", f"choose {', '.join(known)}")
    return given


def _kept_vectors(home: Path, out_path: Path | None) -> Path | None:
    """Vectors are kept in the city's home where the result goes there too."""
    return home / "match" / ".vectors" if out_path is None else None


def _say(done: Done, *, as_json: bool) -> None:
    summary = done.summary
    if as_json:
        print_json(
            {
                "folder": str(done.folder),
                **summary,
                "certified": done.certificate.sound,
                "set_aside": written_aside(done.aside),
            }
        )
        return
    told_aside(done.aside)
    out.print(
        f"{summary['needs_matched']} of {summary['needs']} needs with an offer, "
        f"{summary['together']} pairs, compared by {summary['by']}"
    )
    out.print(
        f"{summary['offers_unseen']} suitable offers unseen, none in more than "
        f"{summary['most_lists']} lists"
    )
    if summary["by"] == "words":
        out.print("the extra `meaning` was not used: few offers in other words are found")
    if summary["for_the_officer"]:
        out.print(f"{summary['for_the_officer']} pairs for the named officer alone")
    out.print("certified" if done.certificate.sound else "NOT certified: see certificate.json")
    out.print(str(done.folder), markup=False)


def begin(
    result: Annotated[Path, typer.Argument(help="A certified result.", metavar="RESULT")],
    book: BookArgument,
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Begin a book: every pair of a result proposed, an anonymous profile for each side."""
    with problems_in_words(as_json=as_json):
        count = open_book(open_result(result), book, day_of(on))
    if as_json:
        print_json({"book": str(book), "proposed": count})
    else:
        out.print(f"{count} introductions proposed")


def record_event(
    book: BookArgument,
    introduction: Annotated[str, typer.Argument(help="Its id.", metavar="ID")],
    event: Annotated[
        str,
        typer.Argument(
            help="told, agreed, declined, withdrew, succeeded or failed.", metavar="EVENT"
        ),
    ],
    side: Annotated[str | None, typer.Option("--side", help="need or offer.")] = None,
    reason: Annotated[
        str, typer.Option("--reason", help=f"Of a refusal: {'、'.join(REASONS)}.")
    ] = "",
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Record what happened to an introduction; say whether the sides may now be named."""
    with problems_in_words(as_json=as_json):
        happened = Happened(
            introduction=introduction,
            event=Event(_one_of("EVENT", event, tuple(each.value for each in Event))),
            side=Side(_one_of("--side", side, ("need", "offer"))) if side else None,
            on=day_of(on),
            reason=reason,
        )
        now = record(book, happened)
    if as_json:
        print_json({"id": now.id, "state": now.state, "may_name": now.may_name})
    else:
        named = "both may be named" if now.may_name else "nobody is named"
        out.print(f"{now.id}  {now.state}: {named}")


def show(book: BookArgument, as_json: JsonOption = False) -> None:
    """Show where every introduction stands."""
    with problems_in_words(as_json=as_json):
        found = list(read_book(book).values())
    if as_json:
        rows = [
            {
                "id": each.id,
                "need": each.need,
                "offer": each.offer,
                "state": each.state,
                "may_name": each.may_name,
            }
            for each in found
        ]
        print_json({"introductions": rows})
        return
    for each in found:
        agreed = "・".join(sorted(each.agreed)) or "-"
        out.print(f"{each.id}  {each.need}  {each.offer}  {each.state}  agreed: {agreed}")


def history(
    book: BookArgument,
    to: Annotated[Path, typer.Option("--out", help="The table, as history.csv.")],
    as_json: JsonOption = False,
) -> None:
    """Write what became of closed introductions, for the next match to learn from."""
    with problems_in_words(as_json=as_json):
        count = write_history(book, to)
    if as_json:
        print_json({"file": str(to), "rows": count})
    else:
        out.print(f"{count} introductions")
