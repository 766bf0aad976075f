"""A comparison in Japanese sentences and headings, for the council and for the screen."""

from __future__ import annotations

from sakimawari.fit.compare.meaning import Difference
from sakimawari.fit.compare.outcomes import Outcome
from sakimawari.fit.compare.report import Comparison, Count, Life, ServiceImpact, YenRange
from sakimawari.fit.compare.suppression import FEWEST

HIDDEN = "＊"  # in tables; the legend says what it stands for
FEW = f"{FEWEST}人未満"
OUTCOMES = {
    Outcome.GAIN: "新たに対象",
    Outcome.LOSE: "対象から外れる",
    Outcome.MORE: "増額",
    Outcome.LESS: "減額",
    Outcome.CHANGED: "区分等の変更",
    Outcome.POSSIBLE: "可能性が生じる",
    Outcome.CONFIRMED: "対象と確定",
    Outcome.UNSURE: "確認が必要に",
    Outcome.IMPOSSIBLE: "可能性がなくなる",
    Outcome.OPEN: "前後とも不明",
}
_OF_CHARGES = {
    Outcome.GAIN: "新たに負担の対象",
    Outcome.LOSE: "負担の対象から外れる",
    Outcome.MORE: "負担増",
    Outcome.LESS: "負担減",
}
GRAVITIES = {"error": "誤り", "warning": "要確認", "note": "参考"}
TAKE_UP = {
    "measured": "今の対象者のうち受給している人の割合",
    "given": "指定した値",
    "assumed": "仮定（受給の記録がないため全員）",
}
CHECKS = {
    "examples-turned": "計算例の変化",
    "examples-failing": "計算例の不一致",
    "amount-negative": "負の額",
    "amount-zero": "額が0円",
    "deadline-before-start": "期限切れ",
    "income-cliff": "所得の崖",
    "income-inverted": "所得の逆転",
    "income-admits": "所得の逆転（対象）",
    "tiers-out-of-order": "区分の順序",
    "figure-gap": "値の空白",
}


def outcome_word(outcome: Outcome, impact: ServiceImpact) -> str:
    """What an outcome is called for this service: more of a charge is a burden."""
    return _OF_CHARGES[outcome] if outcome in turned(impact) else OUTCOMES[outcome]


def turned(impact: ServiceImpact) -> frozenset[Outcome]:
    """The outcomes that are the other way round: more to pay, or being charged at all, is worse."""
    if impact.gives == "charge":
        return frozenset(_OF_CHARGES)
    is_bound = impact.gives in {"ceiling", "share"}
    return frozenset((Outcome.MORE, Outcome.LESS)) if is_bound else frozenset()


STATUSES = {"yes": "対象", "no": "対象外", "unknown": "不明", "none": "なし"}
RESPECTS = {"status": "判定", "amount": "額", "tier": "区分", "because": "理由", "deadline": "期限"}


def side_name(name: str) -> str:
    """What a side is called: the rules in use, or the folder named."""
    return name.replace("current", "今の規則", 1) if name.startswith("current") else name


def counted(count: Count, unit: str = "") -> str:
    """A count with commas; hidden ones say so."""
    return HIDDEN if count is None else f"{count:,}{unit}"


def yen(amount: Count, *, signed: bool = True) -> str:
    """An amount as a council reads it: +2.3億円, −45万円."""
    if amount is None:
        return HIDDEN
    sign = "" if not signed or amount == 0 else "+" if amount > 0 else "−"
    size = abs(amount)
    if size >= 100_000_000:
        return f"{sign}{size / 100_000_000:,.2f}億円"
    if size >= 10_000:
        return f"{sign}{size / 10_000:,.0f}万円"
    return f"{sign}{size:,}円"


def cause(impact: ServiceImpact) -> str:
    """What changes, in the beginning of a sentence."""
    if impact.life is Life.NEW:
        return f"{impact.name}を新たに設けると"
    if impact.life is Life.ENDED:
        return f"{impact.name}をやめると"
    moved = [each for each in impact.differences if each.kind == "parameter"]
    if moved and len(moved) == len(impact.differences) and len(moved) <= 2:
        told = "、".join(_moved(each) for each in moved)
        return f"{told}変えると"
    changed = impact.name if impact.itself else _named(impact)
    return f"{changed}の規則を変えると"


def _moved(each: Difference) -> str:
    """From what to what a figure changes; what holds until a day is said once."""
    later = each.after.removeprefix(f"{each.before}、")
    if later != each.after:
        return f"{each.name}（いま{each.before}）を{later}に"
    return f"{each.name}を{each.before}から{each.after}に"


def _named(impact: ServiceImpact) -> str:
    """The services it changes because of, as a noun."""
    return "と".join(f"「{each.name}」" for each in impact.because)


