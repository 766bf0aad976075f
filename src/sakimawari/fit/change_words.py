"""Changes and turns of time as sentences: how far a result is from turning, in three languages.

Neutral by intention: 「あと…で届く」, never "state that …".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sakimawari.fit.explaining.later import Later, Turn
from sakimawari.fit.explaining.nested import services_asking
from sakimawari.fit.explaining.shown import Explanation
from sakimawari.fit.explaining.varying import Change, Effect, FactChange
from sakimawari.fit.figures_in_words import fact_word
from sakimawari.fit.language import Language, amount_in, date_in, value_in, whose_in
from sakimawari.rules.amounts import figures_between
from sakimawari.rules.tree import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """The fixed phrases of one language; {…} are filled in."""

    at_most: str
    at_least: str
    is_value: str
    difference_less: str
    difference_more: str
    join: str
    join_labels: str
    gain: str
    gain_maybe: str
    next_amount: str
    next_tier: str
    best: str
    loss: str
    begins: str
    begins_maybe: str
    ends: str
    ends_maybe: str
    amount_turns: str
    amount_open: str
    asked_by: str
    cut: str
    none: str
    only_time: str


JAPANESE = Phrases(
    at_most="{fact}が {value} 以下",
    at_least="{fact}が {value} 以上",
    is_value="{fact}が {value}",
    difference_less="（記録は {present}、あと {gap} 少なければ）",
    difference_more="（記録は {present}、あと {gap} 多ければ）",
    join=" で、",
    join_labels="・",
    gain="{facts}だと当てはまる",
    gain_maybe="{facts}だと当てはまる可能性がある",
    next_amount="{facts}だと {amount}",
    next_tier="{facts}だと 区分 {tier}",
    best="{facts}だと {amount}（この事実で届くいちばん有利な額）",
    loss="{facts}だと当てはまらなくなる",
    begins="{date} から、今の事実のままで当てはまる",
    begins_maybe="{date} から、当てはまる可能性がある（まだ分からない事実しだい）",
    ends="{date} から、今の事実のままでは当てはまらない",
    ends_maybe="{date} からは、まだ届いていない事実しだい",
    amount_turns="{date} から、金額が {amount} に変わる",
    amount_open="{date} からの金額は、まだ届いていない事実しだい",
    asked_by="〔{services}の判定〕",
    cut="（探しきっていない。--full でさらに探す）",
    none="記録の一つ、二つの違いでは変わらない",
    only_time="{names}によるので、時がたつほかに変わらない（{months}か月のうちには変わらない）",
)
EASY = Phrases(
    at_most="{fact}が {value}より すくない（{value}も いい）",
    at_least="{fact}が {value}より おおい（{value}も いい）",
    is_value="{fact}が {value}",
    difference_less="（いまの 記録は {present}。あと {gap} すくないと いい）",
    difference_more="（いまの 記録は {present}。あと {gap} おおいと いい）",
    join="、そして ",
    join_labels="・",
    gain="{facts} とき、あてはまります",
    gain_maybe="{facts} とき、あてはまるかも しれません",
    next_amount="{facts} とき、{amount}に なります",
    next_tier="{facts} とき、{tier}に なります",
    best="{facts} とき、{amount}に なります（これが いちばん いいです）",
    loss="{facts} とき、あてはまらなく なります",
    begins="{date}から あてはまります（いまの ままで）",
    begins_maybe="{date}から あてはまるかも しれません",
    ends="{date}から あてはまらなく なります",
    ends_maybe="{date}からは まだ わかりません",
    amount_turns="{date}から {amount}に なります",
    amount_open="{date}からの お金は まだ わかりません",
    asked_by="〔{services}の ところ〕",
    cut="（ぜんぶは さがして いません）",
    none="1つか 2つの ことが かわっても、おなじです",
    only_time="{names}で きまります。{months}か月 たっても おなじです",
)
ENGLISH = Phrases(
    at_most="{fact} is {value} or less",
    at_least="{fact} is {value} or more",
    is_value="{fact} is {value}",
    difference_less=" (recorded: {present}; {gap} less would do)",
    difference_more=" (recorded: {present}; {gap} more would do)",
    join=" and ",
    join_labels=" or ",
    gain="it would apply if {facts}",
    gain_maybe="it might apply if {facts}",
    next_amount="{amount} if {facts}",
    next_tier="class {tier} if {facts}",
    best="{amount} if {facts} (the best this fact alone can reach)",
    loss="it would no longer apply if {facts}",
    begins="from {date} it applies, with the facts as they are",
    begins_maybe="from {date} it may apply, depending on facts not yet known",
    ends="from {date} it no longer applies, with the facts as they are",
    ends_maybe="from {date} it depends on facts not yet known",
    amount_turns="from {date} the amount becomes {amount}",
    amount_open="from {date} the amount depends on facts not yet known",
    asked_by=" [read for {services}]",
    cut="(not searched to the end)",
    none="no change of one or two recorded facts would alter this",
    only_time="it hangs on {names}, which only time changes (not within {months} months)",
)
PHRASES = {Language.JA: JAPANESE, Language.EASY: EASY, Language.EN: ENGLISH}


def change_lines(explanation: Explanation, language: Language) -> Iterator[str]:
    """The smallest changes, then what time alone will do; a note where the search was cut short."""
    phrases = PHRASES[language]
    changes, ahead = explanation.changes, explanation.ahead
    for change in changes.found:
        yield _change(change, explanation, language)
    for later in ahead.turns:
        yield _later(later, explanation, language)
    if not (changes.complete and ahead.complete):
        yield phrases.cut
    elif explanation.status == "no" and not changes.found and not ahead.turns:
        fixed = dict.fromkeys(fact_word(at.name) for at in changes.fixed)
        names = phrases.join_labels.join(fixed)
        told = phrases.only_time if names and not changes.varied else phrases.none
        yield told.format(names=names, months=ahead.months)


def _change(change: Change, explanation: Explanation, language: Language) -> str:
    phrases = PHRASES[language]
    template = {
        Effect.GAIN: phrases.gain if change.surely else phrases.gain_maybe,
        Effect.NEXT: phrases.next_amount,
        Effect.BEST: phrases.best,
        Effect.LOSS: phrases.loss,
    }[change.effect]
    rule, amount, tier = explanation.evidence.ground.rule, None, None
    if rule.amount is not None and change.amount is not None:
        amount = amount_in(language, rule.amount, change.amount)
    if rule.tier is not None and change.tier is not None:
        tier = figures_between(change.tier, rule.tier.value.type)
    if change.effect is Effect.NEXT and change.amount in {None, explanation.reading.amount}:
        template = phrases.next_tier
    facts = phrases.join.join(_fact(fact, explanation, language) for fact in change.facts)
    return template.format(facts=facts, amount=amount, tier=tier)


def _fact(change: FactChange, explanation: Explanation, language: Language) -> str:
    phrases, type_ = PHRASES[language], change.fact.type
    fact = fact_name(change, explanation, language)
    if type_.kind is not Kind.NUMBER:
        labels = (change.value, *change.others)
        value = phrases.join_labels.join(value_in(language, label, type_) for label in labels)
        return phrases.is_value.format(fact=fact, value=value)
    less = change.value < change.present
    told = (phrases.at_most if less else phrases.at_least).format(
        fact=fact, value=value_in(language, change.value, type_)
    )
    beside = phrases.difference_less if less else phrases.difference_more
    gap = value_in(language, abs(change.value - change.present), type_)
    return told + beside.format(present=value_in(language, change.present, type_), gap=gap)


def fact_name(change: FactChange, explanation: Explanation, language: Language) -> str:
    """A fact with whose it is and its year; and the other services that alone ask for it."""
    at = change.at
    year = "" if at.year is None else f"［{at.year}年度］"
    if language is Language.EN and at.year is not None:
        year = f" [fiscal {at.year}]"
    whose = whose_in(language, at.person, explanation)
    phrases, asking = PHRASES[language], services_asking(explanation.reading, at)
    services = phrases.join_labels.join(asking)
    asked = phrases.asked_by.format(services=services) if asking else ""
    name = f"{fact_word(at.name)}{year}{asked}"
    return f"{whose} {name}" if whose else name


def _later(later: Later, explanation: Explanation, language: Language) -> str:
    phrases = PHRASES[language]
    template = {
        Turn.BEGINS: phrases.begins if later.surely else phrases.begins_maybe,
        Turn.ENDS: phrases.ends if later.surely else phrases.ends_maybe,
        Turn.AMOUNT: phrases.amount_turns if later.surely else phrases.amount_open,
    }[later.turn]
    award = explanation.evidence.ground.rule.amount
    amount = None
    if award is not None and later.amount is not None and later.turn is Turn.AMOUNT:
        amount = amount_in(language, award, later.amount)
    return template.format(date=date_in(language, later.on), amount=amount)
