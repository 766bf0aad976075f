"""The file of notices for マイナポータル: CSV with a JSON Schema beside it, written once.

The portal has an interface for お知らせ that a city is admitted to after months of procedure; nothing
is called from here. The city's own system for it (中間サーバー, or a vendor's) takes this file and puts
its own number in the place of our key.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from sakimawari.reach.channels.seam import Item

SUBJECT_LONGEST, TEXT_LONGEST = 50, 2000  # characters, of this file; what is longer is refused
SHOWN_FOR = timedelta(days=90)
VERSION = "1"
NOTICES, SCHEMA = "notices.csv", "notices.schema.json"
_COLUMNS: tuple[tuple[str, dict[str, Any]], ...] = (
    (
        "通知番号",
        {
            "type": "string",
            "pattern": "^[0-9A-Za-z_-]{8,64}$",
            "description": "市の一意な番号。同じ番号は二度登録しない",
        },
    ),
    (
        "団体コード",
        {"type": "string", "pattern": "^[0-9]{6}$", "description": "全国地方公共団体コード"},
    ),
    (
        "宛先キー",
        {
            "type": "string",
            "pattern": "^[a-z2-7]{16}$",
            "description": "住民の不透明なキー。宛名番号への対応は市の鍵で作る",
        },
    ),
    ("件名", {"type": "string", "minLength": 1, "maxLength": SUBJECT_LONGEST}),
    ("本文", {"type": "string", "minLength": 1, "maxLength": TEXT_LONGEST}),
    ("言語", {"type": "string", "description": "ja、easy（やさしい日本語）、en など"}),
    ("掲載開始日", {"type": "string", "format": "date"}),
    ("掲載終了日", {"type": "string", "format": "date"}),
    ("制度", {"type": "string", "description": "制度の識別名。複数は空白で区切る"}),
)


def fits(item: Item) -> bool:
    """Whether a notice keeps within the lengths of the file."""
    return 0 < len(item.subject) <= SUBJECT_LONGEST and 0 < len(item.text) <= TEXT_LONGEST


def csv_of(items: Sequence[Item], *, organisation: str, on: date) -> bytes:
    """The notices as CSV: UTF-8 with its mark, lines ended by CRLF (RFC 4180), texts as they are."""
    text = io.StringIO(newline="")
    table = csv.writer(text, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    table.writerow([name for name, _ in _COLUMNS])
    table.writerows(_rows(items, organisation, on))
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _rows(items: Sequence[Item], organisation: str, on: date) -> Iterator[list[str]]:
    for item in items:
        until = item.useful_until or on + SHOWN_FOR
        yield [
            *(item.id, organisation, item.person, item.subject, item.text, item.language),
            *(on.isoformat(), until.isoformat(), " ".join(item.services)),
        ]


def schema() -> dict[str, Any]:
    """What a row of the file is, as JSON Schema (2020-12)."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "マイナポータルお知らせ（一行）",
        "version": VERSION,
        "type": "object",
        "properties": dict(_COLUMNS),
        "required": [name for name, _ in _COLUMNS],
        "additionalProperties": False,
    }


def schema_bytes() -> bytes:
    """The schema as it lies beside the file."""
    return json.dumps(schema(), ensure_ascii=False, indent=2).encode() + b"\n"
