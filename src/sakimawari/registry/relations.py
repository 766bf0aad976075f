"""続柄 read as a path from the head of the household: 子の妻 is (child, spouse).

続柄 as in 住民基本台帳事務処理要領 第2-1-(2)-エ: 世帯主, 夫, 妻, 子, 父, 母, 祖父, 弟, 子の子, 妻の子, 妻（未届）, 縁故者,
同居人 …; older records still write 長男, 二女, 養子, 孫.
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from functools import lru_cache


class Step(Enum):
    """One step of a 続柄 from the head."""

    SPOUSE = "配偶者"
    CHILD = "子"
    FATHER = "父"
    MOTHER = "母"
    GRANDFATHER = "祖父"
    GRANDMOTHER = "祖母"
    SIBLING = "兄弟姉妹"
    OTHER = "その他"


Path = tuple[Step, ...]
HEAD: Path = ()

_STEPS: dict[str, Path] = {
    "夫": (Step.SPOUSE,),
    "妻": (Step.SPOUSE,),
    "配偶者": (Step.SPOUSE,),
    "子": (Step.CHILD,),
    "父": (Step.FATHER,),
    "母": (Step.MOTHER,),
    "養父": (Step.FATHER,),
    "養母": (Step.MOTHER,),
    "継父": (Step.FATHER,),
    "継母": (Step.MOTHER,),
    "祖父": (Step.GRANDFATHER,),
    "祖母": (Step.GRANDMOTHER,),
    "孫": (Step.CHILD, Step.CHILD),
    "曾孫": (Step.CHILD, Step.CHILD, Step.CHILD),
    "ひ孫": (Step.CHILD, Step.CHILD, Step.CHILD),
    "兄": (Step.SIBLING,),
    "弟": (Step.SIBLING,),
    "姉": (Step.SIBLING,),
    "妹": (Step.SIBLING,),
    "養子": (Step.CHILD,),
    "養女": (Step.CHILD,),
    "連れ子": (Step.CHILD,),
    "曾祖父": (Step.OTHER,),
    "曾祖母": (Step.OTHER,),
    "おじ": (Step.OTHER,),
    "おば": (Step.OTHER,),
    "伯父": (Step.OTHER,),
    "叔父": (Step.OTHER,),
    "伯母": (Step.OTHER,),
    "叔母": (Step.OTHER,),
    "甥": (Step.SIBLING, Step.CHILD),
    "姪": (Step.SIBLING, Step.CHILD),
    "おい": (Step.SIBLING, Step.CHILD),
    "めい": (Step.SIBLING, Step.CHILD),
    "いとこ": (Step.OTHER,),
    "縁故者": (Step.OTHER,),
    "同居人": (Step.OTHER,),
    "使用人": (Step.OTHER,),
    "その他": (Step.OTHER,),
}
_CODES = {"01": "世帯主", "1": "世帯主", "02": "世帯主", "2": "世帯主"}
_HEADS = frozenset({"世帯主", "本人", "準世帯主"})
_BIRTH_ORDER = re.compile(r"(?:[長次二三四五六七八九十]+|第?\d+)(男|女)|庶子(?:男|女)|男|女")
_UNREGISTERED = re.compile(r"\(未届\)|未届の?|事実上の|\(見届\)")


@lru_cache(maxsize=4096)
def path_of(relation: str) -> Path | None:
    """The path of a 続柄, () for the head, None for a 続柄 that cannot be read."""
    plain = "".join(unicodedata.normalize("NFKC", relation).split())
    plain = _UNREGISTERED.sub("", _CODES.get(plain, plain))
    if plain in _HEADS:
        return HEAD
    path: Path = ()
    for part in plain.split("の"):
        step = _STEPS.get(part)
        if step is None and _BIRTH_ORDER.fullmatch(part):
            step = (Step.CHILD,)
        if step is None:
            return None
        path += step
    return path or None
