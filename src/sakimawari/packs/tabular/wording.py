"""The words for every mistake in a service written as a table: English for the engine's messages,
and a Japanese sentence for the official who wrote the row.

`{…}` stand for what the finder knows: rows, columns, an example case.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sakimawari.packs.findings import Findings
from sakimawari.problems import Place, Problem


@dataclass(frozen=True, slots=True)
class Said:
    """A word that both languages say differently."""

    en: str
    ja: str


@dataclass(frozen=True, slots=True)
class Wording:
    """What is wrong, what to do, and both in one Japanese sentence."""

    what: str
    do: str
    ja: str


WORDS = {
    "PACK002": Wording(
        "the file cannot be read: {why}",
        "save it as an Excel workbook (.xlsx) or as CSV (UTF-8 or CP932)",
        "ファイルを読めません({why})。Excelブック(.xlsx)かCSV(UTF-8またはCP932)で保存してください。",
    ),
    "PACK006": Wording(
        "the form has a line `{key}` that is not known",
        "correct its name, or remove it",
        "様式の項目「{key}」はありません。項目名を直すか、行を消してください。",
    ),
    "PACK007": Wording(
        "the form lacks `{key}`",
        "add the line: {hint}",
        "様式に「{key}」がありません。書いてください({hint})。",
    ),
    "PACK008": Wording(
        "`{key}` stands twice",
        "remove one of the two",
        "「{key}」が2回あります。どちらかを消してください。",
    ),
    "PACK009": Wording(
        "`{name}` cannot be named in a rule",
        "use letters, digits and _ only, no digit first, at most 20 characters",
        "「{name}」は式で使える名前ではありません。文字・数字・_ だけで20文字まで、数字で始めないでください。",
    ),
    "PACK010": Wording(
        "`{key}` reads `{value}`, which is not {wants}",
        "write {wants}",
        "「{key}」の「{value}」は読めません。{wants}と書いてください。",
    ),
    "PACK012": Wording(
        "the number `{name}` marks rows with different articles or reasons, or is a word of its own",
        "give each exception its own number",
        "番号「{name}」が、条や理由の違う行で重なっています。別の番号にしてください。",
    ),
    "PACK015": Wording(
        "neither the row nor the form says {lacking}",
        "add it to the row, or once to the form",
        "{lacking}が行にも様式にもありません。どちらかに書いてください。",
    ),
    "PACK021": Wording(
        "the table cannot be read: {why}",
        "begin it with a row #列 (names of the columns), then #単位 and #式, then the rows",
        "表の形が読めません({why})。#列(列の名)、#単位、#式 の行に続けて、行を書いてください。",
    ),
    "PACK022": Wording(
        "the cell {why}",
        "write a value, a range such as [3..18) or >=65, a list, or - for any value",
        "条件のセルを読めません。値、範囲([3..18)、65以上 など)、列挙(甲、乙)か、何でもよければ - と書いてください。",
    ),
    "PACK023": Wording(
        "no case ever reaches this row: {rows} take them all",
        "move it above them, or remove it",
        "この行に届く人はいません。{rows}が先にすべて当てはまります。上に移すか、消してください。",
    ),
    "PACK025": Wording(
        "the column {column} has no unit or type, or one that is not known",
        "write 円 歳 月 日 年 人 級 回 割 %, 数, 日付, 真偽 or 区分(甲、乙) under it in #単位",
        "列「{column}」の単位がありません(または知らない単位です)。#単位 の行に、円・歳・月・日・年・人・級・回・割・%・数・日付・真偽・区分(甲、乙)のどれかを書いてください。",
    ),
    "PACK026": Wording(
        "{column} is in {held} here, but in {wants} where it comes from",
        "write {wants}, or correct what the column reads",
        "「{column}」の単位がここでは{held}、元では{wants}です。{wants}にそろえてください。",
    ),
    "PACK027": Wording(
        "the row has no article",
        "write into 条 the article the row comes from",
        "条がありません。この行の根拠となる条を書いてください。",
    ),
    "PACK028": Wording(
        "this row and {rows} both hold for {example}",
        "part the two rows, or let the upper row decide (行の選び方: 上の行)",
        "{rows}と重なっています。例えば {example} では両方に当てはまります。条件を分けるか、様式の「行の選び方」を「上の行」にしてください。",
    ),
    "PACK029": Wording(
        "this row and {rows} have the same conditions, and both are in force on {day}",
        "end the earlier one (終了) on the day before the later one begins",
        "{rows}と条件が同じで、{day}にはどちらも有効です。前の行の終了を、次の行の施行の前日にしてください。",
    ),
    "PACK030": Wording(
        "the table has {count} rows that give no; {most} may be",
        "join rows of one article by giving them one number (番号)",
        "「いいえ」の行が{count}行あります({most}行まで)。同じ条の行に同じ番号を付けてまとめてください。",
    ),
    "PACK061": Wording(
        "the row ends before it begins",
        "correct 施行 or 終了",
        "終了が施行より前の日です。施行か終了を直してください。",
    ),
    "PACK062": Wording(
        "the column {column} is not known behind the outputs",
        "correct its name, or move it before {first} if it is a condition",
        "結果より右の列「{column}」はありません。列名を直すか、条件の列なら「{first}」の左に移してください。",
    ),
    "PACK063": Wording(
        "the output {column} reads `{value}`, which is not {wants}",
        "write {wants}",
        "「{column}」の「{value}」は結果として読めません。{wants}と書いてください。",
    ),
    "PACK064": Wording(
        "there is no {sheet}",
        "add it: a sheet (or form.csv) whose first row reads 項目,内容, and one (or table.csv) with a row #列",
        "{sheet}がありません。項目・内容の列がある様式と、#列 で始まる表の両方が要ります。",
    ),
    "PACK065": Wording(
        "the file is no DMN this reads: {why}",
        "save the decision as DMN 1.1 to 1.4 XML without entities",
        "DMNとして読めません({why})。",
    ),
    "PACK066": Wording(
        "DMN allows this, tables here do not: {why}",
        "{instead}",
        "このDMNの書き方は使えません({why})。{instead}",
    ),
    "PACK067": Wording(
        "the cell holds a formula",
        "write its value, so that everybody sees what decides",
        "セルに数式があります。計算結果の値を書いてください。",
    ),
    "PACK046": Wording(
        "it reads services that have mistakes of their own: {slugs}",
        "correct those first (`sakimawari check`); what reads them was not looked at",
        "この表が使う制度({slugs})に誤りがあるため、式の中は確かめていません。先にそちらを直してください。",
    ),
    "PACK057": Wording(
        "this row and {rows} both hold for {example}, and differ; the upper one decides",
        "part the two rows, if that is not meant",
        "{rows}と重なり、結果が違います。例えば {example} では上の行で決まります。そのつもりでなければ、条件を分けてください。",
    ),
    "PACK058": Wording(
        "no row holds for {example}; the result is unknown there",
        "add a row, or a last row of - cells, if the law has an answer",
        "どの行にも当てはまらない場合があります。例えば {example}。結果は「不明」になります。行を足すか、最後に条件がすべて - の行を置いてください。",
    ),
    "PACK059": Wording(
        "`{value}` is taken as `{taken}`",
        "nothing, if that is what is meant",
        "「{value}」は「{taken}」と読みました。よければそのままで構いません。",
    ),
    "PACK060": Wording(
        "the rows are too many and too mixed to look at every combination ({steps:,} steps); {open} is not decided",
        "split the table, or use fewer lists and ranges that cross",
        "行と範囲の組合せが多すぎて、すべては調べられませんでした({open})。表を分けるか、交差する範囲を減らしてください。",
    ),
}  # fmt: skip

ELSEWHERE = "英語の説明をご覧ください。式・事実・届け方など、表の外の約束に合っていません。"
_ELSEWHERE = {
    "RULE012": "式に、事実でも変数でもない名前があります。直すか、facts.yaml に足してください。",
    "RULE010": "式の書き方が正しくありません。",
    "RULE011": "式に、規則のことばにない書き方があります。",
    "RULE014": "該当('…') などの中は、制度の短い名(slug)を引用符で囲んで書きます。",
    "RULE035": "このパックにない制度を読んでいます。slug を直すか、pack.yaml の refers_to に書いてください。",
    "RULE036": "その制度にないもの(金額・区分・別の期間の額・受給台帳)を読んでいます。",
    "PACK041": "制度どうしが互いの結果を使い、堂々めぐりになっています。",
    "RULE016": "式や列で、違う単位の数が混ざっています。",
    "RULE017": "式や列で、種類の違う値(数・日付・区分・はい/いいえ)が混ざっています。",
    "RULE026": "知らない表や列を呼んでいます。",
    "PACK034": "申し出る・自動で行う制度には、受給台帳名が要ります。",
    "PACK039": "自動で行う制度には、届け方の根拠が要ります。",
    "PACK036": "通知文に、この制度では埋められない { } があります。",
    "PACK033": "金額の単位が、計算の結果の単位と違います。",
}


@dataclass(slots=True)
class Notebook:
    """Findings of one file, each with its Japanese sentence beside it."""

    findings: Findings = field(default_factory=Findings)
    spoken: dict[Problem, str] = field(default_factory=dict)

    def problem(self, id: str, where: Place, *, near: str | None = None, **words: object) -> None:
        """Something that keeps the service from being read."""
        self.findings.take([self._worded(id, where, near, words)])

    def remark(self, id: str, where: Place, *, near: str | None = None, **words: object) -> None:
        """Something an official should look at."""
        found = self._worded(id, where, near, words)
        if found not in self.findings.remarks:
            self.findings.remarks.append(found)

    def in_japanese(self, problem: Problem) -> str:
        """The sentence for a problem or remark, wherever it was found."""
        return self.spoken.get(problem) or _ELSEWHERE.get(problem.id, ELSEWHERE)

    def _worded(self, id: str, where: Place, near: str | None, words: dict[str, object]) -> Problem:
        wording = WORDS[id]
        english = {key: word.en if isinstance(word, Said) else word for key, word in words.items()}
        spoken = {key: word.ja if isinstance(word, Said) else word for key, word in words.items()}
        found = Problem(
            id=id,
            what=wording.what.format(**english),
            do=wording.do.format(**english),
            where=where,
            near=near,
        )
        self.spoken[found] = wording.ja.format(**spoken)
        return found
