"""The city's keys, opened once in a process; also where nothing has been loaded yet."""

from __future__ import annotations

from functools import lru_cache

from sakimawari.guard.keys import Keys
from sakimawari.office import Office, current_office


def keys() -> Keys:
    """The keys of the office of this process; opened anew after a rotation."""
    place = current_office()
    return _opened(place, tuple(sorted(path.name for path in place.keys_folder.glob("seal-*.key"))))


@lru_cache(maxsize=4)
def _opened(place: Office, seals: tuple[str, ...]) -> Keys:
    return place.keys()
