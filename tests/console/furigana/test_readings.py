"""Furigana: official readings, on text alone, never on names of people."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from django.test import Client

from sakimawari.console.furigana.marking import ruby, with_readings
from sakimawari.console.furigana.names import note, noting
from tests.console.town import Hall


def read(text: str) -> str:
    """A text as it is read aloud: every word of kanji by its reading."""
    return re.sub(r"<ruby>[^<]*<rt>([^<]*)</rt></ruby>|</?span>", r"\1", ruby(text))


@pytest.mark.parametrize(
    ("written", "aloud"),
    [
        ("児童手当", "じどうてあて"),
        ("特別児童扶養手当", "とくべつじどうふようてあて"),
        ("受け取れる支援を", "うけとれるしえんを"),
        ("世帯主の生年月日", "せたいぬしのせいねんがっぴ"),
        ("申請日と支給月", "しんせいびとしきゅうづき"),
        ("10月1日から", "10がつついたちから"),
        ("1日3回", "1にち3かい"),
        ("4月20日まで、15日以内", "4がつはつかまで、15にちいない"),
        ("1人は18歳、2人目は3歳", "ひとりは18さい、ふたりめは3さい"),
        ("6か月で5,000円", "6かげつで5,000えん"),
        ("5分待って、10分休む", "5ふんまって、10ぷんやすむ"),
        ("65歳以上の方", "65さいいじょうのかた"),
        ("国民健康保険料の軽減", "こくみんけんこうほけんりょうのけいげん"),
        ("要介護・要支援認定", "ようかいご・ようしえんにんてい"),
    ],
)
def test_official_japanese_is_read_as_offices_read_it(written: str, aloud: str) -> None:
    assert read(written) == aloud


def test_a_reading_stands_over_its_characters_and_not_over_the_kana() -> None:
    one_stretch = "<span><ruby>受<rt>う</rt></ruby>け<ruby>取<rt>と</rt></ruby>る</span>"
    assert ruby("受け取る") == one_stretch


def test_a_reading_given_in_the_text_goes_before_the_dictionary() -> None:
    assert read("その方（ほう）が") == "そのほうが"
    assert read("5分（ふん）くらい") == "5ふんくらい"
    assert "（" in read("氏名（フリガナ）")


@pytest.mark.parametrize(
    "left",
    [
        '<input value="申請" placeholder="氏名">',
        "<textarea>本文</textarea>",
        "<script>const a = '申請 < 期限';</script>",
        "<svg><text>申請</text></svg>",
        '<span data-no-ruby class="x">山田<b>太郎</b></span>',
        '<p lang="en">Kitakyushu 市</p>',
        "<!-- 申請 > 期限 -->",
        "<code>年齢</code>",
    ],
)
def test_names_fields_drawings_and_code_are_left_alone(left: str) -> None:
    assert with_readings(f"<p>か</p>{left}<p>な</p>") == f"<p>か</p>{left}<p>な</p>"


def test_what_follows_something_left_alone_is_read_again() -> None:
    page = '<div data-no-ruby><div>山</div>川</div><p title="申>請">市</p>'
    assert with_readings(page).endswith(f'<p title="申>請">{ruby("市")}</p>')


def test_escaped_text_stays_escaped() -> None:
    assert "&lt;b&gt; &amp; " in with_readings("<p>市 &lt;b&gt; &amp; 区</p>")


def test_a_page_has_readings_when_asked_for_in_japanese(hall: Hall) -> None:
    client = Client()
    assert b"<ruby>" not in client.get("/").content
    client.cookies["display"] = "ja.ordinary.ruby"
    assert b"<ruby>" in client.get("/").content
    client.cookies["display"] = "en.ordinary.ruby"
    assert b"<ruby>" not in client.get("/").content


def test_a_name_that_was_opened_is_never_read_wherever_it_stands() -> None:
    with noting() as names:
        note("林　瞳")
    page = with_readings("<h1>林　瞳 さんの記録</h1><p>林様、瞳 さんへ。森林と山林の税</p>", names)
    shown = re.sub(r"<rt>.*?</rt>|</?(ruby|span)>", "", page)
    assert shown == "<h1>林　瞳 さんの記録</h1><p>林様、瞳 さんへ。森林と山林の税</p>"
    assert not {"はやし", "ひとみ"} & set(re.findall(r"<rt>(.*?)</rt>", page))
    assert {"しんりん", "さんりん"} <= set(re.findall(r"<rt>(.*?)</rt>", page))


def test_names_are_noted_for_one_page_alone() -> None:
    with noting() as names:
        note("山田 太郎")
    note("鈴木 花子")
    assert names == {"山田 太郎", "山田太郎", "山田", "太郎"}


@pytest.mark.parametrize("persona", ["resident", "clerk"])
def test_the_page_of_a_person_reads_no_name(
    client_of: Callable[[str], Client], hall: Hall, persona: str
) -> None:
    client = client_of(persona)
    client.cookies["display"] = "ja.ordinary.plain"
    address = {"resident": "/my/", "clerk": "/staff/"}[persona]
    plain = client.get(address).content.decode()
    client.cookies["display"] = "ja.ordinary.ruby"
    page = client.get(address).content.decode()
    assert "<ruby>" in page
    if persona == "resident":
        [name] = re.findall(r"<h1[^>]*>\s*([^<]+?) さん", plain)
        for part in name.split():
            assert f"<ruby>{part}<rt>" not in page


def test_a_long_page_read_before_takes_a_few_milliseconds() -> None:
    row = "<tr><td>児童手当の申請期限は{}日です</td><td>各区役所 保健福祉課</td></tr>"
    page = "<table>" + "".join(row.format(each) for each in range(1, 301)) + "</table>"
    with_readings(page)
    started = time.perf_counter()
    with_readings(page)
    assert time.perf_counter() - started < 0.1  # 5 ms on an idle core; 30 is the aim
