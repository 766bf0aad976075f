"""Names of invented people: common family names and given names, combined by chance.

The lists hold names, not persons; any likeness to somebody alive is chance. Some characters are
what resident records stumble over: 髙 and 﨑 (IBM extensions of CP932), 邊 and 邉, and 𠮷, which CP932
lacks and exports mark as [外字:U+20BB7] or 〓.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Codes = npt.NDArray[np.int64]

_FAMILY = """
田中タナカ 中村ナカムラ 井上イノウエ 山本ヤマモト 吉田ヨシダ 佐藤サトウ 山下ヤマシタ 松本マツモト 木村キムラ 山口ヤマグチ
古賀コガ 林ハヤシ 渡辺ワタナベ 髙橋タカハシ 伊藤イトウ 中島ナカシマ 藤田フジタ 小林コバヤシ 原田ハラダ 森モリ
山田ヤマダ 橋本ハシモト 村上ムラカミ 清水シミズ 前田マエダ 石田イシダ 池田イケダ 後藤ゴトウ 藤井フジイ 岡田オカダ
松尾マツオ 吉村ヨシムラ 宮崎ミヤザキ 山﨑ヤマサキ 江藤エトウ 西村ニシムラ 坂本サカモト 福田フクダ 白石シライシ 上野ウエノ
三浦ミウラ 渡邉ワタナベ 渡邊ワタナベ 高橋タカハシ 髙木タカキ 斉藤サイトウ 齋藤サイトウ 齊藤サイトウ 𠮷田ヨシダ 𠮷野ヨシノ
野田ノダ 久保クボ 柴田シバタ 内田ウチダ 金子カネコ 藤原フジワラ 安部アベ 梶原カジワラ 大塚オオツカ 秋山アキヤマ
廣田ヒロタ 濱田ハマダ 浜田ハマダ 桜井サクライ 櫻井サクライ 澤田サワダ 永田ナガタ 永野ナガノ 荒木アラキ 有吉アリヨシ
黒木クロキ 河野カワノ 川﨑カワサキ 竹内タケウチ 武田タケダ 谷口タニグチ 辻ツジ 德永トクナガ 徳永トクナガ 中野ナカノ
西田ニシダ 野口ノグチ 平野ヒラノ 平山ヒラヤマ 福島フクシマ 藤本フジモト 古川フルカワ 星野ホシノ 堀ホリ 本田ホンダ
松田マツダ 松永マツナガ 水野ミズノ 宮本ミヤモト 村田ムラタ 森田モリタ 安田ヤスダ 柳ヤナギ 横山ヨコヤマ 和田ワダ
"""
_MEN = (
    "一郎イチロウ 正夫マサオ 清キヨシ 勇イサム 茂シゲル 博ヒロシ 昭夫アキオ 勝マサル 実ミノル 弘ヒロム 武タケシ 進ススム",
    "健一ケンイチ 誠マコト 浩ヒロシ 隆タカシ 修オサム 和彦カズヒコ 剛ツヨシ 哲也テツヤ 秀樹ヒデキ 英二エイジ 聡サトシ 直樹ナオキ",
    "大輔ダイスケ 翔太ショウタ 拓也タクヤ 健太ケンタ 亮リョウ 達也タツヤ 雄太ユウタ 直人ナオト 和也カズヤ 翼ツバサ 駿シュン 祐介ユウスケ",
    "蓮レン 湊ミナト 陽翔ハルト 樹イツキ 悠真ユウマ 朝陽アサヒ 蒼アオイ 律リツ 颯太ソウタ 大和ヤマト 新アラタ 暖ダン",
)
_WOMEN = (
    "和子カズコ 幸子サチコ 節子セツコ 文子フミコ ミツ子ミツコ 千代チヨ 静江シズエ ハツエハツエ 久子ヒサコ 敏子トシコ ヨシ子ヨシコ 房江フサエ",
    "恵子ケイコ 由美子ユミコ 裕子ユウコ 真由美マユミ 智子トモコ 明美アケミ 直美ナオミ 久美子クミコ 美穂ミホ 洋子ヨウコ 典子ノリコ 香カオリ",
    "愛アイ 彩アヤ 美咲ミサキ 麻衣マイ 千尋チヒロ 舞マイ 恵メグミ 奈々ナナ 優子ユウコ 沙織サオリ 瞳ヒトミ 茜アカネ",
    "陽葵ヒマリ 凛リン 紬ツムギ 芽依メイ 結菜ユイナ 葵アオイ 莉子リコ 澪ミオ 結愛ユア さくらサクラ 花ハナ 心春コハル",
)
_FOREIGN_FAMILY = "NGUYEN グエン/TRAN トラン/LE レ/PHAM ファム/KIM キム/PARK パク/LEE リ/WANG オウ/LI リ/ZHANG チョウ/CHEN チン/SHRESTHA シュレスタ/GURUNG グルン/RAI ライ/SANTOS サントス/REYES レイエス/CRUZ クルス/SILVA シルバ"
_FOREIGN_GIVEN = "ANH アン/MINH ミン/LINH リン/HUONG フオン/DUC ドゥク/MIN JI ミンジ/JIHOON ジフン/WEI ウェイ/XIN シン/YAN エン/SITA シタ/BINOD ビノド/MARIA マリア/ANGEL エンジェル/JOSE ホセ/GRACE グレース"
_BORN_FROM = (1950, 1980, 2005)  # the years at which fashions in given names change


def _pairs(text: str) -> list[tuple[str, str]]:
    """Written and spoken form; the spoken one is the closing run of katakana."""
    pairs = []
    for word in text.split():
        if word == "ハツエハツエ":
            pairs.append(("ハツエ", "ハツエ"))
            continue
        spoken = len(word)
        while spoken and ("ァ" <= word[spoken - 1] <= "ヶ" or word[spoken - 1] == "ー"):
            spoken -= 1
        if word.startswith(("ミツ子", "ヨシ子")):
            spoken = 3
        pairs.append((word[:spoken], word[spoken:]))
    return pairs


def _foreign(text: str) -> list[tuple[str, str]]:
    return [tuple(part.rsplit(" ", 1)) for part in text.split("/")]  # type: ignore[misc]


FAMILY = _pairs(_FAMILY)
FOREIGN_FAMILY = _foreign(_FOREIGN_FAMILY)
_GIVEN = [pair for era in (*_MEN, *_WOMEN) for pair in _pairs(era)]
FOREIGN_GIVEN = _foreign(_FOREIGN_GIVEN)
_PER_ERA = 12
_FAMILIES = FAMILY + FOREIGN_FAMILY
_GIVENS = _GIVEN + FOREIGN_GIVEN


def family_codes(count: int, foreign: npt.NDArray[np.bool_], rng: np.random.Generator) -> Codes:
    """A family name for each of `count` households, the common ones more often."""
    weights = 1 / (np.arange(len(FAMILY)) + 8.0)
    ours = rng.choice(len(FAMILY), count, p=weights / weights.sum())
    theirs = len(FAMILY) + rng.integers(0, len(FOREIGN_FAMILY), count)
    return np.where(foreign, theirs, ours)


def given_codes(
    sex: npt.NDArray[np.int8],
    birth_year: npt.NDArray[np.int64],
    foreign: npt.NDArray[np.bool_],
    *,
    rng: np.random.Generator,
) -> Codes:
    """A given name for each person, by sex and the fashion of the year of birth."""
    era = np.searchsorted(np.array(_BORN_FROM), birth_year, side="right")
    pick = rng.integers(0, _PER_ERA, len(sex))
    ours = (sex.astype(np.int64) * 4 + era) * _PER_ERA + pick
    theirs = len(_GIVEN) + rng.integers(0, len(FOREIGN_GIVEN), len(sex))
    return np.where(foreign, theirs, ours)


def written(family: Codes, given: Codes, *, spoken: bool = False) -> pa.Array:
    """Full names as text, a full-width space between; `spoken` gives katakana."""
    form = int(spoken)
    first = pa.array([pair[form] for pair in _FAMILIES]).take(pa.array(family))
    second = pa.array([pair[form] for pair in _GIVENS]).take(pa.array(given))
    return pc.binary_join_element_wise(first, second, "　")
