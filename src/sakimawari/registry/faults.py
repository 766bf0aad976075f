"""What can be wrong with a row or a file of an export: one table, from which every text comes.

SET_ASIDE  the row is not taken in; it stands in set_aside/ as it was
NOTICE     the row is taken in, and something about it is to be looked at
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType


class Effect(Enum):
    SET_ASIDE = "set_aside"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class RowFault:
    """A fault of a row: its id, what it is and what to do, in the words of a clerk."""

    id: str
    what: str
    do: str


def _table(*faults: RowFault) -> Mapping[str, RowFault]:
    return MappingProxyType({fault.id: fault for fault in faults})


ROW_FAULTS = _table(
    RowFault("ROW001", "マイナンバー（個人番号）と思われる12桁の数字があります。セルは読み取らず、どこにも保存していません", "書き出し元でマイナンバーの列や記載を除いてから、書き出し直してください"),
    RowFault("ROW002", "見出しより列が足りません", "元のシステムで行を確かめ、書き出し直してください"),
    RowFault("ROW003", "見出しより列が多くあります（値の中のカンマが引用符で囲まれていないおそれ）", "値の中のカンマを引用符で囲んで書き出し直してください"),
    RowFault("ROW004", "引用符（\"）が閉じていません", "引用符を直して書き出し直してください"),
    RowFault("ROW005", "宛名番号・世帯番号などの番号が空欄か、読み取れません", "番号を補って書き出し直してください"),
    RowFault("ROW006", "ファイルの終わりで行が途切れています", "ファイルを最後まで書き出し直してください。後ろの行が失われているおそれがあります"),
    RowFault("ROW010", "暦にない日付か、日付として読み取れない値です", "日付を確かめてください（例 2026-04-01、令和8年4月1日）"),
    RowFault("ROW011", "数として読み取れない値です", "数だけを入れてください"),
    RowFault("ROW012", "決められた区分にない値です", "区分の値を確かめてください。新しい区分なら様式の定義（layouts）に加えます"),
    RowFault("ROW013", "有無（はい・いいえ）として読み取れない値です", "1・0、○・×、有・無 のいずれかにしてください"),
    RowFault("ROW014", "必要な日付が空欄です", "日付を補ってください"),
    RowFault("ROW015", "終わりの日が始まりの日より前です", "開始日と終了日を確かめてください"),
    RowFault("ROW016", "年度が空欄か、読み取れません", "年度を西暦か和暦で入れてください（例 2026、令和8年度）"),
    RowFault("ROW017", "基準日より先の日付です", "日付を確かめてください。届出日や生年月日は先の日になりません"),
    RowFault("ROW018", "額・数がマイナスです。値はそのまま取り込みました", "額を確かめてください"),
    RowFault("ROW020", "同じ宛名番号の人が2行あります。新しい異動の行を採りました", "二重の行を整理してください"),
    RowFault("ROW021", "同じ人・同じ期間（年度）の行が2つあります。後の行を採りました", "どちらが正しいか確かめ、一方を除いてください"),
    RowFault("ROW022", "氏名・生年月日・住所が同じ人が別の宛名番号で登録されています", "同一人の二重登録でないか確かめてください"),
    RowFault("ROW023", "住民記録にない宛名番号です", "転出・消除の有無と番号を確かめてください"),
    RowFault("ROW024", "対象児童が住民記録にいません（市外に住む児童として扱います）", "市外に住む児童か、番号の誤りかを確かめてください"),
    RowFault("ROW025", "死亡・転出した後も受給や資格が続いています", "消滅・喪失の処理を確かめてください"),
    RowFault("ROW026", "同じ児童に同時に2人の受給者がいます。認定の新しい方を主たる保護者としました", "受給者を確かめてください"),
    RowFault("ROW030", "世帯主のいない世帯です（死亡・転出した世帯主の変更が済んでいないおそれ）", "世帯主変更の届出を確かめてください"),
    RowFault("ROW031", "世帯主が2人いる世帯です", "続柄を確かめてください"),
    RowFault("ROW032", "世帯員の住所（区・町）が世帯主と違います", "住所か世帯番号を確かめてください"),
    RowFault("ROW033", "続柄が空欄か、読み取れません", "続柄を確かめてください"),
    RowFault("ROW034", "支援措置の期間が読み取れません。安全のため期限なしで守ります", "支援措置の開始日・終了日を直してください"),
    RowFault("ROW035", "支援措置の対象者が住民記録にいません。守る対象としては保持します", "宛名番号を確かめてください"),
    RowFault("ROW036", "支援措置の行が崩れています。行の中に番号のある人を、安全のため期限なしで守ります", "行を直して書き出し直してください"),
    RowFault("ROW040", "法人番号の検査数字が合いません", "法人番号を国税庁の公表サイトで確かめてください"),
    RowFault("ROW041", "同じ番号の法人（施設）が2行あります。先の行を採りました", "二重の行を整理してください"),
    RowFault("ROW042", "法人の帳簿にない法人番号です", "法人の帳簿（20_法人.csv）に加えるか、番号を確かめてください"),
    RowFault("ROW043", "制度の名称が空欄です", "法人が受けている制度の名称を補ってください"),
    RowFault("ROW050", "緯度・経度がないか、位置としてありえない値（999.0 など）です", "位置を地図で確かめて補ってください"),
    RowFault("ROW051", "緯度と経度が入れ替わっていたので戻しました", "元データの緯度・経度の列を直してください"),
    RowFault("ROW052", "位置が市の外にあります", "施設の所在地と緯度・経度を確かめてください"),
    RowFault("ROW053", "住所の区と、位置のある区が違います", "住所と緯度・経度のどちらが正しいか確かめてください"),
    RowFault("ROW054", "同じ住所の施設が別の区の位置にあります", "住所と緯度・経度を確かめてください"),
    RowFault("ROW055", "定員が文章で書かれています。数が一つに定まるものだけ読み取りました", "定員は数だけの列に分けてください"),
    RowFault("ROW056", "定員（収容人数）が空欄です", "定員を補ってください"),
    RowFault("ROW057", "地方公共団体コードの検査数字が合いません", "6桁のコードを確かめてください"),
    RowFault("ROW058", "住所がほかの市町村です", "この市の施設か、住所の誤りかを確かめてください"),
    RowFault("ROW059", "名称が空欄です", "施設の名称を補ってください"),
    RowFault("ROW060", "番号が空欄です。ファイル名と行番号から番号を付けました", "施設に変わらない番号を付けてください"),
)  # fmt: skip

REPAIRS: Mapping[str, str] = MappingProxyType(
    {
        "width": "全角の数字・記号や前後の空白を直しました",
        "amount_marks": "桁区切り・円・▲などを外して数にしました",
        "era_overrun": "元号の期間の外にある年を、数えた日付として読みました",
        "overlap": "重なる期間の前の行の終わりを、次の始まりの前日に詰めました",
        "swapped": "入れ替わった緯度・経度を戻しました",
        "code_completed": "先頭の0や検査数字が落ちた団体コードを補いました",
        "capacity_from_prose": "文章から定員の数を読み取りました",
    }
)
