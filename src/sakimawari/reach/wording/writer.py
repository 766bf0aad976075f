"""The writer: rights put into the words of one medium and one language, within its length."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.pack import Service
from sakimawari.problems import Problems, fault
from sakimawari.reach.addressing.rights import private_services, right_of, tellable
from sakimawari.reach.medium import Medium
from sakimawari.reach.telling.offer import Sender
from sakimawari.reach.telling.offers import Right, tell
from sakimawari.reach.wording.bodies import first_words, subjects_of, text_of
from sakimawari.reach.wording.composing import ORDER, Draft
from sakimawari.reach.wording.house import house_of
from sakimawari.reach.wording.measure import SHOWN, fits, length_of, limit_of, segments_of
from sakimawari.reach.wording.phrasebook import phrasebooks_of
from sakimawari.reach.wording.topics import tongue_of, topics_of
from sakimawari.reach.wording.values import Errand, Manners, Stock, Written


def stock_of(
    catalogue: Catalogue,
    sender: Sender,
    *,
    on: date,
    home: Path | None = None,
    manners: Manners | None = None,
) -> Stock:
    """What a day's messages are written from.

    With a `home`, its `phrases/` add languages, and its `words.yaml` says how the city is called in
    them, its departments' numbers and its manners. Refuses words that claim a decision (REACH002),
    phrases that cannot be said (REACH092), a words.yaml that cannot be read (REACH093).
    """
    if home is not None:
        house = house_of(home, sender=sender)
        sender, manners = house.sender, manners or house.manners
    residents = catalogue.residents
    return Stock(
        told=tell(residents.services.values()),
        facts=catalogue.facts,
        private=private_services(residents.services, catalogue.facts),
        sender=sender,
        on=on,
        manners=manners or Manners(),
        phrasebooks=phrasebooks_of(home),
    )


def rights_by_subject(
    gap: pa.Table, services: Mapping[str, Service], subjects: Iterable[str]
) -> dict[tuple[str, str], Right]:
    """The rights of some subjects as the gap of a run holds them, by (service, subject).

    Whoever is missing in it has claimed since, or was never owed it: they are not told. Refuses
    services that no pack of today has (REACH004).
    """
    mine = gap.filter(pc.is_in(gap["subject"].cast(pa.string()), value_set=pa.array([*subjects])))
    rows = tellable(mine, services).to_pylist()
    return {(row["service"], row["subject"]): right_of(row) for row in rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Writes messages; pure: the same errand always comes out in the same words."""

    stock: Stock

    def write(self, errand: Errand) -> Written:
        """One message in words.

        Never says that anything is decided, names no service of health or welfare where a locked
        screen shows it, and a resident's name only in what staff say. Raises Problems (REACH091)
        where even the least does not fit the medium.
        """
        tongue = tongue_of(self.stock, errand.language)
        whole = Draft(
            errand=errand,
            stock=self.stock,
            tongue=tongue,
            topics=topics_of(errand.rights, self.stock, tongue, errand.staff),
        )
        draft, text = self._fitting(whole)
        named = {topic.offer.service for topic in draft.named}
        services = dict.fromkeys(topic.offer.service for topic in draft.topics)
        return Written(
            subject=self._subject(draft),
            text=text,
            shown=_shown(draft, text, self._subject(draft)),
            medium=errand.medium,
            language=tongue.tag,
            asked=errand.language,
            variant=errand.variant,
            segments=segments_of(text) if errand.medium is Medium.SMS else 1,
            services=tuple(service for service in services if service in named),
            unnamed=tuple(service for service in services if service not in named),
            dropped=tuple(part.value for part in ORDER[errand.medium] if part in draft.without),
        )

    def _fitting(self, whole: Draft) -> tuple[Draft, str]:
        """The fullest text that fits; parts that leave the text as it is are not counted dropped."""
        medium, text = whole.errand.medium, text_of(whole)
        draft = whole
        for part in (None, *ORDER[medium]):
            if part is not None:
                shorter = replace(draft, without=draft.without | {part})
                if text_of(shorter) == text:
                    continue
                draft, text = shorter, text_of(shorter)
            if fits("", text, medium, self.stock.manners):
                return draft, text
        raise _too_long(whole, text, self.stock.manners)

    def _subject(self, draft: Draft) -> str:
        manners = self.stock.manners
        medium = draft.errand.medium
        return next(
            (each for each in subjects_of(draft) if fits(each, "", medium, manners)),
            draft.say("neutral_subject"),
        )


def _shown(draft: Draft, text: str, subject: str) -> str:
    """What others see of it without opening anything."""
    match draft.errand.medium:
        case Medium.SMS:
            return text
        case Medium.LINE:
            return first_words(draft)[:SHOWN]
        case Medium.EMAIL | Medium.PORTAL:
            return subject
        case Medium.LETTER | Medium.CALL | Medium.VISIT:
            return ""


def _too_long(draft: Draft, text: str, manners: Manners) -> Problems:
    medium = draft.errand.medium
    limit = limit_of(medium, manners)
    services = ", ".join(topic.offer.service for topic in draft.topics)
    return fault(
        "REACH091",
        f"the least that can be said of {services} by {medium.value} takes "
        f"{length_of(text, medium)} {limit.unit}; {limit.text} are allowed",
        "shorten the city's name, its telephone number or the link, or allow more segments",
    )
