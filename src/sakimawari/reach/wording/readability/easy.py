"""The rules of やさしい日本語, each with an id and a remedy.

After 在留支援のためのやさしい日本語ガイドライン (出入国在留管理庁・文化庁, August 2020): short sentences with
one message, spaces between phrases, years of the common era, no double negation, no honorifics, no
passive, readings for hard words, few loanwords, no signs that stand for words.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sakimawari.reach.wording.readability.words import KANJI, Word, sentences_of, words_of

LONGEST_SENTENCE = 60  # characters, spaces and brackets not counted
LONGEST_RUN = 16  # characters without a space
_BRACKETS = re.compile(r"（[^（）]*）|「[^「」]*」|\[[^\]]*\]")
_GLOSSED = re.compile(f"[{KANJI}]{{4,}}(?![{KANJI}（])")
_ERA = re.compile("令和|平成|昭和|大正|明治")
_DOUBLE = re.compile(
    "なければ ?(?:なりま|いけま|な)|なくては|ないわけ|ないことは|ない(?:とは|では)"
)
_HONORIFIC = re.compile(
    "(?!お知らせ)[おご][一-龠ぁ-ん]{1,6}(?:ください|いただ|いたし|になり|になっ|する|します)"
)
_SIGNS = re.compile(r"[～〜/／※→]|等(?!し)|[0-9０-９][-－][0-9０-９]{1,2}月")
_JOINING = frozenset({"が", "ので", "から", "けれど", "けれども", "し", "ながら", "たり"})
# Loanwords heard every day, or the only name a thing has.
EVERYDAY = frozenset(
    [
        "グラム",
        "サービス",
        "デイサービス",
        "ハローワーク",
        "ボタン",
        "カード",
        "クラブ",
        "センター",
        "トイレ",
        "アパート",
        "バス",
        "テレビ",
        "スマホ",
        "メール",
        "ページ",
        "サイン",
        "サインイン",
        "インフルエンザ",
        "ワクチン",
        "コロナ",
        "ウイルス",
        "ロタウイルス",
        "マイナンバーカード",
        "マイナンバー",
        "コード",
        "クラス",
        "アドバイス",
        "ノート",
        "パスポート",
        "インターネット",
        "アプリ",
        "ガス",
        "エアコン",
        "ボランティア",
        "コンビニ",
        "ローン",
        "スーパー",
        "マンション",
        "ホテル",
        "グループ",
        "リハビリ",
        "ベッド",
        "オムツ",
        "ミルク",
        "ATM",
        "LINE",
        "SMS",
    ]
)
_KATAKANA = re.compile(r"[ァ-ヴー]{3,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lint:
    """One thing to mend: the rule's id, where it stands, and what to write instead."""

    rule: str
    found: str
    do: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule: its id, its remedy, and what finds a breach in a sentence."""

    id: str
    do: str
    find: Callable[[str], Iterator[str]]


def _matches(pattern: re.Pattern[str]) -> Callable[[str], Iterator[str]]:
    return lambda sentence: (found[0] for found in pattern.finditer(sentence))


def _long(sentence: str) -> Iterator[str]:
    bare = _BRACKETS.sub("", sentence)
    if len("".join(bare.split())) > LONGEST_SENTENCE:
        yield sentence


def _unspaced(sentence: str) -> Iterator[str]:
    for run in _BRACKETS.sub(" ", sentence).split():
        for part in re.split(r"[、。・:：,（）「」]", run):
            if len(part) > LONGEST_RUN and re.search("[ぁ-ん]", part):
                yield part


def _passive(sentence: str) -> Iterator[str]:
    words = words_of(sentence)
    for before, word in itertools.pairwise(words):
        if word.kind == "助動詞" and word.lemma in {"れる", "られる"}:
            yield before.surface + word.surface


def _joined(sentence: str) -> Iterator[str]:
    joints = [word.surface for word in words_of(sentence) if _joins(word)]
    joints += re.findall("ので", sentence)  # two words to the dictionary
    if len(joints) > 1:
        yield "・".join(joints)


def _joins(word: Word) -> bool:
    return word.is_particle and word.sort == "接続助詞" and word.lemma in _JOINING


def _loanwords(sentence: str) -> Iterator[str]:
    for found in _KATAKANA.finditer(_BRACKETS.sub("", sentence)):
        if found[0] not in EVERYDAY:
            yield found[0]


def _without_reading(sentence: str) -> Iterator[str]:
    inside = _BRACKETS.sub(lambda found: "（" + "＿" * (len(found[0]) - 2) + "）", sentence)
    return (found[0] for found in _GLOSSED.finditer(inside))


RULES = (
    Rule(id="long", do="make two sentences of it, one message each", find=_long),
    Rule(
        id="joined",
        do="end the sentence, and begin the next with だから, でも, そして",
        find=_joined,
    ),
    Rule(id="spaces", do="put a space behind each phrase (文節)", find=_unspaced),
    Rule(id="era", do="write the year of the common era: 2026年", find=_matches(_ERA)),
    Rule(id="double-negation", do="say what to do: 〜して ください", find=_matches(_DOUBLE)),
    Rule(
        id="honorific",
        do="say it with です and ます alone: 〜して ください",
        find=_matches(_HONORIFIC),
    ),
    Rule(id="passive", do="say who does it", find=_passive),
    Rule(
        id="reading",
        do="write the reading in （） behind it, or an easier word",
        find=_without_reading,
    ),
    Rule(id="loanword", do="say it in Japanese, or explain it in （）", find=_loanwords),
    Rule(id="sign", do="write the word: から, まで, または, など", find=_matches(_SIGNS)),
)


def lint_easy(text: str) -> tuple[Lint, ...]:
    """Everything in a text that the guideline would have written otherwise."""
    return tuple(
        Lint(rule=rule.id, found=found, do=rule.do)
        for sentence in sentences_of(text)
        for rule in RULES
        for found in rule.find(sentence)
    )
