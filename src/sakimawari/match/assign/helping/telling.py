"""Why everybody's result is what it is: Japanese for the city, やさしい日本語 and English for the person."""

from __future__ import annotations

from collections import Counter

import numpy as np

from sakimawari.match.assign.flow.transport import NOWHERE, Ints, Witness
from sakimawari.match.assign.helping.able import FAR, WHY
from sakimawari.match.assign.helping.hours import both, in_easy, in_english, in_japanese
from sakimawari.match.assign.helping.pairing import Paired
from sakimawari.match.assign.helping.values import Windows
from sakimawari.match.assign.helping.words import tasks_in_easy, tasks_in_english
from sakimawari.match.results.kind import Explanation

MATCHED, FULL, NOBODY, DECLINED = "担当決定", "満員", "該当者なし", "不同意"
_REFUSED = {
    "接触不可": "担当にできない（接触不可）", "できること": "頼みごとができない", "言語": "言語が合わない",
    "希望": "本人の希望に合わない", "曜日・時間帯": "曜日・時間帯が合わない", "遠い": "来られる距離より遠い",
}  # fmt: skip
_ENGLISH = {
    "接触不可": "cannot be chosen", "できること": "cannot do what you asked", "言語": "do not speak your language",
    "希望": "do not meet your wish", "曜日・時間帯": "are not free when you asked",
}  # fmt: skip
_EASY = {
    "接触不可": "お願いできない 人", "できること": "頼みたいことが できない 人", "言語": "ことばが 合わない 人",
    "希望": "あなたの 希望に 合わない 人", "曜日・時間帯": "曜日や 時間が 合わない 人",
}  # fmt: skip


