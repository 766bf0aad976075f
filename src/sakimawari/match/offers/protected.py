"""What nobody is ranked by: sex, age, origin, belief, disability, family.

A column that would rank or bar people by such an attribute is refused (男女雇用機会均等法5条,
労働施策総合推進法9条, 職業安定法3条); words of it are taken out of a text before texts are compared.
An age may bound what a service is for (対象年齢: children from 3 to 6), never a job.
"""

from __future__ import annotations

import re

from sakimawari.match.reading.sheets import Row, Sheet
from sakimawari.problems import Place, Problem, Problems

ATTRIBUTES = (
    "性別",
    "国籍",
    "出身",
    "本籍",
    "出生地",
    "人種",
    "民族",
    "門地",
    "社会的身分",
    "信条",
    "宗教",
    "思想",
    "支持政党",
    "組合加入",
    "障害の有無",
    "病歴",
    "婚姻",
    "配偶者の有無",
    "家族構成",
    "容姿",
)
WEIGHTS = ("重み", "加点", "優先度", "点数")
_AGED = ("年齢", "生年月日")
_JOB = re.compile("求人|採用|雇用|募集")
_WORDS = re.compile(
    "男性|女性|男子|女子|男の人|女の人|主婦|主夫|若い方|若者|若手|シニア|高齢の方|外国籍|外国人|日本人|"
    r"独身|既婚|未婚|[\d０-９]+(?:歳|才|代)(?:以上|以下|未満|まで|くらい|前後)?の?(?:男性|女性|方)?"
)


def refuse_protected(sheet: Sheet) -> None:
    """OFFER007 for every column that would rank or bar people by a protected attribute."""
    found = [
        _refused(sheet, name)
        for name in sheet.header
        if _ranks(name) and any(word in name for word in (*ATTRIBUTES, *_AGED))
    ]
    rows = [_refused(sheet, "対象年齢", row) for row in sheet.rows if _job_by_age(row)]
    if found or rows:
        raise Problems([*found, *rows])


def _ranks(name: str) -> bool:
    plain = name.replace("：", ":")
    head, mark, _ = plain.partition(":")
    if not mark:
        return False
    asked = head.strip() == "条件" and not any(word in plain for word in _AGED)
    return asked or head.strip() in WEIGHTS


def _job_by_age(row: Row) -> bool:
    aged = row.get("対象年齢") or row.others.get("条件:年齢") or row.others.get("条件：年齢")
    return bool(aged) and bool(_JOB.search(row.get("種別")))


def _refused(sheet: Sheet, column: str, row: Row | None = None) -> Problem:
    return Problem(
        id="OFFER007",
        what="people would be ranked or barred by a protected attribute",
        do="take the column or cell out; say what the task asks (a licence, a language, a time)",
        where=Place(file=sheet.label, line=row.line if row else None, column=column),
    )


def unbiased(text: str) -> str:
    """A text without the words of protected attributes, as texts are compared."""
    return _WORDS.sub("", text)
