"""The city's order of priority as a file: `rules.yaml` (選考基準.yaml) of the folder.

名称: 令和9年4月入所 一次選考
入所日: 2027-04-01
点数: [基準指数, 調整指数]          # columns added up; without it 指数, 点数 or 点数1, 点数2 …
合計の列: 合計指数                  # compared with the sum where the table has it
同点の順:                           # after points; who is equal in all of it stops the run
  - {列: ひとり親, 先: 大きい}
  - {列: 所得割額, 先: 小さい}
  - {抽選: 公開した種}               # last: lots by SHA-256 of a published seed
きょうだい:
  初期値: 別園でも一人でも
  認める: [同園のみ, 別園でも同時, 別園でも一人でも]
  型: {全員同じ園: 同園のみ}
配置基準: 国                        # that of the State on 入所日; or {0: 3, 1: 5, 2: 6, 3: 15, 4: 25, 5: 25}
配置の扱い: 上限                     # 確認 (a facility short of staff is named) or 上限 (its seats are capped)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from sakimawari.match.allocate.market.sibling_rules import BY_NUMBER, rank_by_rank
from sakimawari.match.allocate.market.staffing import legal_ratios
from sakimawari.match.allocate.market.values import Link, Step
from sakimawari.problems import Place, Problems, fault
from sakimawari.registry.headers import loose_name

FILES = ("rules.yaml", "選考基準.yaml", "rules.yml")
# The seven answers a form usually offers, by the names cities give them.
USUAL: Mapping[str, int] = {
    "同園のみ": 1, "同保同時": 1, "同一園同時": 1, "同園同時": 1,
    "同園で上の子から": 2, "同保順次上": 2,
    "同園で下の子から": 3, "同保順次下": 3,
    "同園優先で同時": 4, "別保同時同": 4,
    "同園優先で一人でも": 5, "別保順次同": 5,
    "別園でも同時": 6, "別保同時希": 6,
    "別園でも一人でも": 7, "別保順次希": 7,
}  # fmt: skip
_CHECK, _CAP, _OF_THE_STATE = "確認", "上限", "国"
BY_RANK = "順位ごとに同園"
_LARGE, _SMALL = ("大きい", "大", "more"), ("小さい", "小", "less")
LOTTERY = ("抽選", "優遇", "優遇の合算", "落選1回ごと", "落選の上限")
_KNOWN = frozenset(
    {
        "名称",
        "入所日",
        "クラスの基準日",
        "点数",
        "合計の列",
        "同点の順",
        "きょうだい",
        "配置基準",
        "配置の扱い",
        "区分",
        *LOTTERY,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How a city orders applicants, and what its form offers to siblings.

    `sums` are columns added up to points; `groups` further columns a report on fairness looks at.
    `ratios`: children per member of staff, by class; `capped`: whether they bound the seats, or are a
    check alone. `lottery` holds the keys of public draws as given.
    """

    name: str = ""
    admission: date
    class_day: date
    sums: tuple[str, ...] = ()
    total: str | None = None
    chain: tuple[Link, ...] = ()
    default_pattern: str = "別園でも一人でも"
    allowed: frozenset[str] = frozenset()
    words: Mapping[str, str] = field(default_factory=dict)
    ratios: Mapping[int, int] = field(default_factory=dict)
    capped: bool = False
    groups: tuple[str, ...] = ("区", "言語", "世帯類型")
    lottery: Mapping[str, Any] = field(default_factory=dict)

    def steps_of(self, answer: str, wishes: int) -> tuple[Step, ...] | None:
        """The steps of a family's answer; None where the form offers no such answer."""
        plain = loose_name(answer or self.default_pattern)
        meant = loose_name(self.words.get(plain, plain))
        if self.allowed and plain not in self.allowed and meant not in self.allowed:
            return None
        if meant == loose_name(BY_RANK):
            return rank_by_rank(wishes, one_place=True, then=BY_NUMBER[7])
        number = _USUAL.get(meant) or (int(meant) if meant.isdigit() else 0)
        return BY_NUMBER.get(number)


