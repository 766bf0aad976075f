"""The papers that go with a batch to the post office: a posting sheet, tags for bundles, counts.

They hold counts and postal codes, no name and no address.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from io import StringIO
from pathlib import Path
from typing import Any

import pylopdf_fonts_jp
import typst

from sakimawari.fit.wareki import wareki
from sakimawari.problems import fault
from sakimawari.reach.letters.order import Order
from sakimawari.reach.letters.post.bundles import (
    Bundle,
    Count,
    Lying,
    bundles_of,
    by_area,
    by_code,
    grams_of,
    lying,
)
from sakimawari.reach.letters.post.tariff import Posting, Tariff, Way, tariff_on
from sakimawari.reach.letters.typeset import printed_on

FOLDER = "post"
TEMPLATE = Path(__file__).parent.parent / "templates" / "post.typ"
WAYS = {
    "plain": "割引なし",
    "barcode": "バーコード割引",
    "sorted": "区分割引（郵便区番号ごと）",
}
NO_CODE = "郵便番号なし"


def hand_over(folder: Path, rows: Iterable[Mapping[str, Any]], *, order: Order) -> dict[str, Any]:
    """Write the papers of a batch into `post/` of its folder; the postage as the summary keeps it.

    REACH012 where no price is known for the day.
    """
    letters = lying(rows)
    tariff = tariff_on(order.on)
    posting = Posting(
        letters=len(letters), barcodes=sum(each.barcode for each in letters), slack=order.slack
    )
    ways = tariff.ways(posting) if letters else ()
    if letters:
        _write(folder / FOLDER, letters, ways, tariff, order)
    return _postage(posting, ways, tariff)


def _write(
    folder: Path, letters: Sequence[Lying], ways: Sequence[Way], tariff: Tariff, order: Order
) -> None:
    folder.mkdir(mode=0o700)
    bundles = bundles_of(letters)
    _save(folder / "areas.csv", _counts_csv("郵便区番号", by_area(letters)))
    _save(folder / "codes.csv", _counts_csv("郵便番号", by_code(letters)))
    _save(folder / "bundles.csv", _bundles_csv(bundles))
    _save(folder / "posting.pdf", _sheets(letters, bundles, ways, tariff, order))


def _postage(posting: Posting, ways: Sequence[Way], tariff: Tariff) -> dict[str, Any]:
    return {
        "yen": ways[0].yen if ways else 0,
        "way": ways[0].name if ways else "plain",
        "ways": [asdict(way) for way in ways],
        "barcodes": posting.barcodes,
        "check_by": tariff.check_by.isoformat(),
    }


def _counts_csv(head: str, counts: Iterable[Count]) -> bytes:
    rows = ([each.code or NO_CODE, each.letters, each.barcodes] for each in counts)
    return _csv([head, "通数", "うちバーコード付"], rows)


def _bundles_csv(bundles: Iterable[Bundle]) -> bytes:
    head = [
        "郵便区番号",
        "束",
        "束の数",
        "通数",
        "1通の枚数",
        "最初の番号",
        "最後の番号",
        "ファイル",
    ]
    rows = (
        [b.area or NO_CODE, b.place, b.of, b.letters, b.pages, b.first, b.last, " ".join(b.files)]
        for b in bundles
    )
    return _csv(head, rows)


def _csv(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A file that Excel opens in the right letters: UTF-8 with its mark."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def _save(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    path.chmod(0o600)


def _sheets(
    letters: Sequence[Lying],
    bundles: Sequence[Bundle],
    ways: Sequence[Way],
    tariff: Tariff,
    order: Order,
) -> bytes:
    """The posting sheet and the tags, one PDF."""
    kinds = Counter(each.pages for each in letters)
    told = {
        "sender": order.sender.city.ja,
        "office": order.sender.office,
        "phone": order.sender.phone,
        "on": wareki(order.on),
        "letters": f"{len(letters):,}",
        "barcodes": f"{sum(each.barcode for each in letters):,}",
        "bundles": f"{len(bundles):,}",
        "kinds": [
            [f"A4 {pages}枚", f"{count:,}", f"約{grams_of(pages):.0f}g"]
            for pages, count in sorted(kinds.items())
        ],
        "ways": [[WAYS[way.name], f"{way.percent:g}%", f"{way.yen:,}円"] for way in ways],
        "price": f"{tariff.letter_yen}円（定形郵便物、{tariff.most_grams}gまで）",
        "check_by": wareki(tariff.check_by) if order.on > tariff.check_by else "",
        "areas": [
            [each.code or NO_CODE, f"{each.letters:,}", f"{each.barcodes:,}"]
            for each in by_area(letters)
        ],
        "tags": [_tag(bundle) for bundle in bundles],
    }
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(pylopdf_fonts_jp.sans_path().parent)],
    )
    compiler = typst.Compiler(TEMPLATE, font_paths=fonts, ignore_system_fonts=True)
    try:
        made = compiler.compile(
            sys_inputs={"posting": json.dumps(told, ensure_ascii=False)},
            format="pdf",
            pdf_standards="ua-1",
            timestamp=printed_on(order.on),
        )
    except typst.TypstError:
        raise fault(
            "REACH006",
            "the template of the post's papers does not compile",
            "restore templates/post.typ; if it is unchanged, compare the version of typst with the "
            "locked one",
        ) from None
    if not isinstance(made, bytes):
        raise TypeError("the typesetter gave not one document")
    return made


def _tag(bundle: Bundle) -> dict[str, str]:
    return {
        "area": bundle.area or NO_CODE,
        "place": f"{bundle.place} / {bundle.of}",
        "letters": f"{bundle.letters}通",
        "sheets": f"A4 {bundle.pages}枚",
        "numbers": f"{bundle.first} ～ {bundle.last}",
    }
