"""A path, or why there is none, in sentences: Japanese for staff, やさしい日本語, English."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from sakimawari.anticipate.backcast.telling_chances import rows_told, sources_told
from sakimawari.anticipate.backcast.values import (
    Binding,
    Choose,
    Loosened,
    Outcome,
    Row,
    Target,
    Verified,
)

LANGUAGES = ("ja", "easy", "en")
_SHOWN = 6


def told(outcome: Outcome) -> dict[str, list[str]]:
    """What was found, a list of sentences by language."""
    if outcome.certificate is not None:
        return {"ja": _none_ja(outcome), "easy": _none_easy(outcome), "en": _none_en(outcome)}
    paths = {"ja": _path_ja(outcome), "easy": _path_easy(outcome), "en": _path_en(outcome)}
    return {
        language: [*said, *rows_told(outcome, language), *sources_told(outcome, language)]
        for language, said in paths.items()
    }


def _path_ja(outcome: Outcome) -> list[str]:
    target = outcome.target
    smooth = target.choose is Choose.SMOOTH
    kind = "変化の最も小さい道筋" if smooth else "費用の最も少ない道筋"
    said = [
        f"「{target.words['ja']}」への{kind}が見つかりました。費用は合計{_figure(outcome.cost)}円です。"
    ]
    for one in outcome.binding[:_SHOWN]:
        where = _row(one.row, target, "ja")
        if smooth:
            said.append(
                f"{where}がぎりぎりです。ここにゆとりがあれば、道筋はもっとなだらかになります。"
            )
        else:
            verb = "目標を" if one.row.goal else ""
            said.append(
                f"{where}がぎりぎりです。{verb}1{one.row.unit}ゆるめるごとに、費用が{_figure(one.saves)}円減ります。"
            )
    return [*said, *_verified_ja(outcome.verified, target)]


def _verified_ja(verified: Verified | None, target: Target) -> list[str]:
    if verified is None:
        return []
    said = [f"前へ向かって計算し直すと、条件からのずれは最大{100 * verified.residual:.3f}%です。"]
    if verified.chance is None:
        return said
    how = (
        f"{verified.draws:,}通りの将来で"
        if _of_runs_alone(target)
        else f"見込みの誤差を{verified.draws:,}回引いて"
    )
    said.append(f"{how}確かめると、目標に届く確率は{100 * verified.chance:.0f}%です。")
    if verified.margin and verified.chance_with_margin is not None:
        reaches = verified.chance_with_margin >= target.chance
        said.append(
            f"目標に{100 * verified.margin:.1f}%のゆとりを足すと、確率は{100 * verified.chance_with_margin:.0f}%、"
            f"費用は{_figure(verified.cost_with_margin or 0.0)}円になります。"
            + ("" if reaches else f"今の条件では{100 * target.chance:.0f}%には届きません。")
        )
    elif verified.margin is not None and verified.chance < target.chance:
        said.append(
            f"今の条件では、ゆとりを足して{100 * target.chance:.0f}%に近づける道筋がありません。"
        )
    return said


def _of_runs_alone(target: Target) -> bool:
    """Whether replicates of runs are all that is in doubt, each drawn once."""
    of_runs = {one.table for one in target.sources if not one.sampled}
    doubtful = {one.id for one in target.tables.values() if one.doubt > 0 or one.draws is not None}
    return bool(of_runs) and doubtful <= of_runs


def _path_easy(outcome: Outcome) -> list[str]:
    said = [
        f"「{outcome.target.words['ja']}」は できます。毎年（まいとし） 何（なに）を するかを 計算（けいさん）しました。"
    ]
    if outcome.verified is not None and outcome.verified.chance is not None:
        tenths = round(10 * outcome.verified.chance)
        said.append(f"10回（かい）の うち {tenths}回（かい）くらい できる みこみです。")
    return said


def _path_en(outcome: Outcome) -> list[str]:
    target = outcome.target
    smooth = target.choose is Choose.SMOOTH
    kind = "smoothest" if smooth else "cheapest"
    said = [f"The {kind} path to “{target.words['en']}” costs {_figure(outcome.cost)} yen in all."]
    for one in outcome.binding[:_SHOWN]:
        said.append(_binding_en(one, target, smooth=smooth))
    verified = outcome.verified
    if verified is None:
        return said
    said.append(
        f"Run forward, no condition is missed by more than {100 * verified.residual:.3f} %."
    )
    if verified.chance is not None:
        how = (
            f"Held against {verified.draws:,} futures"
            if _of_runs_alone(target)
            else f"With what is in doubt drawn {verified.draws:,} times"
        )
        said.append(f"{how}, the target is met in {100 * verified.chance:.0f} % of them.")
    if verified.margin and verified.chance_with_margin is not None:
        short = verified.chance_with_margin < target.chance
        said.append(
            f"With a margin of {100 * verified.margin:.1f} % on the target it is met in "
            f"{100 * verified.chance_with_margin:.0f} %, for {_figure(verified.cost_with_margin or 0.0)} yen."
            + (f" No path under these limits reaches {100 * target.chance:.0f} %." if short else "")
        )
    elif (
        verified.margin is not None
        and verified.chance is not None
        and verified.chance < target.chance
    ):
        said.append(f"No path under these limits has a margin towards {100 * target.chance:.0f} %.")
    return said


def _binding_en(one: Binding, target: Target, *, smooth: bool) -> str:
    where = _row(one.row, target, "en")
    if smooth:
        return f"{where} is tight: room there would make the path smoother."
    return f"{where} is tight: each {one.row.unit or 'unit'} of room would save {_figure(one.saves)} yen."


def _none_ja(outcome: Outcome) -> list[str]:
    target, found = outcome.target, outcome.certificate
    assert found is not None
    said = [
        f"「{target.words['ja']}」は、今の条件では実現できません。",
        f"次の条件は同時には成り立ちません（どれか一つを外せば成り立ちます）：{'、'.join(_grouped(found.conflict, target, 'ja'))}。",
    ]
    for one in found.alone:
        said.append(f"{_loosened(one, target, 'ja')}、それだけで実現できます。")
    if found.together and not found.alone:
        parts = "、".join(_loosened(one, target, "ja") for one in found.together[:_SHOWN])
        said.append(f"一つでは足りません。合わせて{parts}、実現できます。")
    return said


def _none_easy(outcome: Outcome) -> list[str]:
    found = outcome.certificate
    assert found is not None
    names = dict.fromkeys(f"「{row.words['ja']}」" for row in found.conflict)
    return [
        f"「{outcome.target.words['ja']}」は、いまの きまりや お金（かね）では できません。",
        f"{'と '.join(names)}は、いっしょには できません。どれかを かえると、できます。",
    ]


def _none_en(outcome: Outcome) -> list[str]:
    target, found = outcome.target, outcome.certificate
    assert found is not None
    said = [
        f"“{target.words['en']}” cannot be reached under these conditions.",
        "These cannot hold together, and without any one of them the rest can: "
        + "; ".join(_grouped(found.conflict, target, "en"))
        + ".",
    ]
    for one in found.alone:
        said.append(f"{_loosened(one, target, 'en')} would do by itself.")
    if found.together and not found.alone:
        parts = "; ".join(_loosened(one, target, "en") for one in found.together[:_SHOWN])
        said.append(f"No one of them is enough. Together: {parts}.")
    return said


def _grouped(rows: Iterable[Row], target: Target, language: str) -> list[str]:
    """Rows of one rule and member as one, with the span of their periods."""
    spans: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        spans.setdefault((row.rule, row.member), []).append(row)
    return [_row(same[0], target, language, until=same[-1]) for same in spans.values()]


def _row(row: Row, target: Target, language: str, until: Row | None = None) -> str:
    first = target.labels[row.period]
    last = first if until is None else target.labels[until.period]
    when = (
        first if first == last else f"{first}〜{last}" if language == "ja" else f"{first} to {last}"
    )
    inside = [part for part in (row.member, when) if part]
    if language == "ja":
        return f"「{row.words['ja']}」（{'、'.join(inside)}）"
    return f"“{row.words['en']}” ({', '.join(inside)})"


def _loosened(one: Loosened, target: Target, language: str) -> str:
    row, lower = one.row, np.isfinite(one.row.low)
    bound = row.low if lower else row.high
    new = bound - one.by if lower else bound + one.by
    unit = row.unit
    if language == "ja":
        when = "各期" if one.everywhere else target.labels[row.period]
        where = "、".join(part for part in (row.member, when) if part)
        change = (
            f"{_figure(bound)}から{_figure(new)}{unit}へ"
            if abs(bound) > 1e-9
            else f"{_figure(one.by)}{unit}"
        )
        return f"「{row.words['ja']}」（{where}）を{change}ゆるめれば"
    when = "every period" if one.everywhere else target.labels[row.period]
    where = ", ".join(part for part in (row.member, when) if part)
    change = (
        f"from {_figure(bound)} to {_figure(new)}" if abs(bound) > 1e-9 else f"by {_figure(one.by)}"
    )
    return f"Loosening “{row.words['en']}” ({where}) {change}"


def _figure(value: float) -> str:
    if abs(value) >= 100:
        return f"{value:,.0f}"
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
