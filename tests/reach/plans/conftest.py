"""The small city with a night of its own, for what a made-up run cannot show."""

from tests.console.conftest import hall, home, in_its_own_city

__all__ = ["hall", "home", "in_its_own_city"]
