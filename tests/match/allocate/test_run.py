"""A round from its folder to a certified result that anybody can check and that tells each family why."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from sakimawari.match.allocate.again import Rerun
from sakimawari.match.allocate.example import write_example
from sakimawari.match.allocate.example_places import write_draw, write_places
from sakimawari.match.allocate.kinds import LOTTERY, NURSERY, PLACES, kind_for
from sakimawari.match.allocate.preparing import fix_of
from sakimawari.match.allocate.run import Ask, Round, run
from sakimawari.match.results.folder import open_result
from sakimawari.problems import Problems
from sakimawari.publishing import hashes_of
from tests.match.allocate.tables import ON, lay

ROWS = "1,A,2025-05-01,41,10,,,\n2,B,2025-06-01,40,10,20,,\n3,C,2025-07-01,39,10,20,,\n"


def made(folder: Path, out: Path, **options: object) -> Round:
    ask = Ask(**{"folder": folder, "out": out, "on": ON, "shape": NURSERY, **options})  # type: ignore[arg-type]
    return run(ask, progress=lambda *_: None)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_each_family_is_told_the_last_admitted_points_beside_its_own(tmp_path: Path) -> None:
    made(lay(tmp_path / "in", children=ROWS), tmp_path / "out")
    third = rows_of(tmp_path / "out" / "notices.csv")[2]
    assert "第1希望 さくら園：最後に内定した方は41点、あなたは39点でした。" in third["お知らせ"]
    assert "last admitted 41 points, you have 39" in third["English"]
    assert "41点" in third["やさしい日本語"]
    result = rows_of(tmp_path / "out" / "result.csv")
    assert [(row["結果"], row["枠"], row["希望順位"]) for row in result] == [
        ("内定", "10/1歳", "1"),
        ("内定", "20/1歳", "2"),
        ("保留", "", ""),
    ]


def test_a_result_is_a_plan_until_people_decide(tmp_path: Path) -> None:
    made(lay(tmp_path / "in", children=ROWS), tmp_path / "out")
    told = rows_of(tmp_path / "out" / "notices.csv")
    assert {row["状態"] for row in told} == {"案（決定前）"}
    assert told[0]["お知らせ"].startswith("さくら園：内定です。")
    page = (tmp_path / "out" / "facilities.html").read_text(encoding="utf-8")
    assert page.count("<p class='draft'>案（決定前）</p>") == page.count("<section>") == 2


def test_a_draw_is_told_as_a_draw_and_a_slot_as_a_slot(tmp_path: Path) -> None:
    write_draw(tmp_path / "draw")
    made(tmp_path / "draw", tmp_path / "drawn", shape=LOTTERY)
    write_places(tmp_path / "clubs")
    made(tmp_path / "clubs", tmp_path / "placed", shape=PLACES)
    for result, ja, easy, en in (
        ("drawn", ("当選です。", "今回は落選です。"), ("くじに 当たりました。", "くじに 当たりませんでした。"), "in the draw"),
        ("placed", ("決定です。", "保留です。"), ("使うことが できます。", "（保留）。"), "a place is given."),
    ):  # fmt: skip
        rows = rows_of(tmp_path / result / "notices.csv")
        heads = {row["お知らせ"].splitlines()[0] for row in rows}
        simple = {row["やさしい日本語"].splitlines()[0] for row in rows}
        assert all(any(head.endswith(end) for head in heads) for end in ja)
        assert all(any(head.endswith(end) for head in simple) for end in easy)
        assert any(en in row["English"] for row in rows)
        text = "".join("".join(row.values()) for row in rows)
        assert not any(word in text for word in ("内定", "入る", "入れ", "admitted", "child"))


def test_siblings_are_told_whose_seat_was_out_of_reach(tmp_path: Path) -> None:
    rows = "1,A,2025-05-01,50,10,,,同園のみ\n2,A,2024-05-01,40,10,,,同園のみ\n3,B,2024-06-01,44,10,,,\n"
    made(lay(tmp_path / "in", children=rows), tmp_path / "out")
    elder, younger, _ = sorted(
        rows_of(tmp_path / "out" / "wishes.csv"), key=lambda row: row["児童番号"]
    )
    assert (elder["決め手"], elder["届かなかった児童"], elder["その枠"]) == (
        "きょうだいの希望",
        "2",
        "10/2歳",
    )
    assert (younger["決め手"], younger["最後の点数"], int(younger["あと何点"]) in (4, 5)) == (
        "点数",
        "44",
        True,
    )
    told = rows_of(tmp_path / "out" / "notices.csv")[0]
    assert "きょうだい（2）が" in told["お知らせ"]
    assert "(2) was not within the seats" in told["English"]


def test_protected_children_are_placed_like_all_and_kept_out_of_lists_for_others(
    tmp_path: Path,
) -> None:
    rows = "児童番号,世帯番号,生年月日,指数,希望1,支援措置\n1,A,2025-05-01,41,10,有\n2,B,2026-06-01,40,10,\n"
    made(lay(tmp_path / "in", children=rows), tmp_path / "out")
    for name in ("notices.csv", "facilities.csv", "waiting.csv"):
        assert "1" not in {row["児童番号"] for row in rows_of(tmp_path / "out" / name)}
    assert [row["児童番号"] for row in rows_of(tmp_path / "out" / "protected.csv")] == ["1"]
    page = (tmp_path / "out" / "facilities.html").read_text(encoding="utf-8")
    assert "<td>2</td>" in page
    assert "<td>1</td><td>1</td>" not in page


def test_bad_rows_stop_a_run_unless_it_is_asked_to_go_on(tmp_path: Path) -> None:
    folder = lay(tmp_path / "in", children=ROWS + "3,C,2025-07-01,39,10,20,,\n")
    with pytest.raises(Problems, match="ALLOC042"):
        made(folder, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert made(folder, tmp_path / "out", go_on=True).remarked
    assert rows_of(tmp_path / "out" / "set-aside.csv")[0]["id"] == "ALLOC042"


def test_the_same_folder_gives_the_same_bytes_and_is_certified_anew(tmp_path: Path) -> None:
    write_example(tmp_path / "in", seed=4, children=60)
    for out in ("one", "other"):
        made(tmp_path / "in", tmp_path / out)
    assert hashes_of(tmp_path / "one") == hashes_of(tmp_path / "other")
    kind = kind_for(NURSERY)
    opened = open_result(tmp_path / "one")
    assert kind.verify(opened).sound
    told = kind.explain(opened, None)
    assert len(told) == 60
    assert kind.explain(opened, told[7].who) == (told[7],)
    with pytest.raises(Problems, match="MATCH003"):
        kind.explain(opened, "nobody")


def test_a_result_changed_by_hand_is_not_certified(tmp_path: Path) -> None:
    made(lay(tmp_path / "in", children=ROWS), tmp_path / "out")
    path = tmp_path / "out" / "result.csv"
    swapped = (
        path.read_text(encoding="utf-8-sig").replace("10/1歳", "X").replace("20/1歳", "10/1歳")
    )
    path.write_text(swapped.replace("X", "20/1歳"), encoding="utf-8-sig")
    certificate = kind_for(NURSERY).verify(open_result(tmp_path / "out"))
    assert not certificate.sound
    assert certificate.violations


def test_what_a_solver_proved_is_proved_again_when_asked(tmp_path: Path) -> None:
    made(lay(tmp_path / "in", children=ROWS), tmp_path / "out")
    kind, opened = kind_for(NURSERY), open_result(tmp_path / "out")
    assert kind.prove is not None
    held = {claim.id: claim.holds for claim in kind.prove(opened, 5.0).claims}
    assert (held["stable"], held["best_for_families"], held["fewest_blocking"]) == (True,) * 3
    left = {claim.id: claim.holds for claim in kind.verify(opened).claims}
    assert left["best_for_families"] is None  # nobody asked a solver when it was made


def test_a_stable_result_with_a_better_one_beside_it_is_not_the_best(tmp_path: Path) -> None:
    """Two children who hold each other's first wish, each first in order where it is."""
    rows = "1,A,2025-05-01,40,10,20,,\n2,B,2025-06-01,40,20,10,,\n"
    extra = "児童番号,施設番号,加点\n1,20,5\n2,10,5\n"
    folder = lay(tmp_path / "in", children=rows, 施設別加点=extra)
    made(folder, tmp_path / "out")
    path = tmp_path / "out" / "result.csv"
    text = path.read_text(encoding="utf-8-sig")
    text = text.replace("10/1歳", "X").replace("20/1歳", "10/1歳").replace("X", "20/1歳")
    path.write_text(text, encoding="utf-8-sig")
    kind, opened = kind_for(NURSERY), open_result(tmp_path / "out")
    assert kind.verify(opened).sound  # nobody is passed over
    assert kind.prove is not None
    proved = kind.prove(opened, 5.0)
    assert [each.claim for each in proved.violations] == ["best_for_families"]


