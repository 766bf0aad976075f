"""What a check comes to: likely, presumable unless something out of the ordinary holds, possible and
by what it would be decided, and what does not fit.

Never a refusal: what does not fit says which condition, so that whoever thinks otherwise can ask.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from sakimawari.console.front.check.asking import Standing, person_in_words
from sakimawari.fit.asking.choose import Candidate, Pair
from sakimawari.fit.asking.stakes import at_stake
from sakimawari.fit.asking.usual import presumed
from sakimawari.fit.asking.wording import Language, asked_of_all
from sakimawari.fit.gap import times_a_year
from sakimawari.fit.language import Language as Told
from sakimawari.fit.language import amount_in
from sakimawari.packs.pack import Service
from sakimawari.rules.brief import Brief, Key
from sakimawari.rules.outcome import Status
from sakimawari.rules.tree import Clause, Holder

Read = tuple[Pair, Brief]

MOST_DECIDING = 3  # questions named for one service
SHOWN_AT_FIRST = 8  # of the possible ones; the others are folded away


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One service for the household. `people` are those it concerns, empty for all together.

    `decides` are questions that would settle it, or on whose usual answer it is presumed;
    `for_the_office`: only the city's records can settle it.
    `clause` is the condition that does not fit; `official` marks one told in official Japanese for
    want of other words.
    """

    service: Service
    people: tuple[str, ...]
    amount: str = ""
    decides: tuple[str, ...] = ()
    for_the_office: bool = False
    clause: str = ""
    official: bool = False
    weight: tuple[float, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """All services of a check, each once, the weightiest first."""

    likely: tuple[Found, ...]
    presumed: tuple[Found, ...]
    possible: tuple[Found, ...]
    unfit: tuple[Found, ...]


def results_of(standing: Standing, language: str) -> Results:
    """The results in the words of a language."""
    by_service: dict[str, list[Read]] = {}
    for pair, brief in standing.outlook.results.items():
        by_service.setdefault(pair[0], []).append((pair, brief))
    asked_about: dict[Pair, list[int]] = {}  # places among the candidates
    for place, candidate in enumerate(standing.outlook.candidates):
        for pair in candidate.pairs:
            asked_about.setdefault(pair, []).append(place)
    groups: dict[str, list[Found]] = {"likely": [], "presumed": [], "possible": [], "unfit": []}
    for slug, read in by_service.items():
        service = standing.questionnaire.services[slug]
        yes = [one for one in read if one[1].status is Status.YES]
        maybe = [one for one in read if one[1].status is Status.UNKNOWN]
        if yes:
            groups["likely"].append(_likely(standing, service, yes, language))
        elif (presumable := _presumed(standing, service, maybe, language)) is not None:
            groups["presumed"].append(presumable)
        elif maybe:
            possible = _possible(standing, service, maybe, language, asked_about=asked_about)
            groups["possible"].append(possible)
        else:
            groups["unfit"].append(_unfit(standing, service, read, language))
    return Results(**{name: _ordered(found) for name, found in groups.items()})


def _ordered(found: Iterable[Found]) -> tuple[Found, ...]:
    return tuple(sorted(found, key=lambda one: (one.weight, one.service.slug)))


def _people(
    standing: Standing, service: Service, read: list[Read], language: str
) -> tuple[str, ...]:
    relations = standing.interview.relations
    if service.holder is not Holder.PERSON or len(relations) == 1:
        return ()
    return tuple(person_in_words(relations[at], language) for (_, at), _ in read)


def _likely(standing: Standing, service: Service, read: list[Read], language: str) -> Found:
    award = service.rule.amount
    amounts = {brief.amount for _, brief in read}
    told = ""
    yearly = 0.0
    if award is not None:
        least = min(low for low, _ in amounts), max(high for _, high in amounts)
        told = amount_in(Told(language), award, least)
        yearly = least[0] * times_a_year(award.unit) if service.is_benefit else 0.0
    return Found(
        service=service,
        people=_people(standing, service, read, language),
        amount=told,
        weight=(-yearly,),
    )


def _presumed(
    standing: Standing, service: Service, maybe: list[Read], language: str
) -> Found | None:
    """The service for those of whom it may be presumed; None if for nobody."""
    questionnaire = standing.questionnaire
    reader = questionnaire.readers(family_known=standing.interview.family_known)[service.slug]
    view = questionnaire.view(standing.interview.situation)
    found: list[Read] = []
    rests: set[Key] = set()
    for pair, brief in maybe:
        keys = sorted(brief.missing, key=str)
        if (held := presumed(questionnaire, reader, view, pair[1], keys)) is not None:
            found.append((pair, held[0]))
            rests |= held[1]
    if not found:
        return None
    asked = [each for each in standing.outlook.candidates if each.key in rests]
    return replace(
        _likely(standing, service, found, language),
        decides=_questions(standing, asked, language),
        for_the_office=not asked,
    )


def _possible(
    standing: Standing,
    service: Service,
    read: list[Read],
    language: str,
    *,
    asked_about: Mapping[Pair, list[int]],
) -> Found:
    asked = sorted(
        {place for pair, _ in read for place in asked_about.get(pair, ())}
    )  # by worth, as the candidates are
    fewest = min(len(brief.missing) for _, brief in read)
    stake = max(at_stake(service, brief) for _, brief in read)
    return Found(
        service=service,
        people=_people(standing, service, read, language),
        decides=_questions(
            standing, [standing.outlook.candidates[place] for place in asked], language
        ),
        for_the_office=not asked,
        weight=(fewest, -stake),
    )


def _questions(standing: Standing, asked: list[Candidate], language: str) -> tuple[str, ...]:
    words = (asked_of_all(standing.questionnaire, each)[Language(language)] for each in asked)
    return tuple(dict.fromkeys(words))[:MOST_DECIDING]


def _unfit(standing: Standing, service: Service, read: list[Read], language: str) -> Found:
    """The condition that comes last in the law: whoever got furthest is told what is missing."""
    decided = max(brief.decided_by for _, brief in read)
    clause = service.rule.clauses[decided] if decided >= 0 else None
    text, official = _clause_words(clause, language)
    return Found(service=service, people=(), clause=text, official=official)


def _clause_words(clause: Clause | None, language: str) -> tuple[str, bool]:
    if clause is None:
        return "", False
    told = {"easy": clause.plain, "en": clause.english}.get(language, clause.text)
    return told or clause.text, language != "ja" and not told
