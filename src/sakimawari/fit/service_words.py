"""Other services an explanation rests on, as indented lines: name, result, decisive clauses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sakimawari.fit.explaining.shown import Explanation, ServiceClauseShown, ServiceShown
from sakimawari.fit.language import Language, money_in
from sakimawari.rules.amounts import figures_between
from sakimawari.rules.tree import Aspect, Holder

STEP = "  "


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """The fixed phrases of one language; {…} are filled in."""

    service: str
    conditions: str
    amount: str
    tier: str
    whose: str
    outcomes: dict[str, str]
    marks: dict[str, str]
    exception: str
    article: str
    official: str
    above: str


JAPANESE = Phrases(
    service="{name}{whose}: {outcome}",
    conditions="{name}の要件{whose}: {outcome}",
    amount="{name}の額{whose}: {value}",
    tier="{name}の区分{whose}: {value}",
    whose="（{whose}）",
    outcomes={"yes": "該当する", "no": "該当しない", "unknown": "該当するか不明"},
    marks={"yes": "○", "no": "×", "unknown": "？"},
    exception="（例外）",
    article="［{article}］",
    official="",
    above="（上のとおり）",
)
EASY = Phrases(
    service="{name}{whose}: {outcome}",
    conditions="{name}の きまり{whose}: {outcome}",
    amount="{name}の お金{whose}: {value}",
    tier="{name}の わけかた（区分）{whose}: {value}",
    whose="（{whose}）",
    outcomes={
        "yes": "あてはまります",
        "no": "あてはまりません",
        "unknown": "まだ わかりません",
    },
    marks={"yes": "○ はい", "no": "× いいえ", "unknown": "？ まだ わかりません"},
    exception="（つぎの とき、あてはまりません）",
    article="　法律（ほうりつ）: {article}",
    official="（やさしい ことばは まだ ありません。もとの ことばです）",
    above="（上に かいて あります）",
)
ENGLISH = Phrases(
    service="{name}{whose}: {outcome}",
    conditions="conditions of {name}{whose}: {outcome}",
    amount="amount of {name}{whose}: {value}",
    tier="class of {name}{whose}: {value}",
    whose=" ({whose})",
    outcomes={"yes": "applies", "no": "does not apply", "unknown": "not known yet"},
    marks={"yes": "[met]", "no": "[not met]", "unknown": "[open]"},
    exception="(exception) ",
    article="  law: {article}",
    official="(no English text yet; the official wording)",
    above=" (as above)",
)
PHRASES = {Language.JA: JAPANESE, Language.EASY: EASY, Language.EN: ENGLISH}


def services_in(
    services: Iterable[ServiceShown],
    explanation: Explanation,
    language: Language,
    *,
    indent: int,
    full: bool = True,
) -> Iterator[str]:
    """Each service with its result, its decisive clauses one step in, and so on through them.

    Whose it is stands there unless it is the subject's own. A resident sees the articles of the
    clauses only with `full`; a clerk always.
    """

    def inner(held: Iterable[ServiceShown], deeper: int) -> Iterator[str]:
        return services_in(held, explanation, language, indent=indent + deeper, full=full)

    of_person = explanation.reading.holder is Holder.PERSON
    subject = explanation.reading.subject if of_person else None
    for service in services:
        yield " " * indent + _service(service, language, subject=subject)
        for clause in service.clauses:
            yield " " * indent + STEP + _clause(clause, language, full=full)
            yield from inner(clause.services, 4)
        yield from inner(service.services, 2)


def _service(service: ServiceShown, language: Language, *, subject: int | None) -> str:
    if not service.outcome:  # veiled: that it was read may be told, not what it came to
        return service.name
    phrases = PHRASES[language]
    forms = {
        Aspect.ENTITLED: phrases.service,
        Aspect.CONDITIONS: phrases.conditions,
        Aspect.AMOUNT: phrases.amount,
        Aspect.CLASS: phrases.tier,
    }
    told = forms[service.aspect].format(
        name=service.name,
        whose="" if service.person in (None, subject) else _whose(service, language),
        outcome=phrases.outcomes[service.outcome],
        value=_value(service, language),
    )
    return f"{told}{phrases.above}" if service.repeated else told


def _whose(service: ServiceShown, language: Language) -> str:
    is_english = language is Language.EN and service.person is not None
    whose = f"person {(service.person or 0) + 1}" if is_english else service.whose
    return PHRASES[language].whose.format(whose=whose)


def _value(service: ServiceShown, language: Language) -> str:
    if service.range is None or service.type is None:
        return ""
    if service.unit:
        return money_in(language, service.type, service.unit, service.range)
    return figures_between(service.range, service.type)


def _clause(clause: ServiceClauseShown, language: Language, *, full: bool) -> str:
    phrases = PHRASES[language]
    given = {
        Language.JA: clause.text,
        Language.EASY: clause.plain,
        Language.EN: clause.english,
    }[language]
    kind = phrases.exception if clause.is_exception else ""
    article = phrases.article.format(article=clause.article)
    text = given if given else f"{clause.text}{phrases.official}"
    mark = phrases.marks[clause.outcome]
    if language is Language.JA:
        return f"{mark} {text}{kind}{article}"
    return f"{mark}  {kind}{text}{article if full else ''}"
