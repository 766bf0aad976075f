"""Why everybody's plan is what it is: Japanese for the city, やさしい日本語 and English for the person."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sakimawari.match.assign.evacuation import lacking
from sakimawari.match.assign.evacuation.admitting import refusals
from sakimawari.match.assign.evacuation.planning import Plan
from sakimawari.match.assign.evacuation.sheltering import STAYS, Sheltered, ways_of
from sakimawari.match.assign.flow.transport import NOWHERE, Ints, Witness, in_space
from sakimawari.match.results.kind import Explanation

GOES, STAYS_HOME, NO_SHELTER, FULL = "避難", "在宅", "避難所なし", "満員"
_ENGLISH = {
    "洪水": "flood", "土砂": "landslide", "高潮": "storm surge", "地震": "earthquake", "津波": "tsunami",
    "大規模火災": "large fire", "内水": "flooding from drains", "火山": "volcano",
}  # fmt: skip
_EASY = {
    "洪水": "川の 水が あふれたとき", "土砂": "がけが くずれるとき", "高潮": "台風で 海の 水が 高くなるとき",
    "地震": "地震の とき", "津波": "津波の とき", "大規模火災": "大きな 火事の とき",
    "内水": "町に 水が たまるとき", "火山": "火山が 噴火するとき",
}  # fmt: skip
_WHY = {
    "閉鎖": "閉鎖と決めた", "災害種別": "この災害では開設しない", "種別不明": "開設するか表にない",
    "区域内": "区域内にある", "福祉": "福祉避難所でない", "電源": "電源がない（または不明）",
    "段差なし": "段差がある（または不明）", "福祉専用": "福祉避難所の対象者だけが入れる",
}  # fmt: skip
_REFUSED = {
    "できること": "必要な支援ができない", "同じ災害": "同じ災害の区域に住む", "接触不可": "担当にできない",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One person in one scenario: outcome, reason, and the same for the person."""

    outcome: str
    reason: str
    easy: str
    english: str


