"""The city as the staff's pages see it."""

from __future__ import annotations

import shutil

import pytest

from sakimawari.console.city import City, city
from sakimawari.guard.audit.witness import FOLDER
from tests.console.town import Hall


@pytest.fixture
def there(hall: Hall) -> City:
    """The small city, opened. What speaks for the audit of an earlier test is gone with its store."""
    shutil.rmtree(hall.home / FOLDER, ignore_errors=True)
    return city()
