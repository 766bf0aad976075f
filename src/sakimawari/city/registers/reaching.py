"""連絡先 and 支援措置: how people may be reached, and who must not be found."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sakimawari.city.assembly import Tier
from sakimawari.city.days import shift_years
from sakimawari.city.formats import Style, dates, labels
from sakimawari.city.part import Part, Sheets, Table, chance

CONTACTS = "16_連絡先.csv"
PROTECTED = "15_支援措置.csv"
_ANSWERS = ("1", "0")


def sheets(part: Part) -> Sheets:
    """Contacts of most adults; protection of some women and their children, a year at a time."""
    return {CONTACTS: _contacts(part), PROTECTED: _protected(part)}


def _contacts(part: Part) -> Table:
    """Telephone numbers and addresses that cannot belong to anybody (090-0…, example.jp)."""
    people = part.people
    rng = part.stream("contacts")
    rows = np.flatnonzero((people.age >= 18) & chance(rng, 0.82, people.count))
    count = len(rows)
    age = people.age[rows]
    phone, mail = chance(rng, 0.78, count), rng.random(count) < np.where(age < 70, 0.55, 0.15)
    line = rng.random(count) < np.where(age < 65, 0.42, 0.10)
    number = people.number[rows]
    digits = pc.utf8_lpad(pc.cast(pa.array(number % 10_000_000), pa.string()), 7, padding="0")
    mobile = pc.binary_join_element_wise(
        pc.if_else(pa.array(age < 72), "090-0", "093-0"),
        pc.utf8_slice_codeunits(digits, 0, 3),
        pc.binary_join_element_wise("-", pc.utf8_slice_codeunits(digits, 3, 7), ""),
        "",
    )
    address = pc.binary_join_element_wise("u", digits, "@example.jp", "")
    prefers = np.select([line & chance(rng, 0.7, count), mail & chance(rng, 0.4, count)], [2, 1], 0)
    prefers = np.where((prefers == 0) & phone & chance(rng, 0.12, count), 3, prefers)
    foreign = people.foreign[rows]
    language = np.where(foreign, rng.choice(3, count, p=(0.2, 0.5, 0.3)), 0)
    language = np.where(~foreign & chance(rng, 0.012, count), 1, language)
    return {
        "宛名番号": people.ids(rows),
        "電話番号": pc.if_else(pa.array(phone), mobile, None),
        "メールアドレス": pc.if_else(pa.array(mail), address, None),
        "LINE連携": labels(np.where(line, 0, 1), _ANSWERS),
        "希望連絡方法": labels(prefers, ("郵便", "メール", "LINE", "電話")),
        "希望言語": labels(language, ("日本語", "やさしい日本語", "英語")),
        "お知らせ同意": _consent(rng, count, yes=0.38, no=0.07),
        "税情報利用同意": _consent(rng, count, yes=0.30, no=0.08),
    }


def _consent(rng: np.random.Generator, count: int, *, yes: float, no: float) -> pa.Array:
    """Yes, no, or not asked yet (empty)."""
    luck = rng.random(count)
    return labels(np.select([luck < yes, luck < yes + no], [0, 1], -1), _ANSWERS)


def _protected(part: Part) -> Table:
    """DV等支援措置 runs a year and is renewed; children are protected with their mother."""
    people, homes = part.people, part.people.homes
    rng = part.stream("protection")
    share = np.where(part.living.lone_parent & (people.sex == 1), 0.035, 0.0030)
    leads = (people.sex == 1) & (people.age >= 18) & (people.age < 70) & (homes.partner < 0)
    chosen = leads & (rng.random(people.count) < share)
    mother = homes.mother
    with_mother = (mother >= 0) & chosen[mother] & (homes.tier == Tier.CHILD)
    source = np.where(with_mother, mother, np.arange(people.count))
    rows = np.flatnonzero(chosen | with_mother)
    began = part.on - rng.integers(0, 400, people.count)
    since = np.maximum(began[source[rows]], people.birth[rows]).astype(np.int32)
    until = shift_years(since, 1) - np.int32(1)
    return {
        "宛名番号": people.ids(rows),
        "支援措置開始日": dates(since, Style.KANJI),
        "支援措置終了日": dates(until, Style.KANJI),
    }
