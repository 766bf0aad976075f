"""Why somebody is shown, matched or not: told from the tables of the result, by ids."""

from __future__ import annotations

from collections.abc import Iterator

from sakimawari.match.offers.reading import read_question
from sakimawari.match.offers.tables import EXCLUDED, EXPOSURE, LISTS, OFFICER, OUTCOMES, RESULT
from sakimawari.match.offers.tables import read_table as rows_of
from sakimawari.match.offers.values import Entry
from sakimawari.match.results.folder import Opened
from sakimawari.match.results.kind import Explanation, unknown_id

EASY = {
    "組": "あなたに 合（あ）いそうな ところが 見（み）つかりました。",
    "候補あり": "合（あ）いそうな ところが いくつか あります。市（し）の 人（ひと）と いっしょに えらんで ください。",
    "なし": "いまは 合（あ）う ところが ありません。市（し）の 人（ひと）が いっしょに さがします。",
}
ENGLISH = {
    "組": "We found someone who may suit you.",
    "候補あり": "Some offers may suit you. Please look through them with the staff.",
    "なし": "There is no suitable offer for now. Staff will go on looking with you.",
}
CONSENT = (
    "お互いが同意するまで、名前や連絡先は相手に伝わりません。",
    "どちらも「いい」と 言（い）うまで、名前（なまえ）は 相手（あいて）に 言（い）いません。",
    "Neither side learns the other's name until both have agreed.",
)


def explain(opened: Opened, who: str | None) -> tuple[Explanation, ...]:
    """Of one need or offer, or of all, needs first. MATCH003 for an id the problem does not hold."""
    question = read_question(opened.problem, opened.on).question
    entries = {entry.number: entry for entry in (*question.needs, *question.offers)}
    if who is not None and who not in entries:
        raise unknown_id(who, entries)
    tables = {
        name: rows_of(opened.folder / name)
        for name in (RESULT, LISTS, EXCLUDED, OUTCOMES, EXPOSURE, OFFICER)
    }
    asked = [entry for entry in (*question.needs, *question.offers) if who in (None, entry.number)]
    return tuple(_told(entry, tables) for entry in asked)


def _told(entry: Entry, tables: dict[str, list[dict[str, str]]]) -> Explanation:
    if entry.protected:
        line = "支援措置のある方です。名前のある担当者だけが for-the-officer.csv で扱います。"
        return Explanation(who=entry.number, outcome="担当者が扱う", lines=(line,))
    return _of_need(entry, tables) if entry.side == "need" else _of_offer(entry, tables)


def _of_need(entry: Entry, tables: dict[str, list[dict[str, str]]]) -> Explanation:
    [outcome] = [row for row in tables[OUTCOMES] if row["ニーズ"] == entry.number]
    lines = [outcome["理由"]] if outcome["理由"] else []
    lines += _pairs(entry.number, "ニーズ", "オファー", tables[RESULT])
    others = [
        f"{row['順位']}番目の候補：オファー{row['オファー']}（得点{float(row['得点']):.2f}）"
        for row in tables[LISTS]
        if row["ニーズ"] == entry.number and not row["組"]
    ]
    excluded = [
        f"オファー{row['オファー']}は除きました：{row['理由']}"
        for row in tables[EXCLUDED]
        if row["ニーズ"] == entry.number
    ]
    told = outcome["結果"]
    easy, english = [EASY[told]], [ENGLISH[told]]
    if told == "組":
        lines.append(CONSENT[0])
        easy.append(CONSENT[1])
        english.append(CONSENT[2])
    return Explanation(
        who=entry.number,
        outcome=told,
        lines=(*lines, *others, *excluded),
        easy=tuple(easy),
        english=tuple(english),
    )


def _of_offer(entry: Entry, tables: dict[str, list[dict[str, str]]]) -> Explanation:
    lines = list(_pairs(entry.number, "オファー", "ニーズ", tables[RESULT]))
    [seen] = [row for row in tables[EXPOSURE] if row["オファー"] == entry.number]
    lines.append(
        f"{seen['掲載']}件のニーズの一覧に載りました（合うニーズは{seen['候補のニーズ']}件）。"
    )
    lines += [
        f"ニーズ{row['ニーズ']}とは組みません：{row['理由']}"
        for row in tables[EXCLUDED]
        if row["オファー"] == entry.number
    ]
    outcome = "組" if int(seen["組"]) else ("一覧に掲載" if int(seen["掲載"]) else "なし")
    return Explanation(who=entry.number, outcome=outcome, lines=tuple(lines))


def _pairs(who: str, own: str, other: str, rows: list[dict[str, str]]) -> Iterator[str]:
    for row in rows:
        if row[own] != who:
            continue
        far = f"、距離{int(row['距離m']) / 1000:.1f}km" if row["距離m"] else ""
        common = (
            f"、共通する言葉「{row['共通する言葉']}」" if row["共通する言葉"] else "、意味が近い"
        )
        rank = row[f"{own}からの順位"]
        yield (
            f"{other}{row[other]}と組みます（{own}から見て{rank}番目、得点{float(row['得点']):.2f}{common}{far}）。"
        )
        if row["満たす条件"]:
            yield f"満たす条件：{row['満たす条件']}"
        if row["確かめること"]:
            yield f"確かめること：{row['確かめること']}"
        if float(row["辞退による減点"]) > 0:
            yield f"前の辞退により得点を{float(row['辞退による減点']):.0%}下げています。"
