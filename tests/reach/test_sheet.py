"""What stands on a letter: the message, the rows, the slip."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sakimawari.packs.pack import Gives, Rung
from sakimawari.reach.letters.sheet import DENSE_CARDS, LEAST, Sheet, fill_notice, put_into_words
from sakimawari.reach.telling.offer import Amount, FormField, Language, Wording
from sakimawari.rules.outcome import Status
from tests.reach.samples import ADDRESSEE, CHILD_ALLOWANCE, REFERENCE, SCHOOL_AID, letter


def row(sheet: Sheet, label: str, card: int = 0) -> tuple[str, ...]:
    """The lines under a label, none if it is not there."""
    return next((r.lines for r in sheet.cards[card].rows if r.label == label), ())


def box(sheet: Sheet, label: str) -> str | None:
    return next((b.value for boxes in sheet.slip.rows for b in boxes if b.label == label), None)


def test_a_certain_right_leads_with_its_amount() -> None:
    headline = put_into_words(letter()).headline
    assert (headline.label, headline.big) == ("児童手当", "月額 25,000円")
    assert headline.tail == "を受け取れる見込みです"


def test_a_right_that_hangs_on_a_missing_fact_is_only_possible() -> None:
    sheet = put_into_words(letter(SCHOOL_AID))
    assert sheet.headline.tail == "を受け取れる可能性があります"
    assert sheet.lead.startswith("市の記録だけでは分からない")
    assert row(sheet, "確認したいこと") == ("昨年の世帯の所得を教えてください",)


def test_what_a_resident_pays_is_not_announced_as_money_to_receive() -> None:
    fee = replace(CHILD_ALLOWANCE, gives=Gives.CHARGE)
    sheet = put_into_words(letter(fee))
    assert sheet.headline.big == "児童手当"
    assert sheet.headline.tail == "の対象となる見込みです"
    assert row(sheet, "金額") == ("お支払い 月額 25,000円",)


def test_several_services_share_one_page_and_say_how_many() -> None:
    sheet = put_into_words(letter(CHILD_ALLOWANCE, SCHOOL_AID, further=2))
    assert sheet.headline.big == "4つの制度のご案内です"
    assert sheet.headline.label == "児童手当（月額 25,000円） ほか"
    assert (
        sheet.further == "このほかに2件の制度があります。次のお知らせ、または窓口でご案内します。"
    )
    assert [choice.name for choice in sheet.slip.choices] == [
        "児童手当",
        "就学援助（吉田 花子 様）",
    ]


def test_papers_the_city_holds_are_marked_as_checked_by_the_city() -> None:
    papers = row(put_into_words(letter()), "必要なもの")
    assert papers == ("・健康保険証の写し", "・課税証明書（市が確認します）")


@pytest.mark.parametrize(
    ("deadline", "said"),
    [
        (date(2026, 6, 1), "令和8年6月1日（月）まで"),  # the very day of the letter
        (date(2026, 5, 31), "令和8年5月31日（日）を過ぎています。お早めに窓口へご相談ください"),
    ],
)
def test_a_deadline_holds_to_the_end_of_its_day(deadline: date, said: str) -> None:
    offer = replace(CHILD_ALLOWANCE, deadline=deadline)
    assert row(put_into_words(letter(offer)), "申請の期限") == (said,)


def test_a_deadline_that_passed_says_what_a_later_application_still_brings() -> None:
    offer = replace(
        CHILD_ALLOWANCE, deadline=date(2026, 5, 1), late=Wording(ja="請求した月の翌月分からです")
    )
    (said,) = row(put_into_words(letter(offer)), "申請の期限")
    assert said == "令和8年5月1日（金）を過ぎています。請求した月の翌月分からです"


def test_a_notice_is_filled_in_and_leaves_out_what_is_not_known() -> None:
    notice = Wording(
        ja="受けられる見込みです。月額は {金額} です。{期限} までに請求してください。（理由）{理由}",
        en="You may get {金額}. Please apply by {期限}. Reason: {理由}",
    )
    offer = replace(CHILD_ALLOWANCE, notice=notice)
    on = date(2026, 6, 1)
    assert fill_notice(offer, Language.JAPANESE, on=on) == (
        "受けられる見込みです。月額は 25,000円 です。令和8年6月15日 までに請求してください。"
    )
    late = replace(offer, deadline=date(2026, 5, 1), amount=None)
    assert fill_notice(late, Language.JAPANESE, on=on) == "受けられる見込みです。"
    assert fill_notice(offer, Language.ENGLISH, on=on) == (
        "You may get 25,000 yen a month. Please apply by 15 June 2026."
    )


def test_a_notice_in_certain_words_is_not_used_for_a_possible_right() -> None:
    offer = replace(SCHOOL_AID, notice=Wording(ja="受けられる見込みです。"))
    assert "受けられる見込みです" not in put_into_words(letter(offer)).lead


def test_the_slip_brings_the_form_filled_in_and_leaves_the_rest_to_the_resident() -> None:
    sheet = put_into_words(letter())
    assert box(sheet, "氏名") == "𠮷田 髙﨑子"
    assert box(sheet, "生年月日") == "平成2年5月1日"
    assert box(sheet, "児童の数") == "2人"
    assert box(sheet, "振込先口座") == ""
    assert box(sheet, "請求者氏名") is None  # the addressee stands above already


def test_a_form_about_somebody_else_names_that_person_too() -> None:
    offer = replace(
        SCHOOL_AID,
        fields=(
            FormField(label="氏名", source="氏名", value="吉田 花子"),
            FormField(label="住所", source="住所", value="同じ"),
        ),
    )
    sheet = put_into_words(letter(offer))
    assert box(sheet, "氏名") == "𠮷田 髙﨑子"
    assert box(sheet, "氏名（対象の方）") == "吉田 花子"
    assert box(sheet, "住所") == " ".join(ADDRESSEE.address)


def test_a_service_that_may_only_be_told_of_is_not_applied_for() -> None:
    sheet = put_into_words(letter(replace(CHILD_ALLOWANCE, rung=Rung.INFORM)))
    assert "申請" not in sheet.lead
    assert sheet.slip.choices[0].yes == "相談します"
    assert box(sheet, "振込先口座") is None


def test_a_service_given_unless_refused_asks_only_those_who_refuse() -> None:
    sheet = put_into_words(letter(replace(CHILD_ALLOWANCE, rung=Rung.AUTOMATIC)))
    assert sheet.slip.choices[0].no == "希望しません"
    assert "申請なしで" in sheet.lead


def test_easy_japanese_speaks_plainly_and_english_english() -> None:
    easy = put_into_words(letter(language=Language.EASY))
    assert easy.headline.tail == "を もらうことが できそうです"
    assert row(easy, "どうして")[0] == "・子どもを そだてて います"
    assert easy.lang == "ja"
    english = put_into_words(letter(language=Language.ENGLISH))
    assert english.headline.big == "25,000 yen a month"
    assert english.lang == "en"


def test_less_detail_says_how_much_is_left_out() -> None:
    sheet = put_into_words(letter(), LEAST)
    assert row(sheet, "理由") == ("・支給要件児童を監護している", "・ほか1件")
    assert sheet.slip.more == "このほかの記入欄は、申請のときにうかがいます。"


def test_a_dense_page_keeps_status_deadline_and_questions_of_each_offer() -> None:
    sheet = put_into_words(letter(CHILD_ALLOWANCE, SCHOOL_AID), DENSE_CARDS)
    assert sheet.cards[1].status == "対象となる可能性があります"
    assert row(sheet, "申請の期限", card=1) == ("令和9年1月29日（金）まで",)
    assert row(sheet, "確認したいこと", card=1) == ("昨年の世帯の所得を教えてください",)


def test_an_offer_is_never_a_sure_no_and_an_amount_never_upside_down() -> None:
    with pytest.raises(ValueError, match="not offered"):
        replace(CHILD_ALLOWANCE, status=Status.NO)
    with pytest.raises(ValueError, match="least figure"):
        Amount(low=2, high=1, unit="円/月")


def test_a_letter_printed_for_debugging_shows_nobody() -> None:
    shown = repr(letter(CHILD_ALLOWANCE, SCHOOL_AID))
    for personal in ("髙﨑", "浅野", "090-", "ヨシダ", "1990", "2人", "花子"):
        assert personal not in shown
    assert REFERENCE in shown
