"""Words for messages: `messages:` of a service, or messages.yaml, which a city may write for all.

A letter has its `notice`; these are the texts of what is shorter or spoken: the subject of an
e-mail, a short message, what staff say on the telephone and at the door. Where a pack says nothing,
`reach` composes them. Nothing of it decides a result.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

from sakimawari.packs.document import Text, normal
from sakimawari.packs.findings import nearest
from sakimawari.packs.section import PARAGRAPH, Section
from sakimawari.problems import Place
from sakimawari.rules.tree import ServiceRule

JAPANESE, EASY, ENGLISH = "ja", "easy", "en"
PERSON = "氏名"
ALWAYS = ("制度名", "理由", "窓口", "電話", "リンク", "市")
AMOUNT, DEADLINE, TIER = "金額", "期限", "区分"
PLACEHOLDERS = (*ALWAYS, AMOUNT, DEADLINE, TIER)
# Words by which a text would claim what only a clerk's decision can give.
DECIDED_WORDS = (
    *("決定しました", "決定いたしました", "認定しました", "支給します", "支給いたします"),
    *(
        "認定されました",
        "支給されます",
        "has been approved",
        "has been granted",
        "you will receive",
    ),
)
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?")
_MAIN = "a"
_VARIANT = re.compile(r"[b-z]")


class Use(Enum):
    """What a text is for.

    SUBJECT  the subject of an e-mail, the title of a notice in the portal
    SHORT    LINE, text message, push
    CALL     what staff say on the telephone
    DOOR     what staff say at the door
    """

    SUBJECT = "subject"
    SHORT = "short"
    CALL = "call"
    DOOR = "door"

    @property
    def is_spoken(self) -> bool:
        """Whether a member of staff says it, to whom they have made sure they speak."""
        return self in {Use.CALL, Use.DOOR}


Texts = Mapping[str, str]  # by language: ja, easy, en or a BCP-47 tag


@dataclass(frozen=True, slots=True, kw_only=True)
class Messages:
    """What a pack says of one service in messages.

    `names` are the service's name in other languages. `shows` is whether the name may stand on a
    locked screen; None leaves it to the facts the rule reads. `texts` by variant and use.
    """

    names: Texts = field(default_factory=lambda: MappingProxyType({}))
    shows: bool | None = None
    basis: str | None = None
    texts: Mapping[tuple[str, Use], Texts] = field(default_factory=lambda: MappingProxyType({}))
    place: Place | None = None

    def over(self, other: Messages | None) -> Messages:
        """This, with what it leaves unsaid taken from another, text by text."""
        if other is None:
            return self
        keys = {**other.texts, **self.texts}
        return Messages(
            names={**other.names, **self.names},
            shows=other.shows if self.shows is None else self.shows,
            basis=self.basis or other.basis,
            texts={
                key: {**other.texts.get(key, {}), **self.texts.get(key, {})}
                for key in _in_order(keys)
            },
            place=self.place or other.place,
        )

    def text(self, use: Use, language: str, variant: str = _MAIN) -> str | None:
        """A text in exactly this language; a variant that says nothing of it is the main one."""
        for key in dict.fromkeys(((variant, use), (_MAIN, use))):
            found = self.texts.get(key, {}).get(language)
            if found is not None:
                return found
        return None

    @property
    def variants(self) -> tuple[str, ...]:
        """The variants there are a text for, the main one first."""
        return tuple(dict.fromkeys((_MAIN, *sorted({variant for variant, _ in self.texts}))))


def _in_order(keys: Mapping[tuple[str, Use], Texts]) -> list[tuple[str, Use]]:
    """Keys of texts in one order, whatever order files were read in."""
    return sorted(keys, key=lambda key: (key[0], key[1].value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fillable:
    """Which placeholders the texts of a service may hold, by what it gives and until when."""

    amount: bool
    deadline: bool
    tier: bool

    def names(self, use: Use) -> tuple[str, ...]:
        """Placeholders in the order they are told; a name of a person only where it is spoken."""
        given = {AMOUNT: self.amount, DEADLINE: self.deadline, TIER: self.tier}
        kept = tuple(name for name in PLACEHOLDERS if given.get(name, True))
        return (*kept, PERSON) if use.is_spoken else kept


def fillable_of(rule: ServiceRule, written: Collection[str] = ()) -> Fillable:
    """What a rule can fill; a part that is `written` and faulty is told elsewhere and counts."""
    return Fillable(
        amount=rule.amount is not None or "amount" in written,
        deadline=rule.deadline is not None or "deadline" in written,
        tier=rule.tier is not None or "tier" in written,
    )


def read_messages(section: Section, fillable: Fillable) -> Messages:
    """The words of one service, with every fault noted (PACK090 to PACK095)."""
    named = section.section("name", "the name in other languages")
    names = {} if named is None else _texts(named, None, fillable)
    shows = section.choice("lock_screen", ("neutral", "name", "unsaid"), default="unsaid")
    basis = section.words("lock_screen_basis", most=PARAGRAPH)
    if shows == "name" and basis is None:
        section.findings.problem(
            "PACK094",
            f"{section.what} may show the service's name on a locked screen, and does not say why",
            "add `lock_screen_basis:` with what the name gives away to whoever sees the screen, "
            "or write `lock_screen: neutral`",
            where=section.places["lock_screen"],
        )
    texts = dict(_of_variant(section, _MAIN, fillable))
    texts |= dict(_variants(section, fillable))
    section.close()
    return Messages(
        names=names,
        shows=None if shows == "unsaid" else shows == "name",
        basis=basis,
        texts=texts,
        place=section.place,
    )


def _variants(section: Section, fillable: Fillable) -> Sequence[tuple[tuple[str, Use], Texts]]:
    found: list[tuple[tuple[str, Use], Texts]] = []
    variants = section.section("variants", "the variants")
    for name, place in {} if variants is None else variants.places.items():
        one = variants.section(name, f"the variant {name}") if variants is not None else None
        if not _VARIANT.fullmatch(name):
            section.findings.problem(
                "PACK095",
                f"a variant is called `{name}`",
                "call it b, c …; a is what stands above `variants:`",
                where=place,
            )
        elif one is not None:
            found.extend(_of_variant(one, name, fillable))
            one.close()
    return found


def _of_variant(
    section: Section, variant: str, fillable: Fillable
) -> Sequence[tuple[tuple[str, Use], Texts]]:
    found = []
    for use in Use:
        texts = section.section(use.value, f"the text for `{use.value}`")
        if texts is not None:
            found.append(((variant, use), _texts(texts, use, fillable)))
    return found


def _texts(section: Section, use: Use | None, fillable: Fillable) -> Texts:
    found: dict[str, str] = {}
    for language, place in section.places.items():
        if language not in {JAPANESE, EASY, ENGLISH} and not _TAG.fullmatch(language):
            section.findings.problem(
                "PACK093",
                f"`{language}` is no language",
                "write ja, easy (やさしい日本語), en, or a tag of BCP 47: vi, zh-Hans, pt-BR",
                where=place,
                near=nearest(language, [JAPANESE, EASY, ENGLISH]),
            )
        text = section.text(language, most=PARAGRAPH)
        if text is not None and text.value.strip():
            _check(text, use, section, fillable)
            found[language] = " ".join(text.value.split())
    return found


def _check(text: Text, use: Use | None, section: Section, fillable: Fillable) -> None:
    allowed = () if use is None else fillable.names(use)
    for match in _PLACEHOLDER.finditer(text.value):
        name = normal(match.group(1))
        if name == PERSON and name not in allowed:
            section.findings.problem(
                "PACK091",
                f"{section.what} names the person it goes to",
                "leave {氏名} out: others see what lies on a table or is forwarded; staff alone "
                "may say it (`call`, `door`)",
                where=text.place,
            )
        elif name not in allowed:
            section.findings.problem(
                "PACK090",
                f"{section.what} has the placeholder {{{name}}}, which this service cannot fill",
                f"use {' '.join(f'{{{known}}}' for known in allowed)}"
                if allowed
                else "write the name alone",
                where=text.place,
                near=nearest(name, allowed),
            )
    for word in DECIDED_WORDS:
        if word in text.value:
            section.findings.problem(
                "PACK092",
                f"{section.what} says 「{word}」, as if a clerk had decided",
                "say 受け取れる見込みです or 可能性があります: messages go out before any decision",
                where=text.place,
            )
