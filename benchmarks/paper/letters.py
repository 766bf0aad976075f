"""Letters of made-up people about the services of the shipped packs, printed as a city prints them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import pypdfium2

from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.load import discover, load_packs
from sakimawari.packs.pack import Service
from sakimawari.reach.addressing.reference import new_reference
from sakimawari.reach.letters.geometry import SlipGeometry
from sakimawari.reach.letters.letter import Letter
from sakimawari.reach.letters.press import Batch, print_batch
from sakimawari.reach.telling.offer import Addressee, Language, Offer, Sender, Wording
from sakimawari.reach.telling.offers import Right, offer_of, tell
from sakimawari.rules.outcome import Status
from sakimawari.rules.tree import Holder

ON = date(2026, 10, 1)
_FAMILY = ("佐藤", "鈴木", "高橋", "渡邉", "長谷川", "勅使河原", "林", "髙﨑")
_GIVEN = ("花子", "太郎", "葵", "翔太", "美千代", "正", "さくら", "健一郎")
_KANA = ("サトウ ハナコ", "スズキ タロウ", "タカハシ アオイ", "ワタナベ ショウタ")
_FACTS = ("2人", "1人", "1,234,000円", "平成30年4月1日", "はい", "")
_SENDER = Sender(city=Wording(ja="八重崎市", en="City of Yaezaki"), phone="000-000-0000")


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """Printed letters: the file, and the slip of each."""

    path: Path
    slips: tuple[SlipGeometry, ...]

    def document(self) -> pypdfium2.PdfDocument:
        """The file, opened."""
        return pypdfium2.PdfDocument(self.path.read_bytes())


def printed(folder: Path, count: int, rng: np.random.Generator, *, name: str = "all") -> Print:
    """So many letters in one file, of one or more services each, in three languages."""
    catalogue = load_packs(discover(folder, municipality="40100"))
    services = [
        service
        for service in catalogue.services.values()
        if service.holder is not Holder.COMPANY and service.form is not None
    ]
    letters = tuple(_letter(catalogue, services, rng) for _ in range(count))
    path = folder / f"{name}.pdf"
    told = print_batch(Batch(path=path, letters=letters, answer_at="", printed_on=ON))
    slips = [replace(each.slip, batch="", file=path.name) for each in told if each.slip is not None]
    return Print(path=path, slips=tuple(slips))


def _letter(catalogue: Catalogue, services: Sequence[Service], rng: np.random.Generator) -> Letter:
    chosen = rng.choice(len(services), int(rng.choice([1, 1, 1, 2, 3])), replace=False)
    language = rng.choice(["ja", "ja", "ja", "ja", "easy", "en"])
    known = rng.random() < 0.8
    return Letter(
        number="2026-000001",
        reference=new_reference(rng.bytes),
        language=Language(str(language)),
        written_on=ON,
        sender=_SENDER,
        addressee=Addressee(
            name=f"{rng.choice(_FAMILY)} {rng.choice(_GIVEN)}",
            kana=str(rng.choice(_KANA)) if known else "",
            postal_code="802-0001",
            address=("八重崎市中央区浅野一丁目1番1号",),
            birth=date(1950 + int(rng.integers(50)), 5, 1) if known else None,
            sex="女",
            phone="090-0000-0000" if rng.random() < 0.5 else "",
        ),
        offers=tuple(_offer(catalogue, services[at], rng) for at in chosen),
    )


def _offer(catalogue: Catalogue, service: Service, rng: np.random.Generator) -> Offer:
    form = service.form.fields if service.form is not None else ()
    values: dict[str, str | None] = {
        field.label: str(rng.choice(_FACTS))
        for field in form
        if field.identity is None and (field.value is not None or field.truth is not None)
    }
    right = Right(service=service.slug, status=Status.YES, amount_low=10_000, amount_high=10_000)
    told = tell([replace(service, notice=None)])[service.slug]
    return offer_of(right, told, catalogue.facts, values=values)
