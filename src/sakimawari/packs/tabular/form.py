"""The form beside a table: what each line is called, and where it stands in a service of YAML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sakimawari.packs.tabular.written import HitPolicy

EVENTS = {
    "出生": "birth",
    "妊娠": "pregnancy",
    "転入": "move_in",
    "離婚": "divorce",
    "失業": "job_loss",
    "収入減少": "income_drop",
    "入学": "school_entry",
    "疾病": "illness",
    "障害": "disability",
    "介護": "care_need",
    "配偶者の死亡": "spouse_death",
    "加齢": "aging",
}
HELD = "(市が保有)"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormLine:
    """One line of the form. `path` is its key in YAML, None where only tables have it.

    `many`    the line may stand several times
    `words`   words that stand for those of YAML, if the line is a choice
    `is_day`  a date
    """

    key: str
    path: str | None
    hint: str
    needed: bool = False
    many: bool = False
    is_day: bool = False
    words: Mapping[str, str] = field(default_factory=dict)


_RUNGS = {"知らせる": "inform", "手伝う": "help", "申し出る": "offer", "自動で行う": "automatic"}
_GIVES = {
    "給付": "benefit",
    "減免": "relief",
    "負担額": "charge",
    "上限額": "ceiling",
    "負担割合": "share",
}
FORM = (
    FormLine(key="名称", path="name", hint="制度の名前", needed=True),
    FormLine(key="概要", path="summary", hint="住民向けの1行の説明", needed=True),
    FormLine(
        key="対象",
        path="subject",
        hint="個人、世帯 または 企業",
        needed=True,
        words={"個人": "person", "世帯": "household", "企業": "company"},
    ),
    FormLine(key="法令", path="law", hint="根拠の法令・条例・要綱", needed=True),
    FormLine(key="所管", path="department", hint="担当課", needed=True),
    FormLine(
        key="ライフイベント",
        path="life_events",
        hint="・".join(EVENTS) + "。1行に1つ",
        needed=True,
        many=True,
        words=EVENTS,
    ),
    FormLine(key="届け方", path="rung", hint="・".join(_RUNGS), needed=True, words=_RUNGS),
    FormLine(key="届け方の根拠", path="rung_basis", hint="申し出る・自動で行う根拠"),
    FormLine(key="受給台帳名", path="received_as", hint="受給者台帳での制度名"),
    FormLine(
        key="行の選び方",
        path=None,
        hint="・".join(each.value for each in HitPolicy) + "(空欄は上の行)",
        words={each.value: each.value for each in HitPolicy},
    ),
    FormLine(key="表の名", path=None, hint="空欄は名称と同じ。20文字まで"),
    FormLine(
        key="施行",
        path=None,
        hint="表がいつから有効か。行に施行があればその行はそちら",
        is_day=True,
    ),
    FormLine(key="出典", path=None, hint="行に出典がなければこれ"),
    FormLine(key="確認", path=None, hint="出典と照合した日。行になければこれ", is_day=True),
    FormLine(key="確認期限", path=None, hint="次に照合する期限。行になければこれ", is_day=True),
    FormLine(key="要件", path=None, hint="該当する行に当てはまることを住民に言う文"),
    FormLine(key="要件の条", path=None, hint="空欄は該当する行の条"),
    FormLine(key="要件(やさしい日本語)", path=None, hint=""),
    FormLine(key="要件(英語)", path=None, hint=""),
    FormLine(key="金額の単位", path="amount.unit", hint="円/月、円/年、円/回 など"),
    FormLine(key="金額の種類", path="amount.gives", hint="・".join(_GIVES), words=_GIVES),
    FormLine(key="金額の条", path="amount.article", hint="空欄は該当する行の条"),
    FormLine(key="金額の計算", path=None, hint="例: 金額 * 世帯.児童数。空欄は金額のまま"),
    FormLine(key="区分の条", path="tier.article", hint="空欄は該当する行の条"),
    FormLine(key="期限", path="deadline.by", hint="式。例: 年度末(基準日)"),
    FormLine(key="期限の説明", path="deadline.text", hint="期限があれば要る"),
    FormLine(key="期限の条", path="deadline.article", hint="期限があれば要る"),
    FormLine(key="期限後の扱い", path="deadline.retroactive", hint=""),
    FormLine(
        key="必要書類", path="papers", hint=f"1行に1つ。市にあるものは末尾に{HELD}", many=True
    ),
    FormLine(key="申請書名", path="form.title", hint=""),
    FormLine(
        key="申請書の欄",
        path="form.fields",
        hint="1行に1つ。欄=事実や式。本人が書く欄は名だけ",
        many=True,
    ),
    FormLine(key="通知文", path="notice.ja", hint="{金額} {期限} {理由} {区分} が使える"),
    FormLine(key="通知文(やさしい日本語)", path="notice.easy", hint=""),
    FormLine(key="通知文(英語)", path="notice.en", hint=""),
)
LINES = {line.key: line for line in FORM}
