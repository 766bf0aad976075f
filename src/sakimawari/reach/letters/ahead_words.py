"""What a letter says of a right that begins or ends, of what must be handed in, and of what staff say.

Nothing of it is decided either; and of what is received no amount or reason is told, which would
read as something to apply for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sakimawari.reach.telling.offer import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class AheadPhrases:
    """The fixed phrases of one language; {date} is filled in by `sheet`."""

    coming: str
    coming_class: str
    ending: str
    renewal: str
    notice: str
    status_ending: str
    status_renewal: str
    status_notice: str
    lead_ending: str
    lead_ending_renew: str
    lead_renewal: str
    lead_notice: str
    lead_mixed: str
    ends: str
    ends_on: str
    hand_in: str
    hand_in_by: str


AHEAD: Mapping[Language, AheadPhrases] = {
    Language.JAPANESE: AheadPhrases(
        coming="を{date}から受け取れる見込みです",
        coming_class="の対象となる見込みです（{date}から）",
        ending="は{date}で終わる見込みです",
        renewal="を続けるには手続が必要です",
        notice="についてのお知らせです",
        status_ending="終わる見込みです",
        status_renewal="続けるには手続が必要です",
        status_notice="お知らせがあります",
        lead_ending="市の記録から、終わる見込みの日をお知らせします。今のところ、必要な手続はありません。",
        lead_ending_renew="市の記録から、終わる見込みの日をお知らせします。続けるための手続が要ることがあります。お早めにお尋ねください。",
        lead_renewal="続けて受けるために、期限までに次の書類をお出しください。",
        lead_notice="市から、お伝えしたいことがあります。",
        lead_mixed="次のことについてお知らせします。",
        ends="いつまで",
        ends_on="{date}まで",
        hand_in="お出しいただくもの",
        hand_in_by="提出の期限",
    ),
    Language.EASY: AheadPhrases(
        coming="を {date}から もらうことが できそうです",
        coming_class="を {date}から つかうことが できそうです",
        ending="は {date}までの よていです",
        renewal="を つづけるには、紙を 出します",
        notice="の お知らせです",
        status_ending="もうすぐ おわる よていです",
        status_renewal="つづけるには、紙を 出します",
        status_notice="お知らせが あります",
        lead_ending="市役所の きろくを 見て、おわる 日を お知らせします。いまは、する ことは ありません。",
        lead_ending_renew="市役所の きろくを 見て、おわる 日を お知らせします。つづける ための 手つづきが あるかもしれません。はやく 聞いて ください。",
        lead_renewal="つづけるために、きまった 日までに 下の ものを 出して ください。",
        lead_notice="市役所から 伝えたいことが あります。",
        lead_mixed="下の ことを お知らせします。",
        ends="いつまで",
        ends_on="{date}まで",
        hand_in="出す もの",
        hand_in_by="いつまでに 出すか",
    ),
    Language.ENGLISH: AheadPhrases(
        coming="– from {date} you are likely to receive this",
        coming_class="– from {date} this is likely to apply to you",
        ending="– this is expected to end on {date}",
        renewal="– something must be handed in to keep this",
        notice="– we have news for you",
        status_ending="This is expected to end",
        status_renewal="Something must be handed in to keep this",
        status_notice="We have news for you",
        lead_ending="Our records show the day on which this is expected to end. You need not do anything now.",
        lead_ending_renew="Our records show the day on which this is expected to end. There may be something to hand in to keep it. Please ask us soon.",
        lead_renewal="To keep this, please hand in the following by the day below.",
        lead_notice="There is something we would like to tell you.",
        lead_mixed="Here is news about the following.",
        ends="Until",
        ends_on="{date}",
        hand_in="To hand in",
        hand_in_by="Hand in by",
    ),
}