def through(impact: ServiceImpact) -> str:
    """The sentence on the services whose results it reads; empty where none of them differs."""
    if not impact.because:
        return ""
    if impact.itself:
        return f"この制度の規則のほか、判定に使う{_named(impact)}の結果も変わります。"
    return f"この制度の規則は同じで、判定に使う{_named(impact)}の結果が変わることによります。"


def headline(impact: ServiceImpact) -> str:
    """The one sentence on who is concerned."""
    concerned = [
        (outcome, count)
        for outcome, count in impact.counts.items()
        if outcome is not Outcome.OPEN and count != 0
    ]
    if not concerned:
        return f"{cause(impact)}、{impact.name}の結果が変わる住民はいません。"
    parts = []
    for outcome, count in concerned:
        unit = "人" if impact.holder == "person" else "世帯"
        people = FEW if count is None else f"{count:,}{unit}"
        homes = impact.households[outcome]
        if unit == "人" and count is not None and homes not in {None, count}:
            people += f"（{homes:,}世帯）"
        parts.append(f"{outcome_word(outcome, impact)} {people}")
    return f"{cause(impact)}、" + "、".join(parts) + "です。"


def money(impact: ServiceImpact) -> str:
    """The sentence on yen a year; empty where the amount is no sum of money."""
    if not impact.is_money or not is_felt(impact):
        return ""
    found = impact.yen_per_year
    if impact.gives == "charge":
        found = _turned(found)
    if found.certain is None:
        return "人数が少ないため、額は表示しません。"
    what = "住民が納める額" if impact.gives == "charge" else "住民が受け取る額"
    text = f"{what}は年 {yen(found.certain)}"
    if (found.low, found.high) != (found.certain, found.certain):
        high = "上限なし" if found.high is None and found.low is None else yen(found.high)
        low = "" if found.low is None else yen(found.low)
        text += f"（事実が分からない人を含めると {low}〜{high}）"
    if found.raised and found.lowered:
        text += f"。増える人の合計 {yen(found.raised)}、減る人の合計 {yen(found.lowered)}"
    return text + "です。"


def _turned(found: YenRange) -> YenRange:
    """Yen as the city receives them."""

    def minus(amount: Count) -> Count:
        return None if amount is None else -amount

    return YenRange(
        certain=minus(found.certain),
        raised=minus(found.lowered),
        lowered=minus(found.raised),
        low=minus(found.high),
        high=minus(found.low),
    )


def is_felt(impact: ServiceImpact) -> bool:
    """Whether anybody's result is another, as far as it is known."""
    return any(c != 0 for o, c in impact.counts.items() if o is not Outcome.OPEN)


def work(impact: ServiceImpact, months: int) -> str:
    """The sentence on cases."""
    load, total = impact.workload, impact.workload.total
    cases = [
        f"申請 {_about(total.applications)}件",
        f"停止の判断 {counted(total.stops, '件')}",
        f"額の変更 {counted(total.changes, '件')}",
        f"お知らせ {counted(total.notices, '通')}",
    ]
    hours = "" if total.hours is None else f"、およそ{total.hours:,.0f}時間"
    return (
        f"今後{months}か月の事務は、{'、'.join(cases)}{hours}です"
        f"（申請率{load.take_up:.0%}、1件{load.minutes}分として）。"
    )


def _about(number: float | None) -> str:
    return HIDDEN if number is None else f"{number:,.0f}"


def sentences(impact: ServiceImpact, months: int) -> list[str]:
    """Who, how much, how much work: what is read first."""
    found = [headline(impact), through(impact), money(impact)]
    if is_felt(impact):
        found.append(work(impact, months))
    alarms = sum(each.gravity.value != "note" for each in impact.contradictions)
    if alarms:
        found.append(f"確かめるべきことが{alarms}件あります。")
    return [sentence for sentence in found if sentence]


def of_companies(comparison: Comparison) -> list[str]:
    """What a change does to companies, a sentence for each of their services that differ."""
    return [
        f"企業の制度 {impact.name}（{impact.effect}）: 対象 {impact.entitled[0]:,}社→"
        f"{impact.entitled[1]:,}社、可能性 {impact.possible[0]:,}社→{impact.possible[1]:,}社"
        f"（新たに対象 {impact.gained:,}社、対象でなくなる {impact.lost:,}社）"
        for impact in comparison.of_companies
    ]


def nothing_differs(comparison: Comparison) -> str:
    """What is said where no service of residents differs."""
    return (
        f"{side_name(comparison.names[0])} と {side_name(comparison.names[1])} は、期間中どの制度でも同じ結果になります"
        f"（{len(comparison.unchanged)}制度を比べました）。"
    )