class Teller:
    """Speaks of a plan; ways to all shelters are reckoned household by household."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._sites = in_space([each.point for each in plan.problem.shelters])
        self._doors = in_space([unit.point for unit in plan.units])
        self._witness = [
            {at: each for each in answer.witnesses for at in each.units}
            for answer in plan.sheltered
        ]
        self._places = {each.id: at for at, each in enumerate(plan.problem.shelters)}
        self._held = [_held(plan, answer) for answer in plan.sheltered]

    def scenario(self, unit: int, at: int) -> Told:
        """A household's result in one scenario."""
        answer = self.plan.sheltered[at]
        hazard = answer.scenario.hazard
        easy, english = _EASY[hazard], _ENGLISH[hazard]
        shelter = int(answer.shelter[unit])
        if shelter == STAYS:
            return Told(
                outcome=STAYS_HOME,
                reason=self._why_home(unit, at),
                easy=f"{easy}：あなたは 家に いる 計画です。市の お知らせを 聞いて ください。",
                english=f"In a {english}: your plan is to stay at home. Follow the news of the city.",
            )
        if shelter == NOWHERE:
            return self._without(unit, at)
        place = self.plan.problem.shelters[shelter]
        way = int(answer.metres[unit])
        return Told(
            outcome=GOES,
            reason="。".join((f"{place.name}（直線{way:,}m）", *self._because(unit, at))),
            easy=f"{easy}：{place.name}に 逃げてください（{way:,}m）。",
            english=f"In a {english}: go to {place.name} ({way:,} m).",
        )

    def _why_home(self, unit: int, at: int) -> str:
        scenario, own = self.plan.sheltered[at].scenario, self.plan.units[unit]
        deepest = max(
            self.plan.problem.people[each].levels.get(scenario.hazard, 0) for each in own.members
        )
        if deepest:
            where = f"自宅は区域内だが、避難するレベル{scenario.least}に達しない（レベル{deepest}）"
        else:
            where = "自宅は区域の外にある"
        return f"{where}。自宅にとどまる計画とする"

    def _ways(self, unit: int) -> Ints:
        return ways_of(self._doors[unit][None, :], self._sites)

    def _because(self, unit: int, at: int) -> tuple[str, ...]:
        """Why not the shelter they know, or the nearest."""
        answer, own = self.plan.sheltered[at], self.plan.units[unit]
        shelter = int(answer.shelter[unit])
        known = self._places.get(own.present)
        if known == shelter:
            return ("今の計画と同じ",)
        ways = self._ways(unit)
        if known is not None:
            name = self.plan.problem.shelters[known].name
            return (
                f"今の計画の{name}から変わる: {self._why_not(unit, at, known, int(ways[known]))}",
            )
        nearest = int(ways.argmin())
        if ways[nearest] >= ways[shelter]:
            return ("最も近い避難所",)
        name = self.plan.problem.shelters[nearest].name
        why = self._why_not(unit, at, nearest, int(ways[nearest]))
        return (f"より近い{name}（{int(ways[nearest]):,}m）でない理由: {why}",)

    def _why_not(self, unit: int, at: int, shelter: int, way: int) -> str:
        problem, answer = self.plan.problem, self.plan.sheltered[at]
        place = problem.shelters[shelter]
        found = refusals(
            self.plan.units[unit].needs, place, answer.scenario, unsaid=problem.settings.unsaid
        )
        if found:
            return "、".join(_WHY[each] for each in found)
        if problem.settings.within is not None and way > problem.settings.within:
            return f"{problem.settings.within:,}mより遠い"
        held = self._held[at][shelter]
        if place.capacity is not None and held + self.plan.units[unit].people > place.capacity:
            return f"定員{place.capacity:,}人に達している（ほかの人はほかの避難所がもっと遠い）"
        return "全員の距離の合計がこの方が短い"

    def _without(self, unit: int, at: int) -> Told:
        answer = self.plan.sheltered[at]
        hazard = answer.scenario.hazard
        witness = self._witness[at].get(unit)
        if answer.reachable[unit] == 0:
            outcome, reason = NO_SHELTER, self._nothing_admissible(unit, at)
        else:
            count = int(answer.reachable[unit])
            outcome, reason = FULL, f"条件に合う避難所は{count}か所あるが、空きがない"
            if witness is not None:
                reason += f"。{self.witness(witness)}"
        return Told(
            outcome=outcome,
            reason=reason,
            easy=f"{_EASY[hazard]}：あなたが 行ける 避難所が まだ 決まって いません。市の 人が 一緒に 考えます。",
            english=f"In a {_ENGLISH[hazard]}: no shelter is set for you yet. The city will plan it with you.",
        )

    def _nothing_admissible(self, unit: int, at: int) -> str:
        problem, answer = self.plan.problem, self.plan.sheltered[at]
        within, needs = problem.settings.within, self.plan.units[unit].needs
        ways = self._ways(unit)
        counts: Counter[str] = Counter()
        near = 0
        for place, way in zip(problem.shelters, ways.tolist(), strict=True):
            if within is None or way <= within:
                near += 1
                found = refusals(needs, place, answer.scenario, unsaid=problem.settings.unsaid)
                counts.update(found)
        reach = "市内" if within is None else f"{within:,}m以内"
        need = "".join(f"・{each}" for each in sorted(needs))
        told = f"{reach}に{answer.scenario.hazard}で入れる避難所{need and f'（{need[1:]}が必要）'}がない"
        if not near:
            return f"{told}: {reach}に避難所が1か所もない（最も近い所で{int(ways.min()):,}m）"
        parts = "、".join(f"{_WHY[why]} {count}か所" for why, count in counts.most_common())
        return f"{told}: {near}か所のうち {parts}"

    def witness(self, witness: Witness) -> str:
        """Why not everybody fits, in words."""
        names = [self.plan.problem.shelters[at].name for at in witness.sites]
        shown = "、".join(names[:6]) + ("ほか" if len(names) > 6 else "")
        return (
            f"この人を含む{witness.people:,}人が行けるのは{len(names)}か所（{shown}）だけで、"
            f"{witness.places:,}人分しかない"
        )

    def supporters(self, unit: int) -> str:
        """Who helps a household, or why nobody can."""
        plan = self.plan
        first, second = int(plan.pairs.first[unit]), int(plan.pairs.second[unit])
        lack = plan.lacks.get(unit)
        if lack is None and first == NOWHERE:
            return "どのシナリオでも避難しないため、支援者を決めていない"
        parts = []
        if first != NOWHERE:
            parts.append(f"支援者 {self._with_way(unit, first)}")
        if second != NOWHERE:
            one = plan.problem.supporters[first].id
            parts.append(f"{one}が来られないときは {self._with_way(unit, second)}")
        if lack is not None:
            parts.append(self._lack(unit, lack))
        return "。".join(parts)

    def _with_way(self, unit: int, supporter: int) -> str:
        near = self.plan.near[unit]
        way = near.metres[near.supporters.index(supporter)]
        return f"{self.plan.problem.supporters[supporter].id}（{way:,}m）"

    def _lack(self, unit: int, lack: lacking.Lack) -> str:
        settings, near = self.plan.problem.settings, self.plan.near[unit]
        what = "支援者が決まらない" if lack.first else "代わりの支援者が決まらない"
        refused = "、".join(f"{_REFUSED[why]} {count}人" for why, count in near.refused.items())
        reach = f"{settings.supporter_within:,}m以内"
        if lack.why == lacking.NOBODY:
            return f"{what}: {reach}に条件に合う支援者がいない" + (
                f"（{refused}）" if refused else ""
            )
        if lack.why == lacking.ONE:
            only = self.plan.problem.supporters[near.supporters[0]].id
            return f"{what}: {reach}で条件に合う支援者は{only}だけ" + (
                f"（{refused}）" if refused else ""
            )
        if lack.why == lacking.TOO_FEW:
            return f"{what}: {self.shortfall(lack)}"
        if lack.why == lacking.PROVED:
            return (
                f"{what}: 1人欠けた時にも全員を引き受けられる組合せはない（すべての組合せを調べた）"
            )
        return f"{what}: 1人欠けた時にも全員を引き受けられる組合せが見つからなかった（ないことの証明はない）"

    def shortfall(self, lack: lacking.Lack) -> str:
        """A witness of supporters in words."""
        ids = [self.plan.problem.supporters[at].id for at in lack.supporters]
        shown = "、".join(ids[:6]) + ("ほか" if len(ids) > 6 else "")
        away = ""
        if lack.missing != NOWHERE:
            away = f"{self.plan.problem.supporters[lack.missing].id}が来られないとき、"
        helped = f"{len(ids)}人（{shown}）だけで" if ids else "ほかに誰もおらず"
        return f"{away}{lack.people}人を助けられるのは{helped}、引受けは{lack.places}人分しかない"

    def explanation(self, person: int) -> Explanation:
        """A person's whole plan."""
        unit = self.plan.unit_of[person]
        told = [self.scenario(unit, at) for at in range(len(self.plan.sheltered))]
        names = [answer.scenario.id for answer in self.plan.sheltered]
        lines = [f"{name}: {each.reason}" for name, each in zip(names, told, strict=True)]
        lines.append(self.supporters(unit))
        if len(self.plan.units[unit].members) > 1:
            lines.append(f"同じ世帯の{len(self.plan.units[unit].members)}人が一緒に避難する")
        lines.append(consent_told(self.plan, person))
        return Explanation(
            who=self.plan.problem.people[person].id,
            outcome=" / ".join(f"{name} {each.outcome}" for name, each in zip(names, told, strict=True)),
            lines=tuple(lines),
            easy=tuple(each.easy for each in told),
            english=tuple(each.english for each in told),
        )  # fmt: skip


def consent_told(plan: Plan, person: int) -> str:
    """To whom the plan may go."""
    one = plan.problem.people[person]
    if one.protected:
        return "支援措置の対象: 計画は指名された担当者だけが扱い、支援者・避難所の名簿に載せない"
    if one.consent is True:
        return "同意あり: 計画を避難支援等関係者に渡せる（災害対策基本法第49条の15）"
    said = "同意しない" if one.consent is False else "同意の確認がまだ"
    return f"{said}: 計画は市の中だけで使い、平時は支援者に渡さない（災害対策基本法第49条の11・第49条の15）"


def _held(plan: Plan, answer: Sheltered) -> list[int]:
    held = [0] * len(plan.problem.shelters)
    for unit, shelter in zip(plan.units, answer.shelter.tolist(), strict=True):
        if shelter >= 0:
            held[shelter] += unit.people
    return held
