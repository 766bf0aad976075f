"""What somebody of the household is to its head, in the language of the page.

続柄 stand in the register as 住民基本台帳 writes them: 妻, 子, 妻の子, 夫（未届）. What is written otherwise is
shown as it stands.
"""

from __future__ import annotations

from sakimawari.console.words import say

_WORDS = {
    "世帯主": "head",
    "妻": "wife",
    "夫": "husband",
    "子": "child",
    "父": "father",
    "母": "mother",
    "兄": "elder_brother",
    "姉": "elder_sister",
    "弟": "younger_brother",
    "妹": "younger_sister",
    "同居人": "lodger",
}
_UNREGISTERED = "（未届）"  # a spouse in fact, whose marriage is not registered


def relation_in(relation: str, language: str) -> str:
    """A 続柄 as the page's language calls it: 妻の子 is the wife's child."""
    parts = [_part(each, language) for each in relation.split("の")]
    if not all(parts):
        return relation
    told = parts[0]
    for each in parts[1:]:
        told = say("my.why.relation.of", language, whose=told, what=each)
    return told


def _part(written: str, language: str) -> str:
    """One step of a 続柄; empty where it is none that is known."""
    plain = written.removesuffix(_UNREGISTERED)
    if plain not in _WORDS:
        return ""
    word = say(f"my.why.relation.{_WORDS[plain]}", language)
    if plain == written:
        return word
    return say("my.why.relation.unregistered", language, relation=word)
