"""Rules and results in Japanese words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings

from sakimawari.rules.amounts import figure, figures_between
from sakimawari.rules.figures import Figures
from sakimawari.rules.person import read_service
from sakimawari.rules.proof import steps_in
from sakimawari.rules.situation import Situation, Somebody, Sourced
from sakimawari.rules.tree import DATE, TRUTH, Kind, ServiceRule, Type
from sakimawari.rules.walk import roots_of, walk
from sakimawari.rules.words import clause_sentence, explain, sentence, with_values
from tests.rules.strategies import figures, rules, situations
from tests.rules.town_words import CARE, RATE, YEN, day, person, read, rule, truth, unit, value


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "子.誰か(年度末年齢(生年月日) <= 18)",
            "子のうち、年度末年齢が18歳以下の人がいる",
        ),
        ("not 子.誰か(公務員)", "子のうち、公務員に該当する人がいない"),
        ("同居.全員(not 公務員)", "同居の全員について、公務員に該当しない"),
        ("配偶者.誰か(公務員)", "公務員に該当する配偶者がいる"),
        ("3 <= 年齢(生年月日) < 18", "年齢が3歳以上18歳未満である"),
        ("月齢(生年月日) >= 4", "月齢が4か月以上である"),
        ("月(基準日) >= 11", "基準日の月が11月以後である"),
        ("基準日 <= 日後(生年月日, -1)", "基準日が生年月日の1日前以前である"),
        ("基準日 <= 月後(生年月日, -月齢(生年月日))", "基準日が生年月日の月齢前以前である"),
        ("基準日 <= 年後(生年月日, 3)", "基準日が生年月日の3年後以前である"),
        ("月(基準日) == 8", "基準日の月が8月である"),
        ("4 <= 月(基準日) <= 8", "基準日の月が4月から8月までである"),
        ("所得[年度(基準日) - 1] <= P.限度額", "前年度の所得が限度額以下である"),
        ("所得[年度(基準日)] > 1220000", "今年度の所得が1,220,000円を超える"),
        ("課税[2025]", "2025年度の課税に該当する"),
        ("養育費 != 0", "養育費が0円でない"),
        ("not 養育費 >= 5", "養育費が5円未満である"),
        (
            "要介護度 in ('要介護1', '要介護2')",
            "要介護度が「要介護1」・「要介護2」のいずれかである",
        ),
        ("要介護度 not in ('なし',)", "要介護度が「なし」のいずれでもない"),
        ("生年月日 <= 日付(2008, 4, 1)", "生年月日が2008年4月1日以前である"),
        ("到達日(生年月日, 65) > 基準日", "65歳に達する日が基準日より後である"),
        (
            "世帯.生活保護 and 世帯.家賃 > 3",
            "世帯の生活保護に該当する、かつ、世帯の家賃が3円を超える",
        ),
        (
            "公務員 and (障害手当 or 養育費 == 0)",
            "公務員に該当する、かつ、(障害手当に該当する、または、養育費が0円である)",
        ),
        (
            "世帯.誰か(not 本人である and 養育費 > 本人.養育費)",
            "世帯のうち、本人でない、かつ、養育費が本人の養育費を超える人がいる",
        ),
        ("世帯.誰か(子である)", "世帯のうち、本人の子である人がいる"),
        (
            "公務員 if 養育費 > 3 else 偽",
            "(養育費が3円を超える場合は、公務員に該当する。それ以外は、常に当てはまらない)",
        ),
    ],
)
def test_conditions_are_said_in_plain_sentences(text: str, words: str) -> None:
    assert sentence(truth(text)) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("P.支給額_3歳未満 * 子.人数()", "支給額(3歳未満) × 子の人数"),
        ("養育費 - (養育費 - 500)", "養育費 － (養育費 － 500円)"),
        (
            "最大(0, 四捨五入((養育費 - 190000) * P.係数, 10))",
            "(0円、(養育費 － 190,000円) × 係数(10円未満四捨五入)のうち大きい方)",
        ),
        ("切り捨て(養育費 / 12)", "養育費 ÷ 12(1円未満切り捨て)"),
        (
            "世帯.最大(養育費, 公務員, なければ=0)",
            "世帯のうち、公務員に該当する人の養育費のうち最も大きいもの(いなければ0円)",
        ),
        (
            "きょうだい.順位(生年月日, 年齢(生年月日) <= 18)",
            "きょうだいのうち、年齢が18歳以下の人の中での生年月日の順位",
        ),
        (
            "最大(基準日, 子.最小(生年月日, なければ=日付(1900, 1, 1)))",
            "(基準日、子の生年月日のうち最も早いもの(いなければ1900年1月1日)のうち遅い方)",
        ),
        (
            "3 if 公務員 else 2 if 障害手当 else 1",
            "(公務員に該当する場合は3、障害手当に該当する場合は2、それ以外は1)",
        ),
        ("日後(生年月日, 15)", "生年月日の15日後"),
        ("月末(月後(基準日, 1))", "基準日の1か月後の属する月の末日"),
        ("表('保育料', 所得割額=養育費, ひとり親=公務員).月額", "表「保育料」の月額"),
        (
            "15000 if 年齢(生年月日) < 3 else 養育費",
            "(年齢が3歳未満である場合は15,000円、それ以外は養育費)",
        ),
    ],
)
def test_values_are_said_as_amounts_and_formulas(text: str, words: str) -> None:
    assert sentence(value(text)) == words


@pytest.mark.parametrize(
    ("number", "type", "words"),
    [
        (1_220_000, YEN, "1,220,000円"),
        (-500, YEN, "-500円"),
        (264_029, RATE, "0.0264029"),
        (-5, Type(kind=Kind.NUMBER, scale=1), "-0.5"),
        (15_000_000, Type(kind=Kind.NUMBER, unit="円", scale=3), "15,000円"),
        (day("2026-04-01"), DATE, "2026年4月1日"),
        (2, CARE, "「要介護1」"),
        (1, TRUTH, "はい"),
        (3, Type(kind=Kind.NUMBER, unit="月"), "3か月"),
    ],
)
def test_figures_read_as_in_a_letter(number: int, type: Type, words: str) -> None:
    assert figure(number, type) == words


def test_ranges_are_from_to_and_what_says_nothing_is_unknown() -> None:
    assert figures_between((0, 10_000), YEN) == "0円〜10,000円"
    assert figures_between((0, 100_000_000_000), YEN) == "不明"
    assert figures_between((1, 2), CARE) == "「要支援1」・「要介護1」のいずれか"
    assert figures_between((0, 4), CARE) == "不明"


def test_an_explanation_shows_clauses_in_order_with_values_sources_and_articles() -> None:
    service = rule("養育費 <= P.限度額", "unless 公務員", "子.誰か(年度末年齢(生年月日) <= 18)")
    family = unit(
        person("a", 養育費=1_220_000),
        person("b", guardian="a", 生年月日=day("2020-05-05")),
        person("c", guardian=Somebody.UNKNOWN, 生年月日=day("1990-05-05")),
    )
    reading = read(service, family, on=date(2026, 6, 1))
    assert [str(line) for line in explain(reading)] == [
        "？ 対象になるかもしれません",
        "  ○ 養育費が限度額以下である（第1条）",
        "    ○ 養育費 1,220,000円 ≦ 限度額 2,500,000円",
        "      本人の養育費: 1,220,000円（住民記録）",
        "      限度額: 児童手当法第6条第1項（2026-04-01から）",
        "  ？ 【例外】ただし、公務員に該当する場合を除く（第2条）",
        "    ？ 公務員: 不明",
        "      本人の公務員: 不明",
        "  ○ 子のうち、年度末年齢が18歳以下の人がいる（第3条）",
        "    ○ 子のうち、年度末年齢が18歳以下の人がいる",
        "      ○ 2人目: 年度末年齢 6歳 ≦ 18歳",
        "      ？ 3人目: 3人目の保護者が不明",
        "      × 3人目: 年度末年齢 36歳 ≦ 18歳",
        "      2人目の生年月日: 2020年5月5日（住民記録）",
        "      3人目の生年月日: 1990年5月5日（住民記録）",
        "  足りない情報: 本人の公務員",
    ]


def test_an_explanation_names_people_as_the_reader_knows_them() -> None:
    service = rule("子.誰か(公務員)", amount="養育費")
    reading = read(service, unit(person("a"), person("b", guardian="a", 公務員=1)))
    lines = [str(line) for line in explain(reading, people=("山田さん", "長女"))]
    assert "      ○ 長女: 公務員: はい" in lines
    assert "  金額: 0円〜5,000,000円" in lines
    assert "  足りない情報: 山田さんの養育費" in lines


def test_the_texts_of_the_pack_come_before_our_own() -> None:
    clause = rule("公務員").clauses[0]
    assert clause_sentence(clause) == "公務員に該当する"
    assert clause_sentence(replace(clause, text="公務員である")) == "公務員である"


def test_an_absence_and_a_loading_date_are_told() -> None:
    service = rule("要介護度 == 'なし'", "公務員")
    held = {"公務員": Sourced(held=1, source="児童手当", loaded=date(2026, 5, 31))}
    situation = unit(replace(person("a"), facts=held))
    lines = [str(line).strip() for line in explain(read(service, situation))]
    assert "本人の要介護度: 「なし」（台帳に記録なし）" in lines
    assert "本人の公務員: はい（児童手当、2026-05-31取込）" in lines


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rule=rules(), situation=situations(), given_figures=figures())
def test_every_rule_and_every_step_of_every_reading_can_be_said(
    rule: ServiceRule, situation: Situation, given_figures: Figures
) -> None:
    for node in walk(*roots_of(rule)):
        assert sentence(node)
    reading = read_service(rule, situation, given_figures, subject=0)
    for clause in reading.clauses:
        for step in steps_in(clause.step):
            assert with_values(step)
    assert all(str(line).strip() for line in explain(reading))
