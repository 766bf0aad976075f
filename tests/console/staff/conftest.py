"""The city as the staff's pages see it."""

from __future__ import annotations

import pytest

from sakimawari.console.city import City, city
from tests.console.town import Hall


@pytest.fixture
def there(hall: Hall) -> City:
    """The small city, opened."""
    return city()
