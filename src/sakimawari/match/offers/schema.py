"""The JSON Schema of the tables, published beside them."""

from __future__ import annotations

from pathlib import Path

SCHEMA = Path(__file__).with_name("schema.json")


def schema_text() -> str:
    """The schema as it ships."""
    return SCHEMA.read_text(encoding="utf-8")
