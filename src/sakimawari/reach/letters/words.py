"""What a letter says, in official Japanese, やさしい日本語 and English.

A letter never says that anything is decided: a person decides. So a right that holds by all the
city knows is 「受け取れる見込みです」, one that hangs on a missing fact 「対象となる可能性があります」.
Easy Japanese follows the guideline of 出入国在留管理庁・文化庁 (2020): conclusion first, one message,
short sentences with spaces, years of the common era, verbs rather than compound nouns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sakimawari.reach.telling.offer import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountWords:
    """What stands between the parts of an account to be paid to."""

    bank: str
    branch: str
    kinds: tuple[str, str]  # 普通, 当座
    number: str
    holder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """The fixed phrases of one language; {…} are filled in by `sheet`."""

    title: str
    honorific: str
    number: str
    phone: str
    label_several: str
    with_amount: str
    and_others: str
    several: str
    expected: str
    expected_class: str
    possible: str
    possible_class: str
    lead_expected: str
    lead_possible: str
    lead_several: str
    to_apply: str
    to_ask: str
    to_object: str
    closing: str
    subject: str
    amount: str
    tier: str
    since: str
    from_day: str
    deadline: str
    until: str
    passed: str
    passed_but: str
    long_passed: str
    status_expected: str
    status_expected_class: str
    status_possible: str
    reasons: str
    and_more: str
    questions: str
    papers: str
    city_checks: str
    no_papers: str
    further: str
    how: str
    steps: tuple[str, ...]
    how_to_reply: str
    step_inform: str
    step_automatic: str
    about: str
    of_subject: str
    cut: str
    slip: str
    slip_note: str
    qr: str
    yes: str
    no: str
    yes_inform: str
    no_inform: str
    yes_automatic: str
    truths: tuple[str, str]
    identity: Mapping[str, str]
    written: str
    signature: str
    more_fields: str
    missing_glyph: str
    join: str
    steps_apart: tuple[str, ...]  # where the slip is a sheet of its own
    step_inform_apart: str
    step_automatic_apart: str
    corrected: str
    day_words: tuple[str, str, str]  # year, month, day
    account: AccountWords


JAPANESE = Phrases(
    title="お知らせ",
    honorific="{name} 様",
    number="第 {number} 号",
    phone="電話 {phone}",
    label_several="{name} ほか",
    and_others="{name} ほか{count}人",
    with_amount="{name}（{amount}）",
    several="{count}つの制度のご案内です",
    expected="を受け取れる見込みです",
    expected_class="の対象となる見込みです",
    possible="を受け取れる可能性があります",
    possible_class="の対象となる可能性があります",
    lead_expected="市の記録から、対象となる見込みです。",
    lead_possible="市の記録だけでは分からないことがあるため、対象となる可能性としてお知らせします。",
    lead_several="市の記録から、次の制度の対象となる見込み、または可能性があります。",
    to_apply="利用するには申請が必要です。",
    to_ask="くわしいことは、右上の連絡先か市の窓口へお尋ねください。",
    to_object="職員の確認の後、申請なしで進める予定です。希望しないときは、確認書でお知らせください。",
    closing="申請の後に職員が確認して決定し、結果を文書でお知らせします。",
    subject="対象の方",
    amount="金額",
    tier="区分",
    since="いつから",
    from_day="{date}から",
    deadline="申請の期限",
    until="{date}まで",
    passed="{date}を過ぎています。お早めに窓口へご相談ください",
    passed_but="{date}を過ぎています。",
    long_passed="本来の期限を過ぎています。お早めに窓口へご相談ください",
    status_expected="受け取れる見込みです",
    status_expected_class="対象となる見込みです",
    status_possible="対象となる可能性があります",
    reasons="理由",
    and_more="ほか{count}件",
    questions="確認したいこと",
    papers="必要なもの",
    city_checks="{name}（市が確認します）",
    no_papers="ありません",
    further="このほかに{count}件の制度があります。次のお知らせ、または窓口でご案内します。",
    how="申請のしかた",
    steps=(
        "下の確認書の □ に印をつけ、空いている欄にご記入ください。",
        "点線で切り取り、同封の封筒でお送りください。市の窓口でも受け付けます。",
    ),
    how_to_reply="お返事のしかた",
    step_inform="相談を希望する方は、下の確認書の □ に印をつけ、切り取ってお送りください。市の窓口でも承ります。",
    step_automatic="希望しない方だけ、下の確認書の □ に印をつけ、切り取ってお送りください。",
    about="内容",
    of_subject="{label}（対象の方）",
    cut="きりとり",
    slip="確認書",
    slip_note="希望する □ に印をつけてください。誤りは二重線で消し、余白にお書きください。",
    qr="このお手紙の照会番号を表す二次元コード",
    yes="申請します",
    no="希望しません",
    yes_inform="相談します",
    no_inform="相談はありません",
    yes_automatic="受け取ります",
    truths=("いいえ", "はい"),
    identity={
        "氏名": "氏名",
        "カナ": "フリガナ",
        "住所": "住所",
        "生年月日": "生年月日",
        "性別": "性別",
        "電話番号": "電話番号",
    },
    written="記入日",
    signature="署名",
    more_fields="このほかの記入欄は、申請のときにうかがいます。",
    missing_glyph="〓は、この印刷で表せない文字です。戸籍や住民票の文字は変わりません。",
    join="、",
    steps_apart=(
        "2枚目の確認書の □ に印をつけ、空いている欄にご記入ください。",
        "2枚目だけを、同封の封筒でお送りください。市の窓口でも受け付けます。",
    ),
    step_inform_apart="相談を希望する方は、2枚目の確認書の □ に印をつけてお送りください。市の窓口でも承ります。",
    step_automatic_apart="希望しない方だけ、2枚目の確認書の □ に印をつけてお送りください。",
    corrected="印刷された内容を直しました",
    day_words=("年", "月", "日"),
    account=AccountWords(
        bank="銀行など",
        branch="支店",
        kinds=("普通", "当座"),
        number="口座番号",
        holder="名義（カナ）",
    ),
)

EASY = Phrases(
    title="お知らせ",
    honorific="{name} さま",
    number="ばんごう {number}",
    phone="でんわ {phone}",
    label_several="{name} など",
    and_others="{name} ほか{count}人",
    with_amount="{name}（{amount}）",
    several="{count}つの お知らせです",
    expected="を もらうことが できそうです",
    expected_class="を つかうことが できそうです",
    possible="を もらえるかもしれません",
    possible_class="を つかえるかもしれません",
    lead_expected="市役所の きろくを 見て、お知らせします。",
    lead_possible="市役所が まだ 知らないことが あります。だから、まだ わかりません。",
    lead_several="下の ことを もうしこむことが できそうです。",
    to_apply="もうしこみが ひつようです。",
    to_ask="くわしいことは、右上の でんわか 市役所で 聞いて ください。",
    to_object="市役所の 人が しらべます。もうしこまなくても いいです。いらない ときは、下の 紙で 教えて ください。",
    closing="市役所の 人が しらべてから 決めます。決まったら、手紙で お知らせします。",
    subject="だれが",
    amount="おかね",
    tier="くぶん",
    since="いつから",
    from_day="{date}から",
    deadline="いつまで",
    until="{date}までに もうしこんで ください",
    passed="{date}を すぎました。はやく 市役所に 聞いて ください",
    passed_but="{date}を すぎました。",
    long_passed="きまりの 日を すぎました。はやく 市役所に 聞いて ください",
    status_expected="もらうことが できそうです",
    status_expected_class="つかうことが できそうです",
    status_possible="もらえるかもしれません",
    reasons="どうして",
    and_more="ほかに {count}つ",
    questions="教えてほしいこと",
    papers="ひつような もの",
    city_checks="{name}（市役所が しらべます）",
    no_papers="ありません",
    further="ほかに {count}つ あります。つぎの 手紙か 市役所で お知らせします。",
    how="もうしこみの しかた",
    steps=(
        "下の 紙の □ に しるしを つけて ください。あいている ところを 書いて ください。",
        "点線で 切って、いっしょに 入っている ふうとうで 送って ください。市役所に 持ってきても いいです。",
    ),
    how_to_reply="へんじの しかた",
    step_inform="そうだんしたい 人は、下の 紙の □ に しるしを つけて 送って ください。市役所に 来ても いいです。",
    step_automatic="いらない 人だけ、下の 紙の □ に しるしを つけて 送って ください。",
    about="どんな もの",
    of_subject="{label}（もらう 人）",
    cut="ここを 切ります",
    slip="かくにんの 紙",
    slip_note="どちらかの □ に しるしを つけて ください。まちがいは 線で けして、よこに 書いて ください。",
    qr="この 手紙の ばんごうの コード",
    yes="もうしこみます",
    no="いりません",
    yes_inform="そうだんします",
    no_inform="そうだんは ありません",
    yes_automatic="もらいます",
    truths=("いいえ", "はい"),
    identity={
        "氏名": "なまえ",
        "カナ": "ふりがな",
        "住所": "住所（すんでいる ところ）",
        "生年月日": "生まれた日",
        "性別": "性別",
        "電話番号": "でんわ番号",
    },
    written="書いた日",
    signature="サイン",
    more_fields="ほかの ことは、もうしこみの ときに 聞きます。",
    missing_glyph="〓は、この 紙に 印刷できない 字です。",
    join="、",
    steps_apart=(
        "2まい目の 紙の □ に しるしを つけて ください。あいている ところを 書いて ください。",
        "2まい目だけを、いっしょに 入っている ふうとうで 送って ください。市役所に 持ってきても いいです。",
    ),
    step_inform_apart="そうだんしたい 人は、2まい目の 紙の □ に しるしを つけて 送って ください。市役所に 来ても いいです。",
    step_automatic_apart="いらない 人だけ、2まい目の 紙の □ に しるしを つけて 送って ください。",
    corrected="まちがいを なおしました",
    day_words=("年", "月", "日"),
    account=AccountWords(
        bank="ぎんこう",
        branch="してん",
        kinds=("ふつう", "とうざ"),
        number="ばんごう",
        holder="カタカナの 名前",
    ),
)

ENGLISH = Phrases(
    title="Notice",
    honorific="{name} 様",
    number="No. {number}",
    phone="Phone {phone}",
    label_several="{name} and more",
    and_others="{name} and {count} more",
    with_amount="{name} ({amount})",
    several="{count} services that concern you",
    expected="– you are likely to receive this",
    expected_class="– this is likely to apply to you",
    possible="– you may be able to receive this",
    possible_class="– this may apply to you",
    lead_expected="Our records suggest that you qualify.",
    lead_possible="Our records do not tell us everything, so this is only a possibility.",
    lead_several="Our records suggest that you qualify, or may qualify, for the following.",
    to_apply="You need to apply.",
    to_ask="Please call the number above or ask at the counter for details.",
    to_object="After a check by our staff this goes ahead without an application. If you do not want it, please tell us with the slip.",
    closing="If you apply, a member of staff will check, decide, and write to you.",
    subject="For",
    amount="Amount",
    tier="Class",
    since="From",
    from_day="{date}",
    deadline="Apply by",
    until="{date}",
    passed="{date} has passed. Please ask at the counter soon",
    passed_but="{date} has passed. ",
    long_passed="The usual date has passed. Please ask at the counter soon",
    status_expected="You are likely to receive this",
    status_expected_class="This is likely to apply to you",
    status_possible="This may apply to you",
    reasons="Why",
    and_more="{count} more",
    questions="To be confirmed",
    papers="Please bring",
    city_checks="{name} (the city checks this)",
    no_papers="Nothing",
    further="{count} more services may apply. We will tell you in our next letter or at the counter.",
    how="How to apply",
    steps=(
        "Mark a box on the slip below and fill in what is empty.",
        "Cut along the line and send it in the enclosed envelope, or bring it to the counter.",
    ),
    how_to_reply="How to reply",
    step_inform="If you would like advice, mark the box on the slip below and send it, or come to the counter.",
    step_automatic="Only if you do not want this, mark the box on the slip below and send it.",
    about="What it is",
    of_subject="{label} (of the person concerned)",
    cut="Cut here",
    slip="Reply slip",
    slip_note="Please mark one box in each row. Strike out what is wrong and write beside it.",
    qr="Code with the reference number of this letter",
    yes="I apply",
    no="No, thank you",
    yes_inform="Please advise me",
    no_inform="No questions",
    yes_automatic="I accept",
    truths=("No", "Yes"),
    identity={
        "氏名": "Name",
        "カナ": "Name in kana",
        "住所": "Address",
        "生年月日": "Date of birth",
        "性別": "Sex",
        "電話番号": "Phone",
    },
    written="Date",
    signature="Signature",
    more_fields="We will ask for the rest when you apply.",
    missing_glyph="〓 stands for a character that cannot be printed here.",
    join=", ",
    steps_apart=(
        "Mark a box on the second sheet and fill in what is empty.",
        "Send only the second sheet in the enclosed envelope, or bring it to the counter.",
    ),
    step_inform_apart="If you would like advice, mark the box on the second sheet and send it, or come to the counter.",
    step_automatic_apart="Only if you do not want this, mark the box on the second sheet and send it.",
    corrected="I corrected something printed here",
    day_words=("Year", "Month", "Day"),
    account=AccountWords(
        bank="Bank",
        branch="Branch",
        kinds=("Ordinary", "Current"),
        number="Account no.",
        holder="Name (katakana)",
    ),
)

PHRASES: Mapping[Language, Phrases] = {
    Language.JAPANESE: JAPANESE,
    Language.EASY: EASY,
    Language.ENGLISH: ENGLISH,
}
