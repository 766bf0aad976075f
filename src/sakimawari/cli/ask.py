"""`sakimawari ask`: ask a resident or a visitor the fewest questions that settle what they are owed."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from sakimawari.cli.terminal import (
    DirOption,
    JsonOption,
    OnOption,
    day_of,
    out,
    print_json,
    problems_in_words,
)
from sakimawari.cli.why import refuse_protected
from sakimawari.fit.asking.dialogue import dialogue, lines_of_results
from sakimawari.fit.asking.files import read_answers, visitor_in
from sakimawari.fit.asking.interview import Interview, answer, begin, begin_with_visitor
from sakimawari.fit.asking.questionnaire import Questionnaire
from sakimawari.fit.asking.resident import (
    begin_with_company,
    begin_with_resident,
    questionnaire_of_city,
)
from sakimawari.fit.asking.sheet import Sheet, sheet_of
from sakimawari.fit.asking.wire import to_json
from sakimawari.fit.asking.wording import Language
from sakimawari.office import Office, office
from sakimawari.problems import fault
from sakimawari.registry.store import current_snapshot, open_snapshot


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("ask")(ask)


def ask(
    resident: Annotated[
        str | None, typer.Argument(help="Opaque key of a resident. Default: a visitor.")
    ] = None,
    service: Annotated[
        list[str] | None, typer.Option("--service", help="Only this service; may be repeated.")
    ] = None,
    event: Annotated[
        str | None, typer.Option("--event", help="Only services of a life event, such as birth.")
    ] = None,
    facts: Annotated[
        Path | None,
        typer.Option("--facts", help="What a visitor has told already: people as in cases, YAML."),
    ] = None,
    answers: Annotated[
        Path | None,
        typer.Option("--answers", help="Answers by name of question, YAML; nothing is asked."),
    ] = None,
    household: Annotated[
        bool, typer.Option("--household", help="With RESIDENT: ask for everybody who lives there.")
    ] = False,
    company: Annotated[
        bool, typer.Option("--company", help="Ask a company; RESIDENT is then a 法人番号.")
    ] = False,
    least_yen: Annotated[
        int, typer.Option("--least-yen", min=0, help="Stop below this many yen a year at stake.")
    ] = 0,
    everything: Annotated[
        bool, typer.Option("--all", help="Ask also what does not fit a person's age.")
    ] = False,
    lang: Annotated[str, typer.Option("--lang", help="ja, easy or en.")] = "ja",
    protected: Annotated[
        bool,
        typer.Option("--protected", help="Named staff only: ask a household under protection."),
    ] = False,
    folder: DirOption = None,
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask what is missing, the question that settles most first. Nothing is kept."""
    with problems_in_words(as_json=as_json):
        language = _language(lang)
        place = office(folder)
        if company:
            questionnaire, interview = _company(place, resident, (service, event), facts, on=on)
        elif resident is not None:
            if facts is not None:
                raise fault(
                    "ASK004", "a resident and a file of facts are named", "name one of them"
                )
            questionnaire, interview = _resident(
                place, resident, (service, event), everybody=household, protected=protected, on=on
            )
        else:
            questionnaire, interview = _visitor(
                place, (service, event), facts=facts, day=day_of(on)
            )
        interview = replace(interview, everything=everything)
        if answers is not None:
            interview = _answered(questionnaire, interview, answers, least_yen=least_yen)
        elif sys.stdin.isatty() and not as_json:
            interview = dialogue(
                questionnaire, interview, language, least_yen=least_yen, ask=input, tell=_tell
            )
        sheet = sheet_of(questionnaire, interview, least_yen=least_yen)
        _show(interview, sheet, language, as_json=as_json)


Chosen = tuple[list[str] | None, str | None]


def _visitor(
    place: Office, chosen: Chosen, *, facts: Path | None, day: date
) -> tuple[Questionnaire, Interview]:
    services, event = chosen
    catalogue = place.catalogue()
    questionnaire = Questionnaire(
        catalogue, on=day, services=services, event=event, registered=False
    )
    if facts is None:
        return questionnaire, begin_with_visitor(questionnaire)
    return questionnaire, begin(questionnaire, visitor_in(facts, catalogue))


def _resident(
    place: Office, key: str, chosen: Chosen, *, everybody: bool, protected: bool, on: str | None
) -> tuple[Questionnaire, Interview]:
    services, event = chosen
    snapshot = open_snapshot(current_snapshot(place.home))
    if not protected:
        refuse_protected(snapshot, key)
    day = day_of(on or snapshot.manifest["date"])
    questionnaire = questionnaire_of_city(
        snapshot, place.catalogue(), on=day, services=services, event=event
    )
    interview = begin_with_resident(snapshot, questionnaire, key, everybody=everybody)
    return questionnaire, interview


def _company(
    place: Office, number: str | None, chosen: Chosen, facts: Path | None, *, on: str | None
) -> tuple[Questionnaire, Interview]:
    if facts is not None:
        raise fault("ASK004", "--facts names people", "leave it out with --company")
    services, event = chosen
    snapshot = open_snapshot(current_snapshot(place.home)) if number is not None else None
    questionnaire = Questionnaire(
        place.catalogue(),
        on=day_of(on or (snapshot.manifest["date"] if snapshot is not None else None)),
        services=services,
        event=event,
        registered=snapshot is not None,
        companies=True,
    )
    return questionnaire, begin_with_company(snapshot, questionnaire, number)


def _answered(
    questionnaire: Questionnaire, interview: Interview, file: Path, *, least_yen: int
) -> Interview:
    """The interview as far as a file of answers leads; what it does not answer stays open."""
    given = read_answers(file)
    while True:
        question = sheet_of(questionnaire, interview, least_yen=least_yen).question
        if question is None or question.id not in given:
            return interview
        interview = answer(questionnaire, interview, question.id, given[question.id])


def _show(interview: Interview, sheet: Sheet, language: Language, *, as_json: bool) -> None:
    if as_json:
        print_json({**sheet.as_json(), "interview": to_json(interview)})
        return
    for line in lines_of_results(sheet, language):
        _tell(line)


def _tell(line: str) -> None:
    out.print(line, markup=False)


def _language(text: str) -> Language:
    try:
        return Language(text)
    except ValueError:
        raise fault(
            "CLI003", f"there are no words in the language `{text}`", "choose ja, easy or en"
        ) from None