def test_after_a_withdrawal_nobody_already_told_is_worse_off(tmp_path: Path) -> None:
    folder = lay(tmp_path / "in", children=ROWS)
    made(folder, tmp_path / "first")
    lay(folder, children=ROWS, 辞退="児童番号,理由\n1,転居\n")
    for mode in Rerun:
        again = made(folder, tmp_path / mode.value, previous=tmp_path / "first", rerun=mode)
        placed = {
            row["児童番号"]: row["枠"] for row in rows_of(tmp_path / mode.value / "result.csv")
        }
        moved = (
            {"2": "20/1歳", "3": "10/1歳"}
            if mode is Rerun.ROUND
            else {"2": "10/1歳", "3": "20/1歳"}
        )
        assert placed == moved
        assert again.figures["先の通知より悪くなる世帯"] == 0
        assert kind_for(NURSERY).verify(open_result(tmp_path / mode.value)).sound


def test_rounds_follow_one_another_and_each_is_held_against_the_one_before(tmp_path: Path) -> None:
    made(lay(tmp_path / "one", children=ROWS), tmp_path / "first")
    late = "4,D,2025-05-01,99,10,20,,\n"
    gone = "児童番号\n2\n"
    made(
        lay(tmp_path / "two", children=ROWS + late, 辞退=gone),
        tmp_path / "second",
        previous=tmp_path / "first",
        rerun=Rerun.ROUND,
    )
    last = "5,E,2025-05-01,98,20,,,\n"
    made(
        lay(tmp_path / "three", children=ROWS + late + last, 辞退=gone),
        tmp_path / "third",
        previous=tmp_path / "second",
        rerun=Rerun.ROUND,
    )

    def places(name: str) -> dict[str, str]:
        return {row["児童番号"]: row["枠"] for row in rows_of(tmp_path / name / "result.csv")}

    assert places("second") == {
        "1": "10/1歳",
        "3": "",
        "4": "20/1歳",
    }  # 99 points take no seat told
    assert places("third") == {**places("second"), "5": ""}
    assert all(
        kind_for(NURSERY).verify(open_result(tmp_path / each)).sound for each in ("second", "third")
    )


