"""Letters made up for the tests: nobody in them exists."""

from __future__ import annotations

from datetime import date

from sakimawari.reach.letters.letter import Letter
from sakimawari.reach.telling.offer import (
    Addressee,
    Amount,
    FormField,
    Language,
    Offer,
    Paper,
    Sender,
    Wording,
)
from sakimawari.rules.outcome import Status

WRITTEN_ON = date(2026, 6, 1)
REFERENCE = "00000000000000000000000001Z"

SENDER = Sender(
    city=Wording(ja="八重崎市", easy="八重崎市", en="City of Yaezaki"),
    phone="000-000-0000",
    phones={"子育て支援課": "000-000-1111"},
    office="総合案内",
)
ADDRESSEE = Addressee(
    name="𠮷田 髙﨑子",
    kana="ヨシダ タカサキコ",
    postal_code="802-0001",
    address=("八重崎市中央区浅野一丁目1番1号", "コーポ髙﨑 101号"),
    birth=date(1990, 5, 1),
    sex="女",
    phone="090-0000-0000",
)
CHILD_ALLOWANCE = Offer(
    service="child-allowance",
    name=Wording(ja="児童手当"),
    status=Status.YES,
    amount=Amount(low=25_000, high=25_000, unit="円/月"),
    deadline=date(2026, 6, 15),
    reasons=(
        Wording(
            ja="支給要件児童を監護している",
            easy="子どもを そだてて います",
            en="You are bringing up a child of eligible age",
        ),
        Wording(
            ja="日本国内に住所がある",
            easy="日本に すんで います",
            en="You live in Japan",
        ),
    ),
    papers=(Paper(name="健康保険証の写し", held=False), Paper(name="課税証明書", held=True)),
    fields=(
        FormField(label="請求者氏名", source="氏名"),
        FormField(label="児童の数", source="fact", value="2人"),
        FormField(label="振込先口座"),
    ),
    department="子育て支援課",
)
SCHOOL_AID = Offer(
    service="school-aid",
    name=Wording(ja="就学援助"),
    status=Status.UNKNOWN,
    subjects=("吉田 花子",),
    amount=Amount(low=0, high=116_000, unit="円/年"),
    deadline=date(2027, 1, 29),
    reasons=(Wording(ja="小学校または中学校に在学している", easy="学校に かよって います"),),
    questions=(
        Wording(
            ja="昨年の世帯の所得を教えてください",
            easy="きょねんの おかねを 教えて ください",
            en="What was your household's income last year?",
        ),
    ),
    papers=(Paper(name="源泉徴収票の写し", held=False),),
    fields=(FormField(label="学校名", source="fact", value="浅野小学校"),),
    department="学事課",
)


def letter(
    *offers: Offer,
    language: Language = Language.JAPANESE,
    addressee: Addressee = ADDRESSEE,
    further: int = 0,
) -> Letter:
    """A letter with these offers (by default the child allowance alone)."""
    return Letter(
        number="2026-000123",
        reference=REFERENCE,
        language=language,
        written_on=WRITTEN_ON,
        sender=SENDER,
        addressee=addressee,
        offers=offers or (CHILD_ALLOWANCE,),
        further=further,
    )
