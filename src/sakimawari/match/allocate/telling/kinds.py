"""The words of places without classes and of public draws, for those of nursery admission.

Replaced in this order in whatever a result says: Japanese, やさしい日本語, English. Somebody who drew a lot
is told of a draw, somebody who asked for a slot or a course of its use, nobody of entering a nursery.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

PLACES_WORDS: Final[Mapping[str, str]] = MappingProxyType({
    "転園内定": "移動決定", "在園継続": "継続", "内定": "決定", "優先枠・在園など": "優先枠・継続など",
    "転園先に空きがなく、今の": "移り先に空きがなく、今の", "に引き続き通えます": "を引き続き利用できます",
    "入れる施設の希望がありませんでした": "利用できる施設の希望がありませんでした",
    "全員が入るには": "全員が利用するには",
    "に 入ることが できます": "を 使うことが できます",
    "さいごに 入ることが できた人": "さいごに 決まった人",
    "先に 入ることが 決まった人": "先に 決まった人",
    "こんかいは 入ることが できません": "こんかいは 使うことが できません",
    "に 入ることが できませんでした": "に 決まりませんでした",
    "みんなが 入るには": "みんなが 使うには",
    "あれば 入ることが できました": "あれば 決まりました",
    "こんかいは 入ることが できる ところが ありませんでした": "こんかいは まだ 決まりませんでした（保留）",
    "に そのまま 通うことが できます": "を そのまま 使うことが できます",
    "入ることが できる ところの 希望": "使うことが できる ところの 希望",
    ": admitted.": ": a place is given.", "last admitted": "last to get a place",
    "No place could be offered this time.": "No place could be offered this time; the application is on hold.",
    "No seat to move to; the child keeps its place at": "No place to move to; the present one is kept:",
    "not open to this child this time (class, age or reserved seats)":
        "not open to this application this time (its conditions or reserved places)",
})  # fmt: skip
LOTTERY_WORDS: Final[Mapping[str, str]] = MappingProxyType({
    "今回は希望の施設に空きがなく、保留です": "今回は落選です",
    "転園内定": "住替え当選", "在園継続": "継続", "保留": "落選", "内定": "当選", "優先枠・在園など": "優先枠など",
    "転園先に空きがなく、今の": "住替えは落選です。今の", "に引き続き通えます": "に引き続きお住まいいただけます",
    "入れる施設の希望がありませんでした": "申し込める募集の希望がありませんでした",
    "全員が入るには": "全員が当選するには",
    "に うつることが できます": "に うつる くじに 当たりました",
    "に 入ることが できます": "の くじに 当たりました",
    "さいごに 入ることが できた人": "さいごに 当たった人",
    "先に 入ることが 決まった人": "先に 決まった人",
    "ばんの 人まで 決まりました": "ばんの 人まで 当たりました",
    "こんかいは 入ることが できません": "こんかいは えらばれません",
    "に 入ることが できませんでした": "に 当たりませんでした",
    "みんなが 入るには": "みんなが 当たるには",
    "あれば 入ることが できました": "あれば 当たりました",
    "こんかいは 入ることが できる ところが ありませんでした": "こんかいは くじに 当たりませんでした",
    "うつることは できませんでした": "うつる くじに 当たりませんでした",
    "に そのまま 通うことが できます": "に そのまま 住むことが できます",
    "入ることが できる ところの 希望": "申しこむことが できる ところの 希望",
    ": admitted.": ": successful in the draw.", "last admitted": "last successful",
    ": the move is granted.": ": successful in the draw for a move.",
    "No place could be offered this time.": "Not successful in the draw this time.",
    "No seat to move to; the child keeps its place at": "Not successful in the draw for a move; the present home is kept:",
    "no seat was free this time": "nothing was offered this time",
    "not open to this child this time (class, age or reserved seats)":
        "not open to this application this time (its conditions or reserved homes)",
})  # fmt: skip
