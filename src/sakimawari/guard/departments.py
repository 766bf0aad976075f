"""Which department is in charge, in the words the services use for it.

A service names where it is dealt with as an official would write it: 「各区役所 国保年金課（決定は
日本年金機構）」. Staff belong to a unit of that name, here 国保年金課.
"""

from __future__ import annotations

import re
from functools import lru_cache

_BETWEEN = re.compile(r"[\s・、，,（）()／/]+")


@lru_cache(maxsize=1024)
def units_of(department: str) -> frozenset[str]:
    """The text itself and each unit it names; nothing for an empty text."""
    parts = (part for part in _BETWEEN.split(department) if part)
    return frozenset((department, *parts)) if department.strip() else frozenset()
