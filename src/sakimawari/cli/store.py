"""The operational store for commands: opened once, refused where none was made yet."""

from __future__ import annotations

from sakimawari.office import Office
from sakimawari.problems import fault


def opened(place: Office) -> None:
    """Make the store ready in this process. GUARD015 where the city has none yet."""
    if place.database is None and not (place.home / "operations.sqlite3").exists():
        raise fault(
            "GUARD015",
            "there is no operational store here",
            "name the folder of the city (--dir), or start the console once: sakimawari serve",
        )
    # Django is imported by those who need the store, not by every command.
    from sakimawari.console.project import server

    server.prepare(place)
    server.update_store()