_USUAL = {loose_name(name): number for name, number in USUAL.items()}


def read_rules(folder: Path, on: date) -> tuple[Rules, str | None]:
    """The city's rules and their file; without a file the plain ones, for 1 April after `on`.

    ALLOC040 for what cannot be read, each fault by its key.
    """
    path = next((folder / name for name in FILES if (folder / name).is_file()), None)
    following = date(on.year + (on >= date(on.year, 4, 1)), 4, 1)
    if path is None:
        return Rules(admission=following, class_day=following), None
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError):
        raise _wrong(path.name, "it is no YAML in UTF-8") from None
    if not isinstance(given, dict):
        raise _wrong(path.name, "it holds no keys")
    unknown = [str(key) for key in given if key not in _KNOWN]
    if unknown:
        raise _wrong(path.name, f"it has keys nobody knows: {'、'.join(unknown)}")
    return _rules(path.name, given, following), path.name


def _rules(file: str, given: Mapping[str, Any], following: date) -> Rules:
    admission = _day(file, given.get("入所日", following))
    april = date(admission.year - (admission.month < 4), 4, 1)
    siblings = given.get("きょうだい") or {}
    if not isinstance(siblings, dict):
        raise _wrong(file, "きょうだい holds keys and values")
    how = given.get("配置の扱い", _CHECK)
    if how not in (_CHECK, _CAP):
        raise _wrong(file, f"配置の扱い is neither {_CHECK} nor {_CAP}")
    points = given.get("点数") or []
    return Rules(
        name=str(given.get("名称", "")),
        admission=admission,
        class_day=_day(file, given.get("クラスの基準日", april)),
        sums=tuple(map(str, points if isinstance(points, list) else [points])),
        total=given.get("合計の列"),
        chain=tuple(_link(file, each) for each in given.get("同点の順") or ()),
        default_pattern=str(siblings.get("初期値", "別園でも一人でも")),
        allowed=frozenset(loose_name(str(each)) for each in siblings.get("認める") or ()),
        words={
            loose_name(str(said)): str(meant) for said, meant in (siblings.get("型") or {}).items()
        },
        ratios=_ratios(file, given.get("配置基準") or {}, admission),
        capped=how == _CAP,
        groups=tuple(map(str, given.get("区分") or ("区", "言語", "世帯類型"))),
        lottery={key: given[key] for key in LOTTERY if key in given},
    )


def _ratios(file: str, given: object, admission: date) -> Mapping[int, int]:
    if given == _OF_THE_STATE:
        return legal_ratios(admission)
    try:
        ratios = {int(age): int(count) for age, count in given.items()}  # type: ignore[attr-defined]
    except (AttributeError, TypeError, ValueError):
        ratios = {-1: 0}
    if any(count < 1 or age < 0 for age, count in ratios.items()):
        raise _wrong(file, f"配置基準 is {_OF_THE_STATE}, or children per worker by class")
    return ratios


def _link(file: str, given: object) -> Link:
    if isinstance(given, dict) and given.keys() == {"抽選"} and given["抽選"]:
        return Link(key="抽選", seed=str(given["抽選"]))
    if isinstance(given, dict) and given.keys() == {"列", "先"}:
        first = str(given["先"])
        if first in (*_LARGE, *_SMALL):
            return Link(key=str(given["列"]), more_first=first in _LARGE)
    raise _wrong(file, "a link of 同点の順 is neither {列: …, 先: 大きい/小さい} nor {抽選: 種}")


def _day(file: str, given: object) -> date:
    try:
        return given if isinstance(given, date) else date.fromisoformat(str(given))
    except ValueError:
        raise _wrong(file, "a day is written as 2027-04-01") from None


def _wrong(file: str, what: str) -> Problems:
    return fault(
        "ALLOC040",
        f"the city's rules cannot be read: {what}",
        "correct the file; `sakimawari match nursery --example DIR` writes one to compare with",
        where=Place(file=file),
    )