class Teller:
    """Speaks of an answer; ways to all volunteers are reckoned household by household."""

    def __init__(self, paired: Paired) -> None:
        self.paired = paired
        self.unit_of = paired.unit_of
        self.held = _held(paired, paired.first.site)
        self.standing = _held(paired, paired.second.site)
        self._witness = {at: each for each in paired.first.witnesses for at in each.units}
        self._seen: tuple[int, tuple[Ints, Ints]] | None = None

    def _row(self, unit: int) -> tuple[Ints, Ints]:
        if self._seen is None or self._seen[0] != unit:
            ways, codes = self.paired.sight.rows(unit, unit + 1)
            self._seen = unit, (ways[0], codes[0])
        return self._seen[1]

    def outcome(self, elder: int) -> str:
        """An elder's outcome in a word."""
        unit = self.unit_of.get(elder)
        if unit is None:
            return DECLINED
        if self.paired.first.site[unit] != NOWHERE:
            return MATCHED
        return FULL if self.paired.able[unit] else NOBODY

    def change(self, unit: int) -> str:
        """Whether the volunteer they know goes on coming."""
        known, there = self.paired.units[unit].present, int(self.paired.first.site[unit])
        if there == NOWHERE:
            return ""
        if self.paired.sight.place_of(known) is None:
            return "新規"
        return "継続" if self.paired.problem.volunteers[there].id == known else "変更"

    def free(self, unit: int, volunteer: int) -> Windows:
        """When the household and a volunteer are free."""
        problem = self.paired.problem
        found = problem.volunteers[volunteer].windows
        for member in self.paired.units[unit].members:
            narrower = both(problem.elders[member].windows, found, problem.settings.minutes)
            found = found if narrower is None else narrower
        return found

    def asks(self, unit: int) -> frozenset[str]:
        """Everything the household asked for."""
        members = self.paired.units[unit].members
        return frozenset().union(*(self.paired.problem.elders[each].asks for each in members))

    def reason(self, elder: int) -> str:
        """The reason in one Japanese sentence or two, for the table."""
        return "。".join(self.lines(elder))

    def lines(self, elder: int) -> tuple[str, ...]:
        """The reason, sentence by sentence."""
        unit = self.unit_of.get(elder)
        if unit is None:
            return (
                "本人が情報の提供に同意していないため、担当を決めていない。気持ちが変われば選び直す",
            )
        there = int(self.paired.first.site[unit])
        if there == NOWHERE:
            return self._without(unit)
        told = self._chosen(unit, there)
        if len(self.paired.units[unit].members) > 1:
            told += (f"同じ世帯の{len(self.paired.units[unit].members)}人に同じ人が行く",)
        if self.paired.units[unit].protected:
            told += (
                "支援措置の対象（本人または同じ世帯）: 指名された職員だけが扱い、名簿に載せない",
            )
        elif not self.paired.units[unit].listed:
            told += ("世帯の同意の確認がまだ: 確認するまでボランティアに伝えない",)
        return told

    def _chosen(self, unit: int, there: int) -> tuple[str, ...]:
        paired = self.paired
        volunteer, way = paired.problem.volunteers[there].id, int(paired.metres[unit])
        asks = "、".join(sorted(self.asks(unit))) or "訪問"
        told = [
            f"ボランティア{volunteer}（直線{way:,}m）が担当する: {asks}、{in_japanese(self.free(unit, there))}",
            self._because(unit, there),
        ]
        second = int(paired.second.site[unit])
        if second != NOWHERE:
            metres = int(paired.stand_in_metres[unit])
            told.append(
                f"来られないときの代わりは{paired.problem.volunteers[second].id}（{metres:,}m）"
            )
        elif paired.problem.settings.stand_ins:
            count = int(paired.able[unit]) - 1
            why = (
                f"条件に合うほかの{count}人は代わりの枠がいっぱい"
                if count
                else "条件に合う人がほかにいない"
            )
            told.append(f"代わりは決まらない: {why}")
        return tuple(told)

    def _because(self, unit: int, there: int) -> str:
        paired = self.paired
        known = paired.sight.place_of(paired.units[unit].present)
        if known == there:
            return "今の担当と同じ"
        ways, codes = self._row(unit)
        if known is not None:
            why = self._why_not(int(codes[known]), known, unit)
            return f"今の担当{paired.problem.volunteers[known].id}から変わる: {why}"
        nearest = int(np.where(codes == 0, ways, 1 << 40).argmin())
        if ways[nearest] >= ways[there]:
            return f"条件に合う{int(paired.able[unit])}人のうちいちばん近い"
        why = self._why_not(0, nearest, unit)
        return f"より近い{paired.problem.volunteers[nearest].id}（{int(ways[nearest]):,}m）でない理由: {why}"

    def _why_not(self, code: int, volunteer: int, unit: int) -> str:
        if code:
            return _REFUSED[WHY[code]]
        load = self.paired.problem.volunteers[volunteer].load
        if self.held[volunteer] + len(self.paired.units[unit].members) > load:
            return f"引受人数{load}人に達している（より多くの人に担当が決まり、全員の距離の合計がいちばん短い組合せ）"
        return "全員の距離の合計がこの方が短い"

    def _without(self, unit: int) -> tuple[str, ...]:
        ways, codes = self._row(unit)
        near = int((codes != FAR).sum())
        if not near:
            if not len(ways):
                return ("ボランティアがひとりもいない",)
            return (f"来られる距離にボランティアがいない（いちばん近い人で{int(ways.min()):,}m）",)
        parts = [
            f"{_REFUSED[why]}人 {count}人"
            + (f"（希望は{in_japanese(self._wanted(unit))}）" if why == WHY[5] else "")
            for why, count in self._refusals(codes).items()
        ]
        able = int(self.paired.able[unit])
        if able:
            parts.append(f"条件に合うが引受人数いっぱいの人 {able}人")
        told = [f"来られる距離のボランティア{near}人のうち、{'、'.join(parts)}"]
        witness = self._witness.get(unit)
        if able and witness is not None:
            told.append(self.witness(witness))
        known = self.paired.sight.place_of(self.paired.units[unit].present)
        if known is not None:
            why = self._why_not(int(codes[known]), known, unit)
            told.append(
                f"今の担当{self.paired.problem.volunteers[known].id}が続けられない理由: {why}"
            )
        return tuple(told)

    def _wanted(self, unit: int) -> Windows:
        members = self.paired.units[unit].members
        return next((w for each in members if (w := self.paired.problem.elders[each].windows)), ())

    def _refusals(self, codes: Ints) -> dict[str, int]:
        counts = Counter(WHY[code] for code in codes.tolist() if 0 < code < FAR)
        return {why: counts[why] for why in WHY if counts[why]}

    def witness(self, witness: Witness) -> str:
        """Why not everybody can be helped, in words."""
        ids = [self.paired.problem.volunteers[at].id for at in witness.sites]
        shown = "、".join(ids[:6]) + ("ほか" if len(ids) > 6 else "")
        return (
            f"この人を含む{witness.people:,}人に行けるのは{len(ids)}人（{shown}）だけで、"
            f"引受けは合わせて{witness.places:,}人分しかない"
        )

    def explanation(self, elder: int) -> Explanation:
        """An elder's whole result."""
        easy, english = self._for_the_person(elder)
        return Explanation(
            who=self.paired.problem.elders[elder].id,
            outcome=self.outcome(elder),
            lines=self.lines(elder),
            easy=easy,
            english=english,
        )

    def _for_the_person(self, elder: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        unit = self.unit_of.get(elder)
        if unit is None:
            return (
                (
                    "あなたの ことを ボランティアに 話さないと 聞きました。気持ちが 変わったら、市に 教えてください。",
                ),
                (
                    "You asked us not to tell volunteers about you. If you change your mind, tell the city.",
                ),
            )
        there = int(self.paired.first.site[unit])
        if there == NOWHERE:
            return self._waiting(unit)
        volunteer, asks = self.paired.problem.volunteers[there].id, self.asks(unit)
        free = self.free(unit, there)
        same = self.change(unit) == "継続"
        easy = [
            f"ボランティア{volunteer}さんが 来ます（{in_easy(free)}）。",
            f"してもらうこと：{tasks_in_easy(asks) or '訪問'}。",
            *(["今と 同じ 人です。"] if same else []),
        ]
        english = [
            f"Volunteer {volunteer} will come ({in_english(free)}): {tasks_in_english(asks) or 'a visit'}.",
            *(["It is the person you know."] if same else []),
        ]
        return tuple(easy), tuple(english)

    def _waiting(self, unit: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        _, codes = self._row(unit)
        near, able = int((codes != FAR).sum()), int(self.paired.able[unit])
        refusals = self._refusals(codes)
        easy = ["来る 人が まだ 決まって いません。市の 人が 一緒に 考えます。"]
        english = ["No volunteer is set for you yet. The city will look for a way with you."]
        if near:
            parts = [f"{_EASY[why]}が {count}人" for why, count in refusals.items()]
            told = [f"{count} {_ENGLISH[why]}" for why, count in refusals.items()]
            if able:
                parts.append(f"もう いっぱいの 人が {able}人")
                told.append(f"{able} could help but have no place left")
            easy.append(f"近くの ボランティアは {near}人です。{'、'.join(parts)} います。")
            english.append(f"Of {near} volunteers within reach, {', '.join(told)}.")
        else:
            easy.append("近くに ボランティアが いません。")
            english.append("There is no volunteer within reach.")
        return tuple(easy), tuple(english)

    def of_volunteer(self, at: int) -> Explanation:
        """What a volunteer is asked for; nobody they help is named."""
        one, held = self.paired.problem.volunteers[at], self.held[at]
        more, most = self.more(at), self.standing[at]
        lines = [f"引受人数{one.load}人のうち{held}人を担当し、{most}人の代わりになる", more]
        return Explanation(
            who=one.id,
            outcome=f"担当{held}人",
            lines=tuple(lines),
            easy=(f"あなたは {held}人の ところへ 行きます。",),
            english=(f"You visit {held} of at most {one.load} people.",),
        )

    def more(self, at: int) -> str:
        """What one more place with a volunteer would do."""
        price = int(self.paired.first.prices[at])
        if price >= self.paired.first.penalty // 2 and self.paired.first.unplaced:
            return "もう1人引き受けると、担当のない人が1人減る"
        return (
            f"もう1人引き受けると、距離の合計が{price:,}m減る"
            if price
            else "もう1人引き受けても変わらない"
        )


def _held(paired: Paired, site: Ints) -> list[int]:
    held = [0] * len(paired.problem.volunteers)
    for unit, there in zip(paired.units, site.tolist(), strict=True):
        if there != NOWHERE:
            held[there] += len(unit.members)
    return held