def test_a_decision_of_the_command_is_kept_and_checked_again(tmp_path: Path) -> None:
    fixes = (fix_of("3:10:個別会議:S-014"),)
    result = made(lay(tmp_path / "in", children=ROWS), tmp_path / "out", fixes=fixes)
    assert [each.pool for each in result.outcomes] == [None, "20/1歳", "10/1歳"]
    assert result.outcomes[2].by_hand
    assert kind_for(NURSERY).verify(open_result(tmp_path / "out")).sound
    with pytest.raises(Problems, match="ALLOC054"):
        fix_of("3:10")


def test_a_shadow_run_lists_every_difference_with_this_runs_reason(tmp_path: Path) -> None:
    last = tmp_path / "手作業.csv"
    last.write_text("児童番号,施設名\n1,さくら園\n2,\n3,ひまわり園\n", encoding="utf-8")
    result = made(lay(tmp_path / "in", children=ROWS), tmp_path / "out", compare=last)
    assert result.agreement["same_percent"] == pytest.approx(33.33)
    rows = rows_of(tmp_path / "out" / "compared.csv")
    assert [(row["児童番号"], row["違い"]) for row in rows] == [
        ("2", "今回だけ入所"),
        ("3", "前回だけ入所"),
    ]
    assert "41点" in rows[1]["今回の理由"]


def test_a_public_draw_can_be_drawn_again_and_a_changed_lot_is_found(tmp_path: Path) -> None:
    write_draw(tmp_path / "in", seed=2, applicants=40)
    made(tmp_path / "in", tmp_path / "out", shape=LOTTERY)
    kind = kind_for(LOTTERY)
    assert kind.verify(open_result(tmp_path / "out")).sound
    lots = tmp_path / "out" / "lots.csv"
    lines = lots.read_text(encoding="utf-8-sig").splitlines()
    lines[1], lines[2] = lines[1].replace(",1,", ",2,", 1), lines[2].replace(",2,", ",1,", 1)
    lots.write_text("\n".join(lines), encoding="utf-8-sig")
    claims = {claim.id: claim.holds for claim in kind.verify(open_result(tmp_path / "out")).claims}
    assert claims["lots"] is False


def test_other_places_speak_in_their_own_words_and_leave_names_alone(tmp_path: Path) -> None:
    folder = lay(
        tmp_path / "in",
        children="受付番号,点数,希望1\n1,30,5\n2,20,5\n",
        nurseries="施設番号,名称,定員\n5,浜児童クラブ,1\n",
    )
    made(folder, tmp_path / "out", shape=PLACES)
    rows = rows_of(tmp_path / "out" / "result.csv")
    assert [(row["受付番号"], row["結果"], row["施設名"]) for row in rows] == [
        ("1", "決定", "浜児童クラブ"),
        ("2", "保留", ""),
    ]
    wishes = rows_of(tmp_path / "out" / "wishes.csv")
    assert (wishes[1]["決め手"], wishes[1]["最後の点数"], wishes[1]["順番"]) == ("点数", "30", "2")


def test_the_report_says_how_many_and_shares_are_by_group(tmp_path: Path) -> None:
    write_example(tmp_path / "in", seed=4, children=60)
    made(tmp_path / "in", tmp_path / "out")
    report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert report["figures"]["申込み"] == 60
    fairness = json.loads((tmp_path / "out" / "fairness.json").read_text(encoding="utf-8"))
    people = [group["people"] for each in fairness["comparisons"] for group in each["groups"]]
    assert min(people) >= 5
