"""What replicates and draws say of a path, in sentences: where it may fail, and what would hold it."""

from __future__ import annotations

import math

from sakimawari.anticipate.backcast.values import Chance, Outcome, Source

_SHOWN = 6
_RUNS = {"people": ("人の将来", "people"), "demand": ("権利の見込み", "demand")}


def sources_told(outcome: Outcome, language: str) -> list[str]:
    """Which run each table was taken from, and what its replicates can tell."""
    said = []
    for one in outcome.target.sources:
        ja, en = _RUNS[one.run]
        what = "・".join(part for part in (one.service, one.measure) if part)
        if language == "ja":
            said.append(
                f"「{one.table}」は、{ja}「{one.name}」の{what}です。"
                f"その{one.replicates}通りの将来の平均で計画し、一つずつの将来で確かめました。"
            )
        elif language == "en":
            what = ", ".join(part for part in (one.service, one.measure) if part)
            said.append(
                f"“{one.table}” is {what} of the {en} run “{one.name}”: planned for the mean of its "
                f"{one.replicates} futures, and verified with each of them."
            )
        if _is_few(one, outcome):
            said += _few(one, outcome, language)
    return said


def _is_few(one: Source, outcome: Outcome) -> bool:
    return one.replicates < _needed(outcome)


def _needed(outcome: Outcome) -> int:
    return math.ceil(1 / (1 - outcome.target.chance) - 1e-9)


def _few(one: Source, outcome: Outcome, language: str) -> list[str]:
    asked, needed = f"{100 * outcome.target.chance:.0f}", _needed(outcome)
    if language == "ja":
        return [
            f"将来が{one.replicates}通りでは、{asked}%は確かめられません。"
            f"少なくとも{needed}通り（--replicates）で作り直してください。"
        ]
    if language == "en":
        return [
            f"{one.replicates} futures cannot tell {asked} %: make the run again with at least "
            f"{needed} (--replicates)."
        ]
    return [
        f"ためした 回数（かいすう）が {one.replicates}回と すくないので、この みこみは たしかでは ありません。"
    ]


def rows_told(outcome: Outcome, language: str) -> list[str]:
    """The members and periods of a goal that lack the chance asked for, those that lack most first."""
    verified, target = outcome.verified, outcome.target
    if verified is None:
        return []
    short = [
        one for one in verified.chances if one.margin is not None and one.chance < target.chance
    ]
    sizes = {rule.id: rule for rule in target.rules}
    short.sort(key=lambda one: (one.chance, -(one.margin or 0.0)))
    said = [_row(one, outcome, sizes[one.rule].words, sizes[one.rule].unit, language)
            for one in short[:_SHOWN]]  # fmt: skip
    if len(short) > _SHOWN:
        more = len(short) - _SHOWN
        said.append(
            {
                "ja": f"ほかに{more}か所が届きません（chances.csv）。",
                "easy": f"ほかにも {more}つ あります。",
                "en": f"{more} more fall short of it (chances.csv).",
            }[language]
        )
    return said


def _row(one: Chance, outcome: Outcome, words: dict[str, str], unit: str, language: str) -> str:
    label, asked = outcome.target.labels[one.period], f"{100 * outcome.target.chance:.0f}"
    chance, extra = f"{100 * one.chance:.0f}", _amount(one.margin or 0.0)
    inside = [part for part in (one.member, label) if part]
    if language == "ja":
        return (
            f"「{words['ja']}」（{'、'.join(inside)}）が成り立つ確率は{chance}%です。"
            f"{asked}%にするには{extra}{unit}のゆとりが要ります。"
        )
    if language == "en":
        return (
            f"“{words['en']}” ({', '.join(inside)}) holds in {chance} %; "
            f"{asked} % takes {extra} more{f' ({unit})' if unit else ''}."
        )
    tenths = round(10 * one.chance)
    return (
        f"{' '.join(inside)}は、10回（かい）の うち {tenths}回（かい）くらい できる みこみです。"
        f"あと {extra}{unit} あると 安心（あんしん）です。"
    )


def _amount(value: float) -> str:
    """Rounded up, so that the margin told is enough."""
    if value >= 100:
        return f"{math.ceil(value):,}"
    return f"{math.ceil(10 * value) / 10:,.1f}".removesuffix(".0")
