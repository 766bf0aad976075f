"""The small city for cases: the same the console is tested on."""

from tests.console.conftest import hall, home, in_its_own_city

__all__ = ["hall", "home", "in_its_own_city"]
