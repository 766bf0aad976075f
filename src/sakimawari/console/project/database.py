"""The operational store as Django is told of it: SQLite in the home, or a PostgreSQL address."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from sakimawari.problems import Place, fault

# One writer at a time, readers beside it; a writer waits for another instead of failing.
_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;"


def database_of(address: str | None, home: Path) -> dict[str, Any]:
    """Django's description of the store. SET002 for an address that is not PostgreSQL's."""
    if address is None:
        return {
            "ENGINE": "sakimawari.console.project.in_turn",
            "NAME": str(home / "operations.sqlite3"),
            # Kept open by its thread: the last one that closes would write everything over first.
            "CONN_MAX_AGE": None,
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": _PRAGMAS, "timeout": 20},
        }
    parts = urlsplit(address)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise fault(
            "SET002",
            "`SAKIMAWARI_DATABASE` does not hold the address of a PostgreSQL database",
            "write postgresql://USER:PASSWORD@HOST:PORT/NAME, or unset it for SQLite",
            where=Place(file="environment"),
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": 8, "timeout": 20},
            **dict(parse_qsl(parts.query)),
        },
    }
