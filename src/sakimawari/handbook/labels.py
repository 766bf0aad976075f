"""The words a page uses for what packs say in single English words."""

from __future__ import annotations

import re

from sakimawari.packs.expectation import words
from sakimawari.packs.pack import NATIONAL, Gives, Rung
from sakimawari.packs.tabular.form import EVENTS
from sakimawari.rules.outcome import Status

RUNGS = {
    Rung.INFORM: ("知らせる", "該当しそうな人に知らせるところまで"),
    Rung.HELP: ("手伝う", "記入済みの様式を用意し、申請を手伝う"),
    Rung.OFFER: ("申し出る", "本人は確認するだけでよい形で届ける"),
    Rung.AUTOMATIC: ("自動で行う", "職権で行い、本人は断ることができる"),
}
GIVES = {
    Gives.BENEFIT: "給付",
    Gives.RELIEF: "減免",
    Gives.CHARGE: "負担額",
    Gives.CEILING: "上限額",
    Gives.SHARE: "負担割合",
}
SUBJECTS = {"person": "個人", "household": "世帯", "company": "企業"}
STATUSES = {Status.YES: "対象", Status.NO: "対象外", Status.UNKNOWN: "可能性あり"}
IDENTITY = "住民記録の{}"
OF_COMPANY = "法人の帳簿の{}"
_AGE = re.compile(r"age(\d+)(m?)")
_EVENTS = {
    **{word: label for label, word in EVENTS.items()},
    "hospitalization": "入院",
    "death": "家族の死亡",
    "disaster": "災害",
    "move_out": "転出",
    "retirement": "退職",
    "housing": "住まい",
    "inheritance": "相続",
    "single_parent": "ひとり親",
    "unmarried_birth": "未婚での出産",
    "return_to_work": "復職",
    "retire": "退職",
    "childcare": "保育",
    "card_expiry": "カードの期限",
    "residence_expiry": "在留期間の満了",
    "third_child": "3人目の子",
    "public_servant_change": "公務員になる・やめる",
    "adoption": "養子縁組",
    "company": "企業",
    "company_start": "創業",
    "company_invest": "設備投資",
    "company_succession": "事業承継",
    "company_wage": "賃上げ",
    "company_training": "人材育成",
    "company_sales_drop": "売上の減少",
}

__all__ = [
    "GIVES",
    "IDENTITY",
    "OF_COMPANY",
    "RUNGS",
    "STATUSES",
    "SUBJECTS",
    "event_label",
    "scope_label",
    "words",
]


def event_label(word: str) -> str:
    """A life event in Japanese (age65 is 65歳になる); a word of a pack's own as it stands there."""
    age = _AGE.fullmatch(word)
    if age is None:
        return _EVENTS.get(word, word)
    return f"{age[1]}{'か月' if age[2] else '歳'}になる"


def scope_label(scope: str) -> str:
    """Whose service it is: the nation's, or that of a municipality by its code."""
    return "国の制度" if scope == NATIONAL else f"市の制度（{scope}）"
