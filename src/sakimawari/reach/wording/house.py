"""words.yaml of the city's home: how the city is called in other languages, its numbers, its manners.

    city: {en: City of Kitakyushu, easy: 北九州市}
    phones: {教育委員会 学事課: 093-000-0000}     # by department, as packs write it
    amounts_by_sms: no
    sms_segments: 2

Every line may be left out, and the file too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from sakimawari.packs.document import read_document
from sakimawari.packs.findings import Findings
from sakimawari.packs.section import Section, open_section
from sakimawari.problems import Problems
from sakimawari.reach.telling.offer import Sender, Wording
from sakimawari.reach.wording.values import Manners

FILE = "words.yaml"
_MOST_SEGMENTS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Who writes, and what the city allows in its words."""

    sender: Sender
    manners: Manners


def house_of(home: Path, *, sender: Sender) -> House:
    """The city as it writes: the sender of the settings, with what the file says beside it.

    Raises Problems (REACH093) with every fault of the file.
    """
    house = House(sender=sender, manners=Manners())
    if not (home / FILE).is_file():
        return house
    findings = Findings()
    section = open_section(read_document(home / FILE, FILE, findings), findings, FILE)
    if section is not None:
        house = _read(section, sender)
        section.close()
    if findings.problems:
        raise Problems(replace(problem, id="REACH093") for problem in findings.problems)
    return house


def _read(file: Section, plain: Sender) -> House:
    names = file.section("city", "the city's name")
    easy = en = None
    if names is not None:
        easy, en = names.words("easy"), names.words("en")
        names.close()
    phones = file.section("phones", "the telephone numbers")
    numbers: dict[str, str] = {}
    for department in () if phones is None else phones.places:
        number = phones.words(department) if phones is not None else None
        if number is not None:
            numbers[department] = number
    city = Wording(ja=plain.city.ja, easy=easy or plain.city.easy, en=en or plain.city.en)
    return House(
        sender=replace(plain, city=city, phones={**plain.phones, **numbers}),
        manners=Manners(amounts_by_sms=file.yes("amounts_by_sms"), sms_segments=_segments(file)),
    )


def _segments(file: Section) -> int:
    default = Manners().sms_segments
    allowed = tuple(str(number) for number in range(1, _MOST_SEGMENTS + 1))
    return int(file.choice("sms_segments", allowed, default=str(default)))
