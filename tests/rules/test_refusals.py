"""What is not in the language is refused: what, where, the closest right thing, what to do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakimawari.problems import Problems
from sakimawari.rules.parse import parse_truth
from sakimawari.rules.tree import Holder
from sakimawari.rules.vocabulary import Vocabulary, faults, name_faults
from tests.rules.town_words import BAND, FACTS, PLACE, YEN, refused, truth, value


def test_a_typo_is_shown_with_file_line_nearest_name_and_what_to_do() -> None:
    assert str(refused("公務貟 and 養育費 > 3")) == (
        "RULE012  services/child.yaml:12\n"
        "  what   `公務貟` is declared nowhere in the pack\n"
        "  near   `公務員`\n"
        "  do     correct the name, or declare it in facts.yaml, variables.yaml or parameters/"
    )


@pytest.mark.parametrize(
    ("text", "id", "near"),
    [
        ("", "RULE010", None),
        ("養育費 >", "RULE010", None),
        ("養育費 ≦ 3", "RULE010", "`≦` is written `<=`"),
        ("(養育費 > 3", "RULE010", None),
        ("公務員 # nothing behind this would be read", "RULE010", None),
        ("[1 for x in 子]", "RULE011", None),
        ("lambda: 1", "RULE011", None),
        ("True", "RULE011", "`真`"),
        ("公務員 is 真", "RULE011", None),
        ("養育費 ** 2 > 3", "RULE011", None),
        ("養育費 in 3", "RULE011", None),
        ("養育費 in (本人.養育費, 3)", "RULE011", None),
        ("f'{養育費}' == '3'", "RULE011", None),
        ("限度額 > 3", "RULE012", "`P.限度額`"),
        ("P.限渡額 > 3", "RULE012", "`P.限度額`"),
        ("家賃 > 3", "RULE012", "`世帯.家賃`"),
        ("世帯.公務員", "RULE012", "`公務員`"),
        ("子 > 1", "RULE012", "`子.人数(条件)`, `子.誰か(条件)` …"),
        ("子.人数 > 1", "RULE013", None),
        ("人数(公務員) > 1", "RULE013", "`世帯.人数(…)`"),
        ("年齡(生年月日) > 3", "RULE013", "`年度` or `年後` or `年齢`"),
        ("子.人教() > 1", "RULE013", "`人数`"),
        ("孫.人数() > 1", "RULE013", None),
        ("__import__('os')", "RULE013", None),
        ("年齢() > 3", "RULE014", None),
        ("年齢(生年月日, 3) > 3", "RULE014", None),
        ("最大(養育費) > 3", "RULE014", None),
        ("子.最大(養育費) > 3", "RULE014", None),
        ("子.合計() > 3", "RULE014", None),
        ("子.合計(生年月日) > 3", "RULE014", None),
        ("切り捨て(養育費, 0) > 3", "RULE014", None),
        ("子.誰か()", "RULE014", None),
        ("養育費", "RULE015", None),
        ("公務員 + 1 > 3", "RULE015", None),
        ("公務員 == 真", "RULE015", None),
        ("(公務員 if 公務員 else 3) > 3", "RULE015", None),
        ("養育費 > 年齢(生年月日)", "RULE016", None),
        ("養育費 * 養育費 > 3", "RULE016", None),
        ("養育費 + P.係数 > 3", "RULE016", None),
        ("切り捨て(年齢(生年月日) / 養育費) > 3", "RULE016", None),
        ("生年月日 > 3", "RULE017", None),
        ("生年月日 + 3 > 基準日", "RULE017", None),
        ("要介護度 > 3", "RULE017", None),
        ("年齢(養育費) > 3", "RULE017", None),
        ("要介護度 == '要介護5'", "RULE018", "'要介護1' or '要介護2' or '要介護3'"),
        ("'要介護1' == '要介護2'", "RULE019", None),
        ("養育費 / 2 > 3", "RULE021", None),
        ("切り捨て(3 * (養育費 / 2)) > 3", "RULE021", None),
        ("所得 > 3", "RULE022", "`所得[年度(基準日)]`"),
        ("養育費[2025] > 3", "RULE022", None),
        ("所得[養育費] > 3", "RULE016", None),
        ("本人である", "RULE023", None),
        ("養育費 > 1e9", "RULE024", None),
        ("養育費 > 0x10", "RULE024", None),
        ("養育費 > 0.1234567891", "RULE024", None),
        ("基準日 > 日付(2026, 2, 29)", "RULE025", None),
        ("基準日 > 日付(2026, 2)", "RULE025", None),
        ("基準日 > 日付(1026, 2, 1)", "RULE025", None),
        ("表('保育糧', 所得割額=養育費, ひとり親=公務員).月額 > 3", "RULE026", "'保育料'"),
        ("表('保育料', 所得割額=養育費).月額 > 3", "RULE026", None),
        ("表('保育料', 所得割額=養育費, ひとり親=公務員) > 3", "RULE026", None),
        ("表('保育料', 所得割額=養育費, ひとり親=公務員, 級=3).月額 > 3", "RULE026", None),
        ("not " * 70 + "公務員", "RULE027", None),
        ("公務員 or " * 600 + "公務員", "RULE027", None),
    ],
)
def test_refused_with_the_nearest_right_thing(text: str, id: str, near: str | None) -> None:
    problem = refused(text)
    assert (problem.id, problem.near) == (id, near)
    assert problem.where == PLACE
    assert problem.do


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("公務員", "RULE015"),
        ("年齢(生年月日)", "RULE016"),
        ("基準日", "RULE017"),
        ("養育費 * 0.5", "RULE020"),
    ],
)
def test_an_amount_of_the_wrong_kind_is_refused(text: str, id: str) -> None:
    assert refused(text, expected=YEN).id == id


def test_a_label_of_another_list_is_no_tier() -> None:
    assert refused("要介護度", expected=BAND).id == "RULE017"
    assert refused("'エ'", expected=BAND).id == "RULE018"


@pytest.mark.parametrize("text", ["公務員", "本人.公務員", "子.誰か(真)", "世帯.順位(養育費) == 1"])
def test_a_household_has_no_facts_children_or_rank_of_its_own(text: str) -> None:
    assert refused(text, holder=Holder.HOUSEHOLD).id == "RULE023"


def test_all_faults_of_a_condition_are_shown_together() -> None:
    with pytest.raises(Problems) as caught:
        truth("公務貟 and 養育費 > 年齢(生年月日) and (所得 > 3 or 限度額 > 3)")
    assert [problem.id for problem in caught.value.found] == [
        "RULE012",
        "RULE016",
        "RULE022",
        "RULE012",
    ]


@given(st.text(max_size=40))
def test_any_text_is_either_read_or_refused_with_a_problem(text: str) -> None:
    try:
        parse_truth(text, Vocabulary(facts=FACTS), holder=Holder.PERSON, place=PLACE)
    except Problems as problems:
        assert problems.found


@given(
    st.lists(
        st.sampled_from(
            [
                *(
                    "養育費",
                    "公務員",
                    "要介護度",
                    "生年月日",
                    "子",
                    "世帯",
                    "本人",
                    "P.限度額",
                    "家賃",
                ),
                *("(", ")", "[", "]", ",", ".", ":", "'要介護1'", "3", "0.5", "基準日", "真"),
                *("<", "==", "in", "not", "and", "or", "if", "else", "+", "-", "*", "/", "=", "~"),
                *(
                    "年齢",
                    "人数",
                    "合計",
                    "誰か",
                    "最大",
                    "順位",
                    "切り捨て",
                    "表",
                    "日付",
                    "なければ",
                ),
            ]
        ),
        max_size=12,
    )
)
def test_any_heap_of_words_is_either_read_or_refused(words: list[str]) -> None:
    for text in (" ".join(words), "".join(words)):
        for read in (truth, value):
            try:
                read(text)
            except Problems as problems:
                assert problems.found


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("とても長い名前は二十文字までしか書けません", "RULE001"),
        ("ｼｮﾄｸ", "RULE002"),
        ("3歳未満", "RULE003"),
        ("所得・税", "RULE003"),
        ("世帯", "RULE004"),
        ("年齢", "RULE004"),
    ],
)
def test_a_name_that_cannot_be_used_is_refused(name: str, id: str) -> None:
    assert [problem.id for problem in name_faults(name, PLACE)] == [id]


def test_a_name_given_to_two_things_is_refused() -> None:
    twice = Vocabulary(facts=FACTS, household_facts={"公務員": FACTS["公務員"]})
    assert [problem.id for problem in faults(twice, PLACE)] == ["RULE005"]
    assert faults(Vocabulary(facts=FACTS), PLACE) == []


def test_a_rule_reads_nothing_of_the_machine_it_runs_on() -> None:
    for text in ("().__class__", "open('x')", "P.__class__", "公務員.__init__", "日付.today()"):
        assert refused(text).id in {"RULE011", "RULE012", "RULE013"}
