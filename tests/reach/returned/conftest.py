"""The small city for slips: the same the console is tested on."""

from tests.console.conftest import hall, home

__all__ = ["hall", "home"]
