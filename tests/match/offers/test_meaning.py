"""Texts by meaning: vectors kept on disk, words trusted only where there are enough of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from sakimawari.match.offers import meaning
from sakimawari.match.offers.consent import profile
from sakimawari.match.offers.lexical import both_ways
from sakimawari.match.offers.meaning import Vectors, nearness, vectors_of
from sakimawari.match.offers.scoring import FROM, fused, learned_weights, ranking
from sakimawari.match.offers.wording import bigrams, held_by_both, sudachi
from tests.match.offers.town import letters, need

NEEDS = ["母の話し相手がいません", "病院への足がない", "庭が荒れ放題です"]
OFFERS = ["お宅に伺いおしゃべりをします", "通院のときに車で送迎します", "剪定と草むしりをします"]


def test_a_text_is_embedded_once_and_kept_by_its_content(tmp_path: Path) -> None:
    asked: list[str] = []

    def making(texts: Sequence[str]) -> Vectors:
        asked.extend(texts)
        return letters(texts)

    first = vectors_of(NEEDS, cache=tmp_path / "kept", making=making)
    again = vectors_of([*NEEDS[::-1], "新しい文"], cache=tmp_path / "kept", making=making)
    assert asked == [*NEEDS, "新しい文"]
    assert np.array_equal(first, again[2::-1])


@pytest.mark.skipif(not meaning.available(), reason="the extra `meaning` is not installed")
def test_partners_without_a_word_in_common_are_found_by_meaning_alone() -> None:
    assert both_ways(NEEDS, OFFERS).diagonal().max() < FROM
    near = nearness(vectors_of(NEEDS), vectors_of(OFFERS))
    assert near.argmax(axis=1).tolist() == [0, 1, 2]
    assert fused(both_ways(NEEDS, OFFERS), near).diagonal().min() > 0.3


def test_words_count_only_above_what_is_chance() -> None:
    words = np.array([[FROM - 0.01, FROM + 0.3]], dtype=np.float32)
    near = np.array([[0.2, 0.2]], dtype=np.float32)
    found = ranking(words, near)
    assert found[0, 0] == near[0, 0]
    assert found[0, 1] > near[0, 1]


def test_words_of_protected_attributes_are_not_compared() -> None:
    assert bigrams("60歳以上の男性の通訳") == bigrams("の通訳")
    assert "女性" not in sudachi("女性の通訳")


def test_kana_and_kanji_are_one_word_to_sudachi() -> None:
    assert sudachi("子どもの勉強") == sudachi("こどもの勉強")


def test_shared_terms_are_words_a_reader_knows() -> None:
    assert held_by_both("庭の草刈りを頼みたい", "草刈りと剪定") == ("草刈り",)
    assert held_by_both("電話は090", "電話 090") == ("電話",)


def test_a_profile_passes_on_no_word_that_only_one_person_used() -> None:
    texts = ["山田です。掃除の手伝い", "掃除をします", "掃除と洗濯"]
    told = profile(need(text=texts[0], public="庭の手入れ"), texts)
    assert told.words == ("掃除",)
    assert "山田" not in str(told)


def test_weights_are_learned_from_what_came_together() -> None:
    random = np.random.default_rng(5)
    features = random.normal(size=(400, 3))
    chance = 1 / (1 + np.exp(-(2 * features[:, 0] - features[:, 1])))
    weights = learned_weights(features, random.random(400) < chance)
    assert weights[0] > 1
    assert weights[1] < -0.5
    assert abs(weights[2]) < 0.4
