"""What is told to one adult, whatever the channel: an offer, to whom, by whom, in which language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from sakimawari.fit.wareki import wareki
from sakimawari.packs.pack import Gives, Rung
from sakimawari.reach.telling.occasion import Occasion
from sakimawari.rules.outcome import Status
from sakimawari.rules.tree import Kind


class Language(Enum):
    """How a letter speaks: official Japanese, やさしい日本語, or English."""

    JAPANESE = "ja"
    EASY = "easy"
    ENGLISH = "en"


# The labels of 希望言語 in the register of contacts.
PREFERRED: Mapping[str, Language] = {
    "日本語": Language.JAPANESE,
    "やさしい日本語": Language.EASY,
    "英語": Language.ENGLISH,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One text in up to three languages; where a language is missing, Japanese stands in."""

    ja: str
    easy: str | None = None
    en: str | None = None

    def speak(self, language: Language) -> str:
        """The text in a language, or in Japanese."""
        match language:
            case Language.JAPANESE:
                return self.ja
            case Language.EASY:
                return self.easy or self.ja
            case Language.ENGLISH:
                return self.en or self.ja


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """What a service gives: least and greatest figure by what is known, in `unit` (円/月 …)."""

    low: int
    high: int
    unit: str

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError("an amount's least figure is above its greatest")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper an application needs; `held` if the city holds what it says and looks itself."""

    name: str
    held: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """A field of a form: its label, and what the city fills in ("" is left to the resident).

    `source` is what the pack fills it from: 氏名, 住所 … of the addressee, or a fact; "" if nothing.
    `kind` is what the rule reads there, None where no rule does; `labels` are those of a category,
    `unit` and `decimals` those of a number.
    """

    label: str
    source: str = ""
    value: str = field(default="", repr=False)
    kind: Kind | None = None
    labels: tuple[str, ...] = ()
    unit: str = ""
    decimals: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One service a household is, or may be, entitled to and does not receive.

    `status` is YES or UNKNOWN; nothing is decided by either. `gives` tells money to receive from
    what a resident pays (a fee, a share, a ceiling), which must not read as money to receive.
    `keys` are the opaque keys of those whose right it is.
    `reasons` are the conditions that hold, in the order of the law; `questions` what the city
    still has to ask. `since` is the day it begins, None where it holds already. `deadline` is the
    last day to act, None if there is none or it is unknown; `late` says what the law makes of a
    later application. `occasion` is how it is told: an ending right has its last day in `until`, a
    renewal what is to be handed in in `hand_in`; `renewable` tells that such a thing exists. `said`
    are the staff's own words.
    """

    service: str  # slug
    name: Wording
    status: Status
    summary: Wording | None = None
    # Names of those it is for; none where it is for the addressee alone or the whole household.
    subjects: tuple[str, ...] = field(default=(), repr=False)
    keys: tuple[str, ...] = ()
    amount: Amount | None = None
    tier: str | None = None
    gives: Gives = Gives.BENEFIT
    since: date | None = None
    deadline: date | None = None
    late: Wording | None = None
    reasons: tuple[Wording, ...] = ()
    questions: tuple[Wording, ...] = ()
    papers: tuple[Paper, ...] = ()
    fields: tuple[FormField, ...] = ()
    notice: Wording | None = None
    rung: Rung = Rung.OFFER
    department: str = ""
    occasion: Occasion = Occasion.OWED
    until: date | None = None
    hand_in: str = ""
    renewable: bool = False
    said: Wording | None = None

    def __post_init__(self) -> None:
        if self.status is Status.NO:
            raise ValueError("a service that surely does not apply is not offered")

    @property
    def pays(self) -> bool:
        """Whether there is, or may be, money to receive."""
        if self.amount is None or self.gives is not Gives.BENEFIT:
            return False
        return self.amount.high > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """The adult a letter goes to. Personal data: never logged, never in an error.

    `after_town` is what of the address follows the town (町域), as the post's barcode asks for it.
    """

    name: str = field(repr=False)
    kana: str = field(repr=False)
    postal_code: str = field(repr=False)  # 802-0001, or "" where unknown
    address: tuple[str, ...] = field(repr=False)  # lines: town and number, building
    birth: date | None = field(repr=False, default=None)
    sex: str = field(repr=False, default="")
    phone: str = field(repr=False, default="")
    after_town: str = field(repr=False, default="")


def identity_of(addressee: Addressee) -> dict[str, str]:
    """The parts of an identity that a form may ask for, under the names packs use.

    The birth date stands by the Japanese calendar.
    """
    return {
        "氏名": addressee.name,
        "カナ": addressee.kana,
        "生年月日": wareki(addressee.birth) if addressee.birth is not None else "",
        "電話番号": addressee.phone,
        "性別": addressee.sex,
        "住所": " ".join(addressee.address),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who writes: the city, and how to reach it. `phones` by department, `phone` for all else."""

    city: Wording
    phone: str
    phones: Mapping[str, str] = field(default_factory=dict)
    office: str = ""

    def reach(self, department: str) -> str:
        """The telephone number of a department, or the general one."""
        return self.phones.get(department, self.phone)
