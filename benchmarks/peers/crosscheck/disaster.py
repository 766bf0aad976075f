"""災害弔慰金, 災害障害見舞金, 災害援護資金, 被災者生活再建支援金: the same households, both answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from random import Random

import numpy as np

from peers.crosscheck import looks, telling
from peers.crosscheck.benefit import Benefit, Ground, Holds, Said, Truths
from peers.crosscheck.drawn import Household
from peers.crosscheck.means import means
from peers.facts import Array, classes, truths
from peers.openfisca_inputs import Homes, known
from sakimawari.rules.figures import Figures
from sakimawari.rules.population import YES, Population

DAMAGE = ("なし", "準半壊に至らない", "準半壊", "半壊", "中規模半壊", "大規模半壊", "全壊")
HALF, DESTROYED = 3, 6
THEIRS_BY_DAMAGE = np.array(["無", "無", "無", "無", "中規模半壊", "大規模半壊", "全壊"])
REBUILT = np.array(["無", "賃借", "補修", "建設または購入"])
KIN = ("妻", "夫", "子", "父母", "孫", "祖父母", "兄弟姉妹", "その他の親族")
LIMITS = (2_200_000, 4_300_000, 6_200_000, 7_300_000, 7_600_000, 12_700_000)
TOTAL, BASE, ADDED = (
    "被災者生活再建支援制度",
    "被災者生活再建支援制度_基礎支援金",
    "被災者生活再建支援制度_加算支援金",
)
CONDOLENCE = ("災害", "支援", "災害弔慰金")
DISABLED = ("災害", "支援", "災害障害見舞金")
LOAN = ("災害", "支援", "災害援護資金")


def struck(chance: Random, household: Household, on: date) -> None:
    """Damage to the home and its people, told by the first of the household."""
    first = household[0]
    damage = chance.choice(DAMAGE)
    first.facts |= {
        "被災日": on - timedelta(days=chance.choice((1, 20, 60, 300, 500, 1_200))),
        "住家被害区分": damage,
        "被災時の世帯人数": len(household),
        "支援法適用災害": chance.random() < 0.85,
        "弔慰金法適用災害": chance.random() < 0.85,
        "災害救助法適用": chance.random() < 0.85,
        "住家解体": damage == "半壊" and chance.random() < 0.3,
        "長期避難認定": chance.random() < 0.04,
        "住宅再建方法": chance.choice(("未定", "賃借", "補修", "建設購入")),
        "申請期限の延長": chance.random() < 0.05,
        "家財三分の一損害": chance.random() < 0.5,
        "住居全体の滅失": damage == "全壊" and chance.random() < 0.3,
        "世帯主の負傷": chance.random() < 0.3,
        "災害による死亡": chance.random() < 0.4,
        "死亡者との続柄": chance.choice(KIN),
        "死亡時生計同一": chance.random() < 0.5,
        "死亡者が生計維持者": chance.random() < 0.5,
        "先順位の遺族": chance.random() < 0.1,
        "弔慰金の支給制限": chance.random() < 0.05,
    }
    for person in household:
        person.facts |= {
            "災害障害の認定": chance.random() < 0.15,
            "災害時生計維持者": person is first,
        }
        if person is not first:
            person.facts["弔慰金法適用災害"] = first.facts["弔慰金法適用災害"]


def _anybody(people: Truths, population: Population) -> Truths:
    return np.logical_or.reduceat(people, population.offsets[:-1])


def _truth(population: Population, name: str) -> Truths:
    return _anybody(truths(population, name) == YES, population)


def _damage(population: Population) -> Array:
    """By household the worst damage told, by position of the label."""
    return np.maximum.reduceat(known(classes(population, "住家被害区分")), population.offsets[:-1])


def _home(population: Population) -> Array:
    """By household the damage in their words; demolished and long evacuated homes apart."""
    found = THEIRS_BY_DAMAGE[_damage(population)]
    found = np.where(_truth(population, "住家解体"), "解体", found)
    found = np.where(_truth(population, "長期避難認定"), "長期避難", found)
    return np.where(_truth(population, "住居全体の滅失"), "滅失または流失", found)


def tell_rebuilding(population: Population, figures: Figures) -> tuple[Homes, Said]:
    """Damage and how the household lives again."""
    homes, said = telling.household(population, figures)
    said["被災者生活再建支援法の適用地域である"] = _truth(population, "支援法適用災害")
    said["住宅被害"] = _home(population)
    rebuilt = known(classes(population, "住宅再建方法"))
    said["住宅再建方法"] = REBUILT[np.maximum.reduceat(rebuilt, population.offsets[:-1])]
    return homes, said


def part_of_the_grant(part: str) -> Callable[[Mapping[str, Array]], Sequence[Array]]:
    """One part of the grant they give as one sum, with the share of a single person."""

    def read(answers: Mapping[str, Array]) -> Sequence[Array]:
        both = answers[BASE] + answers[ADDED]
        share = np.where(both > 0, answers[TOTAL] / np.maximum(both, 1), 0)
        return [answers[part] * share] * 2

    return read


def tell_condolence(population: Population, figures: Figures) -> tuple[Homes, Said]:
    """One who died, told by a survivor."""
    homes, said = telling.household(population, figures)
    said["災害救助法の適用地域である"] = _truth(population, "弔慰金法適用災害")
    died = _truth(population, "災害による死亡")
    said["災害で死亡した世帯員の人数"] = died.astype(np.int32)
    said["災害で生計維持者が死亡した"] = died & _truth(population, "死亡者が生計維持者")
    return homes, said


def tell_disabled(population: Population, figures: Figures) -> tuple[Homes, Said]:
    """Who was left with a severe disability; the first of a household earns most there."""
    homes, said = telling.household(population, figures)
    said["災害救助法の適用地域である"] = _truth(population, "弔慰金法適用災害")
    said["災害による重い後遺障害がある"] = (truths(population, "災害障害の認定") == YES)[homes.rows]
    return homes, said


def tell_loan(population: Population, figures: Figures) -> tuple[Homes, Said]:
    """Income of the year before, damage to home and goods, and an injury of who earns most."""
    homes, said = telling.household(population, figures)
    income = known(telling.money_of(population, "総所得金額等", 2026)).astype(np.float64)
    said["所得"] = income[homes.rows]
    said["災害救助法の適用地域である"] = _truth(population, "災害救助法適用")
    said["住宅被害"] = _home(population)
    goods = _truth(population, "家財三分の一損害")
    said["家財の損害"] = np.where(goods, "三分の一以上", "無")
    hurt = _truth(population, "世帯主の負傷")[homes.unit]
    said["災害による負傷の療養期間"] = np.where(hurt, "一か月以上", "無")
    return homes, said


def damaged(*, at_least: int, at_most: int) -> Holds:
    """The worst damage told lies between two labels."""

    def holds(ground: Ground) -> Truths:
        damage = _damage(ground.population)
        return np.asarray((at_least <= damage) & (damage <= at_most))

    return holds


def told(name: str) -> Holds:
    """Somebody of the household has this of the disaster."""
    return lambda ground: _truth(ground.population, name)


def income_at_a_limit(ground: Ground) -> Truths:
    """The income of the household is a limit to the yen."""
    income = known(telling.money_of(ground.population, "総所得金額等", 2026)).astype(np.int64)
    return np.isin(np.add.reduceat(income, ground.population.offsets[:-1]), LIMITS)


REBUILDING = Benefit(
    slug="livelihood-rebuilding-grant",
    variables=(TOTAL, BASE, ADDED),
    adding=(struck,),
    tell=tell_rebuilding,
    classes={
        "lrg-too-late": looks.refused_by("in-time"),
    },
    reading=part_of_the_grant(BASE),
)
ADDITION = Benefit(
    slug="livelihood-rebuilding-addition",
    variables=(TOTAL, BASE, ADDED),
    adding=(struck,),
    tell=tell_rebuilding,
    classes={"lra-too-late": looks.refused_by("in-time")},
    reading=part_of_the_grant(ADDED),
)
CONDOLENCE_GRANT = Benefit(
    slug="disaster-condolence-grant",
    variables=("災害弔慰金",),
    adding=(struck,),
    tell=tell_condolence,
    classes={
        "dcg-kin": looks.refused_by("kin"),
        "dcg-higher-rank": looks.refused_by("higher-rank"),
        "dcg-barred": looks.refused_by("barred"),
    },
    figures={
        "弔慰金_生計維持者": (*CONDOLENCE, "生計維持者死亡の場合の支給額"),
        "弔慰金_その他": (*CONDOLENCE, "生計維持者以外死亡の場合の支給額"),
    },
)
DISABILITY_GRANT = Benefit(
    slug="disaster-disability-grant",
    variables=("災害障害見舞金_最小", "災害障害見舞金_最大"),
    adding=(struck,),
    tell=tell_disabled,
    classes={"ddg-barred": looks.refused_by("barred")},
    figures={
        "障害見舞金_生計維持者": (*DISABLED, "生計維持者への支給額"),
        "障害見舞金_その他": (*DISABLED, "生計維持者以外への支給額"),
    },
)
RELIEF_LOAN = Benefit(
    slug="disaster-relief-loan",
    variables=("災害援護資金",),
    adding=(means(LIMITS), struck),
    tell=tell_loan,
    classes={
        "drl-too-late": looks.refused_by("in-time"),
        "drl-half-destroyed": damaged(at_least=HALF, at_most=HALF),
        "drl-long-evacuation": told("長期避難認定"),
        "drl-at-the-limit": income_at_a_limit,
        "drl-limit-of-a-lost-home": damaged(at_least=DESTROYED, at_most=DESTROYED),
    },
    figures={
        "援護資金_所得加算": (*LOAN, "所得制限額_一人当たり追加額"),
        "援護資金_滅失所得": (*LOAN, "所得制限額_住居が滅失した場合"),
    },
)
